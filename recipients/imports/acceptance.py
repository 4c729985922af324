"""Accepting a report: new rows are stored unseen in chunks, then everything comes into force in one flip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mailer.audit import Actor, record
from mailer.database import database_now
from mailer.errors import Refused
from recipients.directory_state import (
    DirectoryImport,
    ImportState,
    lock_revision,
    raise_revision,
    revision_of,
)
from recipients.imports.applying import Rewrites, note_recipient_changes, rewrite_organisations
from recipients.imports.comparing import Changed
from recipients.imports.filling import Filling
from recipients.imports.leftovers import being_filled, clear_some
from recipients.imports.report import Report
from recipients.imports.rows import ImportRow

STORED_AT_ONCE: Final = 4_000
"""Rows stored in one transaction: a few tenths of a second."""

Step = Callable[[Session, datetime], None]
"""One transaction's work; it flushes, and whoever opened the transaction commits it."""

_CHANGED: Final = "The directory was changed since the report was made; make the report again."


@contextmanager
def _alone() -> Iterator[None]:
    """Refused if somebody has entered by hand, a moment ago, what is being stored."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(_CHANGED) from error


class Acceptance:
    """The acceptance of one report, as steps.

    The edge opens a writing transaction for each step in turn and commits it. Nobody sees anything of the
    import before the flip is committed; if the process dies, the next acceptance clears the rest away. Steps
    take a few tenths of a second, and so does the flip however many recipients are new; those that change are
    rewritten in it, some five microseconds each.
    """

    def __init__(self, report: Report, by: Actor, *, leave_out_faulty: bool = False) -> None:
        """Refused if the file cannot be imported, or has faulty rows that are not knowingly left out."""
        if report.problem is not None or report.columns is None:
            raise report.problem or Refused("There is no report to accept.")
        if report.refused and not leave_out_faulty:
            raise Refused(
                f"{report.refused} of {report.rows} rows have faults. Correct them and report again, "
                "or accept the others alone."
            )
        self.import_id: int | None = None
        """The id of the import once it has begun; None if there is nothing to do."""
        self._report = report
        self._by = by
        self._filling = Filling(report, report.columns)
        self._rewrites = Rewrites(self._filling)
        self._done = False
        self._outdated = False

    def steps(self) -> Iterator[Step]:
        """The steps in order; none if the file says what the directory says.

        Going on after the flip raises Refused if the directory was changed since the report; nothing of the
        import is then in force.
        """
        if self._report.changes_nothing:
            return
        yield from self._clear()
        yield self._begin
        places = self._report.new_places()
        for start in range(0, len(places), STORED_AT_ONCE):
            yield self._storing_organisations(places[start : start + STORED_AT_ONCE])
        gathered: list[ImportRow] = []
        for rows in self._filling.new_rows():
            gathered += rows
            if len(gathered) >= STORED_AT_ONCE:
                yield self._storing(gathered)
                gathered = []
        if gathered:
            yield self._storing(gathered)
        for chunk in self._report.changed_rows.chunks():
            changed = [Changed._make(row) for row in chunk]
            self._rewrites.add(changed)
            yield self._noting(changed)
        yield self._flip
        if self._outdated:
            yield from self._clear()
            raise Refused(_CHANGED)

    def give_up(self, session: Session, _now: datetime) -> None:
        """Say that no further step will come, so that nobody has to wait for this import; else it lapses.

        What it has stored unseen is cleared away by the next acceptance.
        """
        given_up = update(DirectoryImport).where(
            DirectoryImport.id == self.import_id, DirectoryImport.state == ImportState.FILLING
        )
        session.execute(given_up.values(state=ImportState.ABANDONED))

    def _clear(self) -> Iterator[Step]:
        """Away with what imports that were cut short have left."""
        self._done = False
        yield self._look_for_others
        while not self._done:
            yield self._clear_some

    def _look_for_others(self, session: Session, _now: datetime) -> None:
        other = being_filled(session)
        if other is not None:
            raise Refused(
                f"Another import ({other.file_name}) is being stored just now. Make the report again when it "
                "is done; if it was cut short, half a minute is enough to wait."
            )

    def _clear_some(self, session: Session, now: datetime) -> None:
        self._done = clear_some(session, now)

    def _begin(self, session: Session, now: datetime) -> None:
        self._look_for_others(session, now)
        if lock_revision(session) != self._report.base_revision:
            raise Refused(_CHANGED)
        assert self._report.facts is not None
        begun = DirectoryImport(
            state=ImportState.FILLING,
            file_name=self._report.file_name,
            sha256=self._report.facts.sha256,
            actor=self._by.pseudonym,
            counts=self._report.counts,
            begun_at=now,
            filled_at=database_now(session),
            ended_at=None,
        )
        session.add(begun)
        session.flush()
        self.import_id = begun.id
        self._filling.store_lists(session, now, begun.id)

    def _storing_organisations(self, places: Sequence[int]) -> Step:
        def step(session: Session, now: datetime) -> None:
            with _alone():
                self._filling.store_organisations(session, now, self._go_on(session), places)

        return step

    def _storing(self, rows: Sequence[ImportRow]) -> Step:
        def step(session: Session, now: datetime) -> None:
            with _alone():
                self._filling.store_recipients(session, now, self._go_on(session), rows)

        return step

    def _noting(self, changed: Sequence[Changed]) -> Step:
        def step(session: Session, now: datetime) -> None:
            note_recipient_changes(session, now, self._by, self._go_on(session), changed)

        return step

    def _go_on(self, session: Session) -> int:
        """Note that this import is alive; Refused if it was given up, or if what it stores is outdated."""
        assert self.import_id is not None
        alive = session.execute(
            update(DirectoryImport)
            .where(DirectoryImport.id == self.import_id, DirectoryImport.state == ImportState.FILLING)
            .values(filled_at=database_now(session))
        )
        if not alive.rowcount or revision_of(session) != self._report.base_revision:  # type: ignore[attr-defined]
            raise Refused(_CHANGED)
        return self.import_id

    def _flip(self, session: Session, now: datetime) -> None:
        revision = lock_revision(session)
        found = session.get(DirectoryImport, self.import_id, with_for_update=True, populate_existing=True)
        assert found is not None
        if revision != self._report.base_revision or found.state is not ImportState.FILLING:
            found.state = ImportState.ABANDONED
            self._outdated = True
            return
        self._rewrites.apply(session, now, found.id)
        rewrite_organisations(session, now, self._by, found.id, self._report)
        found.state = ImportState.ACCEPTED
        found.ended_at = now
        raise_revision(session)
        facts = {"file_sha256": found.sha256, **self._report.counts}
        record(session, now, self._by, "recipients.import", f"import:{found.id}", facts)
