"""Says where two versions of a letter differ in what must be the same in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from letters.facts import Facts
from letters.languages import Formulas
from letters.parity.printed import Printed, printed_in
from letters.parity.quantities import PrintedDate, dates_in, numbers_in, target_key
from letters.source import VersionSource


@dataclass(frozen=True)
class Version:
    """A version with everything it prints."""

    source: VersionSource
    formulas: Formulas
    portions: tuple[Printed, ...]
    dates: tuple[PrintedDate, ...]

    @property
    def file(self) -> str:
        """The file it was read from."""
        return self.source.file


@dataclass(frozen=True)
class Difference:
    """One thing that one version says and another does not; `line` is that of `file`, which lacks it."""

    code: str
    message: str
    file: str
    line: int


def read_for_comparison(facts: Facts, source: VersionSource, formulas: Formulas) -> Version:
    """What a version prints, with its dates read."""
    portions = printed_in(facts, source, formulas)
    dates = tuple(found for portion in portions for found in dates_in(portion, formulas, facts.date))
    return Version(source, formulas, portions, dates)


def differences(one: Version, other: Version) -> Iterator[Difference]:
    """What the second version has and lacks against the first."""
    yield from _structure(one, other)
    yield from _conditions(one, other)
    yield from _named("parity-field", "the merge field", one, other, _fields, often=False)
    yield from _named("parity-link", "the link", one, other, _targets, often=False)
    yield from _dates(one, other)
    yield from _named("parity-number", "the number", one, other, _numbers)


def _fields(_version: Version, portion: Printed) -> Sequence[str]:
    return portion.fields


def _targets(version: Version, portion: Printed) -> Sequence[str]:
    return [target_key(link, version.source.language) for link in portion.links]


def _numbers(version: Version, portion: Printed) -> Sequence[str]:
    return list(numbers_in(portion, version.formulas))


def _named(
    code: str,
    what: str,
    one: Version,
    other: Version,
    names: Callable[[Version, Printed], Sequence[str]],
    *,
    often: bool = True,
) -> Iterator[Difference]:
    """Names that stand in one version and not, or less often, in the other."""
    for has, lacks in ((one, other), (other, one)):
        found = [(name, portion) for portion in has.portions for name in names(has, portion)]
        there = Counter(name for portion in lacks.portions for name in names(lacks, portion))
        counted: Counter[str] = Counter()
        for name, portion in found:
            counted[name] += 1
            if counted[name] > there[name] and (often or counted[name] == 1):
                missing = (
                    f"{lacks.file} lacks it" if not there[name] else f"{lacks.file} has it {there[name]}×"
                )
                shown = _as_written(has, portion, name, names)
                message = f"{has.file}, line {portion.line}, has {what} {shown}; {missing}."
                yield Difference(code, message, lacks.file, _beside(has, portion, lacks))


def _as_written(
    version: Version, portion: Printed, name: str, names: Callable[[Version, Printed], Sequence[str]]
) -> str:
    """A link as it stands in the text, everything else by its name."""
    if names is _targets:
        return portion.links[list(names(version, portion)).index(name)]
    return f"“{name}”"


def _structure(one: Version, other: Version) -> Iterator[Difference]:
    """Headings, paragraphs, items and rows that the other version has in another order or number."""
    kinds = [[portion.kind for portion in version.portions] for version in (one, other)]
    if kinds[0] == kinds[1]:
        return
    for tag, first, last, begins, ends in SequenceMatcher(
        None, kinds[0], kinds[1], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        here, there = one.portions[first:last], other.portions[begins:ends]
        line = there[0].line if there else _line_at(other, begins)
        message = (
            f"{one.file}, line {here[0].line if here else _line_at(one, first)}, has {_listed(here)} where"
            f" {other.file} has {_listed(there)}."
        )
        yield Difference("parity-structure", message, other.file, line)


def _listed(portions: Sequence[Printed]) -> str:
    counted = Counter(portion.kind for portion in portions)
    if not counted:
        return "nothing"
    return ", ".join(
        f"{_article(kind)}" if count == 1 else f"{count}× {kind}" for kind, count in counted.items()
    )


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _conditions(one: Version, other: Version) -> Iterator[Difference]:
    """Conditions and loops that only one has, or under which it says something that the other says to all."""
    found: list[list[tuple[str, Printed]]] = []
    for version in (one, other):
        seen: dict[str, Printed] = {}
        for portion in version.portions:
            if portion.under:
                seen.setdefault(" … ".join(portion.under), portion)
        found.append(list(seen.items()))
    for has, lacks, mine, theirs in ((one, other, found[0], found[1]), (other, one, found[1], found[0])):
        known = {statement for statement, _ in theirs}
        for statement, portion in mine:
            if statement not in known:
                here = f"{has.file}, line {portion.line}, says something only under “{statement}”"
                message = f"{here}; {lacks.file} has no such condition."
                yield Difference("parity-condition", message, lacks.file, _beside(has, portion, lacks))


def _dates(one: Version, other: Version) -> Iterator[Difference]:
    """Dates that only one prints, or prints in bold, or words as another kind of deadline."""
    for has, lacks in ((one, other), (other, one)):
        there = {(found.first, found.last) for found in lacks.dates}
        for found in _first_of_each(has.dates):
            if (found.first, found.last) not in there:
                here = f"{has.file}, line {found.portion.line}, has the date {found.days}"
                message = f"{here}; {lacks.file} lacks it."
                yield Difference("parity-date", message, lacks.file, _beside(has, found.portion, lacks))
    theirs = {(found.first, found.last): found for found in reversed(other.dates)}
    for found in _first_of_each(one.dates):
        same = theirs.get((found.first, found.last))
        if same is not None:
            yield from _same_day(one, found, other, same)


def _same_day(one: Version, found: PrintedDate, other: Version, same: PrintedDate) -> Iterator[Difference]:
    where = f"{one.file}, line {found.portion.line},"
    if found.bold != same.bold:
        bold, plain = (where, other.file) if found.bold else (f"{other.file}", where.rstrip(","))
        message = f"The date {found.days} is in bold in {bold.rstrip(',')} and not in {plain}."
        yield Difference("parity-emphasis", message, other.file, same.portion.line)
    if found.wording and same.wording and found.wording is not same.wording:
        words = f"{where} words {found.days} as {found.wording}, {other.file} as {same.wording}"
        message = f"{words}: does the day still count?"
        yield Difference("parity-deadline", message, other.file, same.portion.line)


def _first_of_each(dates: Sequence[PrintedDate]) -> Iterator[PrintedDate]:
    seen: set[tuple[date, date]] = set()
    for found in dates:
        if (found.first, found.last) not in seen:
            seen.add((found.first, found.last))
            yield found


def _beside(has: Version, portion: Printed, lacks: Version) -> int:
    """The line of a version that stands where a portion of another one does."""
    return _line_at(lacks, has.portions.index(portion))


def _line_at(version: Version, index: int) -> int:
    if not version.portions:
        return version.source.body_line
    return version.portions[min(index, len(version.portions) - 1)].line
