"""Masking: an order's personal data as those see it who may not, or do not now, see it whole.

One rule for each field of people's data, the same on every screen and in every file, so that two of them
can't be put together. What is masked is for people only: nothing is decided on it, and it is never stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from orderdesk.core.domain.changes import Change
from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.erasing import MARK
from orderdesk.core.domain.glossary import ACTOR_WORDS
from orderdesk.core.domain.orders import Actor, ActorKind, Address, Order
from orderdesk.core.domain.phones import mask_phone, mask_phones

HIDDEN: Final = "***"
_SHORTEST_NAME: Final = 2
"""Characters of a name that is looked for in what people wrote; shorter ones are part of any word."""

_REGION: Final = re.compile(r"[^\d\W]+(?:도|시|군|구)")
_STREET: Final = re.compile(r"[^\d\W]+(?:읍|면|동|리|가|로|길)")
_FIRST: Final = re.compile(r"[가-힣]+")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHOWN_DIGITS: Final = 4
_SHOWN_ZIP: Final = 3


def mask_name(name: str) -> str:
    """*name* but its first and last letter: ``홍*동``; of two letters the first: ``홍*``."""
    if name == MARK:
        return name
    letters = [at for at, char in enumerate(name) if not char.isspace()]
    shown = {letters[0], letters[-1]} if len(letters) > 2 else set(letters[:1]) if len(letters) > 1 else set()
    return "".join(char if char.isspace() or at in shown else "*" for at, char in enumerate(name))


def mask_line(line: str) -> str:
    """A line of an address as far as its quarter or street: ``서울 강남구 테헤란로 ***``."""
    kept: list[str] = []
    for word in line.split():
        if _STREET.fullmatch(word):
            kept.append(word)
            break
        if not (_REGION.fullmatch(word) or (not kept and _FIRST.fullmatch(word))):
            break
        kept.append(word)
    return " ".join([*kept, HIDDEN]) if line.strip() else line


def mask_zip(code: str) -> str:
    """The first digits of a postcode, which say the district: ``062**``."""
    return code[:_SHOWN_ZIP] + "*" * len(code[_SHOWN_ZIP:])


def mask_mail(mail: str) -> str:
    """The first letter of a mail address and its host: ``h***@example.com``."""
    name, at, host = mail.partition("@")
    return f"{name[:1]}{HIDDEN}{at}{host}" if at and name else HIDDEN if mail else mail


def mask_digits(text: str) -> str:
    """*text* with all digits but the last four hidden; of four or fewer none is shown."""
    count = sum(char.isdecimal() for char in text)
    hidden = count - _SHOWN_DIGITS if count > _SHOWN_DIGITS else count
    seen, masked = 0, ""
    for char in text:
        seen += char.isdecimal()
        masked += "*" if char.isdecimal() and seen <= hidden else char
    return masked


def mask_account(account: str) -> str:
    """A bank account: bank, the last digits of the number, the holder's name masked."""
    bank, _, rest = account.strip().partition(" ")
    if not rest:
        return mask_digits(account)
    words = (
        mask_digits(word) if any(map(str.isdecimal, word)) else mask_name(word) for word in rest.split(" ")
    )
    return " ".join([mask_digits(bank), *words])


def mask_text(text: str, names: Iterable[str] = ()) -> str:
    """What people wrote: phones and mail addresses in it masked, and the *names* of those it may be about."""
    for name in sorted({each.strip() for each in names}, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            text = text.replace(name, mask_name(name))
    return mask_phones(_MAIL.sub(lambda found: mask_mail(found[0]), text))


def mask_address(address: Address) -> Address:
    """An address of which its district is left."""
    return replace(
        address,
        receiver=mask_name(address.receiver),
        phone=mask_phone(address.phone),
        zip=mask_zip(address.zip),
        line1=mask_line(address.line1),
        line2=HIDDEN if address.line2 else "",
    )


Names = Sequence[str]
_Rule = Callable[[Any, Names], Any]


def _alone(rule: Callable[[Any], Any]) -> _Rule:
    return lambda value, names: rule(value)


RULES: Final[Mapping[tuple[str, str], _Rule]] = {
    ("order", "buyer_name"): _alone(mask_name),
    ("order", "buyer_phone"): _alone(mask_phone),
    ("order", "buyer_email"): _alone(mask_mail),
    ("sections", "address"): _alone(mask_address),
    ("entries", "depositor"): _alone(mask_name),
    ("entries", "account"): _alone(mask_account),
    ("receipts", "identity"): _alone(mask_digits),
    ("claims", "pickup_number"): _alone(lambda number: number),
    **dict.fromkeys(
        (
            *(("sections", "note"), ("sections", "delay_note"), ("entries", "note"), ("memos", "text")),
            ("order", "taken_note"),
            *(
                ("claims", "detail"),
                ("claims", "pickup_note"),
                ("claims", "decision_note"),
                ("holds", "note"),
            ),
        ),
        mask_text,
    ),
}
"""How each of the fields that hold people's data (`changes.PERSONAL`) is masked. A courier's number names
nobody."""

_OF_PART: Final = {
    part: tuple(name for other, name in RULES if other == part) for part in {part for part, _ in RULES}
}


def names_of(order: Order, changes: Iterable[Change] = ()) -> Names:
    """Everybody whom *order*, or what *changes* say of it, names."""
    found = {order.buyer_name, *(section.address.receiver for section in order.sections)}
    found.update(entry.depositor for entry in order.entries)
    for change in changes:
        for side in (change.before, change.after):
            if isinstance(side, Address):
                found.add(side.receiver)
            elif (change.part, change.field) in (("order", "buyer_name"), ("entries", "depositor")) and side:
                found.add(side)
    return tuple(found)


def mask_order(order: Order, names: Names | None = None) -> Order:
    """*order* with everybody's data masked; *names* are looked for in what people wrote."""
    names = names_of(order) if names is None else names
    parts: dict[str, Any] = {
        part: tuple(_record(part, record, names) for record in getattr(order, part))
        for part in _OF_PART
        if part != "order" and getattr(order, part)
    }
    masked: Order = _record("order", order, names)
    return replace(masked, **parts)


def _record(part: str, record: Any, names: Names) -> Any:  # noqa: ANN401  # a record of any part
    said = ((name, getattr(record, name)) for name in _OF_PART[part])
    return replace(record, **{name: RULES[part, name](value, names) for name, value in said if value})


def mask_changes(changes: Iterable[Change], names: Names) -> tuple[Change, ...]:
    """*changes* with people's data masked on both sides."""
    return tuple(_change(change, names) for change in changes)


def _change(change: Change, names: Names) -> Change:
    rule = RULES.get((change.part, change.field))
    if not change.field and change.part in _OF_PART:
        rule = partial(_record, change.part)
    if rule is None:
        return change
    before, after = (rule(side, names) if side else side for side in (change.before, change.after))
    return replace(change, before=before, after=after)


def mask_actor(actor: Actor) -> Actor:
    """A buyer who acts under a name, by the masked name; who works here stays as he is."""
    named = actor.kind is ActorKind.BUYER and actor.name not in ACTOR_WORDS[ActorKind.BUYER]
    return replace(actor, name=mask_name(actor.name)) if named else actor


def mask_customer(customer: Customer) -> Customer:
    """A member with all personal data masked."""
    return replace(
        customer,
        name=mask_name(customer.name),
        phone=mask_phone(customer.phone),
        email=mask_mail(customer.email),
        zip=mask_zip(customer.zip),
        line1=mask_line(customer.line1),
        line2=HIDDEN if customer.line2 else "",
    )
