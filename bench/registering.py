"""The measure of the register: reading and closing 100,000 entries, beside a bare scan of their table."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import insert, text

from bench.figures import Spread, spread, verdict
from bench.office import address_of_database
from letters.letter import Letter, LetterVersion
from letters.register import (
    RegisterEntry,
    close_year,
    define_series,
    entry_of,
    explained_gaps,
    list_entries,
    unexplained_gaps,
)
from letters.register.patterns import comparable, natural_key
from letters.register.tables import RegisterCounter, RegisterEvent
from mailer.audit import Actor
from mailer.database import Database, OfficeSession, open_database
from mailer.staff import EVERY_ROLE

LONGEST: Final = 1.0
"""What is promised: so many seconds for whatever somebody sits and waits for."""
LONGEST_CLOSING: Final = 5.0
"""What is promised: so many seconds for closing a year, which nobody does twice."""
BY: Final = Actor("measure", "measure", "measure", frozenset(EVERY_ROLE))
NOW: Final = datetime(2030, 1, 15, 9, tzinfo=UTC)
FIRST_YEAR: Final = 2010
YEARS: Final = 20
CHUNK: Final = 5_000
FACTS: Final = {
    "languages": ["en", "fr"],
    "signatory": {"name": "Ada Sample"},
    "addressees": {"heading": {"en": "To all libraries:", "fr": "À toutes les bibliothèques:"}},
    "annexes": [{"number": 1, "title": {"en": "Questionnaire", "fr": "Questionnaire"}}],
    "copies": [{"label": {"en": "Missions", "fr": "Missions"}}],
}
SCAN: Final = "SELECT count(*), sum(length(printed)) FROM register_entry WHERE compared LIKE '%no such%'"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")


def run(asked: argparse.Namespace) -> bool:
    """Fill a register, read it in every way, close a year; whether the promises were kept."""
    print(f"A register of {asked.entries:,} entries over {YEARS} years, on {asked.database}; milliseconds")
    with address_of_database(asked.database) as url:
        database = open_database(url)
        _fill(database, asked.entries)
        slowest = 0.0
        for name, deed in DEEDS.items():
            took = _timed(database, deed, asked.rounds)
            slowest = max(slowest, took.greatest / 1000)
            print(f"  {name:<44} {took}")
        closed = _closing(database)
        named = f"a year closed, {asked.entries // YEARS:,} entries"
        print(f"  {named:<44} {closed * 1000:,.0f}")
        database.close()
    read = verdict(kept=slowest <= LONGEST, promise=f"every reading within {LONGEST:g} s")
    return verdict(kept=closed <= LONGEST_CLOSING, promise=f"a closing within {LONGEST_CLOSING:g} s") and read


def _number(entries: int, n: int) -> str:
    per_year = entries // YEARS
    return f"DM-{FIRST_YEAR + n // per_year}/{n % per_year + 1}"


DEEDS: Final[dict[str, Callable[[OfficeSession], Any]]] = {
    "a bare scan of the table": lambda session: session.execute(text(SCAN)).one(),
    "the first page": lambda session: list_entries(session, limit=50),
    "a page in the middle": lambda session: list_entries(session, after="DM-2019-2500", limit=50),
    "a page of one year": lambda session: list_entries(session, year=2020, limit=50),
    "one reference by what is printed": lambda session: entry_of(session, "dm-2019/2500"),
    "a search for a part of a reference": lambda session: list_entries(session, search="19/250", limit=50),
    "every gap explained": explained_gaps,
    "what is missing": unexplained_gaps,
}


def _timed(database: Database, deed: Callable[[OfficeSession], Any], rounds: int) -> Spread:
    spent = []
    for _ in range(rounds):
        with database.reading() as session:
            began = time.perf_counter()
            deed(session)
            spent.append((time.perf_counter() - began) * 1000)
    return spread(spent)


def _closing(database: Database) -> float:
    began = time.perf_counter()
    with database.writing() as session:
        close_year(session, NOW, BY, FIRST_YEAR, zone="UTC")
    return time.perf_counter() - began


def _fill(database: Database, entries: int) -> None:
    """Entries of a series, each with a letter in two languages; one in a hundred void."""
    facts = json.dumps({"format": 1, "facts": FACTS})
    with database.writing() as session:
        epoch = define_series(session, NOW, BY, "DM", "{series}-{yyyy}/{seq}").id
    for rows in _chunks(entries):
        with database.writing(synced=False) as session:
            session.execute(insert(Letter), [_letter(n, facts) for n in rows])
            versions = [
                {"letter_id": n + 1, "language": language, "subject": f"{words} {n}", "front_matter": {},
                 "body": ""}
                for n in rows
                for language, words in (("en", "Reading rooms"), ("fr", "Salles de lecture"))
            ]  # fmt: skip
            session.execute(insert(LetterVersion), versions)
            session.execute(insert(RegisterEntry), [_entry(entries, n, epoch) for n in rows])
            session.execute(insert(RegisterEvent), [_event(n) for n in rows])
    with database.writing() as session:
        session.add(RegisterCounter(epoch_id=epoch, scope="", period="", next_seq=entries + 1))


def _chunks(entries: int) -> Iterator[range]:
    for first in range(0, entries, CHUNK):
        yield range(first, min(first + CHUNK, entries))


def _letter(n: int, facts: str) -> dict[str, Any]:
    return {
        "id": n + 1, "handle": f"letter-{n}", "state": "issued", "edition": 1, "facts": facts,
        "source_hash": "", "issue_date": date(2020, 1, 1), "drafter": "s0", "submitted_at": NOW,
    }  # fmt: skip


def _entry(entries: int, n: int, epoch: int) -> dict[str, Any]:
    printed, void = _number(entries, n), n % 100 == 7
    return {
        "id": n + 1, "epoch_id": epoch, "scope": "", "period": "", "seq": n + 1, "printed": printed,
        "compared": comparable(printed), "key": printed.replace("/", "-"), "sort_key": natural_key(printed),
        "legacy": False, "state": "void" if void else "issued", "letter_id": n + 1, "position": 0,
        "unit": "", "initials": "", "issue_date": date(int(printed[3:7]), 3, 1),
        "reason": "Skipped." if void else "", "actor": "s0", "reserved_at": NOW, "issued_at": NOW,
    }  # fmt: skip


def _event(n: int) -> dict[str, Any]:
    return {"entry_id": n + 1, "at": NOW, "was": None, "became": "reserved", "actor": "s0", "why": ""}
