"""Reads who signs an old letter: name, honorific, titles, and the mark that it is signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from letters.facts import BlockName
from letters.languages.folding import fold
from letters.legacy.contacts import without_civility
from letters.legacy.runs import Part, Run, of_block
from letters.legacy.signs import is_name
from letters.legacy.tongue import Tongue

_BY_ORDER: Final = re.compile(r"(?:p\.\s?[op]\.?|p/o|i\.\s?a\.|f\.\s?d\.)\s+", re.IGNORECASE)
_MARK: Final = r"\s*(?:[\[(]\s*{signed}\s*\.?\s*(?P<name>[^\])]*)[\])]|{signed}\s*[.:]?\s*[:]|/s/)\s*"
_PARTED: Final = re.compile(r",\s+|\s+[–-]\s+")


@dataclass(frozen=True)
class FoundSignatory:
    """Who signs; `mark` is the mark (signed) as printed, `others` are further signatories on the same row."""

    name: str
    honorific: str = ""
    titles: tuple[str, ...] = ()
    signed: bool = False
    mark: str = ""
    others: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Row:
    """One cell of the signature; `marked` says that the mark (signed) stands before it."""

    text: str
    part: Part
    marked: bool = False


def signatory_in(runs: Sequence[Run], tongue: Tongue) -> FoundSignatory | None:
    """The signatory of the signature block: after the mark (signed), else the first line that is a name."""
    parts = [part for run in of_block(runs, BlockName.SIGNATURE) for part in run.parts]
    if not parts:
        return None
    lines = tuple(sorted({part.cell.number for part in parts}))
    mark, rows = _without_mark(parts, tongue)
    if not rows:
        return FoundSignatory("", signed=bool(mark), mark=mark, lines=lines)
    index = _name_index(rows, tongue)
    honorific, name, title = _parted(rows[index].text, tongue)
    others = _beside(rows, index)
    above, below = _titles(rows, index, several=bool(others))
    titles = (*above, *([title] if title else []), *below)
    return FoundSignatory(name, honorific, titles, bool(mark), mark, others, lines)


def _without_mark(parts: Sequence[Part], tongue: Tongue) -> tuple[str, list[_Row]]:
    """The mark as printed, and the rows without it; a name may stand in brackets or with the mark in them."""
    pattern = re.compile(_MARK.format(signed=tongue.signed.pattern))
    mark, waits = "", False
    rows: list[_Row] = []
    for part in parts:
        words = part.cell.words
        match = pattern.match(fold(words)) if not mark else None
        if match:
            inner = words[match.start("name") : match.end("name")].strip() if match["name"] else ""
            mark = words[: match.start("name")].strip(" [(") if inner else words[: match.end()].strip()
            words, waits = inner or words[match.end() :].strip(), True
        if re.search(r"\w", words):
            bare = words[1:-1] if words.startswith("(") and words.endswith(")") else words
            rows.append(_Row(bare, part, marked=waits))
            waits = False
    return mark, rows


def _name_index(rows: Sequence[_Row], tongue: Tongue) -> int:
    """Which row holds the name: the marked one, the first that is a name, or a name with its title."""
    for index, row in enumerate(rows):
        if row.marked and not _is_title(row.text, tongue):
            return index
    for texts in (
        [_BY_ORDER.sub("", row.text) for row in rows],
        [_PARTED.split(row.text)[0] for row in rows],
    ):
        for index, text in enumerate(texts):
            if is_name(text) and not _is_title(text, tongue):
                return index
    return 0


def _is_title(text: str, tongue: Tongue) -> bool:
    folded = fold(text)
    return tongue.offices.search(folded) is not None or tongue.starts(
        tongue.variants.people.organisations, folded
    )


def _parted(text: str, tongue: Tongue) -> tuple[str, str, str]:
    """Honorific, name, and a title on the same line."""
    honorific, name = without_civility(_BY_ORDER.sub("", text), tongue)
    pieces = _PARTED.split(name, maxsplit=1)
    if len(pieces) == 2 and _is_title(pieces[1], tongue):
        return honorific, pieces[0].strip(), pieces[1].strip()
    return honorific, name.strip(" ,"), ""


def _beside(rows: Sequence[_Row], index: int) -> tuple[str, ...]:
    """Further names on the row of the first."""
    cell = rows[index].part.cell
    same_line = [row for row in rows if row.part.cell.number == cell.number and row.part.cell is not cell]
    return tuple(row.text for row in same_line if is_name(row.text))


def _titles(rows: Sequence[_Row], index: int, *, several: bool) -> tuple[list[str], list[str]]:
    """The titles above and under the name; of several who sign side by side, those of the first one."""
    own = rows[index].part.cell
    kept = [
        (at, row.text)
        for at, row in enumerate(rows)
        if at != index
        and not (several and (row.part.cell.number == own.number or row.part.cell.index != own.index))
    ]
    return [text for at, text in kept if at < index], [text for at, text in kept if at > index]
