"""Finds where the body of an old letter ends: at its closing, in it, or where the signature begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from letters.legacy.labels import label_at
from letters.legacy.lines import BULLET, ENUMERATOR, Line, Paragraph
from letters.legacy.signs import (
    closing_start,
    date_line,
    holds_closing,
    is_name,
    is_prose,
    is_renewal,
    near_closing,
)
from letters.legacy.tongue import Tongue

_SHORT: Final = 9
_LONGEST: Final = 500
_ENTRY: Final = re.compile(r"[^\W\d_][^:.]{2,30}:\s+\S[^@]{10,}\.")
_COURTEOUS: Final = re.compile(
    r"consideration|considerac|assuranc|salutation|sentiment|saludo|saluda|seguridades|regards|faithfully|sincerely"
    r"|truly|obedient|уважени|التقدير|敬意|respectfully|wishes"
)


@dataclass(frozen=True)
class Closing:
    """The last line of the body, and the lines of the closing where it stands by itself."""

    body_end: int
    lines: tuple[Line, ...] = ()
    woven: bool = False


def find_closing(paragraphs: Sequence[Paragraph], tongue: Tongue, *, verbal: bool = False) -> Closing:
    """Where the body of a letter ends whose text begins with the first of these paragraphs."""
    if verbal:
        for index in range(len(paragraphs) - 1, 0, -1):
            if is_renewal(paragraphs[index].folded, tongue):
                return Closing(paragraphs[index - 1].last, paragraphs[index].lines)
    for exact in (True, False):
        for index in range(1, len(paragraphs)):
            closing = _closing_at(paragraphs, index, tongue, exact=exact)
            if closing:
                return closing
    return _at_signature(paragraphs, tongue)


def _closing_at(
    paragraphs: Sequence[Paragraph], index: int, tongue: Tongue, *, exact: bool
) -> Closing | None:
    paragraph = paragraphs[index]
    if len(paragraph.words) > _LONGEST or _is_item(paragraph):
        return None
    for offset, line in enumerate(paragraph.lines):
        starts = closing_start(line.folded, tongue) if exact else near_closing(line.folded, tongue)
        if starts and _is_formula(paragraph, offset, tongue):
            body_end = paragraph.lines[offset - 1].number if offset else paragraphs[index - 1].last
            formula = _formula(paragraph.lines[offset:], tongue)
            return Closing(body_end, (*formula, *_second(paragraphs, index, formula, tongue)))
    if exact and _is_woven(paragraphs, index, tongue):
        lines = _formula(paragraph.lines, tongue)
        return Closing(lines[-1].number, woven=True)
    return None


def _second(
    paragraphs: Sequence[Paragraph], index: int, formula: Sequence[Line], tongue: Tongue
) -> tuple[Line, ...]:
    """A short closing of its own under a closing sentence: `Atentamente,`, `Your obedient Servant,`."""
    if formula[-1].number != paragraphs[index].last or index + 1 == len(paragraphs):
        return ()
    lines = paragraphs[index + 1].lines
    short = len(lines[0].words.split()) <= _SHORT and lines[0].words.endswith(",")
    return lines[:1] if short and closing_start(lines[0].folded, tongue) else ()


def _is_item(paragraph: Paragraph) -> bool:
    return bool(BULLET.match(paragraph.words) or ENUMERATOR.match(paragraph.words))


def _is_formula(paragraph: Paragraph, offset: int, tongue: Tongue) -> bool:
    """Whether what begins like a closing is one: courteous, or so short that it can be nothing else."""
    words = " ".join(line.folded for line in paragraph.lines[offset:])
    first = paragraph.lines[offset].words
    short = len(first.split()) <= _SHORT and (
        first.endswith((",", "!", "！", "،")) or tongue.variants.unspaced
    )
    if offset and not short:
        return False
    courteous = bool(_COURTEOUS.search(words))
    alone = len(first.split()) <= _SHORT and not first.endswith((".", ":"))
    return (courteous and len(words.split()) < 60) or short or (alone and len(words.split()) < 30)


def _formula(lines: Sequence[Line], tongue: Tongue) -> tuple[Line, ...]:
    """The lines of the formula: to its full stop, or to where the signature begins."""
    taken: list[Line] = []
    for line in lines:
        words = " ".join(one.folded for one in taken)
        done = taken and (_COURTEOUS.search(words) or len(taken[-1].words.split()) <= 5)
        full = taken and taken[-1].words.endswith((".", "!", "。", "！"))
        if closing_start(line.folded, tongue) and len(line.words.split()) <= _SHORT:
            done = False
        if done and (full or taken[-1].words.endswith((",", "،")) or _signs(line, tongue)):
            break
        taken.append(line)
    return tuple(taken)


def _signs(line: Line, tongue: Tongue) -> bool:
    return is_name(line.words) or label_at(line.words, tongue) is not None


def _is_woven(paragraphs: Sequence[Paragraph], index: int, tongue: Tongue) -> bool:
    """A closing inside a sentence counts where no further prose comes after it."""
    if not holds_closing(paragraphs[index].folded, tongue) or not _COURTEOUS.search(paragraphs[index].folded):
        return False
    after = paragraphs[index + 1 : index + 3]
    return not any(is_prose(paragraph.words, tongue) for paragraph in after)


def _at_signature(paragraphs: Sequence[Paragraph], tongue: Tongue) -> Closing:
    """Without a closing, the body ends with its last paragraph in sentences."""
    last = 0
    for index, paragraph in enumerate(paragraphs):
        if index and _ends_letter(paragraph, tongue):
            break
        if is_prose(paragraph.words, tongue) or _is_item(paragraph) or _is_headed(paragraph, tongue):
            last = index
    return Closing(paragraphs[last].last)


def _is_headed(paragraph: Paragraph, tongue: Tongue) -> bool:
    """Whether it leads to a list, or is a short entry with a word before it: `Languages: English only.`"""
    if paragraph.lines[0].words.endswith(":"):
        return True
    entry = _ENTRY.fullmatch(paragraph.words)
    return entry is not None and label_at(paragraph.words, tongue) is None


def _ends_letter(paragraph: Paragraph, tongue: Tongue) -> bool:
    """Whether a paragraph can only stand under a letter: annexes, copies, a place and date."""
    label = label_at(paragraph.lines[0].words, tongue)
    if label and label.kind.value in {"annexes", "copies"}:
        return True
    return len(paragraph.lines) == 1 and date_line(paragraph.words, tongue) is not None
