"""XLSX and ODS workbooks: the first visible sheet as rows of text, hidden rows and columns left out."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from recipients.imports.archive import Archive, unpack
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.sheet import FileFacts, Sheet, digest_of_file
from recipients.imports.survey import Survey, check_part, column_letters
from recipients.imports.survey_ods import survey_ods
from recipients.imports.survey_xlsx import sheets_of, survey_xlsx
from recipients.names import listed
from recipients.spreadsheet import rearm

CellValue = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta


def open_workbook(path: Path) -> Sheet:
    """The first visible sheet; FileFault with a sentence if the workbook cannot or must not be read."""
    archive = unpack(path)
    name, hidden_sheets, survey = _look_over(archive)
    sheet = _load(archive, name)
    left = sheet.start[1] if sheet.start else 0
    kept = [column for column in range(survey.last_column + 1) if column not in survey.hidden_columns]

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, cells in enumerate(sheet.iter_rows()):
            if number not in survey.hidden_rows:
                row = [""] * left + [_as_text(cell) for cell in cells]
                row += [""] * (survey.last_column + 1 - len(row))
                yield number + 1, [row[column] for column in kept]

    header_row, header = next((row for row in rows() if any(map(str.strip, row[1]))), (0, []))
    header = [rearm(cell) for cell in header]
    while header and not header[-1].strip():
        header.pop()
    facts = FileFacts(
        name=path.name,
        size=path.stat().st_size,
        sha256=digest_of_file(path),
        format=archive.kind,
        sheet=name,
        notes=tuple(_notes(archive, survey, hidden_sheets)),
    )
    return Sheet(
        facts,
        tuple(header),
        lambda: (row for row in rows() if row[0] > header_row),
        most_rows=max(0, survey.last_row + 1 - header_row),
        cell_faults=_faults_where_kept(survey, kept),
    )


def _look_over(archive: Archive) -> tuple[str, list[str], Survey]:
    """The name of the first visible sheet, the names of the hidden ones, and a look over the former."""
    for part in archive.parts.values():
        if not part.startswith(b"application/"):
            check_part(part)
    if archive.kind == "xlsx":
        entries = sheets_of(archive.parts)
        shown = next((entry for entry in entries if not entry.hidden), None)
        if shown is not None:
            hidden = [entry.name for entry in entries if entry.hidden]
            return shown.name, hidden, survey_xlsx(archive.parts, shown)
    else:
        sheets = survey_ods(archive.parts["content.xml"])
        first = next((sheet for sheet in sheets if not sheet.hidden), None)
        if first is not None:
            return first.name, [sheet.name for sheet in sheets if sheet.hidden], first.survey
    raise FileFault(FaultKind.NO_ROWS, "The workbook has no visible sheet.")


def _load(archive: Archive, name: str) -> CalamineSheet:
    try:
        return CalamineWorkbook.from_filelike(archive.repacked()).get_sheet_by_name(name)
    except CalamineError as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own word for "this cannot be"
            raise _damaged() from error
        raise


def _damaged() -> FileFault:
    return FileFault(
        FaultKind.UNREADABLE, "The workbook is damaged; open it in a spreadsheet program and save it again."
    )


def _as_text(cell: CellValue) -> str:
    """A cell as text: whole numbers without a point, dates in ISO form."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        midnight = cell.time() == datetime.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _notes(archive: Archive, survey: Survey, hidden_sheets: list[str]) -> Iterator[str]:
    if hidden_sheets:
        yield f"Hidden sheets were not read: {listed(hidden_sheets)}."
    columns = sorted(column for column in survey.hidden_columns if column <= survey.last_column)
    if columns:
        yield f"Hidden columns were left out: {listed([column_letters(column) for column in columns])}."
    rows = sorted(row + 1 for row in survey.hidden_rows if row <= survey.last_row)
    if rows:
        yield f"Hidden rows were left out: {listed([str(row) for row in rows])}."
    if survey.formulas:
        holding = (
            "1 cell holds a formula" if survey.formulas == 1 else f"{survey.formulas} cells hold formulas"
        )
        yield f"{holding}; what was stored as the result was read."
    if archive.external_links:
        yield "The workbook refers to other files; nothing was fetched from them."


def _faults_where_kept(survey: Survey, kept: list[int]) -> dict[int, list[tuple[int, str]]]:
    place = {column: index for index, column in enumerate(kept)}
    return {
        row + 1: [(place[column], message) for column, message in faults if column in place]
        for row, faults in survey.cell_faults.items()
    }
