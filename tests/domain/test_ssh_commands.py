from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.ssh_commands import COMMANDS, PROGRAM, NotAdmitted, admitted


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("orderdesk import -", ["import", "--", "-"]),
        ("orderdesk import - --as tracking --json", ["import", "--as=tracking", "--json", "--", "-"]),
        ("orderdesk export --out -", ["export", "--out=-"]),
        ("orderdesk export --out=-.csv --reason '월 정산'", ["export", "--out=-.csv", "--reason=월 정산"]),
        ("orderdesk export payments --out -", ["export", "payments", "--out=-"]),
        ("orderdesk export --scope selected --number - --out -", None),
        ("orderdesk tracking template --out - 1 2", ["tracking", "template", "--out=-", "--", "1", "2"]),
        ("orderdesk sheets --text --mask", ["sheets", "--text", "--mask"]),
        ('orderdesk picking --text --where "product=~쌀"', ["picking", "--text", "--where=product=~쌀"]),
        ("orderdesk export --out - --search --number=1", "--number=1"),
        ("orderdesk export --out - --search=--yes", ["export", "--out=-", "--search=--yes"]),
    ],
)
def test_what_is_in_the_list_is_read_word_by_word(request_: str, words: list[str] | str | None) -> None:
    if isinstance(words, str):
        with pytest.raises(NotAdmitted, match=words):
            admitted(request_)
        return
    lang, found = admitted(request_)
    assert lang is None
    assert words is None or found == words


def test_the_language_may_be_said_and_nothing_else_before_the_command() -> None:
    assert admitted("orderdesk --lang en export --out -") == ("en", ["export", "--out=-"])
    assert admitted("orderdesk --lang=ko export --out -")[0] == "ko"
    for before in ("--db sqlite:///x", "--lang fr", "--version", "--help"):
        with pytest.raises(NotAdmitted):
            admitted(f"orderdesk {before} export --out -")


REFUSED = """
orderdesk
sh
sh -c id
/usr/bin/orderdesk import -
'orderdesk import -'
orderdesk list
orderdesk show 1
orderdesk operator add x admin
orderdesk as 김영희
orderdesk do ready --all --yes
orderdesk restore b.db --yes
orderdesk backup /tmp/b
orderdesk import
orderdesk import a.xlsx
orderdesk import - a.xlsx
orderdesk import - -
orderdesk import -- -
orderdesk import - --result /tmp/x.xlsx
orderdesk import - --password-from /etc/shadow
orderdesk import - < /etc/passwd
orderdesk export
orderdesk export -
orderdesk export --out
orderdesk export --out x.csv
orderdesk export --out - --out /tmp/x
orderdesk export --out=-/../x
orderdesk export --out - payments
orderdesk export --out - --combine=yes
orderdesk export --out - --no-such
orderdesk export --out - --
orderdesk export --outx -
orderdesk export -o -
orderdesk export smartstore x --out -
orderdesk tracking
orderdesk tracking template 1
orderdesk tracking template --out -.csv
orderdesk sheets
orderdesk sheets --text --out x.txt
orderdesk picking --out -
orderdesk export --out -; id
orderdesk export --out - | sh
orderdesk export --out - > /tmp/x
orderdesk export --out - && id
orderdesk export --out - `id`
orderdesk export --out - $(id)
orderdesk export --out $HOME
orderdesk export --out \\-
orderdesk export --out '-
/usr/lib/openssh/sftp-server
internal-sftp
scp -t .
rsync --server . /
git-upload-pack x
""".strip().splitlines()
CONTROLS = [
    "",
    " ",
    "orderdesk export --out -\nid",
    "orderdesk export --out -\x00",
    "orderdesk export \udcff",
]
CONTROLS += ["orderdesk export --out -\x1b]0;x\x07", "orderdesk export --out - \u202e"]


@pytest.mark.parametrize("request_", [*REFUSED, *CONTROLS])
def test_nothing_else_is(request_: str) -> None:
    with pytest.raises(NotAdmitted):
        admitted(request_)


_WORDS = [
    *(PROGRAM, "import", "export", "payments", "tracking", "template", "sheets", "picking", "-", "--", "x"),
    *("--out", "--out=-", "--text", "--json", "--result", "--result=x", "--password-from", "--db", "/etc/x"),
    *("-.csv", "--search", "--search=x", "--out=x", "--mask", "--help", "--number"),
]


@given(st.lists(st.sampled_from(_WORDS), max_size=8))
def test_whatever_is_admitted_names_no_file(rest: list[str]) -> None:
    try:
        _, words = admitted(" ".join([PROGRAM, *rest]))
    except NotAdmitted:
        return
    command = next(c for c in reversed(COMMANDS) if tuple(words[: len(c.name)]) == c.name)
    options, _, operands = " ".join(words[len(command.name) :]).partition("-- ")
    for option in options.split():
        name, mark, _ = option.partition("=")
        assert option in command.flags | command.streams or (mark and name in command.values)
    assert command.operands or operands in ("", "-")
