"""A letter's folder: what is read from it, and what is said when it cannot be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.facts import Language
from letters.source import VersionSource, load_folder, read_facts, read_version
from letters.yamltext import YamlText, read_yaml
from tests.letters.letter_folders import ENGLISH, body, facts_with, loaded, only, said, write_letter

EN, FR = Language.EN, Language.FR


def test_a_folder_becomes_facts_and_versions(tmp_path: Path) -> None:
    letter = loaded(write_letter(tmp_path))
    assert letter.facts.languages == (EN, FR)
    english = letter.versions[EN]
    assert english.subject == "Inventory of lighthouses"
    assert english.body == "I have the honour to invite you to answer **by 31 March 2027**."
    assert (english.body_line, english.lines["subject"], english.file) == (5, 2, "en.md")
    assert letter.annexes == {}


def test_places_name_the_line_and_the_field(tmp_path: Path) -> None:
    text = "languages: [en]\ndate: 2027-01-15\nasks:\n  - id: answer\n    what: Answer\n"
    letter = loaded(write_letter(tmp_path, text))
    assert str(letter.place("asks", 0, "what")) == "letter.yaml, line 5, field asks.1.what"
    assert letter.place("asks", 0, "deadline").line == 4
    assert letter.place("signatory").line == 1


def test_the_facts_of_the_front_matter_are_read(tmp_path: Path) -> None:
    text = '---\nsubject: "A: b"\nsalutation: Excellency,\nclosing: Yours,\nplace: Vienna\n'
    text += "heading: |\n  To\n  you\n---\nx"
    version = read_version(text, EN)
    assert isinstance(version, VersionSource)
    assert (version.subject, version.salutation, version.closing) == ("A: b", "Excellency,", "Yours,")
    assert (version.heading, version.place, version.body, version.body_line) == ("To\nyou", "Vienna", "x", 10)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + ENGLISH.replace("\n", "\r\n").encode()
    plain = loaded(write_letter(tmp_path / "plain"))
    assert loaded(write_letter(tmp_path / "windows", files={"en.md": windows})) == plain


def test_nothing_is_taken_for_a_number_a_date_or_a_yes() -> None:
    text = (
        "languages: [en]\ndate: 2027-01-15\nreferences:\n  - manual: 010\n"
        "contacts:\n  - name: no\n    phone: +41225550100\n    fax: 1.10\n    email:\n"
    )
    facts, _, findings = read_facts(text)
    assert findings == []
    assert facts is not None
    assert facts.references[0].manual == "010"
    assert [(str(one.name.root), one.phone, one.fax, one.email) for one in facts.contacts] == [
        ("no", "+41225550100", "1.10", None)
    ]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("languages: [en, fr\ndate: x\n", 1, "A bracket is opened here and never closed."),
        ("date: 2027-01-15\nplace: Bern: old town\n", 2, "A colon followed by a blank stands inside a value"),
        ("date: 2027-01-15\n\tplace: x\n", 2, "Indent by blanks, not tabs"),
        ('date: 2027-01-15\nplace: "Bern\n', 2, "A quotation mark is opened here"),
        ("date: 2027-01-15\nplace: Bern\ndate: 2027-01-16\n", 3, "“date” stands here a second time"),
        ("date: [\n", 2, "The text ends before a bracket is closed."),
        ("date: &x 2027-01-15\n", 1, "Anchors and aliases"),
        ("date: 2027-01-15\nplace: *x\n", 2, "Anchors and aliases"),
        ("date: !!python/object:os.system x\n", 1, "A value starts with !"),
        ("date: 2027-01-15\n---\ndate: x\n", 2, "second document"),
        ("just words\n", 1, "Names with values are expected"),
        ("", 1, "Names with values are expected"),
        ("- a\n- b\n", 1, "Names with values are expected"),
        ('date: "\\UFFFFFFFF"\n', 1, "cannot be read as YAML"),
        (f"date: {'[' * 40}\n", 1, "nested too deeply"),
        ("place:\n" + "  - x\n" * 21_000, 19_999, "more than 20000 values"),
    ],
)
def test_broken_yaml_is_named_with_its_line(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    letter, findings = load_folder(write_letter(tmp_path, text))
    assert letter is None
    assert findings[0].place.file == "letter.yaml"
    assert findings[0].place.line == line
    assert sentence in findings[0].message


@pytest.mark.parametrize(
    ("line", "text", "sentence"),
    [
        (3, "plce: Bern", "“plce” is not a name that is known here. Did you mean “place”?"),
        (3, "qqq: x", "“qqq” is not a name that is known here. Known here: addressees,"),
        (3, "kind: circula", "“circula” cannot stand here. Did you mean “circular”?"),
        (3, "place: {xx: Bern}", "“xx” cannot stand here. It can be en, fr, es, ru, ar, zh."),
        (3, "place: [Bern]", "A text is expected here."),
        (3, "contacts: Ana", "A list is expected here: each entry on a line of its own"),
        (3, "signatory: Ana", "Names with values are expected here"),
        (3, "asks: [{id: answer}]", "This is missing here."),
        (4, "asks:\n  - {id: The Answer, what: x}", "A short name is expected here"),
        (5, "contacts:\n  - name: Ana\n    labels: {fomr: short}", "“fomr” is not a name"),
        (3, "place: ''", "Nothing is written here."),
        (3, f"stream: {'x' * 99}", "A short name is expected here"),
        (3, f"letterhead: {'x' * 501}", "At most 500 characters can stand here."),
        (3, "references: [{manual: a}, {manual: b}, {manual: c}]", "At most 2 entries can stand here."),
        (3, "time_zone: CET", "“CET” is not the name of a time zone. Write one like Europe/Zurich, or UTC."),
        (4, "deadlines:\n  - {id: a, date: 2027-02-30}", "There is no day 2027-02-30 in the calendar."),
        (4, "layout:\n  - block: subjet", "“subjet” cannot stand here. Did you mean “subject”?"),
    ],
)
def test_every_unfit_fact_is_named_with_line_and_remedy(line: int, text: str, sentence: str) -> None:
    facts, _, findings = read_facts(f"languages: [en]\ndate: 2027-01-15\n{text}\n")
    assert facts is None
    assert sentence in findings[0].message
    assert (findings[0].place.file, findings[0].place.line) == ("letter.yaml", line)


def test_all_unfit_facts_are_named_at_once() -> None:
    findings = read_facts("languages: [xx]\ndate: soon\nplce: Bern\n")[2]
    assert sorted(one.place.line or 0 for one in findings) == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("I have the honour", 1, "The file must begin with a line ---"),
        ("\n\nI have the honour", 3, "The file must begin with a line ---"),
        ("", 1, "The file must begin with a line ---"),
        ("---\nsubject: x\n\nI have", 1, "does not end: a second line --- is missing"),
        ("---\nsubject: Call: answers\n---\nx", 2, "put it in quotes"),
        ("---\nsubjet: x\n---\nx", 2, "Did you mean “subject”?"),
        ("---\n- x\n---\nx", 1, "stand names with values"),
        ("---\nsubject: x\nclosing_in_body: perhaps\n---\nx", 3, "“perhaps” is neither yes nor no."),
        ('---\nsubject: "x\\nBcc: y"\n---\nx', 2, "This must stand on one line."),
    ],
)
def test_broken_front_matter_is_named_with_its_line(text: str, line: int, sentence: str) -> None:
    findings = read_version(text, EN)
    assert isinstance(findings, list)
    assert sentence in findings[0].message
    assert (findings[0].place.file, findings[0].place.line) == ("en.md", line)


def test_latin_1_is_named_with_its_line_and_words(tmp_path: Path) -> None:
    french = body("J'ai l'honneur de vous inviter à répondre.", "Été").encode("latin-1")
    letter, findings = load_folder(write_letter(tmp_path, files={"fr.md": french}))
    assert said(findings) == ["encoding fr.md:2"]
    assert "probably in Latin-1 (“subject: Été”). Save it as UTF-8." in findings[0].message
    assert letter is not None
    assert letter.unreadable == {"fr.md"}


def test_facts_in_latin_1_and_texts_in_utf_16_are_named(tmp_path: Path) -> None:
    latin = "languages: [en]\n# é\n".encode("latin-1")
    findings = load_folder(
        write_letter(tmp_path, "", {"letter.yaml": latin, "en.md": ENGLISH.encode("utf-16")})
    )[1]
    assert said(findings) == ["encoding en.md:1", "encoding letter.yaml:2"]
    assert "UTF-16" in findings[0].message


def test_control_characters_are_named_with_their_line(tmp_path: Path) -> None:
    findings = load_folder(write_letter(tmp_path, files={"en.md": body("one\n\ntwo \x00 three")}))[1]
    assert said(findings) == ["control-character en.md:7"]
    assert "U+0000" in findings[0].message


def test_a_missing_folder_and_missing_facts_are_named(tmp_path: Path) -> None:
    assert said(load_folder(tmp_path / "none")[1]) == ["missing-folder :None"]
    letter, findings = load_folder(write_letter(tmp_path / "letter", files={"letter.yaml": None}))
    assert letter is None
    assert said(findings) == ["missing-file letter.yaml:None"]


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    write_letter(tmp_path, files={"fr.md": None})
    (tmp_path / "fr.md").mkdir()
    assert "fr.md is a folder; a file is expected." in only(load_folder(tmp_path)[1], "not-a-file").message


def test_a_pipe_in_the_place_of_a_file_does_not_hold_us_up(tmp_path: Path) -> None:
    write_letter(tmp_path, files={"fr.md": None})
    os.mkfifo(tmp_path / "fr.md")
    assert "not an ordinary file" in only(load_folder(tmp_path)[1], "not-a-file").message


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside.md", "fr.md"])
def test_links_that_leave_the_folder_or_lead_nowhere_are_not_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside.md").write_text(ENGLISH, encoding="utf-8")
    folder = write_letter(tmp_path / "letter", files={"fr.md": None})
    (folder / "fr.md").symlink_to(target)
    letter, findings = load_folder(folder)
    assert [one.place.file for one in findings] == ["fr.md"]
    assert letter is not None
    assert FR not in letter.versions


def test_a09_a_text_of_5_mb_is_not_read(tmp_path: Path) -> None:
    findings = load_folder(write_letter(tmp_path, files={"en.md": body("{{ name }}" * 500_000)}))[1]
    assert only(findings, "too-large").message == "en.md is 4.8 MB; at most 1.0 MB can be read."


def test_facts_of_300_kb_are_not_read(tmp_path: Path) -> None:
    findings = load_folder(write_letter(tmp_path, "#" * 300_000))[1]
    assert only(findings, "too-large").message == "letter.yaml is 0.3 MB; at most 0.2 MB can be read."


def test_files_that_look_like_versions_and_are_none_are_pointed_out(tmp_path: Path) -> None:
    findings = load_folder(
        write_letter(tmp_path, files={"EN.markdown": "x", "de.md": "x", "README.md": "x"})
    )[1]
    assert said(findings) == ["stray-version EN.markdown:None", "stray-version de.md:None"]
    assert "Did you mean “en.md”?" in findings[0].message


def test_findings_stand_in_order(tmp_path: Path) -> None:
    folder = write_letter(tmp_path, facts_with(plce="x", kind="x"), {"en.md": "x", "de.md": "x"})
    assert [(one.severity, one.place.file) for one in load_folder(folder)[1]] == [
        ("error", "en.md"),
        ("error", "letter.yaml"),
        ("error", "letter.yaml"),
        ("warning", "de.md"),
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=80), st.text(alphabet="ab:-#'\"[]{}|>&*!%@\\ \n\t0", max_size=60)))
def test_no_text_makes_the_reading_raise(text: str) -> None:
    assert isinstance(read_facts(text)[2], list)
    found = read_version(f"---\n{text}\n---\n{text}", EN)
    assert isinstance(found, VersionSource | list)


def test_a_folded_text_reads_as_one_line() -> None:
    read = read_yaml("audience: >-\n  category governments\n  and country CH\n")
    assert isinstance(read, YamlText)
    assert read.tree == {"audience": "category governments and country CH"}
