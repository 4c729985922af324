"""Finds what ties an old letter to others: what it follows, corrects or reminds of, and what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from letters.deadlines import CalendarDate
from letters.facts import Language, LetterKind, RelationKind
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.languages.variants import variants_of
from letters.legacy.dated import Dated, dates_in
from letters.legacy.deadline_words import lead_before
from letters.legacy.matters import FoundRelation
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_CODE: Final = r"(?=[\w./()-]*\d)[\w№][\w№]*(?:[./()-]+[\w№]+)*"
_SYMBOL: Final = re.compile(r"(?<![\w/.@])[A-Z][A-Z0-9]{0,7}(?:/[A-Z0-9][A-Za-z0-9.-]*){2,}(?!\w)")
_CODE_AFTER: Final = re.compile(
    r"\s*[(,]\s*(?:(?:n/|our |nuestra )?r[ée]f(?:erence|érence|erencia|s)?\.?\s*:?\s*)?"
    r"(?P<code>(?=[\w./_-]*\d)[A-Z][\w]*(?:[./_-]+\w+)+)",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(
    r"[\s/–-]*(?:corr(?:igend[au]m|igéndum)?|addend[au]m|addéndum|add|rev(?:ision)?|rem(?:inder)?|rappel|recordatorio)"
    r"\.?\s*\d*\s*$",
    re.IGNORECASE,
)
_PARENT: Final = {
    LetterKind.CORRIGENDUM: RelationKind.CORRIGENDUM_TO,
    LetterKind.ADDENDUM: RelationKind.ADDENDUM_TO,
    LetterKind.REVISION: RelationKind.REVISION_OF,
    LetterKind.REMINDER: RelationKind.REMINDER_OF,
}
_BODY_CODE: Final = r"(?:[a-z]{1,4}/[a-z]{2,5}\.\s?\d+(?:\s\([^()\s]{3,20}\))?|\d{1,3}\s[a-z]{1,3}/\d+)"
"""The number of a resolution, with the body or session before it: `AG/RES. 2630 (XLI-O/11)`, `35 C/42`."""
_DATE_NEAR: Final = 30
_SYMBOL_NEAR: Final = 60


def relations_in(
    sentences: Sequence[Sentence], own: Sequence[str], kind: LetterKind, issued: date, tongue: Tongue
) -> list[FoundRelation]:
    """Relations to other letters and documents, each once; `own` are the letter's own references."""
    found: list[FoundRelation] = []
    parent = _PARENT.get(kind)
    for sentence in sentences:
        found += _letters(sentence, parent, issued, tongue)
        found += _documents(sentence, tongue)
        found += _symbols(sentence, found, tongue)
    if parent and not any(relation.kind is parent for relation in found):
        found = [*_from_own(own, parent, tongue), *found]
    return list(_each_once(found, own, parent))


def _each_once(
    found: Sequence[FoundRelation], own: Sequence[str], parent: RelationKind | None
) -> Iterator[FoundRelation]:
    """Each reference once, and the whole of which a part is known left out.

    The letter's own is left out too, but where a corrigendum bears the number of what it corrects.
    """
    seen: set[str] = set()
    mine = {fold(reference) for reference in own}
    for relation in found:
        key = fold(relation.reference) or f"{relation.kind} {relation.date or ''}"
        itself = key in mine and relation.kind is not parent
        if itself or key in seen or any(_is_part(key, known) for known in seen):
            continue
        seen.add(key)
        yield relation


def _is_part(key: str, known: str) -> bool:
    """Whether a reference is that of the whole whose part is known: `CST/31` of `CST/31/Corr.1`."""
    return known != key and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", known) is not None


def _letters(
    sentence: Sentence, parent: RelationKind | None, issued: date, tongue: Tongue
) -> Iterator[FoundRelation]:
    """`Further to my letter ABC/12 of 2 May 2008`, `la circulaire CST/31 du 19 mars 2012`."""
    for match in _letter_pattern(tongue.language).finditer(sentence.folded):
        cited = _cited(sentence, match, issued, tongue)
        kind = _kind(sentence, match.start(), parent, tongue, known=any(cited[0]))
        if kind is not None:
            title, line = sentence.text[match.start() : match.end()], sentence.line_at(match.start())
            yield from (FoundRelation(kind, code, title, day, line) for code, day in cited)


@lru_cache(maxsize=16)
def _letter_pattern(language: Language) -> re.Pattern[str]:
    variants = variants_of(language)
    letters = alternatives(variants.relations.letters, unspaced=variants.unspaced)
    signs = alternatives((*variants.relations.number_signs, "no"))
    return re.compile(
        rf"{letters}(?:\s+(?P<sign>{signs}\.?\s*)?(?P<code>(?:[a-z]{{2,8}}\s(?=\d+[/-]))?{_CODE}(?:\s(?:circ|add|corr|rev|doc|inf|rem)\.?\s?\d+)?))?"
    )


