"""A fuzzer over the reader, run by hand: `python -m tests.mailer.bounces.fuzz SECONDS [SEED]`.

It spoils the samples without end, and tells how many it read, the slowest, and what the reader could not do.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from tempfile import gettempdir

from mailer.bounces import Sort, read
from tests.mailer.bounces.test_hostile import FRAGMENTS, SAMPLES

SLOW = 2.0
"""Seconds that no message of the fuzzer may take."""


def spoiled(chance: random.Random) -> bytes:
    """One sample, cut, doubled, mixed with another, or filled with what readers stumble over."""
    raw = bytearray(chance.choice(SAMPLES))
    for _ in range(chance.randint(1, 8)):
        at, end = sorted((chance.randint(0, len(raw)), chance.randint(0, len(raw))))
        match chance.randint(0, 7):
            case 0:
                del raw[at : min(end, at + 300)]
            case 1:
                raw[at:at] = chance.choice(FRAGMENTS)
            case 2:
                raw[at:at] = chance.randbytes(chance.randint(1, 40))
            case 3:
                raw[at:at] = raw[at:end][:500] * chance.randint(1, 50)
            case 4:
                del raw[max(at, 1) :]
            case 5:
                raw[at:at] = chance.choice(SAMPLES)
            case 6:
                raw[at:end] = bytes(raw[at:end]).swapcase()
            case _:
                raw[at:at] = chance.choice(FRAGMENTS) * chance.choice((10, 1000, 20_000))
    return bytes(raw[: 4 * 1024 * 1024])


def main(seconds: float, seed: int) -> int:
    """0 if every message was read, and in time."""
    chance, started = random.Random(seed), time.monotonic()
    count, slowest, faults = 0, 0.0, 0
    while time.monotonic() - started < seconds:
        raw = spoiled(chance)
        began = time.process_time()
        reading = read(raw)
        took = time.process_time() - began
        count, slowest = count + 1, max(slowest, took)
        if reading.sort is Sort.UNREADABLE or took > SLOW:
            faults += 1
            path = Path(gettempdir()) / f"fuzz-{seed}-{count}.eml"
            path.write_bytes(raw)
            print(f"{path}: {reading.rule}, {took:.2f} s")
    print(f"{count:,} messages read, {faults} faults, the slowest in {slowest * 1000:.0f} ms (seed {seed})")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
