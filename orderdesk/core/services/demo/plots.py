"""The plots behind the stories' names: short pieces of a shop's daily life."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.orders import Method, Order
from orderdesk.core.domain.payments import LATER_DEPOSIT
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BUYER_FAULT
from orderdesk.core.services.demo.courses import BUYER, CHANNELS, HOUR, Course, Step
from orderdesk.core.services.demo.draw import between, pick
from orderdesk.core.services.demo.moments import DAY
from orderdesk.core.services.demo.stories import Story

RETURN_FEE = 6000
EXCHANGE_FEE = 5000
"""What a return or an exchange costs the buyer whose fault it is, won."""

_HOLDS = (("STOCK", "금요일 입고 예정"), ("ADDRESS", "동호수 누락"), ("BUYER", "출장 후 발송"), ("ETC", ""))

_BY_HAND = LATER_DEPOSIT | {Method.PHONE}
"""Methods whose refund a person executes, in full or in part."""

_LONG_MEMO_EVERY, _LONG_MEMOS = 1000, 10_000
"""A few of the oldest orders carry a very long memo."""

Plot = Callable[[Course], None]


def _plain(course: Course) -> None:
    course.pay()
    course.rest()


# --- cancelling ----------------------------------------------------------------------------------


def _ask_to_cancel(course: Course, part: bool = False) -> int:
    """Paid, then cancelled; the section that the claim is on."""
    course.pay()
    course.wait(600, 10 * HOUR)
    course.claim("cancel", pieces=course.part() if part else ())
    return 2 if part else 1


def _cancel(course: Course, part: bool = False) -> None:
    section = _ask_to_cancel(course, part)
    course.wait(HOUR, 12 * HOUR)
    course.then("approve", section, course.seller)


def _give_money_back(course: Course) -> None:
    """What the payment company does not refund by itself is transferred the next day."""
    if course.order.entries[0].method in _BY_HAND:
        course.wait(2 * HOUR, 20 * HOUR)
        bank = {"bank": "국민은행", "number": "000000-00-000000", "holder": course.order.buyer_name}
        course.then("refund", None, course.seller, **bank)


def _cancelled(course: Course) -> None:
    _cancel(course)
    _give_money_back(course)


def _part_cancelled(course: Course) -> None:
    _cancel(course, part=True)
    _give_money_back(course)
    course.rest()


def _cancel_asked(course: Course) -> None:
    _ask_to_cancel(course)


def _cancel_withdrawn(course: Course) -> None:
    _ask_to_cancel(course)
    course.wait(600, 5 * HOUR)
    course.then("withdraw", 1, CHANNELS.get(course.order.channel, BUYER))
    course.rest()


def _refund_due(course: Course) -> None:
    _cancel(course)


def _refunding(course: Course) -> None:
    _cancel(course)
    course.wait(HOUR, 20 * HOUR)
    course.then("import", None, SYSTEM, refund="started")


def _refund_failed(course: Course) -> None:
    _refunding(course)
    course.wait(HOUR, 20 * HOUR)
    course.then("import", None, SYSTEM, refund="failed", note=pick(course.rng, course.texts.failures))


def _overdue(course: Course) -> None:
    due = course.order.entries[0].due_at
    course.at = (due or course.at) + 60
    course.then("expire", 1, SYSTEM)


def _cancelled_unpaid(course: Course) -> None:
    course.wait(HOUR, 40 * HOUR)
    course.claim("cancel", by=BUYER)


# --- returns and exchanges -----------------------------------------------------------------------


def _ask_back(course: Course, verb: str, part: bool = False) -> tuple[int, bool]:
    """Delivered, then asked back: the claim's section, and whether the buyer pays for it."""
    course.delivered()
    course.wait(6 * HOUR, 40 * HOUR)
    reason = course.claim(verb, pieces=course.part() if part else ())
    return (2 if part else 1), reason in BUYER_FAULT


