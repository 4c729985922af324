"""Approving a letter in two steps: everything is rendered and hashed first, then one short transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from letters.calendar.kept import keep_calendars, seal_calendars
from letters.checks import check
from letters.checks.house import NO_HOUSE, House
from letters.circuit import refuse_unless_due
from letters.document.emblem import Emblem
from letters.document.engine import engine_installed, engine_manifest
from letters.facts import CATEGORIES, Facts, Language
from letters.family import parent_in, with_moves
from letters.findings import Finding
from letters.languages import Formulas
from letters.languages.library import formulas_hash, shipped_library
from letters.layout.profiles import blocks_of
from letters.layout.tree import CopyMark
from letters.letter import (
    Approval,
    Letter,
    LetterRendition,
    LetterState,
    annexes_of,
    letter_called,
    lock_letter,
    move,
    no_letter,
    versions_of,
)
from letters.numbering import Labels, child_labels, take_numbers
from letters.register import RegisterEntry
from letters.rendering import ENGINE, Rendition, render_version
from letters.seal import (
    APPROVED,
    Rendered,
    changed_parts,
    full_manifest,
    references_facts,
    seal_of,
    source_manifest,
)
from letters.source import LetterSource
from letters.submission import refuse_errors, stored_source
from mailer.audit import Actor, record
from mailer.canonical import digest
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.merge import LimitedMerger
from mailer.outbox import keep_part
from mailer.settings import ApprovalSettings, OfficeSettings
from mailer.staff import Role, require
from recipients.proofreading import Proofreader

STRICT: Final = ApprovalSettings()
"""No clearances but those that the letter asks for, and no drafter who approves."""


@dataclass(frozen=True)
class Prepared:
    """A letter ready to be approved: what was rendered from which source, and what the checks said of it."""

    letter_id: int
    handle: str
    edition: int
    drafter: str
    source: Mapping[str, str]
    renditions: tuple[Rendered, ...]
    formulas: Mapping[Language, str]
    """What each language of the letter said in set phrases, as a hash."""
    calendars: Mapping[Language, str]
    """The calendars as they are sealed, without the number; none where there is nothing to put into one."""
    layout: str
    engine: int
    emblem: Emblem | None
    documents: Mapping[str, str]
    """What documents are set with, part by part; empty where they cannot be set."""
    findings: tuple[Finding, ...]
    """Warnings only: with an error nothing is prepared."""
    labels: Labels = field(default_factory=dict)
    """What its number under a parent is printed as; none for a letter without one."""

    @property
    def seal(self) -> str:
        """The approval seal that the letter will bear."""
        return seal_of(self.manifest())

    def manifest(self) -> dict[str, object]:
        """All that the seal covers, part by part."""
        return full_manifest(
            self.source,
            self.renditions,
            formulas=self.formulas,
            calendars=self.calendars,
            layout=self.layout,
            engine=self.engine,
            emblem=self.emblem.sha256 if self.emblem else None,
            documents=self.documents,
        )

    def warnings(self, actor: Actor) -> tuple[str, ...]:
        """What this approver should know before saying yes."""
        own = "warning: You submitted this letter yourself: nobody else has read it."
        return (*map(str, self.findings), *([own] if self.own_draft(actor) else []))

    def own_draft(self, actor: Actor) -> bool:
        """Whether the approver is the drafter."""
        return actor.pseudonym == self.drafter


def prepare_approval(
    session: OfficeSession,
    now: datetime,
    handle: str,
    *,
    office: OfficeSettings,
    categories: Collection[str] = CATEGORIES,
    proofreader: Proofreader | None = None,
    formulas: Mapping[Language, Formulas] | None = None,
    house: House = NO_HOUSE,
    merger: LimitedMerger | None = None,
    emblem: Emblem | None = None,
) -> Prepared:
    """Check, render and hash a letter in review, in a reading transaction; nothing is changed.

    `office` is who sends, as calendars name them; `categories` are those of its directory, `proofreader`
    knows whom an audience expression may name there, `formulas` and `house` are the office's own, `merger`
    is one to share, `emblem` is the picture that the letter's documents are to bear. HasErrors if the checks,
    made anew on this day in the letter's time zone, find errors; Refused if the letter is not in review or
    uses a reference that it does not have; NotFound if there is none of this handle.
    """
    letter = letter_called(session, handle)
    if letter is None:
        raise no_letter(session, handle)
    _refuse_unless_in_review(letter)
    source = stored_source(session, letter)
    spoken = formulas or shipped_library().formulas
    today = now.astimezone(ZoneInfo(source.facts.time_zone)).date()
    with nullcontext(merger) if merger else LimitedMerger() as limited:
        findings = check(
            source,
            today,
            categories=categories,
            proofreader=proofreader,
            formulas=spoken,
            house=house,
            parents=partial(parent_in, session),
            merger=limited,
        )
        refuse_errors(findings)
        made = list(_renditions(source, limited, spoken))
    refuse_errors(finding for rendition in made for finding in rendition.findings)
    renditions = tuple(map(_rendered, made))
    _refuse_unresolved(source.facts, renditions)
    subjects = {made.language: made.subject for made in renditions if made.mark is CopyMark.ORIGINAL}
    return Prepared(
        letter_id=letter.id,
        handle=letter.handle,
        edition=letter.edition,
        drafter=letter.drafter,
        source=_source_of(session, letter),
        renditions=renditions,
        formulas={language: formulas_hash(spoken[language]) for language in source.facts.languages},
        calendars=seal_calendars(session, with_moves(session, source.facts), subjects, spoken, office),
        layout=digest([block.model_dump(mode="json") for block in blocks_of(source.facts.layout)]),
        engine=ENGINE,
        emblem=emblem,
        documents=engine_manifest() if engine_installed() else {},
        findings=tuple(findings),
        labels=child_labels(source.facts, spoken),
    )


def approve(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    prepared: Prepared,
    *,
    accepted: int = 0,
    rules: ApprovalSettings = STRICT,
) -> Letter:
    """Freeze a prepared letter under its seal and take its references, in one short transaction.

    `accepted` is the number of warnings that the approver has read, `rules` are the office's. Refused if it
    is another number than the checks gave, for who may not approve this letter, while a clearance is
    missing or is of something else, if anything of it changed since it was prepared, if it is not in
    review any more, or if the register refuses a reference; then no number is used up.
    """
    require(actor, Role.APPROVER, "approve a letter")
    _refuse_unread(prepared, accepted)
    letter = lock_letter(session, prepared.letter_id)
    _refuse_unless_in_review(letter)
    changed = changed_parts(prepared.source, _source_of(session, letter))
    if changed or letter.edition != prepared.edition:
        what = f" Changed: {', '.join(changed)}." if changed else ""
        raise Refused(
            f"The letter “{letter.handle}” was submitted again or changed since it was prepared for approval."
            f"{what} Read it again, then approve it."
        )
    refuse_unless_due(session, now, actor, letter, rules, prepared.formulas)
    entries = take_numbers(session, now, actor, letter, prepared.labels)
    _freeze(session, now, actor, letter, prepared)
    move(session, now, actor, letter, LetterState.APPROVED)
    _record(session, now, actor, letter, prepared, entries)
    return letter


def _refuse_unread(prepared: Prepared, accepted: int) -> None:
    """An approver says how many warnings were read; it must be all of them."""
    count = len(prepared.findings)
    if count != accepted:
        warnings = "a warning" if count == 1 else f"{count} warnings" if count else "no warning"
        raise Refused(
            f"The letter “{prepared.handle}” has {warnings}, and you accepted {accepted or 'none'}."
            " Read them, then say how many there are."
        )


def _renditions(
    source: LetterSource, merger: LimitedMerger, formulas: Mapping[Language, Formulas]
) -> Iterator[Rendition]:
    for language in source.facts.languages:
        for mark in CopyMark:
            yield render_version(source, language, mark, merger=merger, formulas=formulas[language])


def _rendered(made: Rendition) -> Rendered:
    fields = tuple(sorted(made.fields))
    return Rendered(
        language=made.language,
        mark=made.mark,
        subject=made.subject,
        text=made.text,
        html=made.html,
        document=made.document,
        fields=fields,
    )


def _refuse_unless_in_review(letter: Letter) -> None:
    if letter.state is not LetterState.IN_REVIEW:
        raise Refused(
            f"The letter “{letter.handle}” is {letter.state}; only a letter in review can be approved."
        )


def _refuse_unresolved(facts: Facts, renditions: tuple[Rendered, ...]) -> None:
    """A field for a reference that the letter does not have would never be filled."""
    for number, name in enumerate(("reference", "reference_2"), start=1):
        if number > len(facts.numbers) and any(name in made.fields for made in renditions):
            raise Refused(f"The letter uses {{{{ {name} }}}}, but letter.yaml names no such reference.")


def _source_of(session: OfficeSession, letter: Letter) -> dict[str, str]:
    return source_manifest(letter, versions_of(session, letter), annexes_of(session, letter))


def _freeze(session: OfficeSession, now: datetime, actor: Actor, letter: Letter, prepared: Prepared) -> None:
    approval = Approval(
        letter_id=letter.id,
        edition=letter.edition,
        approver=actor.pseudonym,
        at=now,
        engine=prepared.engine,
        emblem=keep_part(session, prepared.emblem.content) if prepared.emblem else None,
        manifest=prepared.manifest(),
        seal=prepared.seal,
        voided_why="",
    )
    session.add(approval)
    session.flush()
    session.add_all(
        LetterRendition(
            approval_id=approval.id,
            language=made.language,
            mark=made.mark,
            subject=made.subject,
            text=made.text,
            html=made.html,
            document=made.document,
            fields=list(made.fields),
        )
        for made in prepared.renditions
    )
    keep_calendars(session, letter, approval, prepared.calendars)


def _record(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    letter: Letter,
    prepared: Prepared,
    entries: list[RegisterEntry],
) -> None:
    facts = {
        "handle": letter.handle,
        "edition": letter.edition,
        "seal": prepared.seal,
        "references": references_facts(session, entries),
        "issue_date": letter.issue_date.isoformat(),
        "warnings": len(prepared.findings),
        "accepted": sorted({finding.code for finding in prepared.findings}),
        "own_draft": prepared.own_draft(actor),
    }
    record(session, now, actor, APPROVED, f"letter:{letter.id}", facts)
