"""What may stand on the command line: numbers, lines of text, days, time zones, files and folders."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from click import Context, Parameter

HIGHEST: Final = 2**63 - 1
"""The highest number that a table holds."""
LONGEST: Final = 500
"""Characters of a text, unless it is said otherwise."""
_UNFIT: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING: Final = frozenset("\u202d\u202e\ufeff")
"""Characters that show other ones in a wrong order, or nothing at all."""


class Number(click.ParamType[int]):
    """A whole number between two bounds, both included."""

    name = "number"

    def __init__(self, least: int = 0, most: int = HIGHEST) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> int:
        """The number; a usage error that names the bounds if it is none, or outside of them."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"“{value}” is no whole number.", param, ctx)
        if not self.least <= number <= self.most:
            most = f" to {self.most:,}" if self.most < HIGHEST else " on"
            self.fail(f"{number} cannot be taken: it must be from {self.least:,}{most}.", param, ctx)
        return number


class Line(click.ParamType[str]):
    """A text on one line, without control characters."""

    name = "text"

    def __init__(self, most: int = LONGEST) -> None:
        self.most = most

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> str:
        """The text; a usage error if it is too long, or holds what would end a line or move a terminal."""
        text = str(value)
        if len(text) > self.most:
            self.fail(f"It is {len(text):,} characters long, and may have {self.most:,}.", param, ctx)
        if any(unicodedata.category(character) in _UNFIT for character in text) or _TURNING & set(text):
            self.fail("It holds a line break or another control character.", param, ctx)
        return text


class Day(click.ParamType[datetime]):
    """A day, as the moment it begins in UTC."""

    name = "day"

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> datetime:
        """The day's first moment; a usage error that shows how a day is written."""
        if isinstance(value, datetime):
            return value
        try:
            day = datetime.strptime(str(value).strip(), "%Y-%m-%d").replace(tzinfo=UTC)
            return day + ONE_DAY - ONE_DAY  # the day after it must be one too
        except (ValueError, OverflowError):
            self.fail(f"“{value}” is no day. Write it like 2027-03-29.", param, ctx)


class Zone(click.ParamType[str]):
    """The name of a time zone; nothing, too, where the letter's own is meant by that."""

    name = "zone"

    def __init__(self, *, needed: bool = True) -> None:
        self.needed = needed

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> str:
        """The name; a usage error for one that is none, or that misleads."""
        from letters.deadlines import read_zone

        try:
            return read_zone(str(value)) if value or self.needed else ""
        except ValueError as error:
            self.fail(str(error), param, ctx)


class HostAndPort(click.ParamType[tuple[str, int]]):
    """A mail server: its name or address, and after a colon the port; without one 25."""

    name = "host:port"

    def __init__(self, least: int = 1) -> None:
        """With 0 as the least, it stands for whichever port is free."""
        self.least = least

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> tuple[str, int]:
        """Host and port; a usage error for a port that is none."""
        if isinstance(value, tuple):
            return value
        host, colon, port = Line().convert(value, param, ctx).rpartition(":")
        if not colon or port.endswith("]"):  # an address such as [::1] alone
            host, port = f"{host}{colon}{port}", "25"
        if not port.isdecimal() or not self.least <= int(port) <= 65_535:
            self.fail(
                f"“{port}” is no port: it is a number from {self.least} to 65,535, such as 587.", param, ctx
            )
        return host, int(port)


class Place(click.Path):
    """A file or a folder, by a name that is one."""

    def __init__(self, *, folder: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=not folder, dir_okay=folder)

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> Any:
        """The path; a usage error for an empty name too, which would mean the present folder."""
        if not str(value).strip():
            self.fail("An empty name is no file and no folder.", param, ctx)
        return super().convert(value, param, ctx)


class Target(Place):
    """A file to write into, which is none of the office's own and no text of a letter."""

    def convert(self, value: Any, param: Parameter | None, ctx: Context | None) -> Any:
        """The path; Misused if something would be destroyed that nobody means to write over."""
        from console.cli.desk import Desk
        from letters.overwriting import refuse_source
        from mailer.own_files import refuse_own

        path = super().convert(value, param, ctx)
        desk = ctx.find_object(Desk) if ctx is not None else None
        if path != Path("-") and desk is not None:
            refuse_own(path, desk.folder)
            refuse_source(path)
        return path


DAY: Final = Day()
ONE_DAY: Final = timedelta(days=1)
FILE: Final = Place()
FOLDER: Final = Place(folder=True)
TARGET: Final = Target()
EXPRESSION: Final = Line(20_000)
