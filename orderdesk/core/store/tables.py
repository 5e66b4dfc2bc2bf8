"""The schema, declared: one SQLModel class a table. Only migrations, whole copies and tests import it.

Every list, load and write of the store is text SQL over these names; a test compiles each statement
against the migrated schema on both engines, and another compares this declaration with the migrations.
Times are seconds since 1970 in UTC, money is whole won, enums are the numbers of `core.domain`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

BIG = BigInteger().with_variant(Integer(), "sqlite")
"""Keys, times and won; on SQLite plain INTEGER, so that a single key is the row's own address."""

EXACT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is looked up by its beginning: compared byte by byte on both engines."""

Declared = Any
"""A field: SQLModel declares it as whatever the annotation beside it says."""

NO_ROWID = {"sqlite_with_rowid": False}


def _key() -> Declared:
    return Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})


def _ref(table: str, **options: Declared) -> Declared:
    return Field(sa_type=BIG, sa_column_args=[ForeignKey(f"{table}.id")], **options)


def _owner(table: str) -> Declared:
    return Field(
        primary_key=True,
        sa_type=BIG,
        sa_column_args=[ForeignKey(f"{table}.id")],
        sa_column_kwargs={"autoincrement": False},
    )


def _nth() -> Declared:
    return Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})


def _small() -> Declared:
    return Field(sa_type=SmallInteger)


def _big() -> Declared:
    return Field(sa_type=BIG)


def _text() -> Declared:
    return Field(sa_type=Text)


class FacetRow(SQLModel, table=True):
    """One combination of the tab dimensions, with the exact number of its orders."""

    __tablename__ = "facet"
    __table_args__ = (
        UniqueConstraint("channel", "trade", "pay", "method", "member", "region", "mask", name="facet_dims"),
    )
    id: int = _key()
    channel: int = _small()
    trade: int = _small()
    pay: int = _small()
    method: int = _small()
    member: int = _small()
    region: int = _small()
    mask: int = _big()
    n: int = _big()


class FacetDayRow(SQLModel, table=True):
    """How many orders of a facet were placed on a day in Seoul."""

    __tablename__ = "facet_day"
    __table_args__ = (NO_ROWID,)
    facet_id: int = _owner("facet")
    day: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    n: int = _big()


class OrderRow(SQLModel, table=True):
    """An order's own fields."""

    __tablename__ = "orders"
    __table_args__ = (
        Index("orders_number", "number", unique=True),
        Index("orders_facet", "facet_id", "placed_at"),
        Index("orders_placed", "placed_at"),
        Index(
            "orders_taken",
            "taken_at",
            sqlite_where=text("taken_at IS NOT NULL"),
            postgresql_where=text("taken_at IS NOT NULL"),
        ),
        Index(
            "orders_channel_number",
            "channel_number",
            "channel",
            unique=True,
            sqlite_where=text("channel_number <> ''"),
            postgresql_where=text("channel_number <> ''"),
        ),
    )
    id: int = _key()
    facet_id: int = _ref("facet")
    placed_at: int = _big()
    version: int = Field(sa_type=Integer)
    number: str = Field(sa_type=EXACT)
    channel: int = _small()
    buyer_name: str = _text()
    buyer_phone: str = _text()
    trade: int = _small()
    buyer_email: str = _text()
    channel_number: str = _text()
    shop: str = _text()
    device: int = _small()
    member: int = _small()
    first: int = _small()
    gift: int = _small()
    pending: int = _small()
    sections_made: int = _small()
    items_made: int = _small()
    separate: int = _small()
    taken_by: str = _text()
    taken_at: int | None = _big()
    taken_note: str = _text()


class GoodsRow(SQLModel, table=True):
    """The texts of a bought product option, once for all lines that say the same."""

    __tablename__ = "goods"
    __table_args__ = (UniqueConstraint("name", "option", "product", "sku", "physical", name="goods_texts"),)
    id: int = _key()
    name: str = _text()
    option: str = _text()
    product: str = _text()
    sku: str = _text()
    physical: int = _small()


