"""Courier contracts: what is refused at once, what a courier says of them, and that one copy prints."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.roles import Role
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.shipments import Contract, ContractState
from orderdesk.core.services.contracts import (
    ContractRefused,
    add_contract,
    check_contract,
    checked_contracts,
    contracts_of,
    read_fees,
    remove_contract,
    write_fees,
)
from orderdesk.core.store.operators import NotPermitted
from tests.services.desk import KIM, NOW, Desk
from tests.services.people import PEOPLE, staff
from tests.services.waybills import CONTRACT, SENDER, Printing


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(CONTRACT, courier="kdexp"), "CJ대한통운, 우체국택배"),
        (replace(CONTRACT, business_number="1248100999"), "사업자등록번호"),
        (replace(CONTRACT, business_number=""), "사업자등록번호"),
        (replace(CONTRACT, contract_code=" "), "계약코드"),
        (replace(CONTRACT, contract_code="ic12345"), "주간고객코드"),
        (replace(CONTRACT, courier="epost"), "업체코드"),
        (replace(CONTRACT, vendor_code="1"), "우체국택배만"),
        (replace(CONTRACT, sender=replace(SENDER, phone="")), "연락처"),
    ],
)
def test_a_contract_that_could_never_print_is_refused(desk: Desk, wrong: Contract, said: str) -> None:
    with pytest.raises(ContractRefused) as caught:
        add_contract(desk.store, KIM, NOW, wrong)
    assert said in caught.value.word.ko
    with desk.store.reader() as conn:
        assert contracts_of(conn) == []


def test_a_contract_is_kept_as_it_was_given(desk: Desk) -> None:
    given = replace(
        CONTRACT, business_number="124-81-00998", sender=replace(SENDER, name=" 우리\x1b[31m상점 ")
    )
    kept = add_contract(desk.store, KIM, NOW, given)
    assert kept.contract.business_number == "1248100998"
    assert "\x1b" not in kept.contract.sender.name
    post = replace(CONTRACT, courier="epost", vendor_code="1234567")
    add_contract(desk.store, KIM, NOW, post)
    with desk.store.reader() as conn:
        assert [each.contract for each in contracts_of(conn)] == [kept.contract, post]
        assert checked_contracts(conn) == []
    with pytest.raises(ContractRefused):
        add_contract(desk.store, KIM, NOW, CONTRACT)
    remove_contract(desk.store, KIM, NOW, "cj")
    with pytest.raises(ContractRefused):
        remove_contract(desk.store, KIM, NOW, "cj")
    with desk.store.reader() as conn:
        assert [each.contract.courier for each in contracts_of(conn)] == ["epost"]


def test_a_contract_is_asked_after_until_it_is_checked(desk: Desk) -> None:
    printing = Printing(desk, checked=False)

    def check() -> ContractState:
        return check_contract(desk.store, KIM, NOW, "cj", printing.gateway).state

    assert check() is ContractState.CHECKING
    printing.pass_time(601)
    assert check() is ContractState.CHECKED
    with desk.store.reader() as conn:
        assert [contract.courier for contract in checked_contracts(conn)] == ["cj"]
    printing.sim.refuse_contract("CJGLS")
    assert check() is ContractState.REFUSED
    with desk.store.reader() as conn:
        assert checked_contracts(conn) == []
    with pytest.raises(ContractRefused):
        check_contract(desk.store, KIM, NOW, "lotte", printing.gateway)


def test_where_nobody_can_be_asked_a_person_has_looked(desk: Desk) -> None:
    printing = Printing(desk, checked=False)
    with pytest.raises(GatewayError):
        check_contract(desk.store, KIM, NOW, "cj", printing.client(contract_path=""))
    assert check_contract(desk.store, KIM, NOW, "cj", None).state is ContractState.CHECKED


def test_who_may_not_change_the_shop_may_not_change_its_contracts(desk: Desk) -> None:
    staff(desk.store)
    with pytest.raises(NotPermitted):
        add_contract(desk.store, PEOPLE[Role.PACKER], NOW, CONTRACT)


def test_box_fees_are_read_as_they_are_written() -> None:
    fees = {"소": 2500, "중": 3000}
    assert read_fees(write_fees(fees)) == fees
    assert read_fees("") == {}
    for wrong in ("소", "소=싼값", "=2500", "소=-1"):
        with pytest.raises(ContractRefused):
            read_fees(wrong)
