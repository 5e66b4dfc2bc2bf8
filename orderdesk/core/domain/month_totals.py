"""Monthly totals of orders, for the report of bank transfers (finding-and-files.md §7.1)."""

from __future__ import annotations

from datetime import datetime

from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.export_form import Table
from orderdesk.core.domain.orders import EntryKind, Order
from orderdesk.core.domain.seoul import SEOUL

SHEET = "월별 합계"
UNPAID = "미결제"
ALL = "합계"


class MonthTotals:
    """Adds orders up by the month (in Seoul) of their first payment.

    A refund counts in the month of its order's payment, so that the months add up to the column 최종결제금액.
    """

    def __init__(self) -> None:
        self._months: dict[str, list[int]] = {}

    def add(self, order: Order) -> None:
        """Counts *order*: its payments and refunds, won."""
        paid = [entry for entry in order.entries if entry.kind is EntryKind.PAID]
        refunded = -sum(entry.amount for entry in order.entries if entry.kind is EntryKind.REFUND)
        month = UNPAID
        if paid:
            month = datetime.fromtimestamp(min(entry.at for entry in paid), SEOUL).strftime("%Y-%m")
        sums = self._months.setdefault(month, [0, 0, 0])
        for n, value in enumerate((1, sum(entry.amount for entry in paid), refunded)):
            sums[n] += value

    def table(self) -> Table:
        """A row a month, the oldest first, and one of all."""
        whole = [sum(column) for column in zip(*self._months.values(), strict=True)] or [0, 0, 0]
        months = [*sorted(self._months.items()), (ALL, whole)]
        return Table(
            SHEET,
            ("결제월", "주문 수", "결제금액", "환불금액", "최종결제금액"),
            (Kind.TEXT, Kind.COUNT, Kind.WON, Kind.WON, Kind.WON),
            [[month, orders, paid, refunded, paid - refunded] for month, (orders, paid, refunded) in months],
        )
