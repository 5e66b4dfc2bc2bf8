"""The wire: connections, how far each was read, what channels say of their lines, and what they are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def upgrade() -> None:
    """Add the tables. The outbox is made anew: nothing was connected before, so none ever held an intent."""
    _connections()
    _channels()
    op.drop_table("outbox")
    _outbox()


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, autoincrement=False, primary_key=True),
        sa.Column("order_id", BIG, sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("job_id", BIG, sa.ForeignKey("job.id"), nullable=True),
        sa.Column("connection", BIG, sa.ForeignKey("connection.id"), nullable=False),
        _small("state"),
        sa.Column("at", BIG, nullable=False),
        _text("intent"),
        _small("tries"),
        sa.Column("next_at", BIG, nullable=False),
        sa.Column("done_at", BIG, nullable=True),
        _text("code"),
        _text("message"),
    )
    op.create_index("outbox_order", "outbox", ["order_id"])
    op.create_index("outbox_state", "outbox", ["state"])
    there = sa.text("job_id IS NOT NULL")
    op.create_index("outbox_job", "outbox", ["job_id"], sqlite_where=there, postgresql_where=there)


def _connections() -> None:
    op.create_table(
        "connection",
        sa.Column("id", BIG, autoincrement=False, primary_key=True),
        _text("system"),
        sa.Column("name", sa.Text(), nullable=False, unique=True),
        _text("settings"),
        _small("paused"),
        sa.Column("at", BIG, nullable=False),
        sa.Column("ended_at", BIG, nullable=True),
    )
    op.create_table(
        "feed",
        sa.Column("connection", BIG, sa.ForeignKey("connection.id"), autoincrement=False, primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("at", BIG, nullable=True),
        sa.Column("tried_at", BIG, nullable=True),
        _small("tries"),
        _text("trouble"),
        sqlite_with_rowid=False,
    )


def _channels() -> None:
    op.create_table(
        "channel_order",
        sa.Column("order_id", BIG, sa.ForeignKey("orders.id"), autoincrement=False, primary_key=True),
        sa.Column("connection", BIG, sa.ForeignKey("connection.id"), nullable=False),
        sa.Column("number", EXACT, nullable=False),
        _text("place"),
        sa.UniqueConstraint("connection", "number", name="channel_order_number"),
    )
    op.create_table(
        "channel_line",
        sa.Column("order_id", BIG, sa.ForeignKey("orders.id"), autoincrement=False, primary_key=True),
        sa.Column("line", sa.SmallInteger(), autoincrement=False, primary_key=True),
        sa.Column("connection", BIG, sa.ForeignKey("connection.id"), nullable=False),
        sa.Column("number", EXACT, nullable=False),
        _text("section"),
        sa.Column("state", sa.SmallInteger(), nullable=True),
        _text("raw"),
        _small("confirmed"),
        _text("claim"),
        _text("claim_stage"),
        _small("held"),
        _small("moved"),
        _text("courier"),
        _text("tracking"),
        sa.Column("changed_at", BIG, nullable=True),
        sa.Column("seen_at", BIG, nullable=False),
        sa.UniqueConstraint("connection", "number", name="channel_line_number"),
        sqlite_with_rowid=False,
    )
