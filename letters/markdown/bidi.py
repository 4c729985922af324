"""Keeps numbers, addresses and Latin names in order inside a text that runs from right to left."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LRI: Final = "\u2066"
FSI: Final = "\u2068"
PDI: Final = "\u2069"
RLM: Final = "\u200f"
_STRONG: Final = (
    "0-9A-Za-z\u00c0-\u02af\u0370-\u052f\u1e00-\u1fff\u2c60-\u2c7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
)
_BETWEEN: Final = r"[^\S\n]?[-\u2010-\u2014./:@_&?=+#%~,;'’*\u00b0]*[^\S\n]?"
_RUN: Final = re.compile(rf"[+#]?[{_STRONG}](?:{_BETWEEN}[{_STRONG}])*[%°+]?")
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_ISOLATES: Final = re.compile(f"[\u2066-\u2068]|{PDI}")


def left_to_right_runs(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it runs from left to right against the text around it.

    A number alone needs no help; a range, a phone number or a name in Latin letters does (letters.md §3).
    """
    pieces: list[tuple[str, bool]] = []
    end = 0
    for match in _RUN.finditer(text):
        if _NUMBER.fullmatch(match[0]):
            continue
        pieces += [(text[end : match.start()], False)] if match.start() > end else []
        pieces.append((match[0], True))
        end = match.end()
    return [*pieces, (text[end:], False)] if end < len(text) else pieces


def field_apart(source: str, *, rtl: bool) -> str:
    """A merge field whose value turns nothing round that stands beside it, and is not turned round itself.

    In a text from right to left it always stands between isolates; in one from left to right the merge puts
    them around a value that runs from right to left, and no others, for old readers show them as boxes.
    """
    return f"{FSI}{{{{ {source} }}}}{PDI}" if rtl else f"{{{{ {source} | apart }}}}"


def isolated(text: str) -> str:
    """The text with its left-to-right runs between isolates, for plain text and header lines."""
    return "".join(f"{LRI}{run}{PDI}" if against else run for run, against in left_to_right_runs(text))


def within_lines(lines: list[str]) -> list[str]:
    """The same lines, isolates that run over a line's end closed there and opened again in the next."""
    open_ones: list[str] = []
    mended = []
    for line in lines:
        before = "".join(open_ones)
        for mark in _ISOLATES.findall(line):
            if mark != PDI:
                open_ones.append(mark)
            elif open_ones:
                open_ones.pop()
        mended.append(before + line + PDI * len(open_ones))
    return mended


def begins_left_to_right(text: str) -> bool:
    """Whether a reader that goes by the first strong character would take the text for left to right."""
    depth = 0
    for character in text:
        if character in {LRI, FSI, "\u2067"}:
            depth += 1
        elif character == PDI:
            depth = max(0, depth - 1)
        elif depth == 0:
            direction = unicodedata.bidirectional(character)
            if direction in {"L", "R", "AL"}:
                return direction == "L"
    return any(unicodedata.bidirectional(character) == "L" for character in text)
