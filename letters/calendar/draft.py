"""The calendar of a letter that is not approved yet: what it will be, but for the number."""

from __future__ import annotations

from collections.abc import Mapping

from letters.calendar.calendar import calendar_of
from letters.facts import Language
from letters.languages import Formulas, load_formulas
from letters.layout.to_text import subject_line
from letters.numbers import REFERENCE_FIELDS
from letters.rendering import read_letter, version_in
from letters.source import LetterSource


def draft_calendar(
    source: LetterSource,
    language: Language,
    references: Mapping[str, str],
    formulas: Formulas | None = None,
    *,
    domain: str,
    organiser: str,
) -> bytes | None:
    """The calendar under what stands for the references until then; None where there is nothing to put in.

    Its entries have other UIDs than those of the letter that goes out, whose number they follow from.
    """
    formulas = formulas or load_formulas(language)
    letter, _ = read_letter(source.facts, version_in(source, language), formulas)
    calendar = calendar_of(
        source.facts, language, subject_line(letter), formulas, domain=domain, organiser=organiser
    )
    return calendar.fill(references.get(REFERENCE_FIELDS[0], ""), references) if calendar else None
