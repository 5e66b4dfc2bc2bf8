from __future__ import annotations

from orderdesk.keyboard import help as help_page
from orderdesk.keyboard.actions import ACTIONS, Scope, action, heard_in


def test_help_of_a_screen_lists_exactly_what_it_hears_own_first() -> None:
    rows = help_page.rows(Scope.ORDERS)
    assert sorted(row.action.id for row in rows) == sorted(each.id for each in heard_in(Scope.ORDERS))
    shown = [row.action for row in rows]
    moving = shown.index(action("next_pane"))
    own = [Scope.ORDERS in each.scopes for each in shown[:moving]]
    assert own == sorted(own, reverse=True)
    assert {"cursor_down", "page_up", "next_pane"} <= {each.id for each in shown[moving:]}


def test_help_speaks_both_languages() -> None:
    korean = {row.action.id: row for row in help_page.rows(Scope.ORDERS, "ko")}
    english = {row.action.id: row for row in help_page.rows(Scope.ORDERS, "en")}
    assert korean["process_menu"].label == "처리"
    assert english["process_menu"].label == "Process"


def test_key_table_names_every_action_once() -> None:
    lines = help_page.markdown("en").splitlines()
    for each in ACTIONS:
        assert sum(line.endswith(f"| {each.words.en} | {each.help.en} |") for line in lines) == 1


def test_key_table_stays_a_table_with_a_pipe_key() -> None:
    line = next(line for line in help_page.markdown("en").splitlines() if "Timeline" in line)
    assert line.replace("\\|", "").count("|") == 4
