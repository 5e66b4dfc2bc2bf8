"""택배 계약: by which labels are printed, and whether couriers know them. What is done is done at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.waybills import ISSUERS
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.shipments import Contract, ContractState, Place, Settlement
from orderdesk.core.gateways.words import CONTRACT_WORDS, SETTLEMENT_WORDS
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.contracts import (
    ContractRefused,
    Kept,
    add_contract,
    check_contract,
    contracts_of,
    read_fees,
    remove_contract,
)
from orderdesk.core.services.label_plans import courier_name
from orderdesk.core.services.parcel_rounds import printer
from orderdesk.core.services.rounds import TROUBLES, trouble_words
from orderdesk.keyboard.keymap import borrowed
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.register import RegisterDialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint

TITLE: Final = Word("택배 계약 (송장 출력)", "Courier contracts (labels)")
_NEW: Final = Word("새 택배 계약", "New courier contract")
_NONE: Final = Word("계약이 없습니다. + 키로 등록하세요", "No contracts yet; + registers one")
_SEEN: Final = "orderdesk courier contract check … --seen"
_NOBODY: Final = Word(
    f"굿스플로 화면에서 확인완료를 봤으면 명령줄에서:\n  {_SEEN}",
    f"If Goodsflow shows it as checked, run:\n  {_SEEN}",
)


def _fields() -> tuple[Field, ...]:
    couriers = tuple((key, Word(courier_name(key), courier_name(key))) for key in ISSUERS)
    settled = tuple((each.value, SETTLEMENT_WORDS[each]) for each in Settlement)
    return (
        Field("courier", Word("택배사", "Courier"), FieldKind.CHOICE, True, couriers),
        Field("business", Word("사업자등록번호", "Business number"), required=True),
        Field("code", Word("계약코드", "Contract code"), required=True),
        Field("vendor", Word("업체코드 (우체국택배만)", "Vendor code (Korea Post only)")),
        Field("settlement", Word("정산기준", "Settlement"), FieldKind.CHOICE, True, settled),
        Field("fees", Word("박스 요금 (원, 예: 소=2500, 중=3000)", "Box fees in won, e.g. S=2500, M=3000")),
        Field("name", Word("보내는 분", "Sender"), required=True),
        Field("phone", Word("연락처", "Phone"), required=True),
        Field("zip", Word("우편번호", "Postcode"), required=True),
        Field("line1", Word("발송지 주소", "Address"), required=True),
        Field("line2", Word("상세주소", "Address detail")),
    )


class ContractsDialog(Dialog[None]):
    """The contracts, each with what its courier says of it."""

    BINDINGS: ClassVar[list[BindingType]] = borrowed("switch", "check")

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[Kept] = []
        self._dropping = ""

    def parts(self) -> ComposeResult:
        """The lines, what is wrong, and what can't be done here."""
        yield EditLines()
        yield Static(id="wrong", classes="line bad empty")
        yield Static(id="command", classes="line quiet empty")

    def on_mount(self) -> None:
        """Reads what there is."""
        self.entitle(self.desk.word(TITLE))
        self._show_hints()
        self._read()

    def _show_hints(self) -> None:
        none = None if self._kept else self.desk.word(_NONE)
        self.hint(
            Hint("+", self.say("새 계약", "New contract")),
            Hint("-", self.say("삭제", "Delete"), none),
            Hint(self.desk.keys.label("switch"), self.say("계약상태 확인", "Check status"), none),
        )

    @property
    def _lines(self) -> EditLines:
        return self.query_one(EditLines)

    def _read(self) -> None:
        run(self, "contracts", lambda: _read(self.desk), self._show)

    def _show(self, kept: list[Kept]) -> None:
        self._kept = kept
        self._lines.show(len(kept), self._drawn, nothing=self.desk.word(_NONE))
        waits = any(each.state is not ContractState.CHECKED for each in kept)
        self.tell_line("#command", self.desk.word(_NOBODY) if waits else "")
        self._show_hints()

    def _drawn(self, index: int, width: int) -> Text:
        kept = self._kept[index]
        contract = kept.contract
        about = [courier_name(contract.courier), contract.contract_code]
        about += [self.desk.word(SETTLEMENT_WORDS[contract.settlement])]
        about += [f"{size} {amount:,}{self.say('원', ' won')}" for size, amount in contract.fees.items()]
        state = self.desk.word(CONTRACT_WORDS[kept.state])
        return between(f" {listed(list(filter(None, about)))}", f"{state} ", width)

    def action_check(self) -> None:
        """Asks after the contract of the cursor."""
        if self._kept:
            desk, courier = self.desk, self._kept[self._lines.cursor].contract.courier

            def ask() -> None:
                with printer(desk.store, secret_file(desk.store.url)) as gateway:
                    check_contract(desk.store, desk.actor, desk.clock(), courier, gateway)

            self._do(ask)

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Registers a contract, or forgets the one of the cursor."""
        if event.what == "new":
            self.app.push_screen(_new_contract(self.desk), lambda done: self._read() if done else None)
        elif event.what == "delete" and self._kept:
            self._delete(self._kept[self._lines.cursor].contract.courier)

    def _delete(self, courier: str) -> None:
        name = courier_name(courier)
        if self._dropping != courier:
            self._dropping = courier
            tell(self, self.say(f"{name}: 지우려면 한 번 더 누르세요", f"Press again to delete {name}"))
            return
        desk = self.desk
        self._do(lambda: remove_contract(desk.store, desk.actor, desk.clock(), courier))

    def _do(self, change: Callable[[], object]) -> None:
        run(self, "change", lambda: _refused(change), self._done)

    def _done(self, problem: Word | None) -> None:
        self.tell_line("#wrong", self.desk.word(problem) if problem else "")
        self._read()


def _new_contract(desk: DeskContext) -> RegisterDialog:
    """Registers a contract."""

    def save(given: Mapping[str, str]) -> Word | None:
        def add() -> None:
            sender = Place(*(given.get(key, "") for key in ("name", "phone", "zip", "line1", "line2")))
            contract = Contract(
                given.get("courier", ""),
                given.get("business", ""),
                given.get("code", ""),
                sender,
                Settlement(given["settlement"]),
                given.get("vendor", ""),
                read_fees(given.get("fees", "")),
            )
            add_contract(desk.store, desk.actor, desk.clock(), contract)

        return _refused(add)

    first = {"courier": ISSUERS[0], "settlement": Settlement.CREDIT.value}
    return RegisterDialog(_NEW, _fields(), save, first)


def _read(desk: DeskContext) -> list[Kept]:
    with desk.reader() as conn:
        return contracts_of(conn)


def _refused(change: Callable[[], object]) -> Word | None:
    """Why *change* was refused, None when it was done."""
    try:
        change()
    except ContractRefused as refused:
        return refused.word
    except TROUBLES as error:
        return trouble_words(error)
    return None
