from __future__ import annotations

from orderdesk.core.domain.words import Lang
from orderdesk.core.services.showing import show
from tests.services.desk import Desk, number, sold


def told(desk: Desk, lang: Lang = "ko") -> list[str]:
    """What the timeline of order 1 says, the oldest first, but for how it came."""
    with desk.store.reader() as conn:
        timeline = show(conn, number(1), lang).timeline
    return [line.words.text(lang) for line in reversed(timeline)][1:]


def test_an_undo_of_an_undo_is_told_from_one_of_what_was_done_again(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("ready", f"{number(1)}-S1")
    for redo in (False, True, False, True):
        job = desk.undo(job, redo=redo)
    done = ["배송대기", "배송대기 되돌림", "배송대기 다시 함", "배송대기 되돌림", "배송대기 다시 함"]
    assert told(desk) == done
    assert told(desk, "en")[1:3] == ["ready: taken back", "ready: done again"]


def test_what_was_done_and_taken_back_before_is_no_undo_that_is_meant(desk: Desk) -> None:
    desk.add(sold(1))
    for _ in range(2):
        back = desk.undo(desk.do("ready", f"{number(1)}-S1"))
    desk.undo(back, redo=True)
    done, undone = "배송대기", "배송대기 되돌림"
    assert told(desk) == [done, undone, done, undone, "배송대기 다시 함"]


def test_a_job_of_several_steps_is_done_again_step_by_step(desk: Desk) -> None:
    desk.add(sold(1))
    job = desk.do("track", f"{number(1)}-S1", courier="CJ대한통운", number="521853123451", to="ship")
    desk.undo(desk.undo(job), redo=True)
    steps = [line for line in told(desk) if not line.endswith(("되돌림", "다시 함"))]
    assert len(steps) > 1
    assert [line for line in told(desk) if line.endswith("다시 함")] == [f"{each} 다시 함" for each in steps]
