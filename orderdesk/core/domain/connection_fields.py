"""What each outside system needs to be told of before it can be spoken with; as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orderdesk.core.domain.words import Word


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a connection. A secret one stands in the file of secrets, never in the store.

    `granted`: who is let in gets it, so that nobody needs to know it beforehand. `told` says whose it is.
    """

    key: str
    words: Word
    secret: bool = False
    required: bool = True
    granted: bool = False
    told: Word | None = None


@dataclass(frozen=True, slots=True)
class SystemKind:
    """A system that can be connected: what people call it, what it is for, and what it needs.

    `further` are settings that no form asks for: what no source says for certain (docs/connections.md).
    """

    id: str
    words: Word
    purpose: Word
    settings: tuple[Setting, ...]
    further: tuple[str, ...] = ()


_CHANNEL = Word("판매 채널", "sales channel")
_COURIER = Word("송장 출력", "labels")
_TRACKER = Word("배송 조회", "tracking")
_MONEY = Word("환불·현금영수증", "refunds, cash receipts")
_BANK = Word("현금영수증·입금 내역", "cash receipts, deposits")

_BASE = Setting(
    "base",
    Word("API 주소", "API address"),
    required=False,
    told=Word("비우면 서비스의 기본 주소", "Empty: the service's own"),
)
_CLIENT_WORDS = Word("애플리케이션 ID", "Application ID")
_SECRET_WORDS = Word("애플리케이션 시크릿", "Application secret")
_BESIDE_ID = Word("ID와 함께 발급받은 시크릿", "The secret issued with the ID")
_CLIENT_SECRET = Setting("client_secret", _SECRET_WORDS, secret=True, told=_BESIDE_ID)


def _client(ko: str, en: str) -> Setting:
    """The id of an application; the words say where one is registered."""
    return Setting("client_id", _CLIENT_WORDS, told=Word(ko, en))


