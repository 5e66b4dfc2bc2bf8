"""`operator`, and what each role may do on the command line."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.roles import Act, Role, may
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.verbs import VERBS, Field, FieldKind, Verb
from orderdesk.core.services import operators
from orderdesk.core.services.backing_up import restore
from orderdesk.core.services.goods import put_products
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.operators import NotPermitted
from orderdesk.settings import BackupSettings
from orderdesk.terminal.login import login_here
from tests.cli.shell import Said, Shell
from tests.cli.test_export import TEMPLATE
from tests.files.builders import xlsx
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.export_file import bought, table, workbook
from tests.services.people import PEOPLE, staff

Become = Callable[[str], None]
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPr6yt8A8fZPTb3zZd4hF6u2Yp2bOZl4Jf7yq5Qe1vXK"


@pytest.fixture
def become(monkeypatch: pytest.MonkeyPatch) -> Become:
    """Be logged in as a user of the system."""

    def becoming(user: str) -> None:
        monkeypatch.setattr("orderdesk.terminal.login.account", lambda: user)

    becoming("admin")
    return becoming


@pytest.fixture
def staffed(shell: Shell, become: Become) -> Shell:
    """A staffed shop: orders, a product, and a job of everybody's own."""
    with open_store(shell.url) as store:
        desk = Desk(store)
        desk.add(*(sold(n) for n in range(1, 7)), sold(7, unpaid=True))
        put_products(store, KIM, NOW, [Product("R", "쌀", 20_000, (Option("R10", "10kg", tracked=True),))])
        for n, who in enumerate(PEOPLE.values(), 1):
            desk.do("memo", n, actor=who, text="확인")
        staff(store)
    return shell


def value(field: Field) -> str:
    """Something that *field* takes."""
    match field.kind:
        case FieldKind.CHOICE | FieldKind.CHOICES:
            return field.choices[0][0]
        case FieldKind.TIME:
            return "2026-12-24"
        case FieldKind.PIECES:
            return "1:1"
        case FieldKind.TEXT | FieldKind.SECRET:
            return "06234" if field.key == "zip" else "680123456782" if field.key == "number" else "x"
        case _:
            return "1"


def arguments(verb: Verb) -> list[str]:
    given = {field.key: value(field) for field in verb.fields if field.required}
    if verb.id == "track":
        given["courier"] = "CJ대한통운"
    if verb.id == "add":
        given["product"] = "R10"
    return [f"--set={key}={text}" for key, text in given.items()]


@pytest.mark.parametrize("role", Role)
def test_every_action_by_every_role(staffed: Shell, become: Become, role: Role) -> None:
    become(role.name.lower())
    for verb in VERBS:
        said = staffed("do", verb.id, number(6), *arguments(verb), "--dry-run", "--json")
        assert said.status in (0, 1), (verb.id, said.err)
        denied = {row["code"] for row in said.json["rows"]} == {"not-permitted"}
        assert denied is not may(role, verb.id), (verb.id, said.json)
        assert denied is ("이 역할로는 할 수 없습니다" in said.err)


def test_a_denied_action_is_not_even_a_job(staffed: Shell, become: Become) -> None:
    become("viewer")
    before = staffed("jobs", "--json").json
    said = staffed("do", "hold", number(1), "--set=reason=STOCK", "--yes", "--json")
    assert (said.status, said.json["job"], said.json["refused"]) == (1, None, 1)
    assert staffed("jobs", "--json").json == before


