"""Which guides there are: in the order of a day's work, what each is about, and where to read on."""

from __future__ import annotations

from typing import Final, NamedTuple


class Listed(NamedTuple):
    """One guide: its id, the actions on orders that it is about, the guides to read after it."""

    id: str
    verbs: tuple[str, ...] = ()
    see: tuple[str, ...] = ()


GUIDES: Final[tuple[Listed, ...]] = (
    Listed("overview", (), ("import", "process", "list", "detail")),
    Listed("import", (), ("tracking-excel", "bank-records", "process")),
    Listed("process", ("ready", "ship", "deliver", "confirm", "back"), ("bulk", "tracking", "hold")),
    Listed("bulk", (), ("process", "efficient", "tracking-excel")),
    Listed("efficient", (), ("bulk", "search-filter", "tabs")),
    Listed("tracking", ("track", "untrack"), ("tracking-excel", "labels-setup", "partial")),
    Listed("tracking-excel", (), ("tracking", "partial")),
    Listed("labels-setup", (), ("tracking",)),
    Listed("picking", (), ("packing", "sheets")),
    Listed("packing", (), ("picking", "tracking", "day")),
    Listed("day", (), ("packing", "bulk", "hold")),
    Listed("partial", (), ("split-merge", "tracking")),
    Listed("split-merge", ("split", "merge", "separate", "unseparate"), ("partial",)),
    Listed("hold", ("hold", "release"), ("channels", "process")),
    Listed("cancel-return", ("cancel", "return", "refund"), ("exchange", "exchange-other", "payment")),
    Listed(
        "exchange",
        ("exchange", "pickup", "pickup-done", "approve", "reject", "withdraw"),
        ("exchange-other", "cancel-return"),
    ),
    Listed("exchange-other", ("swap",), ("exchange", "cancel-return", "add")),
    Listed("add", ("add",), ("deposit", "exchange-other", "create")),
    Listed("unpaid-cancel", ("reopen",), ("deposit", "add")),
    Listed("deposit", ("confirm-payment",), ("bank-records", "payment", "unpaid-cancel")),
    Listed("payment", (), ("deposit", "cancel-return", "receipt")),
    Listed(
        "receipt",
        ("receipt", "receipt-issue", "receipt-request", "receipt-cancel"),
        ("receipt-auto", "payment"),
    ),
    Listed("receipt-auto", (), ("receipt", "deposit")),
    Listed("fees", ("address",), ("channels", "create")),
    Listed("create", (), ("add", "deposit")),
    Listed("list", ("take", "let-go"), ("columns", "search-filter", "scroll")),
    Listed("search-filter", (), ("tabs", "list", "bulk")),
    Listed("tabs", (), ("search-filter", "columns")),
    Listed("columns", (), ("list", "tabs", "scroll")),
    Listed("scroll", (), ("columns", "list")),
    Listed("detail", (), ("timeline", "partial", "payment")),
    Listed("timeline", (), ("memos", "detail")),
    Listed("memos", (), ("timeline", "detail")),
    Listed("channels", ("delay",), ("channel-state", "hold", "exchange")),
    Listed("channel-state", (), ("channels", "tracking")),
    Listed("export", (), ("export-payments", "bank-records", "sheets")),
    Listed("export-payments", (), ("export", "bank-records")),
    Listed("bank-records", (), ("export-payments", "tabs", "deposit")),
    Listed("sheets", (), ("export", "tracking")),
    Listed("partners", (), ("channels", "export")),
    Listed("differences", (), ("overview", "efficient")),
    Listed("getting-in", (), ("faq", "overview")),
    Listed("faq", (), ("receipt", "channels", "export")),
)
