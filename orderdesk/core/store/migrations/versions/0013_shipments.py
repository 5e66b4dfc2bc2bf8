"""송장 출력과 배송 추적: labels that were handed in to couriers, and when a parcel is next asked after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables; an index holds only the labels about which something is to be done."""
    op.create_table(
        "shipment",
        sa.Column("key", EXACT, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("courier", sa.Text(), nullable=False),
        sa.Column("made_at", BIG, nullable=False),
        sa.Column("back", sa.SmallInteger(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.SmallInteger(), nullable=False),
        sa.Column("pending", sa.SmallInteger(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("shipment_order", "shipment", ["order_id"])
    there = sa.text("pending = 1")
    op.create_index("shipment_pending", "shipment", ["made_at"], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "parcel_watch",
        sa.Column("courier", sa.Text(), nullable=False),
        sa.Column("number", EXACT, nullable=False),
        sa.Column("next_at", BIG, nullable=False),
        sa.Column("asked_at", BIG, nullable=False),
        sa.Column("code", sa.SmallInteger(), nullable=False),
        sa.Column("misses", sa.SmallInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", "courier"),
        sqlite_with_rowid=False,
    )
