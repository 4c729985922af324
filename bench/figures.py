"""Figures of a measure: medians and spreads of several rounds, and what the machine and its programs are."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from bench.receiving import postfix_program


@dataclass(frozen=True)
class Spread:
    """The middle of several values, and the least and the greatest of them."""

    median: float
    least: float
    greatest: float

    def __str__(self) -> str:
        """`3,210 (2,950 to 3,400)`, with decimals for small values."""
        digits = 0 if self.median >= 100 else 1 if self.median >= 10 else 2
        shown = [f"{value:,.{digits}f}" for value in (self.median, self.least, self.greatest)]
        return f"{shown[0]} ({shown[1]} to {shown[2]})"


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least one value."""
    return Spread(statistics.median(values), min(values), max(values))


def spread_of_ratios(ours: Sequence[float], peers: Sequence[float]) -> Spread:
    """The spread of our value over the peer's, round by round: both of a round met the same machine."""
    return spread([one / other for one, other in zip(ours, peers, strict=True)])


def print_machine() -> None:
    """Say in general words what the measure ran on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"{platform.system()}, {os.cpu_count()} processors, load {load:.1f} at the start")
    print(f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    print(", ".join(f"{name} {version(name)}" for name in ("SQLAlchemy", "Jinja2", "aiosmtplib")))
    print(f"Postfix {_postfix_version()}\n")


def _postfix_version() -> str:
    """The version of Postfix, whose test programs serve as peers; `not installed` where it is missing."""
    program = postfix_program("postconf")
    if program is None:
        return "not installed"
    told = subprocess.run([program, "-d", "-h", "mail_version"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or "of unknown version"


def verdict(*, kept: bool, promise: str) -> bool:
    """Print whether a promise was kept, and pass the answer on."""
    print(f"  {'kept  ' if kept else 'BROKEN'}: {promise}\n")
    return kept
