"""What is evidence stays as it was written down, whichever statement somebody tries (A38)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from console.migrations.triggers import EVIDENCE
from letters.circuit import clear
from letters.languages.library import shipped_library
from letters.register import close_year
from letters.submission import submit
from mailer.database import Base, insert_rows
from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from mailer.settings import ApprovalSettings
from mailer.suppression import suppress
from scheduler.reminders.tables import PlanState, ReminderEvent, ReminderPlan
from scheduler.replies.recording import FileOf
from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    APPROVER,
    CLOCK,
    DRAFTER,
    World,
    furnish,
    letter_source,
)
from tests.scheduler.replies.answering import RIVERS, answer

TABLES = {evidence.table: evidence.key for evidence in EVIDENCE}
KEPT = {
    "audit_detail": "details", "delivery_attempt": "reply", "approval": "approver", "clearance": "office",
    "letter_edition": "drafter", "reply": "recorded_by", "reply_file": "content",
    "inbound_content": "content", "inbound_reading": "reader",
}  # fmt: skip
"""A column of each that nobody may rewrite; of the others, who acted."""
NEVER = "never changed"


def fill_evidence(world: World) -> None:
    """An office in which every table of evidence has rows."""
    world.launched()
    with world.database.writing() as session:
        suppress(
            session, world.now, DRAFTER, address_key="awa@ponts.example", scope="all", reason="asked by phone"
        )
        close_year(session, world.now, ADMINISTRATOR, 2026, zone="UTC")
    world.send()
    with world.database.writing() as session:
        letter = submit(session, world.now, DRAFTER, letter_source(), "to-be-cleared", [])
        rules, formulas = ApprovalSettings(circuit=("legal",)), shipped_library().hashes()
        clear(session, world.now, APPROVER, letter, "legal", rules=rules, formulas=formulas)
        plan = ReminderPlan(
            letter_id=letter.id, version=1, state=PlanState.STOPPED, why="", rules="{}", anchors="{}",
            seal="", proposed_at=world.now, proposed_by="", approved_by="", started_by="", ended_at=None,
        )  # fmt: skip
        session.add(plan)
        session.flush()
        told = {"at": world.now, "what": "stop", "why": "", "actor": DRAFTER.pseudonym}
        session.add(ReminderEvent(plan_id=plan.id, rung=None, **told))
        store(session, world.now, CLOCK, [arrived(b"Subject: Your letter\n\nThank you.\n", "test")])
    read_stored(world.database, world.now, CLOCK, world.keyring())
    answer(world, RIVERS, ask="", letter="reading-rooms", file=FileOf("scan.pdf", b"an answer"))


evidence = beginning(furnish, fill_evidence)


def rows(world: World, table: str) -> list[Any]:
    with world.database.reading() as session:
        return list(session.execute(text(f"SELECT * FROM {table} ORDER BY {TABLES[table]}")).all())


def statements(table: str, sqlite: bool) -> list[str]:
    column, key = KEPT.get(table, "actor"), TABLES[table]
    changed = f"SET {column} = 'somebody else'"
    return [
        f"UPDATE {table} {changed}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table} WHERE TRUE ON CONFLICT ({key}) DO UPDATE {changed}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" if sqlite else f"TRUNCATE {table} CASCADE",
    ]


def test_a38_no_statement_changes_what_was_written_down(evidence: World) -> None:
    for table in TABLES:
        before = rows(evidence, table)
        assert before, f"there is nothing to try it on in {table}"
        for statement in statements(table, evidence.database.is_sqlite):
            with pytest.raises(DBAPIError, match=NEVER):
                evidence.run(statement)
            assert rows(evidence, table) == before, statement


@pytest.mark.parametrize("evidence", ["sqlite"], indirect=True)
def test_a38_no_row_takes_the_place_of_another_under_a_new_key(evidence: World) -> None:
    """SQLite replaces what bears the same rowid, or what another unique index names."""
    for table, taken in (
        ("audit_entry", "rowid"), ("audit_detail", "rowid"), ("approval", "letter_id"),
        ("clearance", "letter_id"),
    ):  # fmt: skip
        before, key = rows(evidence, table), TABLES[table]
        columns = [taken, *(f'"{name}"' for name in before[0]._mapping if name not in (key, taken))]
        listed = ", ".join(columns)
        with pytest.raises(DBAPIError, match=NEVER):
            evidence.run(
                f"INSERT OR REPLACE INTO {table} ({key}, {listed}) SELECT {key} + 1000, {listed} FROM {table}"
            )
        assert rows(evidence, table) == before


def test_a38_a_copy_into_existing_keys_replaces_nothing(evidence: World) -> None:
    for table in TABLES:
        before = rows(evidence, table)
        with (
            pytest.raises(DBAPIError, match=f"{NEVER}|already exists"),
            evidence.database.writing() as session,
        ):
            insert_rows(session, mapped(table), list(before[0]._mapping), [tuple(before[0])])
        assert rows(evidence, table) == before


def mapped(table: str) -> type[Base]:
    found: type[Base] = next(
        mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table
    )
    return found
