"""`mailer formulas`, and what an office's own formulas do to its letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run

OWN = '[closings]\ncircular = "Sincerely yours,"\n'


def own_formulas(office: Path, text: str = OWN, name: str = "en.toml") -> Path:
    folder = office / "formulas"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_formulas_are_shown_without_an_office(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = run("formulas", "list", "--json").done().json
    assert [one["language"] for one in listed] == ["en", "fr", "es", "ru", "ar", "zh"]
    assert all(one["own"] == 0 for one in listed)
    shown = run("formulas", "show", "fr", "deadlines", "--json").done().json
    assert shown[0] == {"entry": "deadlines.inclusive", "whence": "", "value": "d'ici au {date}"}
    assert "not verified" in run("formulas", "show", "zh", "closings.circular").done().out
    assert run("formulas", "check").done().out == "0 own entries; 0 errors, 0 warnings.\n"


def test_an_entry_that_is_none_is_met_by_one_that_is(office: Path, run: Run) -> None:
    refused = run("formulas", "show", "fr", "closing")
    assert refused.code == 1
    assert "There is no entry “closing”. Did you mean “closings”?" in refused.err


def test_an_offices_own_formula_is_named_and_printed(letter: Path, office: Path, run: Run) -> None:
    own_formulas(office)
    shown = run("formulas", "show", "en", "closings.circular").done().out
    assert "own: formulas/en.toml, line 2" in shown
    assert "Sincerely yours," in run("letters", "preview", letter, "--language", "en").done().out
    assert "Sincerely yours," not in run("letters", "preview", letter, "--language", "fr").done().out
    assert run("formulas", "check").done().out == "1 own entry; 0 errors, 0 warnings.\n"


def test_a_faulty_file_stops_what_would_use_it_and_is_named_whole(
    letter: Path, office: Path, run: Run
) -> None:
    own_formulas(office, '[labels]\nfoo = "a"\nbar = "b"\n')
    checked = run("formulas", "check")
    assert checked.code == 1
    assert "en.toml, line 2, field labels.foo: error: There is no such entry" in checked.out
    assert checked.out.endswith("0 own entries; 2 errors, 0 warnings.\n")
    run("formulas", "check", "fr").done()
    for command in (["check"], ["preview", "--language", "fr"], ["submit"]):
        refused = run("letters", command[0], letter, *command[1:])
        assert refused.code == 1
        assert "en.toml, line 2, field labels.foo" in refused.err


def test_formulas_changed_after_the_approval_are_named_and_the_letter_stays(
    numbered_office: Path, run: Run
) -> None:
    assert run("letters", "show", "call-2027", "--json").done().json["formulas"] == "as approved"
    own_formulas(numbered_office)
    shown = run("letters", "show", "call-2027", "--json").done().json
    assert shown["formulas"] == "changed since: the en formulas; the letter stays as it was approved"
    assert shown["seal is"] == "whole"
