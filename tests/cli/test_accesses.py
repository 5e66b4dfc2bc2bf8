from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from orderdesk.core.domain.roles import Role
from orderdesk.core.store.engine import open_store
from orderdesk.settings import config_path
from orderdesk.terminal.login import place_here
from orderdesk.terminal.prepare import ASKED_OF_SSH
from tests.cli.shell import Shell
from tests.files.builders import FORM, xlsx
from tests.services.desk import KIM, NOW, number, sold
from tests.services.people import PEOPLE, staff
from tests.services.test_combining import at_home


def test_every_file_that_left_is_listed_with_who_what_and_of_how_many(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2), sold(3, unpaid=True))
    assert shell("accesses", "--json").json == []
    shell("export", "--out", str(tmp_path / "a.csv"), "--reason", "부가세\x1b 신고")
    shell("export", "payments", "--out", str(tmp_path / "p.csv"))
    shell("tracking", "template", "--out", str(tmp_path / "t.xlsx"), number(1), f"{number(2)}-S1")
    found = shell("accesses", "--json").json
    assert [(each["what"], each["file"], each["orders"], each["people"]) for each in found] == [
        ("tracking-form", "t.xlsx", 2, 0),
        ("payments", "p.csv", 2, 4),
        ("export", "a.csv", 3, 6),
    ]
    assert found[-1]["at"] == NOW and found[-1]["reason"] == "부가세 신고"
    told = shell("accesses", "--limit", "1").out.splitlines()
    assert len(told) == 2 and "송장등록 양식" in told[1] and "2026-09-21" in told[1]


def test_a_form_that_can_not_be_written_is_not_recorded(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    assert shell("tracking", "template", "--out", str(tmp_path / "none" / "t.xlsx")).status == 3
    assert shell("accesses", "--json").json == []


def test_results_of_imports_and_the_rows_of_jobs_are_recorded(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2, unpaid=True))
    cj = [["예약구분", "받는분성명", "운송장번호", "고객주문번호"]]
    cj += [
        ["일반", f"받는이{n}", tracking, f"{number(n)}-S1"] for n, tracking in ((1, "680123456782"), (2, "1"))
    ]
    (tmp_path / "cj.xlsx").write_bytes(xlsx(cj))
    result = str(tmp_path / "r.xlsx")
    shell("import", str(tmp_path / "cj.xlsx"), "--result", result, "--reason", "확인", "--json")
    shell("jobs", "1", "--out", str(tmp_path / "j.csv"))
    found = shell("accesses", "--json").json
    told = [
        tuple(each[key] for key in ("what", "scope", "file", "orders", "rows", "people")) for each in found
    ]
    assert told == [
        ("job-rows", "#1", "j.csv", 2, 2, 0),
        ("import-result", "cj.xlsx", "r-거절.xlsx", 1, 1, 1),
        ("import-result", "cj.xlsx", "r.xlsx", 2, 2, 2),
    ]
    assert [each["reason"] for each in found] == ["", "확인", "확인"]
    assert found[1]["template"] == "CJ대한통운 운송장 파일"
    assert "불러오기 결과" in shell("accesses").out


def test_where_a_reason_is_asked_for_nothing_is_brought_in_without_one(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1))
    config_path().parent.mkdir(parents=True)
    config_path().write_text("export_reason = true\n", encoding="utf-8")
    (tmp_path / "t.xlsx").write_bytes(
        xlsx([FORM, [f"{number(1)}-S1", None, None, "CJ", "680123456782", None]])
    )
    file, result = str(tmp_path / "t.xlsx"), str(tmp_path / "r.xlsx")
    refused = shell("import", file, "--result", result)
    assert refused.status == 2 and "사유를 적으세요" in refused.err
    assert shell("jobs", "--json").json == [] and not (tmp_path / "r.xlsx").exists()
    assert shell("import", file).status == 0, "without a result nothing is taken out"
    assert shell("jobs", "1", "--out", str(tmp_path / "j.csv")).status == 2
    assert shell("jobs", "1", "--out", str(tmp_path / "j.csv"), "--reason", "감사").status == 0
    assert [each["reason"] for each in shell("accesses", "--json").json] == ["감사"]


def test_records_are_looked_through_and_deleted_after_their_time(shell: Shell, tmp_path: Path) -> None:
    shell.add(sold(1), sold(2))
    shell("export", "--out", str(tmp_path / "a.csv"), "--reason", "부가세")
    shell("show", number(2), "--unmask")
    whats = [each["what"] for each in shell("accesses", "--json").json]
    assert whats == ["unmask", "export"]
    for words, expected in (
        (("--whose", number(2)), ["unmask"]),
        (("--what", "export"), ["export"]),
        (("--what", "가림"), ["unmask"]),
        (("--who", "아무도"), []),
        (("--whose", "부가세", "--from", "2026-09-21", "--to", "2026-09-21"), ["export"]),
        (("--to", "2026-09-20"), []),
    ):
        assert [each["what"] for each in shell("accesses", "--json", *words).json] == expected, words
    assert (
        shell("accesses", "--what", "이상한").status == 2 and shell("accesses", "--from", "어제").status == 2
    )
    assert "보관 기간" not in shell("accesses").err
    shell.clock = NOW + 733 * 86_400
    assert "보관 기간이 지난 기록 2건" in shell("accesses").err
    assert shell("accesses", "--purge", "--dry-run").status == 0
    assert shell("accesses", "--purge").status == 2, "nobody to ask"
    assert "2건을 지웠습니다" in shell("accesses", "--purge", "--yes").err
    (left,) = shell("accesses", "--json").json
    assert (left["what"], left["rows"]) == ("purge", 2)


