"""The gallery of the documentation has every screen and dialog, as they are today."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

from orderdesk.core.domain.words import Lang
from orderdesk.screens.dialogs.at_once import AtOnceDialog
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.file_dialog import FileDialog
from orderdesk.screens.dialogs.finding import FindDialog
from orderdesk.screens.dialogs.moved_rows import SinceDialog
from tests.gallery.draw import drawn, file_name, index
from tests.gallery.scenes import SCENES
from tests.gallery.stage import LANGS
from tests.screens.test_help import UNSEEN, _desk_screens
from tests.snapshots.themes_svg import in_themes

KEPT = Path(__file__).parents[2] / "docs" / "gallery"

MADE_FROM = (*UNSEEN, Dialog, AtOnceDialog, FileDialog, FindDialog, SinceDialog)
"""What screens and dialogs are made from; none of these is ever shown itself."""

ANEW = "python -m tests.gallery.draw docs/gallery"


def test_every_screen_and_dialog_is_in_a_picture() -> None:
    kinds = {kind for kind in _desk_screens() if kind not in MADE_FROM and not kind.__name__.startswith("_")}
    assert {kind.__name__ for kind in kinds - {scene.shows for scene in SCENES.values()}} == set()


def test_the_index_is_of_todays_pictures_and_there_are_no_others() -> None:
    files = {
        file_name(n, lang, size) for n, scene in SCENES.items() for lang in LANGS for size in scene.sizes
    }
    assert (KEPT / "README.md").read_text("utf-8") == index(), ANEW
    assert {each.name for each in KEPT.glob("*.svg")} == files, ANEW


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", SCENES)
async def test_a_picture_is_todays(name: str, lang: Lang) -> None:
    """The small one in Korean, the large one in English: what changes one changes one of these."""
    size = SCENES[name].sizes[0 if lang == "ko" else -1]
    for file, picture in (await drawn(name, lang, [size])).items():
        assert picture == (KEPT / file).read_text("utf-8"), f"{ANEW} {name}, and look at it"


RED, GREEN, BOLD = Style(color="#ff0000"), Style(color="#00ff00", bgcolor="#000000"), Style(bold=True)


def test_signs_stand_in_their_cells_once_and_colours_once_a_theme() -> None:
    dark = [[Segment("ab "), Segment("한<", RED)]]
    light = [[Segment("ab "), Segment("한<", GREEN)]]
    picture = in_themes({"dark": dark, "light": light})
    assert '<text class="c" y="1.5" x="0 1">ab</text>' in picture
    assert '<text class="d" y="1.5" x="3 5">한&lt;</text>' in picture
    assert "#dark{--a:#121212;--b:#121212;--c:#e0e0e0;--d:#f00}" in picture and "--d:#0f0}" in picture
    assert picture.count("한") == 1 and picture.count('<use href="#s"/>') == 2


def test_strokes_and_joined_signs_are_words_of_their_own() -> None:
    picture = in_themes({"dark": [[Segment("─" * 9), Segment("e\u0301", BOLD), Segment("x\x1b")]]})
    assert 'x="0" y="1.5" textLength="9" lengthAdjust="spacingAndGlyphs">─────────</text>' in picture
    assert 'class="b B" x="9" y="1.5" textLength="1"' in picture


def test_a_theme_that_writes_something_else_is_no_theme() -> None:
    with pytest.raises(ValueError, match="more than colours"):
        in_themes({"dark": [[Segment("a")]], "light": [[Segment("b")]]})
