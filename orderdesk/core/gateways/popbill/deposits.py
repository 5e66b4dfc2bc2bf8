"""What came into bank accounts, as Popbill reads them.

Popbill is asked to read an account of some days, which is a job that takes its time; what it found is paged.
The cursor says how far a round over all accounts has come, with the job under way, so that a job is waited
for the next time instead of being asked for anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.gateways.money import BankDeposit, DepositPage
from orderdesk.core.gateways.popbill.authority import BANK, Member
from orderdesk.core.gateways.popbill.line import No, told
from orderdesk.core.gateways.popbill.settings import PopbillSettings
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Call, Times, Wire

_PATH: Final = "/EasyFin/Bank"
_PAGE: Final = 500
_DAY: Final = "%Y%m%d"


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a round is: the days it reads (yyyyMMdd), which account, its job, the page to be read next."""

    since: str
    until: str
    account: int = 0
    job: str = ""
    page: int = 1


_PLACES: Final = TypeAdapter(_Place)


class _Job(BaseModel):
    job: str = Field(alias="jobID")


class _State(BaseModel):
    state: int = Field(0, alias="jobState")
    code: int = Field(1, alias="errorCode")
    words: str = Field("", alias="errorReason")


class _Rows(BaseModel):
    pages: int = Field(1, alias="pageCount")
    rows: list[dict[str, Any]] = Field(default_factory=list, alias="list")


class PopbillDeposits:
    """Popbill as who knows what came into the accounts of its settings."""

    def __init__(
        self,
        settings: PopbillSettings,
        secret: Secret,
        *,
        times: Times,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._times = times
        member = Member(settings, secret, BANK, transport=transport, times=times)
        self._wire = Wire(settings.base, member, transport=transport, times=times)

    def deposits(self, cursor: str | None) -> DepositPage:
        """A page of one account; nothing where its job is not done yet, which the next call waits for.

        A job of the cursor's that failed or was forgotten is asked for anew; GatewayError where that fails.
        """
        if not self._settings.accounts:
            raise GatewayError(Fault.CONFIG, "accounts")
        place = self._place(cursor)
        told_of = self._wait(place.job) if place.job else None
        if not isinstance(told_of, _State) or self._failed(told_of):
            place = replace(place, job=self._begin(place), page=1)
            told_of = self._wait(place.job)
        if isinstance(told_of, No):
            raise GatewayError(Fault.TEMPORARY, str(told_of.code), told_of.message)
        if self._failed(told_of):
            raise GatewayError(Fault.TEMPORARY, str(told_of.code), told_of.words)
        if told_of.state != self._settings.done_state:
            return DepositPage((), _cursor(place))
        return self._page(place)

    def _place(self, cursor: str | None) -> _Place:
        """Where to go on; after a round comes one from some days before its last until today."""
        today = datetime.fromtimestamp(self._times.now(), SEOUL)
        if not cursor:
            return _Place(_day(today, self._settings.days_back), _day(today))
        try:
            place = _PLACES.validate_json(cursor)
        except ValidationError as error:
            raise GatewayError(Fault.CONFIG, "cursor") from error
        if place.account < len(self._settings.accounts):
            return place
        last = datetime.strptime(place.until, _DAY).replace(tzinfo=SEOUL)
        return _Place(_day(last, self._settings.overlap), _day(today))

    def _begin(self, place: _Place) -> str:
        account = self._settings.accounts[place.account]
        asked = {"BankCode": account.bank, "AccountNumber": account.number}
        days = {"SDate": place.since, "EDate": place.until}
        # A job that was asked for twice only reads the account twice.
        call = Call("POST", f"{_PATH}/BankAccount", "job", params={**asked, **days}, repeatable=True)
        said = told(self._wire.write(call), _Job)
        if isinstance(said, No):
            raise GatewayError(Fault.CONFIG, str(said.code), said.message)
        return said.job

    def _wait(self, job: str) -> _State | No:
        """How far *job* is, after some waiting."""
        for more in reversed(range(self._settings.polls)):
            said = told(self._wire.read(Call("GET", f"{_PATH}/{job}/State", "state")), _State)
            if isinstance(said, No) or said.state == self._settings.done_state or not more:
                return said
            self._times.sleep(self._settings.poll_wait)
        raise GatewayError(Fault.CONFIG, "polls")

    def _failed(self, state: _State) -> bool:
        return state.state == self._settings.done_state and state.code != 1

    def _page(self, place: _Place) -> DepositPage:
        asked = {"TradeType": "I", "Page": place.page, "PerPage": _PAGE, "Order": "A"}
        said = told(self._wire.read(Call("GET", f"{_PATH}/{place.job}", "rows", params=asked)), _Rows)
        if isinstance(said, No):
            raise GatewayError(Fault.TEMPORARY, str(said.code), said.message)
        account = self._settings.accounts[place.account]
        found = tuple(self._deposit(account.number, row) for row in said.rows)
        after = replace(place, page=place.page + 1)
        if place.page >= said.pages:
            after = replace(place, account=place.account + 1, job="", page=1)
        return DepositPage(found, _cursor(after), more=after.account < len(self._settings.accounts))

    def _deposit(self, account: str, row: Mapping[str, Any]) -> BankDeposit:
        names = self._settings.names
        try:
            at = datetime.strptime(str(row[names.at]), "%Y%m%d%H%M%S").replace(tzinfo=SEOUL)
            amount = int(str(row[names.amount]).replace(",", ""))
            key = str(row[names.id])
        except (KeyError, ValueError) as error:
            raise GatewayError(Fault.PROTOCOL, "row", str(error)[:80]) from error
        remarks = [text for name in names.remarks if (text := str(row.get(name) or "").strip())]
        depositor, memo = remarks[0] if remarks else "", " ".join(remarks[1:])
        return BankDeposit(account, key, int(at.timestamp()), amount, depositor, memo)


def _day(moment: datetime, before: int = 0) -> str:
    return (moment - timedelta(days=before)).strftime(_DAY)


def _cursor(place: _Place) -> str:
    return _PLACES.dump_json(place).decode()
