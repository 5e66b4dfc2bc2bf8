"""Why a call to the API, or a key to it, is refused as a whole: a closed list, as `refusals` is."""

from __future__ import annotations

from enum import Enum

from orderdesk.core.domain.words import Word


class ApiRefusal(Enum):
    """A named reason. `message` says what is wrong, `advice` what to do now."""

    def __init__(self, code: str, ko: str, en: str, advice_ko: str, advice_en: str) -> None:
        self.code = code
        self.message = Word(ko, en)
        self.advice = Word(advice_ko, advice_en)

    # keys
    KEY_NAME = (
        "api-key-name",
        "이름이 이미 있거나 1–30자가 아닙니다",
        "The name is taken, or not 1 to 30 characters",
        "다른 이름을 적으세요. 폐기한 키의 이름도 다시 쓸 수 없습니다",
        "Give another name; that of a revoked key stays taken",
    )
    KEY_SCOPES = (
        "api-key-scopes",
        "키에 권한이 하나도 없습니다",
        "The key would be good for nothing",
        "--scope 를 하나 이상 적으세요",
        "Give --scope at least once",
    )
    KEY_NETWORK = (
        "api-key-network",
        "IP 주소나 대역이 아닙니다",
        "Neither an address nor a network",
        "203.0.113.7이나 203.0.113.0/24처럼 적으세요",
        "Write it like 203.0.113.7 or 203.0.113.0/24",
    )
    NO_KEY = (
        "api-key-unknown-name",
        "그런 이름의 API 키가 없습니다",
        "There is no API key of that name",
        "api key list 로 이름을 확인하세요",
        "See api key list for the names",
    )
    # webhooks
    REHEARSAL = (
        "rehearsal",
        "연습용 저장소에서는 밖으로 알리지 않습니다",
        "Nothing goes outside from a rehearsal store",
        "진짜 저장소에서 하세요",
        "Do it in the real store",
    )
    WEBHOOK_URL = (
        "webhook-url",
        "웹훅을 보낼 수 있는 주소가 아닙니다",
        "No address that a webhook can go to",
        "https:// 로 적으세요 (http:// 는 이 컴퓨터 안에서만). 이름과 비밀번호는 넣을 수 없습니다",
        "Write it with https:// (http:// only on this machine), without a name or password in it",
    )
    NO_WEBHOOK = (
        "webhook-unknown",
        "그런 번호의 웹훅이 없거나 이미 끝났습니다",
        "There is no webhook of that number, or it has ended",
        "api webhook list 로 번호를 확인하세요",
        "See api webhook list for the numbers",
    )
    # who calls
    UNKNOWN_KEY = (
        "unauthorized",
        "API 키가 없거나 쓸 수 없는 키입니다",
        "The API key is missing, unknown or revoked",
        "Authorization: Bearer 뒤에 키를 넣고, 폐기한 키라면 새로 받으세요",
        "Send it after Authorization: Bearer; ask for a new one where it was revoked",
    )
    ADDRESS = (
        "address-not-allowed",
        "이 키를 쓸 수 있는 주소가 아닙니다",
        "This key may not be used from this address",
        "키의 허용 IP를 확인하세요",
        "Look at the addresses that the key allows",
    )
    SCOPE = (
        "scope-missing",
        "이 키에 없는 권한입니다",
        "The key lacks the scope",
        "details 의 권한을 가진 키를 쓰세요",
        "Use a key with the scope in details",
    )
    TOO_MANY = (
        "rate-limited",
        "호출이 너무 많습니다",
        "Too many calls",
        "Retry-After 초 뒤에 다시 하세요",
        "Try again after Retry-After seconds",
    )
    # what is called
    NOT_FOUND = (
        "not-found",
        "찾을 수 없습니다",
        "Not found",
        "주소와 번호를 확인하세요",
        "Check the address and the number",
    )
    METHOD = (
        "method-not-allowed",
        "이 주소에서는 쓸 수 없는 메서드입니다",
        "This method can't be used here",
        "Allow 의 메서드를 쓰세요",
        "Use a method of Allow",
    )
    INVALID = (
        "invalid-request",
        "요청을 읽을 수 없습니다",
        "The request can't be read",
        "details 의 값을 고치세요",
        "Fix what details name",
    )
    TOO_LARGE = (
        "body-too-large",
        "본문이 너무 큽니다",
        "The body is too large",
        "나누어 보내세요",
        "Send it in parts",
    )
    NAME_DIFFERS = (
        "idempotency-key-reused",
        "이 Idempotency-Key 는 다른 본문에 쓰였습니다",
        "This Idempotency-Key came with another body before",
        "요청마다 새 값을 쓰세요",
        "Use a new one for each request",
    )
    IN_FLIGHT = (
        "idempotency-key-in-flight",
        "같은 Idempotency-Key 의 요청을 처리하는 중입니다",
        "A request with this Idempotency-Key is being done",
        "잠시 뒤 같은 요청을 다시 보내세요",
        "Send the same request again in a moment",
    )
    # ours
    AWAY = (
        "store-unavailable",
        "지금 저장소를 쓸 수 없습니다",
        "The store can't be used now",
        "잠시 뒤 다시 하세요",
        "Try again in a moment",
    )
    FAULT = (
        "internal-error",
        "처리하지 못했습니다",
        "Something went wrong here",
        "traceId 를 알려 주세요",
        "Tell us the traceId",
    )


class ApiRefused(Exception):
    """A call or a key is refused, for which reason; `details` name what it is about."""

    def __init__(self, reason: ApiRefusal, *details: str) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.details = details
