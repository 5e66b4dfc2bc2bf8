"""The command line in the test's own process: arguments in, status and both streams out."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import Any

import pytest

from orderdesk.cli import main
from orderdesk.core.domain.orders import Order
from orderdesk.core.store.engine import open_store
from tests.services.desk import NOW, Desk


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left: its exit status, its data and its talk."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  # JSON of any shape
        """The data as one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The data as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Shell:
    """Somebody at a shell."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.url = url
        self.clock = NOW
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        for room in (
            "common",
            "accesses",
            "api",
            "accounts",
            "deposits",
            "create",
            "receipts",
            "refunds",
            "acting",
            "jobs",
            "matching",
            "connections",
            "money",
            "orders",
            "outbox",
            "privacy",
            "pack",
            "parcels",
            "export",
            "dispatch",
            "fee_file",
            "fee_quote",
            "fees",
            "files",
            "sheets",
            "shop_lists",
            "stock",
            "upkeep",
            "wave",
            "webhooks",
            "doctor",
            "board",
            "day",
            "copies",
            "courier",
            "rehearse",
            "issue",
            "orders",
            "planned",
        ):
            monkeypatch.setattr(f"orderdesk.cli.{room}.now", lambda: self.clock)

    def __call__(self, *arguments: str, stdin: str = "", db: bool = True) -> Said:
        """Run a command on the store."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        status = main(["--db", self.url, *arguments] if db else list(arguments))
        out, err = self._capsys.readouterr()
        return Said(status, out, err)

    def add(self, *orders: Order) -> None:
        """Put orders into the store."""
        with open_store(self.url) as store:
            Desk(store).add(*orders)
