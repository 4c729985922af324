"""Triggers that keep evidence as it was written down, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect


@dataclass(frozen=True)
class Evidence:
    """A table to which rows are only added. What of a row may change at all, once, and in which way alone."""

    table: str
    key: str = "id"
    may_change: tuple[str, ...] = ()
    only_so: str = "FALSE"
    """The condition on the old and the new row; all other columns must stay as they are besides."""
    also_a_key: str = ""
    """What makes a new row take the place of an old one although its key is another, for SQLite."""


_BLANKED: Final = "OLD.erased IS NULL AND NEW.erased IS NOT NULL AND NEW.salt IS NULL"
EVIDENCE: Final = (
    Evidence("audit_entry", key="number", also_a_key="rowid = NEW.rowid"),
    Evidence(
        "audit_detail",
        key="number",
        may_change=("salt", "details", "erased_at"),
        only_so="OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL"
        " AND NEW.salt IS NULL AND NEW.details IS NULL",
        also_a_key="rowid = NEW.rowid",
    ),
    Evidence(
        "delivery_attempt",
        may_change=("reply", "note", "salt", "erased"),
        only_so=f"{_BLANKED} AND NEW.reply = '' AND NEW.note = ''",
    ),
    Evidence("delivery_event", may_change=("why", "salt", "erased"), only_so=f"{_BLANKED} AND NEW.why = ''"),
    Evidence("inbound_content", key="sha256", may_change=("content",), only_so="NEW.content IS NULL"),
    Evidence(
        "inbound_reading",
        may_change=("recipient", "final", "line", "told"),
        only_so="NEW.recipient = '' AND NEW.final = '' AND NEW.line = '' AND NEW.told = '{}'",
    ),
    Evidence("dispatch_event", may_change=("why",), only_so="NEW.why = ''"),
    Evidence("campaign_event", may_change=("why",), only_so="NEW.why = ''"),
    Evidence("letter_event"),
    Evidence("letter_edition"),
    Evidence(
        "clearance",
        may_change=("voided_at", "voided_why"),
        only_so="OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL",
        also_a_key="(letter_id = NEW.letter_id AND office = NEW.office"
        " AND voided_at IS NULL AND NEW.voided_at IS NULL)",
    ),
    Evidence("register_event"),
    Evidence("reminder_event", may_change=("why",), only_so="NEW.why = ''"),
    # Of a reference only its state moves, with the reason; it is never taken out, and never another one.
    Evidence(
        "register_entry",
        may_change=("state", "reason", "issued_at", "ended_at", "superseded_by_id"),
        only_so="TRUE",
        also_a_key="key = NEW.key",
    ),
    Evidence(
        "reply",
        may_change=("sender", "note", "file_name", "erased_at"),
        only_so="OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.sender = '' AND NEW.note = ''"
        " AND NEW.file_name = ''",
    ),
    Evidence("reply_file", key="sha256", may_change=("content",), only_so="NEW.content IS NULL"),
    Evidence("register_closing", also_a_key="(year = NEW.year AND series = NEW.series)"),
    Evidence(
        "approval",
        may_change=("voided_at", "voided_why"),
        only_so="OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL",
        also_a_key="(letter_id = NEW.letter_id AND voided_at IS NULL AND NEW.voided_at IS NULL)",
    ),
)
"""What is evidence: the chain, what was done to letters, references and copies, approvals, what came back."""


def statements(connection: Connection) -> Iterator[str]:
    """The statements that guard the tables of evidence as they are now, in the place of older guards.

    To be run after each migration: it may add columns, and SQLite drops the triggers of a table that is made
    anew. A change that is refused says that rows of its table are never changed. SQLite besides needs to be
    told that a row is not replaced by one of the same key (`INSERT OR REPLACE`), which no other trigger sees.
    """
    columns = {
        evidence.table: [column["name"] for column in inspect(connection).get_columns(evidence.table)]
        for evidence in EVIDENCE
        if inspect(connection).has_table(evidence.table)  # all are there but in a version of old
    }
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        yield (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
        )
    for evidence in (evidence for evidence in EVIDENCE if evidence.table in columns):
        guards = _on_sqlite if sqlite else _on_postgresql
        yield from guards(evidence, columns[evidence.table])


def _on_sqlite(evidence: Evidence, columns: list[str]) -> Iterator[str]:
    table = evidence.table
    taken = f"{evidence.key} = NEW.{evidence.key}"
    if evidence.also_a_key:
        taken = f"{taken} OR {evidence.also_a_key}"
    conditions = {
        "UPDATE": f"WHEN NOT ({_allowed(evidence, columns, 'IS')})",
        "DELETE": "",
        "INSERT": f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})",
    }
    for deed, condition in conditions.items():
        yield f"DROP TRIGGER IF EXISTS {table}_{deed.lower()}"
        yield (
            f"CREATE TRIGGER {table}_{deed.lower()} BEFORE {deed} ON {table} {condition} BEGIN"
            f" SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        )


def _on_postgresql(evidence: Evidence, columns: list[str]) -> Iterator[str]:
    table = evidence.table
    yield (
        f"CREATE OR REPLACE TRIGGER {table}_guard BEFORE DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    allowed = _allowed(evidence, columns, "IS NOT DISTINCT FROM")
    yield (
        f"CREATE OR REPLACE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW"
        f" WHEN (NOT ({allowed})) EXECUTE FUNCTION refuse_change()"
    )


def _allowed(evidence: Evidence, columns: list[str], same: str) -> str:
    """The condition under which an update is allowed; never NULL, which would let it pass."""
    kept = [f'OLD."{name}" {same} NEW."{name}"' for name in columns if name not in evidence.may_change]
    return " AND ".join([*kept, f"coalesce({evidence.only_so}, FALSE)"])
