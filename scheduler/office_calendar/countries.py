"""What is known of countries: their weekends, the zone that counts, and holidays that the office enters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from babel.core import get_global

from letters.deadlines import read_zone
from mailer.errors import Misused, Place
from recipients.countries import country_code
from scheduler.office_calendar.working_days import SATURDAY_SUNDAY, QuietPeriod, WorkingDays

FILE: Final = "calendars.toml"
"""The office's own, in its folder; what it does not say holds as it is shipped."""
WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TABLES: Final = ("weekends", "zones", "holidays")


@dataclass(frozen=True)
class Countries:
    """Weekends, time zones and holidays by country; a country that is not named has Saturday and Sunday."""

    weekends: Mapping[str, frozenset[int]] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def zone_of(self, country: str) -> str | None:
        """The time zone that counts for a country; None for an unknown one, or none."""
        if country in self.zones:
            return self.zones[country]
        only: list[str] = get_global("territory_zones").get(country, [])
        return only[0] if len(only) == 1 else None

    def working_days(self, country: str, quiet: tuple[QuietPeriod, ...] = ()) -> WorkingDays:
        """On which days people of a country work, and are written to."""
        weekend = self.weekends.get(country, SATURDAY_SUNDAY)
        return WorkingDays(weekend, self.holidays.get(country, frozenset()), quiet)


@cache
def shipped_countries() -> Countries:
    """As they are shipped: weekends and zones, and nobody's holidays."""
    text = resources.files("scheduler").joinpath("data/countries.toml").read_text(encoding="utf-8")
    return _from_text(text, Countries(), "countries.toml")


def read_countries(folder: Path) -> Countries:
    """Those of an office: what its `calendars.toml` says, else as they are shipped.

    Misused, with the file, for one that is not understood.
    """
    path = folder / FILE
    if not path.exists():
        return shipped_countries()
    try:
        return _from_text(path.read_text(encoding="utf-8"), shipped_countries(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise Misused(f"The file cannot be read: {error}.", place=Place(file=str(path))) from None


def _from_text(text: str, under: Countries, file: str) -> Countries:
    try:
        tables = tomllib.loads(text)
        for name in tables:
            if name not in _TABLES:
                raise ValueError(f"“{name}” is no table of it. There are: {', '.join(_TABLES)}.")
        weekends = {_country(code): _weekend(days) for code, days in tables.get("weekends", {}).items()}
        zones = {_country(code): read_zone(str(zone)) for code, zone in tables.get("zones", {}).items()}
        holidays = {_country(code): _days(days) for code, days in tables.get("holidays", {}).items()}
    except tomllib.TOMLDecodeError as error:
        raise Misused(f"{error}. The file is written in TOML.", place=Place(file=file)) from None
    except (ValueError, AttributeError) as error:
        raise Misused(str(error), place=Place(file=file)) from None
    return Countries({**under.weekends, **weekends}, {**under.zones, **zones}, {**under.holidays, **holidays})


def _country(code: str) -> str:
    if country_code(code) != code:
        raise ValueError(f"“{code}” is no country. Write the two letters of ISO 3166-1, such as KE.")
    return code


def _weekend(days: Any) -> frozenset[int]:
    if not isinstance(days, list) or not set(map(str, days)) <= set(WEEK) or len(set(days)) > 6:
        raise ValueError(f"“{days}” is no weekend. Write days of the week, such as friday and saturday.")
    return frozenset(WEEK.index(day) for day in days)


def _days(days: Any) -> frozenset[date]:
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        raise ValueError(f"“{days}” are no holidays. Write a list of days, such as [2027-06-01].")
    return frozenset(days)