class LineRow(SQLModel, table=True):
    """A line of an order (품목)."""

    __tablename__ = "line"
    __table_args__ = (NO_ROWID,)
    order_id: int = _owner("orders")
    n: int = _nth()
    goods: int = _ref("goods")
    qty: int = Field(sa_type=Integer)
    unit_price: int = _big()
    total: int = _big()
    grade_discount: int = _big()
    coupon_discount: int = _big()
    points: int = _big()
    promotion_discount: int = _big()
    cause: int = _small()


class AddressRow(SQLModel, table=True):
    """A delivery address, once for all sections that go there; `hash` is of its content."""

    __tablename__ = "address"
    __table_args__ = (Index("address_hash", "hash"),)
    id: int = _key()
    hash: int = Field(sa_type=Integer)
    receiver: str = _text()
    phone: str = _text()
    zip: str = _text()
    line1: str = _text()
    line2: str = _text()
    country: str = _text()
    region: int = _small()


class ParcelRow(SQLModel, table=True):
    """A parcel (송장): one row for all sections that travel in it."""

    __tablename__ = "parcel"
    __table_args__ = (
        Index("parcel_number", "number"),
        Index("parcel_tail", text("substr(number, length(number) - 3)")),
    )
    id: int = _key()
    courier: str | None = _text()
    number: str | None = Field(sa_type=EXACT)
    state: int | None = _small()


class SectionRow(SQLModel, table=True):
    """A section of an order (주문섹션)."""

    __tablename__ = "section"
    __table_args__ = (
        Index(
            "section_parcel",
            "parcel",
            sqlite_where=text("parcel IS NOT NULL"),
            postgresql_where=text("parcel IS NOT NULL"),
        ),
        NO_ROWID,
    )
    order_id: int = _owner("orders")
    n: int = _nth()
    state: int = _small()
    address: int = _ref("address")
    parcel: int | None = _ref("parcel")
    delivery: int = _small()
    freight: int = _small()
    origin: int = _small()
    paid_by: int = _small()
    fee_base: int = _big()
    fee_remote: int = _big()
    fee_extra: int = _big()
    fee_discount: int = _big()
    note: str = _text()
    shared: int = _small()
    label_stale: int = _small()
    tracked_at: int | None = _big()
    sent_at: int | None = _big()
    done_at: int | None = _big()
    confirmed_at: int | None = _big()
    delay_until: int | None = _big()
    delay_reason: str = _text()
    delay_note: str = _text()


class ItemRow(SQLModel, table=True):
    """Pieces of a line in a section (섹션품목)."""

    __tablename__ = "item"
    __table_args__ = (NO_ROWID,)
    order_id: int = _owner("orders")
    n: int = _nth()
    section: int = _small()
    line: int = _small()
    qty: int = Field(sa_type=Integer)
    channel_state: int | None = _small()


class EntryRow(SQLModel, table=True):
    """A money row (결제/환불); `refunds` is JSON, NULL when there are none."""

    __tablename__ = "entry"
    __table_args__ = (NO_ROWID,)
    order_id: int = _owner("orders")
    n: int = _nth()
    kind: int = _small()
    method: int = _small()
    amount: int = _big()
    at: int = _big()
    follows: int | None = _small()
    due_at: int | None = _big()
    extra: int = _small()
    assumed: int = _small()
    depositor: str = _text()
    account: str = _text()
    claim: int | None = _small()
    refunds: str | None = _text()
    note: str = _text()


