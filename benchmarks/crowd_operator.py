"""One operator of a crowd: a process that finds, opens, ships, holds, writes memos, splits and takes back.

It works by the services that the screens use, thinks between two deeds, and keeps a journal of what it was
told. A desk that loses its store comes back by itself: what was named by a key is asked for again under that
name, anything else stays unknown, as a person would leave it until it was looked at.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.crowd_journal import Journal
from orderdesk.core import reference
from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.parcels import with_check_digit
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request, make_request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.order_export import FileLine, FileOrder, FileSection, OrderFile
from orderdesk.core.services import browsing
from orderdesk.core.services.acting import Selection, apply_action, plan_action
from orderdesk.core.services.importing import import_orders
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.showing import NoSuchOrder, show
from orderdesk.core.services.tabs import read_tabs
from orderdesk.core.services.undoing import NothingToUndo, apply_undo, last_job, plan_undo
from orderdesk.core.services.windows import Windows
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.jobs import JobRow, job_rows
from orderdesk.core.store.problems import StoreProblem
from orderdesk.settings import Settings

PAGE = 64
"""Rows that a desk shows."""

BULK, IMPORTED = 20, 5
"""Orders of a bulk change, and of an import."""

PREVIEW = 0.2
"""The share of the time to think that a preview is looked at."""

AGAIN = 0.3
"""Seconds after which a desk without its store tries again."""

PATIENCE = 120.0
"""Seconds after which a desk without its store gives up."""

MIX = {
    "find": 30,
    "open": 20,
    "ship": 12,
    "memo": 10,
    "hold": 8,
    "ready": 6,
    "release": 5,
    "split": 4,
    "undo": 3,
    "bulk": 1,
    "import": 1,
}
"""How often what is done, in a hundred."""

TABS = {"ship": "배송대기", "release": "배송보류"}
"""Where the orders of a deed are found; else under 상품준비."""

_STATES = {"ship": SectionState.READY}


@dataclass(slots=True)
class Tally:
    """What one operator did: milliseconds by deed, the times (UTC seconds) at which a change was
    acknowledged, and what the store was wrong with."""

    who: str
    times: dict[str, list[float]] = field(default_factory=dict)
    acknowledged: list[float] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    again: int = 0

    @property
    def deeds(self) -> int:
        """All that was done."""
        return sum(map(len, self.times.values()))


@dataclass(frozen=True, slots=True)
class Work:
    """What an operator is told before work: where the store and the journal are, how long, how fast."""

    url: str
    folder: Path
    nth: int
    seconds: float
    think: float
    seed: int

    @property
    def who(self) -> str:
        """The operator's name."""
        return f"작업자{self.nth:02d}"


def work(given: Work, meet: Callable[[], object]) -> None:
    """Work as *given* once all others are there, which *meet* waits for."""
    with open_store(given.url) as store:
        operator = Operator(store, given)
        meet()
        operator.run()
    path = given.folder / f"{given.who}.json"
    path.write_text(json.dumps(asdict(operator.tally), ensure_ascii=False), "utf-8")


