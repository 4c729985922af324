"""The due-reminder question over half a million silent recipients: its plan, and how long it takes."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import Final

from bench.figures import spread, verdict
from bench.office import address_of_database
from mailer.clock import utc_now
from mailer.database import open_database
from tests.rig.silent import fill, plan_of_query, question

LEDGER: Final = ("delivery", "campaign_recipient")
"""Tables that the plan may not name."""
LONGEST: Final = 15.0
"""Seconds in which who is due, and why every other is not, is to be known of all of them."""
PAGE: Final = 5_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--silent", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")


def run(asked: argparse.Namespace) -> bool:
    """Fill a rung, ask who is due, show how the database answers; whether the promises were kept."""
    print(f"Who is due of {asked.silent:,} recipients, on {asked.database}")
    with address_of_database(asked.database) as url:
        database, now = open_database(url), utc_now()
        fill(database, now, asked.silent)
        whole, page = [], []
        for _ in range(asked.rounds):
            with database.reading() as session:
                began = time.perf_counter()
                found = Counter(row.outcome for row in session.execute(question(session, now)))
                whole.append(time.perf_counter() - began)
                began = time.perf_counter()
                session.execute(question(session, now, limit=PAGE)).all()
                page.append((time.perf_counter() - began) * 1000)
        with database.reading() as session:
            plan = plan_of_query(session, question(session, now))
        database.close()
    for line in plan:
        print(f"  {line}")
    print(f"  {dict(found)}")
    print(f"  all of them, seconds                         {spread(whole)}")
    print(f"  the first {PAGE:,}, milliseconds                {spread(page)}")
    told = "\n".join(plan)
    kept = verdict(kept=not any(table in told for table in LEDGER), promise="no scan of the ledger")
    return verdict(kept=spread(whole).median <= LONGEST, promise=f"an answer within {LONGEST:g} s") and kept
