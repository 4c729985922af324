"""The block that announces the annexes: how many there are, or what they are."""

from __future__ import annotations

from letters.facts import Annex, AnnexDisplay, AnnexLabel, Facts, Language, Placement
from letters.facts import Block as BlockStyle
from letters.languages import Formulas
from letters.layout.tree import Labelled, Piece
from letters.layout.wording import label, plain, text_in


def annexes(facts: Facts, style: BlockStyle, language: Language, formulas: Formulas) -> tuple[Piece, ...]:
    """The label, singular or plural, and the number of annexes, their titles, or a numbered line for each."""
    if not facts.annexes:
        return ()
    form, placement = facts.annex_form, style.placement
    word = text_in(form.label_text, language) or _word(form.label, len(facts.annexes), formulas)
    if form.display is AnnexDisplay.COUNT:
        values = [plain(str(len(facts.annexes)))]
    elif form.display is AnnexDisplay.TITLED or len(facts.annexes) == 1:
        values = [plain(_title(annex, language)) for annex in facts.annexes]
    else:
        values = [plain(_numbered(annex, language)) for annex in facts.annexes]
        placement = Placement.NEXT_LINE
    return (Labelled(label(style, word, language, formulas), tuple(values), placement),)


def _word(kind: AnnexLabel, count: int, formulas: Formulas) -> str:
    labels = formulas.labels
    if kind is AnnexLabel.ENCLOSURE:
        return labels.enclosure if count == 1 else labels.enclosures
    return labels.annex if count == 1 else labels.annexes


def _title(annex: Annex, language: Language) -> str:
    return text_in(annex.title, language) or str(annex.number)


def _numbered(annex: Annex, language: Language) -> str:
    title = text_in(annex.title, language)
    return f"{annex.number}. {title}" if title else str(annex.number)
