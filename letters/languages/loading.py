"""Loads the formulas of a language: the data shipped with the package, under an office's own file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from letters.facts import Language
from letters.files import read_text
from letters.findings import Finding, error
from letters.languages.formulas import Formulas
from letters.languages.toml_lines import Entry, line_of, toml_lines
from mailer.errors import Refused

MAX_FORMULAS: Final = 256 * 1024
_SENTENCES: Final = {
    "extra_forbidden": "There is no such entry in the formulas of a language.",
    "string_type": "A text in quotes is expected here.",
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type", "mapping_type"),
        "Entries of its own are expected here, not a single value.",
    ),
}
_AT_LINE: Final = re.compile(r" ?\(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class LaidOver:
    """The formulas of a language, and which entries an office's own file gives, each with its line."""

    formulas: Formulas
    own: Mapping[Entry, int]


def load_formulas(language: Language | str, override: Path | None = None) -> Formulas:
    """The formulas of a language; what stands in the office's own file replaces what is shipped.

    Refused with the file, the line and the entry when the office's file cannot be read, is no TOML, or holds
    an entry that is unknown or of the wrong kind.
    """
    if override is None:
        return _shipped(Language(language))
    read = read_own(Language(language), override)
    if isinstance(read, list):
        raise Refused(read[0].message, place=read[0].place)
    return read.formulas


def read_own(language: Language, path: Path) -> LaidOver | list[Finding]:
    """The formulas with an office's own file over them; or everything that is wrong with the file."""
    text = read_text(path.parent, path.name, MAX_FORMULAS)
    if isinstance(text, Finding):
        return [error(text.code, f"The formulas cannot be read: {text.message}", path.name, text.place.line)]
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as reason:
        return [_no_toml(str(reason), path.name)]
    lines = toml_lines(text)
    if own.get("language", language.value) != language.value:
        message = f"These are formulas for “{own['language']}”, not for “{language}”."
        return [error("formulas-language", message, path.name, line_of(lines, ("language",)), "language")]
    try:
        formulas = Formulas.model_validate(_laid_over(_data(language), own))
    except ValidationError as invalid:
        return [_fault(one["loc"], one["type"], one["msg"], lines, path.name) for one in invalid.errors()]
    return LaidOver(formulas, {entry: line_of(lines, entry) or 1 for entry in _leaves(own)})


def _no_toml(reason: str, file: str) -> Finding:
    at = _AT_LINE.search(reason)
    message = f"The formulas are not valid TOML: {_AT_LINE.sub('', reason).rstrip('.')}."
    return error("formulas-toml", message, file, int(at[1]) if at else None)


def _fault(
    loc: tuple[str | int, ...], kind: str, said: str, lines: Mapping[Entry, int], file: str
) -> Finding:
    """One thing wrong in an office's file, as a sentence."""
    entry = tuple(map(str, loc))
    message = _SENTENCES.get(kind) or f"{said.removeprefix('Value error, ').rstrip('.')}."
    return error("formulas-entry", message, file, line_of(lines, entry), ".".join(entry))


def _leaves(tree: Mapping[str, Any], above: Entry = ()) -> list[Entry]:
    """The entries that hold a value, by the names that lead to them."""
    found: list[Entry] = []
    for name, value in tree.items():
        found += _leaves(value, (*above, name)) if isinstance(value, Mapping) else [(*above, name)]
    return found


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