def commands(folder: Path) -> dict[Act, list[str]]:
    """A command that does each act; the number of one's own job stands for JOB."""
    orders = workbook(folder / "orders.xlsx", table([bought(21)]))
    goods, people, statement = folder / "goods.xlsx", folder / "people.xlsx", folder / "bank.csv"
    goods.write_bytes(xlsx([["상품코드", "상품명", "판매가"], ["F1", "쌀", 1000]]))
    people.write_bytes(xlsx([["회원코드", "이름", "연락처"], ["M1", "홍길동", "010-0000-1234"]]))
    at = datetime.fromtimestamp(NOW - 60, SEOUL).strftime("%Y.%m.%d %H:%M:%S")
    heads = "거래일시,적요,보낸분/받는분,송금메모,출금액(원),입금액(원),잔액(원),거래점"
    statement.write_text(f'{heads}\n{at},이체,구매자7,,0,"10,000","1",강남\n', encoding="utf-8-sig")
    template = folder / "template.toml"
    template.write_text(TEMPLATE, encoding="utf-8")
    address = {"buyer": "홍길동", "phone": "010-0000-1234", "receiver": "김", "receiver_phone": "010-0000-1"}
    address |= {"zip": "06234", "line1": "서울", "receiver_phone": "010-0000-5678"}
    return {
        Act.IMPORT: ["import", str(orders)],
        Act.CREATE: ["create", "R10:1", *(f"--set={key}={text}" for key, text in address.items())],
        Act.DEPOSITS: ["deposits", str(statement), "--yes"],
        Act.UNDO: ["undo", "JOB", "--yes"],
        Act.UNDO_OTHERS: ["undo", "5", "--yes"],
        Act.FORMS: ["sheets", number(1), "--out", str(folder / "sheet.txt")],
        Act.EXPORT: ["export", "--out", str(folder / "orders.csv")],
        Act.LISTS: ["export", "template", "add", str(template)],
        Act.PRODUCTS: ["import", str(goods), "--as", "products"],
        Act.STOCK: ["stock", "receive", "R10", "5"],
        Act.CUSTOMERS: ["import", str(people), "--as", "customers"],
        Act.FEES: ["fees", "preset", "flat"],
        Act.SHOP: ["accounts", "transfers", "off"],
        Act.ACCESSES: ["accesses"],
        Act.OPERATORS: ["operator", "add", "새사람"],
        Act.RESTORE: ["demo", "--no-open", "--orders", "1"],
        Act.WHOLE: ["backup", str(folder / f"{len(list(folder.iterdir()))}.db")],
        Act.SECRETS: ["secret", "list"],
        Act.API: ["api", "key", "list"],
        Act.CONNECTIONS: ["connection", "pause", "1"],
        Act.OUTBOX: ["outbox", "retry", "1"],
        Act.SYNC: ["sync"],
        Act.LABELS: ["follow"],
        Act.PACK: ["pack", "scan", "X"],
        Act.PERSONAL: ["show", number(1), "--unmask"],
        Act.ERASE: ["erase", "--before", "2027-01-01", "--yes"],
    }


@pytest.mark.parametrize("act", Act)
def test_every_act_by_every_role(staffed: Shell, become: Become, tmp_path: Path, act: Act) -> None:
    command = commands(tmp_path)[act]
    for n, role in enumerate(Role, 1):
        if act is Act.UNDO_OTHERS and role is Role.ADMIN:
            continue  # the job is their own
        become(role.name.lower())
        said = staffed(*(str(n) if word == "JOB" else word for word in command))
        denied = "이 역할로는 할 수 없습니다" in said.err
        assert denied is not may(role, act.value), (role, said)
        assert not denied or said.status in (1, 2)


def test_what_was_denied_left_no_file(staffed: Shell, become: Become, tmp_path: Path) -> None:
    become("packer")
    assert staffed("export", "--out", str(tmp_path / "a.csv")).status == 2
    assert not list(tmp_path.glob("*.csv"))


def test_only_who_may_goes_back_to_a_backup(staffed: Shell, become: Become, tmp_path: Path) -> None:
    backup = tmp_path / "then.db"
    staffed("backup", str(backup))
    staffed.add(sold(8))
    for role in Role:
        become(role.name.lower())
        said = staffed("restore", str(backup), "--yes")
        assert (said.status == 0) is may(role, "restore"), (role, said.err)
        assert ("저장소 채우기·되살리기: 이 역할로는 할 수 없습니다" in said.err) is (said.status == 2)
        left = [each.name for each in tmp_path.glob("*before*")] + [*tmp_path.glob("backups/*before*")]
        assert bool(left) is may(role, "restore"), "a refusal puts nothing aside"
        become("admin")
        assert staffed("list", "--count").out == ("7\n" if may(role, "restore") else "8\n")
    become("stranger")
    assert staffed("restore", str(backup), "--yes").status == 2


