"""Reads contact officers who stand on lines of their own within the text of an old letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from letters.facts import BlockName
from letters.legacy.contacts import FoundContact, contacts_in
from letters.legacy.labels import Label, label_at
from letters.legacy.lines import Line, cells_of, paragraphs_of
from letters.legacy.runs import Part, Run
from letters.legacy.tongue import Tongue

_LONGEST: Final = 90
"""Characters of a line of an address; longer ones are text."""


def contacts_in_body(body: Sequence[Line], tongue: Tongue) -> list[FoundContact]:
    """The officers of paragraphs in which a name stands above a phone, fax or mailbox with their labels."""
    found: list[FoundContact] = []
    for paragraph in paragraphs_of(body):
        run = Run(BlockName.CONTACT, list(_parts(paragraph.lines, tongue)))
        if run.parts:
            found += [replace(one, in_body=True) for one in contacts_in([run], tongue) if one.name]
    return found


def _parts(lines: Sequence[Line], tongue: Tongue) -> Iterator[Part]:
    """The lines from the one above the first channel on; nothing where they are no address."""
    cells = list(cells_of(lines))
    labels = [label_at(cell.words, tongue) for cell in cells]
    reaches = [at for at, label in enumerate(labels) if _is_channel(label)]
    if not reaches or reaches[0] == 0:
        return
    first = next((at for at, label in enumerate(labels) if label), reaches[0])
    start = first if first < reaches[0] else reaches[0] - 1
    if any(len(cell.words) > _LONGEST for cell in cells[start : reaches[-1] + 1]):
        return
    for at in range(start, reaches[-1] + 1):
        yield Part(cells[at], labels[at])


def _is_channel(label: Label | None) -> bool:
    return label is not None and label.kind.of_contact and bool(label.value)
