"""Separate: whether an order is banned from combined parcels."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the ban; no order has it yet."""
    op.add_column("orders", sa.Column("separate", sa.SmallInteger(), nullable=False, server_default="0"))
