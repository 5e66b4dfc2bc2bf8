"""What imweb's client does beyond what every channel's does: tokens, sweeps, sections, refunds."""

from __future__ import annotations

import json

import httpx
import pytest

from orderdesk.core.domain.channels import ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.imweb import ImwebSettings, authorize_url
from orderdesk.core.gateways.imweb.refusals import refusal
from orderdesk.core.gateways.imweb.shapes import TokenReply
from orderdesk.core.gateways.imweb.states import standing
from orderdesk.core.gateways.imweb.sweep import Cursor, following
from orderdesk.core.gateways.ports import ClaimRef, Parcel, Pickup, RefundTerms
from orderdesk.core.gateways.results import AlreadyDone, Done, Fault, GatewayError, Later, Rejected
from orderdesk.simulators.world import Mishap
from tests.gateways.imweb_shop import AtImweb
from tests.gateways.naver_shop import MONDAY

CUP, TEA = ("머그컵", 12_000, 3), ("녹차", 9_000, 1)
NUMBER, OTHER = "301234567896", "301234567885"
CANCEL, RETURN, EXCHANGE = ClaimKind.CANCEL, ClaimKind.RETURN, ClaimKind.EXCHANGE


def sent(shop: AtImweb, *refs: LineRef, pieces: int = 0) -> dict[str, object]:
    """Dispatched in one parcel, *pieces* of the first where not all of it."""
    parts = {refs[0].line: pieces} if pieces else {}
    return dict(shop.client.dispatch([Parcel(refs, "cj", NUMBER, int(MONDAY), parts)]))


def swept(shop: AtImweb, cursor: str | None) -> tuple[list[str], str]:
    orders: list[str] = []
    for _ in range(100):
        page = shop.client.poll(cursor)
        orders += [ref.order for ref in page.refs]
        cursor = page.cursor
        if not page.more:
            return orders, cursor
    raise AssertionError("a sweep never ends")


def claim(shop: AtImweb, order: str, kind: ClaimKind, qty: int | None = None) -> ClaimRef:
    shop.asks(kind, shop.refs(order)[0], qty)
    (section,) = [each for each in shop.sim.orders[order].sections if each.claim]
    return ClaimRef(shop.refs(order)[0], kind, section.code)


# --- tokens ----------------------------------------------------------------------------------


def test_the_next_refresh_token_is_stored_before_the_access_token_is_used() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    assert len(shop.kept) == 1
    shop.client.fetch(shop.refs(order))
    assert len(shop.kept) == 2
    assert shop.kept[-1] in shop.sim.office.refresh
    assert shop.kept[0] not in shop.sim.office.refresh
    assert shop.client.grant.scopes == tuple(shop.sim.office.scopes.split())


def test_a_refresh_token_that_cannot_be_stored_stops_everything() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)

    def full(_token: str) -> None:
        raise OSError("disk full")

    shop.client.grant._keep = full
    with pytest.raises(OSError, match="disk full"):
        shop.client.fetch(shop.refs(order))
    assert not [call for call in shop.sim.calls if call.startswith("GET")]


def test_another_desks_token_is_taken_up() -> None:
    """Both read the token, the other used it first: what it stored is used."""
    shop = AtImweb()
    order = shop.bought(TEA)
    first, second = shop.client, shop.another()
    first.fetch(shop.refs(order))
    old = iter([shop.kept[0]])
    second.grant._refresh = lambda keep=second.grant._refresh: (  # type: ignore[misc]
        type(keep())("imweb.refresh", next(old, shop.kept[-1]))
    )
    assert len(second.fetch(shop.refs(order))) == 1


def test_an_access_token_is_renewed_before_it_ends_and_when_it_is_refused() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    shop.client.fetch(shop.refs(order))
    shop.world.clock.advance(2 * 3600 - 30)
    shop.client.fetch(shop.refs(order))
    assert len(shop.kept) == 3
    shop.sim.office.forget_access()
    shop.client.fetch(shop.refs(order))
    assert len(shop.kept) == 4


