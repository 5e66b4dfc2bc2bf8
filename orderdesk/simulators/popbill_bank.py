"""The played Popbill's reading of bank accounts: jobs that take their time, and pages of what they found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx

from orderdesk.simulators.world import World

SEOUL = timezone(timedelta(hours=9))
JOB_SECONDS = 3.0
"""How long a job takes."""

KEPT_SECONDS = 3600.0
"""How long what a job found is kept."""

_NO_JOB, _NO_ACCOUNT, _BAD_FIELD = -70_000_003, -70_000_001, -70_000_002

NAMES: Mapping[str, str] = {
    "id": "tid",
    "at": "trdt",
    "in": "accIn",
    "out": "accOut",
    "left": "balance",
    "remark": "remark",
}

Body = dict[str, Any]


class No(Exception):
    """A refusal: its number and words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


@dataclass
class Movement:
    """Money that came into an account or went out of it (negative), won."""

    id: str
    at: float
    won: int
    remarks: tuple[str, ...]
    memo: str = ""


@dataclass
class _Job:
    account: str
    since: str
    until: str
    ready_at: float
    error: str = ""
    found: list[Movement] = field(default_factory=list)


class Bank:
    """The accounts that the member registered, by number.

    `down`: why the banks' pages can't be read now. `job_seconds`: how long a job takes.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.accounts: dict[str, tuple[str, list[Movement]]] = {}
        self.names = dict(NAMES)
        self.down = ""
        self.job_seconds = JOB_SECONDS
        self._jobs: dict[str, _Job] = {}

    def register(self, bank: str, number: str) -> None:
        """The member has account *number* at *bank* read."""
        self.accounts[number] = (bank, [])

    def deposit(self, number: str, won: int, *remarks: str, ago: float = 0.0) -> str:
        """*won* came into account *number*; the transaction's id. Negative won went out."""
        rows = self.accounts[number][1]
        made = Movement(f"{number}-{len(rows) + 1:06}", self.world.clock.now() - ago, won, remarks)
        rows.append(made)
        return made.id

    def answer(self, request: httpx.Request, parts: list[str]) -> Body:
        """The reply to a call under /EasyFin/Bank."""
        asked = request.url.params
        match request.method, parts:
            case "POST", ["BankAccount"]:
                return self._begin(asked)
            case "GET", [name, "State"]:
                return self._state(name)
            case "GET", [name]:
                return self._rows(self._job(name), asked)
            case "POST", ["SaveMemo"]:
                return self._note(asked)
        raise No(_BAD_FIELD, request.url.path)

    def _begin(self, asked: httpx.QueryParams) -> Body:
        number = asked.get("AccountNumber", "")
        bank, rows = self.accounts.get(number, ("", []))
        if not bank or bank != asked.get("BankCode"):
            raise No(_NO_ACCOUNT, "등록되지 않은 계좌입니다")
        since, until = asked.get("SDate", ""), asked.get("EDate", "")
        if len(since) != 8 or len(until) != 8 or since > until:
            raise No(_BAD_FIELD, "SDate, EDate")
        job = _Job(number, since, until, self.world.clock.now() + self.job_seconds, self.down)
        job.found = [each for each in rows if since <= _day(each.at) <= until]
        name = f"{len(self._jobs) + 1:018}"
        self._jobs[name] = job
        return {"jobID": name}

    def _job(self, name: str) -> _Job:
        job = self._jobs.get(name)
        if job is None or self.world.clock.now() > job.ready_at + KEPT_SECONDS:
            raise No(_NO_JOB, "작업아이디가 없습니다")
        return job

    def _state(self, name: str) -> Body:
        job = self._job(name)
        if self.world.clock.now() < job.ready_at:
            return {"jobID": name, "jobState": 2}
        code = -1 if job.error else 1
        return {"jobID": name, "jobState": 3, "errorCode": code, "errorReason": job.error}

    def _rows(self, job: _Job, asked: httpx.QueryParams) -> Body:
        size, page = int(asked.get("PerPage", 500)), int(asked.get("Page", 1))
        kinds = asked.get("TradeType", "I").split(",")
        if size > 1000 or not set(kinds) <= {"I", "O"} or self.world.clock.now() < job.ready_at:
            raise No(_BAD_FIELD, "PerPage, TradeType")
        text = asked.get("SearchString", "")
        rows = [each for each in job.found if ("I" if each.won > 0 else "O") in kinds]
        rows = [each for each in rows if not text or any(text in remark for remark in each.remarks)]
        rows.sort(key=lambda each: each.at, reverse=asked.get("Order", "D") == "D")
        return {
            "code": 1,
            "message": "",
            "total": len(rows),
            "perPage": size,
            "pageNum": page,
            "pageCount": max(1, -(-len(rows) // size)),
            "list": [self._shown(each) for each in rows[(page - 1) * size : page * size]],
        }

    def _shown(self, row: Movement) -> Body:
        names = self.names
        remarks = {f"{names['remark']}{n}": text for n, text in enumerate(row.remarks, 1)}
        return {
            names["id"]: row.id,
            names["at"]: datetime.fromtimestamp(row.at, SEOUL).strftime("%Y%m%d%H%M%S"),
            names["in"]: str(max(row.won, 0)),
            names["out"]: str(max(-row.won, 0)),
            names["left"]: "0",
            "memo": row.memo,
            **remarks,
        }

    def _note(self, asked: httpx.QueryParams) -> Body:
        for _, rows in self.accounts.values():
            for each in rows:
                if each.id == asked.get("TID"):
                    each.memo = asked.get("Memo", "")
                    return {"code": 1, "message": ""}
        raise No(_BAD_FIELD, "TID")


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, SEOUL).strftime("%Y%m%d")
