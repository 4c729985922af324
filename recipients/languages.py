"""Languages of recipients: their codes, and an order of preference kept as one short text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from babel import Locale

from recipients.countries import OFFICIAL_LANGUAGES
from recipients.names import name_key

_BETWEEN: Final = re.compile(r"\s*[,;/|+]\s*|\s+>\s+")


def language_code(text: str) -> str | None:
    """The ISO 639 code behind a code (`fr`, `pt-BR`) or a name in one of six languages or its own; or None.

    Nothing is guessed: a language nobody offered is not replaced by one that somebody thinks near.
    """
    key = name_key(text)
    found = _known_names().get(key)
    if found is None and re.fullmatch(r"[a-z]{2,3}[-_][a-z0-9]{2,8}", key):
        found = _known_names().get(re.split("[-_]", key)[0])
    return found


@lru_cache(maxsize=4_096)
def read_languages(text: str) -> tuple[str, ...] | str:
    """The codes in a cell such as `French, en`, in order, each once; or the word that is no language.

    An empty cell is no preference: an empty tuple.
    """
    codes: list[str] = []
    for word in _BETWEEN.split(text.strip()) if text.strip() else ():
        code = language_code(word)
        if code is None:
            return word
        if code not in codes:
            codes.append(code)
    return tuple(codes)


@lru_cache(maxsize=1)
def _known_names() -> Mapping[str, str]:
    english = Locale.parse("en").languages
    codes = [str(code) for code in english if re.fullmatch("[a-z]{2,3}", str(code))]
    known: dict[str, str] = {}
    for code in ("de", "pt", "it", "nl", "ja", "ko", "tr", "fa", "hi", "sw", "uk", "pl"):
        known[name_key(str(Locale.parse(code).languages[code]))] = code
    for language in OFFICIAL_LANGUAGES:
        names = Locale.parse(language).languages
        known.update({name_key(str(names[code])): code for code in codes if code in names})
    known.update({code: code for code in codes})
    return known
