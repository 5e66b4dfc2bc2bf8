from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from orderdesk.core.domain.words import Word
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.key_table import USUAL_KEYS
from orderdesk.widgets.hint_bar import Hint, HintBar, fitting, hints

IN_THE_LIST = tuple(each for each in hints(USUAL_KEYS, Scope.ORDERS) if each.action != "back")

NO_MARKS = Word("선택이 없습니다", "nothing is marked")


class Bar(App[None]):
    def compose(self) -> ComposeResult:
        yield HintBar()

    @property
    def bar(self) -> HintBar:
        return self.query_one(HintBar)


def test_hints_come_from_the_table_most_useful_first() -> None:
    found = hints(USUAL_KEYS, Scope.ORDERS)
    assert [(each.key, each.label) for each in found[:5]] == [
        (".", "처리"),
        ("F4", "송장"),
        ("Enter", "상세"),
        ("Space", "선택"),
        ("F1", "도움말"),
    ]
    assert hints(USUAL_KEYS, Scope.ORDERS, lang="en")[0].label == "Process"
    assert hints(USUAL_KEYS, Scope.DIALOG)[0] == Hint("Ctrl+S", "확정", action="confirm")


def test_a_refused_action_stays_with_its_reason() -> None:
    found = hints(USUAL_KEYS, Scope.ORDERS, {"process_menu": NO_MARKS}, "en")
    assert found[0] == Hint(".", "Process", "nothing is marked", "process_menu")
    assert len(found) == len(hints(USUAL_KEYS, Scope.ORDERS))


WAY_OUT = Hint("Esc", "뒤로", action="back")


def _line(found: Sequence[Hint]) -> str:
    return "   ".join(f"{hint.key} {hint.label}" for hint in found)


@pytest.mark.parametrize("width", [8, 20, 40, 60, 80, 200])
def test_only_whole_hints_that_fit_are_kept_and_the_way_out_first(width: int) -> None:
    everything = hints(USUAL_KEYS, Scope.JOBS)
    kept = fitting(everything, width)
    assert WAY_OUT in kept
    assert cell_len(_line(kept)) <= width
    others = [each for each in everything if each != WAY_OUT]
    taken = [each for each in kept if each != WAY_OUT]
    assert taken == others[: len(taken)]
    if len(kept) < len(everything):
        assert cell_len(_line((*kept, others[len(taken)]))) > width


def test_the_way_out_stands_where_it_stood() -> None:
    everything = (Hint("a", "first"), WAY_OUT, Hint("b", "last"))
    assert fitting(everything, 80) == everything
    assert fitting(everything, 20) == everything[:2]
    assert fitting(everything, 10) == (WAY_OUT,)
    assert fitting(everything[::2], 10) == everything[:1]


@pytest.mark.parametrize("width", [60, 80, 120, 160])
async def test_the_line_fits_its_width_with_both_sides(width: int) -> None:
    app = Bar()
    async with app.run_test(size=(width, 2)):
        app.bar.show(IN_THE_LIST, "선택 2건 · 59,500원", "2/98")
        line = app.bar.render()
        assert line.cell_len == width - 2
        assert line.plain.startswith("선택 2건 · 59,500원   . 처리")
        assert line.plain.endswith("2/98")


async def test_eighty_columns_show_the_five_most_useful_keys() -> None:
    app = Bar()
    async with app.run_test(size=(80, 2)):
        app.bar.show(IN_THE_LIST, "선택 2건", "2/98")
        assert "F1 도움말" in app.bar.render().plain


async def test_nothing_is_drawn_again_when_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Bar()
    async with app.run_test(size=(80, 2)):
        drawn: list[bool] = []
        monkeypatch.setattr(app.bar, "refresh", lambda: drawn.append(True))
        app.bar.show(hints(USUAL_KEYS, Scope.ORDERS), "선택 1건")
        app.bar.show(hints(USUAL_KEYS, Scope.ORDERS), "선택 1건")
        assert len(drawn) == 1
        app.bar.show(hints(USUAL_KEYS, Scope.ORDERS), "선택 2건")
        assert len(drawn) == 2


async def test_a_hostile_side_text_is_harmless() -> None:
    app = Bar()
    async with app.run_test(size=(80, 2)):
        app.bar.show((), "[/red]\x1b[2J")
        assert app.bar.render().plain == "[/red][2J"
