"""SweetTracker (스마트택배), played: a key with a quota, six levels, refusals that come with HTTP 200."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl

import httpx

from orderdesk.simulators.world import World

_SEOUL = timezone(timedelta(hours=9))
KINDS = {
    1: "배송준비중",
    2: "집화완료",
    3: "배송중",
    4: "지점도착",
    5: "배송출발",
    6: "배송완료",
}
"""What each level is called."""

COMPANIES = {
    "01": "우체국택배",
    "04": "CJ대한통운",
    "05": "한진택배",
    "06": "로젠택배",
    "08": "롯데택배",
    "11": "일양로지스",
    "12": "EMS",
}

_WORDS = {
    "101": "존재하지 않는 키입니다.",
    "102": "사용 기간이 만료된 키입니다.",
    "103": "조회 한도를 초과했습니다.",
    "104": "유효하지 않은 운송장번호이거나 택배사 코드입니다.",
    "105": "같은 운송장을 너무 많이 조회했습니다.",
    "106": "조회 중 오류가 발생했습니다.",
}


@dataclass
class _Parcel:
    details: list[dict[str, Any]] = field(default_factory=list)


class SweetTracker:
    """Parcels by company code and number. `quota` is what a day allows, `same` how often one number.

    `plain_times`: details tell their time as yyyyMMddHHmmss and not in milliseconds, as older replies did.
    `old_refusals`: a refusal says `result` "E" and no `status`.
    """

    def __init__(self, world: World, key: str = "sim-key", quota: int = 1000, same: int = 100) -> None:
        self.world = world
        self.key = key
        self.quota = quota
        self.same = same
        self.expired = False
        self.broken = False
        self.plain_times = False
        self.old_refusals = False
        self._parcels: dict[tuple[str, str], _Parcel] = {}
        self._asked: Counter[tuple[str, str, str]] = Counter()
        self._day = ""

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The answer to *request*."""
        return self.world.carry(request, self._answer)

    def register(self, company: str, number: str) -> None:
        """The parcel is known, and nothing has happened to it: level 1 without details."""
        self._parcels.setdefault((company, number), _Parcel())

    def carrier_scan(self, company: str, number: str, level: int, where: str = "서울") -> None:
        """The carrier read the label: *level* 1 to 6; levels may be left out, or told late."""
        self.register(company, number)
        now = datetime.fromtimestamp(self.world.clock.now(), _SEOUL)
        detail: dict[str, Any] = {
            "where": where,
            "kind": KINDS[level],
            "level": level,
            "telno": "010-0000-0000",
            "telno2": "",
            "remark": "",
            "manName": "",
            "manPic": "",
            "code": None,
        }
        if self.plain_times:
            detail["timeString"] = now.strftime("%Y%m%d%H%M%S")
        else:
            detail["time"] = int(now.timestamp()) * 1000
            detail["timeString"] = now.strftime("%Y-%m-%d %H:%M:%S")
        self._parcels[company, number].details.append(detail)

    def books(self) -> dict[str, int]:
        """The highest level of every parcel, by "code/number"."""
        return {
            f"{company}/{number}": max([1, *(one["level"] for one in parcel.details)])
            for (company, number), parcel in self._parcels.items()
        }

    def _answer(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params) | dict(parse_qsl(request.content.decode("utf-8", "replace")))
        if request.url.path == "/api/v1/companylist":
            return self._companies(query)
        if request.url.path == "/api/v1/trackingInfo":
            return self._tracking(query)
        return httpx.Response(404, json={"error": "Not Found"})

    def _companies(self, query: dict[str, str]) -> httpx.Response:
        refused = self._stranger(query)
        if refused is not None:
            return refused
        rows = [
            {"Code": code, "Name": name, "International": "true" if code == "12" else "false"}
            for code, name in COMPANIES.items()
        ]
        return httpx.Response(200, json={"Company": rows})

    def _tracking(self, query: dict[str, str]) -> httpx.Response:
        refused = self._stranger(query)
        if refused is not None:
            return refused
        place = (query.get("t_code", ""), query.get("t_invoice", ""))
        today = datetime.fromtimestamp(self.world.clock.now(), _SEOUL).strftime("%Y%m%d")
        if today != self._day:
            self._day = today
            self._asked.clear()
        self._asked[(today, *place)] += 1
        if self._asked.total() > self.quota:
            return self._refused("103")
        if self._asked[(today, *place)] > self.same:
            return self._refused("105")
        if self.broken:
            return self._refused("106")
        if place[0] not in COMPANIES or place not in self._parcels:
            return self._refused("104")
        return httpx.Response(200, json=self._found(place[1], self._parcels[place]))

    def _stranger(self, query: dict[str, str]) -> httpx.Response | None:
        if query.get("t_key") != self.key:
            return self._refused("101")
        return self._refused("102") if self.expired else None

    def _refused(self, code: str) -> httpx.Response:
        if self.old_refusals:
            return httpx.Response(200, json={"result": "E", "msg": _WORDS[code], "code": int(code)})
        return httpx.Response(200, json={"status": False, "msg": _WORDS[code], "code": code})

    def _found(self, number: str, parcel: _Parcel) -> dict[str, Any]:
        """A parcel. `level` is of the newest detail, which is not always the highest."""
        details = parcel.details
        level = details[-1]["level"] if details else 1
        done = any(one["level"] == 6 for one in details)
        return {
            "result": "Y",
            "invoiceNo": number,
            "itemName": "",
            "receiverName": "홍*동",
            "receiverAddr": "",
            "senderName": "",
            "recipient": "",
            "orderNumber": None,
            "estimate": None,
            "productInfo": None,
            "zipCode": None,
            "adUrl": "",
            "itemImage": "",
            "level": level,
            "complete": done,
            "completeYN": "Y" if done else "N",
            "trackingDetails": details,
            "firstDetail": details[0] if details else None,
            "lastDetail": details[-1] if details else None,
            "lastStateDetail": details[-1] if details else None,
        }
