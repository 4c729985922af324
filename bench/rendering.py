"""The measure of rendering: the memory for letters checked and rendered in six languages."""

from __future__ import annotations

import argparse
from typing import Final

from bench.figures import verdict
from bench.stopwatch import readings_of

MOST_GROWTH: Final = 0.05
"""What is promised: ten times as many letters need no more memory than this share."""
LONGEST: Final = 3_600
"""Seconds: a thousand letters are six thousand renditions, and other work may go on beside."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--letters", type=int, default=1_000, help="the peak is read at a tenth, and at all")


def run(options: argparse.Namespace) -> bool:
    """Take the letters through one process, print, and say whether the promise was kept."""
    print(f"Rendering: {options.letters:,} letters checked and rendered in six languages, every tenth set")
    few, many = readings_of("bench.six_languages", options.letters, longest=LONGEST)
    for reading in (few, many):
        peak = reading.peak_kib / 1024
        print(f"  {reading.units:>7,} letters: {peak:.1f} MiB at most, {reading.rate:.1f} a second")
    growth = many.peak_kib / few.peak_kib - 1
    return verdict(kept=growth <= MOST_GROWTH, promise=f"at most {MOST_GROWTH:.0%} of growth ({growth:+.1%})")
