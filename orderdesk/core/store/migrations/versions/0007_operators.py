"""Operators: who works here, in which role, and the record of rights given and taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the two tables; they are empty until somebody acts."""
    op.create_table(
        "operator",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("login_user", sa.Text(), nullable=True),
        sa.Column("ssh_key", sa.Text(), nullable=True),
        sa.Column("passphrase", sa.Text(), nullable=False),
        sa.Column("disabled", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("login_user"),
        sa.UniqueConstraint("ssh_key"),
    )
    op.create_table(
        "operator_grant",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("actor", BIG, nullable=False),
        sa.Column("operator", BIG, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["actor"], ["actor.id"]),
        sa.ForeignKeyConstraint(["operator"], ["operator.id"]),
    )
