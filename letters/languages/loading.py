"""Loads the formulas of a language: the data shipped with the package, under an office's own file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from letters.facts import Language
from letters.languages.formulas import Formulas
from mailer.errors import Place, Refused


def load_formulas(language: Language | str, override: Path | None = None) -> Formulas:
    """The formulas of a language; what stands in the office's own file replaces what is shipped.

    Refused with the file and the entry when the office's file cannot be read, is no TOML, or holds an entry
    that is unknown or of the wrong kind.
    """
    shipped = _shipped(Language(language))
    if override is None:
        return shipped
    place = Place(file=override.name)
    try:
        own = tomllib.loads(override.read_text(encoding="utf-8"))
    except OSError as reason:
        raise Refused(f"The formulas cannot be read: {reason.strerror}.", place=place) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as reason:
        raise Refused(f"The formulas are not valid TOML: {reason}.", place=place) from None
    if own.get("language", shipped.language.value) != shipped.language.value:
        raise Refused(f"These are formulas for “{own['language']}”, not for “{language}”.", place=place)
    try:
        return Formulas.model_validate(_laid_over(_data(shipped.language), own))
    except ValidationError as invalid:
        raise _refusal(invalid, place.file) from None


def _refusal(invalid: ValidationError, file: str) -> Refused:
    """The first thing wrong with an office's file, as a sentence."""
    first = invalid.errors()[0]
    entry = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        message = "There is no such entry in the formulas of a language."
    else:
        message = f"{first['msg'].removeprefix('Value error, ').rstrip('.')}."
    return Refused(message, place=Place(file=file, field=entry))


@cache
def _shipped(language: Language) -> Formulas:
    return Formulas.model_validate(_data(language))


def _data(language: Language) -> dict[str, Any]:
    file = resources.files("letters.languages").joinpath(f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are laid over each other entry by entry, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        beneath = merged.get(key)
        if isinstance(value, Mapping) and isinstance(beneath, Mapping):
            merged[key] = _laid_over(beneath, value)
        else:
            merged[key] = value
    return merged
