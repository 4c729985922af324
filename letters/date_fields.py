"""Fields that print the dates of the facts in each language, so that nobody types a date twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letters.deadlines import CalendarDate
from letters.facts import Deadline, DeadlineWording, Event, Facts, Language
from letters.languages import Formulas, RangeStyle, format_date, format_deadline, format_range

DATE_OF_LETTER = "date_of_letter"


def date_fields(facts: Facts, language: Language, formulas: Formulas) -> Mapping[str, str]:
    """What each of the fields prints in a language.

    `deadline_replies` is the phrase that sets the deadline with the id replies, `date_replies` its day alone;
    `event_forum` are the days of the event forum in a sentence, `days_forum` in a heading. An id's hyphens
    are underscores in a field.
    """
    found = {DATE_OF_LETTER: format_date(facts.date, formulas)}
    for event in facts.events:
        found |= _event(event, formulas)
    for deadline in facts.deadlines:
        name = _name(deadline.id)
        found[f"deadline_{name}"] = _phrase(deadline, facts.time_zone, language, formulas)
        found[f"date_{name}"] = format_date(deadline.date, formulas)
    return found


def date_field_names(facts: Facts) -> Iterator[str]:
    """The names of these fields in a letter."""
    yield DATE_OF_LETTER
    for event in facts.events:
        if _is_whole(event):
            yield from (f"event_{_name(event.id)}", f"days_{_name(event.id)}")
    for deadline in facts.deadlines:
        yield from (f"deadline_{_name(deadline.id)}", f"date_{_name(deadline.id)}")


def _name(identifier: str) -> str:
    return identifier.replace("-", "_")


def _phrase(deadline: Deadline, letter_zone: str, language: Language, formulas: Formulas) -> str:
    """The letter's own wording where it gives one, else the language's."""
    own = deadline.printed.get(language) if deadline.printed else None
    return own or format_deadline(
        deadline.date,
        formulas,
        inclusive=deadline.wording is DeadlineWording.INCLUSIVE,
        clock=deadline.time,
        zone=deadline.zone or letter_zone,
    )


def _event(event: Event, formulas: Formulas) -> dict[str, str]:
    """Nothing for an event of which only the month or the year is known."""
    if not _is_whole(event):
        return {}
    first, last = event.start.first_day(), (event.end or event.start).first_day()
    name = _name(event.id)
    return {
        f"event_{name}": format_range(first, last, formulas),
        f"days_{name}": format_range(first, last, formulas, RangeStyle.HEADING),
    }


def _is_whole(event: Event) -> bool:
    return _is_day(event.start) and (event.end is None or _is_day(event.end))


def _is_day(day: CalendarDate) -> bool:
    return day.day is not None
