"""Entries by account owners that are drawn to be called back, and what the calls brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_back_draw",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("drawn_by", sa.String(length=120), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint("taken <= entries", name=op.f("ck_call_back_draw_no_more_than_there_are")),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_call_back_draw_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back_draw")),
        sa.UniqueConstraint("ref", name=op.f("uq_call_back_draw_ref")),
    )
    op.create_index(op.f("ix_call_back_draw_wave_id"), "call_back_draw", ["wave_id"], unique=False)
    op.create_table(
        "call_back",
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("confirmed", sa.String(length=3), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("called_by", sa.String(length=120), nullable=False),
        sa.Column("called_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('', 'reached', 'unreachable', 'refused')", name=op.f("ck_call_back_known_outcome")
        ),
        sa.CheckConstraint("confirmed IN ('', 'yes', 'no')", name=op.f("ck_call_back_known_confirmation")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_call_back_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["draw_id"],
            ["call_back_draw.id"],
            name=op.f("fk_call_back_draw_id_call_back_draw"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f("fk_call_back_response_id_response"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
        sa.UniqueConstraint("ref", name=op.f("uq_call_back_ref")),
        sa.UniqueConstraint("response_id", name=op.f("uq_call_back_response_id")),
    )
    op.create_index(op.f("ix_call_back_customer_id"), "call_back", ["customer_id"], unique=False)
    op.create_index(op.f("ix_call_back_draw_id"), "call_back", ["draw_id"], unique=False)


def downgrade() -> None:
    op.drop_table("call_back")
    op.drop_table("call_back_draw")
