"""`courier`, `issue` and `follow`: contracts, labels and parcels, against services that are played."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import open_store
from orderdesk.simulators.goodsflow import Goodsflow
from orderdesk.simulators.serving import Serving
from orderdesk.simulators.sweettracker import SweetTracker
from orderdesk.simulators.world import Clock, World
from tests.cli.shell import Shell
from tests.services.desk import NOW, Desk, number, sections, sold
from tests.services.test_following import cj

CONTRACT = (
    *("--business", "124-81-00998", "--name", "우리상점", "--phone", "010-0000-0001", "--zip", "04524"),
    *("--address", "서울시 중구 세종대로 110", "--fees", "소=2500, 중=3000"),
)


@pytest.fixture
def goodsflow() -> Iterator[Goodsflow]:
    yield Goodsflow(World(clock=Clock(at=float(NOW))))


@pytest.fixture
def connected(shell: Shell, goodsflow: Goodsflow) -> Iterator[Goodsflow]:
    """A Goodsflow that the shop is connected to, at a loopback address."""
    serving = Serving(goodsflow.handle)
    try:
        base = serving.base
        bases = (
            f"base={base}/delivery/api/v2/",
            f"print_base={base}/print",
            f"member_base={base}/gws/api/Member/v3",
        )
        connect(shell, "goodsflow", "partner=SHOP", *bases)
        yield goodsflow
    finally:
        serving.close()


def connect(shell: Shell, system: str, *given: str) -> None:
    """Connect with *system*, whose key is kept."""
    settings = [part for each in given for part in ("--set", each)]
    assert shell("connection", "add", system, *settings).status == 0
    made = shell("connection", "list", "--json").json[-1]["id"]
    assert shell("secret", "set", f"connection-{made}.key", stdin="sim-key\n").status == 0


def order(shell: Shell, n: int) -> Order:
    """Order *n* as it is stored."""
    with open_store(shell.url) as store:
        return Desk(store).order(n)


def checked(shell: Shell, goodsflow: Goodsflow) -> None:
    """Register a contract and have it checked."""
    assert shell("courier", "contract", "add", "cj", "--code", "12345678", *CONTRACT).status == 0
    goodsflow.confirm_contract("CJGLS")
    assert shell("courier", "contract", "check", "cj", "--json").json[0]["state"] == "checked"


def test_labels_from_contract_to_delivery(shell: Shell, connected: Goodsflow, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    checked(shell, connected)
    page = tmp_path / "print.html"
    said = shell("issue", *sections(1, 1), *sections(2, 1), "--yes", "--out", str(page), "--json")
    assert (said.status, said.json["handed"], said.json["refused"]) == (0, 2, 0)
    assert said.json["page"] == str(page)
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    again = shell("issue", *sections(1, 1), "--window", "--out", str(page), "--json")
    assert (again.status, again.json["batches"]) == (0, said.json["batches"])
    assert again.json["page"] != str(page)
    connected.print_batch(said.json["batches"][0])
    told = shell("follow", "--json").json["labels"]
    assert shell("issue", *sections(1, 1), "--window").status == 1
    assert (told["labels"], told["numbered"], told["stuck"]) == (2, 2, [])
    (label,) = shell("courier", "labels", number(1), "--json").json
    assert (label["section"], label["state"]) == (sections(1, 1)[0], "발행")
    assert shell("courier", "labels", "--json").json == []
    connected.world.clock.advance(40 * 3600)
    assert shell("follow", "--json").json["labels"]["moved"] == 2
    assert order(shell, 1).sections[0].state is S.DELIVERED
    assert shell("verify").status == 0


def test_without_a_checked_contract_nothing_is_issued(shell: Shell, connected: Goodsflow) -> None:
    shell.add(sold(1))
    said = shell("issue", *sections(1, 1), "--yes", "--json")
    assert (said.status, said.json["rows"][0]["code"], said.json["page"]) == (1, "no-contract", None)
    assert "확인된 택배 계약이 없습니다" in said.err
    assert connected.books() == {}


def test_a_contract_that_can_never_print_says_what_to_do(shell: Shell) -> None:
    said = shell("courier", "contract", "add", "cj", "--code", "IC1234", *CONTRACT)
    assert (said.status, "주간고객코드" in said.err) == (2, True)
    said = shell("courier", "contract", "add", "epost", "--code", "1234", *CONTRACT)
    assert (said.status, "업체코드" in said.err) == (2, True)
    assert shell("courier", "contract", "list", "--json").json == []


def test_contracts_are_listed_checked_by_eye_and_removed(shell: Shell) -> None:
    shell("courier", "contract", "add", "lotte", "--code", "77", "--settlement", "prepaid", *CONTRACT)
    listed = shell("courier", "contract", "list", "--json").json
    assert listed == [
        {
            "courier": "lotte",
            "code": "77",
            "vendor": "",
            "settlement": "prepaid",
            "fees": {"소": 2500, "중": 3000},
            "state": "unregistered",
        }
    ]
    said = shell("courier", "contract", "check", "lotte")
    assert (said.status, "orderdesk connection add goodsflow" in said.err) == (2, True)
    assert "확인완료" in shell("courier", "contract", "check", "lotte", "--seen").out
    assert shell("courier", "contract", "remove", "lotte").status == 0
    assert shell("courier", "contract", "remove", "lotte").status == 2


def test_a_wrong_key_says_so(shell: Shell, connected: Goodsflow) -> None:
    shell.add(sold(1))
    checked(shell, connected)
    connected.key = "other"
    said = shell("issue", *sections(1, 1), "--yes")
    assert (said.status, "orderdesk secret set" in said.err) == (3, True)
    assert "sim-key" not in said.out + said.err
    said = shell("follow", "--json")
    assert (said.status, len(said.json["troubles"])) == (3, 1)


def test_several_contracts_are_chosen_from(shell: Shell, connected: Goodsflow) -> None:
    shell.add(sold(1))
    checked(shell, connected)
    shell("courier", "contract", "add", "lotte", "--code", "77", *CONTRACT)
    shell("courier", "contract", "check", "lotte", "--seen")
    said = shell("issue", *sections(1, 1), "--yes")
    assert (said.status, "cj, lotte" in said.err) == (2, True)
    connected.confirm_contract("HYUNDAI")
    said = shell("issue", *sections(1, 1), "--yes", "--courier", "lotte", "--dry-run", "--json")
    assert (said.status, said.json["handed"]) == (0, 0)


def test_parcels_are_followed(shell: Shell) -> None:
    sim = SweetTracker(World(clock=Clock(at=float(NOW))))
    serving = Serving(sim.handle)
    try:
        connect(shell, "sweettracker", f"base={serving.base}")
        shell.add(sold(1))
        shell(
            *("do", "track", *sections(1, 1), "--yes", "--set", "courier=CJ", "--set", "number=500000000011"),
            *("--set", "to=ship"),
        )
        sim.carrier_scan("04", "500000000011", 6)
        assert shell("follow", "--json").json["tracking"] == {"asked": 1, "moved": 1, "failed": 0}
        assert order(shell, 1).sections[0].state is S.DELIVERED
    finally:
        serving.close()


def coming_back(shell: Shell, *orders: int) -> None:
    """Orders that were sent, and whose buyers want to return them."""
    shell.add(*(sold(n) for n in orders))
    for n in orders:
        label = ("--set", "courier=cj", "--set", f"number={cj(n)}", "--set", "to=ship")
        assert shell("do", "track", number(n), *label, "--yes").status == 0
        assert shell("do", "return", number(n), "--set", "reason=BROKEN", "--yes").status == 0


def test_a_pickup_tells_how_its_return_labels_are_printed(
    shell: Shell, connected: Goodsflow, tmp_path: Path
) -> None:
    coming_back(shell, 1, 2, 3)
    said = shell("do", "pickup", number(1), "--set", "pickup=AUTO", "--yes")
    assert said.status == 1 and "확인된 택배 계약이 없습니다" in said.out + said.err  # nobody would come
    checked(shell, connected)
    said = shell("do", "pickup", number(2), "--set", "pickup=AUTO", "--yes", "--json")
    assert f"orderdesk issue --back {number(2)}-S1" in said.err
    assert said.json["applied"] == 1
    by_hand = ("--set", "pickup=MANUAL", "--set", "courier=cj", "--set", f"number={cj(9)}")
    said = shell("do", "pickup", number(3), *by_hand, "--set", "pay=PREPAID", "--yes")
    assert (said.status, "issue --back" in said.err) == (0, False)
    page = str(tmp_path / "print.html")
    done = shell("issue", "--back", f"{number(2)}-S1", "--yes", "--out", page, "--json")
    assert done.json["handed"] == 1


def test_without_who_prints_a_pickup_says_nothing_of_labels(shell: Shell) -> None:
    coming_back(shell, 1)
    shell("courier", "contract", "add", "cj", "--code", "12345678", *CONTRACT)
    shell("courier", "contract", "check", "cj", "--seen")
    said = shell("do", "pickup", number(1), "--set", "pickup=AUTO", "--yes")
    assert (said.status, "issue --back" in said.err) == (0, False)


def test_parcels_that_can_not_be_followed_are_listed_with_why(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    sim = SweetTracker(World(clock=Clock(at=float(NOW))))
    serving = Serving(sim.handle)
    try:
        connect(shell, "sweettracker", f"base={serving.base}")
        for n, courier in ((1, "coupangls"), (2, "cj")):
            with open_store(shell.url) as store:
                Desk(store).do("track", n, courier=courier, number=f"50000000001{n}", to="ship")
        assert shell("follow").status == 0
    finally:
        serving.close()
    (kept,) = shell("courier", "parcels", "--json").json
    assert (kept["number"], "이 택배사를 모릅니다" in kept["why"]) == ("500000000011", True)
    assert kept["number"] in shell("courier", "parcels").out
