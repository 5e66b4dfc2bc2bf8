"""포장대: scans that opened no box, with the sections that they meant; gestures of a day are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables and the index; a scan that meant no section has no row in the second table."""
    op.create_index("box_scan_at", "box_scan", ["at"])
    op.create_table(
        "stray_scan",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("gesture", EXACT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"]),
    )
    op.create_index("stray_scan_gesture", "stray_scan", ["gesture"], unique=True)
    op.create_index("stray_scan_at", "stray_scan", ["at"])
    op.create_table(
        "stray_section",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("section", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("scan", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["scan"], ["stray_scan.id"]),
        sa.PrimaryKeyConstraint("order_id", "section", "scan"),
        sqlite_with_rowid=False,
    )
    op.create_index("stray_section_scan", "stray_section", ["scan"])
