"""Finds the deadlines of an old letter: their day, time, wording and phrase, and what they are for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from letters.facts import DeadlineKind, DeadlineWording
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.legacy.asking import is_ask, is_promise
from letters.legacy.dated import Dated, dates_in
from letters.legacy.deadline_words import (
    called_deadline,
    day_of,
    is_strong,
    lead_before,
    time_after,
    time_before,
    wording_of,
    words_after,
)
from letters.legacy.matters import FoundDeadline
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_WAY: Final = re.compile(r"\w@\w[\w-]*\.\w|https?://|www\.")
_SHORTEST_MONTH: Final = 28
_OF_DOCUMENT: Final = re.compile(r"\d[/-]\w*\d\w*\)?,?\s+(?:of|dated|du|de|del|en date du|de fecha)\s*$")
"""What stands before the date of a document: `circular 12/2009 of …`."""
_BRACKET: Final = 30
"""How far after a deadline the bracket may close that was opened in it."""


def deadlines_in(sentences: Sequence[Sentence], issued: date, tongue: Tongue) -> list[FoundDeadline]:
    """The deadlines that sentences set, in order, as often as they are printed."""
    found: list[FoundDeadline] = []
    for index, sentence in enumerate(sentences):
        if index + 1 < len(sentences) and _corrects(sentences[index + 1], tongue):
            continue
        asked = is_ask(sentence, tongue) or _corrects(sentence, tongue) or _names_a_way(sentence, tongue)
        for dated in dates_in(sentence, issued, tongue):
            found += _read(dated, issued, tongue, asked=asked)
        found += _periods(sentence, issued, tongue)
    return found


def each_once(found: Sequence[FoundDeadline]) -> list[FoundDeadline]:
    """Each day and kind once, told with a time where one is printed."""
    once: dict[tuple[date, DeadlineKind], FoundDeadline] = {}
    for deadline in found:
        known = once.get((deadline.day, deadline.kind))
        if known is None or (known.clock is None and deadline.clock):
            once[deadline.day, deadline.kind] = deadline
    return list(once.values())


def _corrects(sentence: Sentence, tongue: Tongue) -> bool:
    """Whether a sentence puts another date in the place of that of the sentence before."""
    return tongue.starts(tongue.variants.deadlines.corrects, sentence.folded)


def _names_a_way(sentence: Sentence, tongue: Tongue) -> bool:
    """Whether a sentence that does not ask says where an answer goes."""
    if is_promise(sentence, tongue):
        return False
    return bool(_WAY.search(sentence.text)) or tongue.says(tongue.variants.asks.forms, sentence.folded)


def _read(dated: Dated, issued: date, tongue: Tongue, *, asked: bool) -> Iterator[FoundDeadline]:
    if dated.replaced(tongue) or dated.ends_event(tongue):
        return
    opening, published = _opening(dated, tongue), _published(dated, issued, tongue)
    if opening:
        yield opening
    if published:
        yield published
    elif dated.last is not None:
        yield from _window(dated, issued, tongue, asked=asked, opened=opening is not None)
    elif opening is None:
        response = _response(dated, issued, tongue, asked=asked)
        if response:
            yield response


def _response(dated: Dated, issued: date, tongue: Tongue, *, asked: bool) -> FoundDeadline | None:
    """The date by which an answer is wanted; None where the date is another one."""
    time, before = time_before(dated, tongue)
    lead, after = lead_before(before, tongue), words_after(dated, tongue)
    called = called_deadline(dated, tongue)
    wording = wording_of(lead, after, tongue)
    day = day_of(dated, lead)
    if day is None or not (wording or called) or (lead is None and _OF_DOCUMENT.search(dated.before)):
        return None
    if not (asked or called or is_strong(dated, lead, after, tongue)):
        return None
    if _is_history(dated, day, issued, tongue, asked=asked):
        return None
    if not asked and not called and is_promise(dated.sentence, tongue):
        return None
    time = time or time_after(dated, tongue)
    start = min([dated.span.start, *([lead.start] if lead else []), *([time.start] if time else [])])
    end = max([dated.span.end + (after.end() if after else 0), *([time.end] if time else [])])
    return FoundDeadline(
        day=day,
        phrase=_phrase(dated.sentence.text, start, end),
        line=dated.line,
        wording=wording or DeadlineWording.INCLUSIVE,
        clock=time.clock if time else None,
        zone=time.zone if time else None,
        weekday=dated.span.weekday,
        names_day=dated.first is not None,
    )


def _phrase(text: str, start: int, end: int) -> str:
    """The wording as printed, with the bracket that closes it."""
    phrase = text[start:end].strip(" ,")
    closed = text.find(")", end, end + _BRACKET)
    opened = phrase.count("(") > phrase.count(")")
    return text[start : closed + 1].strip(" ,") if opened and closed >= 0 else phrase


def _is_history(dated: Dated, day: date, issued: date, tongue: Tongue, *, asked: bool) -> bool:
    """Whether the date had gone by when the letter was written, and the sentence only tells of it."""
    words = tongue.variants.deadlines
    if not asked and tongue.says(words.never, dated.before[-40:]):
        return True
    return day < issued and (not asked or tongue.says(words.history, dated.sentence.folded))


def _opening(dated: Dated, tongue: Tongue) -> FoundDeadline | None:
    """A date on which registration, voting and the like open."""
    words = tongue.variants.deadlines
    if dated.moved(tongue) or not tongue.says(words.opening_subjects, dated.sentence.folded):
        return None
    if dated.last is not None and tongue.says(tongue.variants.events.verbs, dated.clause(tongue)):
        return None
    return _of_kind(dated, words.opening, DeadlineKind.REGISTRATION_OPENING, tongue)


def _published(dated: Dated, issued: date, tongue: Tongue) -> FoundDeadline | None:
    """A date on which something is to be published."""
    day = dated.last_day
    if day is None or day < issued:
        return None
    return _of_kind(dated, tongue.variants.deadlines.publication, DeadlineKind.PUBLICATION, tongue)


def _of_kind(dated: Dated, cues: tuple[str, ...], kind: DeadlineKind, tongue: Tongue) -> FoundDeadline | None:
    words = tongue.variants.deadlines
    fillers = alternatives((*words.fillers, *words.end_of))
    cue = re.search(rf"{alternatives(cues)}(?:[\s,:*]|{fillers}|by|before)*$", dated.before[-80:])
    day = dated.last_day
    if cue is None or day is None:
        return None
    phrase = dated.sentence.text[dated.span.start - len(cue[0]) : dated.span.end].strip()
    return FoundDeadline(day, phrase, dated.line, kind=kind)


def _window(
    dated: Dated, issued: date, tongue: Tongue, *, asked: bool, opened: bool
) -> Iterator[FoundDeadline]:
    """A period in which something can be done: its last day is a deadline."""
    if dated.last is None or dated.last < issued:
        return
    if dated.moved(tongue):
        if asked or tongue.says(tongue.variants.deadlines.nouns, dated.sentence.folded):
            yield _last_day(dated, tongue)
        return
    takes_place = tongue.says(tongue.variants.events.verbs, dated.before)
    between = tongue.starts(tongue.variants.dates.between, dated.sentence.folded[dated.span.start :])
    if opened or (between and asked and not takes_place and _asked_before(dated, tongue)):
        yield _last_day(dated, tongue)


def _asked_before(dated: Dated, tongue: Tongue) -> bool:
    """Whether what is asked stands before the period: after it, it is asked for something else."""
    cues = tongue.variants.asks.cues
    return tongue.says(cues, dated.before) or not tongue.says(cues, dated.after)


def _last_day(dated: Dated, tongue: Tongue) -> FoundDeadline:
    """The last day of a period, with the time printed beside it."""
    time = time_after(dated, tongue)
    phrase = _phrase(dated.sentence.text, dated.span.start, time.end if time else dated.span.end)
    clock, zone = (time.clock, time.zone) if time else (None, None)
    return FoundDeadline(dated.last or dated.first or date.max, phrase, dated.line, clock=clock, zone=zone)


def _periods(sentence: Sentence, issued: date, tongue: Tongue) -> Iterator[FoundDeadline]:
    """`within 30 days of the date of this letter`: reckoned from the letter's own date."""
    words = tongue.variants.deadlines
    if not (words.within and words.from_letter and words.units):
        return
    number = rf"(?P<number>\d{{1,3}}|{alternatives(words.numbers)})(?:\s*\([^)]*\))?"
    unit = rf"(?P<unit>{alternatives(words.units)})"
    reckoned = rf"(?:[^.;]{{0,25}}\s)?{alternatives(words.from_letter)}"
    pattern = rf"{alternatives(words.within)}\s+{number}\s+{unit}\s+{reckoned}"
    for match in re.finditer(pattern, sentence.folded):
        printed = match["number"]
        count = int(printed) if printed.isdigit() else _folded(words.numbers)[printed]
        day = _later(issued, count, _folded(words.units)[match["unit"]])
        phrase = sentence.text[match.start() : match.end()]
        yield FoundDeadline(day, phrase, sentence.line_at(match.start()), computed=True)


def _folded(table: Mapping[str, int]) -> dict[str, int]:
    return {fold(name): number for name, number in table.items()}


def _later(issued: date, count: int, unit: int) -> date:
    """So many days later; months are counted by the calendar."""
    if unit < _SHORTEST_MONTH:
        return issued + timedelta(days=count * unit)
    month = issued.month - 1 + count
    year, month = issued.year + month // 12, month % 12 + 1
    return date(year, month, min(issued.day, calendar.monthrange(year, month)[1]))
