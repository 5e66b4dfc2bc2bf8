"""Help in one language: what stands beside the commands is written in both, with ` · ` between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from typer import Context

from orderdesk.core.domain.export_templates import BUILT_IN_NAME
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.words import Lang, Word

HELP_OPTIONS: Final = ("-h", "--help")
"""What asks for help, of every command."""

_SEAM: Final = " · "
_HANGUL: Final = re.compile("[가-힣]")

_HELP: Final = Word("도움말을 보이고 끝낸다", "Show this help and exit")

_TITLES: Final = {
    "ARGUMENTS_PANEL_TITLE": Word("인자", "Arguments"),
    "OPTIONS_PANEL_TITLE": Word("옵션", "Options"),
    "COMMANDS_PANEL_TITLE": Word("명령", "Commands"),
    "DEFAULT_STRING": Word("[기본: {}]", "[default: {}]"),
    "REQUIRED_LONG_STRING": Word("[필수]", "[required]"),
}
"""What the library itself says around our words, by its name of each."""

_DEFAULTS: Final = {word.ko: word for word in (ALL_ORDERS, BUILT_IN_NAME)}


def both(text: str) -> Word:
    """The two languages of each paragraph of *text*; of one that has only signs and names, both are that.

    The English is all behind the last Korean, so that either may hold the seam's sign itself.
    """
    if "\n\n" in text:
        told = [both(each) for each in text.split("\n\n")]
        return Word("\n\n".join(each.ko for each in told), "\n\n".join(each.en for each in told))
    parts = " ".join(text.split()).split(_SEAM)
    korean = max((n for n, part in enumerate(parts, 1) if _HANGUL.search(part)), default=0)
    if korean in (0, len(parts)):
        return Word(_SEAM.join(parts), _SEAM.join(parts))
    return Word(_SEAM.join(parts[:korean]), _SEAM.join(parts[korean:]))


def speak(command: Any, lang: Lang) -> None:  # noqa: ANN401  # the library keeps the type to itself
    """Leave only *lang* in all that *command*, and every command under it, says of itself."""
    for each in commands(command):
        for about in ("help", "short_help"):
            if text := getattr(each, about):
                setattr(each, about, both(text).text(lang))
        for parameter in each.get_params(Context(each, help_option_names=list(HELP_OPTIONS))):
            if "--help" in parameter.opts:
                parameter.help = _HELP.text(lang)
            elif parameter.help:
                parameter.help = both(parameter.help).text(lang)
            if lang == "en" and isinstance(parameter.default, str) and parameter.default in _DEFAULTS:
                parameter.show_default = _DEFAULTS[parameter.default].en


def entitle(command: Any, lang: Lang, arguments: Sequence[str]) -> None:  # noqa: ANN401  # as above
    """Where *arguments* of *command* show help: *lang* in what the library says around it."""
    groups = {each.name for each in commands(command) if getattr(each, "commands", None)}
    if groups.isdisjoint(arguments[-1:]) and set(HELP_OPTIONS).isdisjoint(arguments):
        return
    from typer import rich_utils  # deferred: drawing takes a tenth of the start

    for name, words in _TITLES.items():
        setattr(rich_utils, name, words.text(lang))


def commands(command: Any) -> Iterator[Any]:  # noqa: ANN401  # as above
    """*command* and every command under it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from commands(each)
