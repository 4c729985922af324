"""Salutations and closings by kind of addressee and formality."""

from __future__ import annotations

from enum import StrEnum

from letters.languages.formulas import Formulas


class AddresseeRank(StrEnum):
    """Whom a salutation is for: everyone at once, an organisation, a person, one who is called Excellency."""

    CIRCULAR = "circular"
    ORGANISATION = "organisation"
    PERSON = "person"
    EXCELLENCY = "excellency"


def salutation(
    formulas: Formulas, rank: AddresseeRank = AddresseeRank.CIRCULAR, *, name: str = "", title: str = ""
) -> str:
    """The salutation, with its comma or colon; a person with neither name nor title gets the circular's.

    Ministers, heads of mission and all of ambassadorial rank are EXCELLENCY: their name is not printed.
    """
    patterns = formulas.salutations
    if rank is AddresseeRank.EXCELLENCY:
        return patterns.excellency
    if rank is AddresseeRank.ORGANISATION:
        return patterns.organisation
    if rank is AddresseeRank.CIRCULAR or not (name or title):
        return patterns.circular
    if name and title:
        return patterns.titled.format(name=name, title=title)
    return patterns.person.format(name=name) if name else patterns.title_only.format(title=title)


def closing(
    formulas: Formulas,
    rank: AddresseeRank = AddresseeRank.CIRCULAR,
    *,
    high: bool = False,
    salutation: str = "",
) -> str:
    """The closing formula; `salutation`, with its comma, is what the French one repeats."""
    closings = formulas.closings
    if rank is AddresseeRank.EXCELLENCY:
        pattern = closings.excellency
    else:
        pattern = closings.high if high else closings.circular
    return pattern.format(salutation=salutation or formulas.salutations.circular)


def woven_closing(formulas: Formulas, opening: str, *, salutation: str = "") -> str:
    """The closing as the end of a sentence of the author's: `Dans l'attente …, je vous prie d'agréer …`."""
    comma = formulas.punctuation.comma
    rest = formulas.closings.woven.format(salutation=salutation or formulas.salutations.circular)
    return f"{opening.rstrip(' ,،，')}{comma}{rest}"
