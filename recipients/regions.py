"""Regions of the world, by which replies are counted: those that are shipped, or an office's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mailer.errors import Place, Refused
from mailer.own_files import REGIONS as FILE
from recipients.countries import country_code

ELSEWHERE: Final = "elsewhere"
"""The region of a country that stands in none."""
NOWHERE: Final = "no country"
"""The region of who has no country in the directory."""
_SHIPPED: Final = Path(__file__).parent / "data" / FILE


@dataclass(frozen=True)
class Regions:
    """The regions in use, in the order in which tables name them."""

    names: tuple[str, ...]
    by_country: Mapping[str, str]

    def of(self, country: str) -> str:
        """The region of a country by its code; one that is in none, or no country, has a word of its own."""
        return self.by_country.get(country, ELSEWHERE) if country else NOWHERE

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each region in a table, with those who are in none at the end."""
        return {name: place for place, name in enumerate((*self.names, ELSEWHERE, NOWHERE))}


def read_regions(office: Path | None) -> Regions:
    """The regions of the office in a folder, or those shipped; Refused, with the place, for a faulty file.

    An office's own file lies beside its settings and takes the place of the one shipped.
    """
    own = office / FILE if office is not None else _SHIPPED
    path = own if own.exists() else _SHIPPED
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"It cannot be read: {error}.", place=Place(FILE)) from error
    entries = written.get("region", [])
    if not isinstance(entries, list) or not entries:
        raise _fault("", "Write each region below a line [[region]], with a name and its countries.")
    by_country: dict[str, str] = {}
    for number, entry in enumerate(entries, start=1):
        name, countries = _region(number, entry)
        if name in by_country.values():
            raise _fault(f"region {number}", f"There are two regions “{name}”.")
        for country in countries:
            if country in by_country:
                raise _fault(name, f"{country} is in {by_country[country]} already.")
            by_country[country] = name
    return Regions(tuple(dict.fromkeys(by_country.values())), by_country)


def _region(number: int, entry: Any) -> tuple[str, list[str]]:
    """The name and the codes of one region; Refused for what cannot be understood."""
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise _fault(f"region {number}", "Give it a name on one line.")
    countries = entry.get("countries")
    if not isinstance(countries, list) or not countries:
        raise _fault(name, 'List its countries, such as countries = ["FR", "CH"].')
    codes = [country_code(str(country)) for country in countries]
    for country, code in zip(countries, codes, strict=True):
        if code is None:
            raise _fault(name, f"“{country}” is no country: write its two letters (ISO 3166-1).")
    return name.strip(), [code for code in codes if code]


def _fault(field: str, message: str) -> Refused:
    return Refused(message, place=Place(FILE, field=field))