class ClaimRow(SQLModel, table=True):
    """A claim (취소/반품/교환); `options` is JSON, NULL when nothing is exchanged for another option."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(
            "claim_open", "order_id", sqlite_where=text("decision = 0"), postgresql_where=text("decision = 0")
        ),
        NO_ROWID,
    )
    order_id: int = _owner("orders")
    n: int = _nth()
    kind: int = _small()
    section: int = _small()
    by: int = _small()
    at: int = _big()
    before: int = _small()
    reason: str = _text()
    detail: str = _text()
    buyer_fault: int = _small()
    cost: str = _text()
    pickup_asked: str = _text()
    pickup: str = _text()
    pickup_pay: str = _text()
    pickup_courier: str = _text()
    pickup_number: str = _text()
    pickup_note: str = _text()
    collected_at: int | None = _big()
    held: str = _text()
    decision: int = _small()
    decided_at: int | None = _big()
    decision_note: str = _text()
    fee_withheld: int = _big()
    fee_charged: int = _big()
    points_back: int = _big()
    coupons_back: str = _text()
    restock: int = _small()
    held_amount: int = _big()
    points_withheld: int = _big()
    resent: int = _small()
    options: str | None = _text()


class HoldRow(SQLModel, table=True):
    """A live hold (배송보류)."""

    __tablename__ = "hold"
    __table_args__ = (NO_ROWID,)
    order_id: int = _owner("orders")
    n: int = _nth()
    section: int = _small()
    reason: str = _text()
    note: str = _text()
    by: str = _text()
    at: int = _big()


class ReceiptRow(SQLModel, table=True):
    """A cash receipt (현금영수증)."""

    __tablename__ = "receipt"
    __table_args__ = (NO_ROWID,)
    order_id: int = _owner("orders")
    n: int = _nth()
    purpose: str = _text()
    identity: str = _text()
    state: str = _text()
    mode: str = _text()
    approval: str = _text()
    done_at: int | None = _big()
    amount: int = _big()
    act: int = _big()
    reference: str = _text()


class MemoRow(SQLModel, table=True):
    """A memo (메모)."""

    __tablename__ = "memo"
    __table_args__ = (NO_ROWID,)
    order_id: int = _owner("orders")
    n: int = _nth()
    text: str = _text()
    author: str = _text()
    at: int = _big()
    edited_at: int | None = _big()
    resolved: int = _small()


class ActorRow(SQLModel, table=True):
    """Somebody who acted."""

    __tablename__ = "actor"
    __table_args__ = (UniqueConstraint("kind", "name", name="actor_who"),)
    id: int = _key()
    kind: int = _small()
    name: str = _text()


class JobTable(SQLModel, table=True):
    """A bulk job (일괄작업), with the number of its rows by verdict."""

    __tablename__ = "job"
    id: int = _key()
    action: str = _text()
    state: int = _small()
    actor: int = _ref("actor")
    at: int = _big()
    ended_at: int | None = _big()
    undo_of: int | None = _ref("job")
    note: str = _text()
    planned: int = Field(sa_type=Integer)
    applied: int = Field(sa_type=Integer)
    skipped: int = Field(sa_type=Integer)
    refused: int = Field(sa_type=Integer)


class JobRequestRow(SQLModel, table=True):
    """What a job was asked, as JSON: it may be megabytes, and stands apart from what every slice counts."""

    __tablename__ = "job_request"
    job_id: int = Field(
        primary_key=True,
        sa_type=BIG,
        sa_column_args=[ForeignKey("job.id")],
        sa_column_kwargs={"autoincrement": False},
    )
    body: str = _text()


class JobRowRow(SQLModel, table=True):
    """One row of a job's plan; `section` is 0 where the row is about the whole order."""

    __tablename__ = "job_row"
    __table_args__ = (NO_ROWID,)
    job_id: int = _owner("job")
    order_id: int = _owner("orders")
    section: int = _nth()
    verdict: int = _small()
    code: str | None = _text()
    version: int = Field(sa_type=Integer)


