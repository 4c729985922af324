"""The measure of sending: our worker beside a naive loop, on the same letters and the same server."""

from __future__ import annotations

import argparse
import subprocess
import time
from dataclasses import dataclass, field
from typing import Final

from bench.figures import spread, spread_of_ratios, verdict
from bench.office import address_of_database, assert_all_sent, fill_outbox
from bench.receiving import postfix_program, receiving
from bench.stopwatch import LONGEST, Reading, run_measured
from mailer.database import open_database
from mailer.settings import RelaySettings

LEAST_RATIO: Final = 10.0
"""What is promised: so many times the letters of the naive loop in the same time."""
NAIVE_SHARE: Final = 10
"""The naive loop gets one letter for so many of ours, so that both take about as long."""
SOURCE_SESSIONS: Final = 32


@dataclass
class Rounds:
    """What each round brought."""

    naive: list[Reading] = field(default_factory=list)
    ours: list[Reading] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    """Letters a second of smtp-source, where it is installed."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--letters", type=int, default=20_000, help="letters of ours in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument(
        "--own-sink", action="store_true", help="use bench/sink.py even if smtp-sink is there"
    )


def run(options: argparse.Namespace) -> bool:
    """Take turns, print, and say whether the promise was kept."""
    rounds = Rounds()
    with receiving(own=options.own_sink) as receiver:
        print(
            f"Sending: {options.letters} letters a round, outcomes in {options.database}, to {receiver.name}"
        )
        for number in range(options.rounds):
            _one_round(rounds, receiver.port, options, ours_first=number % 2 == 1)
            naive, ours = rounds.naive[-1].rate, rounds.ours[-1].rate
            print(f"  round {number + 1}: naive {naive:,.0f}/s, ours {ours:,.0f}/s")
    return _report(rounds)


def _one_round(rounds: Rounds, port: int, options: argparse.Namespace, *, ours_first: bool) -> None:
    """Both, and in the next round the other way round, so that neither has the quieter moments."""
    naive_letters = max(1, options.letters // NAIVE_SHARE)
    if ours_first:
        rounds.ours.append(_send_ours(port, options.letters, options.database))
    rounds.naive.append(run_measured("bench.naive", port, naive_letters))
    if not ours_first:
        rounds.ours.append(_send_ours(port, options.letters, options.database))
    source = postfix_program("smtp-source")
    if source is not None:
        rounds.limit.append(_rate_of_source(source, port, options.letters))


def _send_ours(port: int, letters: int, kind: str) -> Reading:
    """Fill an outbox, which is not measured; send it, which is; see that the ledger knows every letter."""
    with address_of_database(kind) as url:
        database = open_database(url)
        dispatch_id = fill_outbox(database, letters)
        database.close()
        reading = run_measured("bench.ours", url, port, letters)
        assert_all_sent(database, dispatch_id, letters)
        database.close()
    return reading


def _rate_of_source(program: str, port: int, letters: int) -> float:
    """Letters a second of Postfix's own source: in C, one constant letter, nothing recorded."""
    sessions = ["-s", str(SOURCE_SESSIONS), "-m", str(letters), "-l", "4096", "-d", "-c"]
    command = [program, *sessions, "-f", "a@office.example", "-t", "b@d00.example", f"127.0.0.1:{port}"]
    began = time.perf_counter()
    subprocess.run(command, check=True, timeout=LONGEST, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return letters / (time.perf_counter() - began)


def _report(rounds: Rounds) -> bool:
    naive, ours = [one.rate for one in rounds.naive], [one.rate for one in rounds.ours]
    ratio = spread_of_ratios(ours, naive)
    of_processor = spread_of_ratios(
        [one.processor / one.units for one in rounds.naive],
        [one.processor / one.units for one in rounds.ours],
    )
    print(f"  naive loop, 1 connection:        {spread(naive)} letters a second")
    print(f"  ours, {RelaySettings().connections} connections, 1 process: {spread(ours)} letters a second")
    if rounds.limit:
        print(f"  smtp-source, {SOURCE_SESSIONS} sessions:        {spread(rounds.limit)} letters a second")
        print(f"  ours over smtp-source:           {spread_of_ratios(ours, rounds.limit)}")
    print(f"  processor time, naive over ours: {of_processor}")
    print(f"  ours over naive:                 {ratio}")
    return verdict(
        kept=ratio.median >= LEAST_RATIO,
        promise=f"at least {LEAST_RATIO:g} times the naive loop, every outcome in the ledger",
    )
