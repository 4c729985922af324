"""The clock: it only ticks, and every duty finds in the database what is to be done."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from mailer.audit import Actor
from mailer.database import Database
from mailer.errors import Refused, Unreachable
from mailer.heads import noted_in, refuse_lag
from mailer.settings import Settings
from mailer.token import Keyring
from scheduler.campaign import CampaignState, campaign_named
from scheduler.due import cancelled_with_rest, due_names, finish_done, miss_late, pause_held
from scheduler.jobs import cancel_rest, launch_campaign
from scheduler.office_calendar.countries import Countries, shipped_countries
from scheduler.outcomes.concluding import Concluded, draw_conclusions
from scheduler.reminding.rounds import remind
from scheduler.reminding.work import Reminding
from scheduler.replies.receiving import receive_replies
from scheduler.trial import close_tests

SECONDS: Final = 15
"""Between two ticks."""
STRETCH: Final = 500
"""Documents of recipients' own that a tick sets for a campaign: ten seconds' work, then come the others."""
TICK: Final = "tick"
log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Duties:
    """What the clock's duties need: records, settings, keys, in whose name they act, countries' calendars."""

    database: Database
    settings: Settings
    keyring: Keyring
    by: Actor
    countries: Countries = field(default_factory=shipped_countries)


@dataclass
class Ticked:
    """What one tick did, by the names of campaigns."""

    launched: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    """Campaigns of which documents are still to be set: the next tick should come at once."""
    missed: list[str] = field(default_factory=list)
    concluded: Concluded = field(default_factory=Counter)
    """What followed from what came back."""
    paused: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)
    """What was done about plans of reminders, as lines."""
    replies: int = 0
    """Mails that were recorded as replies, for somebody to say what they count for."""
    troubles: list[str] = field(default_factory=list)
    """What could not be done, as sentences; the other campaigns were served all the same."""

    @property
    def worker_wanted(self) -> bool:
        """Whether there is something new for a worker to claim."""
        return bool(self.launched)


def tick(duties: Duties, now: datetime) -> Ticked:
    """Do what is due: conclude, pause what was missed, receive replies, remind, launch, end, clear away.

    Harmless when repeated, and beside another scheduler on the same database (F41): each move is conditional
    on the state it was decided in. A launch that sets documents is gone on with for a stretch only. What
    fails for one campaign is told and keeps no other one waiting. Refused as a whole while the records fall
    short of the head that was noted outside (F53).
    """
    done, noted = Ticked(), noted_in(duties.database.heads)
    with duties.database.reading() as session:
        refuse_lag(session, noted)
    _serve(done, "what came back", partial(_conclude, duties, now, done))
    _serve(done, "replies", partial(_receive, duties, now, done))
    with duties.database.writing() as session:
        done.missed += miss_late(session, now, duties.by, duties.settings.sending)
    _serve(done, "reminders", partial(_remind, duties, now, done))
    with duties.database.reading() as session:
        due = due_names(session, now)
    for name in due:
        _serve(done, name, partial(_launch, duties, now, name, done))
    with duties.database.writing() as session:
        done.paused += pause_held(session, now, duties.by)
        done.finished += finish_done(session, now, duties.by)
        close_tests(session, now, duties.by)
    with duties.database.reading() as session:
        cancelled = cancelled_with_rest(session)
    for name in cancelled:
        _serve(done, name, partial(cancel_rest, duties.database, now, duties.by, name))
    return done


def start_clock(
    duty: Callable[[], object], now: datetime, *, seconds: float = SECONDS
) -> BackgroundScheduler:
    """A running clock that calls a duty now and every so many seconds, one call at a time.

    It keeps nothing: missed ticks become one, and a restart loses nothing (libraries.md on APScheduler). What
    a duty raises is logged, and the next tick comes all the same. Call `shutdown` on it at the end.
    """
    clock = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    # The first call is none of its own: one that ends while the clock is shut down cannot be cleared away.
    clock.add_job(duty, "interval", seconds=seconds, id=TICK, next_run_time=now)
    clock.start()
    return clock


def _remind(duties: Duties, now: datetime, done: Ticked) -> None:
    work = Reminding(duties.database, duties.settings, duties.keyring, duties.by, duties.countries)
    done.reminders += remind(work, now)


def _conclude(duties: Duties, now: datetime, done: Ticked) -> None:
    done.concluded += draw_conclusions(duties.database, now, duties.by, duties.settings.bounces)


def _receive(duties: Duties, now: datetime, done: Ticked) -> None:
    done.replies += receive_replies(duties.database, now, duties.by)


def _launch(duties: Duties, now: datetime, name: str, done: Ticked) -> None:
    key = duties.keyring.current
    if launch_campaign(duties.database, now, duties.by, duties.settings, key, name, most=STRETCH):
        done.launched.append(name)
        return
    with duties.database.reading() as session:
        campaign = campaign_named(session, name)
        if campaign.state is CampaignState.PAUSED:
            done.paused.append(name)
        elif campaign.state is CampaignState.RUNNING and campaign.launched_at is None:
            done.unfinished.append(name)


def _serve(done: Ticked, name: str, work: Callable[[], object]) -> None:
    """Do the work for one campaign; a refusal is told, and only a database out of reach ends the tick."""
    try:
        work()
    except Refused as refused:
        done.troubles.append(f"{name}: {refused}")
    except Unreachable:
        raise
    except Exception:
        log.exception("campaign %s could not be served", name)
        done.troubles.append(f"{name}: the program failed; the log tells how.")