class EventRow(SQLModel, table=True):
    """Something that happened to an order; `changes` is compact JSON, `sealed` the salted hash of the
    personal share, which stands in `event_private`."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_order", "order_id"),
        Index(
            "event_job",
            "job",
            sqlite_where=text("job IS NOT NULL"),
            postgresql_where=text("job IS NOT NULL"),
        ),
    )
    id: int = _key()
    order_id: int = _ref("orders")
    verb: str = _text()
    section: int | None = _small()
    at: int = _big()
    actor: int = _ref("actor")
    job: int | None = _ref("job")
    note: str = _text()
    changes: str | None = _text()
    sealed: bytes | None = Field(sa_type=LargeBinary)


class EventPrivateRow(SQLModel, table=True):
    """The personal share of an event's changes; erasable."""

    __tablename__ = "event_private"
    event_id: int = Field(
        primary_key=True,
        sa_type=BIG,
        sa_column_args=[ForeignKey("event.id")],
        sa_column_kwargs={"autoincrement": False},
    )
    salt: bytes = Field(sa_type=LargeBinary)
    changes: str = _text()


class ChainRow(SQLModel, table=True):
    """One link a transaction, by the number of its last event; `at` never falls from one to the next."""

    __tablename__ = "chain"
    last_event: int = _key()
    link: bytes = Field(sa_type=LargeBinary)
    at: int = _big()


class TabRow(SQLModel, table=True):
    """A saved tab; `conditions` is JSON."""

    __tablename__ = "tab"
    id: int = _key()
    position: int = _small()
    name: str = Field(sa_type=Text, unique=True)
    conditions: str = _text()


class BankAccountRow(SQLModel, table=True):
    """A bank account of the shop, to which deposits come."""

    __tablename__ = "bank_account"
    id: int = _key()
    bank: str = _text()
    number: str = Field(sa_type=Text, unique=True)
    holder: str = _text()


class PreferenceRow(SQLModel, table=True):
    """What an operator, or with no name the whole shop, has set; `body` is JSON."""

    __tablename__ = "preference"
    __table_args__ = (NO_ROWID,)
    owner: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)
    body: str = _text()


class AccessRow(SQLModel, table=True):
    """An access to personal data: who, from where, to what of how many people, and why."""

    __tablename__ = "access"
    id: int = _key()
    at: int = _big()
    actor: int = _ref("actor")
    place: str = _text()
    what: str = _text()
    scope: str = _text()
    template: str = _text()
    file: str = _text()
    reason: str = _text()
    orders: int = Field(sa_type=Integer)
    rows: int = Field(sa_type=Integer)
    people: int = Field(sa_type=Integer)


class AccessChainRow(SQLModel, table=True):
    """The link of an access record, and of the last one that was deleted."""

    __tablename__ = "access_chain"
    id: int = _key()
    link: bytes = Field(sa_type=LargeBinary)


class OperatorRow(SQLModel, table=True):
    """Somebody who works here; a login is known by its user or its key, `passphrase` is a hash."""

    __tablename__ = "operator"
    id: int = _key()
    name: str = Field(sa_type=Text, unique=True)
    role: int = _small()
    login_user: str | None = Field(sa_type=Text, unique=True)
    ssh_key: str | None = Field(sa_type=Text, unique=True)
    passphrase: str = _text()
    disabled: int = _small()
    created_at: int = _big()


class OperatorGrantRow(SQLModel, table=True):
    """A right that somebody gave an operator, or took; only ever added to."""

    __tablename__ = "operator_grant"
    id: int = _key()
    at: int = _big()
    actor: int = _ref("actor")
    operator: int = _ref("operator")
    what: str = _text()


class ConnectionRow(SQLModel, table=True):
    """An outside system that the desk speaks with. `settings` is JSON without any secret; ended ones stay."""

    __tablename__ = "connection"
    id: int = _key()
    system: str = _text()
    name: str = Field(sa_type=Text, unique=True)
    settings: str = _text()
    paused: int = _small()
    at: int = _big()
    ended_at: int | None = _big()


