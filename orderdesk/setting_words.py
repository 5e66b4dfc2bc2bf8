"""The words of the settings: what each key of `settings.toml` is called, what it does, and its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from orderdesk.core.domain.words import Word

Options = tuple[tuple[str, Word], ...]


class When(Enum):
    """When a changed setting holds."""

    NOW = "now"
    AGAIN = "again"
    NEXT = "next"


WHEN_WORDS: Final[Mapping[When, Word]] = {
    When.NOW: Word("바꾸면 바로 적용", "a change takes effect at once"),
    When.AGAIN: Word("바꾸면 화면을 새로 엽니다", "a change reopens the desk"),
    When.NEXT: Word("바꾸면 다음 시작부터 적용", "a change holds from the next start"),
}


_NONE: Final = Word("없음", "none")

_FREIGHT: Final = (Word("신용", "credit"), Word("선불", "prepaid"))
"""What couriers call freight that the shop pays; their files have the Korean word in every language."""


def _couriers() -> Options:
    from orderdesk.core.services.tracking_rules import courier_names  # only who asks for them waits for them

    return (("", _NONE), *((name, Word(name, name)) for name in courier_names()))


@dataclass(frozen=True)
class SettingWords:
    """One key (`lang`, `files.rows`): its name and sentence, and the values there are, if they are few."""

    key: str
    words: Word
    sentence: Word
    options: Options | Callable[[], Options] = ()
    when: When = When.NOW
    empty: Word = _NONE
    """What stands in place of an empty value."""

    @property
    def choices(self) -> Options:
        """The (value, words) pairs to choose from; none where anything may be written."""
        return self.options() if callable(self.options) else self.options


KEYS: Final = "keys"
"""The one setting that is a table of its own, with a screen to change it."""

THEMES: Final[Options] = (
    ("dark", Word("어두움", "dark")),
    ("light", Word("밝음", "light")),
    ("contrast", Word("강한 대비", "high contrast")),
    ("mono", Word("흑백", "no colour")),
)
"""What the themes of our own are called; Textual's keep their names."""

