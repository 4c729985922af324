"""Reads the head of an old letter: which block each line above the salutation belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from letters.facts import BlockName
from letters.languages.folding import fold
from letters.languages.reading import read_dates
from letters.legacy.codes import is_reference, titled_code
from letters.legacy.labels import Kind, Label, label_at
from letters.legacy.lines import BULLET, ENUMERATOR, Cell, Line, cells_of
from letters.legacy.runs import Part, Run, joined, of_block
from letters.legacy.signs import date_line, is_addressed, is_name, is_notice, is_prose
from letters.legacy.tongue import Tongue

B = BlockName
_NEAR: Final = 4
_CHANNEL: Final = re.compile(r"\w@\w[\w-]*\.\w|\+\d[\d\s()./-]{6,}|www\.\S+|https?://\S+")
_TO: Final = re.compile(r"(?:to|a|à|aux|au|al|a los|a las|a la|à la|to the|to all)\s", re.IGNORECASE)
_POSTAL: Final = re.compile(
    r"\d|p\.?\s?o\.?\s?box|boite postale|b\.p\.|apartado|casilla|street|avenue|rue|calle"
)
_WORDS_OF_MATTER: Final = 4
_LONGEST_SUBJECT: Final = 300
_LONGEST_CELL: Final = 600
"""A cell longer than this is told by its place alone."""
_LISTS: Final = frozenset({B.ADDRESSEES, B.COPIES, B.ANNEXES})
_CONTINUES: Final = frozenset({B.LETTERHEAD, B.ADDRESSEES, B.SUBJECT, B.CONTACT, B.COPIES, B.ANNEXES})


def read_head(lines: Sequence[Line], tongue: Tongue) -> list[Run]:
    """The runs above the salutation, in order; every line that is not blank belongs to one."""
    reader = _Reader(tongue)
    for cell in cells_of(lines):
        reader.take(cell)
    return joined(_resolved(reader.runs, tongue))


class _Reader:
    """Takes cell after cell and knows what was before."""

    def __init__(self, tongue: Tongue) -> None:
        self.tongue = tongue
        self.runs: list[Run] = []
        self.waiting: Label | None = None
        self.columns: dict[int, BlockName | None] = {}
        self.next_columns: dict[int, BlockName | None] = {}

    @property
    def current(self) -> BlockName | None:
        return self.runs[-1].block if self.runs else None

    def take(self, cell: Cell) -> None:
        if cell.index == 0:
            self.columns, self.next_columns = self.next_columns, {}
        label = None if _is_number_word(cell) else label_at(cell.words, self.tongue, in_table=cell.followed)
        if label and not self._is_label_here(cell, label):
            label = None
        value_of = None
        if label is None and self.waiting and not (cell.gap and self._starts_anew(cell)):
            value_of = self.waiting
        block = self._block(cell, label, value_of)
        part = Part(cell, label or value_of, value_only=value_of is not None)
        self.waiting = label if label and not label.value else None
        self.next_columns[cell.column] = block
        same = block is not None and block is self.current
        if same or (block is None and self.current is None and self.runs and not cell.gap):
            self.runs[-1].parts.append(part)
        else:
            self.runs.append(Run(block, [part]))

    def _is_label_here(self, cell: Cell, label: Label) -> bool:
        """`A:` and `To` in the middle of a list, or a word that merely ends in a colon, are no labels."""
        if label.kind is Kind.ADDRESSEE and not label.value and self.current is B.ADDRESSEES:
            return False
        return label.colon or cell.followed or label.kind not in {Kind.DATE, Kind.SENDER}

    def _starts_anew(self, cell: Cell) -> bool:
        """Whether a cell after blank lines is something by itself, and not the value of the label above."""
        return date_line(cell.words, self.tongue) is not None or bool(cell.bullet)

    def _block(self, cell: Cell, label: Label | None, value_of: Label | None) -> BlockName | None:
        if value_of is not None:
            if date_line(cell.words, self.tongue) and value_of.kind not in {Kind.DATE, Kind.DEADLINE}:
                return B.DATE
            return self._of_label(value_of, gap=cell.gap)
        if label is not None:
            return self._of_label(label, gap=cell.gap)
        return self._by_looks(cell)

    def _of_label(self, label: Label, *, gap: bool) -> BlockName:
        """Channels right under the first lines are the office's own and belong to its letterhead."""
        apart = gap and bool(self.runs)
        if label.kind.of_contact and not apart and not self._has_contact() and self._only_letterhead():
            return B.LETTERHEAD
        return label.kind.block

    def _has_contact(self) -> bool:
        return any(run.block is B.CONTACT for run in self.runs)

    def _only_letterhead(self) -> bool:
        return bool(self.runs) and all(run.block in {None, B.LETTERHEAD, B.NOTICE} for run in self.runs)

    def _by_looks(self, cell: Cell) -> BlockName | None:
        tongue, words = self.tongue, cell.words
        if not re.search(r"\w", words):
            return self.current
        if len(words) > _LONGEST_CELL:
            return self._continued(cell)
        if date_line(words, tongue):
            return B.DATE
        if cell.bullet or (ENUMERATOR.match(words) and self.current in _LISTS):
            return self.current if self.current in _LISTS else B.ADDRESSEES
        if is_notice(words, tongue):
            return B.NOTICE
        if self._is_reference(cell):
            return B.REFERENCE
        if self._is_addressed(cell):
            return B.ADDRESSEES
        if cell.index:
            above = [block for column, block in self.columns.items() if abs(column - cell.column) <= _NEAR]
            if above and above[0] is not None:
                return above[0]
        return self._continued(cell)

    def _is_reference(self, cell: Cell) -> bool:
        if not is_reference(cell.words, self.tongue):
            return False
        has_one = any(run.block is B.REFERENCE for run in self.runs)
        titled = titled_code(cell.words, self.tongue) is not None
        return not has_one or self.current is B.REFERENCE or (titled and self.current is not B.SUBJECT)

    def _is_addressed(self, cell: Cell) -> bool:
        if self.current is B.SUBJECT and not cell.gap:
            return False
        folded = cell.folded
        if is_prose(cell.words, self.tongue) and cell.words.endswith("."):
            return False
        if not is_addressed(folded, self.tongue) or len(cell.words) > 250 or self._names_letter(cell):
            return False
        if any(run.block is B.ADDRESSEES for run in self.runs) and self.current is not B.ADDRESSEES:
            return bool(_TO.match(folded))
        if _TO.match(folded):
            return True
        # An office at the top is the sender's; below the date or the reference it is addressed.
        below = any(run.block in {B.DATE, B.REFERENCE, B.CONTACT} for run in self.runs)
        person = self.tongue.civilities.match(folded) is not None
        return cell.gap and (below or (person and bool(self.runs)))

    def _names_letter(self, cell: Cell) -> bool:
        """`to Circular No. 9/2012 of …`: what an addendum is to, and not whom it is for."""
        rest = _TO.sub("", cell.folded, count=1)
        titles = self.tongue.variants.marks.circular_titles
        return self.tongue.starts(titles, rest) and bool(re.search(r"\d", rest))

    def _continued(self, cell: Cell) -> BlockName | None:
        if cell.gap or not self.runs:
            return None
        if self.current is B.CONTACT:
            few = len(self.runs[-1].parts) < 3
            return B.CONTACT if few or is_name(cell.words) or _CHANNEL.search(cell.words) else None
        if self.current is B.REFERENCE:
            short = len(cell.words) <= 20 and bool(re.fullmatch(r"[A-Z][A-Za-z]*(?:/[A-Za-z]+)+", cell.words))
            return B.REFERENCE if short else None
        return self.current if self.current in _CONTINUES else None


