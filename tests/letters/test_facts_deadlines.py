"""Dates, times and zones are read strictly, and a deadline has one first moment that is too late."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.deadlines import CalendarDate, read_date, read_time, read_zone, too_late_from
from letters.facts import Deadline


@pytest.mark.parametrize(
    "text",
    [
        "2027-3-29",
        "20270329",
        "29.03.2027",
        "2027-03-29T00:00",
        "2027",
        "Friday",
        "2027-03-29 ",
        "٢٠٢٧-٠٣-٢٩",
        "",
    ],
)
def test_only_plain_iso_dates_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_date(text)


@pytest.mark.parametrize("text", ["2027-02-29", "2027-13-01", "2027-00-10", "0000-01-01", "9999-12-31"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no day"):
        read_date(text)
    with pytest.raises(ValueError, match="no day"):
        CalendarDate.read(text)


@pytest.mark.parametrize("text", ["24:01", "9:00", "23h59", "12:60", "750", "23:59:59"])
def test_only_plain_times_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        read_time(text)


def test_the_end_of_the_day_is_a_time() -> None:
    assert [read_time(text) for text in ("00:00", "23:59", "24:00")] == ["00:00", "23:59", "24:00"]


@pytest.mark.parametrize(
    "text", ["UTC+1", "CET", "GMT", "+01:00", "Europe/Atlantis", "Etc/GMT-1", "../etc/passwd"]
)
def test_zones_that_can_be_misread_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not the name of a time zone"):
        read_zone(text)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "inclusive", "expected"),
    [
        (date(2010, 3, 30), None, "Europe/Zurich", True, datetime(2010, 3, 30, 22, tzinfo=UTC)),
        (date(2002, 12, 7), None, "Europe/Zurich", False, datetime(2002, 12, 6, 23, tzinfo=UTC)),
        (date(2002, 1, 25), "24:00", "UTC", True, datetime(2002, 1, 26, tzinfo=UTC)),
        (date(2027, 3, 29), "12:30", "America/New_York", False, datetime(2027, 3, 29, 16, 30, tzinfo=UTC)),
        (date(2027, 3, 29), "23:59", "Europe/Zurich", True, datetime(2027, 3, 29, 22, tzinfo=UTC)),
        (date(2027, 3, 28), None, "Europe/Zurich", True, datetime(2027, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_first_moment_that_is_too_late(
    day: date, clock: str | None, zone: str, inclusive: bool, expected: datetime
) -> None:
    assert too_late_from(day, clock, zone, inclusive=inclusive) == expected


def test_a_deadline_without_zone_is_meant_in_the_letters() -> None:
    deadline = Deadline.model_validate({"id": "answers", "date": "2027-03-31"})
    assert deadline.too_late_from("Asia/Tokyo") == datetime(2027, 3, 31, 15, tzinfo=UTC)
    own = deadline.model_copy(update={"zone": "UTC"})
    assert own.too_late_from("Asia/Tokyo") == datetime(2027, 4, 1, tzinfo=UTC)


def test_a_month_begins_and_ends() -> None:
    december = CalendarDate.read("2003-12")
    assert (december.first_day(), december.last_day()) == (date(2003, 12, 1), date(2003, 12, 31))
    assert CalendarDate.read("2004-02").last_day() == date(2004, 2, 29)
    assert CalendarDate.read("2003").last_day() == date(2003, 12, 31)
    assert str(CalendarDate.read("2003-12")) == "2003-12"


@settings(max_examples=100)
@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2999, 12, 31)))
def test_every_date_is_read_back_from_its_iso_form(day: date) -> None:
    assert read_date(day.isoformat()) == day
    assert CalendarDate.read(day.isoformat()).first_day() == day
    assert str(CalendarDate.read(day.isoformat())) == day.isoformat()
