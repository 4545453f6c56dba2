"""The register of touchpoint checks; action forms may come from one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE = (
    "'item', 'dimension', 'customer', 'comment', 'complaint', 'exit_interview', 'lost_order', 'reason', 'own'"
)
AFTER = BEFORE.replace("'complaint', ", "'complaint', 'touchpoint_check', ")


def upgrade() -> None:
    op.create_table(
        "touchpoint_check",
        sa.Column("record_no", sa.String(length=60), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("touchpoint", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("tester", sa.String(length=60), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("waiting_min", sa.Double(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("registered_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "score IS NULL OR score BETWEEN 1 AND 5", name=op.f("ck_touchpoint_check_score_of_five")
        ),
        sa.CheckConstraint(
            "waiting_min IS NULL OR waiting_min >= 0", name=op.f("ck_touchpoint_check_no_negative_wait")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touchpoint_check")),
        sa.UniqueConstraint("record_no", name=op.f("uq_touchpoint_check_record_no")),
        sa.UniqueConstraint("ref", name=op.f("uq_touchpoint_check_ref")),
    )
    op.create_index(op.f("ix_touchpoint_check_checked_on"), "touchpoint_check", ["checked_on"], unique=False)
    op.create_index(op.f("ix_touchpoint_check_touchpoint"), "touchpoint_check", ["touchpoint"], unique=False)
    _sources(AFTER)


def downgrade() -> None:
    op.execute("UPDATE action SET source = 'own', source_ref = '' WHERE source = 'touchpoint_check'")
    _sources(BEFORE)
    op.drop_table("touchpoint_check")


def _sources(known: str) -> None:
    with op.batch_alter_table("action") as action:
        action.drop_constraint(op.f("ck_action_known_source"), type_="check")
        action.create_check_constraint(op.f("ck_action_known_source"), f"source IN ({known})")
