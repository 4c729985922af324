"""When each rung of a plan begins: by its rule, the deadline as it holds, and the office's working days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailer.errors import Refused
from scheduler.office_calendar.local_time import moment_at
from scheduler.office_calendar.spans import Unit, day_from, read_span
from scheduler.office_calendar.working_days import WorkingDays
from scheduler.reminders.rules import MOST_RUNGS, OnDayOfRest, PlanRules, RungRules
from scheduler.reminders.when import When, read_when


@dataclass(frozen=True)
class Anchor:
    """The deadline that rungs are counted from: the day it names, and the first moment too late."""

    day: date
    too_late_from: datetime


@dataclass(frozen=True)
class OfficePlace:
    """Where and when the office works, as a plan needs it."""

    zone: str
    days: WorkingDays


@dataclass(frozen=True)
class Beginning:
    """When a rung begins, by the clock of the office's place; the moment is asked for anew at each look."""

    day: date
    clock: time
    zone: str

    @property
    def moment(self) -> datetime:
        """The moment in UTC, by the zone's rules as they are known now (F39)."""
        return moment_at(self.day, self.clock, self.zone)


@dataclass(frozen=True)
class PlannedRung:
    """One sending of a plan: which of its rules, the how-manieth repetition from 0, and when."""

    rule: int
    repetition: int
    begins: Beginning


def beginning(rules: PlanRules, when: When, anchor: Anchor | None, place: OfficePlace) -> Beginning:
    """When something of a plan begins.

    Refused where it counts from a deadline and there is none. A day of rest of the office moves as the plan
    says; hours are counted from the first moment that is too late, and are moved only where that is a day of
    rest, to the time of day at which rungs begin.
    """
    clock = time.fromisoformat(rules.at)
    if when.day is not None:
        return Beginning(_worked(when.day, rules.rest, place.days), clock, place.zone)
    if anchor is None:
        raise Refused(
            f"“{when}” counts from a deadline, and none is set for what is asked. Write a date instead."
        )
    span = when.span
    if span is not None and span.unit is Unit.HOUR:
        moment = anchor.too_late_from + span.exact * (-1 if when.before else 1)
        there = moment.astimezone(ZoneInfo(place.zone))
        worked = _worked(there.date(), rules.rest, place.days)
        return Beginning(worked, there.time() if worked == there.date() else clock, place.zone)
    if span is not None and span.unit is Unit.WORKING_DAY:
        day = place.days.moved(anchor.day, -span.count if when.before else span.count)
    else:
        day = anchor.day if span is None else day_from(anchor.day, span, before=when.before)
    return Beginning(_worked(day, rules.rest, place.days), clock, place.zone)


def _worked(day: date, rest: OnDayOfRest, days: WorkingDays) -> date:
    if rest is OnDayOfRest.NONE:
        return day
    return days.on_or_after(day) if rest is OnDayOfRest.NEXT else days.on_or_before(day)


def planned_rungs(
    rules: PlanRules, anchors: Mapping[str | None, Anchor | None], place: OfficePlace
) -> list[PlannedRung]:
    """Every sending of a plan, repetitions too, in the order of time.

    `anchors` are the deadlines by the asks that rungs name; None stands for the letter as a whole. Refused as
    `beginning` says, for two rungs at one moment, and for more than twenty in all.
    """
    found: list[PlannedRung] = []
    for index, rung in enumerate(rules.rungs):
        anchor = anchors[rung.ask or rules.ask]
        first = beginning(rules, read_when(rung.at), anchor, place)
        found.append(PlannedRung(index, 0, first))
        found += _repetitions(rules, index, rung, first, anchor, place)
    found.sort(key=lambda one: (one.begins.moment, one.rule))
    if len(found) > MOST_RUNGS:
        raise Refused(f"The plan has {len(found)} reminders with its repetitions; there can be {MOST_RUNGS}.")
    for one, other in pairwise(found):
        if one.begins == other.begins and one.rule != other.rule:
            raise Refused(
                f"“{rules.rungs[one.rule].at}” and “{rules.rungs[other.rule].at}” both fall on"
                f" {one.begins.day}. Move one of them, or take it out."
            )
    return found


def _repetitions(
    rules: PlanRules,
    index: int,
    rung: RungRules,
    first: Beginning,
    anchor: Anchor | None,
    place: OfficePlace,
) -> Iterator[PlannedRung]:
    if rung.repeat is None:
        return
    every = read_span(rung.repeat.every)
    last = beginning(rules, read_when(rung.repeat.until), anchor, place) if rung.repeat.until else None
    for times in range(1, (rung.repeat.most or MOST_RUNGS) + 1):
        again = _again(rules, first, every_times=(every.count * times, every.unit), place=place)
        if last is not None and again.moment > last.moment:
            return
        yield PlannedRung(index, times, again)


def _again(
    rules: PlanRules, first: Beginning, *, every_times: tuple[int, Unit], place: OfficePlace
) -> Beginning:
    count, unit = every_times
    span = read_span(f"{count} {unit}s")
    if unit is Unit.HOUR:
        there = (first.moment + span.exact).astimezone(ZoneInfo(first.zone))
        return Beginning(_worked(there.date(), rules.rest, place.days), there.time(), first.zone)
    if unit is Unit.WORKING_DAY:
        day = place.days.moved(first.day, count)
    else:
        day = day_from(first.day, span, before=False)
    return Beginning(_worked(day, rules.rest, place.days), first.clock, first.zone)
