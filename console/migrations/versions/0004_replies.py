"""The replies of organisations to letters, and their files."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "reply_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_reply_file")),
    )
    op.create_table(
        "reply",
        sa.Column("id", big, nullable=False),
        sa.Column("letter_id", big, nullable=False),
        sa.Column("organisation_id", big, nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("recipient_id", big, nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("delivery_id", big, nullable=True),
        sa.Column("message_id", big, nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("corrects_id", big, nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reply_letter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reply_organisation_id")
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_reply_recipient_id")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_reply_delivery_id")),
        sa.ForeignKeyConstraint(["message_id"], ["inbound_message.id"], name=op.f("fk_reply_message_id")),
        sa.ForeignKeyConstraint(["file_sha256"], ["reply_file.sha256"], name=op.f("fk_reply_file_sha256")),
        sa.ForeignKeyConstraint(["corrects_id"], ["reply.id"], name=op.f("fk_reply_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("corrects_id", "ask", name=op.f("uq_reply_corrects_id_ask")),
        sa.UniqueConstraint("letter_id", "source", name=op.f("uq_reply_letter_id_source")),
    )
    indexed = ("organisation_id", "recipient_id", "delivery_id", "message_id", "file_sha256")
    for columns in (["letter_id", "organisation_id"], *([name] for name in indexed)):
        op.create_index(op.f(f"ix_reply_{'_'.join(columns)}"), "reply", columns, unique=False)


def downgrade() -> None:
    """There is no way back: what was written down is never taken away. Restore a backup instead."""
    raise NotImplementedError