class FeedRow(SQLModel, table=True):
    """How far a connection has been read: `cursor` is written with what it brought; times of tries.

    `trouble` is what was wrong, in Korean and English, a line each. `rate` calls a second fill a bucket of
    `burst`, of which `room` was left when it was last spoken with.
    """

    __tablename__ = "feed"
    __table_args__ = (NO_ROWID,)
    connection: int = _owner("connection")
    name: str = Field(primary_key=True, sa_type=Text)
    cursor: str | None = _text()
    at: int | None = _big()
    tried_at: int | None = _big()
    tries: int = _small()
    trouble: str = _text()
    rate: float | None = Field(sa_type=Double)
    burst: int | None = _big()
    room: int | None = _big()


class ChannelOrderRow(SQLModel, table=True):
    """An order that a connection brought, and what the other side calls it.

    `place` is a digest of the address that it told last, by which a new one is noticed.
    """

    __tablename__ = "channel_order"
    __table_args__ = (UniqueConstraint("connection", "number", name="channel_order_number"),)
    order_id: int = _owner("orders")
    connection: int = _ref("connection")
    number: str = Field(sa_type=EXACT)
    place: str = _text()


class ChannelLineRow(SQLModel, table=True):
    """What the other side last said of a line: `raw` is its own word; `changed_at` its time of the change."""

    __tablename__ = "channel_line"
    __table_args__ = (
        UniqueConstraint("connection", "number", name="channel_line_number"),
        NO_ROWID,
    )
    order_id: int = _owner("orders")
    line: int = _nth()
    connection: int = _ref("connection")
    number: str = Field(sa_type=EXACT)
    section: str = _text()
    state: int | None = _small()
    raw: str = _text()
    confirmed: int = _small()
    claim: str = _text()
    claim_stage: str = _text()
    held: int = _small()
    moved: int = _small()
    courier: str = _text()
    tracking: str = _text()
    changed_at: int | None = _big()
    seen_at: int = _big()


class OutboxRow(SQLModel, table=True):
    """An intent to tell a channel something; waiting ones are withdrawn by undo, claimed ones forbid it.

    `next_at` is when it may be tried again, `code` and `message` what the other side said last.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_order", "order_id"),
        Index("outbox_state", "state"),
        Index(
            "outbox_job",
            "job_id",
            sqlite_where=text("job_id IS NOT NULL"),
            postgresql_where=text("job_id IS NOT NULL"),
        ),
    )
    id: int = _key()
    order_id: int = _ref("orders")
    job_id: int | None = _ref("job")
    connection: int = _ref("connection")
    state: int = _small()
    at: int = _big()
    intent: str = _text()
    tries: int = _small()
    next_at: int = _big()
    done_at: int | None = _big()
    code: str = _text()
    message: str = _text()


class GradeRow(SQLModel, table=True):
    """A member grade: what its members get off a price, in thousandths, and whether they pay no delivery."""

    __tablename__ = "grade"
    __table_args__ = (NO_ROWID,)
    name: str = Field(primary_key=True, sa_type=Text)
    discount: int = _small()
    free_shipping: int = _small()


class CustomerRow(SQLModel, table=True):
    """A member of the shop."""

    __tablename__ = "customer"
    __table_args__ = (Index("customer_phone", "phone"),)
    id: int = _key()
    code: str = Field(sa_type=EXACT, unique=True)
    name: str = _text()
    phone: str = Field(sa_type=EXACT)
    email: str = _text()
    grade: str = _text()
    zip: str = _text()
    line1: str = _text()
    line2: str = _text()
    joined_at: int | None = _big()


class ShippingPolicyRow(SQLModel, table=True):
    """How a product's delivery is charged; products of one `bundle` travel for one fee. `tiers` is JSON."""

    __tablename__ = "shipping_policy"
    id: int = _key()
    name: str = Field(sa_type=Text, unique=True)
    kind: str = _text()
    bundle: str = _text()
    freight: int = _small()
    fee: int = _big()
    threshold: int = _big()
    tiers: str = _text()
    remote: str = _text()


