"""The plans of reminders, who is due at each rung, the campaigns that send them, and extensions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _plans()
    _extensions()
    _events()
    _rungs()
    _due()
    _waves()


def _plans() -> None:
    op.create_table(
        "reminder_plan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("anchors", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reminder_plan_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_plan")),
        sa.UniqueConstraint("letter_id", "version", name=op.f("uq_reminder_plan_letter_id_version")),
    )
    op.create_index(op.f("ix_reminder_plan_state"), "reminder_plan", ["state"], unique=False)


def _extensions() -> None:
    op.create_table(
        "deadline_extension",
        sa.Column("id", BIG, nullable=False),
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("too_late_from", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_deadline_extension_letter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_deadline_extension_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_extension")),
    )
    op.create_index(
        op.f("ix_deadline_extension_letter_id_organisation_id"),
        "deadline_extension",
        ["letter_id", "organisation_id"],
        unique=False,
    )


def _events() -> None:
    op.create_table(
        "reminder_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("rung", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["reminder_plan.id"], name=op.f("fk_reminder_event_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_event")),
    )
    op.create_index(op.f("ix_reminder_event_plan_id_id"), "reminder_event", ["plan_id", "id"], unique=False)


def _rungs() -> None:
    op.create_table(
        "reminder_rung",
        sa.Column("id", BIG, nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("repetition", sa.Integer(), nullable=False),
        sa.Column("letter_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("filled_to", BIG, nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.Column("may_be_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reminder_rung_letter_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["reminder_plan.id"], name=op.f("fk_reminder_rung_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rung")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_reminder_rung_plan_id_number")),
    )
    op.create_index(op.f("ix_reminder_rung_letter_id"), "reminder_rung", ["letter_id"], unique=False)


def _due() -> None:
    op.create_table(
        "reminder_due",
        sa.Column("rung_id", BIG, nullable=False),
        sa.Column("recipient_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("letter_id", BIG, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("campaign_id", BIG, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_reminder_due_campaign_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_reminder_due_letter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reminder_due_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_reminder_due_recipient_id")
        ),
        sa.ForeignKeyConstraint(["rung_id"], ["reminder_rung.id"], name=op.f("fk_reminder_due_rung_id")),
        sa.PrimaryKeyConstraint("rung_id", "recipient_id", name=op.f("pk_reminder_due")),
    )
    op.create_index(op.f("ix_reminder_due_campaign_id"), "reminder_due", ["campaign_id"], unique=False)
    op.create_index(
        op.f("ix_reminder_due_letter_id_organisation_id"),
        "reminder_due",
        ["letter_id", "organisation_id"],
        unique=False,
    )
    op.create_index(
        "ix_reminder_due_reminded",
        "reminder_due",
        ["recipient_id", "settled_at"],
        unique=False,
        sqlite_where=sa.text("outcome = 'reminded'"),
        postgresql_where=sa.text("outcome = 'reminded'"),
    )
    op.create_index(
        "ix_reminder_due_waiting",
        "reminder_due",
        ["rung_id", "due_at", "recipient_id"],
        unique=False,
        sqlite_where=sa.text("outcome = 'waiting'"),
        postgresql_where=sa.text("outcome = 'waiting'"),
    )


def _waves() -> None:
    op.create_table(
        "reminder_wave",
        sa.Column("campaign_id", BIG, nullable=False),
        sa.Column("rung_id", BIG, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_reminder_wave_campaign_id")),
        sa.ForeignKeyConstraint(["rung_id"], ["reminder_rung.id"], name=op.f("fk_reminder_wave_rung_id")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_reminder_wave")),
    )
    op.create_index(op.f("ix_reminder_wave_rung_id"), "reminder_wave", ["rung_id"], unique=False)
