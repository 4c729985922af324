"""Marks that turn the direction of reading: isolates that are closed may stand, all others only disguise."""

from __future__ import annotations

import re
from typing import Final

HIDING: Final = re.compile("[\u202a-\u202e\U000e0000-\U000e007f]")
"""Embeddings and overrides, which show a text in another order than it is written, and tags, which show
nothing (UAX 9, UTS 55). No text of ours holds them: isolates do what they are needed for."""
MARKS: Final = re.compile(f"{HIDING.pattern}|[\u2066-\u2069]")
"""These, and the isolates."""
_CLOSES: Final = "\u2069"


def stray_mark(text: str) -> tuple[int, str] | None:
    """Where a text holds a mark that may not stand there, and what is wrong with it; None if it holds none.

    A mark of the hiding kind, an isolate that is not closed in its line, or one that is closed unopened.
    """
    opened: list[tuple[int, str]] = []
    line = 0
    for mark in MARKS.finditer(text):
        if "\n" in text[line : mark.start()]:
            if opened:
                break
            line = text.rindex("\n", line, mark.start()) + 1
        code = f"U+{ord(mark[0]):04X}"
        if HIDING.match(mark[0]):
            return mark.start(), f"an invisible character ({code}) that shows the text otherwise than it is"
        if mark[0] != _CLOSES:
            opened.append((mark.start(), f"a mark of the direction of reading ({code}) that is not closed"))
        elif not opened:
            return mark.start(), f"a mark ({code}) that closes a direction of reading nobody opened"
        else:
            opened.pop()
    return opened[-1] if opened else None
