"""Keys to the API: who makes them, what they open, and when they stop to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orderdesk.core.domain.api_keys import SCOPE_ACTS, ApiKey, KeyScope, hash_key
from orderdesk.core.domain.api_refusals import ApiRefusal, ApiRefused
from orderdesk.core.domain.orders import Actor, Channel
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.roles import Role, may
from orderdesk.core.services import operators
from orderdesk.core.services.acting import plan_request
from orderdesk.core.services.api_keys import add_key, admit, list_keys, revoke_key
from orderdesk.core.services.api_requests import KEPT_SECONDS, Answered, Begun, begin, drop, end
from orderdesk.core.services.operators import OperatorRefused
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import NotPermitted, role_in
from tests.services.desk import KIM, NOW, Desk, sold
from tests.services.people import PEOPLE, staff

HERE = "127.0.0.1"


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    desk = Desk(store)
    desk.add(sold(1))
    yield desk
    assert desk.sound()


def made(desk: Desk, *scopes: KeyScope, name: str = "플레이오토", **more: object) -> tuple[ApiKey, str]:
    return add_key(desk.store, KIM, NOW, name, scopes or tuple(KeyScope), **more)  # type: ignore[arg-type]


def refused(caught: pytest.ExceptionInfo[ApiRefused]) -> ApiRefusal:
    return caught.value.reason


def test_a_key_is_told_once_and_kept_as_its_hash(desk: Desk) -> None:
    key, text = made(
        desk, KeyScope.ORDERS_READ, networks=["10.0.0.0/8", "203.0.113.7"], channel=Channel.NAVER
    )
    assert text.startswith("odk_") and len(text) > 40
    assert list_keys(desk.store, KIM) == [key]
    assert (key.networks, key.channel, key.created_by) == (
        ("10.0.0.0/8", "203.0.113.7/32"),
        Channel.NAVER,
        KIM.name,
    )
    with desk.store.reader() as conn:
        kept = conn.execute("SELECT * FROM api_key").fetchall()
    assert hash_key(text) in kept[0] and text not in map(str, kept[0])


def test_a_key_opens_until_it_is_revoked(desk: Desk) -> None:
    key, text = made(desk)
    assert admit(desk.store, text, HERE, NOW).id == key.id
    assert revoke_key(desk.store, KIM, NOW + 1, key.name).revoked_at is None
    for tried in (text, "odk_wrong", ""):
        with pytest.raises(ApiRefused) as caught:
            admit(desk.store, tried, HERE, NOW + 1)
        assert refused(caught) is ApiRefusal.UNKNOWN_KEY
    assert list_keys(desk.store, KIM)[0].revoked_at == NOW + 1
    revoke_key(desk.store, KIM, NOW + 9, key.name)
    assert list_keys(desk.store, KIM)[0].revoked_at == NOW + 1


def test_the_last_use_is_noted_once_a_minute_from_one_address(desk: Desk) -> None:
    _, text = made(desk)
    seen = []
    for at, address in ((0, HERE), (59, HERE), (60, HERE), (61, "::1")):
        admit(desk.store, text, address, NOW + at)
        key = list_keys(desk.store, KIM)[0]
        seen.append((key.used_at, key.used_from))
    assert seen == [(NOW, HERE), (NOW, HERE), (NOW + 60, HERE), (NOW + 61, "::1")]


@pytest.mark.parametrize(
    ("address", "admitted"),
    [
        ("10.1.2.3", True),
        ("203.0.113.7", True),
        ("::ffff:10.1.2.3", True),
        ("203.0.113.8", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("testclient", False),
        ("", False),
    ],
)
def test_addresses_that_a_key_allows(desk: Desk, address: str, admitted: bool) -> None:
    _, text = made(desk, networks=["10.0.0.0/8", "203.0.113.7", "2001:db8::/32"])
    if admitted:
        admit(desk.store, text, address, NOW)
        return
    with pytest.raises(ApiRefused) as caught:
        admit(desk.store, text, address, NOW)
    assert refused(caught) is ApiRefusal.ADDRESS


@pytest.mark.parametrize("name", ["", " ", "x" * 31, "플레이오토", "플레이오토 "])
def test_names_are_a_keys_own(desk: Desk, name: str) -> None:
    made(desk)
    with pytest.raises(ApiRefused) as caught:
        made(desk, name=name)
    assert refused(caught) is ApiRefusal.KEY_NAME


def test_keys_need_scopes_and_real_networks(desk: Desk) -> None:
    for scopes, networks, why in (
        ((), (), ApiRefusal.KEY_SCOPES),
        (tuple(KeyScope), ("10.0.0.1/8",), ApiRefusal.KEY_NETWORK),
        (tuple(KeyScope), ("어딘가",), ApiRefusal.KEY_NETWORK),
    ):
        with pytest.raises(ApiRefused) as caught:
            add_key(desk.store, KIM, NOW, "새 키", scopes, networks)
        assert refused(caught) is why
    with pytest.raises(ApiRefused) as caught:
        revoke_key(desk.store, KIM, NOW, "없는 키")
    assert refused(caught) is ApiRefusal.NO_KEY


def test_only_admins_make_see_and_revoke_keys(desk: Desk) -> None:
    staff(desk.store)
    made(desk, name="있는 키")
    for role, who in PEOPLE.items():
        if role is Role.ADMIN:
            continue
        for deed in (
            lambda who=who: add_key(desk.store, who, NOW, "새 키", [KeyScope.ORDERS_READ]),
            lambda who=who: revoke_key(desk.store, who, NOW, "있는 키"),
            lambda who=who: list_keys(desk.store, who),
        ):
            with pytest.raises(NotPermitted):
                deed()
    assert [key.revoked_at for key in list_keys(desk.store, KIM)] == [None]


@pytest.mark.parametrize("scope", KeyScope)
def test_a_key_acts_in_the_least_role_that_its_scopes_need_though_nobody_else_works_here(
    desk: Desk, scope: KeyScope
) -> None:
    key, _ = made(desk, scope)
    with desk.store.reader() as conn:
        role = role_in(conn, key.actor)
        assert role is key.role and role is not Role.ADMIN
        assert all(may(role, act) for act in SCOPE_ACTS[scope])
        plan = plan_request(conn, [1], Request("confirm-payment"), key.actor, NOW)
        denied = {row.verdict.refusal for row in plan.rows} == {Refusal.NOT_PERMITTED}
        assert denied is not may(role, "confirm-payment")
    revoke_key(desk.store, KIM, NOW, key.name)
    with desk.store.reader() as conn:
        assert role_in(conn, key.actor) is None
        plan = plan_request(conn, [1], Request("hold", (("reason", "STOCK"),)), key.actor, NOW)
        assert plan.count(Kind.APPLY) == 0


def test_nobody_is_called_like_the_holder_of_a_key(desk: Desk) -> None:
    key, _ = made(desk)
    for name in (key.actor.name, "api 아무나"):
        with pytest.raises(OperatorRefused):
            operators.add(desk.store, KIM, NOW, name, Role.DESK)
    stranger = Actor(KIM.kind, "API 없는 키")
    with desk.store.reader() as conn:
        assert role_in(conn, stranger) is Role.ADMIN  # a shop of one: who it says it is does not matter


def begun(desk: Desk, key: ApiKey, now: int = NOW, body: bytes = b"{}", path: str = "/a") -> Begun | Answered:
    return begin(desk.store, key, now, path, "n1", body)


def test_a_named_write_is_answered_alike_for_fifteen_days(desk: Desk) -> None:
    key, _ = made(desk)
    first = begun(desk, key)
    assert isinstance(first, Begun)
    with pytest.raises(ApiRefused) as caught:
        begun(desk, key, NOW + 59)
    assert refused(caught) is ApiRefusal.IN_FLIGHT
    assert begun(desk, key, NOW + 60) == first  # its server is gone; the job's name is the same
    end(desk.store, key, NOW + 61, first, Answered(200, "[]"))
    assert begun(desk, key, NOW + 62) == Answered(200, "[]")
    with pytest.raises(ApiRefused) as caught:
        begun(desk, key, body=b"[]")
    assert refused(caught) is ApiRefusal.NAME_DIFFERS
    assert begun(desk, key, NOW + KEPT_SECONDS) == Answered(200, "[]")
    again = begun(desk, key, NOW + KEPT_SECONDS + 1)
    assert isinstance(again, Begun) and again.job != first.job


def test_names_belong_to_a_key_and_a_path(desk: Desk) -> None:
    key, _ = made(desk)
    other, _ = made(desk, name="사방넷")
    numbers = [begun(desk, key), begun(desk, key, path="/b"), begun(desk, other)]
    assert len({str(each) for each in numbers}) == 3 and all(isinstance(each, Begun) for each in numbers)


def test_what_was_refused_as_a_whole_may_be_mended_under_its_name(desk: Desk) -> None:
    key, _ = made(desk)
    first = begun(desk, key)
    assert isinstance(first, Begun)
    drop(desk.store, key, NOW, first)
    assert isinstance(begun(desk, key, body=b"[1]"), Begun)
