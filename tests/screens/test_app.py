from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from textual import events
from textual.css.stylesheet import Stylesheet

from orderdesk.app import Desk
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.states import SectionState
from orderdesk.core.gateways.webhook_line import WebhookLine
from orderdesk.core.services import webhooks
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import Job, jobs
from orderdesk.core.store.load import load_orders
from orderdesk.screens import work
from orderdesk.screens.help import HelpScreen
from orderdesk.screens.jobs import JobsScreen
from orderdesk.screens.orders import OrdersScreen
from orderdesk.screens.reopening import Reopen
from orderdesk.settings import Settings, config_path
from orderdesk.settings_file import change
from orderdesk.start import EXIT_STORE, open_desk
from orderdesk.themes import THEMES
from tests.domain.builders import DAY, NOW, order
from tests.screens.driver import desk_app, fill, opened


def test_the_desk_opens_without_loading_what_only_files_and_schemas_need() -> None:
    code = "import sys, orderdesk.app; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "textual" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "alembic", "openpyxl", "python_calamine", "httpx", "typer"}
    assert "filelock" not in loaded  # nothing is written for the first list
    later = {f"orderdesk.{name}" for name in ("screens.welcome", "screens.tour", "screens.settings")}
    assert not later & set(run.stdout.split())
    assert not {"orderdesk.settings_file", "orderdesk.setting_words"} & set(run.stdout.split())


