"""What Naver holds of an order: its lines, their claims and parcels."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Claim:
    """A claim on `qty` pieces of a line; `status` in Naver's words. Times are seconds, UTC."""

    id: str
    kind: str
    status: str
    qty: int
    reason: str
    detail: str
    channel: str
    at: float
    hold: str = ""
    hold_note: str = ""
    fee: int = 0
    released: bool = False
    method: str = ""
    courier: str = ""
    tracking: str = ""
    again: tuple[str, str] = ("", "")

    @property
    def is_open(self) -> bool:
        """Whether something is still to be decided or done."""
        return not self.status.endswith(("_DONE", "_REJECT")) or self.status == "COLLECT_DONE"


@dataclass
class Parcel:
    """What a line was sent with; `wrong` once no courier knows the number."""

    method: str
    courier: str
    tracking: str
    at: float
    delivered_at: float | None = None
    wrong: bool = False


@dataclass
class Line:
    """A product order. `changed` is what was announced last, `said` a word to tell instead of its status."""

    id: str
    product: str
    option: str
    qty: int
    price: int
    option_price: int
    discount: int
    status: str
    left: int
    code: str
    placed: str = "NOT_YET"
    changed: str = ""
    changed_at: float = 0.0
    moved: bool = False
    claim: Claim | None = None
    past: list[Claim] = field(default_factory=list)
    parcel: Parcel | None = None
    due_at: float | None = None
    delay: tuple[str, str] = ("", "")
    decided_at: float | None = None
    said: str = ""

    def worth(self, pieces: int) -> int:
        """What *pieces* of it cost before discounts, won."""
        return (self.price + self.option_price) * pieces

    def paid(self, pieces: int) -> int:
        """What is paid for *pieces* of it, won."""
        return self.worth(pieces) - self.discount * pieces // self.qty


@dataclass
class Order:
    """An order. `fee` is for delivery, `region` what remote areas cost more, won."""

    id: str
    at: float
    buyer: str
    phone: str
    address: dict[str, str]
    note: str
    lines: list[Line]
    package: str
    fee: int
    region: int = 0
    paid_at: float | None = None
    gift: str = ""
    means: str = "신용카드 간편결제"