def _code(sentence: Sentence, match: re.Match[str]) -> str:
    """The reference after the word; a bare small number without a sign is none."""
    if not match["code"]:
        return ""
    code = sentence.text[match.start("code") : match.end("code")].rstrip(".,")
    code = re.sub(r"^[^\W\dA-Z_]+\s", "", code)
    return "" if re.fullmatch(r"\d{1,2}", code) and not match["sign"] else code


def _kind(
    sentence: Sentence, at: int, parent: RelationKind | None, tongue: Tongue, *, known: bool
) -> RelationKind | None:
    """How the letter stands to another one that is named at this place; None where it does not."""
    words = tongue.variants.relations
    own = rf"{alternatives(words.this)}\s+$"
    if not known and re.search(own, sentence.folded[:at]):
        return None
    cancels = tongue.pattern(words.cancels).search(sentence.folded, 0, at)
    further = tongue.pattern(words.further).search(sentence.folded)
    if cancels:
        return RelationKind.CANCELS
    if parent and known:
        return parent
    if further and (known or tongue.says(words.own, further[0])):
        return RelationKind.FURTHER_TO
    return None


_Cited = tuple[str, CalendarDate | None]


def _cited(sentence: Sentence, match: re.Match[str], issued: date, tongue: Tongue) -> list[_Cited]:
    """Reference and date of the letter named, and of others right after it.

    `letters of 3 March (PPI/21) and 19 May 2014 (PPI/58)` are two.
    """
    code, end = _code(sentence, match), match.end()
    found: list[_Cited] = []
    small = alternatives((*tongue.variants.dates.ands, *tongue.variants.events.cited, ",", ";", ")"))
    for dated in dates_in(sentence, issued, tongue):
        between = sentence.folded[end : dated.span.start]
        if dated.span.start < end or "." in between or len(between) > _DATE_NEAR:
            continue
        if lead_before(between, tongue):
            break
        if found and not re.fullmatch(rf"(?:\s|{small})*", between):
            break
        after = _CODE_AFTER.match(sentence.text, dated.span.end)
        end = after.end() if after else dated.span.end
        code = code or (after["code"] if after else "")
        found.append((code, _not_after(dated, issued)))
        code = ""
    return found or [(code, None)]


def _not_after(dated: Dated, issued: date) -> CalendarDate | None:
    """The date of another letter, which is not after this letter's own."""
    first = dated.span.first.in_year(issued.year)
    if first and not dated.year_printed and dated.first and dated.first > issued:
        return CalendarDate(first.year - 1, first.month, first.day)
    return first


def _documents(sentence: Sentence, tongue: Tongue) -> Iterator[FoundRelation]:
    """`resolution 71/67`, `la décision VII/12`, `Rés. A/70/125`."""
    words = tongue.variants.relations
    signs = alternatives((*words.number_signs, "no", "n°"))
    names = alternatives(words.numbered, unspaced=tongue.variants.unspaced)
    pattern = rf"(?P<name>{names})\.?\s+(?:{signs}\.?\s*)?(?P<code>{_BODY_CODE}|{_CODE}|[ivxlc]+/\d+)"
    for match in re.finditer(pattern, sentence.folded):
        code = sentence.text[match.start("code") : match.end("code")].rstrip(".,")
        code = code if "(" in code else code.rstrip(".,)")
        name = sentence.text[match.start("name") : match.end("name")]
        yield FoundRelation(RelationKind.CITES, code, name, None, sentence.line)


def _symbols(sentence: Sentence, found: Sequence[FoundRelation], tongue: Tongue) -> Iterator[FoundRelation]:
    """Symbols of documents that stand by themselves: `A/70/125`."""
    known = {fold(relation.reference) for relation in found}
    further = tongue.pattern(tongue.variants.relations.further)
    for match in _SYMBOL.finditer(sentence.text):
        symbol = match[0].rstrip(".,")
        if not re.search(r"\d", symbol) or any(fold(symbol) in one for one in known):
            continue
        cue = further.search(sentence.folded, max(0, match.start() - _SYMBOL_NEAR), match.start())
        kind = RelationKind.FURTHER_TO if cue else RelationKind.CITES
        yield FoundRelation(kind, symbol, "", None, sentence.line)


def _from_own(own: Sequence[str], parent: RelationKind, tongue: Tongue) -> Iterator[FoundRelation]:
    """The parent of `ICRP/C/88 Corr.1` is ICRP/C/88, that of `Corrigendum to Circular 12/3` is 12/3."""
    for reference in own:
        named = _letter_pattern(tongue.language).search(fold(reference))
        if named and named["code"] and named.start():
            code = reference[named.start("code") : named.end("code")]
            yield FoundRelation(parent, code, reference[named.start() :], None, 0)
            return
        stem = _SUFFIX.sub("", reference)
        if stem and stem != reference:
            yield FoundRelation(parent, stem, "", None, 0)
            return