async def test_the_styles_are_read_once_for_the_first_screen(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    monkeypatch.setattr(Stylesheet, "reparse", lambda styles: read.append(styles))
    async with opened(shop_store, theme="light") as desk:
        assert desk.app.current_theme.name == "light"
        assert read == []
        desk.app.theme = "dark"
        await desk.pilot.pause()
        assert len(read) == 1


async def test_cyclic_garbage_is_searched_for_again_once_the_first_list_is_there(shop_store: Store) -> None:
    gc.disable()
    try:
        async with opened(shop_store):
            assert gc.isenabled()
            assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
        gc.enable()


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_draws_the_desk(shop_store: Store, theme: str) -> None:
    async with opened(shop_store, theme=theme) as desk:
        assert desk.app.theme == theme
        assert "홍길동" in desk.text()


async def test_an_unknown_theme_is_the_default_one(shop_store: Store) -> None:
    assert desk_app(shop_store, theme="fancy").theme == "dark"


async def test_help_and_jobs_open_once_and_esc_closes_them(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f1", "f1")
        assert isinstance(desk.screen, HelpScreen)
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)
        await desk.press("f12", "f12")
        assert isinstance(desk.screen, JobsScreen)
        await desk.press("escape")
        assert isinstance(desk.screen, OrdersScreen)


async def test_the_first_screen_stays(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("escape", "q", "ㅂ")
        assert isinstance(desk.screen, OrdersScreen)
        assert desk.told == [] and "첫 화면입니다. 닫으려면 Ctrl+Q" in desk.text()
        await desk.press("up")  # which moves nothing on the first line
        assert "첫 화면입니다" not in desk.text()


def has_left(app: Desk) -> bool:
    return app._exit


async def test_quitting_asks_only_while_an_interrupted_job_is_finished(
    shop_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()
    monkeypatch.setattr("orderdesk.screens.starting.left_behind", lambda *_: going_on.wait() and [])
    app: Desk = desk_app(shop_store)
    async with asyncio.timeout(30), app.run_test() as pilot:
        while not any(each.group == "recovery" for each in app.workers):
            await pilot.pause()
        await pilot.press("ctrl+q")
        assert not has_left(app)
        await pilot.press("ctrl+q")
        assert has_left(app)
    going_on.set()


async def test_quitting_does_not_ask_otherwise(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("ctrl+q")
        assert has_left(desk.app)


def test_a_store_that_cannot_be_opened_is_said_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.start.require_terminal", lambda: None)
    assert open_desk("mysql://somewhere", Settings()) == EXIT_STORE
    assert "저장소 주소를 이해할 수 없습니다" in capsys.readouterr().err


def test_a_desk_that_ends_so_is_opened_again_on_the_store_and_in_the_language_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.start.require_terminal", lambda: None)
    own, other = (f"sqlite:///{tmp_path / name}.db" for name in ("own", "other"))
    ends, shown = [Reopen("en", other, print), Reopen("ko"), None], []

    def run(app: Desk, mouse: bool = True) -> Reopen | None:
        desk = app.desk
        shown.append(
            (desk.store.url, desk.lang, app._then is print, app._reminds, mouse, desk.settings.shop_name)
        )
        change(config_path(), {"shop_name": f"{len(shown)}호점"})
        change(config_path(), {"mouse": False})
        return ends.pop(0)

    monkeypatch.setattr(Desk, "run", run)
    assert open_desk(own, Settings()) == 0
    assert shown == [
        (own, "ko", False, True, True, "우리상점"),
        (other, "en", True, True, False, "1호점"),
        (other, "ko", False, False, False, "2호점"),
    ]


async def test_an_error_leaves_few_words_and_a_report_without_data(
    shop_store: Store, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = desk_app(shop_store)
    with pytest.raises(ValueError, match="홍길동"):
        async with app.run_test():
            app._handle_exception(ValueError("홍길동 010-0000-1234"))
    reports = list(own_home.rglob("crash-*.txt"))
    assert len(reports) == 1
    assert "010-0000-1234" not in reports[0].read_text(encoding="utf-8")


async def test_only_the_newest_result_of_a_group_arrives(shop_store: Store) -> None:
    first = threading.Event()
    came: list[str] = []
    async with opened(shop_store) as desk:

        def slow() -> str:
            first.wait()
            return "old"

        work.run(desk.screen, "test", slow, came.append)
        await asyncio.sleep(0)
        work.run(desk.screen, "test", lambda: "new", came.append)
        first.set()
        await desk.settle()
    assert came == ["new"]


async def test_leaving_does_not_wait_for_a_thread_without_end() -> None:
    never = threading.Event()
    task = asyncio.create_task(work.in_thread(never.wait))
    await asyncio.sleep(0)
    assert work.finish(limit=0.01) is False
    never.set()
    assert await task is True


async def test_keys_typed_ahead_are_for_the_dialog_that_they_open(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("2", "down", "down", "space")
        for key, char in (("full_stop", "."), ("1", "1"), ("x", "ㅌ")):
            desk.app.post_message(events.Key(key, char))
        await desk.settle()
        assert "배송대기 처리 · 미리보기" in desk.text()
        assert "▌2 상품준비" in desk.row(1)


async def test_a_paste_ahead_is_for_the_field_that_the_keys_before_it_open(empty_store: Store) -> None:
    fill(empty_store, [order(state=SectionState.READY)])
    async with opened(empty_store, default_courier="CJ대한통운") as desk:
        for key in ("f4", "1"):
            desk.app.post_message(events.Key(key, key if len(key) == 1 else None))
        desk.app.post_message(events.Paste("521853123455"))
        await desk.press("enter")
        assert "521853123455" in desk.text() and "1건 미리보기" in desk.text()


async def test_two_answers_in_one_burst_close_one_dialog_only(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f4")
        for key in ("2", "1"):
            desk.app.post_message(events.Key(key, key))
        await desk.settle()
        assert "스캐너" in desk.text()
        await desk.press("escape", "escape")  # the second digit was typed there: asks once
        assert isinstance(desk.screen, OrdersScreen)


async def test_a_dialog_that_ends_closes_the_help_over_it(shop_store: Store) -> None:
    async with opened(shop_store) as desk:
        await desk.press("f4")
        dialog = desk.screen
        await desk.press("f1")
        assert desk.screen is not dialog
        dialog.dismiss(None)
        dialog.dismiss(None)
        await desk.settle()
        assert isinstance(desk.screen, OrdersScreen)


async def test_an_open_desk_does_what_time_brings_due_while_no_other_does(empty_store: Store) -> None:
    (order_id,) = fill(empty_store, [order(unpaid=True)])

    def states() -> list[str]:
        with empty_store.reader() as conn:
            return [section.state.name for each in load_orders(conn, [order_id]) for section in each.sections]

    async with opened(empty_store) as desk:
        desk.app.tick()
        await desk.settle()
        assert states() == ["PREPARING"]
        desk.app.desk = replace(desk.app.desk, clock=lambda: NOW + DAY)
        with empty_store.backend.try_lock("tick"):
            desk.app.tick()
            await desk.settle()
        assert states() == ["PREPARING"]
        desk.app.tick()
        await desk.settle()
        assert states() == ["CANCELLED"]
        assert "시스템" in str(jobs_of(empty_store))
    assert desk.told == []


async def test_an_open_desk_tells_webhooks_what_changed(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def hears(request: httpx.Request) -> httpx.Response:
        heard.append(json.loads(request.read())["id"])
        return httpx.Response(204)

    line = WebhookLine(httpx.MockTransport(hears))
    monkeypatch.setattr("orderdesk.core.gateways.webhook_line.WebhookLine", lambda: line)
    kept = secret_file(empty_store.url)
    webhooks.subscribe(empty_store, kept, SYSTEM, NOW, "https://partner.example/desk")
    fill(empty_store, [order(unpaid=True)])
    with empty_store.reader() as conn:
        (told,) = [each.number for each in load_orders(conn, [1])]
    async with opened(empty_store) as desk:
        desk.app.tick()
        await desk.settle()
    assert heard == [told]


def jobs_of(store: Store) -> list[Job]:
    with store.reader() as conn:
        return jobs(conn, 9)
