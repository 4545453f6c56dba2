"""One reading per verbatim with its content words; the company's dictionary; rereadings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_word",
        sa.Column("word", sa.String(length=40), nullable=False),
        sa.Column("polarity", sa.String(length=10), nullable=False),
        sa.Column("dimension", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_word")),
        sa.UniqueConstraint("ref", name=op.f("uq_company_word_ref")),
        sa.UniqueConstraint("word", name=op.f("uq_company_word_word")),
    )
    op.create_table(
        "rereading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rereading")),
    )
    # Of several readings of a verbatim the newest was the one that counted.
    op.execute("DELETE FROM reading WHERE id NOT IN (SELECT max(id) FROM reading GROUP BY verbatim_id)")
    with op.batch_alter_table("reading") as reading:
        reading.add_column(sa.Column("terms", sa.JSON(none_as_null=True), nullable=True))
        reading.drop_constraint("uq_reading_verbatim_id_engine", type_="unique")
        reading.create_unique_constraint("uq_reading_verbatim_id", ["verbatim_id"])


def downgrade() -> None:
    with op.batch_alter_table("reading") as reading:
        reading.drop_constraint("uq_reading_verbatim_id", type_="unique")
        reading.create_unique_constraint("uq_reading_verbatim_id_engine", ["verbatim_id", "engine"])
        reading.drop_column("terms")
    op.drop_table("rereading")
    op.drop_table("company_word")
