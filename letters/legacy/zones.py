"""Parts an old letter into head, salutation, body, closing and tail, and the annexes that follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from letters.legacy.annex_texts import AnnexText, split_annexes
from letters.legacy.closings import find_closing
from letters.legacy.codes import is_reference
from letters.legacy.labels import Kind, label_at
from letters.legacy.lines import Line, Paragraph, paragraphs_of
from letters.legacy.signs import date_line, is_notice, is_prose, is_salutation
from letters.legacy.tongue import Tongue

_LONG: Final = 45
"""A line under a salutation that is longer than this begins the text."""
_PROSE: Final = 120
_SOON: Final = 4
"""Paragraphs within which the text begins after a salutation."""
_SHORTEST_COMPLIMENTS: Final = 60
_FEW_WORDS: Final = 4
"""Words of a sentence that is text where a salutation stands above it."""
_OF_HEAD: Final = frozenset({Kind.ADDRESSEE, Kind.DATE, Kind.CONTACT})


@dataclass(frozen=True)
class Zones:
    """The parts of a letter, each with its lines, blank ones among them; `verbal` marks a note verbale."""

    head: tuple[Line, ...]
    salutation: tuple[Line, ...]
    body: tuple[Line, ...]
    closing: tuple[Line, ...]
    tail: tuple[Line, ...]
    annexes: tuple[AnnexText, ...] = ()
    verbal: bool = False
    woven: bool = False


def zones_of(lines: Sequence[Line], tongue: Tongue) -> Zones | None:
    """The parts of a letter; None when no text in sentences can be found in it."""
    paragraphs = paragraphs_of(lines)
    compliments = _compliments(paragraphs, tongue)
    salutation = () if compliments else _salutation(lines, tongue)
    first = compliments or _after(lines, salutation) or _first_prose(paragraphs, tongue)
    if first is None:
        return None
    head_end = salutation[0].number if salutation else first
    letter, annexes = split_annexes([line for line in lines if line.number >= first], tongue)
    closing = find_closing(paragraphs_of(letter), tongue, verbal=compliments is not None)
    end = closing.lines[-1].number if closing.lines else closing.body_end
    return Zones(
        head=tuple(line for line in lines if line.number < head_end),
        salutation=salutation,
        body=tuple(line for line in letter if line.number <= closing.body_end),
        closing=closing.lines,
        tail=tuple(line for line in letter if line.number > end),
        annexes=tuple(annexes),
        verbal=compliments is not None,
        woven=closing.woven,
    )


def _compliments(paragraphs: Sequence[Paragraph], tongue: Tongue) -> int | None:
    """The first line of a note verbale's text."""
    phrases = tongue.variants.courtesy.compliments
    for paragraph in paragraphs:
        if len(paragraph.words) > _SHORTEST_COMPLIMENTS and tongue.says(phrases, paragraph.folded):
            return paragraph.number
    return None


def _salutation(lines: Sequence[Line], tongue: Tongue) -> tuple[Line, ...]:
    """The lines of the salutation; none where the letter has none."""
    for index, line in enumerate(lines):
        if line.blank or not is_salutation(line.words, tongue):
            continue
        end = index + 1
        while end < len(lines) and not lines[end].blank and is_salutation(lines[end].words, tongue):
            end += 1
        # In a postal address such a line has others right under it.
        alone = end == len(lines) or lines[end].blank or len(lines[end].words) > _LONG
        apart = index == 0 or lines[index - 1].blank or not _runs_on(lines[index - 1].words, line.words)
        if alone and apart and _text_follows(lines[end:], tongue):
            return tuple(lines[index:end])
    return ()


def _runs_on(before: str, words: str) -> bool:
    """Whether a line belongs to the address above it: neither ends as a salutation does."""
    return not words.rstrip().endswith((",", ":", "،", "，", "：", "!")) and not before.endswith((".", ":"))


def _text_follows(lines: Sequence[Line], tongue: Tongue) -> bool:
    """Whether the body begins soon: prose, after a subject at most, and no part of a head."""
    for paragraph in paragraphs_of(lines)[:_SOON]:
        if len(paragraph.words) > _PROSE or is_prose(paragraph.words, tongue):
            return True
        label = label_at(paragraph.lines[0].words, tongue)
        if label and label.kind in _OF_HEAD:
            return False
        if label is None and _is_short_sentence(paragraph.words):
            return True
    return False


def _is_short_sentence(words: str) -> bool:
    return len(words.split()) >= _FEW_WORDS and words[0].isupper() and words.endswith((".", "?", ":"))


def _after(lines: Sequence[Line], salutation: Sequence[Line]) -> int | None:
    """The first line of the text under the salutation."""
    if not salutation:
        return None
    last = salutation[-1].number
    return next((line.number for line in lines if line.number > last and not line.blank), None)


def _first_prose(paragraphs: Sequence[Paragraph], tongue: Tongue) -> int | None:
    """The first line of the text of a letter without a salutation."""
    for paragraph in paragraphs:
        if label_at(paragraph.lines[0].words, tongue) is None and is_prose(paragraph.words, tongue):
            return paragraph.number
    return _first_words(paragraphs, tongue)


def _first_words(paragraphs: Sequence[Paragraph], tongue: Tongue) -> int | None:
    """Where a corrigendum without whole sentences begins: below its title and reference."""
    relations = tongue.variants.relations
    later = (*relations.corrigendum, *relations.addendum)
    titled = [index for index, one in enumerate(paragraphs) if tongue.starts(later, one.folded)]
    for paragraph in paragraphs[titled[0] + 1 :] if titled else ():
        words = paragraph.words
        known = is_reference(words, tongue) or date_line(words, tongue) or is_notice(words, tongue)
        cites = tongue.starts(relations.letters, paragraph.folded)
        if not known and not cites and label_at(words, tongue) is None and len(words.split()) > 3:
            return paragraph.number
    return None
