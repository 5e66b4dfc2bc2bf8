"""The numbers that stand for fields in stored changes. Append only: they are in every store."""

from __future__ import annotations

_STORED: dict[str, str] = {
    "order": "number channel placed_at buyer_name buyer_phone trade buyer_email channel_number shop device"
    " member first gift pending sections_made items_made separate taken_by taken_at"
    " taken_note",
    "lines": "* name option qty unit_price total product sku grade_discount coupon_discount points"
    " promotion_discount physical cause",
    "sections": "* state address delivery freight origin paid_by fee_base fee_remote fee_extra fee_discount"
    " note courier tracking shared label_stale tracked_at sent_at done_at confirmed_at delay_until"
    " delay_reason delay_note",
    "items": "* section line qty channel_state",
    "entries": "* kind method amount at follows due_at extra assumed depositor account claim refunds note",
    "claims": "* kind section by at before reason detail buyer_fault pickup pickup_courier pickup_number"
    " pickup_note collected_at held decision decided_at decision_note fee_withheld fee_charged restock"
    " cost pickup_asked pickup_pay points_back coupons_back options held_amount points_withheld resent",
    "holds": "* section reason note by at",
    "receipts": "* purpose identity state mode approval done_at amount act reference",
    "memos": "* text author at edited_at resolved",
}
"""For each part its fields in the order of their codes; `*` is the part as a whole."""

_BASES = {part: 100 * n for n, part in enumerate(_STORED)}

CODES: dict[tuple[str, str], int] = {
    (part, "" if name == "*" else name): _BASES[part] + n
    for part, names in _STORED.items()
    for n, name in enumerate(names.split())
}
"""The code of (part, field); field "" is the part as a whole."""

FIELDS: dict[int, tuple[str, str]] = {code: field for field, code in CODES.items()}
"""The (part, field) of a code."""
