"""The measure of memory: the worker's peak for 10,000 and for 100,000 letters, which should be the same."""

from __future__ import annotations

import argparse
from typing import Final

from bench.figures import verdict
from bench.office import address_of_database, assert_all_sent, fill_outbox
from bench.receiving import receiving
from bench.stopwatch import run_measured
from mailer.database import open_database

SLACK: Final = 0.10
"""What is promised: the peak for ten times as many letters differs by no more than this share."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument(
        "--letters", type=int, default=100_000, help="the greater number; the lesser is a tenth"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")


def run(options: argparse.Namespace) -> bool:
    """Send a few and many, print, and say whether the promise was kept."""
    print(f"Memory: the worker's peak, outcomes in {options.database}")
    peaks = []
    with receiving() as receiver:
        for letters in (options.letters // 10, options.letters):
            peaks.append(_peak_mib(receiver.port, letters, options.database))
            print(f"  {letters:>9,} letters: {peaks[-1]:.1f} MiB")
    growth = peaks[1] / peaks[0] - 1
    print(f"  growth: {growth:+.1%}")
    return verdict(kept=abs(growth) <= SLACK, promise=f"flat within {SLACK:.0%} for ten times the letters")


def _peak_mib(port: int, letters: int, kind: str) -> float:
    with address_of_database(kind) as url:
        database = open_database(url)
        dispatch_id = fill_outbox(database, letters)
        reading = run_measured("bench.ours", url, port, letters)
        assert_all_sent(database, dispatch_id, letters)
        database.close()
    return reading.peak_kib / 1024
