"""How a recipient is to be greeted: by rank, by kind and by gender, as far as the directory says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from recipients.entries import Entry
from recipients.names import name_key
from recipients.recipient import RecipientKind

RANK_FIELD: Final = "rank"
GENDER_FIELD: Final = "gender"
HONORIFIC_FIELD: Final = "honorific"
"""Columns of a directory that say what cannot be seen from name and post."""


class Courtesy(StrEnum):
    """Whom a salutation is for, the most particular first; `named` and those before it speak to a person."""

    EXCELLENCY = "excellency"  # ministers, heads of mission, all of ambassadorial rank
    HEAD = "head"  # who heads an organisation
    TITLED = "titled"  # a name with an honorific before it
    HONORIFIC = "honorific"  # an honorific alone
    NAMED = "named"
    ORGANISATION = "organisation"
    GENERAL = "general"  # nothing is known but that somebody reads it


class Gender(StrEnum):
    """The grammatical gender of a salutation, where the directory says it."""

    FEMININE = "f"
    MASCULINE = "m"


_GENDERS: Final[Mapping[str, Gender]] = {
    **dict.fromkeys(("f", "female", "feminine", "féminin", "femenino", "ж", "女"), Gender.FEMININE),
    **dict.fromkeys(("m", "male", "masculine", "masculin", "masculino", "м", "男"), Gender.MASCULINE),
}
_RANKS: Final[Mapping[str, Courtesy]] = {
    **dict.fromkeys(("excellency", "minister", "ambassador"), Courtesy.EXCELLENCY),
    "head": Courtesy.HEAD,
    "none": Courtesy.GENERAL,
}

_WORDS_OF: Final[Mapping[str, Collection[str]]] = {RANK_FIELD: _RANKS.keys(), GENDER_FIELD: _GENDERS.keys()}


def courtesy_of(entry: Entry, fields: Mapping[str, object]) -> tuple[Courtesy, Gender | None]:
    """How to greet a recipient who has no salutation of their own; `fields` are the entry's own, as read.

    The column `rank` (`excellency`, `head`, `none`) decides; where it says nothing, the post does, by the
    words it begins with; then what is known of the person; then that it is an organisation.
    """
    gender = _GENDERS.get(_text(fields, GENDER_FIELD).casefold())
    rank = _RANKS.get(_text(fields, RANK_FIELD).casefold()) or rank_of_post(entry.post)
    if rank in {Courtesy.EXCELLENCY, Courtesy.HEAD}:
        return rank, gender
    if _text(fields, HONORIFIC_FIELD):
        return (Courtesy.TITLED if entry.name else Courtesy.HONORIFIC), gender
    if entry.name:
        return Courtesy.NAMED, gender
    return (Courtesy.ORGANISATION if entry.kind is RecipientKind.ORGANISATION else Courtesy.GENERAL), gender


def fault_of_courtesy(field: str, text: str) -> str:
    """Why a text cannot stand in the column `rank` or `gender`, as a sentence; empty for every other column.

    A word that no salutation knows would have no effect, and nobody would see that.
    """
    known = _WORDS_OF.get(field)
    if known is None or not text.strip() or text.strip().casefold() in known:
        return ""
    listed = ", ".join(known)
    return f"“{text.strip()[:40]}” is no {field} that salutations know. Write one of: {listed}; or nothing."


def courtesy_code(entry: Entry, fields: Mapping[str, object]) -> str:
    """The same as one word, which templates compare: `excellency`, `named-f`."""
    courtesy, gender = courtesy_of(entry, fields)
    return f"{courtesy}-{gender}" if gender else courtesy.value


# The same posts stand in a directory many times over.
@lru_cache(maxsize=4096)
def rank_of_post(post: str) -> Courtesy | None:
    """Excellency or head, by the words of the post; None for every other."""
    key = name_key(post)
    if not key:
        return None
    return next((rank for rank, words in _ranks() if words.fit(key)), None)


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True)
class _Words:
    """By which words a post is known to be of a rank."""

    begins: re.Pattern[str]
    ends: tuple[str, ...]
    but: re.Pattern[str]

    def fit(self, post: str) -> bool:
        return bool(self.begins.match(post) or post.endswith(self.ends)) and not self.but.match(post)


@cache
def _ranks() -> tuple[tuple[Courtesy, _Words], ...]:
    tables = tomllib.loads((Path(__file__).parent / "data" / "ranks.toml").read_text(encoding="utf-8"))
    return tuple(
        (
            rank,
            _Words(
                _beginnings(tables[rank]["begins"], whole=True),
                tuple(map(name_key, tables[rank]["ends"])),
                _beginnings(tables[rank]["but"], whole=False),
            ),
        )
        for rank in (Courtesy.EXCELLENCY, Courtesy.HEAD)
    )


def _beginnings(words: list[str], *, whole: bool) -> re.Pattern[str]:
    listed = "|".join(re.escape(key) for key in sorted(map(name_key, words), key=len, reverse=True))
    return re.compile(rf"(?:{listed})(?!\w)" if whole else rf"(?:{listed})")
