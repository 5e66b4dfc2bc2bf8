from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.color import Color

from orderdesk.themes import DEFAULT, READABLE, THEMES, contrast, named, names

OURS = [theme.name for theme in THEMES]
PAIRS = [
    *((text, "background") for text in ("foreground", "primary", "warning", "error", "success")),
    *((text, "background") for text in ("text-warning", "text-error")),
    *(("foreground", ground) for ground in ("panel", "surface", "primary-muted")),
    *(("background", ground) for ground in ("primary", "success", "error", "warning")),
]


def colours(name: str) -> dict[str, Color]:
    found = named(name).to_color_system().generate()
    ground = Color.parse(found["background"])
    wanted = {each for pair in PAIRS for each in pair}
    read = {key: Color.parse(found[key]) for key in wanted}
    return {key: ground.blend(colour, colour.a, 1) for key, colour in read.items()}


@pytest.mark.parametrize("name", [name for name in names() if not named(name).ansi])
def test_text_can_be_read_in_every_theme(name: str) -> None:
    found = colours(name)
    weak = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < READABLE - 0.01} == {}
    assert contrast(found["primary-muted"], found["background"]) > 1.1  # the cursor's row


@pytest.mark.parametrize("name", [name for name in names() if not named(name).ansi])
def test_in_256_colours_text_and_the_cursors_row_still_differ_from_the_ground(name: str) -> None:
    found = {key: colour.rich_color.downgrade(ColorSystem.EIGHT_BIT) for key, colour in colours(name).items()}
    for key in ("foreground", "primary", "warning", "error", "primary-muted"):
        assert found[key].number != found["background"].number, key


def test_textuals_own_themes_are_there_under_their_names() -> None:
    assert names()[: len(OURS)] == tuple(OURS)
    assert {"nord", "gruvbox", "dracula", "solarized-light", "textual-dark"} <= set(names())
    assert [named(name).name for name in names()] == list(names())


def test_an_unknown_theme_is_the_default_one() -> None:
    assert named("fancy").name == DEFAULT


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast(Color.parse("black"), Color.parse("white")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("white")) == pytest.approx(4.48, abs=0.01)
