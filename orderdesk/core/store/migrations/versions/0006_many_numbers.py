"""Many numbers: what a job was asked stands apart from its counts, and numbers are found by how they end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Move the requests, which were megabytes in the row that every slice writes; make the index."""
    op.create_table(
        "job_request",
        sa.Column("job_id", BIG, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"]),
        sa.PrimaryKeyConstraint("job_id"),
    )
    op.execute("INSERT INTO job_request (job_id, body) SELECT id, request FROM job")
    op.drop_column("job", "request")
    op.create_index("parcel_tail", "parcel", [sa.text("substr(number, length(number) - 3)")])
