"""Every client answers every operation: where the matrix says no, it says Unsupported and sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from orderdesk.core.domain.channel_caps import CAPS, Operation, System
from orderdesk.core.domain.channels import LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.ports import ChannelGateway, ClaimRef, Parcel, Pickup
from orderdesk.core.gateways.results import ItemResult, Unsupported
from tests.gateways.common_scenarios import TEA, Shop
from tests.gateways.imweb_shop import ImwebScenes
from tests.gateways.kakao_shop import KakaoScenes
from tests.gateways.naver_shop import NaverScenes

SHOPS: Final[dict[System, Callable[[], Shop]]] = {
    System.IMWEB: ImwebScenes,
    System.NAVER: NaverScenes,
    System.KAKAO: KakaoScenes,
}
"""The simulated channels, each with the client to it."""

_O = Operation
_CANCEL, _RETURN, _EXCHANGE = ClaimKind.CANCEL, ClaimKind.RETURN, ClaimKind.EXCHANGE


def _parcel(ref: LineRef) -> Parcel:
    return Parcel((ref,), "cj", "600000000001", 1_795_000_000)


def _asked(kind: ClaimKind) -> Callable[[ChannelGateway, LineRef], ItemResult]:
    pickup = None if kind is _CANCEL else Pickup("BUYER", "cj", "600000000001")
    return lambda client, ref: client.request_claim(kind, ref, None, "WRONG_OPTION", "", pickup)


ASKS: Final[dict[Operation, Callable[[ChannelGateway, LineRef], ItemResult]]] = {
    _O.CONFIRM: lambda client, ref: client.confirm([ref])[ref.line],
    _O.DISPATCH: lambda client, ref: client.dispatch([_parcel(ref)])[ref.line],
    _O.AMEND_INVOICE: lambda client, ref: client.amend_invoice(_parcel(ref))[ref.line],
    _O.REMOVE_INVOICE: lambda client, ref: client.remove_invoice([ref])[ref.line],
    _O.DELAY: lambda client, ref: client.delay(ref, 1_795_100_000, "PREPARING", ""),
    _O.REQUEST_CANCEL: _asked(_CANCEL),
    _O.REQUEST_RETURN: _asked(_RETURN),
    _O.REQUEST_EXCHANGE: _asked(_EXCHANGE),
    _O.APPROVE_CANCEL: lambda client, ref: client.approve_claim(ClaimRef(ref, _CANCEL), None),
    _O.APPROVE_RETURN: lambda client, ref: client.approve_claim(ClaimRef(ref, _RETURN), None),
    _O.APPROVE_EXCHANGE: lambda client, ref: client.approve_claim(ClaimRef(ref, _EXCHANGE), None),
    _O.REJECT_CANCEL: lambda client, ref: client.reject_claim(ClaimRef(ref, _CANCEL), "사유", _parcel(ref)),
    _O.REJECT_RETURN: lambda client, ref: client.reject_claim(ClaimRef(ref, _RETURN), "사유", None),
    _O.REJECT_EXCHANGE: lambda client, ref: client.reject_claim(ClaimRef(ref, _EXCHANGE), "사유", None),
    _O.HOLD_RETURN: lambda client, ref: client.hold_claim(ClaimRef(ref, _RETURN), "ETC", "사유", None),
    _O.HOLD_EXCHANGE: lambda client, ref: client.hold_claim(ClaimRef(ref, _EXCHANGE), "ETC", "사유", None),
    _O.RELEASE_RETURN: lambda client, ref: client.release_claim(ClaimRef(ref, _RETURN)),
    _O.RELEASE_EXCHANGE: lambda client, ref: client.release_claim(ClaimRef(ref, _EXCHANGE)),
    _O.COLLECTED_RETURN: lambda client, ref: client.mark_collected(ClaimRef(ref, _RETURN)),
    _O.COLLECTED_EXCHANGE: lambda client, ref: client.mark_collected(ClaimRef(ref, _EXCHANGE)),
    _O.REDELIVER: lambda client, ref: client.redeliver(ClaimRef(ref, _EXCHANGE), _parcel(ref)),
    _O.CONFIRM_DEPOSIT: lambda client, ref: client.confirm_deposit(ref.order),
}


def test_everything_is_asked() -> None:
    assert set(ASKS) == set(Operation)
    assert set(SHOPS) == set(System)


@pytest.mark.parametrize("operation", Operation)
@pytest.mark.parametrize("system", SHOPS)
def test_client_and_matrix_agree(system: System, operation: Operation) -> None:
    shop = SHOPS[system]()
    ref = shop.refs(shop.buys(TEA))[0]
    shop.client.poll(None)
    calls: list[str] = []
    shop.world.unlucky = calls.append
    result = ASKS[operation](shop.client, ref)
    assert isinstance(result, Unsupported) != CAPS[system][operation].able
    assert bool(calls) == CAPS[system][operation].able


@pytest.mark.parametrize("system", SHOPS)
def test_couriers_have_a_code_and_a_name(system: System) -> None:
    carriers = SHOPS[system]().client.carriers()
    assert carriers
    assert all(each.code and each.name for each in carriers)
    assert len({each.code for each in carriers}) == len(carriers)
