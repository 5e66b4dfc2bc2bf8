"""Help rows and the README's key table, made from the action table.

``python -m orderdesk.keyboard.help`` prints the table in Korean and in English as Markdown.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from orderdesk.core.domain.words import Lang, Word
from orderdesk.keyboard.actions import Action, Scope
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable
from orderdesk.keyboard.scopes import SCOPE_WORDS

_HEADS: Final = (Word("키", "Key"), Word("동작", "Action"), Word("설명", "What it does"))
_TITLE: Final = Word("키 표", "Keys")
MOVING: Final = frozenset(
    {
        *("cursor_up", "cursor_down", "cursor_left", "cursor_right", "page_up", "page_down"),
        *("columns_left", "columns_right", "row_start", "row_end", "top", "bottom"),
        *("next_pane", "previous_pane", "next_field", "previous_field"),
    }
)
"""Actions that everybody finds by themselves."""


class HelpRow(NamedTuple):
    """One line of the help page: keys as printed, label, sentence, and the action that they belong to."""

    keys: str
    label: str
    sentence: str
    action: Action


def rows(scope: Scope, lang: Lang = "ko", keys: KeyTable = USUAL_KEYS) -> list[HelpRow]:
    """The help of a screen of *scope*: its own actions first, then the global ones, then what only moves."""
    heard = keys.heard_in(scope)
    moving = [each for each in heard if each.id in MOVING]
    own = [each for each in heard if scope in each.scopes and each not in moving]
    rest = [each for each in heard if scope not in each.scopes and each not in moving]
    return [_row(each, lang, keys) for each in (*own, *rest, *moving)]


def _row(action: Action, lang: Lang, keys: KeyTable) -> HelpRow:
    return HelpRow(keys.labels(action.id), action.words.text(lang), action.help.text(lang), action)


def markdown(lang: Lang = "ko") -> str:
    """The key table of the README: one section a scope, each action in the first of its scopes only."""
    parts = [f"## {_TITLE.text(lang)}"]
    listed: set[str] = set()
    for scope in Scope:
        shown = [each for each in USUAL_KEYS.in_scope(scope) if each.id not in listed]
        listed.update(each.id for each in shown)
        if shown:
            parts.append(f"### {SCOPE_WORDS[scope].text(lang)}\n\n{_table(shown, lang)}")
    return "\n\n".join(parts) + "\n"


def _table(actions: list[Action], lang: Lang) -> str:
    lines = [[head.text(lang) for head in _HEADS], ["---"] * len(_HEADS)]
    told = (_row(each, lang, USUAL_KEYS) for each in actions)
    lines += [[_cell(row.keys), row.label, row.sentence] for row in told]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(keys: str) -> str:
    return ", ".join(f"`{key}`" for key in keys.replace("|", "\\|").split(", "))


def main() -> None:
    """Prints the table in both languages."""
    print(markdown("ko"))
    print(markdown("en"), end="")


if __name__ == "__main__":
    main()