def _return(course: Course, part: bool) -> None:
    section, buyer_pays = _ask_back(course, "return", part)
    course.collect(section, done=True)
    course.wait(2 * HOUR, 20 * HOUR)
    line = course.order.lines[0]
    if buyer_pays and line.total // line.qty > RETURN_FEE:
        course.then("approve", section, course.seller, withhold=RETURN_FEE)
    else:
        course.then("approve", section, course.seller)
    _give_money_back(course)


def _returned(course: Course) -> None:
    _return(course, part=False)


def _part_returned(course: Course) -> None:
    _return(course, part=True)
    course.confirm()


def _return_asked(course: Course) -> None:
    _ask_back(course, "return")


def _return_collecting(course: Course) -> None:
    section, _ = _ask_back(course, "return")
    course.collect(section, done=False)


def _return_collected(course: Course) -> None:
    section, _ = _ask_back(course, "return")
    course.collect(section, done=True)


def _return_rejected(course: Course) -> None:
    section, _ = _ask_back(course, "return")
    course.wait(HOUR, 20 * HOUR)
    course.then("reject", section, course.seller, reason=pick(course.rng, course.texts.refusals))
    course.wait(7 * DAY, 8 * DAY)
    course.then("confirm", section, BUYER)


def _exchange(course: Course, verb: str = "exchange") -> None:
    """Up to the approval, which adds section 2: what is sent again."""
    section, buyer_pays = _ask_back(course, verb)
    course.collect(section, done=True)
    course.wait(2 * HOUR, 20 * HOUR)
    if buyer_pays:
        course.then("approve", section, course.seller, fee=EXCHANGE_FEE)
    else:
        course.then("approve", section, course.seller)


def _exchanged(course: Course) -> None:
    _exchange(course)
    course.rest(2)


def _resent_late(course: Course) -> None:
    """The goods sent again were out of stock at first."""
    _exchange(course)
    course.wait(HOUR, 2 * HOUR)
    course.then("hold", 2, course.seller, reason="STOCK", note="교환 상품 입고 대기")
    course.wait(DAY, 3 * DAY)
    course.then("release", 2, course.seller)
    course.rest(2)


def _exchange_asked(course: Course) -> None:
    _ask_back(course, "exchange")


def _exchange_collecting(course: Course) -> None:
    section, _ = _ask_back(course, "exchange")
    course.collect(section, done=False)


def _exchange_collected(course: Course) -> None:
    section, _ = _ask_back(course, "exchange")
    course.collect(section, done=True)


def _exchange_withheld(course: Course) -> None:
    _exchange_collecting(course)
    course.wait(HOUR, 5 * HOUR)
    course.then("hold", 1, course.seller, reason="ETC", note="교환 배송비 미동봉")


# --- on the ladder -------------------------------------------------------------------------------


def _waits(course: Course) -> None:
    """Nothing has happened yet."""


def _stays_ready(course: Course) -> None:
    course.pay()
    course.wait(600, 12 * HOUR)
    course.then("ready", 1, course.seller)


def _stays_labelled(course: Course) -> None:
    course.pay()
    course.wait(600, 12 * HOUR)
    course.tell_number(1, "ready")


def _stays_shipping(course: Course) -> None:
    course.pay()
    course.wait(HOUR, 3 * HOUR)
    course.tell_number(1, "ship")


def _split(course: Course) -> None:
    """What is there goes first, what is missing later."""
    course.pay()
    course.wait(HOUR, 3 * HOUR)
    course.tell_number(1, "ship", course.part())


def _split_whole(course: Course) -> None:
    _split(course)
    course.arrive(2)
    course.wait(HOUR, DAY)
    course.rest(1)
    course.wait(HOUR, DAY)
    course.then("confirm", 2, BUYER)


