"""What the names in a guide stand for: keys, labels and reasons, as the program has them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.strokes import strokes

_NAME: Final = re.compile(r"\{(\w+):([\w-]+)\}")
_REFUSALS: Final = {refusal.code: refusal for refusal in Refusal}


def text_of(guide: str, lang: Lang) -> str:
    """The text of the guide of that id as it is written; FileNotFoundError when there is none."""
    return (Path(__file__).parent / f"{guide}.{lang}.md").read_text(encoding="utf-8")


@cache
def title_of(guide: str, lang: Lang) -> str:
    """The title of the guide of that id."""
    return text_of(guide, lang).partition("\n")[0].removeprefix("# ")


def resolved(text: str, lang: Lang) -> str:
    """*text* with the keys, labels and reasons of the program in the place of their names.

    ``{key:…}`` and ``{action:…}`` are the key and the label of an action of the key table, ``{verb:…}`` and
    ``{menu:…}`` the label of an action on orders and what is pressed for it, ``{refusal:…}`` what a refusal
    says, ``{guide:…}`` the title of another guide. Raises KeyError for what there is not.
    """
    return _NAME.sub(lambda found: _meant(found[1], found[2], lang), text)


def _meant(kind: str, name: str, lang: Lang) -> str:
    match kind:
        case "key":
            return f"`{action(name).key_label}`"
        case "action":
            return f"**{action(name).words.text(lang)}**"
        case "verb":
            return f"**{BY_ID[name].words.text(lang)}**"
        case "menu":
            return f"`{' '.join((action('process_menu').key_label, *strokes(BY_ID[name])))}`"
        case "refusal":
            return f"“{_REFUSALS[name].message.text(lang)}”"
        case "guide":
            return title_of(name, lang)
    raise KeyError(kind)
