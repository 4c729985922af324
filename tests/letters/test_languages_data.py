"""The data files of the languages: complete, honest about their sources, and open to an office's own."""

from __future__ import annotations

from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from letters.facts import Language
from letters.facts.correspondents import CATEGORIES
from letters.languages import format_date, load_formulas
from mailer.errors import Refused


def own_file(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", list(Language))
def test_every_language_is_complete(language: Language) -> None:
    formulas = load_formulas(language)
    assert formulas.language is language
    assert set(formulas.categories) == set(CATEGORIES)
    assert formulas.rtl == (language is Language.AR)
    texts = list(formulas.labels.model_dump().values())
    assert all(texts)
    assert all(text == text.strip() for text in texts)


@pytest.mark.parametrize("language", list(Language))
def test_what_is_called_unverified_exists(language: Language) -> None:
    formulas = load_formulas(language)
    data: Any = formulas.model_dump(by_alias=True)
    for entry in formulas.confidence.unverified:
        assert reduce(lambda table, key: table[key], entry.split("."), data)


def test_confidence_is_that_of_the_table() -> None:
    found = {language.value: load_formulas(language).confidence for language in Language}
    assert {language: (one.labels, one.closings) for language, one in found.items()} == {
        "en": ("high", "high"),
        "fr": ("high", "high"),
        "es": ("high", "medium"),
        "ru": ("high", "medium"),
        "ar": ("medium", "medium"),
        "zh": ("high", "low"),
    }


def test_an_office_changes_only_what_it_names(tmp_path: Path) -> None:
    own = own_file(tmp_path, '[labels]\nreference = "Our reference"\n[closings]\ncircular = "Sincerely,"\n')
    formulas = load_formulas("en", own)
    assert formulas.labels.reference == "Our reference"
    assert formulas.closings.circular == "Sincerely,"
    assert formulas.labels.contact == "Contact"


def test_an_office_may_print_both_sets_of_arabic_months(tmp_path: Path) -> None:
    own = own_file(tmp_path, '[dates]\nmonth_names = "alternative"\n')
    assert format_date(date(2027, 11, 6), load_formulas("ar", own)) == "6 تشرين الثاني/نوفمبر 2027"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[labels", "not valid TOML"),
        ('language = "fr"\n', "for “fr”, not for “en”"),
        ('[labels]\nreferense = "Ref"\n', "labels.referense: There is no such entry"),
        ('[dates]\nmonths = ["January"]\n', "A year has twelve months, here are 1"),
        ('[dates]\nweekdays = ["Monday"]\n', "A week has seven days, here are 1"),
        ('[dates]\ndate = "{dai} {month}"\n', "{dai} cannot stand here"),
        ('[dates]\ndate = "{day.__class__}"\n', "cannot stand here"),
        ('[dates]\ndate = "{day!r}"\n', "cannot stand here"),
        ('[dates]\ntime = "{hour:>99999}"\n', "two digits"),
        ('labels = "none"\n', "labels"),
    ],
)
def test_a_fault_in_an_offices_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Refused) as refusal:
        load_formulas("en", own_file(tmp_path, text))
    assert says in str(refusal.value)
    assert "own.toml" in str(refusal.value)


def test_an_offices_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_formulas("en", tmp_path / "none.toml")
