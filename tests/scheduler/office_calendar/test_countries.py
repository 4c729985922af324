"""Countries: each has a zone that counts and a weekend; an office says otherwise in a file of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global

from mailer.errors import Misused
from scheduler.office_calendar.countries import FILE, read_countries, shipped_countries
from scheduler.office_calendar.working_days import read_quiet_period

FRIDAY = date(2027, 3, 5)


def test_every_country_with_people_has_one_zone_that_counts() -> None:
    countries = shipped_countries()
    several = {
        code for code, zones in get_global("territory_zones").items() if len(zones) > 1 and code.isalpha()
    }
    assert several - {"ZZ"} == set(countries.zones)
    for code in several - {"ZZ"}:
        assert ZoneInfo(countries.zone_of(code) or "").key in get_global("territory_zones")[code]
    assert countries.zone_of("KE") == "Africa/Nairobi"
    assert countries.zone_of("") is None


def test_where_fridays_are_free_nobody_is_written_to_on_one() -> None:
    countries = shipped_countries()
    assert countries.working_days("EG").on_or_after(FRIDAY) == date(2027, 3, 7)
    assert countries.working_days("KE").works(FRIDAY)
    assert countries.working_days("").works(FRIDAY)


def test_an_office_says_otherwise_for_single_countries(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        '[weekends]\nEG = ["saturday"]\n[zones]\nBR = "America/Manaus"\n[holidays]\nKE = [2027-03-05]\n'
    )
    countries = read_countries(tmp_path)
    assert countries.working_days("EG").works(FRIDAY)
    assert not countries.working_days("SA").works(FRIDAY)
    assert countries.zone_of("BR") == "America/Manaus"
    assert countries.working_days("KE").on_or_after(FRIDAY) == date(2027, 3, 8)
    quiet = (read_quiet_period("2027-03-08 to 2027-03-09"),)
    assert countries.working_days("KE", quiet).on_or_after(FRIDAY) == date(2027, 3, 10)
    assert read_countries(tmp_path / "elsewhere") == shipped_countries()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weekends = 1", "calendars.toml"),
        ('[weekends]\nKenya = ["friday"]', "two letters"),
        ('[weekends]\nKE = ["freitag"]', "days of the week"),
        ('[zones]\nKE = "UTC+3"', "time zone"),
        ('[holidays]\nKE = ["1 June"]', "list of days"),
        ("[rests]\n", "no table"),
        ("[weekends", "TOML"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_with_its_name(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(Misused, match=why) as refused:
        read_countries(tmp_path)
    assert FILE in str(refused.value)
