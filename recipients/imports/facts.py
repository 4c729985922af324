"""Reading what a row says of its organisation: name, category, country, languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from recipients.countries import country_code
from recipients.imports.columns import Columns, picker
from recipients.imports.file_organisations import FileOrganisations
from recipients.languages import read_languages
from recipients.names import did_you_mean, listed, name_key

REMEMBERED: Final = 50_000
"""How many different sets of an organisation's cells are remembered at once."""

_COLUMNS: Final = ("organisation_id", "organisation", "category", "country", "languages")


class Facts(NamedTuple):
    """The organisation of a row, and the country and languages that the row itself gives."""

    organisation: int
    """Its place among the file's organisations."""
    country: str
    languages: str


class FactsReader:
    """Reads the organisation's cells of one file's rows; remembers what they stand for, since they repeat."""

    def __init__(
        self, columns: Columns, categories: Mapping[str, str], organisations: FileOrganisations
    ) -> None:
        self._given = picker([columns.known.get(name, -1) for name in _COLUMNS])
        self._category_of = _Categories(categories)
        self.organisations = organisations
        self._remembered: dict[tuple[str, ...], Facts] = {}

    def read(self, number: int, cells: Sequence[str], *, sound: bool) -> Facts | list[tuple[str, str]]:
        """The facts; or what is wrong with them, by the known name of the column.

        A row that is not `sound` elsewhere is checked, but adds no organisation to the file's.
        """
        given = self._given(cells)
        facts = self._remembered.get(given)
        if facts is not None:
            return facts
        external_id, name, category, country, languages = given
        code = self._category_of[category]
        country_found = country_code(country) if country else ""
        spoken = read_languages(languages)
        if not name or code is None or country_found is None or isinstance(spoken, str):
            return self._faults_in(given)
        if not sound:
            return []
        codes = ",".join(spoken)
        place = self.organisations.place(external_id, name, code, country_found, codes, number)
        if isinstance(place, str):
            return [("organisation", place)]
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        self._remembered[given] = facts = Facts(place, country_found, codes)
        return facts

    def _faults_in(self, given: Sequence[str]) -> list[tuple[str, str]]:
        """Everything that is wrong, in words."""
        _, name, category, country, languages = given
        faults = []
        if not name:
            faults.append(("organisation", "The organisation is missing."))
        if not category:
            faults.append(("category", "The category is missing."))
        elif self._category_of[category] is None:
            codes = sorted(set(self._category_of.names.values()))
            hint = did_you_mean(category, list(self._category_of.names)) or f" There are: {listed(codes)}."
            faults.append(("category", f"There is no category “{category[:80]}”.{hint}"))
        if country and country_code(country) is None:
            message = f"“{country[:80]}” is no country: write its two letters (ISO 3166-1) or its name."
            faults.append(("country", message))
        spoken = read_languages(languages)
        if isinstance(spoken, str):
            faults.append(
                ("languages", f"“{spoken[:80]}” is no language: write its two letters or its name.")
            )
        return faults


class _Categories(dict[str, str | None]):
    """The code each spelling of a category stands for, found out once for each."""

    def __init__(self, names: Mapping[str, str]) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, spelling: str) -> str | None:
        code = self[spelling] = self.names.get(name_key(spelling))
        return code