def _is_number_word(cell: Cell) -> bool:
    """`No 2018/77` is a reference by itself, not a label."""
    return bool(re.match(r"n\.?[o°º]\.?\s", cell.folded)) and ":" not in cell.words


def _resolved(runs: list[Run], tongue: Tongue) -> list[Run]:
    """The runs that nothing gave away, told by where they stand."""
    _name_letterhead(runs, tongue)
    _name_matter(runs)
    unknown = [run for run in runs if run.block is None]
    if not of_block(runs, B.ADDRESSEES):
        addressed = next((run for run in unknown if _is_address(run, tongue)), None)
        if addressed:
            addressed.block = B.ADDRESSEES
            unknown.remove(addressed)
    if not of_block(runs, B.SUBJECT):
        for run in reversed(unknown):
            if _is_subject(run, runs):
                run.block = B.SUBJECT
                _join_subject(run, runs)
                break
    for run in runs:
        if run.block is None and not of_block(runs, B.LETTERHEAD) and _is_organisation(run, tongue):
            run.block = B.LETTERHEAD
        run.block = run.block or B.NOTICE
    return runs


def _name_matter(runs: Sequence[Run]) -> None:
    """`Ref.: Call 2012 – Fund for bridges`: words after the label, and no number, are the subject."""
    if of_block(runs, B.SUBJECT):
        return
    for run in of_block(runs, B.REFERENCE):
        values = [part.value for part in run.parts if part.label and part.value]
        if len(run.rows) == 1 and len(values) == 1 and _is_matter(values[0]):
            run.block = B.SUBJECT


