"""What the names in a guide stand for: keys, labels and reasons, as the program has them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang
from orderdesk.keyboard.actions import Action, action
from orderdesk.keyboard.ime import jamo_of
from orderdesk.keyboard.key_rules import is_letter
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable
from orderdesk.keyboard.keynames import shown
from orderdesk.keyboard.strokes import strokes

_NAME: Final = re.compile(r"\{(\w+):([\w-]+)\}")
_PRESSED: Final = re.compile(r"<!-- keys .*?<!-- /keys -->", re.DOTALL)
_STROKE: Final = re.compile(r"`([^`\n]+)`( ×\d+|) ([^`→▸\n]+?)(?= →| ▸|$)", re.MULTILINE)
_REFUSALS: Final = {refusal.code: refusal for refusal in Refusal}


def text_of(guide: str, lang: Lang) -> str:
    """The text of the guide of that id as it is written; FileNotFoundError when there is none."""
    return (Path(__file__).parent / f"{guide}.{lang}.md").read_text(encoding="utf-8")


@cache
def title_of(guide: str, lang: Lang) -> str:
    """The title of the guide of that id."""
    return text_of(guide, lang).partition("\n")[0].removeprefix("# ")


def resolved(text: str, lang: Lang, keys: KeyTable = USUAL_KEYS) -> str:
    """*text* with the keys, labels and reasons of the program in the place of their names.

    ``{key:…}`` and ``{action:…}`` are the key and the label of an action of the key table, ``{verb:…}`` and
    ``{menu:…}`` the label of an action on orders and what is pressed for it, ``{refusal:…}`` what a refusal
    says, ``{guide:…}`` the title of another guide. Raises KeyError for what there is not. The keys that a
    test pressed (``<!-- keys … -->``) are those of the action table, and become the operator's own too.
    """
    named = _NAME.sub(lambda found: _meant(found[1], found[2], lang, keys), text)
    return _PRESSED.sub(lambda block: _own_keys(block[0], lang, keys), named)


def _own_keys(pressed: str, lang: Lang, keys: KeyTable) -> str:
    """The keys of a walk, where they are followed by the words of their action, as they are now."""
    now = {
        (_printed(key), action(name).words.text(lang)): _printed(_instead(keys.action(name), key))
        for name in keys.own
        for key in action(name).bound_keys
        if keys.left(name, key)
    }

    def own(found: re.Match[str]) -> str:
        key = now.get((found[1], found[3]))
        return f"`{key}`{found[2]} {found[3]}" if key else found[0]

    return _STROKE.sub(own, pressed)


def _printed(key: str) -> str:
    return f"{key} ({jamo_of(key)})" if is_letter(key) else shown(key)


def _instead(now: Action, key: str) -> str:
    """What is pressed in the place of *key*: the letter for a letter, if there is one."""
    return now.letter if is_letter(key) and now.letter else now.keys[0]


def _meant(kind: str, name: str, lang: Lang, keys: KeyTable) -> str:
    match kind:
        case "key":
            return f"`{keys.label(name)}`"
        case "action":
            return f"**{action(name).words.text(lang)}**"
        case "verb":
            return f"**{BY_ID[name].words.text(lang)}**"
        case "menu":
            return f"`{' '.join((keys.label('process_menu'), *strokes(BY_ID[name])))}`"
        case "refusal":
            return f"“{_REFUSALS[name].message.text(lang)}”"
        case "guide":
            return title_of(name, lang)
    raise KeyError(kind)
