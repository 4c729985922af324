"""Local times and office hours, where clocks change and zones change their rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, reset_tzpath

import pytest

from scheduler.office_calendar.hours import OfficeHours, first_open, read_hours
from scheduler.office_calendar.local_time import local_day, moment_at
from scheduler.office_calendar.working_days import WorkingDays

NINE_TO_FIVE = OfficeHours(time(9), time(17))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("day", "zone", "found"),
    [
        (date(2027, 3, 28), "Europe/Zurich", utc(2027, 3, 28, 1, 30)),  # 02:30 is skipped: 03:30 there
        (date(2027, 10, 31), "Europe/Zurich", utc(2027, 10, 31, 0, 30)),  # comes twice: the first
        (date(2027, 3, 14), "America/New_York", utc(2027, 3, 14, 7, 30)),
        (date(2027, 11, 7), "America/New_York", utc(2027, 11, 7, 7, 30)),  # there 01:30 comes twice
        (date(2027, 6, 1), "America/New_York", utc(2027, 6, 1, 6, 30)),
    ],
)
def test_f37_half_past_two_where_clocks_change(day: date, zone: str, found: datetime) -> None:
    assert moment_at(day, time(2, 30), zone) == found


def test_f39_a_zone_whose_rules_change_is_followed_at_the_next_look(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The same day, clock and zone mean another moment once the zone's data are others."""
    before = moment_at(date(2027, 6, 1), time(9), "Europe/Zurich")

    def back() -> None:
        reset_tzpath()
        ZoneInfo.clear_cache()

    request.addfinalizer(back)
    (tmp_path / "Europe").mkdir()
    reset_tzpath()
    ZoneInfo.clear_cache()
    nairobi = Path(_file_of("Africa/Nairobi"))
    (tmp_path / "Europe" / "Zurich").write_bytes(nairobi.read_bytes())
    reset_tzpath([str(tmp_path)])
    ZoneInfo.clear_cache()
    assert (before - moment_at(date(2027, 6, 1), time(9), "Europe/Zurich")).total_seconds() == 3600


def _file_of(zone: str) -> str:
    places = [Path(folder) / zone for folder in TZPATH]
    found = next((place for place in places if place.exists()), None)
    return str(found or resources.files("tzdata").joinpath("zoneinfo", zone))


@pytest.mark.parametrize(
    ("moment", "zone", "found"),
    [
        (utc(2027, 3, 1, 10), "Europe/Zurich", utc(2027, 3, 1, 10)),  # 11:00 there
        (utc(2027, 3, 1, 10), "America/New_York", utc(2027, 3, 1, 14)),  # 05:00 there
        (utc(2027, 3, 1, 10), "Pacific/Auckland", utc(2027, 3, 1, 20)),  # 23:00 there
        (utc(2027, 3, 1, 16), "Europe/Zurich", utc(2027, 3, 2, 8)),  # 17:00 is too late
        (utc(2027, 3, 5, 18), "Europe/Zurich", utc(2027, 3, 8, 8)),  # a Friday evening
        (utc(2027, 3, 26, 18), "Europe/Zurich", utc(2027, 3, 29, 7)),  # and the clocks change
    ],
)
def test_who_is_not_at_work_is_written_to_when_they_are(moment: datetime, zone: str, found: datetime) -> None:
    assert first_open(moment, NINE_TO_FIVE, WorkingDays(), zone) == found


def test_hours_are_read_and_refused_in_words() -> None:
    assert str(read_hours("09:00-17:30")) == "09:00-17:30"
    assert read_hours("00:00-24:00") == OfficeHours(time(0), time(23, 59))
    for text in ("9-17", "17:00-09:00", "09:00-09:00", "25:00-26:00"):
        with pytest.raises(ValueError, match=r"\.$"):
            read_hours(text)


def test_the_day_is_that_of_the_place() -> None:
    assert local_day(utc(2027, 3, 1, 23, 30), "Europe/Zurich") == date(2027, 3, 2)
