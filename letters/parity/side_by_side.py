"""Sets the versions of a letter side by side: each portion of the first beside what answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from letters.findings import Finding
from letters.parity.differences import Version
from letters.parity.printed import Printed


@dataclass(frozen=True)
class Side:
    """One version's portion in a row; `portion` is None where the version has nothing there."""

    version: Version
    portion: Printed | None


@dataclass(frozen=True)
class Row:
    """What answers to one another, a side for each version in their order, and what differs in it."""

    sides: tuple[Side, ...]
    remarks: tuple[Finding, ...] = ()


def side_by_side(versions: Sequence[Version], findings: Sequence[Finding]) -> list[Row]:
    """The rows in the order of the first version, with the findings at their lines.

    What only another version has stands after what it follows there.
    """
    first, *others = versions
    columns = [_beside(first, other) for other in others]
    left = list(findings)
    rows = []
    for index in range(-1, len(first.portions)):
        groups = [column[index + 1] for column in columns]
        own = [first.portions[index]] if index >= 0 else []
        for portions in zip_longest(own, *groups):
            sides = tuple(Side(version, one) for version, one in zip(versions, portions, strict=True))
            remarks = tuple(finding for finding in left if _stands_in(finding, sides))
            left = [finding for finding in left if finding not in remarks]
            rows.append(Row(sides, remarks))
    return rows


def _beside(first: Version, other: Version) -> list[list[Printed | None]]:
    """For the place before the first portion, and for each portion, what the other version has there.

    Of each list but the first the head answers to the portion, and is None where nothing does.
    """
    found: list[list[Printed | None]] = [[] for _ in range(len(first.portions) + 1)]
    at = 0
    for here, there in _pairs(first, other):
        at = at if here is None else here + 1
        found[at].append(there)
    return found


def _pairs(first: Version, other: Version) -> Iterator[tuple[int | None, Printed | None]]:
    kinds = [[(portion.kind, portion.under) for portion in version.portions] for version in (first, other)]
    matcher = SequenceMatcher(None, kinds[0], kinds[1], autojunk=False)
    for _, begins, ends, start, stop in matcher.get_opcodes():
        yield from zip_longest(range(begins, ends), other.portions[start:stop])


def _stands_in(finding: Finding, sides: Sequence[Side]) -> bool:
    return any(
        side.portion is not None
        and (finding.place.file, finding.place.line) == (side.version.file, side.portion.line)
        for side in sides
    )
