"""The stage of the demo: its folder, its world and clock, and the commands that are run there."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from console.demo.clock import LeapingClock
from console.demo.correspondents import Correspondents
from console.demo.ground import LETTER
from console.demo.world import World
from console.printing import say
from console.terminal import say_indented
from mailer.errors import Refused

CAMPAIGN: Final = "IOCO-1001"
COMMAND: Final = "cyan"
"""The colour in which a command stands that one could type."""


class _Overheard(io.StringIO):
    """What a command says, as wide as it would say it to the reader."""

    def isatty(self) -> bool:
        """As the output of the demo itself."""
        return sys.__stdout__ is not None and sys.__stdout__.isatty()


@dataclass(frozen=True)
class Stage:
    """Where the demo takes place."""

    folder: Path
    world: World
    correspondents: Correspondents
    """Those who live in that world, and write back."""
    command: Callable[[Sequence[str], Callable[[], datetime]], int]
    """Runs one command of `mailer` at a time of the story, as a shell would; its exit code."""
    clock: LeapingClock = field(default_factory=LeapingClock)

    @property
    def letter(self) -> Path:
        """The folder of the letter."""
        return self.folder / LETTER

    def run(self, *words: str, shown: str = "", quiet: bool = False) -> str:
        """Run one command of `mailer` in the demo's office, show it with its closing line; all it said."""
        if not quiet:
            say(f"  $ mailer {shown or shlex.join(words)}", colour=COMMAND)
        said, complained = _Overheard(), _Overheard()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = self.command(["--office", str(self.folder), *words], self.clock)
        if code:
            words_of_it = f"{said.getvalue()}{complained.getvalue()}"
            raise Refused(f"The demo stopped at `mailer {shlex.join(words)}`:\n{words_of_it}")
        return said.getvalue()

    def step(self, title: str, *words: str, shown: str = "") -> str:
        """A step: what is done, by which command, and the line that says what came of it."""
        say(f"\n{title}", bold=True)
        said = self.run(*words, shown=shown)
        lines = [line for line in said.splitlines() if line.strip() and not line.startswith("Next")]
        for line in lines[-1:]:
            say_indented(line.replace(f"{self.folder}{os.sep}", ""), 4)
        return said
