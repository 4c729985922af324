"""Lays out the demo's letter with dates that lie ahead on the day it runs.

In `data/letter/` the dates stand as placeholders: `${date}`, `${deadline}`, `${event_start}` and
`${event_end}` in `letter.yaml`, as ISO dates; `${deadline}` (the whole phrase, "by 10 July"), `${event}` (the
days, "from 5 to 7 October") and `${year}` in the language files, as each language writes them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from string import Template
from typing import Final

from letters.facts import Language
from letters.languages import format_deadline, format_range, load_formulas
from letters.source import ANNEX_FOLDER, FACTS_FILE

LETTER: Final = Path(__file__).parent / "data" / "letter"
"""The letter as it is shipped."""
STAKEHOLDERS: Final = Path(__file__).parent / "data" / "stakeholders.xlsx"
"""The directory that the letter is addressed to."""
_ANSWERS_WITHIN: Final = timedelta(days=60)
_EVENT_AFTER: Final = timedelta(days=120)
_SATURDAY: Final = 5


@dataclass(frozen=True)
class LetterDates:
    """The dates of the demo's letter. Neither deadline nor event falls on a weekend."""

    issued: date
    deadline: date
    event_start: date
    event_end: date

    @classmethod
    def for_day(cls, today: date) -> LetterDates:
        """Those of a letter dated `today`: answers within two months, the event two months after that."""
        event = _monday_from(today + _EVENT_AFTER)
        return cls(today, _working_day_from(today + _ANSWERS_WITHIN), event, event + timedelta(days=2))


def write_letter(folder: Path, today: date) -> None:
    """Write the letter, dated `today`, into `folder`, which is made if need be; what is there is replaced."""
    dates = LetterDates.for_day(today)
    folder.mkdir(parents=True, exist_ok=True)
    _fill_in(folder, FACTS_FILE, _facts_wording(dates))
    for language in Language:
        _fill_in(folder, f"{language}.md", _wording(dates, language))
    shutil.copytree(LETTER / ANNEX_FOLDER, folder / ANNEX_FOLDER, dirs_exist_ok=True)


def _fill_in(folder: Path, name: str, wording: dict[str, str]) -> None:
    text = (LETTER / name).read_text(encoding="utf-8")
    (folder / name).write_text(Template(text).substitute(wording), encoding="utf-8")


def _facts_wording(dates: LetterDates) -> dict[str, str]:
    return {
        "date": dates.issued.isoformat(),
        "deadline": dates.deadline.isoformat(),
        "event_start": dates.event_start.isoformat(),
        "event_end": dates.event_end.isoformat(),
    }


def _wording(dates: LetterDates, language: Language) -> dict[str, str]:
    formulas = load_formulas(language)
    return {
        "deadline": format_deadline(dates.deadline, formulas, inclusive=True),
        "event": format_range(dates.event_start, dates.event_end, formulas),
        "year": str(dates.event_start.year),
    }


def _working_day_from(day: date) -> date:
    return day if day.weekday() < _SATURDAY else _monday_from(day)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
