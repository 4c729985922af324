"""When a campaign goes out: local times, the send delay, the grace, and the seal over the schedule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from letters.deadlines import read_zone
from letters.letter import Letter, LetterState
from mailer.canonical import digest
from mailer.clock import iso
from mailer.errors import Misused, Refused
from mailer.settings import SendingSettings
from scheduler.campaign import Campaign, CampaignState
from scheduler.office_calendar.local_time import moment_at

_WANTED: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})", re.ASCII)


@dataclass(frozen=True)
class Schedule:
    """When a campaign starts: the moment, and the local time that somebody wished, where one did.

    `remark` says what was made of a local time that does not exist or exists twice; empty otherwise.
    """

    starts_at: datetime
    wanted: str = ""
    zone: str = ""
    remark: str = ""

    def facts(self) -> list[str]:
        """What the release seal covers."""
        return [iso(self.starts_at), self.wanted, self.zone]

    def __str__(self) -> str:
        """`2027-03-29 09:00 Europe/Zurich (07:00 UTC)`, or the moment in UTC alone."""
        moment = f"{self.starts_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"{self.wanted} {self.zone} ({moment})" if self.wanted else moment


def at_local_time(text: str, zone: str) -> Schedule:
    """The schedule for a local time such as `2027-03-29 09:00` in a zone such as `Europe/Zurich`.

    Where clocks change the rule of `moment_at` holds, and is remarked on. Misused for what is no
    time or zone.
    """
    match = _WANTED.fullmatch(text.strip())
    try:
        if not match:
            raise ValueError(f"“{text}” is not a time. Write day and time of day like 2027-03-29 09:00.")
        place = ZoneInfo(read_zone(zone))
        wished = datetime.fromisoformat(f"{match[1]} {match[2]}")
    except ValueError as error:
        sentence = str(error) if str(error).startswith("“") else f"There is no time {text} in the calendar."
        raise Misused(sentence) from None
    first = moment_at(wished.date(), wished.time(), place.key)
    second = wished.replace(tzinfo=place, fold=1).astimezone(UTC)
    shown = first.astimezone(place).replace(tzinfo=None)
    remark = ""
    if shown != wished:
        remark = f"{wished:%H:%M} is skipped there on that day; it starts at {shown:%H:%M}."
    elif first != second:
        remark = f"{wished:%H:%M} comes twice there on that day; it starts the first time."
    return Schedule(first, f"{wished:%Y-%m-%d %H:%M}", zone, remark)


def schedule_of(campaign: Campaign) -> Schedule:
    """When a released campaign starts; Refused while nothing is released."""
    if campaign.starts_at is None:
        raise Refused(f"The campaign “{campaign.name}” is {campaign.state}; it has to be released first.")
    return Schedule(campaign.starts_at, campaign.wanted, campaign.zone)


def earliest(released_at: datetime, sending: SendingSettings) -> datetime:
    """The first moment at which something released then may leave: after the send delay."""
    return released_at + timedelta(minutes=sending.delay_minutes)


def with_delay(schedule: Schedule | None, released_at: datetime, sending: SendingSettings) -> Schedule:
    """The schedule of a release: the one wished, or as soon as the send delay is over.

    Refused for a time before that, which is also one in the past.
    """
    first = earliest(released_at, sending)
    if schedule is None:
        return Schedule(first)
    if schedule.starts_at < first:
        delay = f"{sending.delay_minutes:g} minute{'' if sending.delay_minutes == 1 else 's'}"
        raise Refused(
            f"{schedule} is too early: what is released waits {delay}, so that it can be stopped."
            f" The earliest is {first:%Y-%m-%d %H:%M} UTC."
        )
    return schedule


def refuse_other_day(letter: Letter, schedule: Schedule, sending: SendingSettings) -> None:
    """Refused for a start on which the letter would be issued on another day than the one it bears.

    Its date stands under the approval seal, and decides the year of its number (letters.md 2.4, rule 2): the
    day counts where it is issued, in the letter's own time zone. A letter that was issued may go to more.
    """
    if letter.state is LetterState.ISSUED:
        return
    zone = letter.read_facts().time_zone
    day = schedule.starts_at.astimezone(ZoneInfo(zone)).date()
    if 0 <= (day - letter.issue_date).days <= sending.issue_days:
        return
    raise Refused(
        f"The letter “{letter.handle}” is dated {letter.issue_date} and would be issued on {day} ({zone})."
        " Choose a time on its own day (--at), or date it anew, which makes its approval and its number void:"
        f'  mailer letters redate {letter.handle} --date {day} --reason "..."'
    )


class Turn(StrEnum):
    """What the clock finds when it looks at a campaign that waits for its time."""

    NOT_YET = "not yet"
    DUE = "due"
    MISSED = "missed"


def turn_of(starts_at: datetime, now: datetime, sending: SendingSettings) -> Turn:
    """Whether a campaign is due, or so late that somebody must be asked (trust.md 1.2, 8; F40)."""
    if now < starts_at:
        return Turn.NOT_YET
    late = now - starts_at > timedelta(minutes=sending.grace_minutes)
    return Turn.MISSED if late else Turn.DUE


def state_for(schedule: Schedule) -> CampaignState:
    """Released where only the send delay counts, scheduled where somebody chose the time."""
    return CampaignState.SCHEDULED if schedule.wanted else CampaignState.RELEASED


def release_seal(
    approval_seal: str, audience_digest: str, blueprints: Mapping[str, str], schedule: Schedule
) -> str:
    """The seal over what was approved, to whom and as what it was released, and when it goes (design.md 3).

    `blueprints` are the keys of all that copies are made by, under the names of their versions.
    """
    return digest([approval_seal, audience_digest, dict(blueprints), schedule.facts()])


@dataclass(frozen=True)
class Caution:
    """From when on an audience is so unusual that a second person must look at it (A46)."""

    growth: float = 2.0
    """How many times the largest audience before."""
    new_addresses: int = 1_000
    """How many addresses that the office never wrote to."""


def unusual(copies: int, largest_before: int, new_addresses: int, caution: Caution) -> str:
    """Why a second person must look at an audience, as a sentence; empty if nobody must.

    The first campaign of an office has none before it to be compared with.
    """
    if largest_before and copies > caution.growth * largest_before:
        return (
            f"It goes to {copies:,} addresses, more than {caution.growth:g} times the largest campaign"
            f" before it ({largest_before:,})."
        )
    if new_addresses > caution.new_addresses:
        return f"It goes to more than {caution.new_addresses:,} addresses that were never written to before."
    return ""
