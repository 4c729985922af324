"""Finds what takes place according to an old letter: its days and its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.legacy.dated import Dated, dates_in
from letters.legacy.matters import FoundEvent
from letters.legacy.places import place_of
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_LONGEST_TITLE: Final = 160
_JOINED: Final = 40
_CITED_NEAR: Final = 25
_CLAUSE: Final = 60
_NOUN_NEAR: Final = 120
_LEADS: Final = ("on", "for", "from", "pour", "du", "para", "de", "del", "desde")
"""Small words that lead from a name to a date."""


def events_in(
    sentences: Sequence[Sentence], issued: date, taken: Sequence[date], tongue: Tongue
) -> list[FoundEvent]:
    """The events that sentences and the subject tell of; days that are deadlines already are left out."""
    found: dict[tuple[object, object], FoundEvent] = {}
    previous: Sentence | None = None
    for sentence in sentences:
        before: Dated | None = None
        for dated in dates_in(sentence, issued, tongue):
            if dated.replaced(tongue) or _is_taken(dated, taken, tongue):
                continue
            if before is not None and dated.ends_event(tongue):
                _close(found, before, dated, issued)
                continue
            follows = before is not None and _is_joined(before, dated, tongue)
            event = _event(dated, issued, tongue) if follows or _takes_place(dated, tongue) else None
            before = dated if event else None
            if event is not None and previous is not None and not event.title:
                event = replace(event, title=_named_before(sentence, previous, tongue))
            if event is not None:
                known = found.get((event.start, event.end))
                found[event.start, event.end] = _together(known, event) if known else event
        previous = sentence
    return list(found.values())


def _close(found: dict[tuple[object, object], FoundEvent], opens: Dated, closes: Dated, issued: date) -> None:
    """An event whose first and last day are printed apart becomes one range."""
    first, last = opens.span.dates(issued.year), closes.span.dates(issued.year)
    event = found.pop((first[0], first[1]), None) if first and last else None
    if event is not None and last is not None:
        found[event.start, last[0]] = replace(event, end=last[0])


def _is_taken(dated: Dated, taken: Sequence[date], tongue: Tongue) -> bool:
    if dated.last is None:
        return dated.first in taken
    return dated.last in taken and _verb(dated, tongue) is None


def _together(one: FoundEvent, other: FoundEvent) -> FoundEvent:
    """One event told twice: with the fuller title, and the place that either names."""
    title = max((one.title, other.title), key=len)
    if one.place or not other.place:
        return replace(one, title=title)
    return replace(one, title=title, place=other.place, country=other.country)


def _is_joined(before: Dated, dated: Dated, tongue: Tongue) -> bool:
    """Whether a second range follows on the first: `in A from … and in B from …`."""
    between = dated.sentence.folded[before.span.end : dated.span.start]
    ands = alternatives((*tongue.variants.dates.ands, ",", ";"))
    return len(between) <= _JOINED and dated.last is not None and bool(re.match(rf"\s*{ands}\s", between))


def _event(dated: Dated, issued: date, tongue: Tongue) -> FoundEvent | None:
    dates = dated.span.dates(issued.year)
    if dates is None:
        return None
    if dated.moved(tongue) and dates[1]:
        dates = (dates[1], None)
    place, country = place_of(dated, tongue)
    title = _title(dated, tongue)
    return FoundEvent(title, *dates, place, country, dated.span.text, dated.line)


def _verb(dated: Dated, tongue: Tongue) -> re.Match[str] | None:
    """The word that says something takes place, in the same clause as the date or right after it."""
    pattern = tongue.pattern(tongue.variants.events.verbs)
    found = list(pattern.finditer(dated.clause(tongue)))
    return found[-1] if found else pattern.search(dated.after[:_CLAUSE])


def _takes_place(dated: Dated, tongue: Tongue) -> bool:
    """Whether the date is that of an event, and not of a document or of anything else."""
    words = tongue.variants.events
    clause = dated.clause(tongue)
    if tongue.says(words.once, clause[-_CLAUSE:]):
        return False
    row = fold(dated.sentence.row)
    if row and (dated.last is not None or tongue.says(words.nouns, row)):
        return True
    if _noun_beside(dated, tongue):
        return True
    ranged = dated.span.last is not None
    if _verb(dated, tongue):
        return ranged or not _is_cited(dated, tongue)
    if not ranged and (dated.first is None or _is_cited(dated, tongue)):
        return False
    bracketed = bool(re.search(r"\([^()]*$", clause)) or clause.rstrip().endswith((",", "(", "-"))
    return (ranged or bracketed) and tongue.says(words.nouns, clause[-_NOUN_NEAR:])


def _is_cited(dated: Dated, tongue: Tongue) -> bool:
    """Whether the date belongs to a document or a decision named right before it."""
    cited = alternatives(tongue.variants.events.cited)
    return re.search(rf"{cited}\s*(?:the|le|el)?\s*$", dated.before[-_CITED_NEAR:]) is not None


def _noun_beside(dated: Dated, tongue: Tongue) -> bool:
    """`at its meeting of 3 May`: the noun right before the date, and no document or decision around it."""
    words, relations = tongue.variants.events, tongue.variants.relations
    nouns = alternatives(words.nouns, unspaced=tongue.variants.unspaced)
    joins = alternatives((*words.cited, *words.places, "on", "le", "de los"))
    beside = re.search(rf"{nouns}\s+{joins}\s+(?:the\s+|le\s+|el\s+)?$", dated.before)
    clause = dated.clause(tongue)[-_CLAUSE:]
    papers = (*relations.documents, *relations.letters, *words.decided)
    return beside is not None and not tongue.says(papers, clause)


def _title(dated: Dated, tongue: Tongue) -> str:
    """The words around the noun that names the event; nothing where no noun does, or it only points back."""
    if dated.sentence.row:
        return dated.sentence.row[:_LONGEST_TITLE]
    words, folded = tongue.variants.events, dated.sentence.folded
    clause = dated.clause(tongue)
    start, end = dated.span.start - len(clause), dated.span.start
    verbs = list(tongue.pattern(words.verbs).finditer(folded, start, end))
    left, noun = _noun_before(folded, start, verbs[-1].start() if verbs else end, tongue)
    if noun is None:
        left, noun = _noun_before(folded, start, end, tongue)
    if noun is None:
        return ""
    determiners = list(tongue.pattern(words.determiners).finditer(folded, left, noun.start()))
    begin = determiners[-1].end() if determiners else left
    auxiliaries = alternatives((*words.auxiliaries, *words.bounds))
    cut = re.compile(rf"\s\(|,\s|\s[-–]\s|\s{auxiliaries}\s").search(folded, noun.end(), end)
    held = tongue.pattern(words.verbs).search(folded, noun.start(), end)
    until = min([end, *(match.start() for match in (cut, held) if match)])
    pointing = determiners and tongue.says(words.demonstratives, determiners[-1][0])
    title = dated.sentence.text[begin:until].strip(" ,;:(–-")
    return "" if pointing else _without_loose_end(title, tongue)[:_LONGEST_TITLE]


def _named_before(sentence: Sentence, previous: Sentence, tongue: Tongue) -> str:
    """What `this meeting` means: the words around the same noun in the sentence before."""
    words = tongue.variants.events
    pointing = re.compile(
        rf"{alternatives(words.demonstratives)}\s+(?P<noun>{alternatives(words.nouns)})"
    ).search(sentence.folded)
    if pointing is None or sentence.paragraph != previous.paragraph:
        return ""
    noun = re.search(rf"(?<!\w){re.escape(pointing['noun'])}(?!\w)", previous.folded)
    if noun is None:
        return ""
    ends = re.compile(rf"[,;:(]|\s{alternatives((*words.auxiliaries, *words.bounds, *words.verbs))}")
    end = ends.search(previous.folded, noun.end())
    title = previous.text[noun.start() : end.start() if end else len(previous.text)]
    return _without_loose_end(title.strip(" ."), tongue)[:_LONGEST_TITLE]


def _noun_before(folded: str, start: int, end: int, tongue: Tongue) -> tuple[int, re.Match[str] | None]:
    """The first noun for an event in the piece of the clause nearest to its end, and where that begins."""
    words = tongue.variants.events
    bound = re.compile(rf"[,;:()]|{alternatives(words.bounds)}")
    edges = [start, *(match.end() for match in bound.finditer(folded, start, end)), end]
    pattern = tongue.pattern(words.nouns)
    for left, right in zip(reversed(edges[:-1]), reversed(edges[1:]), strict=True):
        noun = pattern.search(folded, left, right)
        if noun:
            return left, noun
    return start, None


def _without_loose_end(title: str, tongue: Tongue) -> str:
    """A title without the small words at its end that lead to the date."""
    words = tongue.variants.events
    small = alternatives((*words.determiners, *words.places, *words.cited, *_LEADS))
    match = re.search(rf"(?:\s+{small})+$", fold(title))
    return title[: match.start()] if match else title
