"""Claims and goods: what a claim costs and gives back, customers, products, stock, fees, drafts, deposits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Widen claims and receipts, and make the new tables; drop an index that nothing reads."""
    for name in ("cost", "pickup_asked", "pickup_pay", "coupons_back"):
        op.add_column("claim", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("points_back", "held_amount", "points_withheld"):
        op.add_column("claim", sa.Column(name, BIG, nullable=False, server_default="0"))
    op.add_column("claim", sa.Column("resent", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("claim", sa.Column("options", sa.Text(), nullable=True))
    op.create_index(
        "claim_open",
        "claim",
        ["order_id"],
        sqlite_where=sa.text("decision = 0"),
        postgresql_where=sa.text("decision = 0"),
    )
    op.add_column("receipt", sa.Column("amount", BIG, nullable=False, server_default="0"))
    op.drop_index("job_row_todo", table_name="job_row")
    _people_and_fees()
    _goods()
    _drafts_and_deposits()


def _people_and_fees() -> None:
    op.create_table(
        "grade",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("discount", sa.SmallInteger(), nullable=False),
        sa.Column("free_shipping", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", EXACT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", EXACT, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("zip", sa.Text(), nullable=False),
        sa.Column("line1", sa.Text(), nullable=False),
        sa.Column("line2", sa.Text(), nullable=False),
        sa.Column("joined_at", BIG, nullable=True),
        sa.UniqueConstraint("code"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("customer_phone", "customer", ["phone"])
    op.create_table(
        "shipping_policy",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("freight", sa.SmallInteger(), nullable=False),
        sa.Column("fee", BIG, nullable=False),
        sa.Column("threshold", BIG, nullable=False),
        sa.Column("tiers", sa.Text(), nullable=False),
        sa.Column("remote", sa.Text(), nullable=False),
        sa.UniqueConstraint("name"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "remote_zone",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zip_from", EXACT, nullable=False),
        sa.Column("zip_to", EXACT, nullable=False),
        sa.Column("fee", BIG, nullable=False),
        sa.Column("enabled", sa.SmallInteger(), nullable=False),
        sa.Column("suspect", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _goods() -> None:
    op.create_table(
        "product",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", EXACT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("price", BIG, nullable=False),
        sa.Column("sale_price", BIG, nullable=True),
        sa.Column("sale_from", BIG, nullable=True),
        sa.Column("sale_until", BIG, nullable=True),
        sa.Column("policy", BIG, nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("on_sale", sa.SmallInteger(), nullable=False),
        sa.UniqueConstraint("code"),
        sa.ForeignKeyConstraint(["policy"], ["shipping_policy.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "product_option",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("product", BIG, nullable=False),
        sa.Column("sku", EXACT, nullable=False),
        sa.Column("option", sa.Text(), nullable=False),
        sa.Column("price_add", BIG, nullable=False),
        sa.Column("barcode", EXACT, nullable=False),
        sa.Column("tracked", sa.SmallInteger(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["product.id"]),
        sa.UniqueConstraint("sku"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("product_option_barcode", "product_option", ["barcode"])
    op.create_index("product_option_product", "product_option", ["product"])
    op.create_table(
        "stock_move",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("option", BIG, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("order_id", BIG, nullable=True),
        sa.Column("section", sa.SmallInteger(), nullable=True),
        sa.Column("job", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["option"], ["product_option.id"]),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"]),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["job"], ["job.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("stock_move_option", "stock_move", ["option"])
    op.create_index(
        "stock_move_order",
        "stock_move",
        ["order_id"],
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )


def _drafts_and_deposits() -> None:
    op.create_table(
        "draft",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "deposit",
        sa.Column("mark", EXACT, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("depositor", sa.Text(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("mark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "request_key",
        sa.Column("name", EXACT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("job", BIG, nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.id"]),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