class Operator:
    """An operator at work on an open store."""

    def __init__(self, store: Store, given: Work) -> None:
        self.store = store
        self.given = given
        self.actor = Actor(ActorKind.SELLER, given.who)
        self.settings = Settings(operator=given.who)
        self.tally = Tally(given.who)
        self._chance = random.Random(f"{given.seed}/{given.nth}")
        self._journal = Journal(given.folder / f"{given.who}.journal")
        self._courier = next(each for each in reference.couriers() if each.key == "cj")
        self._n = 0
        self._seen: list[Order] = []
        with store.reader() as conn:
            self._tabs = read_tabs(conn)

    def clock(self) -> int:
        return int(time.time())

    def run(self) -> None:
        """Work until the time is over."""
        end = time.monotonic() + self.given.seconds
        acts, weights = list(MIX), list(MIX.values())
        self.think()
        while time.monotonic() < end:
            act = self._chance.choices(acts, weights)[0]
            try:
                self.do(act)
            except StoreProblem as problem:
                self._told(problem)
                time.sleep(AGAIN)
            self.think()

    def think(self, share: float = 1.0) -> None:
        """A pause, on average as long as the operators were told to think."""
        if self.given.think:
            time.sleep(self._chance.uniform(0.5, 1.5) * self.given.think * share)

    def _told(self, problem: StoreProblem) -> None:
        self.tally.problems.append((problem.code, problem.message.ko, problem.message.en))

    def do(self, act: str) -> None:
        """One deed; its time goes into the tally, without that of looking at a preview."""
        self._n += 1
        if act == "open" and self._seen:
            self._timed("open", lambda: self._open(self._chance.choice(self._seen).number))
        elif act == "undo":
            self._undo()
        elif act == "import":
            self._import()
        elif act in ("find", "open"):
            self._timed("find", lambda: self._find(self._chance.choice(["상품준비", "배송대기", "전체"])))
        else:
            self._timed("find", lambda: self._find(TABS.get(act, "상품준비")))
            self._act(act)

    def _timed(self, act: str, what: Callable[[], Any], spent: float = 0.0) -> Any:  # noqa: ANN401
        begun = time.perf_counter()
        answer = what()
        ms = (time.perf_counter() - begun + spent) * 1000
        self.tally.times.setdefault(act, []).append(ms)
        return answer

    def _find(self, tab: str) -> None:
        """The first rows of a tab or of a search, with the counts of all tabs, as the desk reads them."""
        with self.store.reader() as conn:
            if self._chance.random() < 0.3:
                view = browsing.make_view(search=f"구매자{self._chance.randrange(1, 500)}")
            else:
                view = browsing.make_view(browsing.find_tab(conn, tab))
            self._seen, _ = Windows(view).top(conn, PAGE)
            browsing.tab_counts(conn, self._tabs)

    def _open(self, number: str) -> None:
        with self.store.reader() as conn:
            try:
                show(conn, number)
            except NoSuchOrder:
                return

    def _act(self, act: str) -> None:
        """A plan, a look at it, and its application, to orders that the last list showed."""
        numbers, request, mark = self._asked(act)
        if request is None:
            return
        begun = time.perf_counter()
        with self.store.reader() as conn:
            selection = Selection(tuple(numbers))
            plan, _ = plan_action(conn, selection, request, self.actor, self.clock(), self.settings)
        spent = time.perf_counter() - begun
        if not plan.count(Kind.APPLY):
            return
        self.think(PREVIEW)
        self._journal.note("begin", self._n, act=act, mark=mark)
        self._timed(act, lambda: self._apply(plan), spent)

    def _apply(self, plan: Plan) -> None:
        """Apply, and again under the same name as long as the store can't be reached."""
        key = f"{self.given.who}-{self._n}"
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                job = apply_action(self.store, plan, self.actor, self.clock, key=key)
                break
            except StoreProblem as problem:
                self._told(problem)
                if time.monotonic() > limit:
                    raise
                time.sleep(AGAIN)
                self.tally.again += 1
        self._done(job)

    def _done(self, job: int) -> None:
        """Note what the store says of *job*, as the desk shows it."""
        rows = self._rows(job)
        self._journal.note("done", self._n, job=job, rows=[list(row[:4]) for row in rows])
        if any(row.verdict == "apply" for row in rows):
            self.tally.acknowledged.append(time.time())

    def _rows(self, job: int) -> list[JobRow]:
        """The rows of *job*, asked for until the store answers."""
        limit = time.monotonic() + PATIENCE
        while True:
            try:
                with self.store.reader() as conn:
                    return job_rows(conn, job)
            except StoreProblem as problem:
                self._told(problem)
                if time.monotonic() > limit:
                    raise
                time.sleep(AGAIN)

    def _asked(self, act: str) -> tuple[Sequence[str], Request | None, list[str]]:
        """What to act on, what to ask for, and what only this deed brings."""
        state = _STATES.get(act, SectionState.PREPARING)
        fit = [
            (order, section.n)
            for order in self._seen
            for section in order.sections
            if section.state is state and (act != "split" or _splittable(order, section.n))
        ]
        if act == "memo":
            fit = [(order, 0) for order in self._seen]
        if not fit:
            return (), None, []
        order, n = self._chance.choice(fit)
        name, mark = f"{order.number}-S{n}" if n else order.number, list[str]()
        if act == "bulk":
            chosen = self._chance.sample(fit, min(BULK, len(fit)))
            return [f"{each.number}-S{k}" for each, k in chosen], make_request("ready", {}), []
        fields: dict[str, str] = {}
        verb = act
        if act == "ship":
            body = f"64{self.given.nth:03d}{self._n:06d}"
            mark = [with_check_digit(self._courier, body)]
            verb, fields = "track", {"courier": self._courier.name, "number": mark[0], "to": "ship"}
        elif act == "memo":
            mark = [f"{self.given.who}의 메모 {self._n}"]
            fields = {"text": mark[0]}
        elif act == "hold":
            fields = {"reason": "STOCK"}
        elif act == "split":
            item = next(each for each in order.items_of(n) if each.qty > 1)
            fields = {"items": f"{item.n}:1"}
        return [name], make_request(verb, fields), mark

    def _undo(self) -> None:
        """Take the last job of one's own back."""
        begun = time.perf_counter()
        with self.store.reader() as conn:
            try:
                job = last_job(conn, self.actor)
            except NothingToUndo:
                return
            plan = plan_undo(conn, job)
        spent = time.perf_counter() - begun
        if not plan.count(Kind.APPLY):
            return
        self.think(PREVIEW)
        self._journal.note("begin", self._n, act="undo", mark=[], undoes=job)
        undo = self._timed("undo", lambda: apply_undo(self.store, job, plan, self.actor, self.clock), spent)
        self._done(undo)

    def _import(self) -> None:
        """Bring in a file of a few orders."""
        numbers = [f"I{self.given.nth:03d}{self._n:06d}{k}" for k in range(IMPORTED)]
        file = OrderFile("주문.xlsx", "Sheet1", len(numbers), [_file_order(each) for each in numbers], [])
        self._journal.note("begin", self._n, act="import", mark=numbers)
        result = self._timed("import", lambda: import_orders(self.store, file, self.actor, self.clock))
        if result.job is None:
            self._journal.note("nothing", self._n)
        else:
            self._done(result.job)


def _splittable(order: Order, section: int) -> bool:
    return any(item.qty > 1 for item in order.items_of(section))


def _file_order(number: str) -> FileOrder:
    """An order of one section as an export has it."""
    line = FileLine(f"{number}-1", "P1", "유기농 쌀", "10kg", 2, 5_000, 0, 0, 0, 10_000, 2)
    section = FileSection(
        f"{number}-S1",
        *("택배", "선불", "", "", "성춘향", "010-0000-5678", "KR", "06234"),
        *(f"서울 강남구 테헤란로 {number[-4:]}", "1호", "", "", "", "", ""),
        lines=(line,),
    )
    placed = datetime.fromisoformat("2026-11-20T09:12:00+09:00")
    return FileOrder(
        number,
        *("우리상점", "거래개시", 10_000, 0, 3_000, 0, 13_000, "홍길동", "", "010-0000-1234", placed),
        sections=(section,),
        row=2,
    )
