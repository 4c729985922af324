"""What ties the letter to others, before and after: relations, promises, credentials, known defects."""

from __future__ import annotations

from enum import StrEnum

from letters.facts.wording import Fact, Line, Name, RoughDay, Text


class RelationKind(StrEnum):
    """How a letter stands to another letter or document (letters.md §1.2, 19)."""

    FURTHER_TO = "further-to"
    REMINDER_OF = "reminder-of"
    ADDENDUM_TO = "addendum-to"
    CORRIGENDUM_TO = "corrigendum-to"
    REVISION_OF = "revision-of"
    CANCELS = "cancels"
    PARALLEL_TO = "parallel-to"
    FOLLOW_UP_TO = "follow-up-to"
    CITES = "cites"


class Relation(Fact):
    """One relation; `reference` is the other's own, `date` its date, as far as known."""

    kind: RelationKind
    reference: Text | None = None
    title: Text | None = None
    date: RoughDay | None = None


class Promise(Fact):
    """Something the letter says will follow; a task until it is done."""

    text: Text
    due: RoughDay | None = None
    event: Name | None = None


class Credentials(Fact):
    """The fact that credentials were issued, and to whom; never the secret itself."""

    issued_to: Text
    text: Text | None = None


class DefectKind(StrEnum):
    """What can be wrong with an old letter that is kept as it was."""

    PAGE_NUMBER = "page-number"
    PAGE_BREAK = "page-break"
    LOST_IMAGE = "lost-image"
    SCAN_NOISE = "scan-noise"
    LOST_LINK = "lost-link"
    TYPING_ERROR = "typing-error"
    FOREIGN_DOMAIN = "foreign-domain"
    UNRESOLVED = "unresolved"
    UNDATED = "undated"
    WRONG_WEEKDAY = "wrong-weekday"
    COPY_OVERLAP = "copy-overlap"
    ANNEXES_MISSING = "annexes-missing"
    DEADLINE_WEEKEND = "deadline-weekend"
    DEADLINE_AFTER_EVENT = "deadline-after-event"
    DEADLINE_BEFORE_LETTER = "deadline-before-letter"
    DAMAGED_CHARACTERS = "damaged-characters"


class Defect(Fact):
    """A known defect of an old letter, kept and not corrected (letters.md §1.2, 22)."""

    kind: DefectKind
    what: Line
