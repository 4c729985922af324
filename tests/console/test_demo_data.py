"""The demo's data: a directory and a letter that an office could have, with dates that always lie ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from console.demo.letter import LETTER, STAKEHOLDERS, LetterDates, write_letter
from letters.checks import check
from letters.facts import CATEGORIES, Language
from letters.languages import format_date, load_formulas
from letters.preview import PreviewFormat, preview
from letters.source import LetterSource, load_folder
from mailer.address import Address, parse
from mailer.audit import Actor
from mailer.database import Database
from mailer.merge import LimitedMerger
from recipients.category import found_categories
from recipients.countries import country_code
from recipients.imports.acceptance import Acceptance
from recipients.imports.reporting import report_on
from recipients.languages import read_languages
from recipients.members import evaluate

COLUMNS = (
    "id", "organisation", "category", "country", "languages", "name", "post", "email", "cc", "salutation",
    "lists", "focal_point",
)  # fmt: skip
MISSIONS = "Permanent missions"
Row = dict[str, str]


@cache
def directory() -> tuple[Row, ...]:
    """The rows of the spreadsheet below its header."""
    sheet = load_workbook(STAKEHOLDERS).worksheets[0]
    rows = [[str(cell) if cell is not None else "" for cell in row] for row in sheet.values]
    assert tuple(rows[0]) == COLUMNS
    return tuple(dict(zip(COLUMNS, row, strict=True)) for row in rows[1:])


def addresses_in(row: Row, column: str = "email") -> list[Address]:
    found = [parse(text) for text in row[column].split(";") if text.strip()]
    assert all(isinstance(one, Address) for one in found), row
    return [one for one in found if isinstance(one, Address)]


def lists_of(row: Row) -> list[str]:
    return [name.strip() for name in row["lists"].split(";") if name.strip()]


def treated(kind: str) -> list[Row]:
    """The rows whose address tells the demo's outside world how to treat it."""
    return [row for row in directory() if any(one.local.startswith(kind) for one in addresses_in(row))]


@pytest.fixture(scope="module")
def merger() -> Iterator[LimitedMerger]:
    with LimitedMerger() as running:
        yield running


def letter_of(folder: Path, today: date) -> LetterSource:
    write_letter(folder, today)
    source, findings = load_folder(folder)
    assert findings == []
    assert source is not None
    return source


def take_in_the_directory(database: Database, by: Actor, now: datetime) -> None:
    with database.writing() as session:
        found_categories(session)
    with database.reading() as session:
        report = report_on(session, STAKEHOLDERS)
    for step in Acceptance(report, by).steps():
        with database.writing() as session:
            step(session, now)


def test_the_directory_has_over_three_hundred_organisations_of_every_category() -> None:
    organisations = {(row["organisation"], row["country"]) for row in directory()}
    assert len(organisations) >= 300
    assert len([row for row in directory() if MISSIONS not in lists_of(row)]) == 320
    counts = Counter(row["category"] for row in directory())
    assert set(counts) == set(CATEGORIES)
    assert min(counts.values()) >= 35


def test_every_language_of_the_united_nations_is_somebodys_first() -> None:
    firsts: Counter[str] = Counter()
    for row in directory():
        codes = read_languages(row["languages"])
        assert isinstance(codes, tuple), row
        firsts[codes[0] if codes else ""] += 1
    assert min(firsts[language] for language in Language) >= 30
    assert firsts["pt"] >= 3
    assert firsts["de"] >= 2
    assert firsts[""] >= 3


def test_every_cell_is_what_an_import_takes() -> None:
    for row in directory():
        assert row["id"], row
        assert row["organisation"], row
        assert row["category"] in CATEGORIES, row
        assert country_code(row["country"]) == row["country"], row
        assert addresses_in(row), row
        assert all(cell == cell.strip() and "\n" not in cell for cell in row.values()), row


def test_ids_and_addresses_are_unique_and_lead_nowhere() -> None:
    assert len({row["id"] for row in directory()}) == len(directory())
    keys = [one.key for row in directory() for one in addresses_in(row)]
    assert len(set(keys)) == len(keys)
    everyone = [one for row in directory() for column in ("email", "cc") for one in addresses_in(row, column)]
    assert all(one.domain.endswith(".example") for one in everyone)
    assert all(one.local.isascii() for one in everyone)
    assert 2 <= sum(not one.shown_domain.isascii() for one in everyone) <= 4


