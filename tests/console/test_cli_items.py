"""Items on the command line: the spreadsheet is reported on, asked about, and listed in each one's letter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.recipients.factories import write_csv_file, write_xlsx_file
from tests.rig.command_line import Run

HEADER = ("id", "title", "url")
ITEMS = (
    ("GOV-001", "Mangroves of the north", "https://entries.example/1"),
    ("GOV-001", "Lights of the south", "https://entries.example/2"),
    ("GOV-404", "Nobody's entry", "https://entries.example/3"),
)
FIELD = 'fields:\n  - name: entries\n    rows: {title: "Its title", url: "Its page"}\n'
LOOP = "\n{% for entry in entries %}\n- {{ entry.title }} ([page]({{ entry.url }}))\n{% endfor %}\n"


@pytest.fixture
def letter(planned_office: Path, run: Run) -> str:
    """An approved letter with a field of rows, to those of the other letter."""
    run("letters", "new", "authors", "--series", "IOCO", "--language", "en").done()
    facts, text = Path("authors/letter.yaml"), Path("authors/en.md")
    written = facts.read_text().replace(
        "addressees:\n", "addressees:\n  audience: recipient GOV-001, GOV-002\n"
    )
    facts.write_text(f"{written}\n{FIELD}")
    text.write_text(text.read_text() + LOOP)
    run("letters", "submit", "authors").done()
    run("letters", "approve", "authors", "--yes").done()
    return "authors"


def create(run: Run, rows: Sequence[Sequence[str]], *options: str, answers: str | None = None) -> str:
    write_csv_file(Path("items.csv"), HEADER, rows)
    made = run("campaigns", "create", "authors", "--items", "items.csv", *options, answers=answers)
    return f"{made.code}: {made.said}"


def test_items_are_reported_on_and_listed_for_those_who_have_some(letter: str, run: Run) -> None:
    write_xlsx_file(Path("items.xlsx"), HEADER, ITEMS)
    made = run("campaigns", "create", letter, "--items", "items.xlsx", "--name", "lists", "--yes").done()
    assert "items.xlsx: 2 items of 1 recipient for the field “entries”, at most 2 of one." in made.out
    assert "row 4: Nobody in the directory is known by “GOV-404”." in made.out
    assert "With items: 1 recipient. Without any, and so without a letter: 1." in made.said
    found = run("campaigns", "rehearse", "lists", "--json").done().json
    assert found["findings"] == {"no items": found["rows"] - found["copies"]}


def test_a_file_of_items_that_is_not_there_is_named_and_no_rule_refuses_it(letter: str, run: Run) -> None:
    missing = run("campaigns", "create", letter, "--items", "nofile.csv", "--yes")
    assert missing.code == 3
    assert "nofile.csv cannot be read: there is no such file" in missing.err
    assert "authors" not in run("campaigns", "list").done().out


def test_nothing_is_made_unless_somebody_says_yes_to_the_report(letter: str, run: Run) -> None:
    said = create(run, ITEMS)
    assert said.startswith("2: items.csv: 2 items")
    assert "there is nobody to ask here" in said
    assert create(run, ITEMS, answers="n\n").startswith("1: ")
    assert "authors" not in run("campaigns", "list").done().out
    assert create(run, ITEMS, answers="y\n").startswith("0: ")


def test_rows_to_correct_are_listed_and_nothing_is_made(letter: str, run: Run) -> None:
    said = create(run, [*ITEMS, ("", "Whose?", "")], "--yes")
    assert said.startswith("1: ")
    assert "1 row to correct: row 5: The row does not say whose it is." in said
    assert "authors" not in run("campaigns", "list").done().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,title\nGOV-001,x\n", "1: items.csv: The file lacks a column called url"),
        ("title,url\nx,y\n", "1: items.csv: The file needs a column “id” or “email”"),
        ("id,title,url\nGOV-404,x,y\n", "1: items.csv: 0 items of 0 recipients"),
        ("%PDF-1.4", "1: items.csv: This is no table"),
    ],
)
def test_a_file_of_no_use_is_refused_in_a_sentence(letter: str, run: Run, content: str, said: str) -> None:
    Path("items.csv").write_text(content)
    made = run("campaigns", "create", letter, "--items", "items.csv", "--yes")
    assert f"{made.code}: {made.said}".startswith(said)


def test_items_need_a_letter_that_goes_through_them(planned_office: Path, run: Run) -> None:
    write_csv_file(Path("items.csv"), HEADER, ITEMS)
    made = run("campaigns", "create", "coastal-report", "--items", "items.csv", "--yes")
    assert (made.code, made.out) == (1, "")
    assert "has no field that holds rows" in made.err
