"""Reads what an old letter says of its annexes: how many there are, or what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from letters.facts import BlockName
from letters.languages.folding import fold
from letters.legacy.head import split_bullet
from letters.legacy.labels import Kind
from letters.legacy.runs import Part, Run, of_block
from letters.legacy.tongue import Tongue

_COUNT: Final = re.compile(r"\(?\s*(\d{1,2})\s*\)?[\s.]*(?:\([^)]*\))?")


@dataclass(frozen=True)
class FoundAnnexes:
    """What the letter says of its annexes; `count` is None where it gives neither number nor title."""

    label: str
    titles: tuple[str, ...]
    count: int | None
    lines: tuple[int, ...]

    @property
    def number(self) -> int:
        """How many there are at least."""
        return len(self.titles) or self.count or 1


def annexes_in(runs: Sequence[Run], tongue: Tongue) -> FoundAnnexes | None:
    """The annexes as announced: a number, titles, or only that there are some."""
    parts = [part for run in of_block(runs, BlockName.ANNEXES) for part in run.parts]
    if not parts:
        return None
    titles = [title for part in parts for title in _titles(part, tongue)]
    counts = [count for part in parts if (count := _count(part)) is not None]
    labels = [part.label.printed for part in parts if part.label and part.label.kind is Kind.ANNEXES]
    return FoundAnnexes(
        label=labels[0] if labels else "",
        titles=tuple(titles),
        count=counts[-1] if counts else None,
        lines=tuple(sorted({part.cell.number for part in parts})),
    )


def _count(part: Part) -> int | None:
    """`Annexes: 2`, `Encl. (2): …`."""
    if part.label and part.label.count:
        return part.label.count
    match = _COUNT.fullmatch(part.value.strip())
    return int(match[1]) if match else None


def _titles(part: Part, tongue: Tongue) -> list[str]:
    value = part.value.strip()
    if not value or _COUNT.fullmatch(value) or _is_as_stated(value, tongue):
        return []
    _, text = split_bullet(value)
    return [piece.strip() for piece in text.split(";") if piece.strip()]


def _is_as_stated(value: str, tongue: Tongue) -> bool:
    bare = fold(value).strip(" .()")
    return any(each.pattern(each.marks.as_stated).fullmatch(bare) for each in tongue.everywhere)
