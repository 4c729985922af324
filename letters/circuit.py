"""The way of a letter through the house: drafter, clearances in order, signatory; who may take which step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from letters.clearance import Clearance, Verdict, clearances_of, content_hash, void_clearances
from letters.facts import ClearanceWanted, Facts, Language
from letters.letter import Letter, LetterState, lock_letter, move
from letters.reason import checked_reason
from letters.stand_ins import acts_for, stand_in_of
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.settings import ApprovalSettings, OwnDraft
from mailer.staff import Role, require


@dataclass(frozen=True)
class Step:
    """One clearance of the circuit: who may give it, whether it is given, and since when it waits."""

    office: str
    people: tuple[str, ...]
    """By name; empty where anybody who may approve may clear."""
    clearance: Clearance | None
    since: datetime | None
    """When it became this office's turn; None while it waits for another."""

    @property
    def done(self) -> bool:
        """Whether the office has cleared the present edition."""
        return self.clearance is not None


def wanted_by(facts: Facts, rules: ApprovalSettings) -> Sequence[ClearanceWanted]:
    """The clearances that a letter needs: its own, else those of the office's settings."""
    return facts.clearances or tuple(ClearanceWanted(office=office) for office in rules.circuit)


def steps_of(session: OfficeSession, letter: Letter, rules: ApprovalSettings) -> list[Step]:
    """The circuit of the present edition, in order."""
    given = {one.office: one for one in clearances_of(session, letter)}
    since: datetime | None = letter.submitted_at
    steps = []
    for wanted in wanted_by(letter.read_facts(), rules):
        found = given.get(wanted.office)
        steps.append(Step(wanted.office, _people(wanted, rules), found, since))
        since = found.at if found and since else None
    return steps


def clear(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    letter: Letter,
    office: str,
    *,
    rules: ApprovalSettings,
    formulas: Mapping[Language, str],
    comment: str = "",
) -> Clearance:
    """Clear a letter in review for an office; `formulas` are the hashes of those in use.

    Refused out of turn, for an office that the letter does not ask, for somebody who may not speak for it,
    for the drafter unless the settings allow it, and for who cleared it for another office, unless the letter
    names them.
    """
    letter = _in_review(session, letter)
    step = _step(session, letter, office, rules)
    if step.done:
        raise Refused(f"“{letter.handle}” is cleared by {office} already.")
    waits = next((one.office for one in steps_of(session, letter, rules) if not one.done), office)
    if waits != office:
        raise Refused(f"“{letter.handle}” waits for {waits}; {office} comes after it.")
    _refuse_stranger(session, actor, letter, step, today_of(now, letter))
    refuse_own_draft(actor, letter, rules, "clear")
    _refuse_twice(session, actor, letter, office)
    said = checked_reason(comment, "comment on it") if comment else ""
    made = _say(session, now, actor, letter, office, Verdict.CLEARED, said, content_hash(letter, formulas))
    facts = {"office": office, "edition": letter.edition, "content": made.content}
    details = {"reason": said} if said else None
    record(session, now, actor, "letter.clear", f"letter:{letter.id}", facts, details)
    return made


def object_to(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    letter: Letter,
    office: str,
    reason: str,
    *,
    rules: ApprovalSettings,
    formulas: Mapping[Language, str],
) -> None:
    """Object to a letter for an office: it goes back to its drafter, and what was cleared is void.

    Refused as `clear` is, but for the turn: whoever sees a fault may say so at once.
    """
    letter = _in_review(session, letter)
    step = _step(session, letter, office, rules)
    _refuse_stranger(session, actor, letter, step, today_of(now, letter))
    why = checked_reason(reason, "object")
    void_clearances(session, now, letter, f"{office} objected")
    made = _say(session, now, actor, letter, office, Verdict.OBJECTED, why, content_hash(letter, formulas))
    made.voided_at, made.voided_why = now, "the letter went back to its drafter"
    move(session, now, actor, letter, LetterState.DRAFT, f"{office} objects: {why}")
    facts = {"office": office, "edition": letter.edition}
    record(session, now, actor, "letter.object", f"letter:{letter.id}", facts, {"reason": why})


def refuse_unless_due(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    letter: Letter,
    rules: ApprovalSettings,
    formulas: Mapping[Language, str],
) -> None:
    """Refused unless the letter has come to its approval, and this actor may give it."""
    require(actor, Role.APPROVER, "approve a letter")
    refuse_approver(session, now, actor, letter, rules)
    refuse_uncleared(session, letter, rules, formulas)