def test_who_was_shut_out_hears_so() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    shop.sim.office.refresh.clear()
    with pytest.raises(GatewayError) as caught:
        shop.client.fetch(shop.refs(order))
    assert caught.value.fault is Fault.AUTH
    assert caught.value.code == "30105"


def test_a_lost_answer_about_tokens_is_no_lost_write() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    shop.world.fail_next(Mishap.LOST_BEFORE)
    with pytest.raises(GatewayError) as caught:
        shop.client.confirm_deposit(order)
    assert caught.value.fault is Fault.TEMPORARY


def test_an_owner_lets_the_app_in() -> None:
    shop = AtImweb()
    redirect = "http://127.0.0.1:8765/imweb"
    url = authorize_url(shop.settings, redirect, ("order:read", "order:write"), "s1")
    back = shop.sim.handle(httpx.Request("GET", url))
    where = httpx.URL(back.headers["Location"])
    assert (back.status_code, where.params["state"]) == (302, "s1")
    shop.client.grant.first(where.params["code"], redirect)
    assert shop.kept[-1] in shop.sim.office.refresh
    assert isinstance(shop.client.api.installed(), Done)
    with pytest.raises(GatewayError):
        shop.client.grant.first(where.params["code"], redirect)


@pytest.mark.parametrize("scope", [["order:read", "order:write"], "order:read order:write"])
def test_scopes_are_a_list_or_a_text(scope: object) -> None:
    reply = TokenReply.model_validate({"data": {"accessToken": "a", "scope": scope}})
    assert reply.data.scope == ("order:read", "order:write")


def test_a_token_is_asked_for_in_a_form_unless_settings_say_json() -> None:
    assert AtImweb(token_as_json=True).sim.office.json_too is False
    shop = AtImweb(token_as_json=True)
    with pytest.raises(GatewayError) as caught:
        shop.client.carriers()
    assert caught.value.code == "30122"
    shop.sim.office.json_too = True
    assert shop.client.carriers()


# --- sweeps ----------------------------------------------------------------------------------


def test_a_sweep_tells_every_open_order_once_and_later_only_what_changed() -> None:
    shop = AtImweb()
    orders = [shop.bought(CUP) for _ in range(7)]
    told, cursor = swept(shop, None)
    assert sorted(told) == sorted(orders)
    shop.world.clock.advance(60)
    told, cursor = swept(shop, cursor)
    assert told == []
    shop.world.clock.advance(60)
    shop.sim.seller_ships(orders[3], NUMBER)
    told, cursor = swept(shop, cursor)
    assert told == [orders[3]]


def test_an_old_order_that_is_open_is_found_by_its_state() -> None:
    shop = AtImweb(first_days=1)
    old = shop.bought(CUP, at=MONDAY - 40 * 86_400)
    told, _ = swept(shop, None)
    assert told == [old]


def test_an_old_order_whose_cancel_was_just_asked_for_is_found() -> None:
    shop = AtImweb(first_days=1, open_states=(), claim_states=())
    old = shop.bought(CUP, at=MONDAY - 40 * 86_400)
    _, cursor = swept(shop, None)
    shop.world.clock.advance(60)
    shop.asks(CANCEL, shop.refs(old)[0], None)
    assert swept(shop, cursor)[0] == [old]


def test_a_desk_that_was_shut_for_weeks_looks_as_far_back() -> None:
    shop = AtImweb(open_states=(), claim_states=())
    _, cursor = swept(shop, None)
    shop.world.clock.advance(10)
    order = shop.bought(TEA)
    shop.world.clock.advance(20 * 86_400)
    assert swept(shop, cursor)[0] == [order]


def test_a_list_that_shrinks_while_it_is_read_is_gone_back_in() -> None:
    settings = ImwebSettings("c", "u", page=100)
    cursor = Cursor(since=1, began=2, list=1, page=4, total=450)
    assert following(settings, cursor, 450, 5).page == 5
    assert following(settings, cursor, 449, 5).page == 3
    assert following(settings, cursor, 249, 3).page == 1


def test_a_state_that_imweb_does_not_know_is_passed_over() -> None:
    shop = AtImweb(claim_states=("NEVER_HEARD_OF", "RETURN_REQUEST"))
    shop.sim.strict_states = True
    order = shop.bought(TEA)
    assert swept(shop, None)[0] == [order]


