"""The API: its keys, the requests that callers named, and when each transaction was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EXACT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables; a link so far was written when the newest event before it had happened."""
    op.create_table(
        "api_key",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", EXACT, nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("networks", sa.Text(), nullable=False),
        sa.Column("channel", sa.SmallInteger(), nullable=True),
        sa.Column("created_at", BIG, nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("revoked_at", BIG, nullable=True),
        sa.Column("used_at", BIG, nullable=True),
        sa.Column("used_from", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["created_by"], ["actor.id"]),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "api_request",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("api_key", BIG, nullable=False),
        sa.Column("path", EXACT, nullable=False),
        sa.Column("name", EXACT, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["api_key"], ["api_key.id"]),
        sa.UniqueConstraint("api_key", "path", "name", name="api_request_name"),
    )
    op.create_index("api_request_at", "api_request", ["at"])
    op.add_column("chain", sa.Column("at", BIG, nullable=False, server_default="0"))
    op.execute(
        "UPDATE chain SET at = told.newest FROM"
        " (SELECT id, MAX(at) OVER (ORDER BY id) AS newest FROM event) AS told"
        " WHERE told.id = chain.last_event"
    )
