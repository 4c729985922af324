"""Many silent recipients of a letter, at a rung that is open: written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import event, text
from sqlalchemy.sql import Select

from letters.letter import Letter
from mailer.database import Database, OfficeSession, insert_rows
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress
from scheduler.reminders.question import Asked, due_members, stopping_scopes, verdicts
from scheduler.reminders.rules import ToWhom
from scheduler.reminders.tables import ReminderDue, ReminderPlan, ReminderRung
from scheduler.replies.asked import Asking, AskOf
from scheduler.replies.reply import Reply

CHUNK: Final = 20_000
EARLIER, DUE = 1, 2
"""The rungs: one that went to all of them three weeks ago, and the one of which is asked."""
FOUR: Final = 4
"""Recipients of one organisation."""


def fill(database: Database, now: datetime, silent: int) -> None:
    """So many recipients of letter 1, reminded once, due again; one organisation in ten has answered."""
    with database.writing(synced=False) as session:
        columns = _named("id handle state edition facts source_hash issue_date drafter submitted_at")
        letter = (1, "survey", "issued", 1, "{}", "", now.date().isoformat(), "s0", now)
        insert_rows(session, Letter, columns, [letter])
        _plan(session, now)
    for start in range(1, silent + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, silent + 1))
        with database.writing(synced=False) as session:
            _people(session, now, numbers)
            _due(session, now, numbers)
    with database.writing() as session:
        rows = [_reply(number, now) for number in range(1, silent // FOUR + 1, 10)]
        columns = _named(
            "letter_id organisation_id ask state came_at channel sender file_name note remark "
            "recorded_at recorded_by"
        )
        insert_rows(session, Reply, columns, rows)
        session.execute(text("ANALYZE"))


def question(session: OfficeSession, now: datetime, limit: int | None = None) -> Select[*tuple[Any, ...]]:
    """The due-reminder question of the open rung, with a most of the letter and a cap over all letters."""
    letter = session.get_one(Letter, 1)
    asking = Asking(letter, "DM-1", "UTC", (AskOf("reply", "Answer.", mandatory=True, due=None),))
    asked = Asked(
        asking, None, ToWhom.SILENT, stopping_scopes(official=True, stream=""), most=4,
        pressure=(3, timedelta(days=30)),
    )  # fmt: skip
    return verdicts(due_members(DUE, now), asked, now).limit(limit)


def plan_of_query(session: OfficeSession, query: Select[*tuple[Any, ...]]) -> list[str]:
    """How the database answers a query: the lines of its plan."""
    prefix = "EXPLAIN QUERY PLAN" if session.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    # SQLAlchemy has no word for it: the statement is sent as it is, with its own parameters.
    lines: list[str] = []

    def explained(_conn: Any, _cursor: Any, statement: str, *rest: Any) -> tuple[str, Any]:
        return f"{prefix} {statement}", rest[0]

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", explained, retval=True)
    try:
        lines += [str(row[-1]) for row in connection.execute(query).cursor.fetchall()]
    finally:
        event.remove(connection, "before_cursor_execute", explained)
    return lines


def _plan(session: OfficeSession, now: datetime) -> None:
    columns = _named(
        "id letter_id version state why rules anchors seal proposed_at proposed_by approved_by started_by"
    )
    insert_rows(session, ReminderPlan, columns, [(1, 1, 1, "active", "", "{}", "{}", "", now, "", "", "")])
    columns = _named(
        "id plan_id number rule repetition day clock zone state why filled_to filled may_be_late"
    )
    rungs = [
        (number, 1, number, 0, 0, now.date().isoformat(), "09:00", "UTC", state, "", 0, True, False)
        for number, state in ((EARLIER, "sent"), (DUE, "open"))
    ]
    insert_rows(session, ReminderRung, columns, rungs)


def _people(session: OfficeSession, now: datetime, numbers: Sequence[int]) -> None:
    homes = sorted({home(number) for number in numbers if number == 1 or home(number) != home(number - 1)})
    columns = _named("id name name_key category country languages created_at changed_at")
    insert_rows(session, Organisation, columns, [
        (one, f"Board {one}", f"board {one}", "governments", "KE", "en", now, now) for one in homes
    ])  # fmt: skip
    columns = _named(
        "id kind organisation_id name post salutation country languages fields version created_at changed_at"
    )
    insert_rows(session, Recipient, columns, [
        (n, "person", home(n), f"Person {n}", "", "", "", "", "{}", 1, now, now) for n in numbers
    ])  # fmt: skip
    columns = _named("recipient_id address_key address role position")
    insert_rows(session, RecipientAddress, columns, [
        (n, f"p{n}@board.example", f"p{n}@board.example", "to", 0) for n in numbers
    ])  # fmt: skip


def _due(session: OfficeSession, now: datetime, numbers: Sequence[int]) -> None:
    columns = _named("rung_id recipient_id organisation_id letter_id due_at outcome settled_at")
    insert_rows(session, ReminderDue, columns, _due_rows(now, numbers))


def _due_rows(now: datetime, numbers: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    before = now - timedelta(days=21)
    for number in numbers:
        yield EARLIER, number, home(number), 1, before, "reminded", before
        yield DUE, number, home(number), 1, now - timedelta(minutes=1), "waiting", None


def _reply(organisation: int, now: datetime) -> tuple[Any, ...]:
    return 1, organisation, "reply", "complete", now, "post", "", "", "", "", now, "s0"


def home(number: int) -> int:
    """The organisation of a recipient."""
    return (number + FOUR - 1) // FOUR


def _named(names: str) -> Sequence[str]:
    return names.split()
