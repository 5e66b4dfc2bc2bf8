"""Parts of a selection: sections of a state, pieces that are carved and moved in one plan."""

from __future__ import annotations

from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Pieces, make_request
from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.parts import held_reasons, in_state, plan_pieces
from orderdesk.core.services.planning import Plan, Target
from tests.domain.builders import states
from tests.services.desk import KIM, NOW, Desk, sold


def planned(desk: Desk, verb: str, ids: list[int], pieces: dict[Target, Pieces], **fields: str) -> Plan:
    """The plan of *verb* on the first section of each of *ids*, of some of them on *pieces*."""
    with desk.store.reader() as conn:
        only = frozenset[Target]((n, 1) for n in ids)
        return plan_pieces(conn, ids, make_request(verb, fields), only, pieces, KIM, NOW, shop_of(conn))


def test_pieces_are_carved_and_moved_and_counted(desk: Desk) -> None:
    a, b = (made.id for made in desk.add(sold(1, 2, 4), sold(2, 3)))
    plan = planned(desk, "ready", [a, b], {(a, 1): ((1, 1), (2, 2))})
    assert [(row.order_id, row.pieces, row.won) for row in plan.rows] == [(a, 3, 30_000), (b, 3, 30_000)]
    job = apply_plan(desk.store, plan, KIM, desk.clock)
    assert states(desk.order(1)) == {1: S.PREPARING, 2: S.READY}
    assert [(i.line, i.section, i.qty) for i in desk.order(1).items] == [
        (1, 1, 1),
        (2, 1, 2),
        (1, 2, 1),
        (2, 2, 2),
    ]
    assert states(desk.order(2)) == {1: S.READY}
    desk.undo(job)
    assert states(desk.order(1)) == {1: S.PREPARING}
    assert desk.sound()


def test_pieces_are_refused_by_the_same_rules(desk: Desk) -> None:
    whole, channel, tracked = (
        made.id for made in desk.add(sold(1, 2), sold(2, 2, channel=Channel.NAVER), sold(3, 2))
    )
    desk.do("track", 3, courier="CJ대한통운", number="521853123451")
    some: dict[Target, Pieces] = {(n, 1): ((1, 1),) for n in (whole, channel, tracked)}
    ids = [whole, channel, tracked]
    assert [row.verdict.code for row in planned(desk, "ready", ids, some).rows] == [
        "",
        "channel-line",
        "has-tracking",
    ]
    assert {row.verdict.code for row in planned(desk, "deliver", [whole], some).rows} == {"step-skipped"}
    held = planned(desk, "hold", ids, some, reason="STOCK")
    assert [row.verdict.code for row in held.rows] == ["", "channel-line", "has-tracking"]
    assert [row.verdict.code for row in planned(desk, "address", [whole], some, zip="63001").rows] == [
        "whole-only"
    ]
    assert planned(desk, "ready", [whole], {(whole, 1): ((1, 2),)}).count(Kind.APPLY) == 1


def test_sections_in_a_state_and_their_orders(desk: Desk) -> None:
    a, b, c = (made.id for made in desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2), sold(3)))
    desk.do("ready", f"{desk.order(1).number}-S2")
    desk.do("ready", 2)
    with desk.store.reader() as conn:
        assert in_state(conn, [c, b, a], S.READY) == ([b, a], frozenset({(a, 2), (b, 1)}))
        assert in_state(conn, [a, b, c], S.READY, frozenset({(a, 1), (b, 1)})) == ([b], frozenset({(b, 1)}))
        assert in_state(conn, [a], S.SHIPPING) == ([], frozenset())


def test_the_reasons_for_which_sections_are_held(desk: Desk) -> None:
    a, b = (made.id for made in desk.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2)))
    desk.do("hold", f"{desk.order(1).number}-S1", reason="STOCK")
    desk.do("hold", f"{desk.order(1).number}-S2", reason="BUYER")
    with desk.store.reader() as conn:
        assert held_reasons(conn, [a, b]) == {"STOCK", "BUYER"}
        assert held_reasons(conn, [a, b], frozenset({(a, 2), (b, 1)})) == {"BUYER"}


def test_chosen_reasons_are_released_by_a_field(desk: Desk) -> None:
    desk.add(sold(1))
    for reason in ("STOCK", "BUYER", "ETC"):
        desk.do("hold", 1, reason=reason)
    desk.do("release", 1, reasons="STOCK,기타")
    assert [hold.reason for hold in desk.order(1).holds] == ["BUYER"]
    assert [row.verdict.code for row in desk.plan("release", 1, reasons="STOCK").rows] == ["not-held"]
    desk.do("release", 1)
    assert desk.order(1).holds == ()
