"""Facets: the numbers that tabs count by."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.facets import ASSUMED, DELAYED, HELD, PENDING, Facet, assumed, day_of, facets
from orderdesk.core.domain.orders import Channel, Member, Method, Region
from orderdesk.core.domain.states import PaymentState, SectionState, Trade
from tests.domain.builders import HOME, do, line, order, paid, section

S = SectionState


def test_facet_of_a_plain_order() -> None:
    assert facets(order(channel=Channel.NAVER, member=Member.MEMBER)) == Facet(
        Channel.NAVER, Trade.OPEN, PaymentState.COMPLETE, Method.CARD, Member.MEMBER, Region.DOMESTIC, 1
    )


def test_mask_has_a_bit_for_every_state_that_a_section_has() -> None:
    now = do(do(order(line(1, 2)), "ready", items="1:1"), "cancel", 2, reason="ETC")
    assert facets(now).mask == 1 << S.PREPARING | 1 << S.CANCEL_REQUESTED


def test_flags_have_bits_of_their_own_above_the_states() -> None:
    bits = (HELD, DELAYED, PENDING, ASSUMED)
    assert len(set(bits)) == 4 and all(bit > 1 << max(S) and bit & (bit - 1) == 0 for bit in bits)
    plain = facets(order()).mask
    assert facets(order(held=True)).mask == plain | HELD
    assert facets(order(pending=True)).mask == plain | PENDING
    delayed = do(order(channel=Channel.NAVER), "delay", reason="ABROAD", until="2030-01-01")
    assert facets(delayed).mask == plain | DELAYED


def test_an_assumed_payment_shows() -> None:
    now = replace(order(), entries=(replace(paid(10_000), assumed=True),))
    assert assumed(now.entries) and facets(now).mask & ASSUMED
    assert not assumed(order().entries)


def test_region_is_the_farthest() -> None:
    island = replace(HOME, region=Region.ISLAND)
    now = do(order(line(1, 2), sections=(section(1, address=island),)), "split", items="1:1")
    near = replace(now, sections=(replace(now.sections[0], address=HOME), now.sections[1]))
    assert facets(near).region == Region.ISLAND


def test_days_begin_at_midnight_in_seoul() -> None:
    assert (day_of(0), day_of(15 * 3600 - 1), day_of(15 * 3600)) == (0, 0, 1)


def test_a_cancelled_section_leaves_no_hold_in_the_facet() -> None:
    now = do(do(order(held=True), "cancel", reason="ETC"), "approve")
    assert facets(now).mask == 1 << S.CANCELLED