def test_what_a_command_shows_is_recorded_by_whom_from_where_and_whose(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.7 50022 10.0.0.1 22")
    shell.add(sold(1), sold(2), sold(3, unpaid=True))
    shell("list", "--where", "pay_status=결제완료", "--columns", "order_no,buyer")
    shell("show", number(2))
    found = shell("accesses", "--json").json
    assert [(each["what"], each["scope"], each["orders"], each["people"]) for each in found] == [
        ("view", number(2), 1, 2),
        ("list", f"전체 · pay_status=결제완료: {number(1)}, {number(2)}", 2, 4),
    ]
    assert {(each["place"], each["actor"]) for each in found} == {("10.0.0.7", found[0]["actor"])}
    for quiet in (
        ("list", "--count"),
        ("list", "--columns", "order_no,paid"),
        ("list", "--search", "없는사람"),
        ("show", number(9)),
    ):
        shell(*quiet)
    assert len(shell("accesses", "--json").json) == 2
    assert len(shell("accesses", "--place", "10.0", "--json").json) == 2
    assert shell("accesses", "--place", "192.", "--json").json == []
    assert "10.0.0.7" in shell("accesses").out


def test_from_where_is_the_client_or_the_machine_and_its_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "pos\x1b-1")
    monkeypatch.setattr("os.ttyname", lambda number: "/dev/pts/3")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(fileno=lambda: 0))
    assert place_here({}) == "pos-1 pts/3"
    assert place_here({"SSH_CONNECTION": ""}) == "pos-1 pts/3"
    assert place_here({"SSH_CONNECTION": "fe80::1%eth0 5 fe80::2 22"}) == "fe80::1%eth0"
    assert len(place_here({"SSH_CONNECTION": "x" * 999})) == 100
    monkeypatch.setattr("sys.stdin", None)
    assert place_here({}) == "pos-1"


@pytest.mark.parametrize("role", Role)
def test_who_sees_masks_leaves_no_record_of_looking(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    shell.add(sold(1), sold(2))
    with open_store(shell.url) as store:
        staff(store)
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: role.name.lower())
    shell("list")
    shell("show", number(1))
    shell("parcels", "--near")
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: "admin")
    seen = [(each["actor"], each["what"]) for each in shell("accesses", "--json").json]
    who = PEOPLE[role].name
    assert seen == ([] if role < Role.DESK else [(who, "view"), (who, "list")])


def test_orders_that_may_share_a_parcel_and_members_are_seen_too(shell: Shell) -> None:
    shell.add(at_home(1), at_home(2))
    shell("customers")
    assert shell("accesses", "--json").json == [], "there are none"
    shell("parcels", "--near")
    (one,) = shell("accesses", "--json").json
    assert (one["what"], one["orders"]) == ("list", 2) and one["scope"].startswith("합포장: ")


def test_what_a_role_does_not_allow_is_recorded(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add(sold(1))
    with open_store(shell.url) as store:
        staff(store)
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: "viewer")
    refused = {
        ("show", number(1), "--unmask"): "개인정보 가리지 않고 보기",
        ("export", "--out", "-"): "주문 내보내기",
        ("accesses",): "접속기록 보기",
        ("accesses", "--check"): "접속기록 보기",
        ("backup", "b.db"): "저장소 백업·옮기기",
        ("do", "address", number(1), "--set", "receiver=나", "--yes"): "배송지 변경",
    }
    for words in refused:
        assert shell(*words).status in (1, 2), words
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: "nobody")
    assert shell("list").status == 2
    monkeypatch.setattr("orderdesk.terminal.login.account", lambda: "admin")
    found = shell("accesses", "--json").json
    assert [(each["actor"], each["what"], each["scope"]) for each in reversed(found)] == [
        *((PEOPLE[Role.VIEWER].name, "denied", act) for act in refused.values()),
        ("nobody", "login-refused", "이 로그인은 어느 작업자의 것도 아닙니다"),
    ]


def test_who_comes_in_by_ssh_for_a_command_is_recorded_once(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell.add(sold(1))
    monkeypatch.setenv(ASKED_OF_SSH, "orderdesk picking --text")
    shell("as", KIM.name)
    monkeypatch.delenv(ASKED_OF_SSH)
    shell("verify")
    found = [(each["actor"], each["what"], each["scope"]) for each in shell("accesses", "--json").json]
    assert [each[:2] for each in found] == [(KIM.name, "picking"), (KIM.name, "login")]
    assert found[1][2] == "orderdesk picking --text"


def test_records_that_were_changed_or_deleted_show(shell: Shell) -> None:
    shell.add(sold(1), sold(2))
    for n in (1, 2, 1):
        shell("show", number(n))
    assert shell("accesses", "--check").out.startswith("접속기록 3건 · 이상 0건 · 끝 #3 ")
    whole = shell("accesses", "--check", "--json").json
    assert whole["head"]["record"] == 3 and len(whole["head"]["digits"]) == 16
    assert shell("verify").status == 0
    with open_store(shell.url) as store, store.writer() as conn:
        conn.execute("UPDATE access SET scope = '-' WHERE id = 2")
        conn.execute("DELETE FROM access WHERE id = 3")
    told = shell("accesses", "--check")
    assert told.status == 1 and "access-changed  #2\naccess-missing  #3" in told.out
    found = shell("verify", "--json")
    assert found.status == 1
    assert [(each["code"], each["where"]) for each in found.json["findings"]] == [
        ("access-changed", "access 2"),
        ("access-missing", "access 3"),
    ]
    assert shell("accesses", "--check", "--json").json["findings"][0] == {
        "code": "access-changed",
        "record": 2,
    }