KINDS: Final[tuple[SystemKind, ...]] = (
    SystemKind(
        "imweb",
        Word("아임웹", "imweb"),
        _CHANNEL,
        (
            _client(
                "아임웹에 등록한 앱의 클라이언트 ID (developers-docs.imweb.me)",
                "The client ID of your app at imweb (developers-docs.imweb.me)",
            ),
            Setting(
                "unit_code",
                Word("유닛 코드", "Unit code"),
                told=Word(
                    "언어별 사이트의 코드. 모르면 아임웹에 물으세요",
                    "Code of the site in its language; if unknown, ask imweb",
                ),
            ),
            Setting(
                "site_code",
                Word("사이트 코드", "Site code"),
                required=False,
                told=Word("연결할 사이트의 코드. 비워도 됩니다", "Code of the site to connect; may be empty"),
            ),
            _CLIENT_SECRET,
            Setting(
                "refresh_token",
                Word("갱신 토큰 (로그인하면 받음)", "Refresh token (comes with the login)"),
                secret=True,
                granted=True,
            ),
            Setting(
                "redirect",
                Word("리디렉션 URI", "Redirect URI"),
                required=False,
                told=Word(
                    "앱에 등록한 주소 그대로: https://… (열리지 않아도 됩니다)",
                    "As registered with the app: https://… (it need not open)",
                ),
            ),
            _BASE,
        ),
        (
            "days",
            "first_days",
            "page",
            "rate",
            "burst",
            "token_as_json",
            "access_seconds",
            "scopes",
            "open_states",
            "claim_states",
            "confirm_state",
            "pickup_ways",
            "pickup_pays",
        ),
    ),
    SystemKind(
        "naver",
        Word("네이버 커머스", "Naver Commerce"),
        _CHANNEL,
        (
            _client(
                "네이버 커머스API에 등록한 애플리케이션의 ID",
                "The ID of your application at Naver's commerce API",
            ),
            _CLIENT_SECRET,
            Setting(
                "account",
                Word("판매자 계정", "Seller account"),
                required=False,
                told=Word(
                    "다른 판매자의 상점을 대행할 때만 (SELLER)", "Only for another seller's shop (SELLER)"
                ),
            ),
            _BASE,
        ),
        ("look_back", "ships_over_cancel", "fee_once_a_package", "fee_with_region"),
    ),
    SystemKind(
        "kakao",
        Word("톡체크아웃", "TalkCheckout"),
        _CHANNEL,
        (
            Setting(
                "access_token",
                Word("REST API 키", "REST API key"),
                secret=True,
                told=Word("카카오페이 구매 연동 업체의 키", "The key of the partner that connects shops"),
            ),
            Setting(
                "shop_key",
                Word("상점 키", "Shop key"),
                secret=True,
                told=Word("상점별 키 (checkout-shop-key)", "The key of the shop (checkout-shop-key)"),
            ),
            _BASE,
        ),
        (
            "first_days",
            "look_back",
            "lag",
            "rate",
            "repeat_names",
            "batch",
            "delivery_method",
            "collect_methods",
            "hold_by_note",
        ),
    ),
    SystemKind(
        "goodsflow",
        Word("굿스플로", "Goodsflow"),
        _COURIER,
        (
            Setting("partner", Word("파트너 코드", "Partner code")),
            Setting("key", Word("API 키", "API key"), secret=True),
            _BASE,
            Setting("print_base", Word("출력 창 주소", "Address of the print window"), required=False),
            Setting("member_base", Word("추적 주소", "Tracking address"), required=False),
            Setting("member", Word("추적 회원 코드", "Tracking member code"), required=False),
            Setting("news", Word("소식 (v2, v3)", "News (v2, v3)"), required=False),
            Setting("contracts", Word("계약 확인 (by-hand)", "Contracts (by-hand)"), required=False),
            Setting("ack_path", Word("소식 수신 확인 경로", "Path that acknowledges news"), required=False),
        ),
    ),
    SystemKind(
        "tracker",
        Word("tracker.delivery", "tracker.delivery"),
        _TRACKER,
        (
            Setting("client_id", Word("클라이언트 ID", "Client id"), required=False),
            Setting("client_secret", Word("클라이언트 시크릿", "Client secret"), secret=True, required=False),
            _BASE,
            Setting("own_server", Word("직접 띄운 서버 (yes)", "Self-hosted (yes)"), required=False),
            Setting("auth", Word("인증 (key, oauth)", "Authentication (key, oauth)"), required=False),
        ),
    ),
    SystemKind(
        "sweettracker",
        Word("스마트택배", "SweetTracker"),
        _TRACKER,
        (Setting("key", Word("API 키", "API key"), secret=True), _BASE),
    ),
    SystemKind(
        "toss",
        Word("토스페이먼츠", "Toss Payments"),
        _MONEY,
        (Setting("secret_key", Word("시크릿 키", "Secret key"), secret=True), _BASE),
        ("balance_field", "identity_field", "busy_status", "listed_under", "order_per_receipt"),
    ),
    SystemKind(
        "popbill",
        Word("팝빌", "Popbill"),
        _BANK,
        (
            Setting("link", Word("링크 ID", "Link id")),
            Setting("corp", Word("사업자등록번호", "Business number")),
            Setting("user", Word("팝빌 아이디", "Popbill user"), required=False),
            Setting(
                "accounts",
                Word("계좌 (은행코드:번호, 쉼표로)", "Accounts (bank:number, by commas)"),
                required=False,
            ),
            Setting("secret_key", Word("비밀키", "Secret key"), secret=True),
            _BASE,
            Setting("auth_base", Word("인증 주소", "Address of tokens"), required=False),
        ),
        (
            "test",
            "forwarded",
            "days_back",
            "overlap",
            "polls",
            "poll_wait",
            "cancelled_states",
            "failed_states",
            "done_state",
        ),
    ),
)

BY_SYSTEM: Final[Mapping[str, SystemKind]] = {kind.id: kind for kind in KINDS}

LABELS: Final = frozenset({"goodsflow"})
"""Those that print labels."""

TRACKERS: Final = frozenset({"tracker", "sweettracker"})
"""Those that know where parcels are."""

CHANNELS: Final = frozenset({"imweb", "naver", "kakao"})
"""Those that orders come from."""
