"""What commands that speak with other companies' services share: the clients, and their faults in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from orderdesk.cli.common import OutsideProblem, Session, UsageProblem
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.ports import CourierGateway, TrackingGateway
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import SecretTrouble
from orderdesk.core.services.couriers import (
    FAULT_WORDS,
    courier_gateway,
    secrets_beside,
    tracking_gateway,
)
from orderdesk.core.store.engine import Store

Answer = TypeVar("Answer")

_NO_SECRETS: Final = Word(
    "연결 키 파일을 읽을 수 없습니다. 권한이 0600인지 확인하세요",
    "The file of keys can't be read; its permissions must be 0600",
)


def courier_of(this: Session, store: Store) -> CourierGateway:
    """Who prints labels. UsageProblem where nobody is connected."""
    try:
        with store.reader() as conn:
            found = courier_gateway(conn, secrets_beside(this.url()))
    except SecretTrouble as trouble:
        raise UsageProblem(_about(clean(trouble.where), _NO_SECRETS)) from None
    if found is None:
        why = Refusal.NO_COURIER_LINK
        message = Word(f"{why.message.ko}. {why.advice.ko}", f"{why.message.en}. {why.advice.en}")
        raise UsageProblem(message)
    return found


def tracker_of(this: Session, store: Store) -> TrackingGateway | None:
    """Who is asked where parcels are; None where nobody is connected."""
    try:
        with store.reader() as conn:
            return tracking_gateway(conn, secrets_beside(this.url()))
    except SecretTrouble as trouble:
        raise UsageProblem(_about(clean(trouble.where), _NO_SECRETS)) from None


def fault_words(error: GatewayError) -> Word:
    """What went wrong with a call, in the other side's words where it has some."""
    return _about(clean(f"{error.code} {error.message}".strip()), FAULT_WORDS[error.fault])


def reached(call: Callable[[], Answer]) -> Answer:
    """The answer of *call*. OutsideProblem where the other side could not be reached or said no."""
    try:
        return call()
    except GatewayError as error:
        raise OutsideProblem(fault_words(error)) from error


def _about(what: str, words: Word) -> Word:
    about = f"{what}: " * bool(what)
    return Word(f"{about}{words.ko}", f"{about}{words.en}")
