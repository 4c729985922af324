"""The measure of importing: reports beside `csv` alone, the acceptance beside bare inserts of its rows.

A file is imported, then given again as it is, then with another salutation in every row.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.figures import spread, spread_of_ratios, verdict
from bench.office import MEASURER
from console.migrations import upgrade
from mailer.clock import utc_now
from mailer.database import Database, open_database
from recipients.imports.acceptance import Acceptance
from recipients.imports.report import Report
from recipients.imports.reporting import report_on

MOST_FOR_REPORT: Final = 15.0
"""What is promised: the report takes at most so many times as long as `csv` alone needs to read the file."""
LONGEST_TRANSACTION: Final = 1.0
"""What is promised: so many seconds that others wait to write, while every recipient changes."""
MOST_FOR_ACCEPTANCE: Final = 4.0
"""What is promised: so many times one `executemany` pass for each table that was written."""
HEADER: Final = (
    "id", "organisation", "category", "country", "languages", "name", "post", "email", "cc", "lists",
    "salutation", "case number",
)  # fmt: skip
CATEGORIES: Final = (
    "governments",
    "private-sector",
    "civil-society",
    "academia",
    "international-organisations",
)
COUNTRIES: Final = (("KE", "en"), ("SN", "fr"), ("AR", "es"), ("KZ", "ru"), ("EG", "ar"), ("CN", "zh"))
TABLES: Final = ("organisation", "stakeholder_list", "recipient", "recipient_address", "list_member")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)


@dataclass
class Rounds:
    """The seconds of each round."""

    reading: list[float] = field(default_factory=list)
    reporting: list[float] = field(default_factory=list)
    inserting: list[float] = field(default_factory=list)
    accepting: list[float] = field(default_factory=list)
    reading_again: list[float] = field(default_factory=list)
    """`csv` alone beside the report on the file that is given again as it is."""
    unchanged: list[float] = field(default_factory=list)
    reading_changed: list[float] = field(default_factory=list)
    """`csv` alone beside the report on the file in which every row is changed."""
    changed: list[float] = field(default_factory=list)
    rewriting: list[float] = field(default_factory=list)
    """The longest transaction of the acceptance in which every recipient changes."""


def run(options: argparse.Namespace) -> bool:
    """Take turns, print, and say whether the promises were kept."""
    print(f"Importing: {options.rows} rows of CSV, into SQLite")
    rounds = Rounds()
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        file, empty = _write_file(folder, options.rows), _empty_office(folder)
        for number in range(options.rounds):
            _one_round(rounds, folder, file, empty)
            print(
                f"  round {number + 1}: csv {rounds.reading[-1]:.2f} s, report {rounds.reporting[-1]:.2f} s,"
                f" inserts {rounds.inserting[-1]:.2f} s, acceptance {rounds.accepting[-1]:.2f} s,"
                f" unchanged {rounds.unchanged[-1]:.2f} s, changed {rounds.changed[-1]:.2f} s"
            )
    return _report_rounds(rounds)


def _one_round(rounds: Rounds, folder: Path, file: Path, empty: Path) -> None:
    office = open_database(f"sqlite:///{shutil.copy(empty, folder / 'office.db')}")
    first = _report_beside_csv(office, file, rounds.reading, rounds.reporting)
    rounds.accepting.append(sum(_accept(office, first)))
    rounds.inserting.append(_insert_alone(folder / "office.db", shutil.copy(empty, folder / "bare.db")))
    again = _report_beside_csv(office, file, rounds.reading_again, rounds.unchanged)
    other = _report_beside_csv(office, _changed(file), rounds.reading_changed, rounds.changed)
    if again.unchanged != first.added or other.changed != first.added:
        raise RuntimeError(f"The sample is not compared right: {again.counts}, {other.counts}")
    rounds.rewriting.append(max(_accept(office, other)))
    for report in (first, again, other):
        report.close()
    office.close()


def _report_beside_csv(office: Database, file: Path, reading: list[float], reporting: list[float]) -> Report:
    """A report, with `csv` alone before it and after it: both met the same machine."""
    before = _seconds(lambda: _read_alone(file))
    report, took = _report(office, file)
    reading.append((before + _seconds(lambda: _read_alone(file))) / 2)
    reporting.append(took)
    return report


def _changed(file: Path) -> Path:
    """The same file with another salutation in every row."""
    path = file.with_name("changed.csv")
    path.write_text(
        file.read_text(encoding="utf-8").replace("Dear Ms", "Dear Dr"), encoding="utf-8", newline=""
    )
    return path


def _report_rounds(rounds: Rounds) -> bool:
    of_report = spread_of_ratios(rounds.reporting, rounds.reading)
    of_acceptance = spread_of_ratios(rounds.accepting, rounds.inserting)
    of_unchanged = spread_of_ratios(rounds.unchanged, rounds.reading_again)
    of_changed = spread_of_ratios(rounds.changed, rounds.reading_changed)
    longest = spread(rounds.rewriting)
    print(f"  csv alone:     {spread(rounds.reading)} s")
    print(f"  report:        {spread(rounds.reporting)} s, {of_report} times csv")
    print(f"  inserts alone: {spread(rounds.inserting)} s")
    print(f"  acceptance:    {spread(rounds.accepting)} s, {of_acceptance} times the inserts")
    print(f"  given again:   {spread(rounds.unchanged)} s, {of_unchanged} times csv")
    print(f"  all changed:   {spread(rounds.changed)} s, {of_changed} times csv")
    print(f"  its longest transaction: {longest} s")
    kept = verdict(
        kept=of_report.median <= MOST_FOR_REPORT and of_acceptance.median <= MOST_FOR_ACCEPTANCE,
        promise=f"report at most {MOST_FOR_REPORT:g} × csv, acceptance {MOST_FOR_ACCEPTANCE:g} × inserts",
    )
    short = verdict(
        kept=longest.median <= LONGEST_TRANSACTION,
        promise=f"no transaction over {LONGEST_TRANSACTION:g} s, though every recipient changes",
    )
    return kept and short


def _write_file(folder: Path, rows: int) -> Path:
    """A stakeholder list as an office has it: three people at an organisation, some with copies and lists."""
    path = folder / "stakeholders.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_row(number) for number in range(rows))
    return path


def _row(number: int) -> tuple[str, ...]:
    place = number // 3
    country, language = COUNTRIES[place % len(COUNTRIES)]
    domain = f"o{place}.example"
    return (
        f"S-{number:06d}", f"Observatory & Harbour Light No. {place}", CATEGORIES[place % len(CATEGORIES)],
        country, language, f"Ada Élise Reader {number}", "" if number % 3 else "Director",
        f"reader{number}@{domain}", f"office@{domain}" if number % 3 == 0 else "",
        "Register; Tides" if number % 4 == 0 else "", f"Dear Ms Reader {number}", f"{number:08d}",
    )  # fmt: skip


def _empty_office(folder: Path) -> Path:
    path = folder / "empty.db"
    database = open_database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read_alone(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file))


def _report(office: Database, file: Path) -> tuple[Report, float]:
    began = time.perf_counter()
    with office.reading() as session:
        report = report_on(session, file)
    took = time.perf_counter() - began
    if report.problem or report.refused:
        raise RuntimeError(f"The sample is not imported whole: {report.problem or report.counts}")
    return report, took


def _accept(office: Database, report: Report) -> list[float]:
    """The seconds of each transaction of an acceptance."""
    took, now = [], utc_now()
    for step in Acceptance(report, MEASURER).steps():
        began = time.perf_counter()
        with office.writing() as session:
            step(session, now)
        took.append(time.perf_counter() - began)
    return took


def _insert_alone(filled: Path, bare: str | Path) -> float:
    """The seconds that the driver takes to insert the same rows into the same tables, one pass for each."""
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(bare)) as target:
        target.execute("PRAGMA journal_mode=WAL")
        target.execute("PRAGMA synchronous=FULL")
        passes = list(_passes(source))
        began = time.perf_counter()
        for statement, rows in passes:
            target.executemany(statement, rows)
        target.commit()
        return time.perf_counter() - began


def _passes(source: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    for table in TABLES:
        rows = source.execute(f"SELECT * FROM {table}").fetchall()
        marks = ", ".join("?" * len(rows[0]))
        yield f"INSERT INTO {table} VALUES ({marks})", rows
