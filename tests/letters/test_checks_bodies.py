"""Checks of what authors write: merge fields, templates, Markdown, each with the line it stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from letters.checks import RESERVED_FIELDS, check
from letters.findings import Finding
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import TODAY, body, facts_with, of_one_text, only, said, write_letter

ENTRIES = {"name": "entries", "rows": {"title": "Reading rooms", "page": "https://lights.example/1"}}


@pytest.fixture
def findings_of(tmp_path: Path, merger: LimitedMerger) -> Any:
    """Check the letter that is right with another English body, and facts changed."""

    def run(text: str, **changes: Any) -> list[Finding]:
        folder = write_letter(tmp_path / "letter", facts_with(**changes), {"en.md": text})
        return of_one_text(check(folder, TODAY, merger=merger))

    return run


def test_a11_a_misspelt_field_gets_line_and_suggestion(findings_of: Any) -> None:
    finding = only(findings_of(body("To you,\n\ndear {{ name }} of {{ organization }}.")), "unknown-field")
    assert (finding.severity, finding.place.file, finding.place.line) == ("error", "en.md", 7)
    assert finding.message == "There is no merge field “organization”. Did you mean “organisation”?"


def test_a_field_that_nobody_knows_is_to_be_declared(findings_of: Any) -> None:
    text = body("Your entry {{ entry_title }}.")
    assert "name it under fields: in letter.yaml" in only(findings_of(text), "unknown-field").message
    declared = [{"name": "entry_title", "description": "Title of the entry", "example": "Reading rooms"}]
    assert findings_of(text, fields=declared) == []


def test_every_reserved_field_is_known(findings_of: Any) -> None:
    assert findings_of(body(" ".join(f"{{{{ {name} }}}}" for name in sorted(RESERVED_FIELDS)))) == []


def test_a_second_reference_has_a_field_of_its_own(findings_of: Any) -> None:
    text = body("See {{ reference_2 }}.")
    assert only(findings_of(text), "unknown-field").place.line == 5
    assert findings_of(text, references=[{"series": "CL"}, {"manual": "4/LIGHT/71"}]) == []


def test_fields_in_conditions_and_the_subject_are_looked_at_too(findings_of: Any) -> None:
    text = body("{% if memberr %}\nText.\n{% endif %}", "For {{ nmae }}")
    findings = findings_of(text)
    assert said(findings) == ["unknown-field en.md:2", "unknown-field en.md:5"]


def test_rows_and_their_columns_are_known(findings_of: Any) -> None:
    text = body(
        "Your entries:\n\n{% for entry in entries %}\n- [{{ entry.title }}]({{ entry.page }})\n{% endfor %}"
    )
    assert findings_of(text, fields=[ENTRIES]) == []
    misspelt = text.replace("entry.title", "entry.titel")
    finding = only(findings_of(misspelt, fields=[ENTRIES]), "unknown-column")
    assert finding.place.line == 8
    assert "Did you mean “title”?" in finding.message


def test_rows_are_gone_through_and_texts_are_not(findings_of: Any) -> None:
    assert only(findings_of(body("{{ entries }}"), fields=[ENTRIES]), "field-of-rows").place.line == 5
    loop = body("{% for one in name %}\n{{ one.title }}\n{% endfor %}")
    assert only(findings_of(loop), "field-of-text").place.line == 5


def test_what_is_declared_and_not_used_is_pointed_out(findings_of: Any) -> None:
    findings = findings_of(body("Text."), fields=[ENTRIES], terms={"your_body": {"others": "you"}})
    assert [(one.code, one.severity) for one in findings] == [
        ("field-unused", "warning"),
        ("term-unused", "warning"),
    ]


def test_a_category_that_a_condition_names_must_exist(findings_of: Any) -> None:
    text = body("Text.\n\n{% if category == 'goverments' %}\nYou.\n{% endif %}\n")
    finding = only(findings_of(text), "unknown-category")
    assert finding.place.line == 7
    assert "Did you mean “governments”?" in finding.message
    several = body("{% if category in ['academia', 'ports'] %}\nYou.\n{% endif %}\n")
    assert "“ports”" in only(findings_of(several), "unknown-category").message
    assert findings_of(text.replace("goverments", "governments")) == []


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ name | attr('x') }}",
        "{{ name.format(1) }}",
        "{{ cycler.__init__ }}",
        "{{ self }}",
        "{{ config }}",
        "{{ name * 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends '/etc/passwd' %}",
        "{% macro f() %}",
    ],
)
def test_a08_a09_a10_templates_that_reach_out_are_refused_with_their_line(
    findings_of: Any, attack: str
) -> None:
    findings = [one for one in findings_of(body(f"Text.\n\n{attack}\n")) if one.severity == "error"]
    assert findings
    assert {(one.place.file, one.place.line) for one in findings} == {("en.md", 7)}


def test_a09_nested_loops_are_refused_with_their_line(findings_of: Any) -> None:
    loops = "{% for a in entries %}\n" * 3 + "x\n" + "{% endfor %}\n" * 3
    findings = [one for one in findings_of(body(loops), fields=[ENTRIES]) if one.severity == "error"]
    assert 7 in [one.place.line for one in findings]


def test_a09_thousands_of_nested_conditions_are_refused(findings_of: Any) -> None:
    nested = "{% if name %}\n" * 3000 + "x\n" + "{% endif %}\n" * 3000
    assert [one for one in findings_of(body(nested)) if one.severity == "error"]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("Text.\n\n{{ name", 7, "loose-expression"),
        ("Text.\n\n{% if name %}\nYou.\n", 7, None),
        ("Text.\n\n{% endif %}\n", 7, None),
        ("See [the list](#).", 5, "link-lost"),
        ("One.\n\nSee [the list]() here.", 7, "link-lost"),
        ("See [the list](javascript:alert(1)).", 5, "link-refused"),
        ("See [the list](#annexes).", 5, "link-refused"),
        ("Text <b>bold</b>.", 5, "html"),
        ("![map](https://lights.example/map.png)", 5, "picture"),
    ],
)
def test_faults_of_the_text_are_named_with_their_line(
    findings_of: Any, text: str, line: int, code: str | None
) -> None:
    findings = [one for one in findings_of(body(text)) if one.severity == "error"]
    assert findings
    assert {one.place.line for one in findings} == {line}
    assert code is None or {one.code for one in findings} == {code}


def test_lost_links_of_an_old_letter_are_only_shown(findings_of: Any) -> None:
    old = [{"manual": "DM-1001", "legacy": "yes"}]
    finding = only(findings_of(body("See [the list](#)."), references=old), "link-lost")
    assert finding.severity == "warning"


def test_fields_where_none_is_filled_in_are_named(findings_of: Any) -> None:
    text = "---\nsubject: x\nplace: '{{ city }}'\nsalutation: 'Dear {{ name }},'\n---\n\nText.\n"
    findings = findings_of(text, contacts=[{"name": "{{ officer }}", "phone": "+41 22 555 01 00"}])
    assert said(findings)[:2] == ["field-not-here en.md:3", "field-not-here en.md:4"]
    assert findings[2].place.field == "contacts.1.name"


def test_fields_in_the_heading_are_filled_in(findings_of: Any) -> None:
    assert findings_of(body("Text."), addressees={"heading": "To {{ organisation }}"}) == []
    finding = only(
        findings_of(body("Text."), addressees={"heading": "To {{ organization }}"}), "unknown-field"
    )
    assert finding.place.field == "addressees.heading"
    assert "Did you mean “organisation”?" in finding.message


def test_a_header_takes_no_line_break_by_a_template(findings_of: Any) -> None:
    findings = findings_of(body("Text.", '"{% if name %}x{% endif %}"'))
    assert [one for one in findings if one.severity == "error"]
    assert {one.place.line for one in findings if one.severity == "error"} == {2}
