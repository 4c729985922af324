"""Tells which copy groups of an old letter are among its addressees already."""

from __future__ import annotations

import re
from typing import Final

from letters.languages.folding import fold
from letters.legacy.letter import OldLetter
from letters.legacy.tongue import Tongue

_SHARE: Final = 0.6
_OTHERS: Final = frozenset(
    (
        "all",
        "other",
        "others",
        "toutes",
        "tous",
        "toute",
        "autre",
        "autres",
        "otros",
        "otras",
        "todos",
        "todas",
    )
)


def overlapping_copies(letter: OldLetter) -> list[str]:
    """The copy groups as printed whose members the heading or the categories name too."""
    copies, addressees = letter.parties.copies, letter.parties.addressees
    if copies is None or addressees is None:
        return []
    named = [*addressees.heading, *(category.label for category in addressees.categories)]
    return [group for group in copies.groups if any(_covers(text, group, letter.tongue) for text in named)]


def _covers(named: str, group: str, tongue: Tongue) -> bool:
    """Whether those named in the heading include the group: the same kind of body, mostly the same words."""
    words, of_group = _words(named, tongue), _words(group, tongue)
    if not of_group or of_group[0] not in words:
        return False
    shared = sum(word in words for word in of_group)
    if shared >= _SHARE * len(of_group) and shared > 0:
        return True
    # A category that stands alone between commas takes in every group of its kind.
    single = {piece.strip() for piece in re.split(r"[,;:]|\band\b|\bet\b|\by\b", fold(named))}
    return of_group[0] in single and of_group[0] in tongue.categories


def _words(text: str, tongue: Tongue) -> list[str]:
    """The words that tell one kind of body from another."""
    empty = {fold(word) for word in (*tongue.variants.common, *tongue.variants.events.determiners)} | _OTHERS
    return [word for word in re.findall(r"[^\W\d_]+", fold(text)) if word not in empty and len(word) > 1]
