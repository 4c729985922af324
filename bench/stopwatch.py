"""What a measured process took: seconds, processor, peak memory, printed as JSON for whoever asked."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
LONGEST: Final = 600
"""Seconds after which a measured process is ended; a measure stops by itself."""


@dataclass(frozen=True)
class Reading:
    """One measured run."""

    units: int
    seconds: float
    processor: float
    peak_kib: int
    """The most memory the process ever held, its start included."""

    @property
    def rate(self) -> float:
        """Units a second."""
        return self.units / self.seconds


class Stopwatch:
    """Runs from when it is made."""

    def __init__(self) -> None:
        self._started, self._used = time.perf_counter(), time.process_time()

    def read(self, units: int) -> Reading:
        """What has passed since, for so many units of work."""
        return Reading(
            units,
            time.perf_counter() - self._started,
            time.process_time() - self._used,
            _peak_kib(),
        )

    def print_reading(self, units: int) -> None:
        """The reading as a line; the last one is that of the whole run."""
        print(json.dumps(asdict(self.read(units))))


def _peak_kib() -> int:
    """The most memory of this very program; getrusage alone would count the one that started it, too."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def run_measured(module: str, *arguments: str | int) -> Reading:
    """Run a module of this package in a process of its own; its reading.

    CalledProcessError if it fails, TimeoutExpired after ten minutes.
    """
    return readings_of(module, *arguments)[-1]


def readings_of(module: str, *arguments: str | int, longest: float = LONGEST) -> list[Reading]:
    """The same with all readings that the process prints, and so many seconds for it."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=longest)
    return [Reading(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]
