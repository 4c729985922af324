"""How far a letter is answered, as commands tell it: a table for people, a document for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from console.printing import counted, say
from console.terminal import print_table

if TYPE_CHECKING:
    from scheduler.replies.progress import Progress, ProgressLine

ALWAYS: Final = ("complete", "silent", "bounced")
"""Columns that the table has even where nobody is in them."""


def show_progress(found: Progress) -> None:
    """Print the table of who answered, with the sum that must be the audience."""
    from scheduler.replies.counting import Count

    shown = [one for one in Count if one in ALWAYS or found.whole.counts[one]]
    rows = [_row(line, shown) for line in (*found.lines, found.whole)]
    headings = [found.by.value, "organisations", "contacted", *shown, "late", "replied of 100"]
    print_table(headings, rows, spare=("late", "contacted"))
    beside = f", and {found.copies_only:,} more got copies only" if found.copies_only else ""
    if found.balanced:
        say(f"The sum of the columns, {found.whole.total:,}, is the organisations of the audience{beside}.")
    else:
        say(f"THE SUM IS NOT THE AUDIENCE: {found.whole.total:,} of {found.organisations:,}{beside}.")


def as_facts(found: Progress) -> dict[str, Any]:
    """The counts as facts for other programs."""
    return {
        "by": found.by,
        "organisations": found.organisations,
        "copies only": found.copies_only,
        "balanced": found.balanced,
        "lines": [_line(line) for line in found.lines],
        "all": _line(found.whole),
    }


def _row(line: ProgressLine, shown: list[Any]) -> list[object]:
    counts = [line.counts[one] for one in shown]
    return [line.name, line.total, line.contacted, *counts, line.late, line.rate]


def _line(line: ProgressLine) -> dict[str, Any]:
    counts = {one.value: count for one, count in sorted(line.counts.items()) if count}
    return {
        "name": line.name, "organisations": line.total, "contacted": line.contacted, "late": line.late,
        "replied": line.replied, **counts,
    }  # fmt: skip


def about(found: Progress, more: Sequence[date]) -> dict[str, str | None]:
    """What the table is about, for people; `more` are the days until which single organisations have time."""
    return {
        "letter": found.letter,
        "ask": found.ask,
        "which asks": found.what,
        "due": found.due.in_words if found.due else "",
        "moved by": ", ".join(step.by for step in found.due.history[1:]) if found.due else "",
        "more time": f"{counted(len(more), 'organisation')}, until {max(more)} at the latest" if more else "",
    }


def as_document(found: Progress) -> dict[str, Any]:
    """What the table is about, for programs."""
    steps = found.due.history if found.due else ()
    return {
        "letter": found.letter,
        "ask": found.ask,
        "which asks": found.what,
        "due": steps[-1].deadline.date if steps else "",
        "moved": [
            {"from": before.deadline.date, "to": step.deadline.date, "by": step.by}
            for before, step in pairwise(steps)
        ],
        "late from": found.due and found.due.too_late_from,
    }
