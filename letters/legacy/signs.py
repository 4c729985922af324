"""Tells what a line is by its looks: a date, a salutation, a closing, a notice, a name, prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from letters.languages.folding import fold
from letters.languages.reading import DateSpan, read_dates
from letters.legacy.codes import numbers_change
from letters.legacy.tongue import Tongue

_SCANNED_DIGIT: Final = re.compile(r"(?<!\w)[lI](?=\d\b)|(?<=\b\d)[lI]\b")
"""The letter l where a scanner has read it for the figure 1."""
_LONGEST_SALUTATION: Final = 110
_SALUTATION_WORDS: Final = 8
_SHORT_TITLES: Final = re.compile(r"\b(?:h\.e|s\.e|mrs?|ms|dr|prof|m|mme|sra?|srta|excm[oa]|lic|ing)\.")
_ALIKE: Final = 0.84
_WORDS_ALIKE: Final = 0.66
_PLACE: Final = r"[^\W\d_][^\d,;:!?]{1,40}?"
_MADE_AT: Final = r"(?:fait|done|issued|given|dado|hecho|expedido)\s+(?:a|at|in|en)\s+"
_BEFORE_DATE: Final = re.compile(
    rf"(?:date(?:d)?|fecha|дата|التاريخ|日期)?\s*[:.]?\s*"
    rf"(?:(?:{_MADE_AT})?(?P<place>{_PLACE}(?:,\s(?:[a-z]\.\s?){{2,3}})?)\s*,\s*)?(?:(?:le|a|the|el|on|los?)\s+)?"
)
_BARE_PLACE: Final = re.compile(
    rf"(?:{_MADE_AT})?(?P<place>[^\W\d_][\w'-]+(?:\s[\w'-]+)?)\s+(?:le|el|the)\s+"
)
_AFTER_DATE: Final = re.compile(
    r"[\s.]*(?:,?\s*\d{1,2}[:h]\d\d(?::\d\d)?(?:\s*[ap]m)?)?(?:,\s*(?P<place>[^\W\d_][^\d,;:!?]{0,30}))?[\s.]*"
)
_ENDS: Final = re.compile(r"[.!?:;…。！？]['\"»”)\]]*$")
_NAME_WORD: Final = re.compile(
    r"^(?:[A-ZÀ-ÝĀ-Ž][\w'’.-]*|d[eiu]|van|von|der|den|la|le|el|bin|ben|al|y|e|da|dos|do|zu|ter|of)$"
)


@dataclass(frozen=True)
class DateLine:
    """A line that is a date with perhaps a place."""

    span: DateSpan
    place: str
    article: bool


def date_line(text: str, tongue: Tongue) -> DateLine | None:
    """The date that a line consists of, with its place; None where the line says anything else."""
    if len(text) > 90:
        return None
    text = _SCANNED_DIGIT.sub("1", text)
    for span in read_dates(text, tongue.formulas):
        if span.last is not None or span.first.day is None:
            continue
        folded = fold(text)
        before, after = folded[: span.start], folded[span.end :]
        lead = _BEFORE_DATE.fullmatch(before) or _BARE_PLACE.fullmatch(before)
        tail = _AFTER_DATE.fullmatch(after)
        if (
            lead is None
            or tail is None
            or (not after.replace(".", "").strip(" ,").isascii() and len(after) > 40)
        ):
            continue
        place = _cut(text, lead) or _cut(text[span.end :], tail)
        place = place.rpartition(" / ")[2]
        return DateLine(span, place, article=before.rstrip().endswith((" le", " a", "le")))
    return None


def _cut(text: str, match: re.Match[str]) -> str:
    start, end = match.span("place")
    return text[start:end].strip() if start >= 0 else ""


def is_salutation(text: str, tongue: Tongue) -> bool:
    """Whether a line is a salutation in the letter's language or in another one."""
    folded = fold(text).strip()
    if (
        not folded
        or len(folded) > _LONGEST_SALUTATION
        or re.search(r"[@\d]|\.\s", _SHORT_TITLES.sub("", folded))
    ):
        return False
    bare = folded.rstrip(" ,:!;،.")
    ended = folded[-1] in ",:!،"
    for each in tongue.everywhere:
        courtesy = each.courtesy
        if each.pattern(courtesy.salutations).fullmatch(bare):
            return True
        starts = each.pattern(courtesy.salutation_starts).match(bare)
        if ended and each is tongue.variants and each.pattern(each.people.civilities).match(bare):
            return len(bare.split()) <= _SALUTATION_WORDS
        if starts and (ended or bare == starts[0] or _dear(bare)):
            return len(bare.split()) <= 14 or each.unspaced
    formulas = tongue.formulas.salutations
    return bare in {fold(one).rstrip(" ,:،") for one in (formulas.circular, formulas.greeting) if one}