def test_a_ladder_that_imweb_does_not_know_is_told() -> None:
    shop = AtImweb(open_states=("NEVER_HEARD_OF",))
    shop.sim.strict_states = True
    with pytest.raises(GatewayError) as caught:
        swept(shop, None)
    assert caught.value.fault is Fault.CONFIG


def test_a_broken_cursor_is_told() -> None:
    with pytest.raises(GatewayError) as caught:
        AtImweb().client.poll("{nonsense")
    assert caught.value.fault is Fault.CONFIG


# --- reading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "ours", "method"),
    [
        ("IMWEB", Channel.OWN, Method.CARD),
        ("NAVERPAY", Channel.NAVER, Method.CHANNEL),
        ("TALK_CHECKOUT", Channel.KAKAO, Method.CHANNEL),
    ],
)
def test_orders_of_other_channels_inside_imweb(channel: str, ours: Channel, method: Method) -> None:
    shop = AtImweb()
    no = shop.sim.buyer_orders([CUP], channel=channel)
    (order,) = shop.client.fetch(shop.refs(no))
    assert (order.channel, order.method) == (ours, method)
    number = shop.sim.orders[no].channel_no or no
    assert order.number == number
    ref = LineRef(number, order.lines[0].ref.line)
    assert [each.number for each in shop.client.fetch([ref])] == [number], "by the number that it has there"
    (said,) = sent(shop, ref).values()
    assert isinstance(said, Done)


def test_an_order_is_read_whole() -> None:
    shop = AtImweb()
    no = shop.bought(CUP, TEA)
    (order,) = shop.client.fetch([LineRef(no, "")])
    assert (order.number, order.placed_at, order.paid_at) == (no, int(MONDAY), int(MONDAY))
    assert (order.paid, order.delivery_fee, order.whole) == (48_000, 3_000, True)
    assert (order.buyer_name, order.buyer_phone) == ("이바다", "010-0000-5678")
    assert (order.recipient.name, order.recipient.postcode) == ("김하늘", "06236")
    cup = order.lines[0]
    assert (cup.product, cup.option, cup.unit_price, cup.total) == ("머그컵", "색상: 파랑", 12_000, 36_000)
    assert (cup.state, cup.raw, cup.confirmed) == (ChannelState.PREPARING, "PRODUCT_PREPARATION", True)


def test_what_is_not_there_any_more_is_left_out() -> None:
    assert AtImweb().client.fetch([LineRef("202611270000099", "")]) == []


def test_an_unpaid_order_says_so() -> None:
    shop = AtImweb()
    no = shop.sim.buyer_orders([TEA], method="BANKTRANSFER")
    (order,) = shop.client.fetch([LineRef(no, "")])
    assert (order.paid_at, order.paid, order.method) == (None, 12_000, Method.BANK)
    assert (order.lines[0].state, order.lines[0].confirmed) == (ChannelState.WAITING, False)


@pytest.mark.parametrize(
    ("word", "state", "stage"),
    [
        ("CANCEL_REQUEST", ChannelState.PREPARING, ClaimStage.REQUESTED),
        ("CANCEL_DONE", ChannelState.CANCELLED, ClaimStage.DONE),
        ("CANCEL_COMPLETE", ChannelState.CANCELLED, ClaimStage.DONE),
        ("RETURN_COLLECTING", ChannelState.SHIPPING, ClaimStage.COLLECTING),
        ("RETURN_RETRIEVE_COMPLETE", ChannelState.SHIPPING, ClaimStage.COLLECTED),
        ("RETURN_SOMETHING_NEW", ChannelState.SHIPPING, ClaimStage.REQUESTED),
        ("EXCHANGE_COMPLETE", ChannelState.EXCHANGED, ClaimStage.DONE),
        ("EXCHANGE_SHIPPING_READY", ChannelState.PREPARING, None),
        ("SHIPPING_SOMEHOW", ChannelState.SHIPPING, None),
        ("PURCHASE_CONFIRMATION", ChannelState.CONFIRMED, None),
        ("TELEPORTED", None, None),
        ("", None, None),
    ],
)
def test_states_by_how_they_begin(word: str, state: ChannelState | None, stage: ClaimStage | None) -> None:
    stands = standing(word)
    assert (stands.state, stands.stage) == (state, stage)


