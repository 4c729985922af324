"""A letter's references as each language prints them: in its merge fields, and in the names of its files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from letters.facts import Language
from letters.letter import Letter
from letters.register import RegisterEntry, references_of, texts_of
from mailer.database import OfficeSession

REFERENCE_FIELDS: Final = ("reference", "reference_2")
"""The merge fields that hold the letter's references, the primary one first."""
_UNSAFE: Final = re.compile("[^A-Za-z0-9._-]+")


def reference_values(session: OfficeSession, letter: Letter, language: Language) -> dict[str, str]:
    """The letter's references by the fields that hold them, as this language prints them."""
    entries = references_of(session, letter.id)
    return values_in(entries, [texts_of(session, entry) for entry in entries], language)


def values_in(
    entries: Sequence[RegisterEntry], texts: Sequence[Mapping[Language, str]], language: Language
) -> dict[str, str]:
    """The same from entries that were read, with what languages print instead."""
    return {
        REFERENCE_FIELDS[entry.position]: own.get(language, entry.printed)
        for entry, own in zip(entries, texts, strict=True)
    }


def file_stem(session: OfficeSession, letter: Letter) -> str:
    """The letter's own reference, or its handle, in plain letters that every folder takes."""
    entries = references_of(session, letter.id)
    return _UNSAFE.sub("-", entries[0].key if entries else letter.handle).strip("-.") or f"letter-{letter.id}"
