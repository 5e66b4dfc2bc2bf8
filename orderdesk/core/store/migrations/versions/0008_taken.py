"""작업 잡기: who says to be working on an order, since when, with what note."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; nobody works on anything. The index holds only what is taken."""
    op.add_column("orders", sa.Column("taken_by", sa.Text(), nullable=False, server_default=""))
    op.add_column("orders", sa.Column("taken_at", BIG, nullable=True))
    op.add_column("orders", sa.Column("taken_note", sa.Text(), nullable=False, server_default=""))
    there = sa.text("taken_at IS NOT NULL")
    op.create_index("orders_taken", "orders", ["taken_at"], sqlite_where=there, postgresql_where=there)
