"""What may stand in a cell: characters that could forge a header or hide are refused (trust.md A01, A02)."""

from __future__ import annotations

import unicodedata
from typing import Final

from mailer.direction import stray_mark
from recipients.imports.limits import MAX_CELL

KEPT_INVISIBLE: Final = frozenset("\u00ad\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
"""Joiners, marks and isolates without which names in some scripts are misspelt or run the wrong way."""


def fault_in_cell(cell: str, *, lines: bool, what: str = "cell") -> str:
    """Why a cell cannot be taken, as a sentence; empty if it can. What is entered by hand is a cell, too.

    With `lines` it may hold line breaks and tabs, as the text of a free merge field may.
    """
    if len(cell) > MAX_CELL:
        return f"The {what} holds {len(cell)} characters; at most {MAX_CELL} are read."
    for character in cell:
        if character.isprintable() or character in KEPT_INVISIBLE or (lines and character in "\n\r\t"):
            continue
        kind = unicodedata.category(character)
        code = f"U+{ord(character):04X}"
        if kind in ("Cc", "Zl", "Zp"):
            return f"The {what} holds a line break or control character ({code}), which could forge a header."
        if kind == "Cs":
            return f"The {what} holds octets that are not in the encoding of the file."
        if kind == "Cf":
            return f"The {what} holds an invisible character ({code}); type it again by hand."
    stray = stray_mark(cell)
    return f"The {what} holds {stray[1]}; type it again by hand." if stray else ""


def tidy(cell: str) -> str:
    """The cell composed (NFC), its line breaks made alike, without white space around it."""
    cell = unicodedata.normalize("NFC", cell)
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return cell.strip()
