"""The directory on the command line: report, acceptance, export, looking up."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.rig.command_line import Run

HEADER = "id,organisation,category,country,languages,name,email\n"
ROWS = (
    "A1,Ministry of Tides,governments,KE,en,Ann Osei,ann@tides.example\n"
    "A2,Harbour Ltd,private-sector,CH,fr,,office@harbour.example\n"
)


@pytest.fixture
def file(office: Path) -> Path:
    """A small directory as CSV."""
    (office / "people.csv").write_text(HEADER + ROWS, encoding="utf-8")
    return Path("people.csv")


def total(run: Run) -> int:
    found: int = run("recipients", "list", "--json").done().json["total"]
    return found


def test_without_a_terminal_a_file_is_only_reported_on(file: Path, run: Run) -> None:
    result = run("recipients", "import", file).done()
    assert result.out.startswith("people.csv: CSV, UTF-8, separated by comma, 2 rows.\n")
    assert "2 new organisations." in result.out
    assert result.out.endswith("To accept it:  mailer recipients import people.csv --accept\n")
    assert total(run) == 0


def test_at_a_terminal_acceptance_is_asked_about_after_the_report(file: Path, run: Run) -> None:
    declined = run("recipients", "import", file, answers="n\n")
    assert declined.code == 1
    assert "Add 2 recipients and store 0 changes?" in declined.said
    assert total(run) == 0
    accepted = run("recipients", "import", file, answers="y\n").done()
    assert accepted.out.index("2 rows") < accepted.out.index("Add 2 recipients")
    assert accepted.out.endswith("Accepted as import 1: 2 recipients added, 0 changes stored.\n")
    assert total(run) == 2


@pytest.mark.parametrize("option", ["--accept", "--yes"])
def test_a_clean_file_is_accepted_in_one_call(file: Path, run: Run, option: str) -> None:
    run("recipients", "import", file, option).done()
    assert total(run) == 2
    assert "wrote" not in run("recipients", "import", file, option, "--errors", "bad.csv").done().err
    assert not Path("bad.csv").exists()


def test_the_same_file_again_changes_nothing(file: Path, run: Run) -> None:
    run("recipients", "import", file, "--accept").done()
    before = run("recipients", "list", "--json").out
    again = run("recipients", "import", file, "--accept").done()
    assert "There is nothing to accept" in again.out
    assert run("recipients", "list", "--json").out == before


def test_a_newer_file_lists_added_changed_unchanged_and_missing(file: Path, run: Run) -> None:
    run("recipients", "import", file, "--accept").done()
    newer = (
        "A1,Ministry of Tides,governments,KE,en,Ann Osei-Bonsu,ann@tides.example\n"
        "A3,Institute of Sand,academia,FR,fr,,office@sand.example\n"
    )
    file.write_text(HEADER + newer, encoding="utf-8")
    report = run("recipients", "import", file).done().out
    assert "name: Ann Osei → Ann Osei-Bonsu" in report
    assert "In the directory, not in this file (they stay): 1" in report
    assert "Harbour Ltd" in report
    found = run("recipients", "import", file, "--accept", "--json").done().json
    assert found["counts"] == {
        "rows": 2, "added": 1, "changed": 1, "unchanged": 0, "repeated": 0, "refused": 0, "missing": 1,
    }  # fmt: skip
    assert (found["changes"][0]["old"], found["changes"][0]["new"]) == ("Ann Osei", "Ann Osei-Bonsu")
    assert found["import"] == 2
    assert total(run) == 3
    history = run("recipients", "show", "A1", "--json").done().json["history"]
    assert [(one["who"], one["what"], one["from"]) for one in history] == [("a.osei", "name", "Ann Osei")]


def test_json_alone_stores_nothing_and_asks_nothing(file: Path, run: Run) -> None:
    found = run("recipients", "import", file, "--json", answers="y\n").done().json
    assert found["import"] is None
    assert found["file"]["separator"] == "comma"
    assert total(run) == 0


def test_faulty_rows_are_a_list_of_tasks_and_an_export(file: Path, run: Run) -> None:
    faulty = "A4,Gulf Ltd,goverments,XX,fr,,not an address\nA5,Bay Ltd,academia,FR,fr,,\n"
    file.write_text(HEADER + ROWS + faulty, encoding="utf-8")
    result = run("recipients", "import", file, "--accept", "--errors", "bad.csv")
    assert result.code == 1
    assert "2 rows of 4 cannot be taken" in result.out
    assert "Correct 2 cells under “email”." in result.out
    assert "Did you mean “governments”?" in result.out
    assert "wrote bad.csv: 2 rows to correct" in result.err
    assert "Nothing was stored." in result.out
    assert total(run) == 0
    with Path("bad.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, first, second = list(csv.reader(stream))
    assert header[0].startswith("reason")
    assert first[header.index("organisation")] == "Gulf Ltd"
    assert "address is missing" in second[0]
    rest = run("recipients", "import", file, "--accept", "--leave-out-faulty").done()
    assert "2 recipients added" in rest.out
    again = run("recipients", "import", "bad.csv")
    assert again.code == 1
    assert "2 rows of 2" in again.out


def test_the_export_of_faults_never_lands_on_the_file_itself(file: Path, run: Run) -> None:
    file.write_text(HEADER + "A4,Gulf Ltd,governments,FR,fr,,nobody\n", encoding="utf-8")
    before = file.read_bytes()
    result = run("recipients", "import", file, "--errors", file)
    assert result.code == 2
    assert "is the file that is being read" in result.err
    assert file.read_bytes() == before
    assert run("recipients", "import", file, "--errors", "no/where.csv").code == 3


def test_twins_in_a_file_and_beside_the_directory_are_named(file: Path, run: Run) -> None:
    run("recipients", "import", file, "--accept").done()
    rows = (
        "B1,Ministry of Tides,governments,KE,en,Bo Tan,ann@tides.example\n"
        ",Harbour Limited,private-sector,CH,fr,,post@harbour.example\n"
        ",Harbour Limited,private-sector,CH,fr,,post@harbour.example\n"
    )
    file.write_text(HEADER + rows, encoding="utf-8")
    report = run("recipients", "import", file).done().out
    assert "Repeated rows: 1\n  row 4 says row 3 again (post@harbour.example)" in report
    assert "One mailbox, several recipients: 1" in report
    run("recipients", "import", file, "--accept").done()
    found = run("recipients", "duplicates", "--json").done().json
    assert found["shared addresses"] == 1
    assert found["shared"][0]["address"] == "ann@tides.example"
    assert "1 address is shared" in run("recipients", "duplicates").done().out


def test_who_only_reads_may_report_and_not_accept(file: Path, run: Run) -> None:
    run("recipients", "import", file, "--actor", "e.auditor").done()
    result = run("recipients", "import", file, "--accept", "--actor", "e.auditor")
    assert result.code == 1
    assert "e.auditor may not import recipients" in result.err
    assert run("recipients", "import", file, "--accept", "--actor", "nobody").code == 1
    assert total(run) == 0


def test_a_long_file_shows_how_far_it_is(office: Path, run: Run) -> None:
    rows = (f"X{at},Body {at},academia,FR,fr,,box{at}@bodies.example\n" for at in range(5_200))
    Path("long.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    result = run("recipients", "import", "long.csv", "--accept").done()
    assert "storing" in result.err
    assert "5,200 recipients added" in result.out


@pytest.mark.parametrize("name", ["directory.csv", "directory.xlsx"])
def test_an_export_is_read_back_without_any_change(full_office: Path, run: Run, name: str) -> None:
    assert run("recipients", "export", name).done().out == f"wrote {name}: 350 recipients\n"
    found = run("recipients", "import", name, "--json").done().json
    assert found["counts"]["unchanged"] == found["counts"]["rows"] == 350
    assert not found["organisation changes"]
    assert not list(full_office.glob(".*part"))


def test_an_export_of_some(full_office: Path, run: Run) -> None:
    run("recipients", "export", "some.xlsx", "--audience", "category academia and language es").done()
    rows = list(load_workbook("some.xlsx").worksheets[0].values)
    assert {row[rows[0].index("category")] for row in rows[1:]} == {"academia"}


def test_an_export_of_the_directory_is_written_down_with_its_expression_and_count(
    full_office: Path, run: Run
) -> None:
    run("recipients", "export", "some.csv", "--audience", "recipient GOV-001", "--actor", "e.auditor").done()
    assert run("recipients", "export", "all.csv", "--actor", "no.body").code == 1
    run("recipients", "export", "all.csv").done()
    assert run("recipients", "export", "more.csv", "--audience", "category pirates").code == 2
    entries = run("audit", "entries", "--deed", "list.export", "--json").done().json["items"]
    assert [(one["who"], one["subject"], one["says"]) for one in entries] == [
        ("e.auditor", "recipients", "1 row; “recipient GOV-001”"),
        ("a.osei", "recipients", "350 rows"),
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["export", "directory.pdf"], 2, "must end in .csv or .xlsx"),
        (["export", "no/where.csv"], 3, "cannot be written"),
        (["export", "some.csv", "--audience", "category pirates"], 2, "no category “pirates”"),
        (["export", "some.csv", "--audience", ""], 2, "it is empty"),
        (["list", "--category", "goverments"], 1, "Did you mean “governments”?"),
        (["list", "--country", "Atlantis"], 2, "is no country"),
        (["list", "--language", "Elvish"], 2, "is no language"),
        (["list", "--list", "Nobody's"], 1, "There is no list called"),
        (["list", "--after", "xyz"], 2, "“xyz” is no whole number"),
        (["list", "--after", "99999"], 1, "There is no recipient 99999"),
        (["show", "nobody@harbour.example"], 1, "Nobody in the directory"),
        (["show", "Ministry"], 1, "may mean several, name one by its number"),
        (["import", "nowhere.csv"], 3, "nowhere.csv cannot be read: there is no such file"),
    ],
)
def test_what_cannot_be_looked_up(
    full_office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    result = run("recipients", *arguments)
    assert result.code == code, result.said
    assert message in result.said
    assert "Correct the file" not in result.said
    assert not list(full_office.glob("*.csv"))


def test_the_directory_is_walked_page_by_page(full_office: Path, run: Run) -> None:
    seen: list[int] = []
    cursor: int | None = 0
    while cursor is not None:
        page = run("recipients", "list", "--limit", 100, "--after", cursor, "--json").done().json
        seen += [one["number"] for one in page["items"]]
        cursor = page["after"]
    assert len(seen) == len(set(seen)) == page["total"] == 350


def test_filters_take_names_as_well_as_codes(full_office: Path, run: Run) -> None:
    by_code = run("recipients", "list", "--category", "governments", "--language", "fr", "--json").json
    by_name = run("recipients", "list", "--category", "Gouvernements", "--language", "French", "--json").json
    assert by_code == by_name
    assert 0 < by_code["total"] < 350
    assert run("recipients", "list", "--country", "Kenya", "--json").json["total"] >= 1
    assert run("recipients", "list", "--containing", "shores-ke", "--json").json["total"] >= 1
    assert run("recipients", "list", "--list", "permanent MISSIONS", "--json").json["total"] == 30


def test_one_recipient_is_shown_whole_by_any_of_its_names(full_office: Path, run: Run) -> None:
    by_id = run("recipients", "show", "GOV-001", "--json").done().json
    address = by_id["addresses"][0]["address"]
    assert run("recipients", "show", address, "--json").done().json == by_id
    assert run("recipients", "show", by_id["number"], "--json").done().json == by_id
    run("suppressions", "add", address, "--reason", "asked by telephone").done()
    shown = run("recipients", "show", "GOV-001").done().out
    assert "all: asked by telephone" in shown
    assert "Nothing was changed since it was entered." in shown


def test_an_import_does_not_read_a_file_twice_by_name(file: Path, run: Run) -> None:
    """What a file is, its first octets say."""
    shutil.move(file, "people.xlsx")
    run("recipients", "import", "people.xlsx", "--accept").done()
    assert total(run) == 2
