"""Parcel tail: tracking numbers are found by how they end through an index of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index; the keys that earlier stores kept for it mean nothing any more, and go in time."""
    op.create_index("parcel_tail", "parcel", [sa.text("substr(number, length(number) - 3)")])
