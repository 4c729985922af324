"""Proposing a reminder plan: its days are counted, and a letter for each rung is submitted for review."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from letters.facts import Deadline
from letters.findings import Finding
from letters.letter import Letter, LetterState, letter_called
from letters.register import EntryState, RegisterEntry, references_of
from letters.reminders import as_reminder, check_quotes, deadlines_in
from letters.source import LetterSource
from letters.submission import LONGEST_HANDLE, refuse_errors, submit
from letters.withdrawal import let_lapse
from mailer.audit import Actor
from mailer.canonical import canonical_json
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.staff import Role
from scheduler.reminders.plan import called, plans_of, tell
from scheduler.reminders.rules import PlanRules
from scheduler.reminders.tables import OPEN_PLANS, PlanState, ReminderPlan, ReminderRung, RungState
from scheduler.reminders.timing import Anchor, PlannedRung, planned_rungs
from scheduler.reminding.ending import end_plan
from scheduler.reminding.opening import place_of
from scheduler.replies.asked import Asking, asking

Check = Callable[[LetterSource], Sequence[Finding]]
"""What the checks say of a letter; nothing where an approver's own checks are to come."""
_PASSED = "its day had passed when the plan was made"


@dataclass(frozen=True)
class PlanSource:
    """A plan as it was written: its rules, and the letter of each folder that they name."""

    rules: PlanRules
    letters: Mapping[str, LetterSource]
    kept: Collection[str] = ()
    """The folders whose letters the office has from earlier versions, just as they stand here."""


def propose(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    name: str,
    source: PlanSource,
    holidays: Collection[date],
    check: Check = lambda _: (),
    because: str = "",
    drafter: str = "",
) -> ReminderPlan:
    """Store a plan for the letter of this reference, with a letter in review for each rung to come.

    An open plan of the letter is superseded, `because` of something where it is given, and what it had not
    sent has no number any more. `drafter` is the pseudonym of whoever wrote it, where the clock only repeats
    it. Refused for who may not draft, for a letter that has not gone out or whose reference does not stand,
    for days that cannot be counted, when every day has passed, and for a rung to come whose letter is not
    there; HasErrors if the checks find errors in one of the letters.
    """
    author = _author(by)
    asked = asking(session, name)
    letter, entry = asked.letter, _standing_reference(session, asked.letter)
    deadlines = deadlines_in(session, letter)
    place = place_of(letter.read_facts(), holidays, source.rules)
    anchors = anchors_for(asked, source.rules)
    rungs = planned_rungs(source.rules, anchors, place)
    if all(rung.begins.moment <= now for rung in rungs):
        raise Refused(f"Every day of this plan has passed; the last one was {rungs[-1].begins.day}.")
    _refuse_without_letters(now, source, rungs)
    _check_all(session, source, entry, letter, deadlines, check)
    plan = _new_version(session, now, by, drafter or by.pseudonym, letter, source.rules, anchors, because)
    kept = {*source.kept, *(_folder(source, rung) for rung in rungs if rung.begins.moment > now)}
    for number, rung in enumerate(rungs, start=1):
        written, stored = source.letters.get(_folder(source, rung)), None
        ahead = rung.begins.moment > now
        if written is not None and (ahead or _folder(source, rung) not in kept):
            made = as_reminder(written, entry, rung.begins.day, deadlines)
            handle = _free_handle(session, letter.handle, plan.version, number)
            stored = submit(session, now, author, made, handle, [], drafter=drafter)
        if stored is not None and not ahead:  # a later version may need its text
            let_lapse(session, now, author, stored, f"It is not sent: {_PASSED}.")
            kept.add(_folder(source, rung))
        _add_rung(session, plan, number, rung, stored, ahead=ahead)
    facts = {"letter": letter.id, "rungs": [rung.begins.day.isoformat() for rung in rungs]}
    tell(session, now, by, plan, "propose", facts=facts)
    return plan


def anchors_for(asked: Asking, rules: PlanRules) -> dict[str | None, Anchor | None]:
    """The deadline of each ask that a plan names, as it holds now; None stands for the letter as a whole."""
    names = {rules.ask, *(rung.ask or rules.ask for rung in rules.rungs)}
    return {name: _anchor(asked, name) for name in sorted(names, key=str)}


def _anchor(asked: Asking, name: str | None) -> Anchor | None:
    due = asked.ask(name).due if name else asked.answered_by
    return Anchor(due.now.date, due.too_late_from) if due is not None else None


