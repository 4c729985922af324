"""Works out how each block of an old letter stands on its page: its words, its place, its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from letters.facts import BlockName, Placement
from letters.legacy.fact_texts import harmless, line
from letters.legacy.labels import Kind
from letters.legacy.letter import OldLetter
from letters.legacy.lines import Line, cells_of
from letters.legacy.runs import Part, Run

B = BlockName
Plain = dict[str, Any]
_TABLED: Final = frozenset({B.REFERENCE, B.CONTACT, B.SUBJECT, B.DATE})
_UNLABELLED: Final = frozenset({B.SUBJECT, B.REFERENCE, B.COPIES, B.ANNEXES})
_TEXT: Final = frozenset({B.BODY, B.SALUTATION, B.CLOSING})
_OF_PRINTED: Final = frozenset({"close_up", "indented", "beside", "bold"})
_WIDE: Final = 4


@dataclass(frozen=True)
class Stand:
    """One block in its place: the rows of words the file has there, and how it is set.

    `printed` says that it is kept word for word, in place of what facts and formulas would make of it.
    """

    name: BlockName
    rows: tuple[str, ...]
    first: int
    last: int
    style: Plain = field(default_factory=dict)
    printed: bool = False

    @property
    def block(self) -> Plain:
        """The block as the layout names it, with plain values."""
        if self.printed:
            kept = {key: value for key, value in self.style.items() if key in _OF_PRINTED}
            return {"block": self.name.value, **kept, "printed": list(self.rows)}
        return {"block": self.name.value, **self.style}


def stands_of(letter: OldLetter) -> list[Stand]:
    """The blocks in the order of the page."""
    blocks = letter.blocks
    tabled = any(run.block in {B.REFERENCE, B.CONTACT} and _is_tabled(run) for run in blocks.head)
    found: list[Stand] = []
    for stand in (
        *(_of_run(run, letter, tabled=tabled) for run in blocks.head),
        *_of_lines(B.SALUTATION, blocks.salutation),
        *(_of_run(run, letter, tabled=False) for run in blocks.after_salutation),
        *_of_lines(B.BODY, blocks.body),
        *_of_lines(B.CLOSING, blocks.closing),
        *(_of_run(run, letter, tabled=False) for run in blocks.tail),
    ):
        found.append(_placed(stand, found[-1]) if found else stand)
    return found


def _placed(stand: Stand, before: Stand) -> Stand:
    """The block with what its neighbour tells: no gap between them, or both in one row."""
    if stand.name is B.DATE and stand.first == before.first and before.name in {B.REFERENCE, B.CONTACT}:
        return _set(stand, beside=before.name.value)
    if stand.name is B.ADDRESSEES and _in_table(stand) and before.name is B.REFERENCE:
        return _set(stand, beside=B.REFERENCE.value)
    if stand.first - before.last <= 1 and stand.name not in _TEXT:
        return _set(stand, close_up=True)
    return stand


def _set(stand: Stand, **more: object) -> Stand:
    return replace(stand, style={**stand.style, **more})


def _in_table(stand: Stand) -> bool:
    return stand.style.get("placement") == Placement.TABLE.value


def _of_lines(name: BlockName, lines: Sequence[Line]) -> Iterator[Stand]:
    kept = [one for one in lines if not one.blank]
    if kept:
        yield Stand(name, tuple(one.words for one in kept), kept[0].number, kept[-1].number)


def _is_apart(run: Run) -> bool:
    """Whether the label stands by itself, and the value after it."""
    label = run.parts[0].label
    return label is not None and not label.value and len(run.parts) > 1


def _is_tabled(run: Run) -> bool:
    """Whether label and value stand in cells of a table."""
    return _is_apart(run) and (run.first.line.tabbed or run.parts[1].cell.number == run.first.number)


def _of_run(run: Run, letter: OldLetter, *, tabled: bool) -> Stand:
    assert run.block is not None
    style: Plain = {}
    indented = run.first.line.tabbed or run.first.column >= _WIDE
    in_table = tabled and (
        (run.block in _TABLED and _is_tabled(run)) or (run.block is B.ADDRESSEES and indented)
    )
    if in_table:
        style["placement"] = Placement.TABLE.value
    elif run.block in _TABLED and _is_apart(run):
        style["placement"] = Placement.NEXT_LINE.value
    if indented and not in_table and run.first.index == 0:
        style["indented"] = True
    style |= _label(run, letter)
    if run.block in {B.SUBJECT, B.REFERENCE} and run.bold:
        style["bold"] = True
    rows = tuple(_row(row) for row in run.rows)
    return Stand(run.block, rows, run.first.number, run.numbers[-1], style)


def _row(parts: Sequence[Part]) -> str:
    """The words of a line as it stands, where the run has all of it; else those of its cells."""
    whole = parts[0].cell.line
    if len(list(cells_of([whole]))) == len(parts):
        return harmless(re.sub(r"\t+", "    ", whole.words))
    return harmless("    ".join(part.cell.words for part in parts))


def _label(run: Run, letter: OldLetter) -> Plain:
    """Whether the label is printed, and which, where it is not the language's own."""
    labels = letter.tongue.formulas.labels
    label = next((part.label for part in run.parts if part.label), None)
    if run.block in _UNLABELLED and label is None:
        return {"label_shown": False}
    usual = {Kind.SUBJECT: labels.subject, Kind.COPIES: labels.copy_}
    if label and label.kind in usual and label.kind.block is run.block and label.printed != usual[label.kind]:
        return {"label": line(label.printed)}
    return {}
