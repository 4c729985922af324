"""Reads who stands on an old letter: its references, its date, contact officers, addressees, copies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from letters.facts import BlockName, Bullet
from letters.languages.folding import fold
from letters.legacy.codes import titled_code
from letters.legacy.head import split_bullet
from letters.legacy.labels import Kind
from letters.legacy.runs import Part, Run, of_block
from letters.legacy.signs import DateLine, date_line
from letters.legacy.tongue import Tongue

_BULLETS: Final = {"-": Bullet.HYPHEN, "–": Bullet.EN_DASH, "•": Bullet.DOT}
_SIGN: Final = re.compile(r"(?:n\.?\s?[o°º]|№|núm|num)\.?\s*:?\s*", re.IGNORECASE)
_CODE: Final = re.compile(r"(?=\S*\d)[A-Za-z0-9][\w./-]*[/-][\w./-]+")
_BRACE: Final = re.compile(r"\s+\)(?:\s*\([^()]*\))?$")
"""The bracket that is drawn beside several lines, with what holds for all of them."""
_TO_WHOM: Final = frozenset({"a", "to", "al", "a los", "a las", "aux", "au"})
"""What stands above those addressed on a line of its own."""
_INITIALS: Final = re.compile(r"([A-Z][A-Za-z0-9]{1,9})/([A-Za-z]{1,6}(?:/[A-Za-z]{1,6})*)")


@dataclass(frozen=True)
class FoundReference:
    """A reference as printed; `earlier` says that it is the addressee's own or an earlier one."""

    text: str
    label: str
    lines: tuple[int, ...]
    bold: bool = False
    earlier: bool = False
    signs: str = ""


@dataclass(frozen=True)
class FoundDate:
    """The date the letter bears."""

    day: date
    printed: str
    place: str
    article: bool
    lines: tuple[int, ...]
    label: str = ""


@dataclass(frozen=True)
class FoundCategory:
    """One line of the list of addressees, with the house's code for it where there is one."""

    label: str
    code: str | None
    line: int


@dataclass(frozen=True)
class FoundAddressees:
    """Whom the letter addresses: label, lines of the heading, and the list under it."""

    label: str
    heading: tuple[str, ...]
    lines: tuple[int, ...]
    bullet: Bullet | None = None
    categories: tuple[FoundCategory, ...] = ()


@dataclass(frozen=True)
class FoundCopies:
    """The groups that get a copy."""

    label: str
    groups: tuple[str, ...]
    lines: tuple[int, ...] = field(default=())


def references_in(runs: Sequence[Run], tongue: Tongue) -> list[FoundReference]:
    """All references, the letter's own first."""
    found: list[FoundReference] = []
    for run in of_block(runs, BlockName.REFERENCE):
        for part in run.parts:
            reference = _reference(part, tongue)
            signs = _INITIALS.fullmatch(reference.text) if reference and not part.label else None
            if reference is None:
                continue
            if signs and found and not any(character.isdigit() for character in reference.text):
                before = found.pop()
                lines = (*before.lines, part.cell.number)
                found.append(
                    FoundReference(before.text, before.label, lines, before.bold, before.earlier, signs[0])
                )
            else:
                found += _several(reference)
    return sorted(_each_once(_own_first(found, tongue)), key=lambda reference: reference.earlier)


def _own_first(found: Sequence[FoundReference], tongue: Tongue) -> list[FoundReference]:
    """A reference under the letter's own that names a letter by its kind is that of another letter."""
    return [
        replace(one, earlier=True) if index and one.label and titled_code(one.text, tongue) else one
        for index, one in enumerate(found)
    ]


def _several(reference: FoundReference) -> list[FoundReference]:
    """Two codes after one label are two references."""
    texts = [text.strip() for text in re.split(r"[,;]\s+", reference.text)]
    if len(texts) > 1 and all(_CODE.fullmatch(text) for text in texts):
        return [replace(reference, text=text) for text in texts]
    return [reference]


def _each_once(found: Sequence[FoundReference]) -> list[FoundReference]:
    once: dict[str, FoundReference] = {}
    for reference in found:
        known = once.get(fold(reference.text))
        if known is None or (reference.label and not known.label):
            once[fold(reference.text)] = reference
    return list(once.values())


