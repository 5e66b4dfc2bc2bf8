"""Reads the guides: a small part of Markdown, into blocks that can be drawn at any width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.guides.names import resolved, text_of, title_of
from orderdesk.guides.table import GUIDES
from orderdesk.keyboard.actions import action
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable
from orderdesk.keyboard.palette import Entry, rank

Kind = Literal["heading", "text", "step", "item", "code"]

_COMMENT: Final = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_STEP: Final = re.compile(r"(\d+)\. (.+)")
_SPACES: Final = re.compile(r"\n\n\n+")


class Block(NamedTuple):
    """A part of a guide; `number` is that of a step, 0 of anything else.

    In its text ```` ` ```` stands around keys and what is typed, ``**`` around what stands on the screen.
    """

    kind: Kind
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide in one language: `sentence` says what it is for, `see` are the ids of others to read on.

    `markdown` is all of it, as it is printed and copied.
    """

    id: str
    title: str
    sentence: str
    blocks: tuple[Block, ...]
    see: tuple[str, ...]
    markdown: str


@lru_cache(maxsize=4)
def guides(lang: Lang, keys: KeyTable = USUAL_KEYS) -> tuple[Guide, ...]:
    """Every guide with its *keys*, in the order of their table."""
    return tuple(_read(entry.id, entry.see, lang, keys) for entry in GUIDES)


def guide(guide_id: str, lang: Lang, keys: KeyTable = USUAL_KEYS) -> Guide:
    """The guide of that id; KeyError when there is none."""
    found = next((each for each in guides(lang, keys) if each.id == guide_id), None)
    if found is None:
        raise KeyError(guide_id)
    return found


def about(verb: str) -> tuple[str, ...]:
    """The ids of the guides to an action on orders."""
    return tuple(entry.id for entry in GUIDES if verb in entry.verbs)


def named(query: str, lang: Lang, keys: KeyTable = USUAL_KEYS) -> list[Guide]:
    """The guides whose title, in either language, *query* names as in the palette; all when it is empty."""
    known = {each.id: each for each in guides(lang, keys)}
    return [known[entry.id] for entry in rank(query, [Entry(each, titles(each)) for each in known])]


def find(query: str, lang: Lang, keys: KeyTable = USUAL_KEYS) -> list[Guide]:
    """The guides that *query* names, then those that hold it."""
    first = named(query, lang, keys)
    return first + [each for each in holding(query, lang, keys) if each not in first]


def holding(query: str, lang: Lang, keys: KeyTable = USUAL_KEYS) -> list[Guide]:
    """The guides in whose text *query* stands."""
    word = clean(query).lower()
    return [each for each in guides(lang, keys) if word in each.markdown.lower()]


def titles(guide_id: str) -> Word:
    """The titles of a guide in both languages."""
    return Word(title_of(guide_id, "ko"), title_of(guide_id, "en"))


def _read(guide_id: str, see: tuple[str, ...], lang: Lang, keys: KeyTable) -> Guide:
    text = resolved(text_of(guide_id, lang), lang, keys)
    if see:
        listed = "\n".join(f"{n}. {title_of(each, lang)}" for n, each in enumerate(see, 1))
        text = f"{text.rstrip()}\n\n## {action('see_also').words.text(lang)}\n\n{listed}\n"
    text = _SPACES.sub("\n\n", _COMMENT.sub("", text))
    title, sentence, *blocks = _blocks(text)
    return Guide(guide_id, title.text, sentence.text, tuple(blocks), see, text)


def _blocks(text: str) -> list[Block]:
    """The blocks of *text*: the first is the title, the second the sentence behind ``>``."""
    blocks: list[Block] = []
    goes_on, code = False, False
    for line in text.splitlines():
        if line.startswith("```"):
            code, goes_on = not code, False
        elif code:
            blocks.append(Block("code", line))
        elif not line.strip():
            goes_on = False
        elif goes_on and (line.startswith("  ") or blocks[-1].kind == "text") and not _begins(line):
            last = blocks[-1]
            blocks[-1] = last._replace(text=f"{last.text} {line.removeprefix('>').strip()}")
        else:
            blocks.append(_block(line))
            goes_on = blocks[-1].kind != "heading"
    return blocks


def _begins(line: str) -> bool:
    return line.startswith(("#", "- ")) or _STEP.fullmatch(line) is not None


def _block(line: str) -> Block:
    if line.startswith("#"):
        return Block("heading", line.lstrip("# "))
    if line.startswith("- "):
        return Block("item", line[2:])
    if step := _STEP.fullmatch(line):
        return Block("step", step[2], int(step[1]))
    return Block("text", line.removeprefix("> "))
