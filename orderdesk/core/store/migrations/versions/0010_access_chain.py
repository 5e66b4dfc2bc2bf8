"""Access records say from where, and are chained; those that are there already are chained as they stand."""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = sa.text(
    """SELECT access.id, access.at, actor.kind, actor.name, access.place, access.what, access.scope,
 access.template, access.file, access.reason, access.orders, access."rows", access.people
 FROM access JOIN actor ON actor.id = access.actor ORDER BY access.id"""
)


def upgrade() -> None:
    """Add the column and the table, and fill the table."""
    op.add_column("access", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    chain = op.create_table(
        "access_chain",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    link, links = bytes(32), []
    for row in op.get_bind().execute(KEPT):
        text = json.dumps(list(row), ensure_ascii=False, separators=(",", ":"))
        link = hashlib.sha256(link + text.encode()).digest()
        links.append({"id": row[0], "link": link})
    if links:
        op.get_bind().execute(sa.insert(chain), links)