def test_a_right_that_is_taken_after_the_question_counts(staffed: Shell, tmp_path: Path) -> None:
    backup = tmp_path / "then.db"
    staffed("backup", str(backup))
    viewer = PEOPLE[Role.VIEWER]
    with pytest.raises(NotPermitted):
        restore(staffed.url, backup, BackupSettings(), viewer, NOW)


def test_a_damaged_store_knows_nobody_and_is_restored_by_who_can_reach_it(
    staffed: Shell, become: Become, tmp_path: Path
) -> None:
    backup = tmp_path / "then.db"
    staffed("backup", str(backup))
    Path(staffed.url.removeprefix("sqlite:///")).write_bytes(b"\xff" * 40_000)
    become("packer")
    assert staffed("restore", str(backup), "--yes").status == 0
    assert staffed("operator", "add", "새사람").status == 2  # the roles of the backup count again


def test_the_first_who_comes_owns_the_store_and_works_as_before(shell: Shell, become: Become) -> None:
    shell.add(sold(1))
    become("kim")
    assert shell("list", "--count").out == "1\n"
    (owner,) = shell("operator", "list", "--json").json
    assert (owner["role"], owner["user"], owner["created_at"]) == ("admin", "kim", NOW)
    become("anybody")
    assert shell("do", "hold", number(1), "--set=reason=STOCK", "--yes").status == 0
    assert len(shell("operator", "list", "--json").json) == 1


def test_a_strange_login_is_refused_once_there_are_two(staffed: Shell, become: Become) -> None:
    become("stranger")
    said = staffed("list")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("stranger: 이 로그인은 어느 작업자의 것도 아닙니다")


def test_a_variable_makes_nobody_another_user(monkeypatch: pytest.MonkeyPatch) -> None:
    before = login_here().user
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "admin")
    assert login_here().user == before != "admin"


def test_events_tell_the_operators_name_and_not_the_settings(staffed: Shell, become: Become) -> None:
    become("packer")
    staffed("do", "hold", number(6), "--set=reason=STOCK", "--yes")
    assert staffed("show", number(6), "--json").json["timeline"][0]["who"] == PEOPLE[Role.PACKER].name


def test_operators_are_disabled_enabled_and_given_roles_and_all_of_it_is_noted(
    staffed: Shell, become: Become
) -> None:
    packer = PEOPLE[Role.PACKER].name
    assert staffed("operator", "disable", packer).status == 0
    become("packer")
    said = staffed("list")
    assert (said.status, "사용이 중지된 작업자입니다" in said.err) == (2, True)
    become("admin")
    assert staffed("operator", "enable", packer).status == 0
    assert staffed("operator", "role", packer, "manager").status == 0
    become("packer")
    assert staffed("accesses").status == 0
    log = staffed("operator", "log", "--json").json
    assert [(each["by"], each["operator"], each["what"]) for each in log[:3]] == [
        (KIM.name, packer, "role manager"),
        (KIM.name, packer, "enable"),
        (KIM.name, packer, "disable"),
    ]


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (["add", "packer씨"], "이름이 이미 있거나"),
        (["add", ""], "1–30자"),
        (["add", "새사람", "--user", "desk"], "다른 작업자가 쓰는 사용자나 키"),
        (["add", "새사람", "--key", "SHA256:x"], "SSH 공개 키나 지문이 아닙니다"),
        (["disable", KIM.name], "최고관리 작업자가 남지 않습니다"),
        (["role", KIM.name, "manager"], "최고관리 작업자가 남지 않습니다"),
        (["role", "없음", "desk"], "그런 작업자가 없습니다"),
    ],
)
def test_what_can_not_be_is_said_and_nothing_is_changed(
    staffed: Shell, command: list[str], word: str
) -> None:
    before = staffed("operator", "list", "--json").json
    said = staffed("operator", *command)
    assert (said.status, word in said.err) == (2, True), said.err
    assert staffed("operator", "list", "--json").json == before


