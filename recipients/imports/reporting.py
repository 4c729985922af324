"""Making the report on a file: read, match, compare. Nothing is stored."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from recipients.category import category_names
from recipients.directory_state import in_force, revision_of
from recipients.duplicates import near_names
from recipients.entries import Entry, load_entries
from recipients.history import Change
from recipients.imports.columns import Columns, map_columns
from recipients.imports.comparing import Changed, Comparison
from recipients.imports.facts import FactsReader
from recipients.imports.faults import FaultKind, FileFault, RowFault
from recipients.imports.limits import MAX_ROWS
from recipients.imports.matching import Matcher
from recipients.imports.opening import open_sheet
from recipients.imports.organisation_matching import (
    compare_organisations,
    find_organisations,
    link_matched,
)
from recipients.imports.report import RecipientChange, Report
from recipients.imports.rows import ImportRow, RowReader
from recipients.imports.sample import SHOWN
from recipients.imports.sheet import Sheet
from recipients.imports.spool import CHUNK
from recipients.imports.twins import Twin, TwinKind, Twins
from recipients.lists import StakeholderList
from recipients.names import name_key
from recipients.organisation import Organisation

MAX_NEAR: Final = 10_000
"""Up to so many new organisations near names are looked for; `duplicates` looks through any number."""


def report_on(session: Session, path: Path) -> Report:
    """The report on a CSV, XLSX or ODS file, in the order of letters.md 4: the most basic fault alone.

    Reads the directory and stores nothing. Unreachable for a file that cannot be read at all.
    """
    with _collector_paused():
        return _report_on(session, path)


def _report_on(session: Session, path: Path) -> Report:
    report = Report(path.name, revision_of(session))
    try:
        sheet = open_sheet(path)
        report.facts = sheet.facts
        _check_size(sheet)
        report.columns = map_columns(sheet.header)
        matcher = _read_rows(session, report, sheet, report.columns)
    except FileFault as fault:
        report.problem = fault
        return report
    _match_rest(session, report, matcher)
    _compare(session, report, report.columns, matcher)
    _look_at_what_is_new(session, report)
    return report


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Rows make no rings for the cyclic collector to find, and its search costs a sixth of the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check_size(sheet: Sheet) -> None:
    """Too many rows, then none: both come before anything about columns."""
    if sheet.most_rows > MAX_ROWS:
        count = sum(1 for _, cells in sheet.rows() if any(cells))
        if count > MAX_ROWS:
            raise FileFault(
                FaultKind.TOO_BIG, f"The file has {count} rows; at most {MAX_ROWS} are read. Split it."
            )
    if not any(any(map(str.strip, cells)) for _, cells in sheet.rows()):
        message = "The file has no rows below its header." if sheet.header else "The file is empty."
        raise FileFault(FaultKind.NO_ROWS, message)


def _read_rows(session: Session, report: Report, sheet: Sheet, columns: Columns) -> Matcher:
    facts = FactsReader(columns, category_names(session), report.organisations)
    reader, twins = RowReader(columns, facts), Twins()
    matcher = Matcher(session, report.organisations)
    chunk: list[ImportRow] = []
    faulty: list[tuple[str, tuple[str, ...]]] = []
    cell_faults = sheet.cell_faults
    for number, cells in sheet.rows():
        outcome = reader.read(number, cells, cell_faults.get(number, ()) if cell_faults else ())
        if outcome is None:
            continue
        report.rows += 1
        if isinstance(outcome, ImportRow):
            twin = twins.check(outcome)
            faults = _faults_as_twin(report, twin, outcome) if twin else None
            if faults is None:
                chunk.append(outcome)
                if len(chunk) == CHUNK:
                    _take(report, matcher, chunk)
                    chunk = []
        else:
            faults = outcome
        if faults:
            faulty.append((_note_faults(report, faults), tuple(cells)))
            if len(faulty) == CHUNK:
                report.faulty_rows.write(faulty)
                faulty = []
    _take(report, matcher, chunk)
    report.faulty_rows.write(faulty)
    report.warnings = reader.warnings
    report.lists = {name_key(name): name for name in reader.lists_named()}
    return matcher


def _take(report: Report, matcher: Matcher, chunk: list[ImportRow]) -> None:
    matcher.match_chunk(chunk)
    report.used_places.update([row.organisation for row in chunk])
    report.good_rows.write(chunk)


def _faults_as_twin(report: Report, twin: Twin, row: ImportRow) -> tuple[RowFault, ...] | None:
    """What is wrong with a row beside an earlier one; nothing if it is left out; None if it is taken."""
    if twin.kind is TwinKind.SHARED_ADDRESS:
        report.shared_in_file.add(twin)
        return None
    if twin.kind is TwinKind.SAME_RECIPIENT:
        report.repeated.add(twin)
        return ()
    assert report.columns is not None
    message = f"The id {twin.what} stands in row {twin.earlier_row} already."
    return (RowFault(row.row, report.columns.heading("id"), message),)


def _note_faults(report: Report, faults: tuple[RowFault, ...]) -> str:
    for fault in faults:
        report.faults.add(fault)
        report.faults_by_column[fault.column] += 1
    return " ".join(f"{fault.column}: {fault.message}" if fault.column else fault.message for fault in faults)


def _match_rest(session: Session, report: Report, matcher: Matcher) -> None:
    organisations = report.organisations
    report.organisation_ids = find_organisations(session, organisations)
    matcher.match_rest(report.good_rows, report.organisation_ids)
    link_matched(session, organisations, report.organisation_ids, report.good_rows, matcher)
    report.matches = matcher.matches
    report.added = report.matches.count(0)
    report.missing, first = matcher.missing(SHOWN)
    report.missing_first = [entry.label for entry in load_entries(session, first)]


def _compare(session: Session, report: Report, columns: Columns, matcher: Matcher) -> None:
    after = compare_organisations(session, report.organisations, report.organisation_ids, columns)
    report.organisations_known = after
    comparison = Comparison(columns, report.organisations, report.organisation_ids, after)
    report.shared_in_directory = matcher.shared
    for pairs in _pairs(session, report, matcher):
        matcher.note_shared(pairs)
        changed: list[Changed] = []
        for row, entry in pairs:
            wanted = comparison.compare(row, entry) if entry else None
            if entry is None or wanted is None:
                report.unchanged += entry is not None
                continue
            changed.append(wanted)
            for change in wanted.changes:
                report.changes.add(RecipientChange(row.row, entry.label, Change(*change)))
        report.changed_rows.write(changed)


def _pairs(
    session: Session, report: Report, matcher: Matcher
) -> Iterator[list[tuple[ImportRow, Entry | None]]]:
    """Each good row with the entry it means, chunk by chunk."""
    if matcher.nothing_to_match:
        return
    start = 0
    for chunk in report.good_rows.chunks():
        ids = report.matches[start : start + len(chunk)]
        entries = {entry.id: entry for entry in load_entries(session, [number for number in ids if number])}
        yield [(ImportRow._make(row), entries.get(number)) for row, number in zip(chunk, ids, strict=True)]
        start += len(chunk)


def _look_at_what_is_new(session: Session, report: Report) -> None:
    """Lists and organisations; the latter beside each other and beside those of their countries."""
    standing = select(StakeholderList.name_key).where(in_force(StakeholderList.import_id))
    known = set(session.scalars(standing))
    report.new_lists = tuple(name for key, name in sorted(report.lists.items()) if key not in known)
    places = report.new_places()
    report.new_organisations = len(places)
    report.near_looked_for = len(places) <= MAX_NEAR
    if not places or not report.near_looked_for:
        return
    found = [report.organisations.found[place] for place in places]
    new = [(one.name, one.country) for one in found]
    countries, fresh = {country for _, country in new}, set(new)
    there = session.execute(
        select(Organisation.name, Organisation.country).where(in_force(Organisation.import_id))
    )
    names = new + [(name, country) for name, country in there if country in countries]
    for pair in near_names(names, lambda name, country: (name, country) in fresh):
        report.near.add(pair)
