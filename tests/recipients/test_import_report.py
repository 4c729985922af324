"""The report on a file: the most basic fault alone, then everything that acceptance would do."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mailer.database import Base, Database
from recipients.imports.columns import REASON
from recipients.imports.faults import FaultKind
from tests.recipients.factories import (
    HEADER,
    ROWS,
    accept,
    import_rows,
    report,
    write_csv_file,
    write_ods_file,
    write_xlsx_file,
)


def cells_with(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    return tuple(cells.get(name, value) for name, value in zip(HEADER, row, strict=True))


def count_of_all_rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
        }


def test_a_first_file_is_all_additions_and_nothing_is_stored(database: Database, tmp_path: Path) -> None:
    before = count_of_all_rows(database)
    found = report(database, write_csv_file(tmp_path / "d.csv"))
    assert found.counts == {
        "rows": 4,
        "added": 4,
        "changed": 0,
        "unchanged": 0,
        "repeated": 0,
        "refused": 0,
        "missing": 0,
    }
    assert (found.new_organisations, found.new_lists) == (4, ("Donors",))
    assert count_of_all_rows(database) == before


@pytest.mark.parametrize("write", [write_csv_file, write_xlsx_file, write_ods_file])
def test_every_format_makes_the_same_report(sqlite_database: Database, tmp_path: Path, write: object) -> None:
    assert callable(write)
    found = report(sqlite_database, write(tmp_path / "directory.file"))
    assert (found.added, found.problem, found.faults.total) == (4, None, 0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", FaultKind.NO_ROWS),
        ("email,organisation,category\n\n,,\n", FaultKind.NO_ROWS),
        ("x,y\n1,2\n", FaultKind.NO_RECIPIENT_COLUMN),
        ("email,e-mail\n1,2\n", FaultKind.DUPLICATE_COLUMN),
        ("email,name\n1,2\n", FaultKind.MISSING_COLUMN),
        ('email,organisation,category\n"1,2,3\n', FaultKind.UNREADABLE),
    ],
)
def test_the_most_basic_fault_is_shown_alone(
    sqlite_database: Database, tmp_path: Path, content: str, kind: FaultKind
) -> None:
    path = tmp_path / "d.csv"
    path.write_text(content)
    found = report(sqlite_database, path)
    assert found.problem is not None
    assert found.problem.kind is kind
    assert found.faults.total == 0


def test_too_many_rows_come_before_anything_about_columns(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recipients.imports.reporting.MAX_ROWS", 10)
    path = tmp_path / "d.csv"
    path.write_text("x\n" + "1\n" * 11)
    problem = report(sqlite_database, path).problem
    assert problem is not None
    assert problem.kind is FaultKind.TOO_BIG
    assert "11 rows; at most 10" in str(problem)


def test_faults_are_a_list_of_tasks_and_all_of_them_can_be_exported(
    sqlite_database: Database, tmp_path: Path
) -> None:
    bad = [cells_with(ROWS[0], id=f"B{number}", email=f"=ann{number}@") for number in range(60)]
    bad.append(cells_with(ROWS[0], id="B99", email="x", country="Atlantis"))
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, [*ROWS, *bad]))
    assert (found.added, found.refused, found.faults.total, len(found.faults.first)) == (4, 61, 62, 50)
    assert found.tasks() == ["Correct 61 cells under “email”.", "Correct 1 cell under “country”."]
    stream = io.StringIO()
    assert found.write_faulty_rows(stream) == 61
    header, *rows = list(csv.reader(io.StringIO(stream.getvalue())))
    assert header == [REASON, *HEADER]
    assert rows[0][0].startswith("email: ")
    assert rows[0][8] == "'=ann0@"
    assert "country: “Atlantis” is no country" in rows[60][0]


def test_exported_faulty_rows_can_be_corrected_and_imported_by_themselves(
    sqlite_database: Database, tmp_path: Path
) -> None:
    rows = [*ROWS[:3], cells_with(ROWS[3], email="luis@")]
    first = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, rows))
    accept(sqlite_database, first, leave_out_faulty=True)
    stream = io.StringIO()
    first.write_faulty_rows(stream)
    path = tmp_path / "corrected.csv"
    path.write_text(stream.getvalue().replace("luis@", "luis@sur.example"))
    second = report(sqlite_database, path)
    assert (second.added, second.refused, second.missing) == (1, 0, 3)
    assert second.columns is not None
    assert second.columns.fields == ()
    accept(sqlite_database, second)
    assert report(sqlite_database, write_csv_file(tmp_path / "all.csv")).counts["unchanged"] == 4


def test_an_id_that_stands_twice_is_a_fault(sqlite_database: Database, tmp_path: Path) -> None:
    rows = [*ROWS, cells_with(ROWS[1], id="R1")]
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, rows))
    assert str(found.faults.first[0]) == "row 6, id: The id R1 stands in row 2 already."


def test_a06_the_same_recipient_again_is_left_out_and_told(sqlite_database: Database, tmp_path: Path) -> None:
    again = cells_with(ROWS[0], id="", email="ANN@Rivers.example")
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, [*ROWS, again]))
    assert (found.added, found.repeated.total, found.refused) == (4, 1, 0)
    assert (found.repeated.first[0].row, found.repeated.first[0].earlier_row) == (6, 2)


def test_a06_two_parties_at_one_mailbox_are_taken_with_a_warning(
    sqlite_database: Database, tmp_path: Path
) -> None:
    other = cells_with(ROWS[0], id="R9", name="Ben Oduya", post="Secretary")
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, [*ROWS, other]))
    assert (found.added, found.shared_in_file.total) == (5, 1)


def test_the_address_of_another_recipient_of_the_directory_is_warned_of(
    imported: Database, tmp_path: Path
) -> None:
    other = cells_with(ROWS[0], id="R9", name="Ben Oduya", post="Secretary")
    found = report(imported, write_csv_file(tmp_path / "new.csv", HEADER, [other]))
    assert (found.added, found.shared_in_directory.total) == (1, 1)
    assert "Ann Osei" in found.shared_in_directory.first[0].other


def test_new_organisations_with_near_names_are_pointed_out(imported: Database, tmp_path: Path) -> None:
    rows = [
        cells_with(ROWS[1], id="N1", organisation="Ministere des Ponts", email="x@ponts.example"),
        cells_with(ROWS[1], id="N2", organisation="Port de Dakar", email="y@port.example"),
    ]
    found = report(imported, write_csv_file(tmp_path / "new.csv", HEADER, rows))
    (pair,) = found.near.first
    assert {pair.one, pair.other} == {"Ministere des Ponts", "Ministère des Ponts"}


def test_the_same_file_again_changes_nothing(imported: Database, tmp_path: Path) -> None:
    found = report(imported, write_csv_file(tmp_path / "again.csv"))
    assert (found.counts["unchanged"], found.missing, found.changes_nothing) == (4, 0, True)
    before = count_of_all_rows(imported)
    assert accept(imported, found).import_id is None
    assert count_of_all_rows(imported) == before


def test_the_same_rows_in_another_order_change_nothing(imported: Database, tmp_path: Path) -> None:
    assert report(imported, write_csv_file(tmp_path / "again.csv", HEADER, ROWS[::-1])).changes_nothing


def test_a_newer_file_lists_added_changed_unchanged_and_missing(imported: Database, tmp_path: Path) -> None:
    rows = [
        ROWS[0],
        cells_with(
            ROWS[1], name="Awa Diop", email="diop@ponts.example", languages="en", lists="Donors; Press"
        ),
        cells_with(ROWS[2], cc=""),
        ("R5", "Bank of Lakes", "private-sector", "CH", "de", "", "", "info@lakes.example", "", ""),
    ]
    found = report(imported, write_csv_file(tmp_path / "new.csv", HEADER, rows))
    assert (found.added, found.changed, found.unchanged, found.missing) == (1, 2, 1, 1)
    assert found.missing_first == ["Luis Prado, Rector, Universidad del Sur (AR)"]
    assert found.new_lists == ("Press",)
    assert [str(change.change) for change in found.changes.first] == [
        "name: Awa Ndiaye → Awa Diop",
        "email: awa@ponts.example → diop@ponts.example",
        "languages: fr,en → en",
        "lists: (empty) → Press",
        "cc: ceo@lanterna.example → (empty)",
    ]
    assert str(found.changes.first[0]).startswith("row 3, Awa Ndiaye, Ministère des Ponts (SN): ")


def test_columns_that_the_file_lacks_are_left_alone(imported: Database, tmp_path: Path) -> None:
    header = ("id", "organisation", "category", "email")
    rows = [(row[0], row[1], row[2], row[7]) for row in ROWS]
    assert report(imported, write_csv_file(tmp_path / "few.csv", header, rows)).changes_nothing


def test_lists_are_never_left_by_an_import(imported: Database, tmp_path: Path) -> None:
    rows = [cells_with(row, lists="") for row in ROWS]
    assert report(imported, write_csv_file(tmp_path / "d.csv", HEADER, rows)).changes_nothing


def test_merge_fields_are_compared_one_by_one(database: Database, tmp_path: Path) -> None:
    header = (*HEADER, "city", "entries.title", "entries.title")
    rows = [(*row, "Nairobi", "One", "Two") for row in ROWS[:1]]
    accept(database, report(database, write_csv_file(tmp_path / "one.csv", header, rows)))
    assert report(database, write_csv_file(tmp_path / "same.csv", header, rows)).changes_nothing
    rows = [(*row, "", "One", "") for row in ROWS[:1]]
    found = report(database, write_csv_file(tmp_path / "two.csv", header, rows))
    assert [str(change.change) for change in found.changes.first] == [
        "city: Nairobi → (empty)",
        'entries: [{"title":"One"},{"title":"Two"}] → [{"title":"One"}]',
    ]


def test_without_ids_the_address_says_who_is_meant(database: Database, tmp_path: Path) -> None:
    rows = [cells_with(row, id="") for row in ROWS]
    import_rows(database, tmp_path, rows)
    rows[0] = cells_with(rows[0], name="Ben Oduya", email="ANN@rivers.example")
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, rows))
    assert (found.added, found.changed, found.unchanged, found.missing) == (0, 1, 3, 0)


def test_without_ids_two_at_one_mailbox_are_told_apart_by_person(database: Database, tmp_path: Path) -> None:
    rows = [cells_with(ROWS[0], id=""), cells_with(ROWS[0], id="", name="Ben Oduya")]
    import_rows(database, tmp_path, rows)
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, rows[::-1]))
    assert found.changes_nothing
    assert found.missing == 0


def test_a_new_address_is_matched_by_organisation_and_person(database: Database, tmp_path: Path) -> None:
    rows = [cells_with(row, id="") for row in ROWS]
    import_rows(database, tmp_path, rows)
    rows[3] = cells_with(rows[3], email="prado@sur.example")
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, rows))
    assert [str(change.change) for change in found.changes.first] == [
        "email: luis@sur.example → prado@sur.example"
    ]


def test_an_id_is_given_to_a_recipient_that_had_none(database: Database, tmp_path: Path) -> None:
    import_rows(database, tmp_path, [cells_with(ROWS[0], id="")])
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, ROWS[:1]))
    assert [str(change.change) for change in found.changes.first] == ["id: (empty) → R1"]


def test_different_ids_at_one_address_are_two_recipients(database: Database, tmp_path: Path) -> None:
    import_rows(database, tmp_path, ROWS[:1])
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, [cells_with(ROWS[0], id="X1")]))
    assert (found.added, found.missing) == (1, 1)


def test_an_id_is_stronger_than_an_address(database: Database, tmp_path: Path) -> None:
    import_rows(database, tmp_path, ROWS[:1])
    rows = [cells_with(ROWS[0], id=""), cells_with(ROWS[0], name="Ben Oduya", email="ben@rivers.example")]
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, rows))
    assert (found.added, found.changed) == (1, 1)
    assert found.changes.first[0].row == 3


def test_an_organisation_moves_country_by_its_own_row_and_people_by_theirs(
    imported: Database, tmp_path: Path
) -> None:
    rows = [cells_with(ROWS[0], country="UG"), ROWS[1], cells_with(ROWS[2], country="FR"), ROWS[3]]
    found = report(imported, write_csv_file(tmp_path / "new.csv", HEADER, rows))
    assert [str(change.change) for change in found.changes.first] == ["country: KE → UG"]
    (moved,) = found.organisation_changes
    assert [str(change) for change in moved.changes] == ["organisation country: CH → FR"]
    assert found.new_organisations == 0


def test_who_differs_from_its_organisation_keeps_its_own_languages(
    database: Database, tmp_path: Path
) -> None:
    rows = [
        ROWS[2],
        cells_with(ROWS[2], id="R8", name="Zoe Roth", email="zoe@lanterna.example", languages="de"),
    ]
    import_rows(database, tmp_path, rows)
    rows[0] = cells_with(rows[0], languages="en")
    found = report(database, write_csv_file(tmp_path / "new.csv", HEADER, rows[::-1]))
    assert found.changed == 0
    assert [str(change) for change in found.organisation_changes[0].changes] == [
        "organisation languages: fr → en"
    ]
    accept(database, found)
    assert report(database, write_csv_file(tmp_path / "again.csv", HEADER, rows)).changes_nothing


def test_an_organisation_with_an_id_of_its_own_may_be_renamed(database: Database, tmp_path: Path) -> None:
    header = ("organisation id", *HEADER)
    accept(database, report(database, write_csv_file(tmp_path / "a.csv", header, [("O1", *ROWS[0])])))
    renamed = ("O1", *cells_with(ROWS[0], organisation="Ministry of Rivers and Lakes"))
    found = report(database, write_csv_file(tmp_path / "b.csv", header, [renamed]))
    assert found.changed == 0
    assert "Rivers → Ministry of Rivers and Lakes" in str(found.organisation_changes[0].changes[0])
    accept(database, found)
    assert report(database, write_csv_file(tmp_path / "c.csv", header, [renamed])).changes_nothing


def test_a_recipient_may_change_its_organisation(imported: Database, tmp_path: Path) -> None:
    moved = cells_with(ROWS[0], organisation="Ministry of Lakes")
    found = report(imported, write_csv_file(tmp_path / "new.csv", HEADER, [moved]))
    assert [str(change.change) for change in found.changes.first] == [
        "organisation: Ministry of Rivers → Ministry of Lakes"
    ]
    assert found.new_organisations == 1
    accept(imported, found)
    assert report(imported, write_csv_file(tmp_path / "again.csv", HEADER, [moved])).changes_nothing


def test_the_report_says_what_the_file_was(sqlite_database: Database, tmp_path: Path) -> None:
    facts = report(sqlite_database, write_csv_file(tmp_path / "d.csv", separator=";")).facts
    assert facts is not None
    assert (facts.format, facts.separator, facts.encoding) == ("csv", "semicolon", "utf-8")
