"""The formulas of an office in all languages: what is shipped, under the files of its folder `formulas`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from letters.facts import Language
from letters.files import names_in
from letters.findings import Finding, errors_of, warning
from letters.languages.formulas import Formulas
from letters.languages.loading import LaidOver, load_formulas, read_own
from letters.languages.toml_lines import Entry
from mailer.canonical import digest
from mailer.errors import Refused

FORMULAS_FOLDER: Final = "formulas"
"""Where an office keeps its own formulas: `formulas/fr.toml` holds only what differs."""


@dataclass(frozen=True)
class Library:
    """The formulas in use, and the entries of each language that are the office's own, with their lines."""

    formulas: Mapping[Language, Formulas]
    own: Mapping[Language, Mapping[Entry, int]]

    def hashes(self) -> Mapping[Language, str]:
        """What each language says, as one hash: what an approval seals."""
        return {language: formulas_hash(formulas) for language, formulas in self.formulas.items()}


@dataclass(frozen=True)
class FormulaEntry:
    """One entry as it is in use; `unverified` rests on general knowledge, `own_line` is the office's line."""

    entry: str
    value: str
    unverified: bool
    own_line: int | None


def formulas_hash(formulas: Formulas) -> str:
    """The formulas of one language as a hash: equal wordings give equal hashes."""
    return digest(formulas.model_dump(mode="json", by_alias=True))


def shipped_library() -> Library:
    """The formulas as they are shipped."""
    return Library({language: load_formulas(language) for language in Language}, {})


def read_library(office: Path | None) -> Library:
    """The formulas of the office in a folder, or those shipped where there is none.

    Refused with file, line and entry for the first thing that is wrong in a file of the office's own.
    """
    library, findings = look_through(office)
    for finding in errors_of(findings):
        raise Refused(finding.message, place=finding.place)
    return library


def look_through(office: Path | None) -> tuple[Library, list[Finding]]:
    """The formulas in use, and all that is wrong with the office's own; a faulty file replaces nothing."""
    folder = office / FORMULAS_FOLDER if office else None
    shipped = shipped_library()
    if folder is None or not folder.is_dir():
        return shipped, []
    found = dict(shipped.formulas)
    own: dict[Language, Mapping[Entry, int]] = {}
    findings = list(_strangers(folder))
    for language in Language:
        path = folder / f"{language}.toml"
        if not path.exists() and not path.is_symlink():
            continue
        read = read_own(language, path)
        if isinstance(read, LaidOver):
            found[language], own[language] = read.formulas, read.own
        else:
            findings += read
    return Library(found, own), findings


def _strangers(folder: Path) -> Iterator[Finding]:
    known = {f"{language}.toml" for language in Language}
    for name in names_in(folder):
        if name not in known and not name.startswith("."):
            message = f"{name} is not read: formulas are in {', '.join(sorted(known))}."
            yield warning("stray-formulas", message, name)


def entries_of(library: Library, language: Language) -> list[FormulaEntry]:
    """Every entry of a language in the order of its file, with where it comes from."""
    formulas = library.formulas[language]
    own = library.own.get(language, {})
    data = formulas.model_dump(mode="json", by_alias=True, exclude={"confidence"})
    return [
        FormulaEntry(
            entry=".".join(entry),
            value=value,
            unverified=bool(value) and entry not in own and _unverified(entry, formulas),
            own_line=own.get(entry),
        )
        for entry, value in _flat(data)
    ]


def _unverified(entry: Entry, formulas: Formulas) -> bool:
    """Whether the shipped wording, or the table that holds it, rests on general knowledge."""
    named = formulas.confidence.unverified
    return any(".".join(entry[:length]) in named for length in range(1, len(entry) + 1))


def _flat(data: Mapping[str, Any], above: Entry = ()) -> Iterator[tuple[Entry, str]]:
    for name, value in data.items():
        entry = (*above, str(name))
        if isinstance(value, Mapping):
            yield from _flat(value, entry)
        else:
            yield entry, ", ".join(value) if isinstance(value, list) else str(value)
