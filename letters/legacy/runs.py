"""A run: neighbouring cells of an old letter that belong to one block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from letters.facts import BlockName
from letters.legacy.labels import Label
from letters.legacy.lines import Cell


@dataclass(frozen=True)
class Part:
    """One cell, with the label it begins with or the one above it whose value it is."""

    cell: Cell
    label: Label | None = None
    value_only: bool = False

    @property
    def value(self) -> str:
        """What it says after its label."""
        if self.label is None or self.value_only:
            return self.cell.words
        return self.label.value


@dataclass
class Run:
    """Cells of one block in order; `block` is None as long as nobody knows which one."""

    block: BlockName | None
    parts: list[Part] = field(default_factory=list)

    @property
    def first(self) -> Cell:
        """The cell it begins with."""
        return self.parts[0].cell

    @property
    def words(self) -> str:
        """All its words on one line."""
        return " ".join(part.cell.words for part in self.parts)

    @property
    def numbers(self) -> list[int]:
        """The numbers of its lines, each once."""
        return sorted({part.cell.number for part in self.parts})

    @property
    def rows(self) -> list[list[Part]]:
        """Its parts line by line."""
        return [[part for part in self.parts if part.cell.number == number] for number in self.numbers]

    @property
    def bold(self) -> bool:
        """Whether every value in it is printed in bold."""
        values = [part.cell for part in self.parts if part.value]
        return bool(values) and all(_bold_value(cell) for cell in values)


def _bold_value(cell: Cell) -> bool:
    text = cell.text.strip()
    return cell.bold or (text.endswith("**") and text.count("**") == 2 and not text.startswith("**"))


def of_block(runs: Iterable[Run], block: BlockName) -> list[Run]:
    """The runs of one block, in order."""
    return [run for run in runs if run.block is block]


def joined(runs: Sequence[Run]) -> list[Run]:
    """The same runs, neighbours of the same block made one."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1].block is run.block and run.block is not None:
            found[-1] = Run(run.block, [*found[-1].parts, *run.parts])
        else:
            found.append(run)
    return found