def test_a_login_by_key_is_the_operators_whose_key_it_is(
    staffed: Shell, become: Become, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, told = tmp_path / "id.pub", tmp_path / "auth"
    public.write_text(f"{KEY} 창고\n", encoding="utf-8")
    told.write_text(f"publickey {KEY}\n", encoding="utf-8")
    viewer = PEOPLE[Role.VIEWER].name
    assert staffed("operator", "login", viewer, "--key", str(public), "--user", "").status == 0
    (kept,) = [each for each in staffed("operator", "list", "--json").json if each["name"] == viewer]
    assert kept["user"] is None and kept["key"].startswith("SHA256:")
    monkeypatch.setenv("SSH_USER_AUTH", str(told))
    assert staffed("accesses").err.startswith(viewer)
    told.write_text(f"publickey {KEY.replace('Pr6', 'Qr6')}\n", encoding="utf-8")
    assert staffed("list").status == 2  # admin's user, but nobody's key


def test_a_passphrase_is_set_by_oneself_and_for_others_by_admins(
    staffed: Shell, become: Become, monkeypatch: pytest.MonkeyPatch
) -> None:
    become("packer")
    packer, text = PEOPLE[Role.PACKER].name, "쌀 열 포대 서른여덟"
    assert staffed("operator", "passphrase", stdin=f"{text}\n").status == 0
    assert staffed("operator", "passphrase", KIM.name, stdin=f"{text}\n").status == 2
    assert staffed("operator", "passphrase", stdin="짧다\n").err.startswith(f"{packer}: 비밀문구는 8자 이상")
    with open_store(staffed.url) as store:
        assert operators.admit(store, packer, text, NOW).name == packer
        for name, wrong in ((packer, "다른 것입니다"), ("없음", text), (KIM.name, "")):
            with pytest.raises(operators.OperatorRefused, match="맞지 않습니다"):
                operators.admit(store, name, wrong, NOW, "kim")
        with pytest.raises(operators.OperatorRefused):
            operators.come_in(store, Login("stranger"), "", NOW)


class Terminal(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_strange_login_is_asked_for_name_and_passphrase(
    staffed: Shell, become: Become, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packer, text = PEOPLE[Role.PACKER].name, "쌀 열 포대 서른여덟"
    become("packer")
    staffed("operator", "passphrase", stdin=f"{text}\n")
    become("stranger")
    answers = ["틀린 것입니다", text]
    monkeypatch.setattr("getpass.getpass", lambda prompt: answers.pop(0))
    monkeypatch.setattr("orderdesk.terminal.login._somebody", lambda: True)
    said: Said = staffed("accesses", stdin=f"{packer}\n{packer}\n")
    assert said.status == 2 and f"{packer}: 접속기록 보기: 이 역할로는" in said.err
    assert not answers and text not in said.err and "틀린" not in said.out + said.err.partition("맞지")[2]


def test_an_ssh_server_opens_the_desk_for_an_operator_and_runs_nothing_else(
    staffed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Login] = []

    def open_desk(url: str, settings: object, lang: str, login: Login, *_: object, **__: object) -> int:
        opened.append(login)
        return 0

    monkeypatch.setattr("orderdesk.start.open_desk", open_desk)
    assert staffed("as", "packer씨").status == 0
    assert [login.named for login in opened] == ["packer씨"]
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "sh -c id")
    said = staffed("as", "packer씨")
    assert (said.status, len(opened), "실행하지 않습니다" in said.err) == (2, 1, True)
