"""Builds the blocks of a letter from its facts, its text in one language, and the language's formulas."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from letters.facts import Block as BlockStyle
from letters.facts import BlockName, Facts
from letters.languages import Formulas, format_place_date
from letters.layout.correspondents import (
    addressees,
    contacts,
    copies,
    first_reference,
    references,
    signature,
)
from letters.layout.enclosures import annexes
from letters.layout.greeting import closing_formula, salutation
from letters.layout.profiles import blocks_of
from letters.layout.tree import CopyMark, Labelled, Letter, Lines, Passage, Piece, Section, Words
from letters.layout.wording import bold, label, plain, with_colon
from letters.markdown.reading import read_line
from letters.markdown.tree import Block, Plain
from letters.source import VersionSource


def build_letter(
    facts: Facts,
    version: VersionSource,
    body: tuple[Block, ...],
    formulas: Formulas,
    mark: CopyMark = CopyMark.ORIGINAL,
) -> Letter:
    """The letter in the order and the emphasis of its layout; blocks with nothing in them are left out.

    NotFound for a layout profile that does not exist.
    """
    formulas = with_colon(formulas, spaced=facts.layout.spaced_colon)
    builder = _Builder(facts, version, body, formulas)
    sections = (Section(style, builder.pieces(style)) for style in blocks_of(facts.layout))
    return Letter(
        language=version.language,
        rtl=formulas.rtl,
        subject=_line(version.subject),
        sections=tuple(section for section in sections if section.pieces),
        mark=mark,
        banner=_banner(mark, formulas),
        colon=formulas.label(" ").lstrip(),
        reference=first_reference(facts, version.language),
        date=format_place_date(facts.date, "", formulas, article=False),
    )


def _banner(mark: CopyMark, formulas: Formulas) -> str:
    return {
        CopyMark.ORIGINAL: "",
        CopyMark.COPY: formulas.marks.copy_,
        CopyMark.TEST: formulas.marks.test,
    }[mark]


def _line(text: str) -> Words:
    """What is wrong in such lines is reported by `letters.rendering`, which knows where they stand."""
    return read_line(text)[0]


class _Builder:
    """Knows for each block how its pieces come out of the facts and the text."""

    def __init__(
        self, facts: Facts, version: VersionSource, body: tuple[Block, ...], formulas: Formulas
    ) -> None:
        self.facts = facts
        self.version = version
        self.body = body
        self.formulas = formulas
        self.blocks: Mapping[BlockName, Callable[[BlockStyle], tuple[Piece, ...]]] = {
            BlockName.LETTERHEAD: self._letterhead,
            BlockName.DATE: self._date,
            BlockName.REFERENCE: lambda style: references(facts, style, version.language, formulas),
            BlockName.CONTACT: lambda style: contacts(facts, style, version.language, formulas),
            BlockName.ADDRESSEES: lambda style: addressees(facts, style, version, formulas),
            BlockName.SUBJECT: self._subject,
            BlockName.SALUTATION: lambda _style: salutation(facts, version, formulas),
            BlockName.BODY: lambda _style: (Passage(self.body),),
            BlockName.CLOSING: lambda _style: closing_formula(facts, version, formulas),
            BlockName.SIGNATURE: lambda _style: signature(facts, version.language, formulas),
            BlockName.ANNEXES: lambda style: annexes(facts, style, version.language, formulas),
            BlockName.COPIES: lambda style: copies(facts, style, version.language, formulas),
        }

    def pieces(self, style: BlockStyle) -> tuple[Piece, ...]:
        if style.printed is not None:
            printed = style.printed.get(self.version.language)
            return (Lines(tuple(bold(plain(line), style) for line in printed)),) if printed else ()
        return self.blocks[style.block](style) if style.block in self.blocks else ()

    def _letterhead(self, _style: BlockStyle) -> tuple[Piece, ...]:
        lines = self.facts.letterhead.get(self.version.language) if self.facts.letterhead else ()
        return (Lines(tuple((Plain(line),) for line in lines)),) if lines else ()

    def _date(self, style: BlockStyle) -> tuple[Piece, ...]:
        form, place = self.facts.date_form, self.facts.place
        printed = self.version.place or (place.get(self.version.language) if place else None)
        words = format_place_date(
            self.facts.date, (form.place and printed) or "", self.formulas, article=form.article
        )
        return (Lines((bold((Plain(words),), style),)),)

    def _subject(self, style: BlockStyle) -> tuple[Piece, ...]:
        subject = bold(_line(self.version.subject), style)
        usual = self.formulas.labels.subject
        words = label(style, usual, self.version.language, self.formulas)
        return (Labelled(words, (subject,), style.placement),)
