"""Letters that are wrong: each fault is named with file and line, exit code 1, and nothing is submitted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rig.command_line import Run


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def misspelt_field(folder: Path) -> None:
    append(folder / "en.md", "\n{{ organistion }}\n")


def missing_language(folder: Path) -> None:
    (folder / "fr.md").unlink()


def unknown_category(folder: Path) -> None:
    edit(folder / "letter.yaml", "- category: governments", "- category: goverments")


def open_front_matter(folder: Path) -> None:
    path = folder / "en.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n---\n", "\n", 1), encoding="utf-8")


def broken_yaml(folder: Path) -> None:
    edit(folder / "letter.yaml", "languages: [en, fr]", "languages: [en, fr")


def unknown_key(folder: Path) -> None:
    append(folder / "letter.yaml", "\nsignatry: nobody\n")


def deadline_in_the_past(folder: Path) -> None:
    path = folder / "letter.yaml"
    text = path.read_text(encoding="utf-8")
    found = re.search(r"- id: replies\n    date: (\S+)", text)
    assert found
    path.write_text(text.replace(f"date: {found[1]}\n    wording", "date: 2020-01-15\n    wording"))


def missing_annex(folder: Path) -> None:
    (folder / "annexes/questionnaire-en.txt").unlink()


def annex_of_30_mb(folder: Path) -> None:
    with (folder / "annexes/questionnaire-en.txt").open("r+b") as file:
        file.truncate(30 * 1024 * 1024)


def annex_out_of_the_folder(folder: Path) -> None:
    edit(folder / "letter.yaml", "annexes/questionnaire-en.txt", "../../office.toml")


def annex_that_is_a_program(folder: Path) -> None:
    (folder / "annexes/questionnaire-en.txt").rename(folder / "annexes/questionnaire-en.exe")
    edit(folder / "letter.yaml", "annexes/questionnaire-en.txt", "annexes/questionnaire-en.exe")


def line_break_in_the_subject(folder: Path) -> None:
    edit(folder / "en.md", 'subject: "', 'subject: "Bcc: all@evil.example\\n')


def reach_into_python(folder: Path) -> None:
    append(folder / "en.md", "\n{{ ''.__class__.__mro__ }}\n")


def template_bomb(folder: Path) -> None:
    append(folder / "en.md", "\n{% for a in range(10**9) %}{{ 'a' * 10**9 }}{% endfor %}\n")


def include_of_a_file(folder: Path) -> None:
    append(folder / "en.md", "\n{% include '/etc/passwd' %}\n")


def not_text(folder: Path) -> None:
    (folder / "en.md").write_bytes(b"\xff\xfe\x00\x01" * 20)


FAULTS: list[tuple[Callable[[Path], None], str]] = [
    (misspelt_field, r"en\.md, line \d+.*“organistion”.*Did you mean “organisation”"),
    (missing_language, r"letter\.yaml, line \d+.*there is no file fr\.md"),
    (unknown_category, r"letter\.yaml, line \d+.*no category “goverments”.*Did you mean “governments”"),
    (open_front_matter, r"en\.md, line \d+.*front matter"),
    (broken_yaml, r"letter\.yaml, line \d+"),
    (unknown_key, r"letter\.yaml, line \d+.*signatry"),
    (deadline_in_the_past, r"letter\.yaml, line \d+.*2020-01-15 has passed"),
    (missing_annex, r"letter\.yaml, line \d+.*no file annexes/questionnaire-en\.txt"),
    (annex_of_30_mb, r"letter\.yaml, line \d+.*30\.0 MB; at most"),
    (annex_out_of_the_folder, r"letter\.yaml, line \d+.*office\.toml"),
    (annex_that_is_a_program, r"letter\.yaml, line \d+.*\.exe"),
    (line_break_in_the_subject, r"en\.md, line \d+.*subject"),
    (reach_into_python, r"en\.md, line \d+"),
    (template_bomb, r"en\.md, line \d+"),
    (include_of_a_file, r"en\.md, line \d+"),
    (not_text, r"en\.md"),
]


@pytest.mark.parametrize(("spoil", "message"), FAULTS, ids=[make.__name__ for make, _ in FAULTS])
def test_a_fault_is_named_with_its_place_and_keeps_the_letter_out(
    letter: Path, run: Run, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(letter)
    checked = run("letters", "check", letter)
    assert checked.code == 1
    assert re.search(message, checked.out), checked.out
    assert re.search(r"call-2027: [1-9]\d* errors?, ", checked.out)
    submitted = run("letters", "submit", letter)
    assert submitted.code == 1
    assert run("letters", "list", "--json").done().json == []


def test_findings_are_there_for_programs_too(letter: Path, run: Run) -> None:
    misspelt_field(letter)
    result = run("letters", "check", letter, "--json")
    assert result.code == 1
    finding, *others = result.json
    assert (finding["severity"], finding["file"]) == ("error", "en.md")
    assert finding["line"] > 10
    assert finding["code"] == "unknown-field"
    assert {other["code"] for other in others} == {"parity-field", "parity-structure"}


def test_a_letter_without_a_series_cannot_be_approved_and_no_number_is_lost(letter: Path, run: Run) -> None:
    run("letters", "submit", letter).done()
    result = run("letters", "approve", "call-2027", "--yes")
    assert result.code == 1
    assert "DM" in result.err
    assert run("letters", "list", "--json").json[0]["state"] == "in review"
    assert run("register", "list", "--json").json["total"] == 0


def test_a_letter_edited_after_submission_is_approved_as_it_was_submitted(letter: Path, run: Run) -> None:
    """What was read is what is approved: the folder may go on changing."""
    run("register", "define", "DM").done()
    run("letters", "submit", letter).done()
    misspelt_field(letter)
    run("letters", "approve", "call-2027", "--yes").done()
    assert run("letters", "show", "call-2027", "--json").json["seal is"] == "whole"


def test_previews_of_a_broken_letter_say_what_is_broken(letter: Path, run: Run) -> None:
    open_front_matter(letter)
    result = run("letters", "preview", letter, "--language", "en")
    assert result.code == 1
    assert "en.md, line" in result.said
