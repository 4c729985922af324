"""Countries: the ISO 3166-1 code behind the names that people write in six languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale
from babel.core import get_global

from recipients.names import name_key

OFFICIAL_LANGUAGES: Final = ("en", "fr", "es", "ru", "ar", "zh")
"""The six languages of the United Nations, in the order the house lists them."""

_NO_COUNTRY: Final = frozenset({"AC", "CP", "DG", "EU", "TA", "XA", "XB", "XK", "ZZ"})


@lru_cache(maxsize=4_096)
def country_code(text: str) -> str | None:
    """The ISO 3166-1 alpha-2 code that a code (two or three letters) or a country's name stands for."""
    return _known_names().get(_folded(text))


def country_name(code: str, language: str = "en") -> str:
    """The country's name in a language, or its code if the locale data do not know it."""
    return str(Locale.parse(language).territories.get(code, code))


@lru_cache(maxsize=1)
def _known_names() -> Mapping[str, str]:
    by_three_letters = {
        long: short[0]
        for long, short in get_global("territory_aliases").items()
        if len(long) == 3 and long.isalpha() and len(short[0]) == 2 and short[0] not in _NO_COUNTRY
    }
    codes = sorted(set(by_three_letters.values()) & Locale.parse("en").territories.keys())
    known: dict[str, str] = {}
    for language in OFFICIAL_LANGUAGES:
        territories = Locale.parse(language).territories
        known.update({_folded(territories[code]): code for code in codes if code in territories})
    aliases = tomllib.loads((Path(__file__).parent / "data" / "countries.toml").read_text(encoding="utf-8"))
    known.update({_folded(name): code for name, code in aliases["names"].items()})
    known.update({_folded(long): short for long, short in by_three_letters.items() if short in codes})
    known.update({_folded(code): code for code in codes})
    return known


def _folded(name: str) -> str:
    return name_key(name.replace("’", "'"))
