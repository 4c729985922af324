"""Writes iCalendar: content lines that are escaped, folded and ended as RFC 5545 wants them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Final

LINE: Final = 75
"""Octets in a line without its end (RFC 5545 section 3.1)."""
_SPECIAL: Final = re.compile(r"[\\;,]")
_LINE_ENDS: Final = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff]")


def text(value: str) -> str:
    """A value of the type TEXT: nothing in it ends the line, the value or the property (section 3.3.11)."""
    harmless = _CONTROLS.sub("", _LINE_ENDS.sub("\n", value))
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", harmless).replace("\n", "\\n")


def day(value: date) -> str:
    """A value of the type DATE (section 3.3.4)."""
    return f"{value:%Y%m%d}"


def moment(value: datetime) -> str:
    """A value of the type DATE-TIME in UTC (section 3.3.5, form 2); `value` is aware."""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def when(name: str, value: date | datetime) -> str:
    """A property that is a day or a moment."""
    if isinstance(value, datetime):
        return f"{name}:{moment(value)}"
    return f"{name};VALUE=DATE:{day(value)}"


def folded(line: str) -> bytes:
    """A content line with its end, in lines of at most 75 octets, none of which splits a character."""
    octets = line.encode()
    lines, begin, room = [], 0, LINE
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # in the middle of a character of UTF-8
            end -= 1
        lines.append(octets[begin:end])
        begin, room = end, LINE - 1  # the blank that a folded line begins with counts too
    return b"\r\n ".join([*lines, octets[begin:]]) + b"\r\n"


def component(name: str, lines: Iterable[str]) -> list[str]:
    """The lines between BEGIN and END."""
    return [f"BEGIN:{name}", *lines, f"END:{name}"]
