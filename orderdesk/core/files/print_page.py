"""A page that opens a courier's print window: it is opened in a browser on a workstation, and works once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from orderdesk.core.domain.words import Lang, Word

_TITLE: Final = Word("운송장 출력", "Print labels")
_OPEN: Final = Word("출력 창 열기", "Open the print window")
_ONCE: Final = Word(
    "이 파일은 한 번만 열립니다. 다시 열려면 새로 만드세요.",
    "This file works once; make another one to open the window again.",
)

Window = tuple[str, Mapping[str, str]]
"""Where the form goes, and its fields."""


def print_page(windows: Sequence[Window], lang: Lang) -> str:
    """The page for *windows*, a button for each; a single one opens by itself."""
    forms = [_form(n, window, lang) for n, window in enumerate(windows, 1)]
    opens = "<script>document.forms[0].submit()</script>" if len(windows) == 1 else ""
    title, once = escape(_TITLE.text(lang)), escape(_ONCE.text(lang))
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="referrer" content="no-referrer"><h1>{title}</h1><p>{once}</p>'
        f"{''.join(forms)}{opens}</html>\n"
    )


def _form(nth: int, window: Window, lang: Lang) -> str:
    url, fields = window
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    button = f"<button>{nth} {escape(_OPEN.text(lang))}</button>"
    return f'<form method="post" action="{escape(url)}">{hidden}{button}</form>'