def refuse_uncleared(
    session: OfficeSession, letter: Letter, rules: ApprovalSettings, formulas: Mapping[Language, str]
) -> None:
    """Refused while an office has not cleared the letter, or has cleared something else than it is now."""
    steps = steps_of(session, letter, rules)
    open_steps = [step.office for step in steps if not step.done]
    if open_steps:
        raise Refused(f"“{letter.handle}” is not cleared yet by {', '.join(open_steps)}.")
    now = content_hash(letter, formulas)
    for step in steps:
        if step.clearance is not None and step.clearance.content != now:
            raise Refused(
                f"{step.office} cleared “{letter.handle}” when the text or the formulas were others."
                " Submit it again, and have it cleared anew."
            )


def refuse_approver(
    session: OfficeSession, now: datetime, actor: Actor, letter: Letter, rules: ApprovalSettings
) -> None:
    """Refused for who may not approve this letter: its drafter, who cleared it, or not its signatory."""
    refuse_own_draft(actor, letter, rules, "approve")
    signatory = letter.read_facts().signatory
    named = signatory.staff if signatory else None
    if named is None:
        _refuse_twice(session, actor, letter, "")
        return
    day = today_of(now, letter)
    if not acts_for(session, actor, named, day):
        stand_in = stand_in_of(session, named, day)
        who = f"{stand_in}, who stands in for {named}" if stand_in else f"{named}, or who stands in for them"
        raise Refused(f"“{letter.handle}” is signed by {named}: only {who} may approve it.")


def refuse_own_draft(actor: Actor, letter: Letter, rules: ApprovalSettings, deed: str) -> None:
    """Refused for the drafter, unless the settings let drafters decide on their own letters."""
    if rules.own_draft is OwnDraft.REFUSE and actor.pseudonym == letter.drafter:
        raise Refused(
            f"{actor.name} submitted “{letter.handle}” and may not {deed} it too: somebody else must."
        )


def today_of(now: datetime, letter: Letter) -> date:
    """The day at the letter's own office."""
    return now.astimezone(ZoneInfo(letter.read_facts().time_zone)).date()


def _people(wanted: ClearanceWanted, rules: ApprovalSettings) -> tuple[str, ...]:
    return (wanted.staff,) if wanted.staff else rules.offices.get(wanted.office, ())


def _in_review(session: OfficeSession, letter: Letter) -> Letter:
    letter = lock_letter(session, letter.id)
    if letter.state is not LetterState.IN_REVIEW:
        raise Refused(f"The letter “{letter.handle}” is {letter.state}; only one in review can be cleared.")
    return letter


def _step(session: OfficeSession, letter: Letter, office: str, rules: ApprovalSettings) -> Step:
    steps = steps_of(session, letter, rules)
    found = next((step for step in steps if step.office == office), None)
    if found is None:
        asked = ", ".join(step.office for step in steps) or "nobody"
        raise Refused(
            f"“{letter.handle}” is not to be cleared by “{office}”. It is to be cleared by: {asked}."
        )
    return found


def _refuse_stranger(session: OfficeSession, actor: Actor, letter: Letter, step: Step, day: date) -> None:
    if not step.people:
        if Role.APPROVER not in actor.roles:
            raise Refused(
                f"{actor.name} may not clear for {step.office}: nobody is named for it, so it needs the role"
                " “approver”."
            )
    elif not any(acts_for(session, actor, name, day) for name in step.people):
        raise Refused(
            f"{actor.name} may not clear “{letter.handle}” for {step.office}: that is for"
            f" {', '.join(step.people)}, or who stands in for them."
        )


def _refuse_twice(session: OfficeSession, actor: Actor, letter: Letter, office: str) -> None:
    """Nobody speaks in two capacities, unless the letter names them for it."""
    named = {one.staff for one in letter.read_facts().clearances if one.office == office}
    given = [one.office for one in clearances_of(session, letter) if one.by == actor.pseudonym]
    if given and actor.name not in named:
        raise Refused(f"{actor.name} cleared “{letter.handle}” for {given[0]} already: somebody else must.")


def _say(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    letter: Letter,
    office: str,
    verdict: Verdict,
    comment: str,
    content: str,
) -> Clearance:
    made = Clearance(
        letter_id=letter.id,
        edition=letter.edition,
        office=office,
        verdict=verdict,
        by=actor.pseudonym,
        at=now,
        comment=comment,
        content=content,
        voided_why="",
    )
    session.add(made)
    session.flush()
    return made
