"""The facts of one letter, shared by all its language versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, model_validator

from letters.facts.correspondents import Addressees, Clearances, Contact, CopyGroup, Signatory
from letters.facts.kinds import FOLLOWING, LetterKind
from letters.facts.matters import Annex, Ask, Deadline, DeadlineMove, Event
from letters.facts.printed import AnnexForm, DateForm, Layout, Reference
from letters.facts.relations import Credentials, Defect, Promise, Relation
from letters.facts.terms import Wording
from letters.facts.wording import Day, Fact, FieldName, Flag, Language, Line, Lines, Name, Passage, Text, Zone
from mailer.canonical import canonical_json

FACTS_FORMAT: Final = 1


class Purpose(StrEnum):
    """What the letter is for; a letter may be for several."""

    INVITATION = "invitation"
    CALL_FOR_PROPOSALS = "call-for-proposals"
    CALL_FOR_CONTRIBUTIONS = "call-for-contributions"
    INFORMATION = "information"
    CONSULTATION = "consultation"


class MailKind(StrEnum):
    """Official letters reach everyone they are addressed to; voluntary ones can be declined."""

    OFFICIAL = "official"
    VOLUNTARY = "voluntary"


class Formality(StrEnum):
    """Which of a language's salutations and closings is used."""

    CIRCULAR = "circular"
    HIGH = "high"


class SalutationRule(StrEnum):
    """Whether everybody is greeted alike, or each by rank, kind and gender (`recipients.courtesy`)."""

    ALIKE = "alike"
    BY_RANK = "by-rank"


class MergeField(Fact):
    """A merge field that the letter uses; `rows` names the columns of a field that holds a list of rows."""

    name: FieldName
    description: Passage | None = None
    example: Passage | None = None
    rows: Mapping[FieldName, Passage] = {}


@dataclass(frozen=True)
class ServedIn:
    """The language a recipient is served in, and whether that is a fallback."""

    language: Language
    fell_back: bool


class Fallback(Fact):
    """What recipients get whose language the letter does not have: for each language, or for all others."""

    by_language: Mapping[Language, tuple[Language, ...]] = {}
    others: tuple[Language, ...] = ()

    def order_for(self, language: Language | None) -> tuple[Language, ...]:
        """The languages to try in order for someone who prefers this one; empty when there is none."""
        if language is not None and language in self.by_language:
            return self.by_language[language]
        return self.others


def _fallback(value: object) -> object:
    """`none`, a list for everyone, or a mapping of languages (and `others`) to lists."""
    if value is None or value == "none":
        return {}
    if isinstance(value, list):
        return {"others": value}
    if isinstance(value, Mapping) and "by_language" not in value:
        by_language = {key: _listed(order) for key, order in value.items() if key != "others"}
        return {"by_language": by_language, "others": _listed(value.get("others") or [])}
    return value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _layout(value: object) -> object:
    """A profile's name, or the blocks in order; a block without particulars may be just its name."""
    if isinstance(value, str):
        return {"profile": value}
    if isinstance(value, list):
        return _named_blocks(value)
    if isinstance(value, Mapping) and isinstance(value.get("blocks"), list):
        return {**value, **_named_blocks(value["blocks"])}
    return value


def _named_blocks(blocks: list[object]) -> dict[str, object]:
    return {"blocks": [{"block": block} if isinstance(block, str) else block for block in blocks]}