def _is_matter(value: str) -> bool:
    words = value.split()
    plain = [word for word in words if word[1:].islower() and word.isalpha()]
    return len(words) >= _WORDS_OF_MATTER and len(plain) * 2 >= len(words)


def _is_organisation(run: Run, tongue: Tongue) -> bool:
    return len(run.words) < 120 and tongue.says(tongue.variants.people.organisations, fold(run.words))


def _name_letterhead(runs: list[Run], tongue: Tongue) -> None:
    """What stands above everything known is the letterhead; so is an office's line under a notice."""
    known = next(
        (index for index, run in enumerate(runs) if run.block not in {None, B.LETTERHEAD}), len(runs)
    )
    for run in runs[:known] if known < len(runs) else runs[:1]:
        run.block = run.block or B.LETTERHEAD
    for index, run in enumerate(runs[: known + 2]):
        before = runs[index - 1].block if index else None
        if run.block is None and before is B.NOTICE and all(one.block is not B.DATE for one in runs[:index]):
            follows = [one.block for one in runs[index + 1 :]]
            tells_when = any(span.last for span in read_dates(run.words, tongue.formulas))
            if (B.REFERENCE in follows or B.DATE in follows) and not tells_when:
                run.block = B.LETTERHEAD


def _is_address(run: Run, tongue: Tongue) -> bool:
    """Whether lines of their own look like whom the letter is for: an address, or everyone of a kind."""
    if run.bold or len(run.words) > 400:
        return False
    several = len(run.rows) >= 2
    if several and all(len(part.cell.words) < 70 for part in run.parts):
        return bool(_POSTAL.search(fold(run.words))) or not run.first.words.isupper()
    return tongue.starts(tongue.variants.people.everyone, fold(run.words)) and len(run.words) < 60


def _is_subject(run: Run, runs: Sequence[Run]) -> bool:
    title = len(run.words) <= _LONGEST_SUBJECT and not run.words.endswith((".", ",", ";"))
    index = runs.index(run)
    before = {one.block for one in runs[:index]}
    return title and (bool(before - {B.LETTERHEAD, None}) or index == len(runs) - 1 > 0)


def _join_subject(run: Run, runs: list[Run]) -> None:
    """CORRIGENDUM on a line of its own right above belongs to the subject."""
    index = runs.index(run)
    before = runs[index - 1] if index else None
    words = run.first.words
    if before and before.block is B.NOTICE and words[:1].islower():
        before.block = B.SUBJECT


def split_bullet(words: str) -> tuple[str, str]:
    """Bullet and text of a line of a list; no bullet where there is none."""
    match = BULLET.match(words) or ENUMERATOR.match(words)
    return (match[0].strip(), words[match.end() :].strip()) if match else ("", words)
