"""The first schema: orders with their parts, events and jobs, facets and search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search USING fts5(keys, content='', contentless_delete=1, detail=none,"
        " tokenize=\"ascii tokenchars '_'\")",
    ),
    "postgresql": (
        "CREATE TABLE search (order_id bigint PRIMARY KEY, keys text[] NOT NULL)",
        "CREATE INDEX search_keys ON search USING gin (keys)",
    ),
}


def upgrade() -> None:
    """Make every table; the search index is each engine's own."""
    _shared()
    _orders()
    _parts()
    _people()
    _history()
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def _shared() -> None:
    """What several orders share."""
    op.create_table(
        "address",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Integer(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("line1", sa.Text(), nullable=False),
        sa.Column("line2", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("address_hash", "address", ["hash"], unique=False)
    op.create_table(
        "facet",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("channel", sa.SmallInteger(), nullable=False),
        sa.Column("trade", sa.SmallInteger(), nullable=False),
        sa.Column("pay", sa.SmallInteger(), nullable=False),
        sa.Column("method", sa.SmallInteger(), nullable=False),
        sa.Column("member", sa.SmallInteger(), nullable=False),
        sa.Column("region", sa.SmallInteger(), nullable=False),
        sa.Column("mask", BIG, nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "channel", "trade", "pay", "method", "member", "region", "mask", name="facet_dims"
        ),
    )
    op.create_table(
        "goods",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("physical", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "option", "product", "sku", "physical", name="goods_texts"),
    )
    op.create_table(
        "parcel",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("courier", sa.Text(), nullable=True),
        sa.Column("number", EXACT, nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("parcel_number", "parcel", ["number"], unique=False)
    op.create_table(
        "facet_day",
        sa.Column("facet_id", BIG, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["facet_id"],
            ["facet.id"],
        ),
        sa.PrimaryKeyConstraint("facet_id", "day"),
        sqlite_with_rowid=False,
    )


def _orders() -> None:
    """Orders and their sections."""
    op.create_table(
        "orders",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("facet_id", BIG, nullable=False),
        sa.Column("placed_at", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", EXACT, nullable=False),
        sa.Column("channel", sa.SmallInteger(), nullable=False),
        sa.Column("buyer_name", sa.Text(), nullable=False),
        sa.Column("buyer_phone", sa.Text(), nullable=False),
        sa.Column("trade", sa.SmallInteger(), nullable=False),
        sa.Column("buyer_email", sa.Text(), nullable=False),
        sa.Column("channel_number", sa.Text(), nullable=False),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.Column("device", sa.SmallInteger(), nullable=False),
        sa.Column("member", sa.SmallInteger(), nullable=False),
        sa.Column("first", sa.SmallInteger(), nullable=False),
        sa.Column("gift", sa.SmallInteger(), nullable=False),
        sa.Column("pending", sa.SmallInteger(), nullable=False),
        sa.Column("sections_made", sa.SmallInteger(), nullable=False),
        sa.Column("items_made", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["facet_id"],
            ["facet.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "orders_channel_number",
        "orders",
        ["channel_number", "channel"],
        unique=True,
        sqlite_where=sa.text("channel_number <> ''"),
        postgresql_where=sa.text("channel_number <> ''"),
    )
    op.create_index("orders_facet", "orders", ["facet_id", "placed_at"], unique=False)
    op.create_index("orders_number", "orders", ["number"], unique=True)
    op.create_index("orders_placed", "orders", ["placed_at"], unique=False)
    op.create_table(
        "section",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("address", BIG, nullable=False),
        sa.Column("parcel", BIG, nullable=True),
        sa.Column("delivery", sa.SmallInteger(), nullable=False),
        sa.Column("freight", sa.SmallInteger(), nullable=False),
        sa.Column("origin", sa.SmallInteger(), nullable=False),
        sa.Column("paid_by", sa.SmallInteger(), nullable=False),
        sa.Column("fee_base", BIG, nullable=False),
        sa.Column("fee_remote", BIG, nullable=False),
        sa.Column("fee_extra", BIG, nullable=False),
        sa.Column("fee_discount", BIG, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shared", sa.SmallInteger(), nullable=False),
        sa.Column("label_stale", sa.SmallInteger(), nullable=False),
        sa.Column("tracked_at", BIG, nullable=True),
        sa.Column("sent_at", BIG, nullable=True),
        sa.Column("done_at", BIG, nullable=True),
        sa.Column("confirmed_at", BIG, nullable=True),
        sa.Column("delay_until", BIG, nullable=True),
        sa.Column("delay_reason", sa.Text(), nullable=False),
        sa.Column("delay_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address"],
            ["address.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parcel"],
            ["parcel.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "section_parcel",
        "section",
        ["parcel"],
        unique=False,
        sqlite_where=sa.text("parcel IS NOT NULL"),
        postgresql_where=sa.text("parcel IS NOT NULL"),
    )


def _parts() -> None:
    """The other parts of an order."""
    op.create_table(
        "claim",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("by", sa.SmallInteger(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("before", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("buyer_fault", sa.SmallInteger(), nullable=False),
        sa.Column("pickup", sa.Text(), nullable=False),
        sa.Column("pickup_courier", sa.Text(), nullable=False),
        sa.Column("pickup_number", sa.Text(), nullable=False),
        sa.Column("pickup_note", sa.Text(), nullable=False),
        sa.Column("collected_at", BIG, nullable=True),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("decision", sa.SmallInteger(), nullable=False),
        sa.Column("decided_at", BIG, nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("fee_withheld", BIG, nullable=False),
        sa.Column("fee_charged", BIG, nullable=False),
        sa.Column("restock", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "entry",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("method", sa.SmallInteger(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("follows", sa.SmallInteger(), nullable=True),
        sa.Column("due_at", BIG, nullable=True),
        sa.Column("extra", sa.SmallInteger(), nullable=False),
        sa.Column("assumed", sa.SmallInteger(), nullable=False),
        sa.Column("depositor", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("claim", sa.SmallInteger(), nullable=True),
        sa.Column("refunds", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hold",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("channel_state", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "line",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("goods", BIG, nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("unit_price", BIG, nullable=False),
        sa.Column("total", BIG, nullable=False),
        sa.Column("grade_discount", BIG, nullable=False),
        sa.Column("coupon_discount", BIG, nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("promotion_discount", BIG, nullable=False),
        sa.Column("cause", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["goods"],
            ["goods.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "memo",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("edited_at", BIG, nullable=True),
        sa.Column("resolved", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("done_at", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("order_id", "n"),
        sqlite_with_rowid=False,
    )


def _people() -> None:
    """Who works here, their tabs and accounts."""
    op.create_table(
        "actor",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "name", name="actor_who"),
    )
    op.create_table(
        "bank_account",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "tab",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )


def _history() -> None:
    """Jobs, events and the outbox."""
    op.create_table(
        "chain",
        sa.Column("last_event", BIG, autoincrement=False, nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("last_event"),
    )
    op.create_table(
        "job",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=True),
        sa.Column("undo_of", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor"],
            ["actor.id"],
        ),
        sa.ForeignKeyConstraint(
            ["undo_of"],
            ["job.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "event",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=True),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("job", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor"],
            ["actor.id"],
        ),
        sa.ForeignKeyConstraint(
            ["job"],
            ["job.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "event_job",
        "event",
        ["job"],
        unique=False,
        sqlite_where=sa.text("job IS NOT NULL"),
        postgresql_where=sa.text("job IS NOT NULL"),
    )
    op.create_index("event_order", "event", ["order_id"], unique=False)
    op.create_table(
        "job_row",
        sa.Column("job_id", BIG, autoincrement=False, nullable=False),
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("section", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["job.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("job_id", "order_id", "section"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "job_row_todo",
        "job_row",
        ["job_id", "order_id"],
        unique=False,
        sqlite_where=sa.text("verdict = 0"),
        postgresql_where=sa.text("verdict = 0"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("job_id", BIG, nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["job.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("outbox_order", "outbox", ["order_id"], unique=False)
    op.create_index("outbox_state", "outbox", ["state"], unique=False)
    op.create_table(
        "event_private",
        sa.Column("event_id", BIG, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
        ),
        sa.PrimaryKeyConstraint("event_id"),
    )