SCREEN: Final = (
    SettingWords(
        "lang",
        Word("언어 · Language", "Language"),
        Word("화면 글과 알림의 언어.", "The language of labels and messages."),
        (("ko", Word("한국어", "한국어")), ("en", Word("English", "English"))),
        When.AGAIN,
    ),
    SettingWords(
        "theme",
        Word("색", "Colours"),
        Word(
            "화면의 색. 고르는 동안 미리 보입니다. 상태는 색 없이도 글자와 기호로 보입니다.",
            "The colours of the screens, shown while you choose; every state has a word and a sign too.",
        ),
        THEMES,
    ),
    SettingWords(
        "cursor",
        Word("목록 커서", "Cursor of the list"),
        Word(
            "줄 전체를 칠하거나 왼쪽에 기호를 둡니다. 자동은 SSH에서만 기호입니다.",
            "Fills the row, or stands as a sign at its left; auto is a sign over SSH only.",
        ),
        (
            ("auto", Word("자동", "auto")),
            ("bar", Word("줄 전체", "the whole row")),
            ("gutter", Word("왼쪽 기호", "a sign")),
        ),
        When.NEXT,
    ),
    SettingWords(
        "ascii",
        Word("ASCII 테두리와 기호", "ASCII borders and signs"),
        Word(
            "테두리와 기호가 두 칸이 되거나 깨지는 터미널에서 켭니다 (orderdesk doctor).",
            "For terminals that draw borders and signs too wide or not at all (orderdesk doctor).",
        ),
        when=When.AGAIN,
    ),
    SettingWords(
        "mouse",
        Word("마우스", "Mouse"),
        Word(
            "끄면 터미널의 선택과 붙여넣기를 마우스로 씁니다. 키로 다 할 수 있습니다.",
            "Off, the terminal selects and pastes by mouse; every key works without it.",
        ),
        when=When.NEXT,
    ),
    SettingWords(
        KEYS,
        Word("키", "Keys"),
        Word(
            "동작마다 쓰는 키. 겹치거나 터미널이 가져가는 키는 이유를 말하고 받지 않습니다.",
            "The key of each action; one that clashes, or that terminals take, is refused with the reason.",
        ),
    ),
    SettingWords(
        "lock_minutes",
        Word("자동 잠금 (분)", "Minutes until it locks"),
        Word(
            "키를 누르지 않으면 잠급니다. 비밀문구가 있을 때만, 0이면 잠그지 않습니다.",
            "Locks when no key is pressed, for operators with a passphrase; 0 is never.",
        ),
    ),
    SettingWords(
        "speech",
        Word("음성 프로그램", "Speech program"),
        Word(
            "포장대와 집품의 답을 소리 내어 말합니다. 예: spd-say -l ko. 비우면 말하지 않습니다.",
            "Says answers at the packing station and on walks aloud, such as spd-say -l en; empty: off.",
        ),
    ),
)
SHOP: Final = (
    SettingWords(
        "shop_name",
        Word("상점 이름", "Shop name"),
        Word(
            "맨 위, 주문서, 택배 파일의 보내는 분에 적힙니다.",
            "Stands on top, on order sheets and as the sender in couriers' files.",
        ),
    ),
    SettingWords(
        "sender_phone",
        Word("보내는 분 전화", "Sender's phone"),
        Word("택배사에 올리는 파일에 적힙니다.", "Stands in the files for couriers."),
    ),
    SettingWords(
        "sender_address",
        Word("보내는 분 주소", "Sender's address"),
        Word("택배사에 올리는 파일에 적힙니다.", "Stands in the files for couriers."),
    ),
    SettingWords(
        "freight_label",
        Word("운임 구분", "Freight"),
        Word(
            "상점이 내는 운임을 택배사가 부르는 말: 신용 또는 선불.",
            "What files for couriers call freight that the shop pays: 신용 (credit) or 선불 (prepaid).",
        ),
        tuple((words.ko, Word(words.ko, f"{words.en} ({words.ko})")) for words in _FREIGHT),
    ),
)
WORK: Final = (
    SettingWords(
        "operator",
        Word("일하는 사람", "Who works here"),
        Word(
            "혼자 쓸 때 기록에 남는 이름. 여럿이면 작업자의 이름이 남습니다.",
            "The name in the records while you work alone; later each operator's own.",
        ),
        when=When.NEXT,
    ),
    SettingWords(
        "default_courier",
        Word("기본 택배사", "Default courier"),
        Word(
            "먼저 권하는 택배사. 포장대에서 스캔한 송장과 택배사 없이 적은 번호도 이 택배사로 봅니다.",
            "Offered first; a label scanned at the station, or a number without a courier, is taken for its.",
        ),
        _couriers,
    ),
    SettingWords(
        "ready_on_tracking",
        Word("송장을 넣으면 배송대기로", "Ready once it has a number"),
        Word(
            "상품준비 섹션에 송장을 넣으면 배송대기로 옮깁니다.",
            "A tracking number moves a section from preparing to ready.",
        ),
    ),
    SettingWords(
        "lotte_strict",
        Word("롯데 송장번호 엄격 검사", "Strict Lotte numbers"),
        Word(
            "검증 숫자가 틀린 롯데 송장을 알리는 대신 거절합니다.",
            "Refuses Lotte numbers with a wrong check digit instead of warning.",
        ),
    ),
    SettingWords(
        "deposit_days",
        Word("입금 기한 일수", "Days for a transfer"),
        Word(
            "무통장 주문이 이보다 오래 기다리면 기한 초과입니다.",
            "An order that waits longer for its bank transfer is overdue.",
        ),
    ),
    SettingWords(
        "page_size",
        Word("쪽당 주문 수", "Orders per page"),
        Word(
            "내보내기에서 ‘현재 페이지’를 고르면 주문을 이만큼 내보냅니다.",
            "An export of the “Current page” has so many orders.",
        ),
    ),
    SettingWords(
        "export_reason",
        Word("내보내기 사유", "Reason for exports"),
        Word(
            "주문을 내보낼 때 사유를 묻고 접속기록에 남깁니다.",
            "Asks why orders are exported and puts it on record.",
        ),
    ),
)
FILES: Final = (
    SettingWords(
        "files.rows",
        Word("파일의 최대 행", "Rows of a file (max.)"),
        Word("불러오는 파일의 행은 이만큼까지입니다.", "An imported file may have at most so many rows."),
    ),
    SettingWords(
        "files.megabytes",
        Word("파일의 최대 크기 (MB)", "Megabytes of a file (max.)"),
        Word("불러오는 파일은 이보다 클 수 없습니다.", "An imported file may not be larger."),
    ),
    SettingWords(
        "files.columns",
        Word("파일의 최대 열", "Columns of a file (max.)"),
        Word("불러오는 파일의 열은 이만큼까지입니다.", "An imported file may have at most so many columns."),
    ),
    SettingWords(
        "backups.folder",
        Word("백업 폴더", "Folder of backups"),
        Word(
            "하루에 한 번 만드는 백업을 두는 폴더. 비우면 저장소 옆의 backups 폴더.",
            "Where the daily backups are kept; empty: the folder backups beside the database.",
        ),
        when=When.NEXT,
        empty=Word("저장소 옆 backups", "backups beside the database"),
    ),
    SettingWords(
        "backups.days",
        Word("날마다의 백업", "Daily backups"),
        Word(
            "최근 며칠의 백업을 둡니다. 0이면 만들지 않습니다.",
            "Keeps the backups of so many days; 0 makes none.",
        ),
        when=When.NEXT,
    ),
    SettingWords(
        "backups.weeks",
        Word("주마다의 백업", "Weekly backups"),
        Word(
            "날마다의 백업보다 오래된 것은 이 몇 주 동안 한 주에 하나씩 둡니다.",
            "Of what is older than the daily ones, keeps one for each of so many weeks.",
        ),
        when=When.NEXT,
    ),
)

GROUPS: Final = (
    (Word("화면", "Screen"), SCREEN),
    (Word("상점 이름과 보내는 분", "The shop's name and the sender"), SHOP),
    (Word("일", "Work"), WORK),
    (Word("파일과 백업", "Files and backups"), FILES),
)
"""All settings, in the order of the screen."""
