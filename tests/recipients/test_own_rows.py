"""Spreadsheets of rows that belong to recipients: whose a row is, what is left out, what must be mended."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from mailer.database import Database
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.own_rows import OwnRows, read_own_rows
from tests.recipients.factories import write_csv_file, write_xlsx_file

COLUMNS = ("title", "url", "updated")
HEADER = ("id", "title", "url", "updated")
CITY = ("R1", "Reading rooms by the river", "https://entries.example/1", "2026-05-04")


def read(
    database: Database, path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER
) -> OwnRows:
    with database.reading() as session:
        return read_own_rows(session, write_csv_file(path / "items.csv", header, rows), "entries", COLUMNS)


def stored(own: OwnRows) -> list[tuple[object, ...]]:
    return [row for chunk in own.spool.chunks() for row in chunk]


def test_rows_belong_to_the_recipient_of_their_id_or_their_address(filled: Database, tmp_path: Path) -> None:
    rows = [
        ("R1", "", *CITY[1:]),
        ("", "AWA@Ponts.example", "Ponts", "https://entries.example/2", ""),
        ("", "", "", "", ""),
        ("R1", "awa@ponts.example", "The id counts", "https://entries.example/3", "2026"),
    ]
    own = read(filled, tmp_path, rows, ("Identifiant", "Courriel", "Title", "entries.url", "Updated"))
    assert (own.counts, own.rows) == ({1: 2, 2: 1}, 3)
    assert stored(own)[1] == (2, 3, ("Ponts", "https://entries.example/2", ""))
    assert not own.faults.total
    assert not own.unknown.total


def test_rows_of_nobody_are_left_out_and_listed(filled: Database, tmp_path: Path) -> None:
    own = read(filled, tmp_path, [CITY, ("R9", *CITY[1:])])
    assert (own.rows, own.unknown.total) == (1, 1)
    assert str(own.unknown.first[0]) == "row 3: Nobody in the directory is known by “R9”."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", *CITY[1:]), "row 2: The row does not say whose it is."),
        (("R1", "Rooms\u202e", "", ""), "row 2, title: The cell holds an invisible character (U+202E)"),
        (("R1", "Rooms", "x" * 40_000, ""), "row 2, url: The cell holds 40000 characters"),
        ((*CITY, "more"), "row 2: The row has more cells than the 4 columns."),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(
    filled: Database, tmp_path: Path, row: Sequence[str], said: str
) -> None:
    own = read(filled, tmp_path, [row])
    assert own.rows == 0
    assert str(own.faults.first[0]).startswith(said)


def test_an_address_of_two_recipients_does_not_say_whose_a_row_is(
    sqlite_database: Database, tmp_path: Path
) -> None:
    from tests.recipients.factories import add_party

    with sqlite_database.writing() as session:
        for name in ("Ministry of Tea", "Ministry of Coffee"):
            add_party(session, name, "registry@shared.example")
    own = read(sqlite_database, tmp_path, [("registry@shared.example", *CITY[1:])], ("email", *COLUMNS))
    assert own.faults.first[0].message.startswith("registry@shared.example is the address of 2 recipients")


@pytest.mark.parametrize(
    ("header", "kind", "said"),
    [
        (("title", "url", "updated"), FaultKind.NO_RECIPIENT_COLUMN, "needs a column “id” or “email”"),
        (("id", "title", "updated"), FaultKind.MISSING_COLUMN, "lacks a column called url"),
        ((*HEADER, "entries.url"), FaultKind.DUPLICATE_COLUMN, "2 columns mean “url”"),
    ],
)
def test_a_file_that_lacks_what_the_letter_prints_is_refused_whole(
    filled: Database, tmp_path: Path, header: Sequence[str], kind: FaultKind, said: str
) -> None:
    with pytest.raises(FileFault, match=said) as fault:
        read(filled, tmp_path, [CITY], header)
    assert fault.value.kind is kind


def test_a_file_without_rows_is_refused(filled: Database, tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="no rows below its header"):
        read(filled, tmp_path, [])


def test_nobody_gets_more_rows_than_a_letter_lists(filled: Database, tmp_path: Path) -> None:
    own = read(filled, tmp_path, [CITY] * 502)
    assert (own.counts[1], own.faults.total) == (500, 2)
    assert str(own.faults.first[0]) == "row 502: “R1” has more than 500 rows, which no letter lists."


def test_other_columns_are_told_of_and_not_read(filled: Database, tmp_path: Path) -> None:
    own = read(filled, tmp_path, [("x\u202e", *CITY)], ("remark", *HEADER))
    assert own.layout.ignored == ["remark"]
    assert own.rows == 1


def test_a16_a_cell_that_was_disarmed_comes_back_as_it_was(filled: Database, tmp_path: Path) -> None:
    own = read(filled, tmp_path, [("R1", "'=SUM(A1)", "", "")])
    assert stored(own)[0][2] == ("=SUM(A1)", "", "")


def test_a_workbook_is_read_like_a_csv_file(filled: Database, tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "items.xlsx", HEADER, [CITY])
    with filled.reading() as session:
        own = read_own_rows(session, path, "entries", COLUMNS)
    assert stored(own) == [(1, 2, CITY[1:])]


def test_many_rows_fit_into_little_memory(filled: Database, tmp_path: Path) -> None:
    rows = [(f"R{number % 4 + 1}", f"Entry {number}", f"https://entries.example/{number}", "")
            for number in range(1_900)]  # fmt: skip
    path = write_csv_file(tmp_path / "many.csv", HEADER, rows * 10)
    tracemalloc.start()
    with filled.reading() as session:
        own = read_own_rows(session, path, "entries", COLUMNS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert own.rows + own.faults.total == 19_000
    assert peak < 8 * 1024 * 1024