class RemoteZoneRow(SQLModel, table=True):
    """A range of postcodes that costs more to reach; the narrowest range that holds a postcode counts."""

    __tablename__ = "remote_zone"
    id: int = _key()
    name: str = _text()
    zip_from: str = Field(sa_type=EXACT)
    zip_to: str = Field(sa_type=EXACT)
    fee: int = _big()
    enabled: int = _small()
    suspect: int = _small()


class ProductRow(SQLModel, table=True):
    """A product of the shop; the period price counts from `sale_from` until before `sale_until`."""

    __tablename__ = "product"
    id: int = _key()
    code: str = Field(sa_type=EXACT, unique=True)
    name: str = _text()
    kind: str = _text()
    price: int = _big()
    sale_price: int | None = _big()
    sale_from: int | None = _big()
    sale_until: int | None = _big()
    policy: int | None = _ref("shipping_policy")
    weight: int = Field(sa_type=Integer)
    place: str = _text()
    on_sale: int = _small()


class ProductOptionRow(SQLModel, table=True):
    """What is bought of a product; `on_hand` and `allocated` are folded from the ledger of its stock."""

    __tablename__ = "product_option"
    __table_args__ = (Index("product_option_product", "product"), Index("product_option_barcode", "barcode"))
    id: int = _key()
    product: int = _ref("product")
    sku: str = Field(sa_type=EXACT, unique=True)
    option: str = _text()
    price_add: int = _big()
    barcode: str = Field(sa_type=EXACT)
    tracked: int = _small()
    on_hand: int = Field(sa_type=Integer)
    allocated: int = Field(sa_type=Integer)


class StockMoveRow(SQLModel, table=True):
    """One movement of stock; the ledger is only ever added to."""

    __tablename__ = "stock_move"
    __table_args__ = (
        Index("stock_move_option", "option"),
        Index(
            "stock_move_order",
            "order_id",
            sqlite_where=text("order_id IS NOT NULL"),
            postgresql_where=text("order_id IS NOT NULL"),
        ),
    )
    id: int = _key()
    option: int = _ref("product_option")
    kind: str = _text()
    qty: int = Field(sa_type=Integer)
    at: int = _big()
    actor: int = _ref("actor")
    order_id: int | None = _ref("orders")
    section: int | None = _small()
    job: int | None = _ref("job")
    note: str = _text()


class DraftRow(SQLModel, table=True):
    """An order that is being made by hand; `body` is JSON."""

    __tablename__ = "draft"
    id: int = _key()
    at: int = _big()
    actor: int = _ref("actor")
    body: str = _text()


class DepositRow(SQLModel, table=True):
    """A deposit that a statement told, and the order that it was taken for; `mark` knows it again."""

    __tablename__ = "deposit"
    __table_args__ = (NO_ROWID,)
    mark: str = Field(primary_key=True, sa_type=EXACT)
    account: str = _text()
    at: int = _big()
    depositor: str = _text()
    amount: int = _big()
    memo: str = _text()
    order_id: int = _ref("orders")


class ToldDepositRow(SQLModel, table=True):
    """A deposit that the connected bank told lately, whether a payment stands for it or not."""

    __tablename__ = "told_deposit"
    __table_args__ = (Index("told_deposit_at", "at"), NO_ROWID)
    mark: str = Field(primary_key=True, sa_type=EXACT)
    account: str = _text()
    at: int = _big()
    depositor: str = _text()
    amount: int = _big()
    memo: str = _text()


class RequestKeyRow(SQLModel, table=True):
    """What a caller named a request; the same name twice is one request."""

    __tablename__ = "request_key"
    __table_args__ = (NO_ROWID,)
    name: str = Field(primary_key=True, sa_type=EXACT)
    at: int = _big()
    job: int = _ref("job")


class ApiKeyRow(SQLModel, table=True):
    """A key to the API: the hash of it, what it opens, and when it was used last and from where.

    `scopes` and `networks` are words with spaces between them; a `channel` narrows it to that one's orders.
    """

    __tablename__ = "api_key"
    id: int = _key()
    name: str = Field(sa_type=Text, unique=True)
    hash: str = Field(sa_type=EXACT, unique=True)
    scopes: str = _text()
    networks: str = _text()
    channel: int | None = _small()
    created_at: int = _big()
    created_by: int = _ref("actor")
    revoked_at: int | None = _big()
    used_at: int | None = _big()
    used_from: str = _text()


