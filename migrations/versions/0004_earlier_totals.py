"""Figures of earlier years entered as totals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_total",
        sa.Column("questionnaire", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("formula", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_total")),
        sa.UniqueConstraint("ref", name=op.f("uq_earlier_total_ref")),
        sa.UniqueConstraint(
            "questionnaire",
            "year",
            "part",
            "measure",
            name=op.f("uq_earlier_total_questionnaire_year_part_measure"),
        ),
    )


def downgrade() -> None:
    op.drop_table("earlier_total")
