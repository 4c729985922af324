"""Going on after a backup was put back: what may have gone out since is stopped, doubted and written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from letters.letter import Letter, LetterState
from letters.reason import checked_reason
from letters.register import LastNumber, last_numbers, reserve_to
from mailer.audit import Actor, reconcile, record
from mailer.database import Database, OfficeSession
from mailer.errors import Unreachable
from mailer.heads import Lag, lag, noted_in
from mailer.reconciling import doubt_some, doubtful, hold_opened, open_dispatches
from mailer.staff import Role, require
from scheduler.campaign import WAITING, Campaign, CampaignState, PausedFor, move

GOING: Final = WAITING | {CampaignState.RUNNING}
WHY: Final = (
    "a backup was put back, and it may have gone out since. Ask the mail server's log; then resume it, or"
    " cancel it."
)


@dataclass(frozen=True)
class Plan:
    """What reconciling will do, with counts, and what it leaves for people to look at."""

    lag: Lag
    dispatches: int
    """Open ones, which will be held."""
    campaigns: tuple[str, ...]
    """Those that go out or wait for their time, which will be paused."""
    deliveries: int
    """Those that will be uncertain."""
    numbers: tuple[LastNumber, ...]
    """The last number known of each series; later ones may have been given."""
    may_have_moved: Mapping[str, int]
    """What somebody may have approved, released or resumed since, by what it is in these records."""


def plan(session: OfficeSession, found: Lag) -> Plan:
    """What `reconcile_records` would do now; nothing is changed."""
    review = select(func.count()).select_from(Letter).where(Letter.state == LetterState.IN_REVIEW)
    campaigns = select(func.count()).select_from(Campaign)
    return Plan(
        lag=found,
        dispatches=open_dispatches(session),
        campaigns=tuple(campaign.name for campaign in _going(session)),
        deliveries=doubtful(session),
        numbers=tuple(last_numbers(session)),
        may_have_moved={
            "letters in review": session.scalar(review) or 0,
            **{
                f"{state} campaigns": session.scalar(campaigns.where(Campaign.state == state)) or 0
                for state in (CampaignState.DRAFT, CampaignState.PAUSED)
            },
        },
    )


def reconcile_records(
    database: Database,
    now: datetime,
    by: Actor,
    reason: str,
    *,
    given: Mapping[tuple[str, str], int],
    on_progress: Callable[[int], None] = lambda _: None,
    at_point: Callable[[str], None] = lambda _: None,
) -> Plan | None:
    """Stop what was going, make uncertain what may have left, reserve the numbers given; what was done.

    `given` is the last number of a series and scope that was given according to other papers. Cut short, it
    is begun again: the office stays shut until its last step, an entry that tells all of it. None if the
    records do not fall short of what was noted. `at_point` is told of each step, for fault tests.

    Refused without a reason or the role; Unreachable if the file of heads does not take the end of it.
    """
    require(by, Role.ADMINISTRATOR, "reconcile the records")
    why = checked_reason(reason, "reconcile the records")
    noted = noted_in(database.heads)
    with database.reading() as session:
        found = lag(session, noted)
        if found is None:
            return None
        planned = plan(session, found)
    with database.writing() as session:
        reconcile(session, done=False)
        reserved = _reserve(session, now, by, why, given)
        hold_opened(session, now, by, WHY)
        _pause(session, now, by)
    at_point("held")
    while True:
        with database.writing() as session:
            reconcile(session, done=False)
            doubted = doubt_some(session, now, by)
        if not doubted:
            break
        on_progress(doubted)
        at_point("doubted")
    with database.writing() as session:
        reconcile(session, done=True)
        _write_down(session, now, by, why, planned, reserved)
    _require_open(database)
    return planned


def _pause(session: OfficeSession, now: datetime, by: Actor) -> None:
    for campaign in _going(session):
        move(session, now, by, campaign, CampaignState.PAUSED, deed="pause", why=WHY,
             paused_for=PausedFor.RESTORED)  # fmt: skip


def _reserve(
    session: OfficeSession, now: datetime, by: Actor, why: str, given: Mapping[tuple[str, str], int]
) -> list[str]:
    return [
        entry.printed
        for (series, scope), last in sorted(given.items())
        for entry in reserve_to(session, now, by, series, last, why, issue_date=now.date(), scope=scope)
    ]


def _write_down(
    session: OfficeSession, now: datetime, by: Actor, why: str, planned: Plan, reserved: Sequence[str]
) -> None:
    facts = {
        "noted": str(planned.lag.noted.head),
        "found": planned.lag.found,
        "dispatches_held": planned.dispatches,
        "campaigns_paused": len(planned.campaigns),
        "made_uncertain": planned.deliveries,
        "reserved": list(reserved),
    }
    record(session, now, by, "records.reconcile", "office", facts, {"reason": why})


def _require_open(database: Database) -> None:
    noted = noted_in(database.heads)
    with database.reading() as session:
        if lag(session, noted) is not None:
            raise Unreachable(
                f"All is done, but {database.heads} cannot be written to, so the office stays shut. Make room"
                " for it, or mend its rights, and run the command again."
            )


def _going(session: OfficeSession) -> Sequence[Campaign]:
    return session.scalars(select(Campaign).where(Campaign.state.in_(GOING)).order_by(Campaign.id)).all()
