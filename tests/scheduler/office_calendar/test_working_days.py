"""Working days: weekends, holidays, quiet periods, and what is next when a day is none."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.office_calendar.working_days import QuietPeriod, WorkingDays, read_quiet_period

FRIDAY = date(2027, 3, 5)
SATURDAY = date(2027, 3, 6)
MONDAY = date(2027, 3, 8)


def test_a_day_of_rest_moves_to_the_working_day_after_or_before_it() -> None:
    days = WorkingDays(holidays=frozenset({MONDAY}))
    assert days.on_or_after(SATURDAY) == date(2027, 3, 9)
    assert days.on_or_before(SATURDAY) == FRIDAY
    assert days.on_or_after(FRIDAY) == FRIDAY


def test_where_the_weekend_is_friday_and_saturday_sunday_is_worked() -> None:
    days = WorkingDays(weekend=frozenset({4, 5}))
    assert days.on_or_after(FRIDAY) == date(2027, 3, 7)


def test_working_days_are_counted_over_weekends_and_holidays() -> None:
    days = WorkingDays(holidays=frozenset({MONDAY}))
    assert days.moved(FRIDAY, 2) == date(2027, 3, 10)
    assert days.moved(date(2027, 3, 10), -2) == FRIDAY
    assert days.moved(SATURDAY, -1) == FRIDAY


def test_a_quiet_period_over_the_new_year_holds_every_year() -> None:
    period = read_quiet_period("12-24 to 01-02")
    days = [date(2027, 12, 23), date(2027, 12, 24), date(2028, 1, 2), date(2028, 1, 3)]
    assert [period.holds(day) for day in days] == [False, True, True, False]
    assert WorkingDays(quiet=(period,)).on_or_after(date(2027, 12, 24)) == date(2028, 1, 3)


def test_a_quiet_period_of_one_year_holds_in_that_year_only() -> None:
    period = read_quiet_period("2027-08-01 to 2027-08-15")
    assert period == QuietPeriod(date(2027, 8, 1), date(2027, 8, 15))
    assert period.holds(date(2027, 8, 15))
    assert not period.holds(date(2028, 8, 15))


@pytest.mark.parametrize(
    "text", ["", "August", "2027-08-15 to 2027-08-01", "02-30 to 03-01", "2027-08-01 to 08-15"]
)
def test_what_is_no_period_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_quiet_period(text)


def test_an_office_that_never_works_is_told_so() -> None:
    with pytest.raises(ValueError, match="no working day within a year"):
        WorkingDays(quiet=(read_quiet_period("01-01 to 12-31"),)).on_or_after(MONDAY)
