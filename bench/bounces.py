"""The measure of the bounce reader: beside flufl.bounce on the same messages, and alone on great ones."""

from __future__ import annotations

import argparse
import email
import email.policy
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from flufl.bounce import all_failures

from bench.figures import spread, spread_of_ratios, verdict
from bench.stopwatch import run_measured
from mailer.bounces import read

MOST_OF_PEER: Final = 2.0
"""What is promised: so many times the peer's time a mail, at most."""
LONGEST_MAIL: Final = 0.020
"""What is promised: seconds for a common mail."""
LONGEST_GREAT_MAIL: Final = 2.0
"""What is promised: seconds for a mail of ten megabytes."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--folder", type=Path, help="raw messages (*.eml) instead of those of the tests")
    parser.add_argument("--rounds", type=int, default=5)


def run(options: argparse.Namespace) -> bool:
    """Read all messages with both, print, and say whether the promises were kept."""
    messages = messages_of(options.folder)
    print(f"Bounces: {len(messages)} messages, {sum(map(len, messages)) / len(messages) / 1024:.1f} KiB each")
    ours, peers = [], []
    for _ in range(options.rounds):
        ours.append(_seconds(read, messages))
        peers.append(_seconds(_read_with_peer, messages))
    print(f"  ours:         {spread([seconds * 1000 for seconds in ours])} ms a mail")
    print(f"  flufl.bounce: {spread([seconds * 1000 for seconds in peers])} ms a mail")
    ratios = spread_of_ratios(ours, peers)
    print(f"  ratio:        {ratios}")
    slowest = max(_seconds(read, [message]) for message in messages)
    print(f"  slowest mail: {slowest * 1000:.1f} ms")
    great = run_measured("bench.great_mail")
    print(f"  10 MB, each of {great.units}: {great.seconds / great.units:.2f} s")
    print(f"  peak memory for these: {great.peak_kib / 1024:.0f} MiB")
    kept = [
        verdict(kept=ratios.median <= MOST_OF_PEER, promise=f"at most {MOST_OF_PEER} times the peer's time"),
        verdict(kept=max(ours) <= LONGEST_MAIL, promise=f"at most {LONGEST_MAIL * 1000:.0f} ms a mail"),
        verdict(
            kept=great.seconds / great.units <= LONGEST_GREAT_MAIL,
            promise=f"at most {LONGEST_GREAT_MAIL:.0f} s for a mail of 10 MB",
        ),
    ]
    return all(kept)


def messages_of(folder: Path | None) -> list[bytes]:
    """The messages of a folder, else those that the tests have invented."""
    if folder is not None:
        return [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
    from tests.mailer.bounces.samples_other import ABSENCES, OTHERS
    from tests.mailer.bounces.samples_plain import PLAIN
    from tests.mailer.bounces.samples_report import REPORTS

    return [sample.raw for sample in (*PLAIN, *REPORTS, *ABSENCES, *OTHERS)]


def _seconds(reader: Callable[[bytes], object], messages: Sequence[bytes]) -> float:
    """Processor seconds a mail."""
    started = time.process_time()
    for message in messages:
        reader(message)
    return (time.process_time() - started) / len(messages)


def _read_with_peer(raw: bytes) -> object:
    """The peer raises on some messages; that is part of its time."""
    try:
        return all_failures(email.message_from_bytes(raw, policy=email.policy.default))
    except Exception as fault:
        return fault
