"""How results are said: lines that people read, JSON that programs read, nothing that moves a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, Protocol

import click

from mailer.clock import iso

LONG: Final = 20_000
"""Steps from which on work shows how far it has come."""


def visible(text: str) -> str:
    """The text with control and direction characters shown, so that none moves a terminal (A37)."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else "".join(f"\\u{int.from_bytes(pair):04x}" for pair in _pairs(character))
        for character in text
    )


def _pairs(character: str) -> list[bytes]:
    """The character in units of UTF-16, as JSON writes what it does not show."""
    octets = character.encode("utf-16-be", "surrogatepass")
    return [octets[at : at + 2] for at in range(0, len(octets), 2)]


def say(text: str = "", *, err: bool = False, bold: bool = False, colour: str | None = None) -> None:
    """One or more lines for people; what a stranger wrote into them moves no terminal, and forges no line.

    Lines after the first are set in. Where nobody reads any more (`mailer … | head`) the line is lost and the
    deed goes on.
    """
    lead = len(text) - len(text.lstrip("\n"))
    first, *others = text[lead:].split("\n")
    shown = "\n".join([visible(first), *(f"    {visible(line)}" for line in others)])
    if bold or colour:
        shown = click.style(shown, bold=bold or None, fg=colour)
    _put("\n" * lead + shown, err=err)


def _put(text: str, *, err: bool = False) -> None:
    try:
        click.echo(text, err=err)
    except BrokenPipeError:
        close_output()


def close_output() -> None:
    """Nobody reads any more: what is still said goes nowhere, and Python ends without complaint."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(value: object) -> None:
    """One JSON document; moments in UTC."""
    document = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    _put("\n".join(map(visible, document.split("\n"))))


def counted(number: int, one: str, several: str = "") -> str:
    """`1 entry`, `2,000 entries`; without `several` an s is added."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def say_total(total: int, shown: int, what: str, cursor: object = None, *, one: str = "") -> None:
    """How many there are (`one` names a single one of `what`), and how to see the rest."""
    more = f"; the next page: --after {cursor}" if cursor is not None and shown < total else ""
    say(
        f"{total:,} {one if one and total == 1 else what}"
        + (f", {shown:,} shown{more}" if shown < total else "")
    )


class Bar(Protocol):
    """A progress bar as `click` has it."""

    def update(self, n_steps: int) -> None:
        """So many steps more are done."""


@contextmanager
def progress(length: int, label: str, *, shown: bool = True) -> Iterator[Bar]:
    """A progress bar on standard error; a plain line where that is no terminal; nothing unless `shown`."""
    stream = sys.stderr
    with click.progressbar(length=length, label=label, file=stream, show_pos=True, hidden=not shown) as bar:
        yield bar


class HowFar(Protocol):
    """What work says of itself while it goes on."""

    @property
    def done(self) -> int:
        """So much is done."""

    @property
    def total(self) -> int:
        """Of so much."""


@contextmanager
def growing(label: str, *, shown: bool = True, since: int = LONG) -> Iterator[Callable[[HowFar], None]]:
    """A progress bar for work that tells by itself how far it has come; nothing below `since` steps."""
    with contextlib.ExitStack() as open_bars:
        bar: Bar | None = None
        told = 0

        def tell(at: HowFar) -> None:
            nonlocal bar, told
            if shown and at.total >= since:
                bar = bar or open_bars.enter_context(progress(at.total, label))
                bar.update(at.done - told)
                told = at.done

        yield tell


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
