"""The organisations that a file names: each once, with the facts its rows agree on."""

from __future__ import annotations

from dataclasses import dataclass, field

from recipients.names import name_key


@dataclass(slots=True)
class FileOrganisation:
    """An organisation as the rows of a file give it: its facts are those of its own row (one without a
    name and a post), or else of the first row under it; a person or post that differs has its own.
    """

    external_id: str
    name: str
    category: str
    country: str
    languages: str
    first_row: int
    own_countries: tuple[str, ...] = ()
    own_languages: tuple[str, ...] = ()
    """What the rows of the organisation itself say, in their order."""


@dataclass(frozen=True)
class FileOrganisations:
    """All of them, in the order of their first rows; rows name them by their place."""

    found: list[FileOrganisation] = field(default_factory=list)
    _places: dict[tuple[str, str], int] = field(default_factory=dict)

    def place(
        self, external_id: str, name: str, category: str, country: str, languages: str, row: int
    ) -> int | str:
        """The place of the organisation a row names; or why the row contradicts an earlier one.

        With an id of its own it is known by that, else by its name and country.
        """
        key = ("#", external_id) if external_id else (country, name_key(name))
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.found)
            self.found.append(FileOrganisation(external_id, name, category, country, languages, row))
            return place
        known = self.found[place]
        if known.category != category:
            return (
                f"“{name}” is in the category {known.category} in row {known.first_row}, in {category} here."
            )
        if external_id and name_key(known.name) != name_key(name):
            return f"The organisation {external_id} is called “{known.name}” in row {known.first_row}."
        return place

    def take_own_row(self, place: int, country: str, languages: str) -> None:
        """A row is the organisation itself: it speaks for it, the first such row if there are several."""
        known = self.found[place]
        if not known.own_countries:
            known.country, known.languages = country, languages
        if country not in known.own_countries:
            known.own_countries += (country,)
        if languages not in known.own_languages:
            known.own_languages += (languages,)
