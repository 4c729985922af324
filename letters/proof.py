"""A proof of a letter: how each category in its audience will read it, in each of its languages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from letters.checks.terms import categories_of
from letters.document.emblem import Emblem
from letters.facts import Language
from letters.folder_writing import write_folder
from letters.languages import Formulas
from letters.preview import PreviewFormat, preview
from letters.rendering import render_version
from letters.sender import SAMPLE, Sender
from letters.source import LetterSource
from mailer.errors import Misused
from mailer.merge import LimitedMerger, MergeFailed, Value, Values
from recipients.courtesy import Courtesy

_PAGE: Final = "https://example.org/"
_FIXED: Final[Mapping[str, str]] = {"salutation": "", "courtesy": Courtesy.GENERAL.value}


@dataclass(frozen=True)
class Proof:
    """One page of a proof."""

    language: Language
    category: str
    page: str

    @property
    def file(self) -> str:
        """Its file in the folder of the proof."""
        return f"{self.language}-{self.category}.html"


def preview_as(
    source: LetterSource,
    language: Language,
    category: str,
    form: PreviewFormat,
    *,
    merger: LimitedMerger,
    formulas: Formulas | None = None,
    sender: Sender = SAMPLE,
    emblem: Emblem | None = None,
) -> str | bytes:
    """The letter as somebody of a category will read it; other merge fields stand by their names.

    Conditions on the category hold as they will, all others as if every field were filled. A field of which
    the facts give an example stands by that. Refused where what was written cannot be merged.
    """
    values = _values(source, language, category, merger, formulas)
    shown = partial(
        preview, source, language, form, merger=merger, formulas=formulas, sender=sender, emblem=emblem
    )
    for _ in range(len(values)):
        try:
            return shown(values)
        except MergeFailed as failed:
            # A link needs an address where the name of a field would stand.
            values = _with_page(values, failed)
    return shown(values)


def proofs_of(
    source: LetterSource,
    categories: Collection[str],
    *,
    merger: LimitedMerger,
    formulas: Mapping[Language, Formulas],
) -> Iterator[Proof]:
    """A page for each language of the letter and each category that can be in its audience."""
    for language in source.facts.languages:
        for category in categories_of(source.facts, categories):
            shown = preview_as(
                source,
                language,
                category,
                PreviewFormat.HTML,
                merger=merger,
                formulas=formulas[language],
            )
            assert isinstance(shown, str)
            yield Proof(language, category, shown)


def write_proofs(folder: Path, proofs: Collection[Proof], index: str) -> list[Path]:
    """Write the pages, and the one that leads to them; Refused and Unreachable as `write_folder` says."""
    pages = {"index.html": index, **{one.file: one.page for one in proofs}}
    return write_folder(folder, {name: page.encode() for name, page in pages.items()}, "proof")


def require_category(category: str, categories: Collection[str]) -> None:
    """Misused for a category that the office does not have."""
    if category not in categories:
        raise Misused(f"There is no category “{category}”. There are: {', '.join(categories)}.")


def _values(
    source: LetterSource,
    language: Language,
    category: str,
    merger: LimitedMerger,
    formulas: Formulas | None,
) -> dict[str, Value]:
    """A value for every field that the letter uses."""
    made = render_version(source, language, merger=merger, formulas=formulas)
    examples = {field.name: field.example for field in source.facts.fields if field.example}
    found: dict[str, Value] = {}
    for name in made.fields - {"reference", "reference_2"}:
        columns = made.rows.get(name)
        if columns is None:
            found[name] = examples.get(name, f"‹{name}›")
        else:
            found[name] = [{column: f"‹{name}.{column}›" for column in columns}]
    return {**found, **_FIXED, "category": category, "language": language.value}


def _with_page(values: Values, failed: MergeFailed) -> dict[str, Value]:
    """The values with a web address in the place of what a link would not take; the failure if it did."""
    name = failed.field.rpartition(".")[2]
    found = {key: _value_with_page(key, value, name) for key, value in values.items()}
    if found == dict(values):
        raise failed
    return found


def _value_with_page(key: str, value: Value, name: str) -> Value:
    if isinstance(value, str):
        return f"{_PAGE}{name}" if key == name and value.startswith("‹") else value
    return [
        {column: f"{_PAGE}{name}" if column == name else cell for column, cell in row.items()}
        for row in value
    ]
