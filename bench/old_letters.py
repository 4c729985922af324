"""Measures how well and how fast old letters are read: field by field, on letters with known contents."""

from __future__ import annotations

import argparse
import time
from typing import Final

from bench.figures import spread, verdict
from letters.legacy.importing import import_report
from letters.legacy.old_file import OldFile, read_old_file
from tests.letters.old_letter_scoring import BATCHES, LETTERS, score_of, table

FAITHFUL: Final = 0.99
ROUNDS: Final = 5


def add_options(parser: argparse.ArgumentParser) -> None:
    """Whether each miss is to be named."""
    parser.add_argument("--misses", action="store_true", help="name what was missed or invented")


def run(asked: argparse.Namespace) -> bool:
    """Print the scores of all batches and the rate; True if every promise was kept."""
    kept = []
    for batch, least in BATCHES.items():
        score = score_of(batch)
        print(f"Old letters read, {batch}:")
        print("\n".join(table(score)))
        for name, tally in score.tallies.items() if asked.misses else ():
            print("\n".join(f"    {name}: {missed}" for missed in tally.missed))
        good = score.overall >= least and score.fidelity >= FAITHFUL
        kept.append(verdict(kept=good, promise=f"{least:.0%} of the fields, {FAITHFUL:.0%} of the words"))
    _print_rate()
    return all(kept)


def _print_rate() -> None:
    files = [read_old_file(path) for path in sorted(LETTERS.glob("*/*.txt"))]
    rates = [len(files) / _seconds(files) for _ in range(ROUNDS)]
    print(f"  {spread(rates)} letters a second, each with its report\n")


def _seconds(files: list[OldFile]) -> float:
    start = time.perf_counter()
    for file in files:
        import_report(file)
    return time.perf_counter() - start