def _added(course: Course) -> None:
    """The buyer wants one thing more and pays for it by transfer."""
    goods = pick(course.rng, course.texts.parcels)
    course.wait(HOUR, 5 * HOUR)
    option, price = goods.options[0], goods.price
    course.then("add", None, course.seller, name=goods.name, option=option, qty=1, price=price)
    course.wait(HOUR, 5 * HOUR)
    course.then("confirm-payment", None, course.seller)
    course.ship(1)
    course.tell_number(2, "ship")
    course.arrive(1)
    course.then("deliver", 2, SYSTEM)


def _held(course: Course) -> None:
    course.pay()
    course.wait(600, 10 * HOUR)
    reason, note = pick(course.rng, _HOLDS)
    course.then("hold", 1, course.seller, reason=reason, note=note)
    if course.rng.random() < 0.2:
        course.wait(60, HOUR)
        course.then("hold", 1, course.seller, reason="PAYMENT", note="카드사 확인 중")


def _held_by_channel(course: Course) -> None:
    """The buyer changes the address at the channel, and the order is held until somebody looks."""
    course.wait(600, 12 * HOUR)
    line2 = f"{course.order.sections[0].address.line2} 경비실".strip()
    course.then("address", 1, CHANNELS[course.order.channel], line2=line2)
    course.then("hold", 1, SYSTEM, reason="CHANNEL", note="")


def _delayed(course: Course) -> None:
    course.wait(HOUR, 20 * HOUR)
    until = max(course.at, course.now) + between(course.rng, 1, 7) * DAY
    reason = pick(course.rng, ("PREPARING", "BUYER", "MADE_TO_ORDER", "RESERVED"))
    course.then("delay", 1, course.seller, reason=reason, until=until)


PLOTS: dict[str, Plot] = {
    "plain": _plain,
    "cancelled": _cancelled,
    "part-cancelled": _part_cancelled,
    "returned": _returned,
    "part-returned": _part_returned,
    "exchanged": _exchanged,
    "resent-late": _resent_late,
    "overdue": _overdue,
    "cancelled-unpaid": _cancelled_unpaid,
    "cancel-withdrawn": _cancel_withdrawn,
    "return-rejected": _return_rejected,
    "split": _split_whole,
    "added": _added,
    "waits-for-deposit": _waits,
    "made-here": _waits,
    "stays-preparing": _waits,
    "stays-ready": _stays_ready,
    "stays-labelled": _stays_labelled,
    "stays-shipping": _stays_shipping,
    "stays-delivered": Course.delivered,
    "stays-split": _split,
    "held": _held,
    "held-by-channel": _held_by_channel,
    "delayed": _delayed,
    "cancel-asked": _cancel_asked,
    "return-asked": _return_asked,
    "return-collecting": _return_collecting,
    "return-collected": _return_collected,
    "exchange-asked": _exchange_asked,
    "exchange-collecting": _exchange_collecting,
    "exchange-collected": _exchange_collected,
    "exchange-withheld": _exchange_withheld,
    "exchange-resend-waits": _exchange,
    "refund-due": _refund_due,
    "refunding": _refunding,
    "refund-failed": _refund_failed,
}
"""For every story its plot."""


def steps_of(order: Order, story: Story, now: int, rng: Random) -> list[Step]:
    """The course of *order*, in order of time, into the future of *now*."""
    course = Course(order, now, rng)
    PLOTS[story.name](course)
    _remember(course)
    return course.steps


def _remember(course: Course) -> None:
    """Now and then somebody writes a memo about the order."""
    rng, texts = course.rng, course.texts
    luck, order = rng.random(), course.order
    very_long = order.id < _LONG_MEMOS and order.id % _LONG_MEMO_EVERY == _LONG_MEMO_EVERY // 2
    if luck > 0.03 and not very_long:
        return
    text = texts.long_memo if very_long else pick(rng, texts.awkward_memos if luck < 0.002 else texts.memos)
    at = order.placed_at + between(rng, HOUR, 30 * HOUR)
    request = Request("memo", (("text", text), ("resolved", rng.random() < 0.6)))
    course.steps.append(Step(at, None, request, course.seller))
    course.steps.sort(key=lambda step: step.at)
