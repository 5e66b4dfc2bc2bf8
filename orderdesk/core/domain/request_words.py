"""What was asked, in words that people read: the fields of requests by their names, with what was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from orderdesk.core.domain.requests import Request, Value
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.verbs import BY_ID, Field, FieldKind
from orderdesk.core.domain.words import Lang, Word

_UNTOLD: Final = frozenset({FieldKind.PIECES, FieldKind.SECRET})
_BY_ITEM: Final = frozenset({"options"})
"""Fields that speak of single items by their numbers: what becomes of each says it better."""

_PARTS: Final = re.compile(r" · | → |: ")
"""What stands between the parts of a change in words."""

_IF_NONE: Final = re.compile(r" \([^()]*\)$")
"""What a form says behind the name of what may be left open: what that means."""

_MANY: Final = Word("{name} {n:,}가지", "{n:,} different: {name}")
_WON: Final = Word("{:,}원", "{:,} won")


def asked_words(
    requests: Iterable[Request], lang: Lang = "ko", changes: Sequence[str] = ()
) -> tuple[str, ...]:
    """What *requests* ask for, a text a field: its value, or how many different ones there are.

    Where the *changes* that they make stand beside it, in words, what these tell already is left out.
    """
    said = [text.lstrip("+− ") for text in changes]
    found: dict[Field, dict[str, str]] = {}
    for request in requests:
        for field in BY_ID[request.verb].fields if request.verb in BY_ID else ():
            value = dict(request.values).get(field.key)
            if value is not None and field.kind not in _UNTOLD and field.key not in _BY_ITEM:
                text = _text(field, value, lang)
                found.setdefault(field, {})[text] = f"{value:,}" if field.kind is FieldKind.WON else text
    return tuple(
        text
        for field, texts in found.items()
        if not _are_said(field, texts.values(), said) and (text := _told(field, list(texts), lang))
    )


def _are_said(field: Field, texts: Iterable[str], changes: Sequence[str]) -> bool:
    """Whether each of *texts*, values of *field* without a unit, begins a change or ends a part of one."""
    parts = [f" {part}" for change in changes for part in _PARTS.split(change)]

    def said(text: str) -> bool:
        begins = any(f"{change} ".startswith(f"{text} ") for change in changes)
        return bool(text) and (begins or any(part.endswith(f" {text}") for part in parts))

    return field.kind is not FieldKind.FLAG and all(map(said, texts))


def _told(field: Field, texts: list[str], lang: Lang) -> str:
    name = field.words.text(lang)
    if field.kind is FieldKind.FLAG:
        return name if any(texts) else ""
    name = _IF_NONE.sub("", name)
    if len(texts) > 1:
        return _MANY.text(lang).format(name=name, n=len(texts))
    return f"{name} {texts[0] or '-'}"


def _text(field: Field, value: Value, lang: Lang) -> str:
    if field.kind is FieldKind.FLAG:
        return "x" if value else ""
    if field.kind is FieldKind.WON:
        return _WON.text(lang).format(value)
    if field.kind is FieldKind.TIME and isinstance(value, int):
        return datetime.fromtimestamp(value, SEOUL).strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    words = dict(field.choices)
    parts = str(value).split(",") if field.kind is FieldKind.CHOICES else [str(value)]
    return ", ".join(words[part].text(lang) if part in words else part for part in parts)
