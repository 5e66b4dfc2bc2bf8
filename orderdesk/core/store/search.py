"""Search: the keys that an order is found by, and what a query asks of them.

Keys are one- and two-syllable pieces of buyer and receiver names, two and three initial consonants in a row
(with `_` before them), the last 8 and 4 digits of phones (`p`), the last 7 of the order number (`o`). Whole
order and tracking numbers, and how tracking numbers end, are found through indexes of their own: a hundred
thousand numbers that come in leave the keys alone. The number of a section finds its order.
A query is a union of arms: each asks for all of some keys and checks on the text what keys can't say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple

from orderdesk.core.domain.hangul import in_korean_mode
from orderdesk.core.domain.identifiers import read_section
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.text import INITIALS, choseong, digits, grams, nfc, words
from orderdesk.core.store.dialect import Conn, position

_KINDS = {
    "p": "phone",
    "연락처": "phone",
    "phone": "phone",
    "o": "number",
    "주문번호": "number",
    "order": "number",
    "t": "tracking",
    "송장번호": "tracking",
    "송장": "tracking",
    "tracking": "tracking",
    "b": "buyer",
    "구매자": "buyer",
    "buyer": "buyer",
}
_PREFIXED = re.compile(r"\s*(\w+)\s*:(.*)", re.DOTALL)
_DIAL = re.compile(r"[0-9+\-\s().]+")
_LABEL = re.compile(r"[0-9A-Za-z\-\s]+")
_KEYS = re.compile(r"\s*[A-Za-z]+\s*")
_LEAST_NAME = 2
"""Syllables, or initials, that what was typed in the wrong mode has at least."""

_LAST = "\U0010ffff"
_LEAST_DIGITS = 4
_ENDING = 7
"""Characters at the end of an order number that it is found by; more of them narrow."""

_SHORT = 8
"""A text of so many characters is no longer the end of a tracking number."""

TAIL = "substr(parcel.number, length(parcel.number) - 3)"
"""The last four characters of a tracking number, which have an index."""


@lru_cache(maxsize=65536)
def name_keys(name: str) -> tuple[str, ...]:
    """The keys of a person's name."""
    return (*grams(name), *(f"_{piece}" for word in words(name) for piece in _initials(choseong(word))))


def _initials(word: str) -> Iterable[str]:
    for start in range(len(word) - 1):
        for piece in (word[start : start + 2], word[start : start + 3]):
            if len(piece) > 1 and all(char in INITIALS for char in piece):
                yield piece


def _phone_keys(phone: str) -> tuple[str, ...]:
    number = digits(phone)
    if len(number) >= 8:
        return f"p{number[-8:]}", f"p{number[-4:]}"
    return (f"p{number[-4:]}",) if len(number) >= 4 else ()


def _number_keys(number: str) -> tuple[str, ...]:
    text = number.lower()
    if not text.isalnum():
        text = "".join(filter(str.isalnum, text))
    return (f"o{text[-_ENDING:]}",) if len(text) >= _ENDING else ()


def keys(order: Order) -> frozenset[str]:
    """Every key of *order*."""
    buyer, phone = order.buyer_name, order.buyer_phone
    found = (*name_keys(buyer), *_phone_keys(phone), *_number_keys(order.number))
    for section in order.sections:
        address = section.address
        if address.receiver != buyer:
            found += name_keys(address.receiver)
        if address.phone != phone:
            found += _phone_keys(address.phone)
    return frozenset(found)


def write_keys(conn: Conn, rows: Sequence[tuple[int, Iterable[str]]]) -> None:
    """Make new orders (id, keys) findable."""
    if conn.engine == "sqlite":
        conn.insert("search", ("rowid", "keys"), [(order, " ".join(found)) for order, found in rows])
    else:
        conn.insert("search", ("order_id", "keys"), [(order, list(found)) for order, found in rows])


def rewrite_keys(conn: Conn, rows: Sequence[tuple[int, Iterable[str]]]) -> None:
    """Replace the keys of orders."""
    column = "rowid" if conn.engine == "sqlite" else "order_id"
    conn.executemany(f"DELETE FROM search WHERE {column} = ?", [(order,) for order, _ in rows])
    write_keys(conn, rows)


def keyed(conn: Conn, order: Order) -> bool:
    """Whether *order* is found by every one of its keys."""
    sql, params = _match(conn, sorted(keys(order)))
    column = "rowid" if conn.engine == "sqlite" else "order_id"
    return conn.execute(f"{sql} AND {column} = ?", (*params, order.id)).fetchone() is not None


class Arm(NamedTuple):
    """A SELECT of order numbers, with its values."""

    sql: str
    params: tuple[Any, ...]


def _match(conn: Conn, wanted: Sequence[str]) -> Arm:
    if conn.engine == "sqlite":
        return Arm("SELECT rowid FROM search WHERE search MATCH ?", (" ".join(f'"{k}"' for k in wanted),))
    return Arm("SELECT order_id FROM search WHERE keys @> ?::text[]", (list(wanted),))


def arms(conn: Conn, query: str) -> list[Arm]:
    """What *query* asks for: an order matches when one arm selects it. Empty for an empty query.

    A prefix narrows: `구매자:` (`b:`), `연락처:` (`p:`), `주문번호:` (`o:`), `송장번호:` (`t:`). What finds
    nothing and was typed in English mode is read as Korean: see `mistyped`.
    """
    kind, text = _read(mistyped(conn, query) or query)
    if not text:
        return []
    return _arms(conn, kind, text) or [Arm("SELECT id FROM orders WHERE id < 0", ())]