def test_an_import_has_nothing_to_say_against_the_directory(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        found_categories(session)
    with sqlite_database.reading() as session:
        report = report_on(session, STAKEHOLDERS)
    assert report.problem is None
    assert report.added == report.rows == len(directory())
    assert (report.faults.total, report.shared_in_file.total, report.near.total) == (0, 0, 0)
    assert report.warnings == []
    assert report.facts is not None
    assert report.facts.notes == ()


def test_names_are_written_in_their_own_scripts() -> None:
    names = "".join(row["organisation"] + row["name"] + row["focal_point"] for row in directory())
    for first, last in (("А", "я"), ("ا", "ي"), ("一", "龥")):
        assert sum(first <= letter <= last for letter in names) > 200


def test_some_get_copies_at_a_second_address_and_some_of_those_are_addressed_themselves() -> None:
    to = {one.key for row in directory() for one in addresses_in(row)}
    cc = [one.key for row in directory() for one in addresses_in(row, "cc")]
    assert len(cc) >= 10
    assert sum(key in to for key in cc) == 2
    assert sum(len(addresses_in(row)) == 2 for row in directory()) == 3


def test_a_salutation_stands_only_where_its_language_is_the_recipients() -> None:
    marks = {"en": ",", "fr": ",", "es": ":", "ru": ",", "ar": "،", "zh": "："}
    greeted = [row for row in directory() if row["salutation"]]
    assert len(greeted) >= 80
    assert all(row["salutation"].endswith(marks[row["languages"][:2]]) for row in greeted)


def test_of_thirty_missions_four_are_addressed_too() -> None:
    missions = [row for row in directory() if MISSIONS in lists_of(row)]
    assert len(missions) == 30
    assert sum("Focal points" in lists_of(row) for row in missions) == 4


def test_the_outside_world_has_its_cases_spread_over_categories_and_languages() -> None:
    counts = {kind: len(treated(kind)) for kind in ("refused.", "grey.", "full.", "cut.after", "cut.before")}
    assert counts == {"refused.": 12, "grey.": 15, "full.": 4, "cut.after": 1, "cut.before": 1}
    for kind in ("refused.", "grey."):
        assert {row["category"] for row in treated(kind)} == set(CATEGORIES)
        assert {row["languages"][:2] for row in treated(kind)} == set(Language)
    for kind in counts:
        assert not any(MISSIONS in lists_of(row) for row in treated(kind))


def test_the_spreadsheet_is_laid_out_for_a_person() -> None:
    sheet = load_workbook(STAKEHOLDERS).worksheets[0]
    assert sheet.freeze_panes == "C2"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.column_dimensions["B"].width > 40
    assert STAKEHOLDERS.stat().st_size < 100_000


@pytest.mark.parametrize(
    "today", [date(2026, 11, 22), date(2027, 1, 30), date(2027, 3, 1), date(2028, 2, 29), date(2031, 9, 2)]
)
def test_the_letter_passes_its_check_whenever_the_demo_runs(
    tmp_path: Path, today: date, merger: LimitedMerger
) -> None:
    source = letter_of(tmp_path, today)
    assert check(source, today, merger=merger) == []
    for language, version in source.versions.items():
        assert "$" not in version.subject + version.body
        deadline = source.facts.deadlines[0].date
        assert f"{format_date(deadline, load_formulas(language))}**" in version.body


def test_dates_lie_ahead_in_their_order_and_never_on_a_weekend() -> None:
    for days in range(0, 800, 3):
        today = date(2026, 1, 1) + timedelta(days=days)
        dates = LetterDates.for_day(today)
        assert today + timedelta(days=60) <= dates.deadline < dates.event_start < dates.event_end
        assert max(day.weekday() for day in (dates.deadline, dates.event_start, dates.event_end)) < 5


def test_the_letter_is_in_all_six_languages_each_with_its_own_annex(tmp_path: Path) -> None:
    source = letter_of(tmp_path, date(2026, 11, 22))
    assert set(source.versions) == set(Language)
    assert len(source.annexes) == len(Language)
    for annex in source.annexes.values():
        assert annex.media_type == "application/pdf"
        assert annex.content.rstrip().endswith(b"%%EOF")
        assert annex.size <= 30 * 1024


def test_the_facts_hold_what_a_call_for_contributions_needs(tmp_path: Path) -> None:
    facts = letter_of(tmp_path, date(2026, 11, 22)).facts
    assert facts.references[0].series == "IOCO"
    assert facts.contacts
    assert facts.addressees
    assert [line.category for line in facts.addressees.categories] == list(CATEGORIES)
    assert len(facts.asks) == 2
    assert all(ask.channel and ask.deadline for ask in facts.asks)
    served = facts.served_in(["pt"])
    assert served is not None
    assert served.fell_back


def test_the_letter_asks_for_audiences_that_the_directory_answers(
    tmp_path: Path, sqlite_database: Database, clerk: Actor, now: datetime
) -> None:
    facts = letter_of(tmp_path / "letter", date(2026, 11, 22)).facts
    assert facts.addressees
    take_in_the_directory(sqlite_database, clerk, now)
    with sqlite_database.reading() as session:
        audience = evaluate(session, facts.addressees.audience or "")
        copies = evaluate(session, facts.copies[0].audience or "")
    assert len(audience) == 324
    assert len(copies) == 26
    assert not audience.members & copies.members


def test_the_focal_point_is_named_where_there_is_one(tmp_path: Path, merger: LimitedMerger) -> None:
    source = letter_of(tmp_path, date(2026, 11, 22))
    values = dict.fromkeys(("salutation", "name", "country", "language", "address", "focal_point"), "")
    values |= {"salutation": "Excellency,", "organisation": "Ministry of Tides", "category": "governments"}
    text = preview(source, "en", PreviewFormat.TEXT, values, merger=merger)
    assert "designate one" in str(text)
    assert "your Government" in str(text)
    text = preview(source, "en", PreviewFormat.TEXT, values | {"focal_point": "Neema Otendo"}, merger=merger)
    assert "Neema Otendo" in str(text)
    assert "designate one" not in str(text)


def test_writing_the_letter_again_replaces_it_and_leaves_the_shipped_one_alone(tmp_path: Path) -> None:
    before = (LETTER / "letter.yaml").read_bytes()
    letter_of(tmp_path, date(2026, 11, 22))
    assert letter_of(tmp_path, date(2027, 11, 22)).facts.date == date(2027, 11, 22)
    assert (LETTER / "letter.yaml").read_bytes() == before
