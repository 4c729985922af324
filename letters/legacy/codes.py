"""Tells the codes of letters by their looks: `CR/244`, `Circular No. 7 of 2022`, `Corrigendum 1 to`."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from letters.facts import Language
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.languages.variants import variants_of
from letters.legacy.tongue import Tongue

_CODE: Final = r"(?=[^\s]*\d)[\w№][\w№°]*(?:[./\-–_][\w№°]+)*"
_SUFFIX: Final = (
    r"(?:[\s/–-]+(?:corr(?:igend(?:[au]m|[ao]))?|addend[au]m|add|rev(?:ision)?|rem(?:inder)?|rappel|recordatorio|"
    r"rectificatif|additif|исправление|добавление)\.?\s*\d{0,2}(?:/\d{2,4})?)"
)
_WHOLE_CODE: Final = re.compile(
    rf"(?=[^a-z]*[A-Z])(?=\S*[/_-]|(?:[A-Z0-9]+\.){{2}})(?=\S*\d)[A-ZÀ-Ý0-9№][\wÀ-ÿ№°]*(?:[./\-–_]+[\w№°]+)+(?i:{_SUFFIX})?\.?"
)
_SUFFIXED_CODE: Final = re.compile(rf"[A-Z][\w]*(?:[./\-–_][\w]+)*(?i:{_SUFFIX})")
_OPEN_CODE: Final = re.compile(r"[A-Z]{1,8}(?:[\s/_-]+[\w]+)*?\s?[-/_]\s?(?:X{2,}|_{2,}|\[[^\]]*\])")
_SPACED_CODE: Final = re.compile(
    r"[A-Z]{1,8}(?:[/.-][A-Z0-9]+)+(?:\s\(?(?=\S*\d)[A-Z0-9./-]+\)?){1,3}|[A-Z]{1,8}\s\d{1,5}[/-]\d{2,4}|[A-Z]{1,8}(?:[/.-][A-Z]+)*\(\d{2,4}\)\d+"
)
"""A reference in several pieces: `G/SO 221/1 (12)`."""
_TO_THE: Final = r"(?:to(?:\sthe|\sour)?|a\sla|au|a\snotre|al|de\sla|del?|к)"
_NUMBERED: Final = re.compile(rf"(?:n\.?\s?[o°º]|num|№)\.?\s*:?\s*{_CODE}", re.IGNORECASE)


def is_reference(text: str, tongue: Tongue) -> bool:
    """Whether a line is a reference and nothing else: `CR/244`, `Circular letter No. 7 of 2022`, `DM -XX`."""
    whole = text.strip(" *")
    text = text.strip(" *()")
    if not 2 < len(text) <= 70 or "@" in text or re.match(r"(?:https?:|www\.)", text):
        return False
    if (
        _WHOLE_CODE.fullmatch(text)
        or _SPACED_CODE.fullmatch(whole)
        or _SUFFIXED_CODE.fullmatch(text)
        or _OPEN_CODE.fullmatch(text)
    ):
        return not re.fullmatch(r"\+?[\d\s/()-]+", text)
    numbered = _NUMBERED.fullmatch(text) or _changes_letter(text, tongue)
    return bool(numbered) or titled_code(text, tongue) is not None


def _changes_letter(text: str, tongue: Tongue) -> bool:
    """`Corrigendum No. 2 to Circular Letter CL/19`: what it changes stands in its title."""
    words = tongue.variants.relations
    names = alternatives((*words.corrigendum, *words.addendum, *words.revision, *words.reminder))
    lead = re.match(rf"{names}(?:\s+n?[o°º.]*\s?\d{{1,2}})?\s+{_TO_THE}\s+", fold(text))
    return lead is not None and titled_code(text[lead.end() :], tongue) is not None


def titled_code(text: str, tongue: Tongue) -> str | None:
    """The number in `Circular letter No. 7 of 2022`; None where the line is no such title."""
    folded = fold(text)
    for language in (tongue.language, Language.EN, Language.FR):
        match = _titled(language).fullmatch(folded)
        if match:
            return text[match.start("code") :].strip()
    # The same title in two languages.
    halves = re.split(r"\s+[/–-]\s+", text)
    if len(halves) == 2 and titled_code(halves[1], tongue):
        return titled_code(halves[0], tongue)
    return None


@cache
def _titled(language: Language) -> re.Pattern[str]:
    variants = variants_of(language)
    titles = alternatives((*variants.marks.circular_titles,))
    signs = alternatives((*variants.relations.number_signs, "no", "n°"))
    more = r"(?:\s+(?:of|de|du|от)\s+\d{4}|\s*\(\d{4}\)|[\s/–-]+[\w./–-]+(?:\s+\d{1,2})?)?"
    words = variants.relations
    later = alternatives((*words.corrigendum, *words.addendum, *words.revision, *words.reminder))
    mark = rf"(?:\s*[-–(]\s*{later}(?:\s+(?:n?[o°º.]*\s?)?\d{{1,2}})?\)?)?"
    return re.compile(
        rf"{titles}\s*[:\s]\s*(?:{signs}\.?\s*)?(?P<code>(?:[a-z]{{2,8}}\s(?=\d+[/-]))?{_CODE}{more}{mark})"
    )


def numbers_change(bare: str, tongue: Tongue) -> bool:
    """`Corrigendum 1`, `Addendum No. 2 to`: what it changes stands on the lines below."""
    words = tongue.variants.relations
    names = alternatives((*words.corrigendum, *words.addendum, *words.revision, *words.reminder))
    return re.fullmatch(rf"{names}(?:\s+n?[o°º.]*\s?\d{{1,2}})?(?:\s+{_TO_THE})?", bare) is not None