def test_couriers_are_asked_for_once_a_day_and_found_by_other_names() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    assert isinstance(
        shop.client.dispatch([Parcel(tuple(shop.refs(order)), "logen", "12345678901", int(MONDAY))])[
            shop.refs(order)[0].line
        ],
        Done,
    )
    assert shop.sim.orders[order].sections[0].company == 5
    asked = [call for call in shop.sim.calls if call.endswith("parcel-company-list")]
    shop.client.carriers()
    assert [call for call in shop.sim.calls if call.endswith("parcel-company-list")] == asked
    shop.world.clock.advance(24 * 3600)
    shop.client.carriers()
    assert len([call for call in shop.sim.calls if call.endswith("parcel-company-list")]) == 2


def test_a_courier_that_imweb_does_not_list() -> None:
    shop = AtImweb()
    (ref,) = shop.refs(shop.bought(TEA))
    said = shop.client.dispatch([Parcel((ref,), "homepick", "12345678", int(MONDAY))])[ref.line]
    assert said == Rejected("courier", "homepick")


# --- sections --------------------------------------------------------------------------------


def test_pieces_are_split_off_and_sent_while_the_rest_waits() -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    (ref,) = shop.refs(order)
    (said,) = sent(shop, ref, pieces=1).values()
    assert isinstance(said, Done)
    sections = shop.sim.orders[order].sections
    assert [(each.status, each.items[0].qty, each.invoice) for each in sections] == [
        ("PRODUCT_PREPARATION", 2, ""),
        ("SHIPPING", 1, NUMBER),
    ]
    assert said.reference == sections[1].code


@pytest.mark.parametrize("qty", [1, 2])
def test_pieces_that_were_split_off_before_the_answer_was_lost_are_found(qty: int) -> None:
    shop = AtImweb()
    order = shop.bought(("머그컵", 12_000, 2 * qty))
    (ref,) = shop.refs(order)
    left = [Mishap.LOST_AFTER]
    shop.world.unlucky = lambda path: left.pop() if left and "shipping-operation" in path else None
    (said,) = sent(shop, ref, pieces=qty).values()
    assert isinstance(said, Later)
    (said,) = sent(shop, ref, pieces=qty).values()
    assert isinstance(said, Done)
    sections = shop.sim.orders[order].sections
    assert [(each.status, each.items[0].qty) for each in sections] == [
        ("PRODUCT_PREPARATION", qty),
        ("SHIPPING", qty),
    ]
    (said,) = sent(shop, ref, pieces=qty).values()
    assert isinstance(said, AlreadyDone)


def test_a_line_of_a_section_goes_alone() -> None:
    shop = AtImweb()
    order = shop.bought(CUP, TEA)
    cup, tea = shop.refs(order)
    (said,) = sent(shop, tea).values()
    assert isinstance(said, Done)
    assert [(each.status, each.items[0].product) for each in shop.sim.orders[order].sections] == [
        ("PRODUCT_PREPARATION", "머그컵"),
        ("SHIPPING", "녹차"),
    ]
    (said,) = sent(shop, cup).values()
    assert isinstance(said, Done), "another section under the same number"


def test_a_label_that_was_there_is_replaced_or_put_first() -> None:
    shop = AtImweb()
    bare, labelled = shop.bought(TEA), shop.bought(TEA)
    for order in (bare, labelled):
        shop.sim.orders[order].sections[0].status = "SHIPPING_READY"
    shop.sim.orders[labelled].sections[0].invoice = OTHER
    for order in (bare, labelled):
        (said,) = sent(shop, *shop.refs(order)).values()
        assert isinstance(said, Done)
        assert shop.sim.orders[order].sections[0].invoice == NUMBER


