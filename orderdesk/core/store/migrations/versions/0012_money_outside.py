"""Money outside: what receipts are called there, and deposits that a bank told and nobody has used yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns and the table; nothing was asked outside and nothing told."""
    op.add_column("receipt", sa.Column("act", BIG, nullable=False, server_default="0"))
    op.add_column("receipt", sa.Column("reference", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "told_deposit",
        sa.Column("mark", EXACT, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("depositor", sa.Text(), nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
        sqlite_with_rowid=False,
    )
    op.create_index("told_deposit_at", "told_deposit", ["at"])
