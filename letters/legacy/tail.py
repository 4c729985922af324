"""Reads what stands under the body of an old letter: signature, annexes, copies, a date, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from letters.facts import BlockName
from letters.languages.folding import fold
from letters.legacy.codes import is_reference
from letters.legacy.labels import Kind, Label, label_at
from letters.legacy.lines import ENUMERATOR, Cell, Line, cells_of
from letters.legacy.runs import Part, Run, joined
from letters.legacy.signs import date_line, is_addressed, is_notice, is_prose
from letters.legacy.tongue import Tongue

B = BlockName
_LISTS: Final = frozenset({B.ANNEXES, B.COPIES})
_LONGEST_CELL: Final = 600
_FOOT: Final = re.compile(
    r"@|www\.|\bp\.?\s?o\.?\s?box\b|\bb\.?p\.?\s\d|\bcasilla\b|\bapartado\b|https?://|\+\d[\d\s().-]{6,}|\btel\b|\bfax\b|^\s*[*†¹]|^\s*(?:p\.?\s?s\.?\b|n\.?b\.?\b)"
)
_TAIL_KINDS: Final = frozenset({Kind.ANNEXES, Kind.COPIES, Kind.REFERENCE, Kind.CONTACT, Kind.DATE})
_TO: Final = re.compile(r"(?:to|a|aux|a los|a las|al)\s")
_TYPIST: Final = re.compile(r"[A-Z]{2,4}[/:][a-z]{2,4}")
_SENTENCE: Final = 6
_INITIALS: Final = re.compile(
    r"(?:[A-ZÀ-Ý]\.\s?){1,4}|\[[^\]]{1,20}\]|\([^)]{1,20}\)|[A-Z]{2,4}(?:/[a-zA-Z]{2,4})?"
)


def read_tail(lines: Sequence[Line], tongue: Tongue, *, verbal: bool = False) -> list[Run]:
    """The runs under the body, in order; a note verbale has no signature."""
    reader = _Reader(tongue, verbal=verbal)
    for cell in cells_of(lines):
        reader.take(cell)
    return joined(reader.runs)


class _Reader:
    def __init__(self, tongue: Tongue, *, verbal: bool) -> None:
        self.tongue = tongue
        self.verbal = verbal
        self.runs: list[Run] = []
        self.waiting: Label | None = None

    @property
    def current(self) -> BlockName | None:
        return self.runs[-1].block if self.runs else None

    def take(self, cell: Cell) -> None:
        label = label_at(cell.words, self.tongue)
        if label and not self._fits(label, cell):
            label = None
        value_of = self.waiting if label is None and not self._is_apart(cell) else None
        block = label.kind.block if label else self._block(cell)
        if value_of and block in {None, B.SIGNATURE, B.NOTICE, value_of.kind.block}:
            block = value_of.kind.block
        else:
            value_of = None
        self.waiting = label if label and not label.value else None
        block = block or B.NOTICE
        part = Part(cell, label or value_of, value_only=value_of is not None)
        if self.runs and block is self.current:
            self.runs[-1].parts.append(part)
        else:
            self.runs.append(Run(block, [part]))

    def _is_apart(self, cell: Cell) -> bool:
        """Whether blank lines part a cell from a label that is whole without it: `Attachment`."""
        whole = self.waiting is not None and not self.waiting.colon
        return whole and cell.gap and not (cell.bullet or ENUMERATOR.match(cell.words))

    def _fits(self, label: Label, cell: Cell) -> bool:
        if label.kind.of_contact:
            return self.current is B.CONTACT
        if label.kind is Kind.ADDRESSEE:
            return not self._signing()
        if (
            label.kind is Kind.COPIES
            and fold(label.printed) in {"copy", "for information"}
            and not label.colon
        ):
            return False
        return label.kind in _TAIL_KINDS and (label.colon or not self._mid_list(cell))

    def _mid_list(self, cell: Cell) -> bool:
        return self.current in _LISTS and not cell.gap and bool(cell.bullet)

    def _signing(self) -> bool:
        return not self.verbal and not any(run.block is B.SIGNATURE for run in self.runs)

    def _block(self, cell: Cell) -> BlockName | None:
        words, tongue = cell.words, self.tongue
        if len(words) > _LONGEST_CELL:
            return B.NOTICE
        if date_line(words, tongue):
            return B.DATE
        if self.current in _LISTS and not self._leaves_list(cell):
            return self.current
        if self.verbal:
            return self._verbal(cell)
        if self._signs(cell):
            return B.SIGNATURE
        if is_reference(words, tongue) and not any(run.block is B.REFERENCE for run in self.runs):
            return B.REFERENCE
        if is_addressed(cell.folded, tongue) and not _FOOT.search(cell.folded) and len(words) > 12:
            return B.ADDRESSEES
        if self.current is B.ADDRESSEES and not cell.gap:
            return B.ADDRESSEES
        return B.NOTICE

    def _leaves_list(self, cell: Cell) -> bool:
        """Whether a list of annexes or copies has ended before this line."""
        if not cell.gap or cell.bullet or ENUMERATOR.match(cell.words):
            return False
        if _FOOT.search(cell.folded) or is_notice(cell.words, self.tongue):
            return True
        return self.waiting is None or self._is_apart(cell)

    def _verbal(self, cell: Cell) -> BlockName:
        if is_reference(cell.words, self.tongue) and not any(run.block is B.REFERENCE for run in self.runs):
            return B.REFERENCE
        if _INITIALS.fullmatch(cell.words):
            return B.NOTICE
        if self.current is B.ADDRESSEES and not cell.gap:
            return B.ADDRESSEES
        if is_addressed(cell.folded, self.tongue):
            return B.ADDRESSEES
        return B.NOTICE

    def _signs(self, cell: Cell) -> bool:
        """The lines right under the closing, and those after them that a blank line does not end."""
        if _FOOT.search(cell.folded) or (is_notice(cell.words, self.tongue) and self.current is B.SIGNATURE):
            return False
        if is_prose(cell.words, self.tongue) or _TYPIST.fullmatch(cell.words) or self._is_remark(cell):
            return False
        if self._signing():
            return self.current not in _LISTS or len(self.runs) == 1
        if self.current is not B.SIGNATURE:
            return False
        return not cell.gap or self._still_signs(cell)

    def _is_remark(self, cell: Cell) -> bool:
        """A sentence apart from the signature: `This letter is also available in German.`"""
        sentence = cell.words.endswith(".") and len(cell.words.split()) >= _SENTENCE
        return sentence and cell.gap and not self._signing()

    def _still_signs(self, cell: Cell) -> bool:
        """After a blank line: a name after the mark or title, a title after the name, a second signatory."""
        rows = len(self.runs[-1].rows)
        if is_addressed(cell.folded, self.tongue) and (rows >= 2 or _TO.match(cell.folded)):
            return False
        return rows <= 3 or bool(self.tongue.offices.search(cell.folded))
