"""The formulas of an office: its own files over what is shipped, every fault with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from letters.facts import Language
from letters.languages.library import entries_of, look_through, read_library, shipped_library
from letters.languages.toml_lines import line_of, toml_lines
from mailer.errors import Refused


def office_with(folder: Path, **files: str) -> Path:
    (folder / "formulas").mkdir()
    for name, text in files.items():
        (folder / "formulas" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_office_without_files_of_its_own_says_what_is_shipped(tmp_path: Path) -> None:
    assert read_library(None).formulas == shipped_library().formulas
    assert read_library(tmp_path).formulas == shipped_library().formulas
    assert look_through(office_with(tmp_path)) == (shipped_library(), [])


def test_a_file_replaces_only_the_entries_it_names_and_only_of_its_language(tmp_path: Path) -> None:
    own = '# Ours\n\n[closings]\ncircular = "Recevez, {salutation} nos salutations."\n'
    library = read_library(office_with(tmp_path, fr=own))
    french = library.formulas[Language.FR]
    assert french.closings.circular == "Recevez, {salutation} nos salutations."
    assert french.closings.high == shipped_library().formulas[Language.FR].closings.high
    assert library.formulas[Language.EN] == shipped_library().formulas[Language.EN]
    changed = [
        language for language, one in library.hashes().items() if one != shipped_library().hashes()[language]
    ]
    assert changed == [Language.FR]
    found = {entry.entry: entry for entry in entries_of(library, Language.FR)}
    assert found["closings.circular"].own_line == 4
    assert found["closings.high"].own_line is None


def test_an_entry_of_the_offices_own_is_not_called_unverified_any_more(tmp_path: Path) -> None:
    shipped = {one.entry: one for one in entries_of(shipped_library(), Language.FR)}
    assert shipped["closings.excellency"].unverified
    assert shipped["salutations.women.head"].unverified, "the table it stands in is named"
    library = read_library(
        office_with(tmp_path, fr='[closings]\nexcellency = "Agréez, {salutation} mes vœux."\n')
    )
    found = {one.entry: one for one in entries_of(library, Language.FR)}
    assert not found["closings.excellency"].unverified


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("[labels\n", "fr.toml, line 1", "not valid TOML"),
        ('\n[labels]\n\nreferense = "Réf"\n', "fr.toml, line 4, field labels.referense", "no such entry"),
        ('[deadlines]\n# ours\ninclusive = "au {day}"\n', "fr.toml, line 3", "{day} cannot stand here"),
        ('language = "en"\n', "fr.toml, line 1, field language", "for “en”, not for “fr”"),
        ('labels = "none"\n', "fr.toml, line 1, field labels", "Entries of its own are expected"),
        ('[dates]\nweekdays = [\n  "lundi",\n]\n', "fr.toml, line 2, field dates.weekdays", "seven days"),
        ('[labels]\nreference = "R\u202e"\n', "fr.toml, line 2", "U+202E"),
    ],
)
def test_a_fault_stands_at_its_line_and_nothing_of_the_file_is_used(
    tmp_path: Path, text: str, place: str, says: str
) -> None:
    office = office_with(tmp_path, fr=text)
    library, findings = look_through(office)
    assert library.formulas == shipped_library().formulas
    assert str(findings[0].place).startswith(place)
    assert says in findings[0].message
    with pytest.raises(Refused) as refusal:
        read_library(office)
    assert place in str(refusal.value)


def test_all_faults_of_a_file_are_named_and_a_file_that_is_none_of_ours(tmp_path: Path) -> None:
    office = office_with(tmp_path, en='[labels]\nfoo = "a"\nbar = "b"\n', de="")
    _, findings = look_through(office)
    assert [(one.code, one.place.file, one.place.line) for one in findings] == [
        ("stray-formulas", "de.toml", None),
        ("formulas-entry", "en.toml", 2),
        ("formulas-entry", "en.toml", 3),
    ]


def test_lines_are_found_in_tables_dotted_names_and_after_texts_of_several_lines() -> None:
    lines = toml_lines('a.b = 1\n[c]\nd = """\nx = 1\n"""\n["e f".g]\n"h" = { i = 1 }\n# [no]\n')
    assert lines == {("a", "b"): 1, ("c",): 2, ("c", "d"): 3, ("e f", "g"): 6, ("e f", "g", "h"): 7}
    assert line_of(lines, ("e f", "g", "h", "i")) == 7
    assert line_of(lines, ("nowhere",)) is None
