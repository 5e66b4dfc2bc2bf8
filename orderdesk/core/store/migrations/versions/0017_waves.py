"""차수와 피킹: waves, their sections, what was picked, and every gesture of the walk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables; an index lets a section be in one open wave alone."""
    op.create_table(
        "wave",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("holder", BIG, nullable=False),
        sa.Column("made_at", BIG, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["holder"], ["actor.id"]),
    )
    op.create_table(
        "wave_section",
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("section", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("wave", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"]),
        sa.ForeignKeyConstraint(["wave"], ["wave.id"]),
        sa.PrimaryKeyConstraint("order_id", "section", "wave"),
        sqlite_with_rowid=False,
    )
    op.create_index("wave_section_wave", "wave_section", ["wave"])
    live = sa.text("state = 0")
    op.create_index(
        "wave_section_live",
        "wave_section",
        ["order_id", "section"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "wave_pick",
        sa.Column("wave", BIG, autoincrement=False, nullable=False),
        sa.Column("mark", EXACT, nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.id"]),
        sa.PrimaryKeyConstraint("wave", "mark"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wave_scan",
        sa.Column("wave", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gesture", EXACT, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("qty", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["wave.id"]),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"]),
        sa.PrimaryKeyConstraint("wave", "n"),
        sqlite_with_rowid=False,
    )
    op.create_index("wave_scan_gesture", "wave_scan", ["gesture"], unique=True)
