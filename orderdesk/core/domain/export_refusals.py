"""Why an export, a template or order sheets are not made: a closed list, as `refusals` is for orders."""

from __future__ import annotations

from enum import Enum

from orderdesk.core.domain.words import Word

STOPPED = Word("멈췄습니다. 파일을 만들지 않았습니다", "Stopped; no file was written")
"""What is said where somebody stopped the writing of a file."""


class ExportRefusal(Enum):
    """A named reason. `message` says what is wrong, `advice` what to do now."""

    def __init__(self, code: str, ko: str, en: str, advice_ko: str, advice_en: str) -> None:
        self.code = code
        self.message = Word(ko, en)
        self.advice = Word(advice_ko, advice_en)

    SELECTED_MOST = (
        "export-selected-most",
        "선택한 주문은 50건까지 내보냅니다",
        "At most 50 selected orders can be exported",
        "‘필터 결과 전체’나 ‘탭 전체’로 내보내세요",
        "Use the scope filtered or tab",
    )
    NO_ORDERS = (
        "export-no-orders",
        "내보낼 주문이 없습니다",
        "There is no order to export",
        "대상이나 조건을 바꾸세요",
        "Choose another scope or other conditions",
    )
    NO_ROWS = (
        "export-no-rows",
        "이 양식에 맞는 것이 없습니다",
        "Nothing of these orders belongs in this file",
        "대상이나 양식을 바꾸세요. 상태, 송장, 배송보류, 결제를 확인하세요",
        "Choose other orders or another template; look at states, tracking, holds and payments",
    )
    NO_NUMBERS = (
        "form-no-sections",
        "송장번호를 기다리는 섹션이 없습니다",
        "No section waits for a tracking number",
        "대상을 바꾸거나 섹션상태를 확인하세요",
        "Choose other orders, or look at the states of their sections",
    )
    ROWS_MOST = (
        "export-rows-most",
        "한 파일에는 100,000행까지 쓸 수 있습니다",
        "A file holds at most 100,000 rows",
        "주문일 기간을 나누어 내보내세요",
        "Export it in several periods",
    )
    NO_REASON = (
        "export-no-reason",
        "내보내는 사유가 필요합니다",
        "A reason is needed",
        "사유를 적으세요 (설정 export_reason)",
        "Give a reason (setting export_reason)",
    )
    ENDING = (
        "export-ending",
        "파일 이름은 .xlsx나 .csv로 끝나야 합니다",
        "The file's name must end in .xlsx or .csv",
        "끝을 .xlsx나 .csv로 고치세요",
        "End it in .xlsx or .csv",
    )
    SHEETS_MOST = (
        "sheets-most",
        "주문서는 한 번에 주문 2,000건까지 출력합니다",
        "At most 2,000 orders are printed at once",
        "조건을 좁혀 나누어 출력하세요",
        "Narrow it and print it in several parts",
    )
    SHEETS_ENDING = (
        "sheets-ending",
        "파일 이름은 .html이나 .txt로 끝나야 합니다",
        "The file's name must end in .html or .txt",
        "끝을 .html이나 .txt로 고치세요",
        "End it in .html or .txt",
    )
    NO_SECTIONS = (
        "sheets-no-sections",
        "보낼 섹션이 없습니다: 모두 취소·반품·교환입니다",
        "There is no section to send: all are cancelled or come back",
        "주문마다 한 장인 주문서로 출력하세요",
        "Print order sheets, one for each order",
    )
    NO_TEMPLATE = (
        "template-unknown",
        "없는 양식입니다",
        "There is no such template",
        "export template list 로 이름을 확인하세요",
        "See export template list",
    )
    BUILT_IN = (
        "template-built-in",
        "기본으로 있는 양식은 바꾸거나 지울 수 없습니다",
        "A built-in template can't be changed or removed",
        "다른 이름으로 저장하세요",
        "Save it under another name",
    )
    NAME_LENGTH = (
        "template-name",
        "양식 이름은 1–20자로 적으세요",
        "A template's name has 1 to 20 characters",
        "이름을 고치세요",
        "Change the name",
    )
    NAME_TAKEN = (
        "template-taken",
        "같은 이름의 양식이 있습니다",
        "There is a template of that name",
        "다른 이름을 적으세요",
        "Choose another name",
    )
    TEMPLATES_MOST = (
        "template-most",
        "양식은 20개까지입니다",
        "There can be 20 templates",
        "하나를 지우고 다시 하세요",
        "Remove one and try again",
    )
    COLUMNS_MOST = (
        "template-columns",
        "양식의 열은 1–100개입니다",
        "A template has 1 to 100 columns",
        "열의 수를 고치세요",
        "Change the number of columns",
    )
    COMBINES_SECTIONS = (
        "template-combine",
        "합포장을 한 행으로 쓰려면 행은 섹션, 대상은 보낼 것만이어야 합니다",
        "Combined parcels in one row need rows of sections, and unsent ones only",
        'rows = "section", only = "unsent" 로 고치세요',
        'Set rows = "section" and only = "unsent"',
    )
    NO_FIELD = (
        "template-field",
        "없는 항목입니다",
        "There is no such field",
        "export template fields 로 항목을 확인하세요",
        "See export template fields",
    )
    NOT_TEMPLATE = (
        "template-form",
        "양식 파일(TOML)로 읽을 수 없습니다",
        "This can't be read as a template (TOML)",
        "export template show 가 쓰는 모양대로 고치세요",
        "Write it as export template show does",
    )


class ExportRefused(Exception):
    """An export or a template is refused, for which reason; `detail` names what it is about."""

    def __init__(self, reason: ExportRefusal, detail: str = "") -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.detail = detail