def _dear(bare: str) -> bool:
    """`Dear …` and its like need no comma to be known."""
    return (
        bool(re.match(r"(?:dear|cher|chere|chers|cheres|estimad\w+|уважаем\w+)\b", bare)) and len(bare) < 60
    )


def closing_start(folded: str, tongue: Tongue) -> bool:
    """Whether a paragraph begins with a closing formula, exactly."""
    return any(
        each.pattern(each.courtesy.closing_starts).match(folded)
        for each in tongue.everywhere
        if each is tongue.variants or not folded.startswith(("re", "s", "con", "acepte"))
    )


def near_closing(folded: str, tongue: Tongue) -> str | None:
    """The closing formula that a line nearly begins with, by a letter or two; None where none is so near."""
    words = folded.split()
    best: tuple[float, str] | None = None
    for formula in tongue.variants.courtesy.closing_starts:
        known = fold(formula)
        length = len(known.split())
        if length < 2 and len(known) < 9:
            continue
        start = " ".join(words[:length]).rstrip(",.;:")
        likeness = SequenceMatcher(None, start, known).ratio()
        near = likeness >= _ALIKE and _word_by_word(start, known)
        if start != known and near and (best is None or likeness > best[0]):
            best = (likeness, formula)
    return best[1] if best else None


def _word_by_word(start: str, known: str) -> bool:
    """Whether no word is another one: a slip leaves most of a word as it is."""
    pairs = zip(start.split(), known.split(), strict=False)
    return all(
        one == other
        or (SequenceMatcher(None, one, other).ratio() >= _WORDS_ALIKE and not _is_bent(one, other))
        for one, other in pairs
    )


def _is_bent(one: str, other: str) -> bool:
    """Whether one word is the other with another ending: `saludamos` and `saluda`."""
    return abs(len(one) - len(other)) > 1 and (one.startswith(other) or other.startswith(one))


def holds_closing(folded: str, tongue: Tongue) -> bool:
    """Whether a closing formula stands somewhere in a paragraph: woven into its last sentence."""
    courtesy = tongue.variants.courtesy
    return tongue.says(courtesy.closing_woven, folded)


def is_renewal(folded: str, tongue: Tongue) -> bool:
    """Whether a paragraph closes a note verbale: it renews assurances."""
    return any(
        each.says(each.courtesy.renewals, folded) and each.says(each.courtesy.assurances, folded)
        for each in tongue.everywhere[:1]
    )


def is_notice(text: str, tongue: Tongue) -> bool:
    """Whether a line is a mark that stands for itself: URGENT, REMINDER, ORIGINAL: ENGLISH."""
    bare = fold(text).strip(" *.()[]:-–!_")
    if not bare or len(bare) > 60:
        return False
    if numbers_change(bare, tongue) or tongue.whole(tongue.variants.marks.circular_titles[:4], bare):
        return True
    for each in tongue.everywhere:
        notices = each.pattern(each.marks.notices)
        if notices.fullmatch(bare) or (
            re.match(r"(?:original|distr|(?:no\. of |nombre de )?pages|paginas)\b", bare) and ":" in text
        ):
            return True
    return False


def is_addressed(folded: str, tongue: Tongue) -> bool:
    """Whether a line begins as one does that addresses somebody: `To all …`, `Aux …`, `His Excellency`."""
    return tongue.starts(tongue.variants.people.addressed, folded)


def is_prose(text: str, tongue: Tongue) -> bool:
    """Whether a text reads like a sentence of a letter's body and not like a heading or an address."""
    if tongue.variants.unspaced:
        return len(text) >= 10 and bool(_ENDS.search(text))
    words = text.split()
    if len(words) < 8:
        return False
    common = {fold(word) for word in tongue.variants.common}
    share = sum(fold(word).strip(",.;:'") in common for word in words)
    ended = bool(_ENDS.search(text.strip()))
    return share * 6 >= len(words) and (ended or len(words) >= 25)


def is_name(text: str) -> bool:
    """Whether a line looks like somebody's name: a few capitalised words and nothing else."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text.strip(" ,.*"))
    words = text.split()
    if not 1 <= len(words) <= 7 or re.search(r"[\d@:;/]", text):
        return False
    if any(ord(character) > 0x24F for character in text):
        return len(words) <= 4
    return all(_NAME_WORD.match(word) for word in words) and any(word[:1].isupper() for word in words)
