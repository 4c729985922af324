"""Writes a new letter: a folder that explains itself and passes every check on the day it is made."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from typing import Final

from letters.facts import Language
from letters.folder_writing import write_folder
from letters.languages import format_deadline, load_formulas
from letters.source import ANNEX_FOLDER, FACTS_FILE
from mailer.errors import Misused

DOMAIN: Final = "libraries.example"
_TIME_TO_ANSWER: Final = timedelta(days=60)


def write_new(
    folder: Path,
    languages: Sequence[str],
    today: date,
    *,
    office: str = "",
    domain: str = DOMAIN,
    series: str = "CL",
    time_zone: str = "Europe/Zurich",
) -> list[Path]:
    """Write a letter into `folder`, and return the files in their order.

    `office` replaces the invented name at the head, `domain` the invented one of its mailbox. Misused for
    languages a letter cannot have; Refused and Unreachable as `write_folder` says.
    """
    chosen = _read_languages(languages)
    texts = _texts(chosen, today, office, domain, series, time_zone)
    return write_folder(folder, {name: text.encode() for name, text in texts.items()})


def _read_languages(languages: Sequence[str]) -> list[Language]:
    known = ", ".join(Language)
    strange = [language for language in languages if language not in set(Language)]
    if strange:
        raise Misused(f"A letter cannot be written in “{strange[0]}”. It can be in {known}.")
    if not languages:
        raise Misused(f"Name at least one language for the letter: {known}.")
    return [Language(language) for language in dict.fromkeys(languages)]


def _texts(
    languages: list[Language], today: date, office: str, domain: str, series: str, time_zone: str
) -> dict[str, str]:
    """The text of each file by its name in the folder."""
    deadline = _working_day(today + _TIME_TO_ANSWER)
    files = {language: f"{ANNEX_FOLDER}/questionnaire-{language}.txt" for language in languages}
    words = {language: _words()[language] for language in languages}
    facts = {
        "languages": ", ".join(languages),
        "first": languages[0].value,
        "series": _quoted(series),
        "date": today.isoformat(),
        "deadline": deadline.isoformat(),
        "time_zone": time_zone,
        "mailbox": f"report@{domain}",
        "files": _by_language(files, 6),
        "letterhead": _by_language({one: office or words[one]["office"] for one in languages}, 2),
        **{
            name: _by_language({one: words[one][word] for one in languages}, indent)
            for name, word, indent in _PLACES
        },
    }
    texts = {FACTS_FILE: _starter(FACTS_FILE, facts)}
    for language in languages:
        phrase = format_deadline(deadline, load_formulas(language), inclusive=True)
        own = {"year": str(today.year), "deadline": phrase, "mailbox": f"report@{domain}"}
        texts[f"{language}.md"] = _starter(f"{language}.md", own)
        texts[files[language]] = _starter(f"questionnaire-{language}.txt", own)
    return texts


_PLACES: Final = (
    ("place", "place", 2),
    ("contact", "contact", 6),
    ("heading", "heading", 4),
    ("governments", "governments", 6),
    ("others", "others", 6),
    ("ask", "ask", 6),
    ("annex", "annex", 6),
    ("signatory", "signatory", 4),
    ("titles", "title", 4),
)
"""Where in the facts a text by language stands, its word in words.toml, and how far it is set in."""


def _working_day(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _by_language(texts: Mapping[Language, str], indent: int) -> str:
    return "\n".join(f"{' ' * indent}{language}: {_quoted(text)}" for language, text in texts.items())


def _quoted(text: str) -> str:
    """The text in quotation marks, as YAML reads them."""
    return json.dumps(text, ensure_ascii=False)


def _starter(name: str, values: Mapping[str, str]) -> str:
    source = resources.files("letters.starters").joinpath(name).read_text(encoding="utf-8")
    return Template(source).substitute(values)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("letters.starters").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
