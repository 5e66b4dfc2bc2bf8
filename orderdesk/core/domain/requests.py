"""What an operator asks for: a verb and its fields, read from text and checked.

The fields of every verb stand in `verbs.py`; dialogs, `--set KEY=VALUE`, forms and the API all
come through `make_request`, so that they get the same refusals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.verbs import BY_ID, Field, FieldKind

Pieces = tuple[tuple[int, int], ...]
"""(item number, quantity) pairs."""

Value = str | int | bool | Pieces


@dataclass(frozen=True, slots=True)
class Request:
    """A verb with its values, hashable so that verdicts on equal facts are shared.

    `open`: its fields were not asked for yet; what they must hold is not looked at then.
    """

    verb: str
    values: tuple[tuple[str, Value], ...] = ()
    open: bool = False

    def text(self, key: str) -> str:
        """The text of field *key*, "" when it was not given."""
        value = self._get(key)
        return value if isinstance(value, str) else ""

    def gives(self, key: str) -> bool:
        """Whether field *key* was given, be it an empty text."""
        return self._get(key) is not None

    def choices(self, key: str) -> frozenset[str]:
        """The values chosen in field *key*; none when it was not given."""
        return frozenset(self.text(key).split(",")) - {""}

    def number(self, key: str) -> int | None:
        """The won or seconds of field *key*, None when it was not given."""
        value = self._get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def flag(self, key: str) -> bool:
        """Whether flag *key* is on."""
        return self._get(key) is True

    @property
    def pieces(self) -> Pieces:
        """The chosen pieces; empty means the whole section."""
        value = self._get("items")
        return value if isinstance(value, tuple) else ()

    def _get(self, key: str) -> Value | None:
        for name, value in self.values:
            if name == key:
                return value
        return None

    def without(self, *keys: str) -> Request:
        """The same request without some of its fields."""
        return replace(self, values=tuple(pair for pair in self.values if pair[0] not in keys))


class BadRequest(Exception):
    """A request can't be read: the refusal, the field it concerns and the value given."""

    def __init__(self, refusal: Refusal, field: str = "", value: str = "") -> None:
        super().__init__(" ".join(part for part in (refusal.code, field, value) if part))
        self.refusal = refusal
        self.field = field
        self.value = value


def make_request(verb: str, given: Mapping[str, str] | None = None) -> Request:
    """The request that *given* texts describe. BadRequest names the field that is wrong."""
    if verb not in BY_ID:
        raise BadRequest(Refusal.UNKNOWN_ACTION, value=verb)
    given = dict(given or {})
    values: list[tuple[str, Value]] = []
    for field in BY_ID[verb].fields:
        answered = field.key in given
        text = given.pop(field.key, "").strip()
        if text:
            values.append((field.key, _read(field, text)))
        elif answered and field.empties:
            values.append((field.key, ""))
        elif field.required:
            raise BadRequest(Refusal.FIELD_MISSING, field.key)
    for key, text in given.items():
        raise BadRequest(Refusal.FIELD_BAD, key, text)
    return Request(verb, tuple(values))


_FLAGS = {"yes": True, "true": True, "1": True, "예": True, "no": False, "false": False, "0": False}


def _read(field: Field, text: str) -> Value:
    try:
        match field.kind:
            case FieldKind.WON | FieldKind.NUMBER:
                number = int(text.replace(",", ""))
                if number < 0:
                    raise ValueError(text)
                return number
            case FieldKind.FLAG:
                return _FLAGS[text.lower()]
            case FieldKind.TIME:
                return read_time(text)
            case FieldKind.CHOICE:
                return _choice(field, text)
            case FieldKind.CHOICES:
                return ",".join(_choice(field, part.strip()) for part in text.split(","))
            case FieldKind.PIECES:
                return read_pieces(text)
            case FieldKind.TEXT | FieldKind.SECRET:
                return text
    except (ValueError, KeyError) as error:
        raise BadRequest(Refusal.FIELD_BAD, field.key, text) from error


def _choice(field: Field, text: str) -> str:
    for value, words in field.choices:
        if text.casefold() == value.casefold() or text in words:
            return value
    raise ValueError(text)


def read_time(text: str) -> int:
    """Seconds UTC of a Seoul date or time written `YYYY-MM-DD[ HH:MM[:SS]]`; ValueError if not."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SEOUL)
    return int(moment.timestamp())


def read_pieces(text: str) -> Pieces:
    """Pieces written `item:quantity,item:quantity`; item is its number in the order."""
    pairs = []
    for part in text.split(","):
        item, _, qty = part.strip().rpartition(":")
        pairs.append((int(item.rpartition("-")[2]), int(qty)))
    return tuple(pairs)
