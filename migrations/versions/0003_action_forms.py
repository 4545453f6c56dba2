"""Action forms with their steps, evidence and rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=60), nullable=False),
        sa.Column("form_title", sa.String(length=60), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.String(length=20), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("kept_for", sa.String(length=40), nullable=False),
        sa.Column("kept_by", sa.String(length=60), nullable=False),
        sa.Column("customer_limit", sa.Double(), nullable=False),
        sa.Column("reason_share", sa.Double(), nullable=False),
        sa.CheckConstraint(
            "customer_limit BETWEEN 0 AND 100", name=op.f("ck_action_rules_limit_of_a_hundred")
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_action_rules_only_one")),
        sa.CheckConstraint("reason_share BETWEEN 0 AND 1", name=op.f("ck_action_rules_share_of_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_rules")),
    )
    op.create_table(
        "action",
        sa.Column("record_no", sa.String(length=60), nullable=True),
        sa.Column("finding_key", sa.String(length=160), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_ref", sa.String(length=40), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("subject_key", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("quotes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("check_method", sa.Text(), nullable=False),
        sa.Column("check_result", sa.String(length=15), nullable=False),
        sa.Column("check_note", sa.Text(), nullable=False),
        sa.Column("check_figures", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "(record_no IS NULL) = (state IN ('proposed', 'dismissed'))",
            name=op.f("ck_action_numbered_once_opened"),
        ),
        sa.CheckConstraint(
            "check_result IN ('', 'effective', 'not_effective')", name=op.f("ck_action_known_result")
        ),
        sa.CheckConstraint(
            "source IN ('item', 'dimension', 'customer', 'comment', 'complaint', 'exit_interview', 'lost_order', 'reason', 'own')",
            name=op.f("ck_action_known_source"),
        ),
        sa.CheckConstraint(
            "state <> 'closed' OR (check_result = 'effective' AND closed_on IS NOT NULL)",
            name=op.f("ck_action_closed_only_when_effective"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'dismissed', 'open', 'in_work', 'to_verify', 'closed', 'reopened')",
            name=op.f("ck_action_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_action_owner_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_action_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("finding_key", name=op.f("uq_action_finding_key")),
        sa.UniqueConstraint("record_no", name=op.f("uq_action_record_no")),
        sa.UniqueConstraint("ref", name=op.f("uq_action_ref")),
    )
    op.create_index(op.f("ix_action_owner_id"), "action", ["owner_id"], unique=False)
    op.create_index(op.f("ix_action_state"), "action", ["state"], unique=False)
    op.create_index(op.f("ix_action_wave_id"), "action", ["wave_id"], unique=False)
    op.create_table(
        "action_evidence",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
            name=op.f("fk_action_evidence_action_id_action"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_action_evidence_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_evidence")),
        sa.UniqueConstraint("ref", name=op.f("uq_action_evidence_ref")),
    )
    op.create_index(op.f("ix_action_evidence_action_id"), "action_evidence", ["action_id"], unique=False)
    op.create_table(
        "action_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("kept", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_step_action_id_action"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_step")),
    )
    op.create_index(op.f("ix_action_step_action_id"), "action_step", ["action_id"], unique=False)


def downgrade() -> None:
    op.drop_table("action_step")
    op.drop_table("action_evidence")
    op.drop_table("action")
    op.drop_table("action_rules")
