"""Acceptance: unseen until the flip, all or nothing, harmless when repeated."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from mailer.audit import AuditEntry, verify
from mailer.database import Database, open_database
from mailer.errors import Refused
from recipients.directory import count_recipients, directory_page
from recipients.directory_state import DirectoryImport, ImportState
from recipients.editing import add_organisation
from recipients.entries import load_entries
from recipients.history import DirectoryChange, changes_of
from recipients.imports import acceptance as accepting
from recipients.imports.acceptance import Acceptance, Step
from recipients.lists import ListMember, StakeholderList, all_lists
from recipients.members import evaluate
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, RecipientKind
from tests.recipients.factories import (
    CLERK,
    HEADER,
    NOW,
    ROWS,
    accept,
    import_rows,
    report,
    write_csv_file,
)
from tests.rig.apart import address_for_another
from tests.rig.dying import assert_killed, die

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TABLES = (Recipient, RecipientAddress, Organisation, ListMember, StakeholderList)
MANY = [
    (f"M{n}", f"Office {n // 3}", "academia", "CH", "fr", f"Person {n}", "", f"p{n}@o{n}.example", "", "All")
    for n in range(90)
]
FEW = 42
"""How many of them where each step is tried; some chunks full and one not."""


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "STORED_AT_ONCE", 10)
    monkeypatch.setattr("recipients.imports.reporting.CHUNK", 10)
    monkeypatch.setattr("recipients.imports.leftovers.CLEARED_AT_ONCE", 10)


def rows_in(database: Database) -> list[int]:
    with database.reading() as session:
        return [session.scalars(select(func.count()).select_from(table)).one() for table in TABLES]


def seen(database: Database) -> tuple[int, int]:
    with database.reading() as session:
        return count_recipients(session), len(all_lists(session))


def run(database: Database, steps: Iterable[Step]) -> None:
    for step in steps:
        with database.writing() as session:
            step(session, NOW)


def run_and_interfere(
    database: Database, acceptance: Acceptance, before: Callable[[int, Step], bool]
) -> None:
    """Run the steps; before one of them somebody enters an organisation by hand."""
    for number, step in enumerate(acceptance.steps()):
        if before(number, step):
            with database.writing() as session:
                add_organisation(session, NOW, CLERK, "Office of Tides", "academia")
        run(database, [step])


def let_silence_pass(database: Database) -> None:
    """Make every import that is still filling look as if it had been cut short a while ago."""
    with database.writing() as session:
        session.execute(
            update(DirectoryImport)
            .where(DirectoryImport.state == ImportState.FILLING)
            .values(filled_at=LONG_AGO)
        )


def test_what_was_reported_is_what_is_stored(imported: Database) -> None:
    with imported.reading() as session:
        entries = list(directory_page(session).entries)
        counts = {found.name: found.members for found in all_lists(session)}
        assert verify(session).sound
    assert counts == {"Donors": 2}
    assert [entry.organisation for entry in entries] == [
        "Lanterna S.A.",
        "Ministry of Rivers",
        "Ministère des Ponts",
        "Universidad del Sur",
    ]
    lanterna, rivers, ponts, _ = entries
    assert (lanterna.kind, rivers.kind, ponts.kind) == (
        RecipientKind.ORGANISATION,
        RecipientKind.POST,
        RecipientKind.PERSON,
    )
    assert lanterna.cc == (("ceo@lanterna.example", "ceo@lanterna.example"),)
    assert (ponts.languages, ponts.country, ponts.category) == (("fr", "en"), "SN", "governments")


def test_changes_are_stored_with_their_history(imported: Database, tmp_path: Path) -> None:
    newer = [("R1", *ROWS[0][1:5], "Ben Oduya", "", "ben@rivers.example", "pa@rivers.example", "Press")]
    found = report(imported, write_csv_file(tmp_path / "new.csv", HEADER, newer))
    accepted = accept(imported, found)
    with imported.reading() as session:
        held = session.scalars(select(Recipient).where(Recipient.external_id == "R1")).one()
        (entry,) = load_entries(session, [held.id])
        changes = session.scalars(select(DirectoryChange).order_by(DirectoryChange.id)).all()
    assert (entry.name, entry.post, entry.kind, entry.version) == ("Ben Oduya", "", RecipientKind.PERSON, 2)
    assert entry.to == (("ben@rivers.example", "ben@rivers.example"),)
    assert entry.lists == ("Press",)
    assert {(change.field, change.old, change.new) for change in changes} == {
        ("name", "Ann Osei", "Ben Oduya"),
        ("post", "Minister", ""),
        ("email", "ann@rivers.example", "ben@rivers.example"),
        ("cc", "", "pa@rivers.example"),
        ("lists", "", "Press"),
    }
    assert {(change.actor, change.import_id) for change in changes} == {(CLERK.pseudonym, accepted.import_id)}


@pytest.mark.usefixtures("small_chunks")
def test_f01_whatever_step_it_stops_after_nobody_sees_half_an_import(
    sqlite_database: Database, tmp_path: Path
) -> None:
    import_rows(sqlite_database, tmp_path)
    before = seen(sqlite_database)
    newer = [*MANY[:FEW], ("R1", *ROWS[0][1:5], "Ben Oduya", *ROWS[0][6:])]
    path = write_csv_file(tmp_path / "many.csv", HEADER, newer)
    for stop in itertools.count(1):
        let_silence_pass(sqlite_database)
        acceptance = Acceptance(report(sqlite_database, path), CLERK)
        for number, step in enumerate(acceptance.steps(), start=1):
            run(sqlite_database, [step])
            if number == stop:
                break
        else:
            break
        if seen(sqlite_database) != before:
            assert seen(sqlite_database) == (before[0] + FEW, before[1] + 1)
            break
        with sqlite_database.reading() as session:
            assert len(evaluate(session, "all")) == before[0]
            assert not changes_of(session, 1)
    assert stop > 10
    assert seen(sqlite_database) == (before[0] + FEW, before[1] + 1)
    assert report(sqlite_database, path).changes_nothing


def die_in(url: str, path: Path, point: str) -> None:
    """Accept a file, and be killed when a step of this name has done its part and not yet committed."""
    database = open_database(url)
    for step in Acceptance(report(database, path), CLERK).steps():
        with database.writing() as session:
            step(session, NOW)
            if step.__qualname__.endswith(point):
                session.flush()
                die()


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("point", ["_begin", "_storing.<locals>.step", "_flip"])
def test_f01_a_kill_in_the_middle_of_a_step_leaves_nothing_half_stored(
    imported: Database, tmp_path: Path, point: str
) -> None:
    before = seen(imported)
    path = write_csv_file(tmp_path / "many.csv", HEADER, MANY)
    url = address_for_another(imported)
    assert_killed(lambda: die_in(url, path, point))
    assert seen(imported) == before
    let_silence_pass(imported)
    accept(imported, report(imported, path))
    assert seen(imported) == (before[0] + 90, before[1] + 1)
    assert rows_in(imported) == [94, 95, 34, 92, 2]


@pytest.mark.usefixtures("small_chunks")
def test_what_a_cut_import_left_is_cleared_by_the_next(imported: Database, tmp_path: Path) -> None:
    before = rows_in(imported)
    path = write_csv_file(tmp_path / "many.csv", HEADER, MANY)
    run(imported, itertools.islice(Acceptance(report(imported, path), CLERK).steps(), 8))
    assert rows_in(imported) > before
    let_silence_pass(imported)
    other = [("R7", "Office of Tides", *ROWS[0][2:7], "t@tides.example", "", "")]
    accept(imported, report(imported, write_csv_file(tmp_path / "other.csv", HEADER, other)))
    assert rows_in(imported) == [before[0] + 1, before[1] + 1, before[2] + 1, before[3], before[4]]
    with imported.reading() as session:
        states = session.scalars(select(DirectoryImport.state).order_by(DirectoryImport.id)).all()
    assert states == [ImportState.ACCEPTED, ImportState.ABANDONED, ImportState.ACCEPTED]


def test_f45_the_same_file_twice_at_once_is_stored_once(database: Database, tmp_path: Path) -> None:
    path = write_csv_file(tmp_path / "many.csv", HEADER, MANY)
    first, second = (Acceptance(report(database, path), CLERK) for _ in range(2))
    steps = first.steps()
    run(database, itertools.islice(steps, 3))
    with pytest.raises(Refused, match="Another import"):
        run(database, second.steps())
    run(database, steps)
    with pytest.raises(Refused, match="make the report again"):
        run(database, second.steps())
    found = report(database, path)
    assert (found.unchanged, found.changes_nothing) == (90, True)
    assert rows_in(database) == [90, 90, 30, 90, 1]


@pytest.mark.usefixtures("small_chunks")
def test_a_directory_changed_since_the_report_is_noticed_before_the_flip(
    database: Database, tmp_path: Path
) -> None:
    found = report(database, write_csv_file(tmp_path / "many.csv", HEADER, MANY))
    with pytest.raises(Refused, match="changed since the report"):
        run_and_interfere(database, Acceptance(found, CLERK), lambda number, _: number == 5)
    assert seen(database) == (0, 0)


def test_a_change_at_the_last_moment_is_noticed_by_the_flip(database: Database, tmp_path: Path) -> None:
    acceptance = Acceptance(report(database, write_csv_file(tmp_path / "many.csv", HEADER, MANY)), CLERK)
    with pytest.raises(Refused, match="changed since the report"):
        run_and_interfere(database, acceptance, lambda _, step: step == acceptance._flip)
    assert seen(database) == (0, 0)
    assert rows_in(database) == [0, 0, 1, 0, 0]


def test_an_import_that_was_given_up_cannot_come_back(database: Database, tmp_path: Path) -> None:
    path = write_csv_file(tmp_path / "many.csv", HEADER, MANY)
    stopped = Acceptance(report(database, path), CLERK).steps()
    run(database, itertools.islice(stopped, 4))
    let_silence_pass(database)
    accept(database, report(database, path))
    with pytest.raises(Refused):
        run(database, stopped)
    assert rows_in(database) == [90, 90, 30, 90, 1]


def test_a_file_with_faults_is_accepted_only_knowingly(sqlite_database: Database, tmp_path: Path) -> None:
    rows = [*ROWS, ("R5", "Bank", "private-sector", "", "", "", "", "x", "", "")]
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, rows))
    with pytest.raises(Refused, match="1 of 5 rows have faults"):
        Acceptance(found, CLERK)
    accept(sqlite_database, found, leave_out_faulty=True)
    with sqlite_database.reading() as session:
        assert count_recipients(session) == 4
        names = set(session.scalars(select(Organisation.name)))
    assert "Bank" not in names


def test_a_file_that_cannot_be_imported_cannot_be_accepted(sqlite_database: Database, tmp_path: Path) -> None:
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", ["x"], [["1"]]))
    with pytest.raises(Refused, match="called “email”"):
        Acceptance(found, CLERK)


def test_an_import_is_in_the_audit_chain(imported: Database) -> None:
    with imported.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "recipients.import")).one()
    assert entry.subject == "import:1"
    assert (entry.facts["added"], entry.facts["missing"]) == (4, 0)


def test_no_transaction_stores_more_than_a_few_thousand_rows(
    sqlite_database: Database, tmp_path: Path
) -> None:
    rows = [
        (f"X{n}", f"Org {n}", "academia", "", "", "", "", f"a{n}@x.example", "", "") for n in range(9_000)
    ]
    found = report(sqlite_database, write_csv_file(tmp_path / "d.csv", HEADER, rows))
    stored = [0]
    for step in Acceptance(found, CLERK).steps():
        run(sqlite_database, [step])
        stored.append(sum(rows_in(sqlite_database)))
    assert (
        max(later - earlier for earlier, later in itertools.pairwise(stored)) <= 3 * accepting.STORED_AT_ONCE
    )