def _reference(part: Part, tongue: Tongue) -> FoundReference | None:
    text = part.value.strip(" *")
    if not re.search(r"\w", text):
        return None
    if part.label is None:
        text = titled_code(text.strip("()"), tongue) or _SIGN.sub("", text, count=1)
    label = part.label.printed if part.label else ""
    lines = (part.cell.number,)
    bold = part.cell.text.strip().endswith("**")
    return FoundReference(
        text, label, lines, bold, bool(part.label and part.label.kind is Kind.YOUR_REFERENCE)
    )


def date_in(runs: Sequence[Run], tongue: Tongue) -> FoundDate | None:
    """The date of the letter: the first that stands on a line of its own."""
    for run in of_block(runs, BlockName.DATE):
        for part in run.parts:
            found = date_line(part.value, tongue) or date_line(part.cell.words, tongue)
            day = _day(found) if found else None
            if found and day:
                label = part.label.printed if part.label else ""
                printed = part.value if part.label else part.cell.words
                return FoundDate(day, printed, found.place, found.article, (part.cell.number,), label)
    return None


def _day(found: DateLine) -> date | None:
    first = found.span.first
    return date(first.year, first.month, first.day) if first.year and first.month and first.day else None


def addressees_in(runs: Sequence[Run], tongue: Tongue) -> FoundAddressees | None:
    """The heading and the categories under it."""
    parts = [part for run in of_block(runs, BlockName.ADDRESSEES) for part in run.parts]
    if not parts:
        return None
    heading: list[str] = []
    categories: list[FoundCategory] = []
    bullets: list[str] = []
    rows: list[int] = []
    for part in parts:
        bullet, text = split_bullet(part.value)
        if bullet and (part.label is None or part.label.value == ""):
            bullets.append(bullet)
            categories.append(FoundCategory(text, category_of(text, tongue), part.cell.number))
        elif part.value and fold(part.value) not in _TO_WHOM:
            heading.append(part.value)
            rows.append(part.cell.number)
    if not categories and _lists_categories(heading, tongue):
        # Every line under the label is one kind of addressee.
        categories = [
            FoundCategory(text, category_of(text, tongue), number)
            for text, number in zip(heading, rows, strict=True)
        ]
        heading = []
    label = next((part.label.printed for part in parts if part.label), "")
    kinds = {_BULLETS.get(bullet) for bullet in bullets}
    return FoundAddressees(
        label=label,
        heading=tuple(heading),
        lines=tuple(sorted({part.cell.number for part in parts})),
        bullet=next(iter(kinds)) if len(kinds) == 1 else None,
        categories=tuple(categories),
    )


def _lists_categories(heading: Sequence[str], tongue: Tongue) -> bool:
    known = sum(category_of(text, tongue) is not None for text in heading)
    return len(heading) >= 3 and known * 2 >= len(heading) and not any(map(str.isdigit, "".join(heading)))


def category_of(label: str, tongue: Tongue) -> str | None:
    """The house's code for a category as printed; None where it is none of them."""
    folded = fold(label).strip(" .;,:")
    folded = re.sub(r"^(?:les|the|los|las|le|la|el)\s+", "", folded)
    known = tongue.categories
    if folded in known:
        return known[folded]
    inside = [name for name in known if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)]
    return known[max(inside, key=len)] if inside else None


def copies_in(runs: Sequence[Run]) -> FoundCopies | None:
    """The copy groups, one for each line that does not continue the one before."""
    parts = [part for run in of_block(runs, BlockName.COPIES) for part in run.parts]
    if not parts:
        return None
    groups: list[str] = []
    for part in parts:
        bullet, text = split_bullet(_BRACE.sub("", part.value))
        if not text or text.startswith(")"):
            continue
        if groups and not bullet and part.label is None and _goes_on(groups[-1], text):
            groups[-1] = f"{groups[-1]} {text}"
        else:
            groups.append(text)
    label = next((part.label.printed for part in parts if part.label), "")
    return FoundCopies(label, tuple(groups), tuple(sorted({part.cell.number for part in parts})))


def _goes_on(before: str, text: str) -> bool:
    return before.endswith(",") or text[:1].islower()
