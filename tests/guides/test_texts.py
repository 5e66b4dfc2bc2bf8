"""The guides are whole in both languages, name only what there is, and end with keys that a test presses."""

from __future__ import annotations

import ast
import io
import re
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from orderdesk.cli import app
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang
from orderdesk.core.services.menu import LISTED
from orderdesk.guides.drawing import Drawn
from orderdesk.guides.names import resolved, text_of
from orderdesk.guides.reading import about, find, guide, guides
from orderdesk.guides.table import GUIDES, Listed

ROOT = Path(__file__).parents[2]
IDS = [entry.id for entry in GUIDES]
LANGS: tuple[Lang, ...] = ("ko", "en")
KEYS = re.compile(r"<!-- keys (\w+) -->\n(.*?)<!-- /keys -->", re.DOTALL)
TITLE = re.compile(r"^\*\*([^*\n]+)\*\* · \S.*\n(?=<!-- keys (\w+) -->\n)", re.MULTILINE)
"""The line above a walk that says which case it is, and on what order."""

WITHOUT_KEYS = frozenset({"getting-in"})
"""Guides to what is not done by keys at the desk."""


def test_every_text_is_a_guide_and_every_guide_has_both() -> None:
    files = {path.name for path in (ROOT / "orderdesk" / "guides").glob("*.md")}
    assert files == {f"{each}.{lang}.md" for each in IDS for lang in LANGS}


def shape(guide_id: str, lang: Lang) -> list[tuple[str, int]]:
    """The blocks of a guide without their words."""
    return [(block.kind, block.number) for block in guide(guide_id, lang).blocks]


@pytest.mark.parametrize("each", IDS)
def test_both_languages_say_the_same_in_the_same_order(each: str) -> None:
    assert shape(each, "ko") == shape(each, "en")
    assert names(each, "ko") == names(each, "en")
    assert [found[1] for found in KEYS.finditer(text_of(each, "ko"))] == [
        found[1] for found in KEYS.finditer(text_of(each, "en"))
    ]


def names(guide_id: str, lang: Lang) -> list[str]:
    """What the text of a guide names, in any order."""
    return sorted(re.findall(r"\{[^}]*\}", text_of(guide_id, lang)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("each", IDS)
def test_a_guide_has_title_sentence_and_steps_and_no_name_is_left(each: str, lang: Lang) -> None:
    read = guide(each, lang)
    assert read.title and read.sentence and len(read.blocks) > 3
    assert not re.search(r"\{\w+:|<!--", read.markdown)
    if lang == "en":
        assert not re.search("[가-힣]", read.title + read.sentence)


def test_a_name_that_is_nothing_is_an_error() -> None:
    for wrong in ("{key:nothing}", "{verb:nothing}", "{refusal:nothing}", "{what:process}"):
        with pytest.raises(KeyError):
            resolved(wrong, "ko")


@pytest.mark.parametrize("entry", GUIDES, ids=lambda entry: entry.id)
def test_what_a_guide_leads_to_is_there(entry: Listed) -> None:
    assert set(entry.see) <= set(IDS) - {entry.id}
    assert len(entry.see) <= 9
    assert set(entry.verbs) <= set(BY_ID)


@cache
def shown_texts() -> str:
    """Every text that stands in the program's modules, and the templates that it has."""
    found = [path.read_text(encoding="utf-8") for path in (ROOT / "data" / "export_templates").iterdir()]
    for path in (ROOT / "orderdesk").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return "\n".join(found)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("each", IDS)
def test_what_stands_in_bold_stands_on_the_screen(each: str, lang: Lang) -> None:
    told = re.findall(r"\*\*(.+?)\*\*", TITLE.sub("", text_of(each, lang)))
    assert [word for word in told if word not in shown_texts()] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("each", IDS)
def test_the_commands_that_a_guide_names_are_there(each: str, lang: Lang) -> None:
    known = {command.name for command in app.registered_commands} | {
        group.name for group in app.registered_groups
    }
    told = re.findall(r"^(?:ssh -t \S+ )?orderdesk (?:--\S+ \S+ )?([a-z-]+)", _code(each, lang), re.MULTILINE)
    told += re.findall(r"`orderdesk ([a-z-]+)", text_of(each, lang))
    assert set(told) <= known


def _code(guide_id: str, lang: Lang) -> str:
    return "\n".join(block.text for block in guide(guide_id, lang).blocks if block.kind == "code")


@cache
def walks() -> set[tuple[str, str]]:
    """The guide and the name of every test that walks one, and is not left out."""
    found = set()
    for path in (ROOT / "tests" / "screens").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            marks = [ast.unparse(each) for each in getattr(node, "decorator_list", ())]
            if isinstance(node, ast.AsyncFunctionDef) and not any("skip" in mark for mark in marks):
                found |= {(mark[7:-2], node.name) for mark in marks if mark.startswith("walks(")}
    return found


@pytest.mark.parametrize("each", IDS)
def test_a_guide_ends_with_keys_that_a_test_presses(each: str) -> None:
    written = {(each, found[1]) for found in KEYS.finditer(text_of(each, "ko"))}
    assert written == {walk for walk in walks() if walk[0] == each}
    assert bool(written) != (each in WITHOUT_KEYS)
    for lang in LANGS:
        assert all(found[2] for found in KEYS.finditer(text_of(each, lang)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("each", IDS)
def test_where_a_guide_has_several_walks_each_says_which_case_it_is(each: str, lang: Lang) -> None:
    text = text_of(each, lang)
    walked, titled = [found[1] for found in KEYS.finditer(text)], [*TITLE.finditer(text)]
    assert [found[2] for found in titled] == (walked if len(walked) > 1 else [])
    assert len({found[1] for found in titled}) == len(titled)


@pytest.mark.parametrize("width", [40, 60, 80, 160])
@pytest.mark.parametrize("lang", LANGS)
def test_a_guide_is_drawn_at_any_width(lang: Lang, width: int) -> None:
    for each in guides(lang):
        console = Console(width=width, color_system=None, file=io.StringIO())
        with console.capture() as printed:
            console.print(Drawn(each))
        lines = printed.get().splitlines()
        assert max(map(cell_len, lines)) <= min(width, 100)
        drawn = "".join("".join(lines).split())
        told = "".join(each.blocks[-1].text.replace("**", "").replace("`", "").split())
        assert told in drawn


def test_a_guide_is_found_by_title_initials_and_what_it_says() -> None:
    assert find("교환처리", "ko")[0].id == find("ㄱㅎㅊㄹ", "ko")[0].id == "exchange"
    assert "exchange" in [each.id for each in find("바꿀 옵션", "ko")]
    assert find("no such thing", "en") == []


def test_every_action_of_the_process_menu_has_a_guide() -> None:
    assert [verb.id for verb in LISTED if not about(verb.id)] == []


def test_the_guides_to_an_action_are_known() -> None:
    assert "exchange" in about("exchange")
    assert about("nothing") == ()


def test_steps_go_on_in_their_next_lines() -> None:
    steps = [block for block in guide("process", "en").blocks if block.kind == "step"]
    assert "where it fits none" in steps[1].text


def test_keys_that_are_pressed_one_after_the_other_stay_on_one_line() -> None:
    for width in range(40, 100):
        console = Console(width=width, file=io.StringIO(), color_system=None)
        console.print(Drawn(guide("exchange", "en")))
        assert isinstance(console.file, io.StringIO)
        shown = console.file.getvalue()
        assert ". 0 0 0 4 Exchange" in " ".join(shown.split()) and ". 0 0 0 4" in shown
        assert "\uf8ff" not in shown