class ApiRequestRow(SQLModel, table=True):
    """A write that a caller of the API named: what came, and the reply, NULL while it is being done."""

    __tablename__ = "api_request"
    __table_args__ = (
        UniqueConstraint("api_key", "path", "name", name="api_request_name"),
        Index("api_request_at", "at"),
    )
    id: int = _key()
    api_key: int = _ref("api_key")
    path: str = Field(sa_type=EXACT)
    name: str = Field(sa_type=EXACT)
    hash: str = _text()
    at: int = _big()
    status: int | None = _small()
    reply: str | None = _text()


class ShipmentRow(SQLModel, table=True):
    """A label that was handed in to a courier, or is about to be; see `domain.waybills.Waybill`."""

    __tablename__ = "shipment"
    __table_args__ = (
        Index("shipment_order", "order_id"),
        Index(
            "shipment_pending",
            "made_at",
            sqlite_where=text("pending = 1"),
            postgresql_where=text("pending = 1"),
        ),
        NO_ROWID,
    )
    key: str = Field(primary_key=True, sa_type=EXACT)
    order_id: int = _ref("orders")
    section: int = _small()
    courier: str = _text()
    made_at: int = _big()
    back: int = _small()
    batch: str = _text()
    number: str = _text()
    state: int = _small()
    seq: int = Field(sa_type=Integer)
    code: int = _small()
    pending: int = _small()
    replaces: str = _text()
    why: str = _text()


class ParcelWatchRow(SQLModel, table=True):
    """A parcel that is asked after: when next, what was said last, how often nothing new was."""

    __tablename__ = "parcel_watch"
    __table_args__ = (NO_ROWID,)
    number: str = Field(primary_key=True, sa_type=EXACT)
    courier: str = Field(primary_key=True, sa_type=Text)
    next_at: int = _big()
    asked_at: int = _big()
    code: int = _small()
    misses: int = _small()
    why: str = _text()


class WebhookRow(SQLModel, table=True):
    """Who hears of changed orders: so far up to change `cursor`; `next_at` is NULL while it is stuck."""

    __tablename__ = "webhook"
    id: int = _key()
    url: str = _text()
    made_at: int = _big()
    made_by: int = _ref("actor")
    cursor: int = _big()
    tries: int = _small()
    next_at: int | None = _big()
    trouble: str = _text()
    ended_at: int | None = _big()


class BoxRow(SQLModel, table=True):
    """A box at the packing station; `closed_n` is the gesture that closed it, NULL while it is open.

    An index holds only the few that somebody began and that have not left.
    """

    __tablename__ = "box"
    __table_args__ = (
        Index("box_waiting", "at", sqlite_where=text("state < 3"), postgresql_where=text("state < 3")),
    )
    id: int = _key()
    state: int = _small()
    round: int = _small()
    holder: int = _ref("actor")
    opened_at: int = _big()
    at: int = _big()
    closed_n: int | None = Field(sa_type=Integer)


class BoxSectionRow(SQLModel, table=True):
    """A section that a box is, or once was, packed for; it stands in one box at most."""

    __tablename__ = "box_section"
    __table_args__ = (
        Index("box_section_box", "box"),
        Index(
            "box_section_live",
            "order_id",
            "section",
            unique=True,
            sqlite_where=text("live = 1"),
            postgresql_where=text("live = 1"),
        ),
        NO_ROWID,
    )
    order_id: int = _owner("orders")
    section: int = _nth()
    box: int = _owner("box")
    live: int = _small()


