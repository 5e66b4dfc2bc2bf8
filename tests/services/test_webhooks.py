"""Webhooks: who is told of changed orders, how often, and what becomes of them where nobody answers."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.webhooks import NO_SECRET, WAITS, Standing, Webhook, missed
from orderdesk.core.gateways.secrets import SecretFile, SecretTrouble
from orderdesk.core.gateways.webhook_line import WebhookLine
from orderdesk.core.gateways.webhook_signature import fits
from orderdesk.core.services import webhooks
from orderdesk.core.services.webhook_letters import give_up, untold
from orderdesk.core.services.webhooks import PAGE, Told, secret_name
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import NotPermitted
from orderdesk.core.store.webhooks import put_webhook
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.people import PEOPLE, staff

URL = "https://partner.example/desk?door=7"


@dataclass
class Partner:
    """Somebody who hears: what came, by its name, and how it is answered."""

    desk: Desk
    secret: str = ""
    answers: list[int | Exception] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Take a message, whose signature must fit now."""
        head, body = request.headers, request.read()
        name, at = head["webhook-id"], int(head["webhook-timestamp"])
        assert (request.method, str(request.url)) == ("POST", URL)
        assert fits(self.secret, name, at, body, head["webhook-signature"], self.desk.now)
        said = json.loads(body)
        assert set(said) == {"type", "id", "modifiedAt"} and said["type"] == "order.changed"
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, Exception):
            raise answer
        self.heard.append((name, said["id"]))
        return httpx.Response(answer, headers={"location": "https://elsewhere.example/"})

    @property
    def orders(self) -> list[str]:
        """The orders that it was told of, in that order."""
        return [order for _, order in self.heard]


@dataclass
class Office:
    """A desk with one webhook."""

    desk: Desk
    kept: SecretFile
    partner: Partner

    def deliver(self) -> list[Told]:
        """A round."""
        transport = httpx.MockTransport(self.partner.handle)
        return webhooks.deliver(self.desk.store, self.kept, self.desk.clock, lambda: WebhookLine(transport))

    @property
    def hook(self) -> Webhook:
        """The webhook as it stands."""
        return webhooks.subscribed(self.desk.store, self.kept, KIM)[0][0]

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return webhooks.subscribed(self.desk.store, self.kept, KIM)[0][1]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Iterator[Office]:
    """A webhook that was made behind the first order."""
    desk = Desk(store)
    desk.add(sold(1))
    kept, partner = SecretFile(tmp_path / "secrets"), Partner(desk)
    _, partner.secret = webhooks.subscribe(store, kept, KIM, NOW, URL)
    yield Office(desk, kept, partner)
    assert desk.sound()


def test_what_changed_since_is_told_once_as_it_is_last(office: Office) -> None:
    assert office.deliver() == []
    office.desk.add(sold(2), sold(3))
    office.desk.do("hold", 2, reason="STOCK")
    assert office.deliver() == [Told(1, 2)]
    assert office.partner.orders == [number(3), number(2)]
    assert office.deliver() == []
    office.desk.do("hold", 1, reason="STOCK")
    office.deliver()
    assert office.partner.orders[2:] == [number(1)]


def test_the_secret_is_told_once_and_stands_in_no_table(office: Office) -> None:
    secret = office.kept.get(secret_name(1))
    assert secret is not None and secret.reveal() == office.partner.secret
    with office.desk.store.reader() as conn:
        rows = conn.execute("SELECT * FROM webhook").fetchall()
    assert office.partner.secret not in str(rows)
    _, other = webhooks.subscribe(office.desk.store, office.kept, KIM, NOW, URL)
    assert other != office.partner.secret


def test_nothing_of_it_is_logged(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="orderdesk"):
        office.desk.add(sold(2))
        office.partner.answers = [httpx.ConnectError("nobody"), 500]
        for _ in range(3):
            office.deliver()
            office.desk.now += 3600
    said = caplog.text
    assert "POST webhook msg_1_" in said
    for kept in (office.partner.secret, "partner.example", "door=7", number(2)):
        assert kept not in said


