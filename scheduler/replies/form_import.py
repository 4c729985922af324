"""A spreadsheet of form submissions becomes replies: reported on first, stored at once when accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import select

from letters.letter import LetterState, lock_letter
from mailer.audit import Actor, record
from mailer.database import OfficeSession, fresh_ids, insert_rows
from mailer.errors import Refused
from recipients.among import among
from recipients.imports.columns import REASON
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.opening import open_sheet
from recipients.imports.sheet import Sheet
from recipients.organisation import Organisation
from recipients.spreadsheet import write_csv
from scheduler.replies.asked import Asking
from scheduler.replies.form_columns import form_columns
from scheduler.replies.form_owners import Owners
from scheduler.replies.form_rows import FormRow, UnfitRow, read_row
from scheduler.replies.recording import NOT_SENT, remarks_on
from scheduler.replies.reply import Reply, ReplyChannel
from scheduler.replies.vouched import stated_together
from scheduler.rights import require_acting

MOST_ROWS: Final = 20_000
"""Rows of one file, which are stored in one transaction."""
_COLUMNS: Final = (
    "id", "letter_id", "organisation_id", "ask", "state", "came_at", "channel", "sender", "file_name", "note",
    "remark", "source", "recorded_at", "recorded_by",
)  # fmt: skip


@dataclass(frozen=True)
class LeftOut:
    """A row that is not taken, and why; its cells as they stand in the file."""

    number: int
    reason: str
    cells: tuple[str, ...]


@dataclass
class FormReport:
    """What a file would bring. Nothing is stored by making it."""

    asking: Asking
    file_name: str
    header: tuple[str, ...]
    sha256: str
    new: list[tuple[FormRow, int]] = field(default_factory=list)
    """Rows with the organisation that each is of."""
    known: int = 0
    """Rows that were imported before."""
    repeated: int = 0
    """Rows that say what an earlier one says."""
    left_out: list[LeftOut] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """Organisations that answered although the letter was not sent to them."""

    def write_left_out(self, stream: IO[str]) -> int:
        """Write every row that is not taken as CSV, its reason in front; how many.

        The rows can be corrected in place and imported by themselves.
        """
        rows = ((one.reason, *one.cells) for one in self.left_out)
        return write_csv(stream, (REASON, *self.header), rows)


def report_on_forms(
    session: OfficeSession, now: datetime, asking: Asking, path: Path, *, ask: str | None = None
) -> FormReport:
    """What a CSV, XLSX or ODS file of submissions would bring; `ask` where its rows do not name one.

    FileFault for a file that cannot be read, has no column that says whose a row is, or too many rows;
    Refused for a letter that has not gone out; Misused where nothing says which of several asks is meant.
    """
    if asking.letter.state is not LetterState.ISSUED:
        raise Refused(f"{asking.printed} has not gone out: nobody can have answered it.")
    sheet = open_sheet(path)
    columns = form_columns(sheet.header)
    if "ask" not in columns:
        asking.the_ask(ask)
    report = FormReport(asking, path.name, sheet.header, sheet.facts.sha256)
    rows: list[tuple[FormRow, tuple[str, ...]]] = []
    for number, cells in _rows(sheet):
        try:
            if faults := sheet.cell_faults.get(number):
                raise UnfitRow(faults[0][1])
            rows.append((read_row(asking, ask, now, columns, number, cells), tuple(cells)))
        except UnfitRow as unfit:
            report.left_out.append(LeftOut(number, str(unfit), tuple(cells)))
    _match(session, report, rows)
    report.left_out.sort(key=lambda one: one.number)
    return report


def store_forms(session: OfficeSession, now: datetime, by: Actor, report: FormReport) -> int:
    """Store what is new of a file, all of it or nothing; how many replies. A second time stores nothing.

    Refused for who only reads.
    """
    require_acting(by, "import replies")
    lock_letter(
        session, report.asking.letter.id
    )  # who imports at the same time waits, and sees what is known
    known = _known(session, report.asking, [row.source for row, _ in report.new])
    rows = [(row, whose) for row, whose in report.new if row.source not in known]
    remarks = remarks_on(session, report.asking, {whose for _, whose in rows})
    ids = fresh_ids(session, Reply, len(rows))
    made = [
        _reply(report, row, whose, now, by, id=number, remark=remarks[whose])
        for number, (row, whose) in zip(ids, rows, strict=True)
    ]
    insert_rows(session, Reply, _COLUMNS, map(_stored, made), guarded=True)
    if made:
        facts = {**stated_together(made), "file": report.sha256}
        details = {"name": report.file_name}
        record(session, now, by, "reply.import", f"letter:{report.asking.letter.id}", facts, details)
    return len(made)


def _reply(report: FormReport, row: FormRow, whose: int, now: datetime, by: Actor, **columns: Any) -> Reply:
    """A row as the reply that it becomes; it belongs to no session."""
    return Reply(
        letter_id=report.asking.letter.id,
        organisation_id=whose,
        ask=row.ask,
        state=row.state,
        came_at=row.came_at,
        channel=ReplyChannel.FORM,
        sender=row.whose.get("email", ""),
        file_name="",
        note=row.note,
        source=row.source,
        recorded_at=now,
        recorded_by=by.pseudonym,
        **columns,
    )


def _stored(reply: Reply) -> list[Any]:
    """The columns of a reply as `insert_rows` takes them."""
    values = [getattr(reply, name) for name in _COLUMNS]
    return [value.value if isinstance(value, StrEnum) else value for value in values]


def _rows(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    for count, (number, cells) in enumerate(sheet.rows(), start=1):
        if count > MOST_ROWS:
            raise FileFault(FaultKind.TOO_BIG, f"It has more than {MOST_ROWS:,} rows: import it in parts.")
        if any(cell.strip() for cell in cells):
            yield number, cells


def _match(
    session: OfficeSession, report: FormReport, rows: Sequence[tuple[FormRow, tuple[str, ...]]]
) -> None:
    """Tell rows that are new from those that were imported before, said twice, or are nobody's."""
    owners = Owners(session, [row for row, _ in rows])
    known = _known(session, report.asking, [row.source for row, _ in rows])
    said: set[str] = set()
    for row, cells in rows:
        if row.source in known:
            report.known += 1
        elif row.source in said:
            report.repeated += 1
        else:
            said.add(row.source)
            try:
                report.new.append((row, owners.of(row)))
            except UnfitRow as unfit:
                report.left_out.append(LeftOut(row.number, str(unfit), cells))
    remarks = remarks_on(session, report.asking, {whose for _, whose in report.new})
    outside = [whose for whose, remark in remarks.items() if NOT_SENT in remark]
    names = select(Organisation.name).where(among(session, Organisation.id, outside))
    report.outside = sorted(session.scalars(names))


def _known(session: OfficeSession, asking: Asking, sources: Sequence[str]) -> set[str]:
    asked = select(Reply.source).where(
        Reply.letter_id == asking.letter.id, among(session, Reply.source, list(sources))
    )
    return {source or "" for source in session.scalars(asked)}