def test_a_number_is_amended_and_taken_away() -> None:
    shop = AtImweb()
    order = shop.bought(CUP, TEA)
    refs = shop.refs(order)
    sent(shop, *refs)
    parcel = Parcel(tuple(refs), "hanjin", OTHER, int(MONDAY))
    assert all(isinstance(each, Done) for each in shop.client.amend_invoice(parcel).values())
    section = shop.sim.orders[order].sections[0]
    assert (section.invoice, section.company) == (OTHER, 3)
    assert all(isinstance(each, AlreadyDone) for each in shop.client.amend_invoice(parcel).values())
    said = shop.client.remove_invoice(refs)
    assert all(isinstance(each, Rejected) for each in said.values()), "it is on its way"


def test_of_several_parcels_of_a_line_the_one_with_these_pieces_is_amended() -> None:
    shop = AtImweb()
    order = shop.bought(("머그컵", 12_000, 6))
    (ref,) = shop.refs(order)
    for qty, number in ((1, NUMBER), (2, "301234567870"), (3, "301234567881")):
        shop.client.dispatch([Parcel((ref,), "cj", number, int(MONDAY), {ref.line: qty})])

    def amended(qty: int) -> object:
        (said,) = shop.client.amend_invoice(Parcel((ref,), "cj", OTHER, 0, {ref.line: qty})).values()
        return said

    assert isinstance(amended(2), Done)
    assert sorted(section.invoice for section, _ in shop.parts(ref)) == sorted(
        [NUMBER, OTHER, "301234567881"]
    )
    assert amended(5) == Rejected("invoice", "3 sections")


def test_more_pieces_than_there_are_are_not_claimed() -> None:
    shop = AtImweb()
    (ref,) = shop.refs(shop.bought(CUP))
    assert shop.client.request_claim(CANCEL, ref, 4, "SOLD_OUT", "", None) == Rejected("qty", "3")
    sent(shop, ref)
    said = shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "", None)
    assert isinstance(said, Rejected)
    assert "SHIPPING" in said.message, "imweb's own words"


def test_a_new_address_is_read_where_something_is_still_to_be_sent() -> None:
    shop = AtImweb()
    (ref,) = shop.refs(shop.bought(CUP))
    sent(shop, ref, pieces=2)
    first, second = shop.sim.orders[ref.order].sections
    first.status, second.status = second.status, first.status
    shop.moves(ref, "부산광역시 해운대구 센텀중앙로 55")
    assert shop.client.fetch([ref])[0].recipient.line1 == "부산광역시 해운대구 센텀중앙로 55"


def test_the_numbers_of_several_sections_go_in_one_call_with_a_body() -> None:
    shop = AtImweb()
    order = shop.bought(CUP, TEA)
    scope = shop.sim.orders[order]
    scope.carve(scope.sections[0], {scope.sections[0].items[0].no: 3})
    for section in scope.sections:
        section.invoice, section.company = NUMBER, 1
    refs = shop.refs(order)
    before = len(shop.sim.calls)
    assert all(isinstance(each, Done) for each in shop.client.remove_invoice(refs).values())
    assert f"DELETE /orders/{order}/invoice" in shop.sim.calls[before:]
    assert [section.invoice for section in scope.sections] == ["", ""]
    assert all(isinstance(each, AlreadyDone) for each in shop.client.remove_invoice(refs).values())


def test_what_was_sent_by_hand_is_not_sent_again_under_another_number() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    shop.sim.seller_ships(order, OTHER)
    (said,) = sent(shop, *shop.refs(order)).values()
    assert said == Rejected("SHIPPING", OTHER)


def test_a_batch_that_breaks_off_keeps_what_it_did() -> None:
    shop = AtImweb()
    orders = [shop.bought(TEA) for _ in range(3)]
    refs = [shop.refs(order)[0] for order in orders]
    shop.client.carriers()
    shop.world.unlucky = lambda path: Mishap.NEVER_SENT if orders[1] in path else None
    parcels = [Parcel((ref,), "cj", f"30123456000{n}", int(MONDAY)) for n, ref in enumerate(refs)]
    results = shop.client.dispatch(parcels)
    assert isinstance(results[refs[0].line], Done)
    assert isinstance(results[refs[1].line], Later)
    assert isinstance(results[refs[2].line], Later)
    assert [shop.sent(ref) for ref in refs] == ["301234560000", "", ""]