def stored_anchors(anchors: Mapping[str | None, Anchor | None]) -> str:
    """The deadlines that a plan was counted from, as its table keeps them."""
    return canonical_json(
        {name or "": [one.day.isoformat(), iso(one.too_late_from)] if one else None
         for name, one in anchors.items()}
    )  # fmt: skip


def _author(by: Actor) -> Actor:
    """Whoever keeps deadlines and reminders may submit the letters of a plan."""
    if not by.roles & {Role.DRAFTER, Role.COORDINATOR}:
        raise Refused(f"{by.name} may not plan reminders: that needs the role “drafter” or “coordinator”.")
    return replace(by, roles=by.roles | {Role.DRAFTER})


def _standing_reference(session: OfficeSession, letter: Letter) -> RegisterEntry:
    references = references_of(session, letter.id)
    if letter.state is not LetterState.ISSUED or not references:
        raise Refused(f"{called(session, letter)} has not gone out yet: there is nothing to remind of.")
    if references[0].state is not EntryState.ISSUED:
        raise Refused(f"{references[0].printed} is {references[0].state}: nobody is reminded of it.")
    return references[0]


def _folder(source: PlanSource, rung: PlannedRung) -> str:
    return source.rules.rungs[rung.rule].letter


def _refuse_without_letters(now: datetime, source: PlanSource, rungs: Sequence[PlannedRung]) -> None:
    """A person's plan has all of its letters; of one that the clock repeats they are those the office has."""
    for rung in rungs:
        folder = _folder(source, rung)
        if rung.begins.moment > now and folder not in source.letters:
            raise Refused(f"The letter “{folder}” is not known here. Propose the plan again from its folder.")


def _check_all(
    session: OfficeSession,
    source: PlanSource,
    entry: RegisterEntry,
    letter: Letter,
    deadlines: Sequence[Deadline],
    check: Check,
) -> None:
    """HasErrors with all that the checks find, each at its file."""
    found: list[Finding] = []
    for folder, written in sorted(source.letters.items()):
        made = as_reminder(written, entry, letter.issue_date, deadlines)
        for finding in (*check(made), *check_quotes(session, made, entry, letter.issue_date)):
            place = replace(finding.place, file=f"{folder}/{finding.place.file}")
            found.append(replace(finding, place=place))
    refuse_errors(found)


def _new_version(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    drafter: str,
    letter: Letter,
    rules: PlanRules,
    anchors: Mapping[str | None, Anchor | None],
    because: str,
) -> ReminderPlan:
    earlier = plans_of(session, letter)
    for old in earlier:
        if old.state in OPEN_PLANS:
            why = because or f"version {earlier[0].version + 1} takes its place"
            end_plan(session, now, by, old, PlanState.SUPERSEDED, why)
    plan = ReminderPlan(
        letter_id=letter.id,
        version=1 + (earlier[0].version if earlier else 0),
        state=PlanState.PROPOSED,
        why="",
        rules=canonical_json(json.loads(rules.model_dump_json())),
        anchors=stored_anchors(anchors),
        seal="",
        proposed_at=now,
        proposed_by=drafter,
        approved_by="",
        started_by="",
    )
    session.add(plan)
    session.flush()
    return plan


def _add_rung(
    session: OfficeSession,
    plan: ReminderPlan,
    number: int,
    rung: PlannedRung,
    stored: Letter | None,
    *,
    ahead: bool,
) -> None:
    """A rung with its letter; one that is not ahead has passed, and has one where its text is to be kept."""
    session.add(
        ReminderRung(
            plan_id=plan.id,
            number=number,
            rule=rung.rule,
            repetition=rung.repetition,
            letter_id=stored.id if stored is not None else None,
            day=rung.begins.day,
            clock=rung.begins.clock.isoformat("minutes"),
            zone=rung.begins.zone,
            state=RungState.PLANNED if ahead else RungState.PASSED,
            why="" if ahead else _PASSED,
            filled_to=0,
            filled=False,
            may_be_late=False,
        )
    )
    session.flush()


def _free_handle(session: OfficeSession, handle: str, version: int, number: int) -> str:
    stem = handle[: LONGEST_HANDLE - 20]
    usual = f"{stem}-reminder-{number}" if version == 1 else f"{stem}-reminder-{version}.{number}"
    names = [usual, *(f"{usual}-{more}" for more in range(2, 100))]
    return next(name for name in names if letter_called(session, name) is None)
