"""Which column of a file holds what: known headings in six languages, all others free merge fields."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.survey import column_letters
from recipients.names import listed

REQUIRED: Final = ("email", "organisation", "category")
"""Columns without which nothing is imported."""
RESERVED: Final = frozenset(
    {"address", "reference", "language", "name", "organisation", "category", "country", "courtesy"}
)
"""Names of merge fields that the house itself fills in."""
REASON: Final = "reason refused"
"""The heading an export of faulty rows puts first; a file that is corrected and read again may keep it."""
MAX_GROUP_ROWS: Final = 500
"""Rows of one merge field that holds rows (`entries.title` repeated)."""
MAX_GROUP_FIELDS: Final = 20

_NO_MATTER: Final = re.compile(r"[\s_\-.'’]+")
_DOTTED: Final = re.compile(r"([^.]*\w)\.(\w[^.]*)")
"""A heading such as `entries.title`; `No. of staff` is none."""
_FIELD: Final = re.compile(r"[^\W\d_]\w{0,63}")


@dataclass(frozen=True)
class Group:
    """A merge field that holds rows: `entries.title, entries.url, entries.title, …` in that order."""

    name: str
    rows: tuple[tuple[tuple[str, int], ...], ...]
    """For each row its fields, each with the column it is read from."""


@dataclass(frozen=True)
class Columns:
    """What each column of a file is; columns count from 0."""

    header: tuple[str, ...]
    known: Mapping[str, int]
    """Column of each known name (`email`, `country`, …) that the file has."""
    fields: tuple[tuple[str, int], ...]
    """Free merge fields, each with its column, by name."""
    groups: tuple[Group, ...]
    ignored: tuple[int, ...]
    """Columns without a heading."""

    def heading(self, name: str) -> str:
        """What the file calls a known column."""
        return self.header[self.known[name]]


def map_columns(header: Sequence[str]) -> Columns:
    """What the columns are; FileFault of the first class of fault, the most basic alone."""
    header = tuple(" ".join(unicodedata.normalize("NFC", cell).split()) for cell in header)
    synonyms = known_headings()
    meant = [synonyms.get(heading_key(cell)) for cell in header]
    found = [name for name in meant if name]
    if "email" not in found:
        raise FileFault(
            FaultKind.NO_RECIPIENT_COLUMN,
            f"The file needs a column called “email”.{_perhaps('email', header)} {_columns_found(header)}",
        )
    twice = [name for name, count in Counter(found).items() if count > 1]
    if twice:
        headings = [cell for cell, name in zip(header, meant, strict=True) if name == twice[0]]
        raise FileFault(
            FaultKind.DUPLICATE_COLUMN,
            f"{len(headings)} columns mean “{twice[0]}”: {listed(headings)}. Keep one of them.",
        )
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        raise FileFault(
            FaultKind.MISSING_COLUMN,
            f"The file lacks {'columns' if len(missing) > 1 else 'a column'} called {listed(missing)}. "
            f"{_columns_found(header)}",
        )
    known = {name: column for column, name in enumerate(meant) if name}
    free = [column for column, name in enumerate(meant) if not name and header[column] != REASON]
    fields, groups = _merge_fields(header, [column for column in free if header[column]])
    return Columns(header, known, fields, groups, tuple(column for column in free if not header[column]))


def heading_key(heading: str) -> str:
    """A heading without what does not matter: case, spaces, underscores, hyphens, dots, apostrophes."""
    return _NO_MATTER.sub("", unicodedata.normalize("NFC", heading).casefold())


@lru_cache(maxsize=1)
def known_headings() -> Mapping[str, str]:
    """Every heading with a meaning, as its key, to the name of the column."""
    text = (Path(__file__).parent.parent / "data" / "columns.toml").read_text(encoding="utf-8")
    return {
        heading_key(heading): name for name, headings in tomllib.loads(text).items() for heading in headings
    }


def near_heading(name: str) -> str:
    """The known name that a heading of a file's own was perhaps meant to be; empty if none is near."""
    synonyms = known_headings()
    found = process.extractOne(heading_key(name), list(synonyms), scorer=fuzz.ratio, score_cutoff=75)
    return synonyms[found[0]] if found else ""


def picker(columns: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What picks the cells of these columns out of a row, as fast as can be."""
    if not columns:
        return lambda _: ()
    if len(columns) == 1:
        return lambda cells: (cells[columns[0]],)
    return itemgetter(*columns)


def field_name(heading: str) -> str | None:
    """The merge field a heading stands for (`Entry title` is entry_title), or None if it can be none."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFC", heading).lower()).strip("_")
    return name if _FIELD.fullmatch(name) else None


def _perhaps(name: str, header: Sequence[str]) -> str:
    near = [heading for heading in header if heading and near_heading(heading) == name]
    return f" Did you mean it by “{near[0]}”?" if near else ""


def _columns_found(header: Sequence[str]) -> str:
    return f"Its columns are: {listed([cell for cell in header if cell]) or 'none'}."


def _merge_fields(
    header: Sequence[str], free: Sequence[int]
) -> tuple[tuple[tuple[str, int], ...], tuple[Group, ...]]:
    """Single fields by name, and those that hold rows: dotted or repeated headings."""
    single: dict[str, list[int]] = {}
    dotted: dict[str, dict[str, list[int]]] = {}
    for column in free:
        parts = _DOTTED.fullmatch(header[column])
        if parts:
            name, inner = _named(header, column, parts[1]), _named(header, column, parts[2], in_row=True)
            dotted.setdefault(name, {}).setdefault(inner, []).append(column)
        else:
            single.setdefault(_named(header, column, header[column]), []).append(column)
    for name, columns in list(single.items()):
        if len(columns) > 1 or name in dotted:
            dotted.setdefault(name, {})["value"] = single.pop(name)
    groups = tuple(_group(name, fields) for name, fields in sorted(dotted.items()))
    return tuple(sorted((name, columns[0]) for name, columns in single.items())), groups


def _named(header: Sequence[str], column: int, text: str, *, in_row: bool = False) -> str:
    name = field_name(text)
    letters = column_letters(column)
    if name is None:
        raise FileFault(
            FaultKind.BAD_COLUMN,
            f"The heading “{header[column][:80]}” of column {letters} cannot name a merge field: "
            "begin with a letter, and use letters, digits, spaces and hyphens.",
        )
    if name in RESERVED and not in_row:
        raise FileFault(
            FaultKind.BAD_COLUMN,
            f"The heading “{header[column]}” of column {letters} is a name that letters fill in themselves. "
            "Call the column otherwise, such as “postal address”.",
        )
    return name


def _group(name: str, fields: Mapping[str, list[int]]) -> Group:
    height = max(map(len, fields.values()))
    if height > MAX_GROUP_ROWS or len(fields) > MAX_GROUP_FIELDS:
        raise FileFault(
            FaultKind.BAD_COLUMN,
            f"The merge field “{name}” would hold {height} rows of {len(fields)} fields; "
            f"at most {MAX_GROUP_ROWS} rows of {MAX_GROUP_FIELDS} are possible.",
        )
    rows = tuple(
        tuple((inner, columns[row]) for inner, columns in sorted(fields.items()) if row < len(columns))
        for row in range(height)
    )
    return Group(name, rows)