def test_a_line_stays_one_line_through_splits_and_claims() -> None:
    shop = AtImweb()
    order = shop.bought(("머그컵", 12_000, 6))
    (ref,) = shop.refs(order)

    def read() -> tuple[object, ...]:
        (line,) = shop.client.fetch([ref])[0].lines
        claim = line.claim and (line.claim.kind, line.claim.stage, line.claim.qty)
        return line.qty, line.left, line.state, line.tracking, claim

    sent(shop, ref, pieces=2)
    assert read() == (6, 6, ChannelState.PREPARING, "", None)
    shop.asks(CANCEL, ref, 1)
    assert read() == (6, 6, ChannelState.PREPARING, "", (CANCEL, ClaimStage.REQUESTED, 1))
    asked = shop.client.fetch([ref])[0].lines[0].claim
    assert asked is not None
    assert isinstance(shop.client.approve_claim(ClaimRef(ref, CANCEL, asked.id), None), Done)
    assert read() == (6, 5, ChannelState.PREPARING, "", (CANCEL, ClaimStage.DONE, 1))
    (said,) = shop.client.dispatch([Parcel((ref,), "cj", OTHER, int(MONDAY))]).values()
    assert isinstance(said, Done)
    assert read()[:3] == (6, 5, ChannelState.SHIPPING)


def test_pieces_are_taken_from_several_sections_where_one_has_too_few() -> None:
    shop = AtImweb()
    order = shop.bought(("머그컵", 12_000, 4))
    (ref,) = shop.refs(order)
    shop.asks(CANCEL, ref, 1)
    (section,) = [each for each in shop.sim.orders[order].sections if each.claim]
    shop.client.reject_claim(ClaimRef(ref, CANCEL, section.code), "", None)
    (said,) = sent(shop, ref, pieces=4).values()
    assert isinstance(said, Done)
    assert [(each.status, each.invoice) for each in shop.sim.orders[order].sections] == [
        ("SHIPPING", NUMBER)
    ] * 2
    (said,) = sent(shop, ref, pieces=5).values()
    assert isinstance(said, Rejected)


def test_a_step_that_was_taken_twice_on_the_way_is_gone_on_from() -> None:
    shop = AtImweb()
    (ref,) = shop.refs(shop.bought(TEA))
    left = [Mishap.TWICE]
    shop.world.unlucky = lambda path: left.pop() if left and "shipping-operation" in path else None
    (said,) = sent(shop, ref).values()
    assert isinstance(said, Done)


def test_couriers_of_parcels_are_told_by_name() -> None:
    shop = AtImweb()
    order = shop.bought(TEA)
    sent(shop, *shop.refs(order))
    assert shop.client.fetch(shop.refs(order))[0].lines[0].courier == "CJ대한통운"


# --- claims ----------------------------------------------------------------------------------


def test_cancels_need_the_number_away() -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    section = shop.sim.orders[order].sections[0]
    section.status, section.invoice = "SHIPPING_READY", NUMBER
    (ref,) = shop.refs(order)
    said = shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None)
    assert isinstance(said, Rejected)
    assert "송장번호를 삭제" in said.message
    shop.client.remove_invoice([ref])
    assert isinstance(shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None), Done)
    again = shop.client.request_claim(CANCEL, ref, None, "SOLD_OUT", "품절", None)
    assert isinstance(again, AlreadyDone)


@pytest.mark.parametrize(
    ("mishap", "expected"), [(Mishap.LOST_AFTER, AlreadyDone), (Mishap.LOST_BEFORE, Later)]
)
def test_a_claim_on_pieces_whose_answer_was_lost(mishap: Mishap, expected: type) -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    (ref,) = shop.refs(order)
    left = [mishap]
    shop.world.unlucky = lambda path: left.pop() if left and "cancel-request" in path else None
    assert isinstance(shop.client.request_claim(CANCEL, ref, 1, "SOLD_OUT", "", None), expected)
    claimed = [each.items[0].qty for each in shop.sim.orders[order].sections if each.claim]
    assert claimed == ([1] if expected is AlreadyDone else [])


