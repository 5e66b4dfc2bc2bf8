from __future__ import annotations

import signal

import pytest

from orderdesk.cli.stopping import stoppable
from orderdesk.core.domain.verbs import VERBS, Verb
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.job_locks import job_lock
from orderdesk.core.store.jobs import create_job, set_state
from tests.cli.shell import Shell
from tests.services.desk import KIM, Desk, number, sections, sold, store_plan

LABEL = ("--set", "courier=CJ대한통운", "--set", "number=680123456782")
ROW_KEYS = {"order", "section", "verdict", "code", "message"}


def test_a_dry_run_gives_a_verdict_a_section_and_yes_does_exactly_that(shell: Shell) -> None:
    shell.add(sold(1, 1, 1, sections=[[1], [2]]), sold(2, unpaid=True), sold(3))
    shell("do", "hold", *sections(1, 2), "--set", "reason=STOCK", "--yes")
    before = shell("list", "--format", "jsonl").out
    dry = shell("do", "ready", "--tab", "상품준비", "--all", "--dry-run", "--json")
    assert dry.status == 1 and shell("list", "--format", "jsonl").out == before
    report = dry.json
    assert set(report) == {"job", "action", "applied", "skipped", "refused", "rows"}
    assert (report["job"], report["action"]) == (None, "ready")
    assert (report["applied"], report["skipped"], report["refused"]) == (2, 0, 1)
    assert [(row["section"], row["verdict"], row["code"]) for row in report["rows"]] == [
        (f"{number(1)}-S1", "apply", ""),
        (f"{number(1)}-S2", "refuse", "held"),
        (f"{number(3)}-S1", "apply", ""),
    ]
    assert {key for row in report["rows"] for key in row} == ROW_KEYS
    assert "보류" in report["rows"][1]["message"]
    wet = shell("do", "ready", "--tab", "상품준비", "--all", "--yes", "--json")
    assert wet.status == 1 and wet.json == {**report, "job": wet.json["job"]}
    assert shell("undo", "--yes").status == 0
    assert shell("list", "--format", "jsonl").out == before


def test_preview_and_talk_go_to_stderr_data_to_stdout(shell: Shell) -> None:
    shell.add(sold(1, 2), sold(2, unpaid=True))
    plain = shell("do", "ready", "--all", "--yes")
    assert plain.out == "" and plain.status == 1
    assert "바뀜 섹션 1 · 주문 1건 · 2개 · 20,000원" in plain.err and "거절 섹션 1" in plain.err
    english = shell("--lang", "en", "do", "ready", "--all", "--yes")
    assert "refused 1 section, 1 order" in english.err and "skipped 1 section," in english.err
    assert "Not paid yet" in shell("--lang", "en", "do", "ready", number(2), "--dry-run", "--json").out


