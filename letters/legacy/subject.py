"""Reads the subject of an old letter, above the salutation or right under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from letters.facts import BlockName
from letters.legacy.head import read_head
from letters.legacy.letter import FoundSubject
from letters.legacy.lines import Line, Paragraph, cells_of, is_bold, paragraphs_of
from letters.legacy.runs import Part, Run, of_block
from letters.legacy.signs import is_notice, is_prose
from letters.legacy.tongue import Tongue
from letters.legacy.zones import Zones

_LONGEST_TITLE: Final = 200
_MOST_WORDS: Final = 14


def subject_in(runs: Sequence[Run]) -> FoundSubject | None:
    """The subject of the subject block, its lines made one."""
    own = of_block(runs, BlockName.SUBJECT)
    parts = [part for run in own for part in run.parts]
    text = " ".join(part.value for part in parts if part.value)
    if not text:
        return None
    label = next((part.label.printed for part in parts if part.label), "")
    lines = tuple(sorted({part.cell.number for part in parts}))
    return FoundSubject(text, label, all(run.bold for run in own), lines)


def subject_under_salutation(
    zones: Zones, head: Sequence[Run], tongue: Tongue
) -> tuple[list[Run], Sequence[Line]]:
    """Notices and the subject that stand between the salutation and the text, and the body without them."""
    paragraphs = paragraphs_of(zones.body)
    if not zones.salutation or len(paragraphs) < 2:
        return [], zones.body
    runs: list[Run] = []
    while len(paragraphs) > 2 and is_notice(paragraphs[0].words, tongue):
        runs.append(Run(BlockName.NOTICE, [Part(cell) for cell in cells_of(paragraphs.pop(0).lines)]))
    assumed = of_block(head, BlockName.SUBJECT)
    if not assumed or _is_set_off(paragraphs[0], assumed):
        subject = _as_subject(paragraphs[0], tongue)
        if subject:
            runs.append(subject)
            for run in assumed:
                run.block = BlockName.NOTICE
            paragraphs.pop(0)
    return runs, [line for line in zones.body if line.number >= paragraphs[0].number]


def _is_set_off(paragraph: Paragraph, assumed: Sequence[Run]) -> bool:
    """Whether a title in capitals or bold stands here, and the head has a subject by its place alone."""
    if any(part.label for run in assumed for part in run.parts) or any(run.bold for run in assumed):
        return False
    set_off = paragraph.words.isupper() or all(is_bold(line.text) for line in paragraph.lines)
    return set_off and not any(run.words.isupper() for run in assumed)


def _as_subject(paragraph: Paragraph, tongue: Tongue) -> Run | None:
    """The paragraph as a subject: it has the label of one, or is a title in bold, in capitals, or short."""
    runs = read_head(paragraph.lines, tongue)
    if len(runs) == 1 and runs[0].block is BlockName.SUBJECT and runs[0].parts[0].label is not None:
        return runs[0]
    words = paragraph.words
    title = len(words) <= _LONGEST_TITLE and not words.endswith((".", ",", ";", ":", "!", "?"))
    bold = all(is_bold(line.text) for line in paragraph.lines)
    if title and (bold or _looks_like_title(words, tongue)):
        return Run(BlockName.SUBJECT, [part for run in runs for part in run.parts])
    return None


def _looks_like_title(words: str, tongue: Tongue) -> bool:
    return words.isupper() or (len(words.split()) <= _MOST_WORDS and not is_prose(words, tongue))
