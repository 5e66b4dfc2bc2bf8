"""포장대: boxes, the sections that they are packed for, what was counted, and every gesture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables; an index holds only the boxes that wait, and lets a section stand in one box alone."""
    op.create_table(
        "box",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("holder", BIG, nullable=False),
        sa.Column("opened_at", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("closed_n", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["holder"], ["actor.id"]),
    )
    waits = sa.text("state < 3")
    op.create_index("box_waiting", "box", ["at"], sqlite_where=waits, postgresql_where=waits)
    op.create_table(
        "box_section",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("section", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("box", BIG, autoincrement=False, nullable=False),
        sa.Column("live", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["box"], ["box.id"]),
        sa.PrimaryKeyConstraint("order_id", "section", "box"),
        sqlite_with_rowid=False,
    )
    op.create_index("box_section_box", "box_section", ["box"])
    live = sa.text("live = 1")
    op.create_index(
        "box_section_live",
        "box_section",
        ["order_id", "section"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    _counted()


def _counted() -> None:
    """What was counted, and every gesture."""
    op.create_table(
        "box_item",
        sa.Column("box", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("order_id", BIG, nullable=False),
        sa.Column("section", sa.SmallInteger(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.Integer(), nullable=False),
        sa.Column("hand", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["box"], ["box.id"]),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.PrimaryKeyConstraint("box", "n"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "box_scan",
        sa.Column("box", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gesture", EXACT, nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("took", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["box"], ["box.id"]),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"]),
        sa.PrimaryKeyConstraint("box", "n"),
        sqlite_with_rowid=False,
    )
    op.create_index("box_scan_gesture", "box_scan", ["gesture"], unique=True)