@pytest.mark.parametrize(
    ("terms", "refunded"),
    [
        (None, 36_000),
        (RefundTerms(keep=2_500), 33_500),
        (RefundTerms(amount=10_000), 10_000),
        (RefundTerms(keep_points=100, reason="SOLD_OUT", detail="품절"), 36_000),
    ],
)
def test_refunds_at_a_cancel(terms: RefundTerms | None, refunded: int) -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    assert isinstance(shop.client.approve_claim(claim(shop, order, CANCEL), terms), Done)
    assert shop.sim.books()[order]["refunded"] == refunded


@pytest.mark.parametrize(
    "terms", [RefundTerms(amount=0), RefundTerms(amount=1_000, keep=1), RefundTerms(amount=1, keep_points=1)]
)
def test_terms_that_exclude_each_other_are_not_sent(terms: RefundTerms) -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    asked = claim(shop, order, CANCEL)
    assert isinstance(shop.client.approve_claim(asked, terms), Rejected)
    assert not [call for call in shop.sim.calls if "approve" in call]


def test_a_cancel_of_our_own_order_is_denied_without_sending_it() -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    said = shop.client.reject_claim(claim(shop, order, CANCEL), "", None)
    assert isinstance(said, Done)
    section = shop.sim.orders[order].sections[0]
    assert (section.status, section.invoice) == ("PRODUCT_PREPARATION", "")


def test_a_cancel_of_another_channels_order_is_denied_by_sending_it() -> None:
    shop = AtImweb()
    order = shop.sim.buyer_orders([CUP], channel="NAVERPAY")
    asked = claim(shop, order, CANCEL)
    bare = shop.client.reject_claim(asked, "", None)
    assert isinstance(bare, Rejected)
    said = shop.client.reject_claim(asked, "", Parcel((asked.ref,), "cj", NUMBER, int(MONDAY)))
    assert isinstance(said, Done)
    section = shop.sim.orders[order].sections[0]
    assert (section.status, section.invoice) == ("SHIPPING", NUMBER)


def test_a_cancel_that_is_there_no_more_needs_no_denial_but_the_goods_are_sent() -> None:
    shop = AtImweb()
    order = shop.sim.buyer_orders([CUP], channel="NAVERPAY")
    own = shop.bought(CUP)
    (ref,), (mine,) = shop.refs(order), shop.refs(own)
    for each in (ref, mine):
        parcel = Parcel((each,), "cj", NUMBER, int(MONDAY))
        said = shop.client.reject_claim(ClaimRef(each, CANCEL), "", parcel)
        assert isinstance(said, Done if each is ref else AlreadyDone)
    assert (shop.sent(ref), shop.sent(mine)) == (NUMBER, "")


def test_a_return_of_another_channels_order_is_denied_with_a_reason() -> None:
    shop = AtImweb()
    order = shop.sim.buyer_orders([CUP], channel="NAVERPAY")
    sent(shop, *shop.refs(order))
    asked = claim(shop, order, RETURN)
    assert isinstance(shop.client.reject_claim(asked, "", None), Rejected)
    assert isinstance(shop.client.reject_claim(asked, "사용한 상품", None), Done)
    assert isinstance(shop.client.reject_claim(asked, "사용한 상품", None), AlreadyDone)
    assert shop.sim.orders[order].sections[0].status == "SHIPPING"


@pytest.mark.parametrize(
    ("pickup", "stored"),
    [
        (None, {"retrieveType": "AUTO"}),
        (
            Pickup("BUYER", "cj", OTHER, "COLLECT"),
            {"retrieveType": "BUYER", "retrievePayType": "COD", "invoiceNo": OTHER, "parcelCompanyIdx": 1},
        ),
        (Pickup("ETC", note="경비실"), {"retrieveType": "ETC", "retrieveMemo": "경비실"}),
    ],
)
def test_returns_tell_how_the_goods_come_back(pickup: Pickup | None, stored: dict[str, object]) -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    (ref,) = shop.refs(order)
    sent(shop, ref)
    assert isinstance(shop.client.request_claim(RETURN, ref, 2, "BROKEN", "깨짐", pickup), Done)
    (section,) = [each for each in shop.sim.orders[order].sections if each.claim]
    assert section.claim is not None
    assert section.claim.retrieve == stored
    assert section.items[0].qty == 2


