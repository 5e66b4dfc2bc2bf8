"""What can be wrong with a file or with one of its rows: two closed lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from orderdesk.core.domain.words import Word

_SHOWN = 80
"""How many characters of an offending value are repeated to the operator."""


class Trouble(NamedTuple):
    """A stable code with what is wrong and what to do now; `refuses` is false for a mere warning."""

    code: str
    message: Word
    advice: Word
    refuses: bool = True


class _Catalogue(Enum):
    """The common reading of both lists."""

    value: Trouble

    @property
    def code(self) -> str:
        """The stable code."""
        return self.value.code

    @property
    def message(self) -> Word:
        """What is wrong."""
        return self.value.message

    @property
    def advice(self) -> Word:
        """What to do about it."""
        return self.value.advice

    @property
    def refuses(self) -> bool:
        """Whether what has this trouble is left out; otherwise it is only pointed out."""
        return self.value.refuses


_SAVE_AS_XLSX = Word("엑셀에서 .xlsx로 다시 저장해 주세요", "Save it again as .xlsx in Excel")
_DOWNLOAD_AGAIN = Word("파일을 다시 받아 주세요", "Download the file again")
_SPLIT = Word("파일을 나누어 올려 주세요", "Split the file")


class FileTrouble(_Catalogue):
    """Why a whole file is refused."""

    NOT_FOUND = Trouble(
        "file-not-found",
        Word("파일을 열 수 없습니다", "The file can't be opened"),
        Word("경로와 권한을 확인하세요", "Check the path and the permissions"),
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
        Word("따옴표가 닫히지 않은 줄이 있습니다", "A line has a quotation mark that nothing closes"),
        Word(
            "그 줄의 따옴표를 고치거나 .xlsx로 저장해 주세요",
            "Mend it in that line, or save the file as .xlsx",
        ),
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
    MISSING_COLUMNS = Trouble(
        "file-missing-columns",
        Word("필요한 열이 없습니다", "Columns that are needed are missing"),
        Word("빠진 열을 넣어 다시 내보내 주세요", "Export it again with these columns"),
    )


ASKING = frozenset({FileTrouble.LOCKED, FileTrouble.WRONG_PASSWORD})
"""What another try with a password may mend."""


class RowTrouble(_Catalogue):
    """What is wrong with one row, or odd about it."""

    ERROR_VALUE = Trouble(
        "cell-error",
        Word("오류 값(#N/A 등)이 들어 있습니다", "The cell holds an error such as #N/A"),
        Word("값을 고쳐 주세요", "Correct the value"),
    )
    NO_VALUE = Trouble(
        "cell-formula",
        Word("계산되지 않은 수식입니다", "The formula has no stored result"),
        Word(
            "엑셀에서 열어 저장하거나 값으로 붙여 넣으세요",
            "Open and save it in Excel, or paste it as a value",
        ),
    )
    BAD_ENCODING = Trouble(
        "cell-encoding",
        Word("읽을 수 없는 글자가 들어 있습니다", "The cell holds characters that can't be read"),
        Word(
            "UTF-8이나 CP949로 다시 저장하거나 값을 고쳐 주세요",
            "Save it as UTF-8 or CP949, or correct the value",
        ),
    )
    MIXED_ENCODING = Trouble(
        "row-encoding",
        Word("다른 행과 글자 인코딩이 다릅니다", "The row is in another encoding than the others"),
        Word("글자가 제대로 읽혔는지 확인하세요", "Check that its words were read rightly"),
        refuses=False,
    )
    NUMBER_MISSING = Trouble(
        "order-number-missing",
        Word("주문번호가 없습니다", "There is no order number"),
        Word(
            "셀 병합을 풀고 모든 행에 주문번호를 넣으세요",
            "Unmerge the cells; every row needs its order number",
        ),
    )
    REQUIRED = Trouble(
        "cell-required", Word("값이 없습니다", "The value is missing"), Word("값을 넣어 주세요", "Fill it in")
    )
    NOT_TEXT = Trouble(
        "number-became-date",
        Word("번호가 날짜나 참/거짓으로 바뀌었습니다", "The number has turned into a date or a yes/no"),
        Word("셀 서식을 텍스트로 하고 다시 입력하세요", "Format the cell as text and type it again"),
    )
    EXPONENT = Trouble(
        "number-exponent",
        Word("지수표기 의심: 끝자리가 사라졌습니다", "Scientific notation: the last digits are lost"),
        Word("원본에서 번호를 텍스트로 다시 복사하세요", "Copy the number again, as text"),
    )
    DIGITS_LOST = Trouble(
        "number-digits-lost",
        Word("숫자로 저장되어 자릿수가 사라졌습니다", "Stored as a number, it has lost digits"),
        Word("셀 서식을 텍스트로 하고 다시 입력하세요", "Format the cell as text and type it again"),
    )
    TRAILING_ZEROS = Trouble(
        "number-trailing-zeros",
        Word("0이 6개 이상으로 끝납니다. 지수표기로 깨진 번호일 수 있습니다", "It ends in six or more zeros"),
        Word("송장과 맞는지 확인하세요", "Compare it with the label"),
        refuses=False,
    )
    NOT_A_NUMBER = Trouble(
        "tracking-not-a-number",
        Word("송장번호가 아닌 글자입니다", "These are words, not a tracking number"),
        Word("송장번호만 넣고 글은 메모로 남기세요", "Enter the number only; words belong in a memo"),
    )
    BAD_AMOUNT = Trouble(
        "amount-invalid",
        Word("금액이 원 단위 정수가 아닙니다", "The amount is not a whole number of won"),
        Word("금액을 고쳐 주세요", "Correct the amount"),
    )
    NEGATIVE_AMOUNT = Trouble(
        "amount-negative",
        Word("금액이 음수입니다", "The amount is negative"),
        Word("금액을 고쳐 주세요", "Correct the amount"),
    )
    BAD_QUANTITY = Trouble(
        "quantity-invalid",
        Word("수량이 1 이상의 정수가 아닙니다", "The quantity is not a whole number from 1 up"),
        Word("수량을 고쳐 주세요", "Correct the quantity"),
    )
    BAD_DATE = Trouble(
        "date-invalid",
        Word("날짜를 알아볼 수 없습니다", "The date can't be read"),
        Word("2026-11-22 09:12:00 형식으로 쓰세요", "Write it as 2026-11-22 09:12:00"),
    )
    ORDER_DIFFERS = Trouble(
        "order-differs",
        Word("같은 주문의 다른 행과 값이 다릅니다", "The value differs from the order's other rows"),
        Word("같은 주문의 행을 맞춰 주세요", "Make the rows of the order agree"),
    )
    SECTION_DIFFERS = Trouble(
        "section-differs",
        Word("같은 주문섹션의 다른 행과 값이 다릅니다", "The value differs from the section's other rows"),
        Word("같은 주문섹션의 행을 맞춰 주세요", "Make the rows of the section agree"),
    )
    SECTION_ELSEWHERE = Trouble(
        "section-of-another-order",
        Word("주문섹션번호가 다른 주문에도 있습니다", "The section number belongs to another order too"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )
    DUPLICATE_ITEM = Trouble(
        "item-duplicate",
        Word("품목번호가 파일에 두 번 있습니다", "The item number stands in the file twice"),
        Word("겹친 행을 지우세요", "Delete the repeated row"),
    )
    ORDER_REFUSED = Trouble(
        "order-refused",
        Word(
            "같은 주문의 다른 행에 문제가 있어 함께 제외했습니다",
            "Left out with a faulty row of the same order",
        ),
        Word("문제가 있는 행을 고치면 함께 들어옵니다", "Correct the faulty row and both come in"),
    )
    TARGET_MISSING = Trouble(
        "section-missing",
        Word("주문섹션번호나 주문번호가 없습니다", "There is neither a section nor an order number"),
        Word("받은 양식의 번호를 지우지 마세요", "Keep the numbers of the form"),
    )
    DUPLICATE_ROW = Trouble(
        "row-duplicate",
        Word("위에 같은 행이 있습니다", "The same row stands above"),
        Word("겹친 행을 지우세요", "Delete the repeated row"),
    )
    OLD_FORM = Trouble(
        "form-old",
        Word("구 양식입니다 (주문섹션번호가 없음)", "This is the old form, without section numbers"),
        Word("새 양식을 받아 주세요", "Download the new form"),
    )
    BAD_NUMBER = Trouble(
        "bad-number",
        Word("번호를 읽을 수 없습니다", "The number can't be read"),
        Word("원본 파일의 번호를 그대로 두세요", "Leave the numbers as they were exported"),
    )
    OTHER_ORDER = Trouble(
        "other-order",
        Word("다른 주문의 번호입니다", "The number belongs to another order"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )
    BAD_DELIVERY = Trouble(
        "bad-delivery",
        Word("알 수 없는 배송방식입니다", "The delivery is not known"),
        Word("택배, 퀵, 방문수령처럼 내보낸 이름으로 쓰세요", "Write it as it was exported"),
    )
    UNKNOWN_TRADE = Trouble(
        "trade-unknown",
        Word("알 수 없는 주문상태입니다", "The order's state is not known"),
        Word(
            "거래개시, 거래종료, 결제대기만 가져올 수 있습니다",
            "Only 거래개시, 거래종료 and 결제대기 come in",
        ),
    )
    LINE_DIFFERS = Trouble(
        "line-sum",
        Word("품목실결제가가 판매가·수량·할인과 맞지 않습니다", "It is not price × quantity less discounts"),
        Word(
            "적힌 금액대로 가져옵니다. 원본과 맞는지 확인하세요", "It is taken as written; check the original"
        ),
        refuses=False,
    )
    GOODS_DIFFER = Trouble(
        "goods-sum",
        Word("총 품목합계금액이 품목들의 합과 맞지 않습니다", "It is not the sum of the lines"),
        Word("빠진 품목이 없는지 확인하세요", "Check that no line is missing"),
        refuses=False,
    )
    SUM_DIFFERS = Trouble(
        "order-sum",
        Word("최종주문금액이 합계·할인·배송비와 맞지 않습니다", "It is not goods − discounts + delivery"),
        Word(
            "적힌 금액대로 가져옵니다. 원본과 맞는지 확인하세요", "It is taken as written; check the original"
        ),
        refuses=False,
    )
    DISCOUNT_TOO_LARGE = Trouble(
        "discount-too-large",
        Word("할인이 상품 금액보다 큽니다", "The discounts exceed the goods"),
        Word("금액을 고쳐 주세요", "Correct the amounts"),
    )
    DIFFERS = Trouble(
        "differs",
        Word("이미 있는 주문과 값이 다릅니다", "Differs from the order that is here"),
        Word("주문 화면에서 처리하세요", "Change it on the order itself"),
    )
    AFTER_DISPATCH = Trouble(
        "after-dispatch",
        Word("발송 후에는 바꿀 수 없습니다", "Can't change after dispatch"),
        Word("택배사에 문의하거나 메모를 남기세요", "Ask the courier, or leave a memo"),
    )
    UNSOUND = Trouble(
        "unsound",
        Word("주문의 수량·금액이 서로 맞지 않습니다", "The order's quantities or sums do not fit"),
        Word("원본 파일을 확인하세요", "Check the original file"),
    )


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