def test_with_nobody_to_ask_it_shows_the_preview_and_stops(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    for arguments in (("do", "ready", "--all"), ("do", "ready", number(1), number(2), "--json")):
        said = shell(*arguments)
        assert said.status == 2 and "바뀜 섹션 2" in said.err and "--yes" in said.err and said.out == ""
    assert shell("jobs", "--json").json == []
    assert shell("do", "ready", "--all", "--yes").status == 0
    said = shell("undo")
    assert said.status == 2 and "--yes" in said.err
    assert shell("list", "--where", "section=배송대기", "--count").out == "2\n"


def test_somebody_who_is_asked_may_say_no(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(sold(1))
    monkeypatch.setattr("orderdesk.cli.planned.interactive", lambda: True)
    assert shell("do", "ready", "--all", stdin="n\n").status == 2
    assert shell("jobs", "--json").json == []
    assert shell("do", "ready", "--all", stdin="y\n").status == 0
    assert len(shell("jobs", "--json").json) == 1


def test_nothing_to_do_needs_no_asking_and_makes_no_job(shell: Shell) -> None:
    shell.add(sold(1, unpaid=True))
    said = shell("do", "ready", "--all", "--json")
    assert said.status == 1 and said.json["job"] is None and said.json["refused"] == 1


def test_numbers_come_from_arguments_or_from_standard_input(shell: Shell) -> None:
    shell.add(*(sold(n, 1, 1, sections=[[1], [2]]) for n in (1, 2, 3)))
    names = f"{number(1)}\n\n  {number(2)}-S2 \n"
    report = shell("do", "ready", "-", "--yes", "--json", stdin=names).json
    assert [row["section"] for row in report["rows"]] == [*sections(1, 1, 2), *sections(2, 2)]


def test_the_details_of_an_address_are_emptied_by_an_empty_value(shell: Shell) -> None:
    shell.add(sold(1))
    assert shell("show", number(1), "--json").json["sections"][0]["address"]["line2"]
    assert shell("do", "address", number(1), "--set", "line2=", "--yes").status == 0
    assert shell("show", number(1), "--json").json["sections"][0]["address"]["line2"] == ""
    assert shell("do", "address", number(1), "--set", "line1=", "--yes").status == 1


def test_unknown_numbers_are_refused_by_name_and_the_others_done(shell: Shell) -> None:
    shell.add(sold(1))
    said = shell("do", "ready", number(1), "\x1b[31m없음", "--yes", "--json")
    assert said.status == 1 and said.json["applied"] == 1
    row = said.json["rows"][-1]
    assert (row["verdict"], row["code"], row["section"]) == ("refuse", "no-order", "") and row["message"]
    assert "\x1b" not in said.err + said.out


def test_either_numbers_or_all(shell: Shell) -> None:
    shell.add(sold(1))
    for arguments in ((), (number(1), "--all")):
        said = shell("do", "ready", *arguments, "--yes")
        assert said.status == 2 and "--all" in said.err
    assert shell("jobs", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("do", "fly", "--all"), "없는 동작"),
        (("do", "hold", "--all"), "reason"),
        (("do", "hold", "--all", "--set", "reason=BORED"), "reason"),
        (("do", "ready", "--all", "--set", "colour=red"), "colour"),
        (("do", "ready", "--all", "--set", "red"), "KEY=VALUE"),
        (("do", "ready", "--all", "--tab", "없는탭"), "상품준비"),
        (("do", "ready", "--all", "--where", "없는열=1"), "order_no"),
        (("do", "track", "--all", "--set", "number=680123456782", "--set", "courier=번개"), "CJ대한통운"),
        (("do", "track", "--all", "--set", "number=12", "--set", "courier=CJ"), "짧습니다"),
        (("do",), "confirm-payment"),
        (("undo", "--yes"), "되돌릴"),
        (("redo", "--yes"), "되돌릴"),
        (("undo", "99", "--yes"), "작업 99"),
        (("do", "ready", number(1), "--tab", "상품준비"), "--all"),
        (("do", "ready", number(1), "--search", "x"), "--all"),
        (("do", "ready", "-", "--where", "qty=1"), "--all"),
        (("jobs", "99"), "99"),
        (("fly",), "fly"),
        (("do", "ready", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_usage_ends_with_two_and_says_what_would_be_right(
    shell: Shell, arguments: tuple[str, ...], told: str
) -> None:
    shell.add(sold(1))
    said = shell(*arguments)
    assert said.status == 2 and told in said.err + said.out
    assert "Traceback" not in said.err


def test_errors_are_told_in_the_language_that_was_asked_for(shell: Shell) -> None:
    assert "No such action" in shell("--lang", "en", "do", "fly", "--all").err
    assert "No such action" in shell("--lang=en", "do", "fly", "--all").err
    assert "없는 동작" in shell("--lang", "ko", "do", "fly", "--all").err
    assert "없는 동작" in shell("do", "fly", "--all", "--search", "en").err


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.id)
def test_the_help_of_an_action_lists_its_fields(shell: Shell, verb: Verb) -> None:
    said = shell("do", verb.id, "--help")
    assert said.status == 0 and verb.words.ko in said.out
    for field in verb.fields:
        assert f"--set {field.key}=" in said.out
        assert all(value in said.out for value, _ in field.choices)


def test_help_without_an_action_lists_every_action(shell: Shell) -> None:
    said = shell("do", "--help")
    assert said.status == 0 and all(verb.id in said.out for verb in VERBS)


def test_track_by_hand_with_both_steps_and_undo_by_number(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    before = shell("list", "--format", "jsonl").out
    done = shell("do", "track", number(1), *LABEL, "--set", "to=배송중", "--yes", "--json")
    assert done.status == 0
    shell("do", "ready", number(2), "--yes")
    undone = shell("undo", str(done.json["job"]), "--yes", "--json")
    assert undone.status == 0 and undone.json["action"] == "undo" and undone.json["applied"] == 1
    shell("undo", "--yes")
    assert shell("list", "--format", "jsonl").out == before
    redone = shell("redo", "--yes", "--json")
    assert redone.json["action"] == "redo" and redone.json["rows"][0]["order"] == number(2)


def test_undo_previews_and_names_what_changed_since(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    job = shell("do", "ready", "--all", "--yes", "--json").json["job"]
    shell("do", "track", number(1), *LABEL, "--set", "to=ship", "--yes")
    dry = shell("undo", str(job), "--dry-run", "--json")
    assert dry.status == 1 and dry.json["job"] is None
    assert [(row["verdict"], row["code"]) for row in dry.json["rows"]] == [
        ("refuse", "changed-since"),
        ("apply", ""),
    ]


def test_jobs_are_listed_newest_first_with_their_rows(shell: Shell) -> None:
    shell.add(sold(1), sold(2, unpaid=True))
    job = shell("do", "ready", "--all", "--yes", "--json").json["job"]
    shell("undo", "--yes")
    listed = shell("jobs", "--json").json
    assert [entry["action"] for entry in listed] == ["undo", "ready"]
    assert set(listed[0]) >= {
        "job",
        "action",
        "state",
        "actor",
        "at",
        "applied",
        "skipped",
        "refused",
        "undo_of",
    }
    assert listed[0]["undo_of"] == job and listed[1]["at"].endswith("+09:00")
    rows = shell("jobs", str(job), "--json").json
    assert [(row["order"], row["verdict"], row["code"]) for row in rows] == [
        (number(1), "apply", ""),
        (number(2), "refuse", "unpaid"),
    ]
    assert number(2) in shell("jobs", str(job)).out and "undo" in shell("jobs").out


def test_a_writing_command_first_carries_on_what_was_left(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    with open_store(shell.url) as store:
        desk = Desk(store)
        job = store_plan(store, desk.plan("ready", 1), KIM, desk.now)
    shell("list")
    shell("do", "ready", number(2), "--dry-run")
    assert shell("jobs", "--json").json[0]["state"] == "planned"
    said = shell("do", "ready", number(2), "--yes")
    assert f"작업 {job}" in said.err
    assert {entry["state"] for entry in shell("jobs", "--json").json} == {"done"}


@pytest.mark.parametrize("stdin", ["", "\n  \n"])
def test_no_numbers_on_standard_input_mean_nothing(shell: Shell, stdin: str) -> None:
    shell.add(sold(1), sold(2))
    said = shell("do", "ready", "-", "--yes", "--json", stdin=stdin)
    assert said.status == 0 and said.json["rows"] == [] and said.json["job"] is None
    assert "해당하는 주문이 없습니다" in said.err and shell("jobs", "--json").json == []


def test_standard_input_stands_beside_numbers(shell: Shell) -> None:
    shell.add(sold(1), sold(2), sold(3))
    report = shell("do", "ready", number(3), "-", "--yes", "--json", stdin=f"{number(1)}\n").json
    assert [row["order"] for row in report["rows"]] == [number(3), number(1)]


def test_an_import_is_not_undone_and_says_so(shell: Shell) -> None:
    with open_store(shell.url) as store, store.unit(KIM, shell.clock) as unit:
        job = create_job(unit, "import", "{}", ())
        set_state(unit, job, "done")
    said = shell("undo", str(job), "--yes")
    assert said.status == 2 and "되돌릴 수 없는 작업" in said.err


def test_a_job_that_runs_elsewhere_is_not_undone(shell: Shell) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store:
        desk = Desk(store)
        job = store_plan(store, desk.plan("ready", 1), KIM, desk.now)
        with job_lock(store, job):
            said = shell("undo", str(job), "--yes")
    assert said.status == 3 and "실행 중" in said.err


def test_ctrl_c_stops_a_job_between_slices_and_nobody_finishes_it(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(*(sold(n) for n in range(1, 252)))
    with monkeypatch.context() as patch:
        press = "orderdesk.cli.acting.talker"
        patch.setattr(press, lambda: lambda done, total: signal.raise_signal(signal.SIGINT))
        said = shell("do", "ready", "--all", "--yes", "--json")
    assert said.status == 130 and "멈췄습니다" in said.err
    assert 0 < said.json["applied"] < 251 and said.json["refused"] == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    shell("do", "hold", number(1), "--set", "reason=STOCK", "--yes")
    stopped = shell("jobs", "--json").json[1]
    assert (stopped["state"], stopped["applied"]) == ("cancelled", said.json["applied"])


def test_a_second_ctrl_c_breaks_off() -> None:
    with pytest.raises(KeyboardInterrupt), stoppable() as pressed:
        signal.raise_signal(signal.SIGINT)
        assert pressed()
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_job_that_cant_be_carried_on_is_told_and_the_command_goes_on(shell: Shell) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store:
        desk = Desk(store)
        job = store_plan(store, desk.plan("ready", 1), KIM, desk.now)
        with store.unit(KIM, desk.now) as unit:
            unit.conn.execute("UPDATE job_request SET body = '[]'")
    said = shell("do", "ready", number(1), "--yes")
    assert said.status == 0 and f"작업 {job}을(를) 이어서 할 수 없어" in said.err


def test_memos_are_written_edited_resolved_and_deleted_by_do(shell: Shell) -> None:
    shell.add(sold(1))
    for verb, fields in (
        ("memo", ["text=반품 배송비\n결제 필요"]),
        ("memo-edit", ["n=1", "text=결제함"]),
        ("memo-resolve", ["n=1"]),
    ):
        given = [part for field in fields for part in ("--set", field)]
        assert shell("do", verb, number(1), *given, "--yes", "--json").json["applied"] == 1
    shown = shell("show", number(1), "--json").json
    (memo,) = shown["memos"]
    assert (memo["text"], memo["resolved"], shown["version"], shown["memo"]) == ("결제함", True, 1, 0)
    refused = shell("do", "memo-delete", number(1), "--set", "n=2", "--yes", "--json")
    assert (refused.status, refused.json["rows"][0]["code"]) == (1, "no-memo")
    assert shell("do", "memo-delete", number(1), "--set", "n=1", "--yes").status == 0
    assert shell("undo", "--yes").status == 0
    assert len(shell("show", number(1), "--json").json["memos"]) == 1


def test_a_new_address_tells_what_its_region_costs(shell: Shell) -> None:
    shell.add(sold(1), sold(2, unpaid=True))
    jeju = ("--set", "zip=63122", "--set", "line1=제주시 1")
    dry = shell("do", "address", number(1), *jeju, "--dry-run", "--json")
    assert dry.json["rows"][0]["fee"] == {
        "before": 0, "after": 3000, "gap": 3000, "paid": True, "doubts": []
    }  # fmt: skip
    assert f"{number(1)}-S1 도서산간 배송비 0 → 3,000원 · 차이 +3,000원" in dry.err
    told = shell("do", "address", number(1), *jeju, "--set", "fee=request", "--yes")
    assert told.status == 0 and "배송비 3,000원 추가 결제 요청" in told.err
    told = shell("do", "address", number(2), *jeju, "--yes")
    assert "결제 요청 10,000 → 13,000원 · 도서산간 배송비 3,000원으로" in told.err
    refused = shell("do", "address", number(1), "--set", "zip=06234", "--set", "fee=많이", "--yes", "--json")
    assert (refused.status, refused.json["rows"][0]["code"]) == (1, "field-bad")
    odd = shell("do", "address", number(2), "--set", "zip=690-011", "--dry-run", "--json")
    assert odd.json["rows"][0]["fee"]["doubts"] == ["old-postcode", "remote-address"]
    assert "확인 필요: 옛 6자리" in odd.err


def test_orders_are_taken_listed_and_others_are_warned(shell: Shell) -> None:
    shell.add(sold(1), sold(2), sold(3))
    taken = shell("do", "take", number(1), number(2), "--set", "note=포장 중", "--yes", "--json")
    assert taken.json["applied"] == 2 and "taken" not in taken.json
    rows = shell("list", "--where", "taken=me", "--columns", "order_no,taken", "--format", "jsonl").lines
    me = rows[0]["taken"].removesuffix(" (포장 중)")
    assert [row["order_no"] for row in rows] == [number(1), number(2)]
    assert shell("do", "let-go", "--where", "taken=me", "--all", "--yes").status == 0
    with open_store(shell.url) as store:
        Desk(store).do("take", 1, 2, actor=KIM, note="포장 중")
    assert shell("list", "--where", "taken=others", "--count").out == "2\n"
    ready = shell("do", "ready", "--all", "--yes", "--json")
    assert ready.status == 0 and "주의 김영희 님이 잡은 주문 2건 (포장 중)" in ready.err
    assert ready.json["taken"] == [{"by": KIM.name, "note": "포장 중", "orders": 2}]
    refused = shell("do", "take", number(1), "--yes", "--json")
    assert [row["code"] for row in refused.json["rows"]] == ["taken"]
    assert shell("do", "take", number(1), "--set", "over=yes", "--yes").status == 0
    with open_store(shell.url) as store:
        assert Desk(store).order(1).taken_by == me
