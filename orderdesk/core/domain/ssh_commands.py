"""What may be run with an SSH login that otherwise opens the desk: a closed list, and how a request is read.

Files go in by standard input and out by standard output; nothing in the list names a file of the server. What
would take data out without leaving an access record is not in it.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.words import Lang

STREAM: Final = "-"
"""How a command calls standard input or output."""

CSV_STREAM: Final = "-.csv"
"""How an export calls standard output when CSV is wanted."""

PROGRAM: Final = "orderdesk"
_LANG: Final = "--lang"
_LANGS: Final[tuple[Lang, ...]] = ("ko", "en")
_FORBIDDEN: Final = frozenset(";|&<>$`\\")
"""What a shell would act on. No shell reads a request; whoever writes these expects one, and is told."""


class NotAdmitted(ValueError):
    """A request that is not in the list; `part` is what of it is not, "" for the request as a whole."""

    def __init__(self, part: str = "") -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Allowed:
    """A command and what may stand after its `name`.

    `flags` are options without a value, `values` those whose value names no file; `streams` are options with
    the values that they may have. What `needs` names must stand there. `operands`: orders may be named.
    """

    name: tuple[str, ...]
    needs: str
    flags: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    streams: frozenset[str] = frozenset()
    operands: bool = False

    @property
    def usage(self) -> str:
        """How it is written at least."""
        stream = f" {STREAM}" if f"{self.needs}={STREAM}" in self.streams else ""
        return f"{PROGRAM} {' '.join(self.name)} {self.needs}{stream}"


_SCOPE: Final = ("--tab", "--search", "--where")
_OUT: Final = f"--out={STREAM}"
_EXPORT: Final = ("--scope", *_SCOPE, "--sort", "--page", "--period", "--number", "--reason")

COMMANDS: Final = (
    Allowed(
        ("import",),
        STREAM,
        frozenset({"--overwrite", "--share", "--by-order", "--explain", "--dry-run", "--json"}),
        frozenset({"--as", "--assume-paid", "--courier"}),
    ),
    Allowed(
        ("export",),
        "--out",
        frozenset({"--combine"}),
        frozenset({"--template", *_EXPORT}),
        frozenset({_OUT, f"--out={CSV_STREAM}"}),
    ),
    Allowed(
        ("export", "payments"),
        "--out",
        values=frozenset(_EXPORT),
        streams=frozenset({_OUT, f"--out={CSV_STREAM}"}),
    ),
    Allowed(
        ("tracking", "template"),
        "--out",
        values=frozenset(_SCOPE),
        streams=frozenset({_OUT}),
        operands=True,
    ),
    Allowed(
        ("sheets",),
        "--text",
        frozenset({"--text", "--mask", "--amounts", "--no-amounts"}),
        frozenset({*_SCOPE, "--unit", "--sort", "--reason"}),
        operands=True,
    ),
    Allowed(
        ("picking",),
        "--text",
        frozenset({"--text"}),
        frozenset({*_SCOPE, "--sort", "--reason"}),
        operands=True,
    ),
)
"""The list."""


def admitted(request: str) -> tuple[Lang | None, list[str]]:
    """The language and the arguments that *request* asks for, as an SSH client sent it.

    Every option comes back in one word with its value, and operands behind ``--``, so that nothing can be
    taken for an option that is none. NotAdmitted for everything that is not in the list.
    """
    if not request.isprintable() or _FORBIDDEN & set(request):
        raise NotAdmitted
    try:
        words = shlex.split(request)
    except ValueError:
        raise NotAdmitted from None
    if words[:1] != [PROGRAM]:
        raise NotAdmitted(words[0] if words else "")
    lang, rest = _lang(words[1:])
    found = [each for each in COMMANDS if tuple(rest[: len(each.name)]) == each.name]
    if not found:
        raise NotAdmitted(rest[0] if rest else "")
    command = max(found, key=lambda each: len(each.name))
    return lang, [*command.name, *_arguments(command, rest[len(command.name) :])]


def _lang(words: Sequence[str]) -> tuple[Lang | None, Sequence[str]]:
    for lang in _LANGS:
        if tuple(words[:2]) == (_LANG, lang):
            return lang, words[2:]
        if words[:1] == [f"{_LANG}={lang}"]:
            return lang, words[1:]
    return None, words


def _arguments(command: Allowed, words: Sequence[str]) -> list[str]:
    options, operands = list[str](), list[str]()
    left = list(words)
    while left:
        word = left.pop(0)
        if word == STREAM or not word.startswith("-"):
            operands.append(word)
            continue
        option, mark, value = word.partition("=")
        if option in command.flags and not mark:
            options.append(option)
            continue
        if not mark and left:
            value = left.pop(0)
        whole = f"{option}={value}"
        named = option in command.values and (mark or not value.startswith("-") or value == STREAM)
        if not named and whole not in command.streams:
            raise NotAdmitted(whole if value else option)
        options.append(whole)
    _check(command, options, operands)
    return [*options, "--", *operands] if operands else options


def _check(command: Allowed, options: Sequence[str], operands: Sequence[str]) -> None:
    """NotAdmitted when an operand is none that *command* takes, or what it needs is not there."""
    streams = [STREAM] if command.needs == STREAM else []
    if not command.operands and list(operands) != streams:
        raise NotAdmitted(next((each for each in operands if each != STREAM), command.needs))
    if command.needs not in (STREAM, *(option.partition("=")[0] for option in options)):
        raise NotAdmitted(command.needs)
