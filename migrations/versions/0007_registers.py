"""The complaint register, its limits, and the register of what tells of customers' perception."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("action_rules") as rules:
        rules.add_column(sa.Column("complaint_pattern", sa.String(length=60), nullable=True))
        rules.add_column(sa.Column("standard", sa.String(length=10), nullable=True))
    op.execute(
        "UPDATE action_rules SET complaint_pattern = 'QR-8.2.1-02-{year}-{serial:3}', standard = '2015'"
    )
    with op.batch_alter_table("action_rules") as rules:
        rules.alter_column("complaint_pattern", existing_type=sa.String(length=60), nullable=False)
        rules.alter_column("standard", existing_type=sa.String(length=10), nullable=False)
    op.create_table(
        "complaint_limit",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("solve_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reply_days >= 0 AND solve_days >= 0", name=op.f("ck_complaint_limit_not_negative")
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_complaint_limit")),
    )
    op.create_table(
        "evidence_record",
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_record")),
        sa.UniqueConstraint("ref", name=op.f("uq_evidence_record_ref")),
    )
    op.create_index(op.f("ix_evidence_record_source"), "evidence_record", ["source"], unique=False)
    op.create_table(
        "evidence_source",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=300), nullable=False),
        sa.Column("frequency", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evidence_source")),
    )
    op.create_table(
        "complaint",
        sa.Column("record_no", sa.String(length=60), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("customer_name", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("reply_limit", sa.Integer(), nullable=False),
        sa.Column("solve_limit", sa.Integer(), nullable=False),
        sa.Column("first_reply_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("solved_on", sa.Date(), nullable=True),
        sa.Column("satisfied", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("registered_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_why", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "satisfied IN ('', 'yes', 'partly', 'no')", name=op.f("ck_complaint_known_verdict")
        ),
        sa.CheckConstraint(
            "first_reply_on IS NULL OR first_reply_on >= received_on", name=op.f("ck_complaint_replied_after")
        ),
        sa.CheckConstraint(
            "solved_on IS NULL OR solved_on >= received_on", name=op.f("ck_complaint_solved_after")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_complaint_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("record_no", name=op.f("uq_complaint_record_no")),
        sa.UniqueConstraint("ref", name=op.f("uq_complaint_ref")),
    )
    op.create_index(op.f("ix_complaint_customer_id"), "complaint", ["customer_id"], unique=False)
    op.create_index(op.f("ix_complaint_kind"), "complaint", ["kind"], unique=False)
    op.create_index(op.f("ix_complaint_received_on"), "complaint", ["received_on"], unique=False)


def downgrade() -> None:
    op.drop_table("complaint")
    op.drop_table("evidence_source")
    op.drop_table("evidence_record")
    op.drop_table("complaint_limit")
    with op.batch_alter_table("action_rules") as rules:
        rules.drop_column("standard")
        rules.drop_column("complaint_pattern")