def test_who_dies_between_the_answer_and_its_note_tells_it_again_by_the_same_name(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(at: str) -> None:
        if at == "posted":
            raise Killed

    office.desk.add(sold(2), sold(3))
    with monkeypatch.context() as patch:
        patch.setattr(office.desk.store, "checkpoint", die)
        with pytest.raises(Killed):
            office.deliver()
    assert office.partner.orders == [number(2)]
    office.desk.now += 10
    assert office.deliver() == [Told(1, 2)]
    assert office.partner.orders == [number(2), number(2), number(3)]
    assert office.partner.heard[0] == office.partner.heard[1]


def test_more_than_a_page_is_told_in_order_and_stops_where_it_fails(office: Office) -> None:
    office.desk.add(*(sold(n) for n in range(2, PAGE + 12)))
    office.partner.answers = [*[200] * (PAGE + 3), 503]
    assert office.deliver() == [Told(1, PAGE + 3, "503")]
    assert office.hook.tries == 1
    office.desk.now += WAITS[0]
    assert office.deliver() == [Told(1, 7)]
    told = list(dict.fromkeys(office.partner.orders))
    assert told == [number(n) for n in range(2, PAGE + 12)] and len(office.partner.heard) == PAGE + 11


def test_nobody_answers_until_it_is_stuck_and_a_person_asks(office: Office) -> None:
    office.desk.add(sold(2))
    for n, wait in enumerate((*WAITS, None), 1):
        office.partner.answers = [httpx.ConnectTimeout("late") if n % 2 else 301]
        trouble = "ConnectTimeout" if n % 2 else "301"
        assert office.deliver() == [Told(1, 0, trouble)]
        assert (office.hook.tries, office.hook.trouble) == (n, trouble)
        if wait is not None:
            assert office.standing is Standing.WAITING
            office.desk.now += wait - 1
            assert office.deliver() == []
            office.desk.now += 1
    office.desk.now += 10_000_000
    assert (office.standing, office.deliver()) == (Standing.STUCK, [])
    office.desk.add(sold(3))
    webhooks.try_again(office.desk.store, KIM, office.desk.now, 1)
    office.partner.answers = [500]
    office.deliver()
    assert (office.standing, office.hook.tries) == (Standing.WAITING, 1)
    office.desk.now += WAITS[0]
    assert office.deliver() == [Told(1, 2)]
    assert office.partner.orders[-2:] == [number(2), number(3)]
    assert (office.standing, office.hook.trouble) == (Standing.ON, "")


def test_who_says_that_it_is_gone_hears_nothing_more(office: Office) -> None:
    office.desk.add(sold(2), sold(3))
    office.partner.answers = [200, 410]
    assert office.deliver() == [Told(1, 1, "410")]
    assert (office.standing, office.hook.trouble) == (Standing.ENDED, "410")
    assert office.kept.names() == []
    office.desk.now += 100_000
    assert office.deliver() == []
    with pytest.raises(ApiRefused) as caught:
        webhooks.try_again(office.desk.store, KIM, NOW, 1)
    assert caught.value.reason is ApiRefusal.NO_WEBHOOK


def test_what_is_removed_is_silent_even_in_the_middle_of_a_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove(at: str) -> None:
        if at == "posted":
            monkeypatch.undo()
            webhooks.unsubscribe(office.desk.store, office.kept, KIM, NOW, 1)

    office.desk.add(sold(2), sold(3))
    monkeypatch.setattr(office.desk.store, "checkpoint", remove)
    office.deliver()
    assert office.partner.orders == [number(2)]
    office.desk.do("hold", 2, reason="STOCK")
    assert (office.deliver(), office.standing, office.kept.names()) == ([], Standing.ENDED, [])
    webhooks.unsubscribe(office.desk.store, office.kept, KIM, NOW, 1)
    _, office.partner.secret = webhooks.subscribe(office.desk.store, office.kept, KIM, NOW, URL)
    office.desk.do("hold", 3, reason="STOCK")
    office.deliver()
    assert office.partner.orders == [number(2), number(3)]


@pytest.mark.parametrize("secret", [None, "whsec_!"])
def test_without_its_secret_nothing_goes_out_and_nothing_is_lost(office: Office, secret: str | None) -> None:
    office.kept.remove(secret_name(1))
    if secret is not None:
        office.kept.put(secret_name(1), secret)
    office.desk.add(sold(2))
    before = office.hook
    assert office.deliver() == [Told(1, 0, NO_SECRET)]
    assert (office.partner.heard, office.hook) == ([], before)
    assert office.standing is (Standing.NO_SECRET if secret is None else Standing.ON)
    office.kept.put(secret_name(1), office.partner.secret)
    assert office.deliver() == [Told(1, 1)]


def test_one_that_fails_keeps_no_other_from_hearing(office: Office) -> None:
    _, secret = webhooks.subscribe(office.desk.store, office.kept, KIM, NOW, URL)
    office.kept.put(secret_name(2), office.partner.secret)
    assert secret != office.partner.secret
    office.desk.add(sold(2))
    office.partner.answers = [500]
    assert office.deliver() == [Told(1, 0, "500"), Told(2, 1)]


def test_what_another_process_failed_with_meanwhile_waits(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_second(at: str) -> None:
        if at == "posted":
            monkeypatch.undo()
            with office.desk.store.unit(KIM, NOW) as unit:
                put_webhook(unit, missed(second, NOW, "500"))

    second, _ = webhooks.subscribe(office.desk.store, office.kept, KIM, NOW, URL)
    office.kept.put(secret_name(2), office.partner.secret)
    office.desk.add(sold(2))
    monkeypatch.setattr(office.desk.store, "checkpoint", fail_second)
    assert office.deliver() == [Told(1, 1), Told(2)]


def test_one_process_at_a_time_speaks_with_each(office: Office) -> None:
    office.desk.add(sold(2))
    with office.desk.store.backend.try_lock("webhook-1") as free:
        assert free and office.deliver() == [Told(1)]
    assert office.partner.heard == []
    assert office.deliver() == [Told(1, 1)]


def test_a_store_that_was_put_back_meanwhile_keeps_its_own_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_back(at: str) -> None:
        if at == "posted":
            monkeypatch.undo()
            with office.desk.store.writer() as conn:
                conn.execute("UPDATE webhook SET cursor = 0 WHERE id = 1")

    office.desk.add(sold(2))
    monkeypatch.setattr(office.desk.store, "checkpoint", put_back)
    office.deliver()
    assert office.partner.orders == [number(2), number(1), number(2)]


@pytest.mark.parametrize("url", ["http://partner.example/", "https://me:pw@partner.example/", "어디"])
def test_where_it_can_not_go_nothing_is_kept(office: Office, url: str) -> None:
    with pytest.raises(ApiRefused) as caught:
        webhooks.subscribe(office.desk.store, office.kept, KIM, NOW, url)
    assert caught.value.reason is ApiRefusal.WEBHOOK_URL
    assert office.kept.names() == [secret_name(1)]


def test_a_webhook_whose_secret_can_not_be_kept_is_not_made(office: Office) -> None:
    office.kept.path.chmod(0o644)
    with pytest.raises(SecretTrouble):
        webhooks.subscribe(office.desk.store, office.kept, KIM, NOW, URL)
    office.kept.path.chmod(0o600)
    assert len(webhooks.subscribed(office.desk.store, office.kept, KIM)) == 1


@pytest.mark.parametrize("number", [0, 2])
def test_what_there_is_not_is_refused(office: Office, number: int) -> None:
    for do in (
        lambda: webhooks.unsubscribe(office.desk.store, office.kept, KIM, NOW, number),
        lambda: webhooks.try_again(office.desk.store, KIM, NOW, number),
    ):
        with pytest.raises(ApiRefused) as caught:
            do()
        assert caught.value.reason is ApiRefusal.NO_WEBHOOK


def test_every_role_does_with_webhooks_what_it_may(office: Office) -> None:
    store, kept = office.desk.store, office.kept
    staff(store)

    def tried(who: Actor) -> list[bool]:
        done = []
        for do in (
            lambda: webhooks.subscribed(store, kept, who),
            lambda: webhooks.subscribe(store, kept, who, NOW, URL),
            lambda: webhooks.try_again(store, who, NOW, 1),
            lambda: webhooks.unsubscribe(store, kept, who, NOW, 1),
        ):
            try:
                do()
            except NotPermitted:
                done.append(False)
            else:
                done.append(True)
        return done

    for role, who in PEOPLE.items():
        before = kept.names()
        assert set(tried(who)) == {role is Role.ADMIN}, role
        assert (kept.names() == before) is (role is not Role.ADMIN)


def test_who_may_not_work_with_webhooks_sees_and_gives_up_none(office: Office) -> None:
    staff(office.desk.store)
    office.desk.add(sold(2))
    office.partner.answers = [500]
    office.deliver()
    packer = PEOPLE[Role.PACKER]
    with office.desk.store.reader() as conn:
        assert untold(conn, office.kept, packer) == []
        assert [each.order for each in untold(conn, office.kept, KIM)] == [number(2)]
    with pytest.raises(NotPermitted):
        give_up(office.desk.store, packer, NOW, 1, "")
    assert office.hook.tries == 1
