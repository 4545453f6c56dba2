"""All tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEEP_SQLITE = (
    "CREATE TRIGGER audit_entry_keep_{0} BEFORE {0} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
)
KEEP_POSTGRESQL = (
    """
    CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_keep()
    """,
)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_index(op.f("ix_audit_entry_action"), "audit_entry", ["action"], unique=False)
    op.create_table(
        "questionnaire",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("template_key", sa.String(length=60), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("draft_stamp", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("key", name=op.f("uq_questionnaire_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_questionnaire_ref")),
    )
    op.create_table(
        "record_serial",
        sa.Column("pattern", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pattern", "year", name=op.f("pk_record_serial")),
    )
    op.create_table(
        "stored_file",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=120), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("ref", name=op.f("uq_stored_file_ref")),
    )
    op.create_table(
        "submission_ledger",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_submission_ledger")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_plan",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.String(length=20), nullable=False),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_plan")),
        sa.UniqueConstraint("ref", name=op.f("uq_survey_plan_ref")),
    )
    op.create_table(
        "target",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("scope_key", sa.String(length=60), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("formula", sa.String(length=200), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("ref", name=op.f("uq_target_ref")),
        sa.UniqueConstraint(
            "year", "scope", "scope_key", "measure", name=op.f("uq_target_year_scope_scope_key_measure")
        ),
    )
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_throttle")),
    )
    op.create_table(
        "user",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("session_key", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "role IN ('admin', 'quality', 'interviewer', 'sales', 'manager', 'viewer')",
            name=op.f("ck_user_known_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("ref", name=op.f("uq_user_ref")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("privacy_contact", sa.String(length=200), nullable=False),
        sa.Column("hotline", sa.String(length=60), nullable=False),
        sa.Column("fax", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("retention", sa.String(length=200), nullable=False),
        sa.Column("record_pattern", sa.String(length=60), nullable=False),
        sa.Column("class_labels", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("logo_file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_company_only_one")),
        sa.ForeignKeyConstraint(
            ["logo_file_id"],
            ["stored_file.id"],
            name=op.f("fk_company_logo_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_table(
        "customer",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("class_key", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(length=60), nullable=False),
        sa.Column("product_lines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("service_cost", sa.Double(), nullable=True),
        sa.Column("contract_end", sa.Date(), nullable=True),
        sa.Column("referred_by", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_customer_owner_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("code", name=op.f("uq_customer_code")),
        sa.UniqueConstraint("ref", name=op.f("uq_customer_ref")),
    )
    op.create_index(op.f("ix_customer_class_key"), "customer", ["class_key"], unique=False)
    op.create_index(op.f("ix_customer_owner_id"), "customer", ["owner_id"], unique=False)
    op.create_table(
        "setup_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_setup_token_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_setup_token_token_hash")),
    )
    op.create_table(
        "version",
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.String(length=20), nullable=False),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("reviewed_by", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_version_questionnaire_id_questionnaire"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("questionnaire_id", "number", name=op.f("uq_version_questionnaire_id_number")),
        sa.UniqueConstraint("ref", name=op.f("uq_version_ref")),
    )
    op.create_table(
        "contact",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("department", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_contact_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("ref", name=op.f("uq_contact_ref")),
    )
    op.create_index(op.f("ix_contact_customer_id"), "contact", ["customer_id"], unique=False)
    op.create_table(
        "loss",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("product_line", sa.String(length=60), nullable=False),
        sa.Column("last_order_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("recognised_on", sa.Date(), nullable=False),
        sa.Column("lost_sales", sa.Double(), nullable=True),
        sa.Column("lost_sales_source", sa.String(length=20), nullable=False),
        sa.Column("last_score", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "kind IN ('complete', 'former', 'partial', 'pause', 'ended_by_us')",
            name=op.f("ck_loss_known_kind"),
        ),
        sa.CheckConstraint("lost_sales IS NULL OR lost_sales >= 0", name=op.f("ck_loss_not_negative")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_loss_customer_id_customer"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss")),
        sa.UniqueConstraint("ref", name=op.f("uq_loss_ref")),
    )
    op.create_index(op.f("ix_loss_customer_id"), "loss", ["customer_id"], unique=False)
    op.create_table(
        "lost_order",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("product", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("winner", sa.String(length=120), nullable=False),
        sa.Column("reason_code", sa.String(length=10), nullable=False),
        sa.Column("next_chance_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_lost_order_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_order")),
        sa.UniqueConstraint("ref", name=op.f("uq_lost_order_ref")),
    )
    op.create_index(op.f("ix_lost_order_customer_id"), "lost_order", ["customer_id"], unique=False)
    op.create_table(
        "sales_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("product_line", sa.String(length=60), nullable=False),
        sa.Column("sales", sa.Double(), nullable=False),
        sa.Column("purchases", sa.Double(), nullable=True),
        sa.Column("share_source", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_sales_period_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_period")),
        sa.UniqueConstraint(
            "customer_id",
            "period",
            "product_line",
            name=op.f("uq_sales_period_customer_id_period_product_line"),
        ),
    )
    op.create_table(
        "wave",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("privacy", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("k_min", sa.Integer(), nullable=False),
        sa.Column("segments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("who_can_see", sa.Text(), nullable=False),
        sa.Column("method", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("method_confirmed_by", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "privacy IN ('named', 'confidential', 'anonymous')", name=op.f("ck_wave_known_privacy")
        ),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name=op.f("ck_wave_known_state")),
        sa.CheckConstraint("unit IN ('customer', 'response')", name=op.f("ck_wave_known_unit")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_wave_version_id_version"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("key", name=op.f("uq_wave_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_wave_ref")),
    )
    op.create_table(
        "case",
        sa.Column("loss_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("interviewer_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("appointed_at", sa.DateTime(), nullable=True),
        sa.Column("appointed_note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state IN ('to_contact', 'no_answer', 'refused', 'appointed', 'done', 'done_by_link', 'not_lost', 'won_back')",
            name=op.f("ck_case_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_case_customer_id_customer"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["interviewer_id"], ["user.id"], name=op.f("fk_case_interviewer_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["loss_id"], ["loss.id"], name=op.f("fk_case_loss_id_loss"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("loss_id", name=op.f("uq_case_loss_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_case_ref")),
    )
    op.create_index(op.f("ix_case_customer_id"), "case", ["customer_id"], unique=False)
    op.create_table(
        "collector",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_collector_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collector")),
        sa.UniqueConstraint("ref", name=op.f("uq_collector_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_collector_token_hash")),
    )
    op.create_index(op.f("ix_collector_wave_id"), "collector", ["wave_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_draft_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_draft_key_hash")),
    )
    op.create_index(op.f("ix_draft_wave_id"), "draft", ["wave_id"], unique=False)
    op.create_table(
        "frame_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("class_key", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(length=60), nullable=False),
        sa.Column("product_line", sa.String(length=60), nullable=False),
        sa.Column("sales", sa.Double(), nullable=True),
        sa.Column("disposition", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_frame_entry_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_frame_entry_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frame_entry")),
        sa.UniqueConstraint("wave_id", "customer_id", name=op.f("uq_frame_entry_wave_id_customer_id")),
    )
    op.create_index(op.f("ix_frame_entry_customer_id"), "frame_entry", ["customer_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("record_no", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_invitation_contact_id_contact"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_invitation_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_invitation_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("ref", name=op.f("uq_invitation_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_customer_id"), "invitation", ["customer_id"], unique=False)
    op.create_index(op.f("ix_invitation_wave_id"), "invitation", ["wave_id"], unique=False)
    op.create_table(
        "plan_line",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=200), nullable=False),
        sa.Column("frame", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("sample", sa.String(length=200), nullable=False),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["survey_plan.id"],
            name=op.f("fk_plan_line_plan_id_survey_plan"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_plan_line_wave_id_wave"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
        sa.UniqueConstraint("ref", name=op.f("uq_plan_line_ref")),
    )
    op.create_index(op.f("ix_plan_line_plan_id"), "plan_line", ["plan_id"], unique=False)
    op.create_table(
        "verbatim",
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("source_ref", sa.String(length=16), nullable=False),
        sa.Column("item_key", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("dimension", sa.String(length=30), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("class_key", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("product_line", sa.String(length=60), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint("source IN ('response', 'interview')", name=op.f("ck_verbatim_known_source")),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_verbatim_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_verbatim_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verbatim")),
        sa.UniqueConstraint("ref", name=op.f("uq_verbatim_ref")),
        sa.UniqueConstraint(
            "source", "source_ref", "item_key", name=op.f("uq_verbatim_source_source_ref_item_key")
        ),
    )
    op.create_index("ix_verbatim_wave_item", "verbatim", ["wave_id", "item_key"], unique=False)
    op.create_table(
        "wave_stamp",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_wave_stamp_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_wave_stamp")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_attempt_case_id_case"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_case_id"), "attempt", ["case_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("aspect", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("machine", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("engine", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verbatim_id"],
            ["verbatim.id"],
            name=op.f("fk_correction_verbatim_id_verbatim"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("verbatim_id", "aspect", name=op.f("uq_correction_verbatim_id_aspect")),
    )
    op.create_table(
        "interview",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("interviewer", sa.String(length=120), nullable=False),
        sa.Column("interviewee_role", sa.String(length=30), nullable=False),
        sa.Column("consent_notes", sa.Boolean(), nullable=False),
        sa.Column("consent_recording", sa.Boolean(), nullable=False),
        sa.Column("quotation", sa.String(length=10), nullable=False),
        sa.Column("notes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("restricted_note", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("stated_text", sa.Text(), nullable=False),
        sa.Column("stated_code", sa.String(length=10), nullable=False),
        sa.Column("contributing", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("coder1_code", sa.String(length=10), nullable=False),
        sa.Column("coder1_by", sa.String(length=120), nullable=False),
        sa.Column("coder2_code", sa.String(length=10), nullable=False),
        sa.Column("coder2_by", sa.String(length=120), nullable=False),
        sa.Column("adjudicated_code", sa.String(length=10), nullable=False),
        sa.Column("adjudicated_by", sa.String(length=120), nullable=False),
        sa.Column("controllable", sa.Boolean(), nullable=True),
        sa.Column("controllable_why", sa.String(length=300), nullable=False),
        sa.Column("first_doubt_on", sa.Date(), nullable=True),
        sa.Column("touchpoint", sa.String(length=40), nullable=False),
        sa.Column("destination", sa.String(length=20), nullable=False),
        sa.Column("destination_name", sa.String(length=120), nullable=False),
        sa.Column("lost_sales", sa.Double(), nullable=True),
        sa.Column("lost_sales_source", sa.String(length=20), nullable=False),
        sa.Column("preventable", sa.String(length=10), nullable=False),
        sa.Column("preventable_until", sa.Date(), nullable=True),
        sa.Column("improvement", sa.String(length=20), nullable=False),
        sa.Column("come_back", sa.String(length=20), nullable=False),
        sa.Column("call_again_on", sa.Date(), nullable=True),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint("lost_sales IS NULL OR lost_sales >= 0", name=op.f("ck_interview_not_negative")),
        sa.CheckConstraint(
            "rating IS NULL OR rating BETWEEN 1 AND 10", name=op.f("ck_interview_rating_of_ten")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_interview_case_id_case"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
        sa.UniqueConstraint("case_id", name=op.f("uq_interview_case_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_interview_ref")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("polarity", sa.String(length=10), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("dimensions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["verbatim_id"],
            ["verbatim.id"],
            name=op.f("fk_reading_verbatim_id_verbatim"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("verbatim_id", "engine", name=op.f("uq_reading_verbatim_id_engine")),
    )
    op.create_index(op.f("ix_reading_engine"), "reading", ["engine"], unique=False)
    op.create_table(
        "reading_claim",
        sa.Column("verbatim_id", sa.Integer(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failed", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["verbatim_id"],
            ["verbatim.id"],
            name=op.f("fk_reading_claim_verbatim_id_verbatim"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("verbatim_id", name=op.f("pk_reading_claim")),
    )
    op.create_index(op.f("ix_reading_claim_claimed_until"), "reading_claim", ["claimed_until"], unique=False)
    op.create_table(
        "response",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("collector_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("class_key", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("industry", sa.String(length=60), nullable=False),
        sa.Column("product_line", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("receipt_no", sa.String(length=20), nullable=False),
        sa.Column("record_no", sa.String(length=60), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("by_account_owner", sa.Boolean(), nullable=False),
        sa.Column("respondent_name", sa.String(length=60), nullable=False),
        sa.Column("scan_file_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_response_revision_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["collector_id"],
            ["collector.id"],
            name=op.f("fk_response_collector_id_collector"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_response_contact_id_contact"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["response.id"],
            name=op.f("fk_response_corrects_id_response"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_response_customer_id_customer"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_response_invitation_id_invitation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["scan_file_id"],
            ["stored_file.id"],
            name=op.f("fk_response_scan_file_id_stored_file"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_response_version_id_version"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_response_wave_id_wave"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("ref", name=op.f("uq_response_ref")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_response_submission_key")),
    )
    op.create_index(
        "ix_response_customer_id",
        "response",
        ["customer_id"],
        unique=False,
        sqlite_where=sa.text("customer_id IS NOT NULL"),
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_response_invitation_id",
        "response",
        ["invitation_id"],
        unique=False,
        sqlite_where=sa.text("invitation_id IS NOT NULL"),
        postgresql_where=sa.text("invitation_id IS NOT NULL"),
    )
    op.create_index("ix_response_wave_current", "response", ["wave_id", "superseded"], unique=False)
    op.create_table(
        "staff_attribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_staff_attribution_case_id_case"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_attribution")),
        sa.UniqueConstraint("case_id", name=op.f("uq_staff_attribution_case_id")),
    )
    keep_the_trail()


def downgrade() -> None:
    op.drop_table("staff_attribution")
    op.drop_table("response")
    op.drop_table("reading_claim")
    op.drop_table("reading")
    op.drop_table("interview")
    op.drop_table("correction")
    op.drop_table("attempt")
    op.drop_table("wave_stamp")
    op.drop_table("verbatim")
    op.drop_table("plan_line")
    op.drop_table("invitation")
    op.drop_table("frame_entry")
    op.drop_table("draft")
    op.drop_table("collector")
    op.drop_table("case")
    op.drop_table("wave")
    op.drop_table("sales_period")
    op.drop_table("lost_order")
    op.drop_table("loss")
    op.drop_table("contact")
    op.drop_table("version")
    op.drop_table("setup_token")
    op.drop_table("customer")
    op.drop_table("company")
    op.drop_table("user")
    op.drop_table("throttle")
    op.drop_table("target")
    op.drop_table("survey_plan")
    op.drop_table("submission_ledger")
    op.drop_table("stored_file")
    op.drop_table("record_serial")
    op.drop_table("questionnaire")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_keep()")


def keep_the_trail() -> None:
    """The audit trail is append-only in the store itself, not only by custom."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in KEEP_POSTGRESQL:
            op.execute(statement)
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(KEEP_SQLITE.format(verb))
