"""An author's folder: marks that turn the direction of reading are findings, by file and line."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from letters.checks import check
from letters.findings import Finding
from letters.rendering import render_version
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import TODAY, body, facts_with, loaded, of_one_text, only, write_letter


def findings_of(folder: Path, english: str, merger: LimitedMerger) -> list[Finding]:
    return check(write_letter(folder, files={"en.md": english}), TODAY, merger=merger)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("One.\n\nPay \u202e0001\u202c francs.", 7, "U+202E"),
        ("\u202bOne.", 5, "U+202B"),
        ("One \u2067two\nthree\u2069.", 5, "U+2067"),
        ("One\u2069.", 5, "U+2069"),
        ("One\U000e0041.", 5, "U+E0041"),
    ],
)
def test_a_mark_in_the_body_is_a_finding_at_its_line(
    tmp_path: Path, merger: LimitedMerger, text: str, line: int, code: str
) -> None:
    finding = only(findings_of(tmp_path, body(text), merger), "direction")
    assert (finding.place.file, finding.place.line) == ("en.md", line)
    assert code in finding.message
    assert finding.message.endswith("Take it out.")


def test_a_mark_in_the_subject_is_a_finding_at_its_line(tmp_path: Path, merger: LimitedMerger) -> None:
    finding = only(findings_of(tmp_path, body("One.", subject="Re\u202epeat"), merger), "direction")
    assert (finding.place.file, finding.place.line) == ("en.md", 2)


@pytest.mark.parametrize("entity", ["&#x202E;", "&#8238;", "&#x2067;", "&#x2069;"])
def test_a_mark_written_as_an_entity_is_found_too(tmp_path: Path, merger: LimitedMerger, entity: str) -> None:
    finding = only(findings_of(tmp_path, body(f"One.\n\nTwo {entity} three."), merger), "direction")
    assert (finding.place.file, finding.place.line) == ("en.md", 7)


@pytest.mark.parametrize(
    "written", ["Ana \u202eDuarte", '"Ana \\u202EDuarte"', '"Ana \\u2067Duarte"'], ids=ascii
)
def test_a_mark_in_the_facts_is_a_finding_at_its_line(
    tmp_path: Path, merger: LimitedMerger, written: str
) -> None:
    folder = write_letter(tmp_path)
    facts = folder / "letter.yaml"
    facts.write_text(facts.read_text().replace('"Ana Duarte"', written))
    line = 1 + next(number for number, text in enumerate(facts.read_text().split("\n")) if "Duarte" in text)
    findings = check(folder, TODAY, merger=merger)
    assert (findings[0].place.file, findings[0].place.line) == ("letter.yaml", line)
    assert "direction" in findings[0].message or "invisible" in findings[0].message


def test_joiners_hard_spaces_and_closed_isolates_may_stand_and_are_kept(
    tmp_path: Path, merger: LimitedMerger
) -> None:
    kept = "می\u200cخواهم 16\u00a0mars «\u202fx\u202f» e\u2011mail \u2067\u0627\u2069"
    folder = write_letter(tmp_path, facts_with(), {"en.md": body(kept, subject=kept)})
    assert of_one_text(check(folder, TODAY, merger=merger)) == []
    rendition = render_version(loaded(folder), "en", merger=merger)
    for template in (rendition.subject, rendition.text, unescape(rendition.html)):
        assert kept in template
