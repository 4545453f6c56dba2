"""Documents that were asked for, and reports under document control."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "controlled_report",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.String(length=20), nullable=False),
        sa.Column("change_note", sa.String(length=500), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("kept_for", sa.String(length=60), nullable=False),
        sa.Column("kept_by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint("kind IN ('analysis', 'review')", name=op.f("ck_controlled_report_known_kind")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (content IS NULL)", name=op.f("ck_controlled_report_approved_is_frozen")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_controlled_report_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_controlled_report")),
        sa.UniqueConstraint(
            "document_no", "revision", name=op.f("uq_controlled_report_document_no_revision")
        ),
        sa.UniqueConstraint("ref", name=op.f("uq_controlled_report_ref")),
    )
    op.create_index(op.f("ix_controlled_report_wave_id"), "controlled_report", ["wave_id"], unique=False)
    op.create_table(
        "document_request",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("requested_by", sa.String(length=60), nullable=False),
        sa.Column("requested_email", sa.String(length=254), nullable=False),
        sa.Column("requested_role", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=300), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'failed')", name=op.f("ck_document_request_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_document_request_file_id_stored_file"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["controlled_report.id"],
            name=op.f("fk_document_request_report_id_controlled_report"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_document_request_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_request")),
        sa.UniqueConstraint("ref", name=op.f("uq_document_request_ref")),
    )
    op.create_index(op.f("ix_document_request_report_id"), "document_request", ["report_id"], unique=False)
    op.create_index(
        "ix_document_request_waiting", "document_request", ["state", "claimed_until"], unique=False
    )
    op.create_index(op.f("ix_document_request_wave_id"), "document_request", ["wave_id"], unique=False)


def downgrade() -> None:
    op.drop_table("document_request")
    op.drop_table("controlled_report")
