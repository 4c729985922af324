"""Small directories and files for tests: invented organisations, domains under .example only."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy.orm import Session

from mailer.audit import Actor
from mailer.database import Database
from recipients.editing import RecipientFacts, add_organisation, add_recipient
from recipients.imports.acceptance import Acceptance
from recipients.imports.report import Report
from recipients.imports.reporting import report_on

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
CLERK = Actor("s0000clerk", "a.clerk", "tester")

HEADER = ("id", "organisation", "category", "country", "languages", "name", "post", "email", "cc", "lists")
ROWS = (
    (
        "R1",
        "Ministry of Rivers",
        "governments",
        "KE",
        "en",
        "Ann Osei",
        "Minister",
        "ann@rivers.example",
        "",
        "",
    ),
    (
        "R2",
        "Ministère des Ponts",
        "governments",
        "SN",
        "fr, en",
        "Awa Ndiaye",
        "",
        "awa@ponts.example",
        "",
        "Donors",
    ),
    (
        "R3",
        "Lanterna S.A.",
        "private-sector",
        "CH",
        "fr",
        "",
        "",
        "info@lanterna.example",
        "ceo@lanterna.example",
        "",
    ),
    (
        "R4",
        "Universidad del Sur",
        "academia",
        "AR",
        "es",
        "Luis Prado",
        "Rector",
        "luis@sur.example",
        "",
        "Donors",
    ),
)


def write_csv_file(
    path: Path,
    header: Sequence[str] = HEADER,
    rows: Iterable[Sequence[str]] = ROWS,
    *,
    encoding: str = "utf-8",
    separator: str = ",",
) -> Path:
    """A CSV file as another program would write it."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_xlsx_file(
    path: Path, header: Sequence[object] = HEADER, rows: Iterable[Sequence[object]] = ROWS
) -> Path:
    """An XLSX file as a spreadsheet program would write it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)


def ods_row(cells: Iterable[str], attributes: str = "") -> str:
    """A row of text cells."""
    texts = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{texts}</table:table-row>"


def write_ods_file(path: Path, body: str = "", styles: str = "") -> Path:
    """An ODS file with one sheet of the usual rows, or with this body."""
    if not body:
        rows = "".join(map(ods_row, [HEADER, *ROWS]))
        body = f'<table:table table:name="Directory">{rows}</table:table>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_SPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def report(database: Database, path: Path) -> Report:
    """The report on a file."""
    with database.reading() as session:
        return report_on(session, path)


def accept(database: Database, found: Report, *, leave_out_faulty: bool = False) -> Acceptance:
    """Accept a report, each step in a transaction of its own."""
    acceptance = Acceptance(found, CLERK, leave_out_faulty=leave_out_faulty)
    for step in acceptance.steps():
        with database.writing() as session:
            step(session, NOW)
    return acceptance


def import_rows(database: Database, folder: Path, rows: Iterable[Sequence[str]] = ROWS) -> Report:
    """Import rows under the usual header; the report that was accepted."""
    found = report(database, write_csv_file(folder / "directory.csv", HEADER, rows))
    assert found.problem is None, found.problem
    assert not found.faults.total, found.faults.first
    accept(database, found)
    return found


def add_party(
    session: Session,
    organisation: str,
    address: str,
    *,
    name: str = "",
    post: str = "",
    category: str = "governments",
    country: str = "",
    languages: str = "",
) -> int:
    """Enter an organisation with one recipient by hand; the recipient's id."""
    organisation_id = add_organisation(
        session, NOW, CLERK, organisation, category, country=country, languages=languages
    )
    return add_recipient(
        session, NOW, CLERK, organisation_id, RecipientFacts(to=[address], name=name, post=post)
    )
