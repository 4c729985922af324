"""A plan that is written wrongly is refused with file, line and a sentence; one that is right says it all."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from mailer.errors import Refused
from scheduler.office_calendar.working_days import WorkingDays
from scheduler.reminders.rules import ToWhom, WhenLate
from scheduler.reminders.timing import Anchor, OfficePlace, planned_rungs
from scheduler.reminding.plan_folder import FILE, load_plan, read_rules
from tests.scheduler.reminding.planning import moment, rules

ZURICH = OfficePlace("Europe/Zurich", WorkingDays())
WHOLE = """
ask: reply
to: not complete
only: category governments
at: "08:30"
hours: 10:00-16:00
rest: previous
weekends: no
quiet: ["12-24 to 01-02"]
late: send
grace: 6 hours
most: 3
pressure: {most: 2, within: 4 weeks}
rungs:
  - {at: 6 hours before, letter: last, to: acknowledged, late: skip, ask: name}
  - {at: 2027-02-01, letter: first, repeat: {every: 1 month, most: 2}}
"""


LATE = moment(2027, 3, 31, 22)
"""The end of 31 March in Zurich."""


def days(text: str, day: date = date(2027, 3, 31), late: datetime = LATE) -> list[str]:
    """The days and times at which the rungs of a plan begin."""
    written = rules(text)
    anchor = Anchor(day, late)
    names = {written.ask, *(rung.ask or written.ask for rung in written.rungs)}
    return [
        f"{one.begins.day} {one.begins.clock:%H:%M}"
        for one in planned_rungs(written, dict.fromkeys(names, anchor), ZURICH)
    ]


def test_every_option_of_a_plan_is_read() -> None:
    found = rules(WHOLE)
    assert (found.to, found.late, found.most) == (ToWhom.INCOMPLETE, WhenLate.SEND, 3)
    assert found.pressure is not None
    assert (found.pressure.most, found.pressure.within, found.grace) == (2, "4 weeks", "6 hours")
    assert (found.weekends, found.quiet, found.hours) == (False, ("12-24 to 01-02",), "10:00-16:00")
    assert found.rungs[0].late is WhenLate.SKIP
    assert days(WHOLE) == ["2027-02-01 08:30", "2027-03-01 08:30", "2027-03-31 18:00", "2027-04-01 08:30"]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("30 days before", "2027-03-01 09:00"),
        ("1 month before", "2027-03-01 09:00"),  # the 28th is a Sunday
        ("10 working days before", "2027-03-17 09:00"),
        ("1 week after", "2027-04-07 09:00"),
        ("on the day", "2027-03-31 09:00"),
        ("3 days before", "2027-03-29 09:00"),
        ("2 hours before", "2027-03-31 22:00"),
        ("36 hours after", "2027-04-02 12:00"),
    ],
)
def test_a_rung_counts_from_the_deadline_on_working_days(at: str, found: str) -> None:
    assert days(f"rungs:\n  - {{at: {at}, letter: first}}\n") == [found]


def test_f38_a_rung_may_fall_on_29_february() -> None:
    leap = (date(2028, 3, 30), moment(2028, 3, 30, 22))
    assert days("rungs:\n  - {at: 30 days before, letter: first}\n", *leap) == ["2028-02-29 09:00"]
    assert days("rungs:\n  - {at: 1 month before, letter: first}\n", *leap) == ["2028-02-29 09:00"]


def test_two_rungs_that_fall_together_are_refused() -> None:
    with pytest.raises(Refused, match="“4 days before” and “3 days before” both fall on 2027-03-29"):
        days("rungs:\n  - {at: 4 days before, letter: first}\n  - {at: 3 days before, letter: last}\n")


def test_what_counts_from_no_deadline_is_refused() -> None:
    written = rules("rungs:\n  - {at: 3 days before, letter: first}\n")
    with pytest.raises(Refused, match="counts from a deadline, and none is set"):
        planned_rungs(written, {None: None}, ZURICH)


def test_too_many_repetitions_are_refused() -> None:
    with pytest.raises(Refused, match="there can be 20"):
        days("rungs:\n  - {at: 2027-02-01, letter: first, repeat: {every: 1 day, until: 2027-04-01}}\n")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("rungs: []\n", 1, "At least one is wanted here."),
        ("rungs:\n  - letter: first\n", 2, "This is missing here."),
        ("rungs:\n  - {at: soon, letter: first}\n", 2, "“soon” does not say when."),
        ("rungs:\n  - {at: 0 days before, letter: first}\n", 2, "from 1 to 1000"),
        ("to: lazy\nrungs:\n  - {at: on the day, letter: first}\n", 1, "It can be silent"),
        ("hours: 9-17\nrungs:\n  - {at: on the day, letter: first}\n", 1, "no office hours"),
        ("grace: 1 month\nrungs:\n  - {at: on the day, letter: first}\n", 1, "no fixed length"),
        ("whom: silent\nrungs:\n  - {at: on the day, letter: first}\n", 1, "not a name that is known"),
        ("rungs:\n  - {at: on the day, letter: a, repeat: {every: 1 day}}\n", 2, "Say until when"),
        ("- silent\n", 1, "Names with values"),
        ("rungs: [\n", 2, "before a bracket is closed"),
    ],
)
def test_a_plan_that_is_not_understood_is_refused_with_its_line(text: str, line: int, why: str) -> None:
    found, findings = read_rules(text)
    assert found is None
    assert why in findings[0].message
    assert (findings[0].place.file, findings[0].place.line) == (FILE, line)


def test_a_letter_outside_the_folder_or_missing_is_named(tmp_path: Path) -> None:
    for name, why in (("../elsewhere", "leads out"), ("first", "is no folder"), (".", "leads out")):
        (tmp_path / FILE).write_text(f"rungs:\n  - {{at: on the day, letter: {name}}}\n")
        plan, findings = load_plan(tmp_path)
        assert plan is None
        assert why in findings[0].message
    plan, findings = load_plan(tmp_path / "nowhere")
    assert plan is None
    assert "reminders.yaml" in str(findings[0])
