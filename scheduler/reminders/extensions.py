"""More time for one organisation: granted with a reason, and told to whoever counts from its deadline."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from letters.deadlines import too_late_from
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import Refused
from recipients.among import among
from recipients.organisation import Organisation
from scheduler.extension import DeadlineExtension
from scheduler.reminders.timing import Anchor
from scheduler.replies.asked import Asking
from scheduler.rights import require_acting


@dataclass(frozen=True)
class Extended:
    """Until when one organisation has time."""

    until: date
    too_late_from: datetime

    @property
    def anchor(self) -> Anchor:
        """The deadline that counts for them."""
        return Anchor(self.until, self.too_late_from)


def extend(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    asking: Asking,
    whose: Organisation,
    until: date,
    reason: str,
    ask: str | None = None,
) -> DeadlineExtension:
    """Grant an organisation more time for its answer; an earlier grant for the same is replaced.

    Refused without a reason, for who only reads, for a day that has passed, and for one that is not later
    than the deadline that holds for everybody.
    """
    require_acting(by, "grant more time")
    if not reason.strip():
        raise Refused("Say why they get more time, with --reason: the auditor will ask.")
    late = too_late_from(until, None, asking.time_zone, inclusive=True)
    if late <= now:
        raise Refused(f"{until} has passed. Grant time until a later day.")
    due = asking.ask(ask).due if ask else asking.answered_by
    if due is not None and late <= due.too_late_from:
        raise Refused(f"The deadline is {due.now.date} for everybody, and {until} is no later than that.")
    for earlier in in_force(session, asking.letter.id, {whose.id}):
        if earlier.ask == (ask or ""):
            earlier.replaced_at = now
    made = DeadlineExtension(
        letter_id=asking.letter.id,
        organisation_id=whose.id,
        ask=ask or "",
        until=until,
        too_late_from=late,
        reason=reason.strip(),
        granted_at=now,
        granted_by=by.pseudonym,
    )
    session.add(made)
    session.flush()
    facts = {"organisation": whose.id, "until": until.isoformat(), "ask": ask or ""}
    record(session, now, by, "reminders.extend", f"letter:{asking.letter.id}", facts, {"reason": made.reason})
    return made


def in_force(
    session: OfficeSession, letter_id: int, organisations: Collection[int] | None = None
) -> list[DeadlineExtension]:
    """The extensions of a letter that hold, of some organisations or all, the latest day last."""
    asked = select(DeadlineExtension).where(
        DeadlineExtension.letter_id == letter_id, DeadlineExtension.replaced_at.is_(None)
    )
    if organisations is not None:
        asked = asked.where(among(session, DeadlineExtension.organisation_id, sorted(organisations)))
    return list(session.scalars(asked.order_by(DeadlineExtension.until, DeadlineExtension.id)))


def all_extensions(session: OfficeSession, letter_id: int) -> list[DeadlineExtension]:
    """Every extension of a letter that was ever granted, the oldest first."""
    asked = select(DeadlineExtension).where(DeadlineExtension.letter_id == letter_id)
    return list(session.scalars(asked.order_by(DeadlineExtension.id)))


def extended_until(
    session: OfficeSession, asking: Asking, ask: str | None, organisations: Collection[int] | None = None
) -> Mapping[int, Extended]:
    """By organisation, of some or all, until when it has time for an ask, or the letter if none is named.

    Who has no more than all others is not named: a grant for another ask is none for this one, and an
    addendum may have moved the deadline beyond what was granted before.
    """
    due = asking.ask(ask).due if ask else asking.answered_by
    asks = ("", asking.more_time_for(ask))
    return {
        one.organisation_id: Extended(one.until, one.too_late_from)
        for one in in_force(session, asking.letter.id, organisations)
        if one.ask in asks and (due is None or one.too_late_from > due.too_late_from)
    }