class BoxItemRow(SQLModel, table=True):
    """Pieces of a line that belong into a box, and how many of them were scanned, or confirmed by hand."""

    __tablename__ = "box_item"
    __table_args__ = (NO_ROWID,)
    box: int = _owner("box")
    n: int = _nth()
    order_id: int = _ref("orders")
    section: int = _small()
    line: int = _small()
    qty: int = Field(sa_type=Integer)
    scanned: int = Field(sa_type=Integer)
    hand: int = Field(sa_type=Integer)


class BoxScanRow(SQLModel, table=True):
    """A gesture at a box; only ever added to. `took` is how many pieces it counted."""

    __tablename__ = "box_scan"
    __table_args__ = (
        Index("box_scan_gesture", "gesture", unique=True),
        Index("box_scan_at", "at"),
        NO_ROWID,
    )
    box: int = _owner("box")
    n: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    gesture: str = Field(sa_type=EXACT)
    round: int = _small()
    at: int = _big()
    actor: int = _ref("actor")
    kind: int = _small()
    code: str = _text()
    qty: int = Field(sa_type=Integer)
    took: int = Field(sa_type=Integer)
    verdict: str = _text()
    text: str = _text()


class StrayScanRow(SQLModel, table=True):
    """A scan at the station that opened no box; `why` is the code of the rules' reason, "" for none."""

    __tablename__ = "stray_scan"
    __table_args__ = (Index("stray_scan_gesture", "gesture", unique=True), Index("stray_scan_at", "at"))
    id: int = _key()
    gesture: str = Field(sa_type=EXACT)
    at: int = _big()
    actor: int = _ref("actor")
    code: str = _text()
    verdict: str = _text()
    why: str = _text()
    text: str = _text()


class StraySectionRow(SQLModel, table=True):
    """A section that such a scan meant; one that meant none has no row."""

    __tablename__ = "stray_section"
    __table_args__ = (Index("stray_section_scan", "scan"), NO_ROWID)
    order_id: int = _owner("orders")
    section: int = _nth()
    scan: int = _owner("stray_scan")


class WaveRow(SQLModel, table=True):
    """Sections that are fetched from the shelves in one walk (차수), and whose walk it is."""

    __tablename__ = "wave"
    id: int = _key()
    state: int = _small()
    holder: int = _ref("actor")
    made_at: int = _big()
    at: int = _big()
    name: str = _text()


class WaveSectionRow(SQLModel, table=True):
    """A section of a wave, the `n`-th to get its goods: still in it, picked, or released again.

    A section is in one open wave at most.
    """

    __tablename__ = "wave_section"
    __table_args__ = (
        Index("wave_section_wave", "wave"),
        Index(
            "wave_section_live",
            "order_id",
            "section",
            unique=True,
            sqlite_where=text("state = 0"),
            postgresql_where=text("state = 0"),
        ),
        NO_ROWID,
    )
    order_id: int = _owner("orders")
    section: int = _nth()
    wave: int = _owner("wave")
    n: int = Field(sa_type=Integer)
    state: int = _small()


class WavePickRow(SQLModel, table=True):
    """How many pieces of a product were picked for a wave; `skipped` as `domain.waves.WaveLine` has it."""

    __tablename__ = "wave_pick"
    __table_args__ = (NO_ROWID,)
    wave: int = _owner("wave")
    mark: str = Field(primary_key=True, sa_type=EXACT)
    picked: int = Field(sa_type=Integer)
    skipped: int = Field(sa_type=Integer)


class WaveScanRow(SQLModel, table=True):
    """A gesture on the walk of a wave; only ever added to."""

    __tablename__ = "wave_scan"
    __table_args__ = (Index("wave_scan_gesture", "gesture", unique=True), NO_ROWID)
    wave: int = _owner("wave")
    n: int = Field(primary_key=True, sa_type=Integer, sa_column_kwargs={"autoincrement": False})
    gesture: str = Field(sa_type=EXACT)
    at: int = _big()
    actor: int = _ref("actor")
    kind: int = _small()
    mark: str = _text()
    qty: int = Field(sa_type=Integer)
    verdict: str = _text()
