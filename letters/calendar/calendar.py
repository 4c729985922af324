"""The calendar of one language: what is sealed of it at the approval, and the file that it becomes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_DNS, UUID, uuid5

from letters.calendar.entries import Entry, entries_of
from letters.calendar.writing import component, folded, moment, text, when
from letters.facts import Facts, Language
from letters.languages import Formulas
from letters.markdown.bidi import LRI, PDI
from letters.numbers import REFERENCE_FIELDS
from mailer.canonical import canonical_json
from mailer.merge import Escaping, compile_template

MEDIA_TYPE: Final = "text/calendar; charset=utf-8; method=PUBLISH"
FORMAT: Final = 1
"""The version of the rules by which a sealed calendar becomes bytes."""


@dataclass(frozen=True)
class Calendar:
    """All of a calendar but the letter's number, which it gets after it was sealed.

    `organiser` is the address that the letter comes from, `domain` the office's own. `root` is the reference
    of the first letter that this one says it follows on; empty where it says none. `subject` and `reference`
    are merge templates of nothing but the references: the letter's subject, empty where each recipient has
    another, and its own reference after its label.
    """

    language: Language
    domain: str
    organiser: str
    root: str
    issued: date
    subject: str
    reference: str
    entries: tuple[Entry, ...]
    format: int = FORMAT

    def to_json(self) -> str:
        """The canonical text, which is sealed."""
        facts = {**asdict(self), "issued": self.issued.isoformat()}
        facts["entries"] = [
            {**asdict(one), "start": _written(one.start), "end": one.end and _written(one.end)}
            for one in self.entries
        ]
        return canonical_json(facts)

    @classmethod
    def from_json(cls, written: str) -> Calendar:
        """The calendar that gave this text; ValueError if it is none, or of another format."""
        facts: dict[str, Any] = json.loads(written)
        if facts.get("format") != FORMAT:
            raise ValueError(f"This is no calendar in format {FORMAT}.")
        entries = (
            Entry(
                **{
                    **one,
                    "start": _read(one["start"]),
                    "end": one["end"] and _read(one["end"]),
                    "lines": tuple(one["lines"]),
                }
            )
            for one in facts["entries"]
        )
        plain = {
            "language": Language(facts["language"]),
            "issued": date.fromisoformat(facts["issued"]),
            "entries": tuple(entries),
        }
        return cls(**{**facts, **plain})

    def fill(self, name: str, references: Mapping[str, str], sequence: int = 0) -> bytes:
        """The file, in UTF-8: the same bytes for the same letter under the same number.

        `name` is the first reference of the letter's family, or its handle where it has none; `references`
        are what this language prints, by their merge fields. `sequence` grows with each letter of the family:
        of two texts for one entry, calendars keep the one with the higher number (RFC 5545 3.8.7.4).
        """
        head = ["VERSION:2.0", "PRODID:-//secretariat-mailer//letters//EN", "CALSCALE:GREGORIAN"]
        subject = _merged(self.subject, references)
        reference = _merged(self.reference, references) if REFERENCE_FIELDS[0] in references else ""
        root = self.root or name
        events = [
            line for one in self.entries for line in self._event(one, root, sequence, subject, reference)
        ]
        lines = component("VCALENDAR", [*head, "METHOD:PUBLISH", *events])
        return b"".join(map(folded, lines))

    def _event(self, entry: Entry, root: str, sequence: int, subject: str, reference: str) -> list[str]:
        """A VEVENT as RFC 5546 section 3.2.1 wants it published."""
        summary = f"{entry.label}{entry.title or subject or reference}"
        described = "\n".join([*filter(None, [subject, reference]), *entry.lines])
        said = f";LANGUAGE={self.language}"
        lines = [
            f"UID:{uid(self.domain, root, entry.name)}",
            f"DTSTAMP:{moment(datetime.combine(self.issued, time(), UTC))}",
            f"SEQUENCE:{sequence}",
            when("DTSTART", entry.start),
            *([when("DTEND", entry.end)] if entry.end else []),
            f"SUMMARY{said}:{text(summary)}",
            *([f"LOCATION{said}:{text(entry.place)}"] if entry.place else []),
            f"DESCRIPTION{said}:{text(described)}",
            f"ORGANIZER:mailto:{quote(self.organiser, safe='@')}",
            "TRANSP:TRANSPARENT",
        ]
        return component("VEVENT", lines)


def uid(domain: str, root: str, name: str) -> UUID:
    """The one name of an entry in all calendars of the world, whichever letter of a family it comes with.

    It follows from the office's domain, the reference of the first letter and the entry's own name: anybody
    can work it out, and nobody else's falls together with it (RFC 9562 section 5.5, RFC 7986 section 5.3).
    """
    return uuid5(uuid5(NAMESPACE_DNS, domain), f"{root}\n{name}")


def calendar_of(
    facts: Facts,
    language: Language,
    subject: str,
    formulas: Formulas,
    *,
    domain: str,
    organiser: str,
    root: str = "",
) -> Calendar | None:
    """The calendar of a letter in a language; None where nothing of it stands in calendars.

    `subject` is the letter's as a merge template; `root` is the reference of the first letter, where this one
    says that it follows on another.
    """
    shared = compile_template(subject, Escaping.HEADER).fields <= set(REFERENCE_FIELDS)
    entries = entries_of(facts, language, formulas, subject=shared)
    if not entries:
        return None
    return Calendar(
        language=language,
        domain=domain,
        organiser=organiser,
        root=root,
        issued=facts.date,
        subject=subject if shared else "",
        reference=_reference(formulas),
        entries=entries,
    )


def _reference(formulas: Formulas) -> str:
    """The number runs from left to right, whatever the language around it does."""
    field = f"{{{{ {REFERENCE_FIELDS[0]} }}}}"
    return formulas.label(formulas.labels.reference) + (f"{LRI}{field}{PDI}" if formulas.rtl else field)


def _merged(template: str, references: Mapping[str, str]) -> str:
    return compile_template(template, Escaping.HEADER).merge(references)


def _written(value: date | datetime) -> str:
    return value.isoformat()


def _read(value: str) -> date | datetime:
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