def test_an_exchange_charges_and_its_section_is_sent() -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    (ref,) = shop.refs(order)
    sent(shop, ref)
    asked = claim(shop, order, EXCHANGE)
    assert isinstance(shop.client.mark_collected(asked), Done)
    assert isinstance(shop.client.mark_collected(asked), AlreadyDone)
    assert isinstance(shop.client.approve_claim(asked, RefundTerms(charge=5_000)), Done)
    old, new = shop.sim.orders[order].sections
    assert old.claim is not None
    assert (old.status, old.claim.charged, new.status) == ("EXCHANGE_COMPLETE", 5_000, "PRODUCT_PREPARATION")
    said = shop.client.redeliver(asked, Parcel((asked.ref,), "cj", OTHER, int(MONDAY)))
    assert isinstance(said, Done)
    assert (new.status, new.invoice) == ("SHIPPING", OTHER)


def test_an_exchange_that_was_not_granted_has_nothing_to_send() -> None:
    shop = AtImweb()
    order = shop.bought(CUP)
    sent(shop, *shop.refs(order))
    said = shop.client.redeliver(claim(shop, order, EXCHANGE), Parcel((), "cj", OTHER, int(MONDAY)))
    assert isinstance(said, Rejected)


def test_deposits() -> None:
    shop = AtImweb()
    order = shop.sim.buyer_orders([TEA], method="BANKTRANSFER")
    other = shop.sim.buyer_orders([TEA], method="VIRTUAL")
    assert isinstance(shop.client.confirm_deposit(order), Done)
    assert isinstance(shop.client.confirm_deposit(order), AlreadyDone)
    said = shop.client.confirm_deposit(other)
    assert isinstance(said, Rejected)
    assert said.code == "30061"


def test_acceptance_is_told_only_where_settings_say_so() -> None:
    shop = AtImweb()
    order, unpaid = shop.bought(TEA), shop.sim.buyer_orders([TEA], method="BANKTRANSFER")
    (said, no) = shop.client.confirm([*shop.refs(order), *shop.refs(unpaid)]).values()
    assert isinstance(said, AlreadyDone)
    assert isinstance(no, Rejected)
    assert not [call for call in shop.sim.calls if "shipping-operation" in call]
    ready = AtImweb(confirm_state="SHIPPING_READY")
    order = ready.bought(TEA)
    (said,) = ready.client.confirm(ready.refs(order)).values()
    assert isinstance(said, Done)
    assert ready.sim.orders[order].sections[0].status == "SHIPPING_READY"


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (400, {"statusCode": 400, "error": {"errorCode": "30061", "message": "이미"}}, "30061", "이미"),
        (404, {"statusCode": 404, "message": ["a", "b"]}, "404", "a, b"),
        (403, {"error": "forbidden"}, "403", "forbidden"),
        (400, {"code": 7, "message": "why"}, "7", "why"),
        (400, [], "400", "[]"),
        (200, {"statusCode": 400, "message": "in an envelope"}, "400", "in an envelope"),
    ],
)
def test_refusals_of_any_shape(status: int, body: object, code: str, message: str) -> None:
    assert refusal(httpx.Response(status, json=body)) == Rejected(code, message)


def test_what_is_no_json_is_a_refusal_too() -> None:
    assert refusal(httpx.Response(413, text="<html>\ntoo large</html>")) == Rejected(
        "413", "<html> too large</html>"
    )
    assert refusal(httpx.Response(200, text=json.dumps({"statusCode": 200, "data": {}}))) is None


def test_no_secret_is_in_what_is_shown_of_a_client() -> None:
    shop = AtImweb()
    shop.client.carriers()
    shown = repr(vars(shop.client)) + repr(vars(shop.client.grant)) + repr(vars(shop.client.grant._tokens))
    assert "refresh-" not in shown
    assert "access-" not in shown
