"""What a connection was allowed when it was last spoken with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns; nothing is known yet."""
    op.add_column("feed", sa.Column("rate", sa.Double(), nullable=True))
    op.add_column("feed", sa.Column("burst", BIG, nullable=True))
    op.add_column("feed", sa.Column("room", BIG, nullable=True))
