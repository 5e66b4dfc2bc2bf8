"""The manual page in both languages, and the README's table of commands, made of the commands themselves.

``python -m orderdesk.cli.manual`` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from orderdesk.cli import app
from orderdesk.cli.speaking import HELP_OPTIONS, both
from orderdesk.core.domain.verbs import VERBS
from orderdesk.core.domain.words import Lang, Word

PAGES: Final[dict[Lang, str]] = {"en": "orderdesk.1", "ko": "orderdesk.ko.1"}
"""The files in `docs/`, by language."""

README: Final = Path("README.md")
_MARKS: Final = ("<!-- commands -->\n", "<!-- /commands -->")
"""What the table of commands stands between."""

_TABLE: Final = (Word("명령", "Command"), Word("하는 일", "Does"))

_NAME: Final = Word("주문 데스크", "an order desk for the terminal")
_HEADS: Final = {
    "NAME": Word("이름", "NAME"),
    "SYNOPSIS": Word("사용법", "SYNOPSIS"),
    "DESCRIPTION": Word("설명", "DESCRIPTION"),
    "OPTIONS": Word("옵션", "OPTIONS"),
    "COMMANDS": Word("명령", "COMMANDS"),
    "ACTIONS": Word("동작", "ACTIONS"),
    "EXIT": Word("끝난 상태", "EXIT STATUS"),
    "ENVIRONMENT": Word("환경", "ENVIRONMENT"),
    "FILES": Word("파일", "FILES"),
}

_DESCRIPTION: Final = (
    Word("명령 없이 부르면 데스크를 연다.", "Without a command it opens the desk."),
    Word(
        "명령은 화면과 같은 규칙으로 일하고, 같은 이유로 거절한다.",
        "Commands work by the rules of the screens, with the same refusals.",
    ),
    Word(
        "자료는 표준출력으로, 말은 표준오류로 나간다.",
        "Data goes to standard output, talk to standard error.",
    ),
)
_EXIT: Final = (
    ("0", Word("했다", "done")),
    ("1", Word("일부만 했거나, 점검에서 무엇이 나왔다", "done in part, or a check found something")),
    ("2", Word("잘못 불렀거나, 물을 사람이 없다", "wrong usage, or nobody to ask")),
    ("3", Word("저장소나 파일을 쓸 수 없다", "a store or a file could not be used")),
)
_ENVIRONMENT: Final = (
    ("ORDERDESK_DB", Word("저장소 주소, --db 가 없을 때", "the store's URL where there is no --db")),
    ("NO_COLOR", Word("있으면 화면에 색을 쓰지 않는다", "where it is set, screens have no colours")),
)
_FILES: Final = (
    ("~/.config/orderdesk/settings.toml", Word("설정", "settings")),
    ("~/.local/share/orderdesk/orderdesk.db", Word("저장소", "the store")),
    ("~/.local/share/orderdesk/backups/", Word("날마다의 백업", "daily backups")),
    ("~/.local/state/orderdesk/log/", Word("기록과 오류 보고", "logs and crash reports")),
)
_WHERE: Final = Word(
    "이 컴퓨터의 자리는 orderdesk where 가 말한다.", "orderdesk where tells the places on this machine."
)


def manual(lang: Lang) -> str:
    """The manual page in *lang*, as roff."""
    whole = typer.main.get_command(app)
    options = list(_parameters(whole, lang))
    lines = [
        '.\\" Made of the commands by `python -m orderdesk.cli.manual`; changes belong there.',
        '.TH ORDERDESK 1 "" "orderdesk" "orderdesk"',
        ".ad l",
        *_head("NAME", lang),
        f"orderdesk \\- {_text(_NAME.text(lang))}",
        *_head("SYNOPSIS", lang),
        ".B orderdesk",
        "[\\fB\\-\\-db\\fR \\fIURL\\fR] [\\fB\\-\\-lang\\fR ko|en] [\\fICOMMAND\\fR]",
        *_head("DESCRIPTION", lang),
        *(_text(words.text(lang)) for words in _DESCRIPTION),
        *_head("OPTIONS", lang),
        *options,
        *_head("COMMANDS", lang),
    ]
    for name, command in _leaves(whole):
        lines += [f".SS {_text(name)}", *_usage(name, command)]
        about = both(command.help or "").text(lang)
        lines += [".PP", *(_text(" ".join(part.split())) for part in about.split("\n\n"))]
        lines += _parameters(command, lang)
    lines += _head("ACTIONS", lang)
    lines += (line for verb in VERBS for line in _told(verb.id, verb.words, lang))
    for head, rows in (("EXIT", _EXIT), ("ENVIRONMENT", _ENVIRONMENT), ("FILES", _FILES)):
        lines += _head(head, lang)
        lines += (line for name, words in rows for line in _told(name, words, lang))
    lines += [".PP", _text(_WHERE.text(lang))]
    return "\n".join(lines) + "\n"


def command_table(lang: Lang = "ko") -> str:
    """The commands in the order of their own list; those of a group by name."""
    rows = [f"| {' | '.join(head.text(lang) for head in _TABLE)} |", "| --- | --- |"]
    whole: Any = typer.main.get_command(app)
    for name, command in whole.commands.items():
        about = both(command.help or "").text(lang).split("\n\n")[0]
        within = ", ".join(f"`{each}`" for each in getattr(command, "commands", ()))
        rows.append(f"| `{name}` | {about}{f': {within}' if within else ''} |")
    return "\n".join(rows) + "\n"


def table_in(readme: str) -> str:
    """What the text of the README has as the table of commands."""
    return readme.split(_MARKS[0])[1].split(_MARKS[1])[0]


def _head(name: str, lang: Lang) -> list[str]:
    return [f".SH {_HEADS[name].text(lang)}"]


def _told(name: str, words: Word, lang: Lang) -> list[str]:
    return [".TP", f"\\fB{_text(name)}\\fR", _text(words.text(lang))]


def _leaves(command: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # the library's own
    """Every command that does something, with all that is typed for it, in the order of their names."""
    for name, each in sorted(getattr(command, "commands", {}).items()):
        path = f"{before}{name}"
        if not getattr(each, "commands", None) or getattr(each, "invoke_without_command", False):
            yield path, each
        yield from _leaves(each, f"{path} ")


def _usage(name: str, command: Any) -> list[str]:  # noqa: ANN401  # as above
    context = typer.Context(command, help_option_names=list(HELP_OPTIONS))
    pieces = [_text(piece) for piece in command.collect_usage_pieces(context)]
    return [f"\\fBorderdesk {_text(name)}\\fR {' '.join(pieces)}".rstrip()]


def _parameters(command: Any, lang: Lang) -> Iterator[str]:  # noqa: ANN401  # as above
    for each in command.params:
        told = both(each.help or "").text(lang)
        if not told:
            continue
        opts = [opt for opt in (*each.opts, *each.secondary_opts) if opt.startswith("-")]
        shown = _text(each.metavar or each.name.upper())
        name = ", ".join(f"\\fB{_text(opt)}\\fR" for opt in opts) or f"\\fI{shown}\\fR"
        choices = _choices(each)
        yield ".TP"
        yield f"{name} \\fI{_text(choices)}\\fR" if choices else name
        yield _text(told)


def _choices(parameter: Any) -> str:  # noqa: ANN401  # as above
    """What the value of *parameter* may be, where that is one of a few."""
    known = parameter.type_descriptor.choices if parameter.type_descriptor.is_choice else ()
    return "|".join(str(each) for each in known) if known else ""


def _text(text: str) -> str:
    """*text* as roff takes it for itself."""
    made = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^(?=[.'])", r"\\&", made)


def write(folder: Path) -> None:
    """Write the page in both languages into *folder*, and the table into the README."""
    for lang, name in PAGES.items():
        (folder / name).write_text(manual(lang), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    README.write_text(text.replace(table_in(text), command_table()), encoding="utf-8")


if __name__ == "__main__":
    write(Path("docs"))
