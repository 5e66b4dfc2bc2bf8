"""What can be wrong with a file or with one of its rows: two closed lists."""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.words import Word
from orderdesk.core.files.catalogue import Catalogue, Trouble
from orderdesk.core.files.row_troubles import RowTrouble as RowTrouble

_SHOWN = 80
"""How many characters of an offending value are repeated to the operator."""


_SAVE_AS_XLSX = Word("엑셀에서 .xlsx로 다시 저장해 주세요", "Save it again as .xlsx in Excel")
_DOWNLOAD_AGAIN = Word("파일을 다시 받아 주세요", "Download the file again")
_SPLIT = Word("파일을 나누어 올려 주세요", "Split the file")


class FileTrouble(Catalogue):
    """Why a whole file is refused."""

    NOT_FOUND = Trouble(
        "file-not-found",
        Word("그런 파일이 없습니다", "There is no such file"),
        Word("경로와 이름을 확인하세요", "Check its path and name"),
    )
    UNREADABLE = Trouble(
        "file-unreadable",
        Word("파일을 열 수 없습니다", "The file can't be opened"),
        Word("폴더가 아닌지, 읽을 권한이 있는지 확인하세요", "Check that it is no folder, and may be read"),
    )
    LOCKED = Trouble(
        "file-locked",
        Word("암호가 걸린 파일입니다", "The file is protected by a password"),
        Word(
            "암호를 입력하거나, 엑셀에서 암호를 풀고 다시 저장해 주세요",
            "Enter the password, or remove it in Excel and save the file again",
        ),
    )
    WRONG_PASSWORD = Trouble(
        "file-wrong-password",
        Word("암호가 맞지 않습니다", "The password is wrong"),
        Word("파일의 암호를 다시 입력하세요", "Enter the password of the file again"),
    )
    NOT_TABLE = Trouble(
        "file-not-table",
        Word("엑셀이나 CSV 파일이 아닙니다", "The file is neither a workbook nor CSV"),
        _SAVE_AS_XLSX,
    )
    WEB_PAGE = Trouble(
        "file-web-page",
        Word("엑셀이 아니라 웹 페이지(HTML)로 저장된 파일입니다", "The file is a web page, not a workbook"),
        _SAVE_AS_XLSX,
    )
    DAMAGED = Trouble(
        "file-damaged", Word("파일이 깨져 읽을 수 없습니다", "The file is damaged"), _DOWNLOAD_AGAIN
    )
    ENCODING = Trouble(
        "file-encoding",
        Word("글자 인코딩을 알 수 없습니다 (UTF-8, CP949만 가능)", "The text is neither UTF-8 nor CP949"),
        _SAVE_AS_XLSX,
    )
    OPEN_QUOTE = Trouble(
        "file-open-quote",
        Word("따옴표가 닫히지 않은 줄이 있습니다", "A line has an unclosed quotation mark"),
        Word(
            "그 줄의 따옴표를 고치거나 .xlsx로 저장해 주세요",
            "Fix it in that line, or save the file as .xlsx",
        ),
    )
    CUT_OFF = Trouble(
        "file-cut-off",
        Word(
            "보내던 연결이 끊겨 일부만 왔을 수 있습니다. 아무것도 불러오지 않았습니다",
            "The connection that sent it was lost, so it may be a part only; nothing was brought in",
        ),
        Word("다시 보내 주세요", "Send it again"),
    )
    EMPTY = Trouble("file-empty", Word("빈 파일입니다", "The file holds no rows"), _DOWNLOAD_AGAIN)
    TOO_LARGE = Trouble("file-too-large", Word("파일이 너무 큽니다", "The file is too large"), _SPLIT)
    TOO_MANY_ROWS = Trouble(
        "file-too-many-rows", Word("행이 너무 많습니다", "The file has too many rows"), _SPLIT
    )
    TOO_WIDE = Trouble(
        "file-too-wide",
        Word("열이 너무 많습니다", "The file has too many columns"),
        Word("필요한 열만 남기세요", "Keep only the columns that are needed"),
    )
    TOO_SLOW = Trouble(
        "file-too-slow", Word("파일을 읽는 데 너무 오래 걸립니다", "Reading the file takes too long"), _SPLIT
    )
    UNKNOWN_FORM = Trouble(
        "file-unknown-form",
        Word("알 수 없는 양식입니다", "The form is not known"),
        Word("머리글 행이 있는 원본 양식을 올려 주세요", "Use the original form with its header row"),
    )
    NOT_IMPORTED = Trouble(
        "file-not-imported",
        Word("주문도 송장번호도 아닌 파일입니다", "The file brings neither orders nor tracking numbers"),
        Word("주문 내보내기나 송장 파일을 올려 주세요", "Use an order export or a file of tracking numbers"),
    )
    OTHER_KIND = Trouble(
        "file-other-kind",
        Word("다른 종류의 파일입니다", "It is a file of another kind"),
        Word("종류를 정하지 않으면 내용으로 알아봅니다", "Without a kind, its content tells what it is"),
    )
    NO_NUMBERS = Trouble(
        "file-no-numbers",
        Word("송장번호가 하나도 없는 발주발송 목록입니다", "The channel's list has no tracking numbers yet"),
        Word(
            "송장번호를 채워 올리거나, 발송처리 파일을 만드세요: orderdesk export smartstore",
            "Fill them in, or answer the list with the desk's numbers: orderdesk export smartstore",
        ),
    )
    MISSING_COLUMNS = Trouble(
        "file-missing-columns",
        Word("필요한 열이 없습니다", "Columns that are needed are missing"),
        Word("빠진 열을 넣어 다시 내보내 주세요", "Export it again with these columns"),
    )


ASKING = frozenset({FileTrouble.LOCKED, FileTrouble.WRONG_PASSWORD})
"""What another try with a password may mend."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One finding in one row; `row` is the sheet's, from 1, `column` the header as the file writes it."""

    row: int
    column: str
    value: str
    kind: RowTrouble
    order: str = ""

    @property
    def code(self) -> str:
        """The stable code of the catalogue."""
        return self.kind.code

    @property
    def message(self) -> Word:
        """What is wrong."""
        return self.kind.message


class FileProblem(Exception):
    """A file that can't be taken at all. `detail` names limits or columns; nothing of it holds markup."""

    def __init__(self, kind: FileTrouble, file: str, sheet: str = "", detail: str = "") -> None:
        super().__init__(f"{file}: {kind.message.en}" + (f" ({detail})" if detail else ""))
        self.kind = kind
        self.file = file
        self.sheet = sheet
        self.detail = detail

    @property
    def code(self) -> str:
        """The stable code of the catalogue."""
        return self.kind.code

    @property
    def message(self) -> Word:
        """What is wrong."""
        return self.kind.message


class Refused(Exception):
    """What a reader raises in the child about the file as a whole; `detail` as `FileProblem` has it."""

    def __init__(self, kind: FileTrouble, detail: str = "") -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.detail = detail


def shown(value: object) -> str:
    """*value* as it is repeated in a problem: one line, no control characters, at most 80 characters."""
    text = "" if value is None else str(value)
    if len(text) <= _SHOWN and text.isprintable():
        return text
    line = "".join(character if character.isprintable() else " " for character in text[: _SHOWN + 1])
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