def mistyped(conn: Conn, query: str) -> str:
    """The name that *query* is if its keys are read in Korean mode, where only that finds orders; else ""."""
    if not _KEYS.fullmatch(query):
        return ""
    name = in_korean_mode(query.strip())
    is_name = all("가" <= char <= "힣" for char in name) or all(char in INITIALS for char in name)
    if not is_name or len(name) < _LEAST_NAME or _finds(conn, _arms(conn, None, query.strip())):
        return ""
    return name if _finds(conn, _by_name(conn, name)) else ""


def _finds(conn: Conn, asked: Sequence[Arm]) -> bool:
    """Whether there is an order that one of the arms selects."""
    return any(conn.execute(f"{arm.sql} LIMIT 1", arm.params).fetchone() is not None for arm in asked)


def _read(query: str) -> tuple[str | None, str]:
    """What a prefix narrows *query* to, None for no prefix, and the text that is looked for."""
    text = nfc(query).strip()
    prefixed = _PREFIXED.fullmatch(text)
    kind = _KINDS.get(prefixed[1].lower()) if prefixed else None
    return kind, prefixed[2].strip() if prefixed and kind else text


def _arms(conn: Conn, kind: str | None, text: str) -> list[Arm]:
    makers = {"buyer": _by_name, "phone": _by_phone, "number": _by_number, "tracking": _by_tracking}
    chosen = [makers[kind]] if kind else makers.values()
    return [arm for maker in chosen for arm in maker(conn, text)]


def _by_name(conn: Conn, text: str) -> list[Arm]:
    found = words(text)
    if not found:
        return []
    if all(char in INITIALS for word in found for char in word):
        return [_match(conn, [f"_{piece}" for word in found for piece in _longest(word, 3)])]
    wanted = [piece for word in found for piece in _longest(word, 2)]
    arm = _match(conn, wanted)
    if len(wanted) == 1:
        return [arm]
    whole = "".join(text.lower().split())
    buyer, receiver = (f"replace(lower({c}), ' ', '')" for c in ("o.buyer_name", "address.receiver"))
    return [
        _checked(
            arm,
            f"{position(conn, buyer, '?')} > 0",
            f"{position(conn, receiver, '?')} > 0",
            whole,
        )
    ]


def _longest(word: str, size: int) -> list[str]:
    """The pieces of *word* of *size* characters; the whole of it when it is shorter."""
    if len(word) <= size:
        return [word]
    return [word[start : start + size] for start in range(len(word) - size + 1)]


def _checked(arm: Arm, buyer: str, receiver: str, value: str) -> Arm:
    """*arm* with the buyer's or a receiver's text checked too."""
    return Arm(
        f"""SELECT o.id FROM orders o WHERE o.id IN ({arm.sql}) AND ({buyer} OR EXISTS (SELECT 1 FROM section
 JOIN address ON address.id = section.address WHERE section.order_id = o.id AND {receiver}))""",
        (*arm.params, value, value),
    )


def _by_phone(conn: Conn, text: str) -> list[Arm]:
    found = digits(text)
    if not _DIAL.fullmatch(text) or len(found) < _LEAST_DIGITS:
        return []
    size = 8 if len(found) >= 8 else _LEAST_DIGITS
    arm = _match(conn, [f"p{found[-size:]}"])
    if len(found) == size:
        return [arm]
    buyer, receiver = (
        f"replace(replace({c}, '-', ''), ' ', '') LIKE ('%' || ?)" for c in ("o.buyer_phone", "address.phone")
    )
    return [_checked(arm, buyer, receiver, found)]


def _by_number(conn: Conn, text: str) -> list[Arm]:
    wanted = "".join(text.split())
    if not _LABEL.fullmatch(text) or len(wanted) < _LEAST_DIGITS:
        return []
    with suppress(ValueError):
        wanted, _ = read_section(wanted)
    found = [
        Arm("SELECT id FROM orders WHERE number >= ? AND number < ?", (wanted, wanted + _LAST)),
        Arm("SELECT id FROM orders WHERE channel_number = ? AND channel_number <> ''", (wanted,)),
    ]
    if wanted.isalnum() and (ending := _number_keys(wanted)):
        arm = _match(conn, ending)
        bare = "lower(replace(number, '-', ''))"
        more = Arm(
            f"SELECT id FROM orders WHERE id IN ({arm.sql}) AND {bare} LIKE ?",
            (*arm.params, f"%{wanted.lower()}"),
        )
        found.append(arm if len(wanted) == _ENDING else more)
    return found


def _by_tracking(conn: Conn, text: str) -> list[Arm]:
    wanted = text.replace("-", "")
    wanted = "".join(wanted.split()).upper()
    if not _LABEL.fullmatch(text) or len(wanted) < _LEAST_DIGITS:
        return []
    of_parcel = """SELECT section.order_id FROM parcel JOIN section ON section.parcel = parcel.id
 WHERE section.parcel IS NOT NULL AND """
    found = [Arm(f"{of_parcel}parcel.number >= ? AND parcel.number < ?", (wanted, wanted + _LAST))]
    if len(wanted) < _SHORT:
        found.append(
            Arm(f"{of_parcel}{TAIL} = ? AND parcel.number LIKE ('%' || ?)", (wanted[-_LEAST_DIGITS:], wanted))
        )
    return found
