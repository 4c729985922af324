"""Keys of names: what makes two spellings of one name equal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rapidfuzz import fuzz, process

_WORDS: Final = re.compile(r"[^\W_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f\u064b-\u065f]+")


def name_key(name: str) -> str:
    """The key under which a name is matched: composed (NFC), case folded, white space made single.

    Accents and punctuation count: Sénégal and Senegal are two names here (`duplicates` finds them near).
    """
    if name.isascii():
        return " ".join(name.lower().split())
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def loose_key(name: str) -> str:
    """A key under which near names are alike: without accents and punctuation, its words in order."""
    if name.isascii():
        return " ".join(sorted(_WORDS.findall(name.lower())))
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(sorted(_WORDS.findall(plain)))


def did_you_mean(word: str, known: list[str]) -> str:
    """` Did you mean “X”?` for the known name nearest to a word, or nothing if none is near."""
    folded = {name_key(name): name for name in known}
    found = process.extractOne(name_key(word), list(folded), scorer=fuzz.ratio, score_cutoff=65)
    return f" Did you mean “{folded[found[0]]}”?" if found else ""


def listed(names: list[str], limit: int = 12) -> str:
    """Names for a sentence: `a, b, c`, and how many more there are past the limit."""
    shown = ", ".join(names[:limit])
    return f"{shown} and {len(names) - limit} more" if len(names) > limit else shown