class Facts(Fact):
    """Everything of a letter that does not depend on the language it is read in (letters.md §1.2)."""

    kind: LetterKind = LetterKind.CIRCULAR
    parent: Line | None = None
    """The reference of the letter that it follows on."""
    reason: Line | None = None
    """Why a cancellation cancels, as the register keeps it."""
    old: Flag = False
    purposes: tuple[Purpose, ...] = ()
    mail: MailKind = MailKind.OFFICIAL
    stream: Name | None = None
    formality: Formality = Formality.CIRCULAR
    salutations: SalutationRule = SalutationRule.ALIKE
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    fallback: Annotated[Fallback, BeforeValidator(_fallback)] = Fallback()
    layout: Annotated[Layout, BeforeValidator(_layout)] = Layout()
    references: Annotated[tuple[Reference, ...], Field(max_length=2)] = ()
    place: Text | None = None
    date: Day
    date_form: DateForm = DateForm()
    time_zone: Zone = "UTC"
    letterhead: Lines | None = None
    contacts: tuple[Contact, ...] = ()
    signatory: Signatory | None = None
    clearances: Clearances = ()
    addressees: Addressees | None = None
    terms: Mapping[FieldName, Mapping[Name, Wording]] = {}
    fields: tuple[MergeField, ...] = ()
    asks: tuple[Ask, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    moves: tuple[DeadlineMove, ...] = ()
    """Deadlines of the parent that an addendum moves."""
    events: tuple[Event, ...] = ()
    calendar: Flag = True
    """Whether its deadlines and events go along as a file for people's own calendars."""
    signed_replies: Flag = False
    """Whether answers go to an address of the office that names the copy they answer."""
    annexes: tuple[Annex, ...] = ()
    annex_form: AnnexForm = AnnexForm()
    copies: tuple[CopyGroup, ...] = ()
    relations: tuple[Relation, ...] = ()
    promises: tuple[Promise, ...] = ()
    credentials: Credentials | None = None
    defects: tuple[Defect, ...] = ()

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        _once("language", self.languages)
        _once("clearance", (clearance.office for clearance in self.clearances))
        _once("ask", (ask.id for ask in self.asks))
        _once("deadline", (deadline.id for deadline in self.deadlines))
        _once("event", (event.id for event in self.events))
        _once("annex", (annex.number for annex in self.annexes))
        _once("merge field", (field.name for field in self.fields))
        _once("deadline moved", (move.deadline for move in self.moves))
        if self.is_child and len(self.references) > 1:
            raise ValueError("Beside its number under the parent the letter can bear one reference more.")
        return self

    @property
    def is_child(self) -> bool:
        """Whether its number is one under the reference of its parent."""
        return self.parent is not None and self.kind in FOLLOWING

    @property
    def numbers(self) -> tuple[Reference | None, ...]:
        """What it bears as references, the primary one first; None is its number under the parent."""
        return (None, *self.references) if self.is_child else self.references

    @property
    def legacy(self) -> bool:
        """Whether this is an old letter that was read in: it is kept as it was, and not sent again."""
        return self.old or any(reference.legacy for reference in self.references)

    def deadline(self, name: str) -> Deadline | None:
        """The deadline with this id."""
        return next((deadline for deadline in self.deadlines if deadline.id == name), None)

    def event(self, name: str) -> Event | None:
        """The event with this id."""
        return next((event for event in self.events if event.id == name), None)

    def annex(self, number: int) -> Annex | None:
        """The annex with this number."""
        return next((annex for annex in self.annexes if annex.number == number), None)

    def lead_days(self, deadline: Deadline) -> tuple[int, int | None]:
        """Days from the letter to the deadline, and from there to the event it names, where it names one."""
        event = self.event(deadline.event) if deadline.event else None
        rest = (event.start.first_day() - deadline.date).days if event else None
        return (deadline.date - self.date).days, rest

    def served_in(self, preferred: Sequence[str]) -> ServedIn | None:
        """The language for someone who prefers these, in their order; None when the letter has none for them.

        First choice: the first preferred language the letter has. Then the fallback of each preferred
        language in turn; someone without any preference takes the fallback for all others.
        """
        known = [Language(code) for code in preferred if code in set(Language)]
        for language in known:
            if language in self.languages:
                return ServedIn(language, fell_back=False)
        wishes: Sequence[Language | None] = known or [None]
        for wanted in wishes:
            for language in self.fallback.order_for(wanted):
                if language in self.languages:
                    return ServedIn(language, fell_back=True)
        return None


def _once(what: str, names: Iterable[object]) -> None:
    seen: set[object] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"The {what} {name} stands here twice.")
        seen.add(name)


def facts_json(facts: Facts) -> str:
    """The facts as canonical JSON, every default written out: what is hashed and frozen at approval."""
    return canonical_json({"format": FACTS_FORMAT, "facts": facts.model_dump(mode="json")})


def facts_from_json(text: str) -> Facts:
    """The facts that `facts_json` wrote; ValueError when the text is something else."""
    stored: Any = json.loads(text)
    if not isinstance(stored, dict) or stored.get("format") != FACTS_FORMAT:
        raise ValueError(f"These are not facts of a letter in format {FACTS_FORMAT}.")
    return Facts.model_validate(stored["facts"])
