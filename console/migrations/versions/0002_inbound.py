"""What comes back by mail: messages, where they lay, what was read of them, and the news."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=20)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of the inbox."""
    op.create_table(
        "inbound_content",
        sa.Column("sha256", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
    )
    op.create_table(
        "inbound_message",
        sa.Column("id", ID, primary_key=True),
        sa.Column("sha256", sa.Text(), sa.ForeignKey("inbound_content.sha256"), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("stored_at", MOMENT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("read_after", MOMENT, nullable=False),
        sa.Column("sort", WORD, nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("delivery_id", ID, sa.ForeignKey("delivery.id"), nullable=True),
        sa.Column("matched_by", WORD, nullable=False),
        sa.UniqueConstraint("sha256", name="uq_inbound_message_sha256"),
    )
    op.create_index("ix_inbound_message_delivery_id_id", "inbound_message", ["delivery_id", "id"])
    op.create_index("ix_inbound_message_state", "inbound_message", ["state", "id"])
    unread = sa.text("state = 'stored'")
    op.create_index(
        "ix_inbound_message_unread",
        "inbound_message",
        ["read_after", "id"],
        sqlite_where=unread,
        postgresql_where=unread,
    )
    op.create_table(
        "inbound_place",
        sa.Column("id", ID, primary_key=True),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("message_id", ID, sa.ForeignKey("inbound_message.id"), nullable=False),
        sa.UniqueConstraint("mailbox", "validity", "uid", name="uq_inbound_place_mailbox_validity_uid"),
    )
    op.create_index("ix_inbound_place_message_id", "inbound_place", ["message_id"])
    _readings()


def _readings() -> None:
    op.create_table(
        "inbound_reading",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("inbound_message.id"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("sort", WORD, nullable=False),
        sa.Column("sort_rule", sa.Text(), nullable=False),
        sa.Column("delivery_id", ID, sa.ForeignKey("delivery.id"), nullable=True),
        sa.Column("matched_by", WORD, nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("final", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", WORD, nullable=True),
        sa.Column("reason", WORD, nullable=True),
        sa.Column("action", WORD, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
    )
    op.create_index("ix_inbound_reading_message_id_id", "inbound_reading", ["message_id", "id"])
    op.create_index("ix_inbound_reading_delivery_id_id", "inbound_reading", ["delivery_id", "id"])
    op.create_table(
        "inbound_news",
        sa.Column("id", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("inbound_message.id"), nullable=False),
        sa.Column("reading_id", ID, sa.ForeignKey("inbound_reading.id"), nullable=False),
        sa.Column("delivery_id", ID, sa.ForeignKey("delivery.id"), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", WORD, nullable=False),
    )
    op.create_index("ix_inbound_news_what_id", "inbound_news", ["what", "id"])
    op.create_index("ix_inbound_news_message_id", "inbound_news", ["message_id"])


def downgrade() -> None:
    """There is no way back: what was written down is never taken away. Restore a backup instead."""
    raise NotImplementedError
