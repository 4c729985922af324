"""Exports: no formula in them, and an import reads them back without any change."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.database import Database, OfficeSession, open_database
from recipients.export import KNOWN, export_csv, export_xlsx
from recipients.imports.acceptance import Acceptance
from recipients.imports.reporting import report_on
from tests.recipients.factories import CLERK, HEADER, NOW, accept, import_rows, report, write_csv_file

NASTY = (
    ("N1", "=cmd|' /C calc'!A0", "academia", "CH", "fr", "@SUM(A1)", "-1", "+a@x.example", "", "+List"),
    ("N2", "'=quoted", "academia", "", "", "'plain", "＝wide", "b@x.example", "c@münchen.example", ""),
    ("", "Straße & Söhne", "academia", "DE", "de", "", "", "post@straße.de", "", "Donors; +List"),
)
MORE = ("city", "entries.title", "entries.url", "entries.title", "entries.url", "topic", "topic")
MORE_ROWS = (
    ("=1+1", "A", "https://a.example", "'=B", "", "x", "y"),
    ("two\nlines", "", "", "", "", "", ""),
    ("", "", "", "C", "https://c.example", "z", ""),
)


def fill(database: Database, folder: Path) -> None:
    header = (*HEADER, *MORE)
    rows = [(*row, *more) for row, more in zip(NASTY, MORE_ROWS, strict=True)]
    accept(database, report(database, write_csv_file(folder / "nasty.csv", header, rows)))
    import_rows(database, folder)


def test_a16_a_csv_export_is_disarmed_and_reads_back_unchanged(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path)
    path = tmp_path / "out.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream, database.reading() as session:
        assert export_csv(session, stream) == 7
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    assert tuple(header[: len(KNOWN)]) == KNOWN
    assert not any(cell.startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)
    found = report(database, path)
    assert found.problem is None
    assert found.faults.total == 0
    assert found.changes_nothing, found.changes.first
    assert (found.unchanged, found.missing) == (7, 0)


def test_a16_an_xlsx_export_reads_back_unchanged(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path)
    path = tmp_path / "out.xlsx"
    with database.reading() as session:
        assert export_xlsx(session, path) == 7
    found = report(database, path)
    assert (found.problem, found.faults.total, found.changes_nothing) == (None, 0, True)


def test_an_export_read_into_an_empty_office_makes_the_same_directory(
    sqlite_database: Database, postgres_database: Database, tmp_path: Path
) -> None:
    fill(sqlite_database, tmp_path)
    texts = []
    for database in (sqlite_database, postgres_database):
        path = tmp_path / "out.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream, database.reading() as session:
            export_csv(session, stream)
        texts.append(path.read_text(encoding="utf-8-sig"))
        if database is sqlite_database:
            accept(postgres_database, report(postgres_database, path))
    assert texts[0] == texts[1]


def test_some_recipients_may_be_exported_by_themselves(sqlite_database: Database, tmp_path: Path) -> None:
    import_rows(sqlite_database, tmp_path)
    path = tmp_path / "out.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream, sqlite_database.reading() as session:
        assert export_csv(session, stream, [2]) == 1
    assert "Ponts" in path.read_text(encoding="utf-8-sig")


def test_international_domains_are_exported_as_people_read_them(
    sqlite_database: Database, tmp_path: Path
) -> None:
    fill(sqlite_database, tmp_path)
    path = tmp_path / "out.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream, sqlite_database.reading() as session:
        export_csv(session, stream)
    text = path.read_text(encoding="utf-8-sig")
    assert "post@straße.de" in text
    assert "xn--" not in text


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=";"), max_size=12)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(PRINTABLE, PRINTABLE, PRINTABLE), min_size=1, max_size=4))
def test_whatever_is_imported_and_exported_is_unchanged(
    sqlite_template: Path, scratch: Path, texts: list[tuple[str, str, str]]
) -> None:
    """The directory is filled and read back inside one transaction, which is then rolled back."""
    database = open_database(f"sqlite:///{sqlite_template}")
    rows = [
        (f"H{n}", f"Office {office}", "academia", "", "", name, "", f"h{n}@x.example", "", "", city)
        for n, (office, name, city) in enumerate(texts)
    ]
    path = write_csv_file(scratch / "in.csv", (*HEADER, "city"), rows)
    session = OfficeSession(database.engine)
    try:
        first = report_on(session, path)
        assert first.faults.total == 0, first.faults.first
        for step in Acceptance(first, CLERK).steps():
            step(session, NOW)
        with (scratch / "out.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            export_csv(session, stream)
        again = report_on(session, scratch / "out.csv")
        assert again.problem is None
        assert again.changes_nothing, again.changes.first
        assert again.unchanged == first.added
    finally:
        session.close()
        database.close()
