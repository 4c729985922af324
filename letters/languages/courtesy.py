"""Salutations and closings by kind of addressee, gender and formality."""

from __future__ import annotations

from collections.abc import Iterator

from letters.languages.formulas import Formulas, GenderedSalutations, Salutations
from recipients.courtesy import Courtesy, Gender

_ENTRIES = {
    Courtesy.EXCELLENCY: "excellency",
    Courtesy.HEAD: "head",
    Courtesy.TITLED: "titled",
    Courtesy.HONORIFIC: "title_only",
    Courtesy.NAMED: "person",
}
_FORMAL = frozenset({Courtesy.HEAD, Courtesy.GENERAL})
"""Those whom a letter of high formality greets in another way, where the language has one."""


def salutation_pattern(
    formulas: Formulas,
    courtesy: Courtesy = Courtesy.GENERAL,
    gender: Gender | None = None,
    *,
    high: bool = False,
) -> str:
    """The salutation with `{name}` and `{title}` where these belong in, with its comma or colon.

    Where the language has no form for a woman or a man, it is the one for both.
    """
    patterns = formulas.salutations
    if courtesy is Courtesy.ORGANISATION:
        return patterns.organisation
    entry = "formal" if high and courtesy in _FORMAL and patterns.formal else _ENTRIES.get(courtesy, "")
    found = (_gendered(patterns, gender, entry) or getattr(patterns, entry)) if entry else ""
    return found or patterns.circular


def _gendered(patterns: Salutations, gender: Gender | None, entry: str) -> str:
    if gender is None:
        return ""
    own: GenderedSalutations = patterns.women if gender is Gender.FEMININE else patterns.men
    found: str = getattr(own, entry)
    return found


def salutation(
    formulas: Formulas,
    courtesy: Courtesy = Courtesy.GENERAL,
    gender: Gender | None = None,
    *,
    name: str = "",
    title: str = "",
    high: bool = False,
) -> str:
    """The salutation of one addressee; somebody whose name or title is missing gets the circular's.

    Ministers, heads of mission and all of ambassadorial rank are EXCELLENCY: their name is not printed.
    """
    lacking = (courtesy in {Courtesy.TITLED, Courtesy.NAMED} and not name) or (
        courtesy in {Courtesy.TITLED, Courtesy.HONORIFIC} and not title
    )
    pattern = salutation_pattern(formulas, Courtesy.GENERAL if lacking else courtesy, gender, high=high)
    return pattern.format(name=name, title=title)


def salutations_by_courtesy(formulas: Formulas, *, high: bool = False) -> Iterator[tuple[str, str]]:
    """The code of each kind of addressee (`excellency`, `named-f`) with its pattern.

    Those who get what everybody else gets are left out.
    """
    usual = salutation_pattern(formulas, high=high)
    for courtesy in Courtesy:
        for gender in (None, *Gender):
            pattern = salutation_pattern(formulas, courtesy, gender, high=high)
            if pattern != usual:
                yield f"{courtesy}-{gender}" if gender else courtesy.value, pattern


def closing(
    formulas: Formulas,
    courtesy: Courtesy = Courtesy.GENERAL,
    *,
    high: bool = False,
    salutation: str = "",
) -> str:
    """The closing formula; `salutation`, with its comma, is what the French one repeats."""
    closings = formulas.closings
    if courtesy is Courtesy.EXCELLENCY:
        pattern = closings.excellency
    else:
        pattern = closings.high if high else closings.circular
    return pattern.format(salutation=salutation or formulas.salutations.circular)


def woven_closing(formulas: Formulas, opening: str, *, salutation: str = "") -> str:
    """The closing as the end of a sentence of the author's: `Dans l'attente …, je vous prie d'agréer …`."""
    comma = formulas.punctuation.comma
    rest = formulas.closings.woven.format(salutation=salutation or formulas.salutations.circular)
    return f"{opening.rstrip(' ,،，')}{comma}{rest}"
