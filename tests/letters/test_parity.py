"""Versions of one letter held against each other and against the facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from letters.checks import check
from letters.findings import Finding, errors_of
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import TODAY, body, facts_with, only, said, write_letter

EN = """Please read [the page](https://lights.example/en/guide) of {{ organisation }}.

## What we ask

- Answer **by 31 March 2027**, for 1,500 lights
- Send the plan of 40 towers

{% if category == 'governments' %}
Name a focal point.
{% endif %}

| Tower | Height |
|---|---|
| North | 45 |
"""
FR = """Veuillez lire [la page](https://lights.example/fr/guide) de {{ organisation }}.

## Ce que nous demandons

- Répondez **d'ici au 31 mars 2027**, pour 1 500 phares
- Envoyez le plan de 40 tours

{% if category == 'governments' %}
Désignez un point de contact.
{% endif %}

| Tour | Hauteur |
|---|---|
| Nord | 45 |
"""


@pytest.fixture
def findings_with(tmp_path: Path, merger: LimitedMerger) -> Any:
    """Check the letter in both languages, with texts replaced by others in the French one."""

    def run(
        *changes: tuple[str, str], english: str = EN, facts: dict[str, Any] | None = None
    ) -> list[Finding]:
        french = FR
        for old, new in changes:
            assert old in french, old
            french = french.replace(old, new)
        files = {"en.md": body(english), "fr.md": body(french, "Inventaire des phares")}
        return check(write_letter(tmp_path / "letter", facts or facts_with(), files), TODAY, merger=merger)

    return run


def test_versions_that_say_the_same_have_no_findings(findings_with: Any) -> None:
    assert findings_with() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "says"),
    [
        ("## Ce que", "### Ce que", "parity-structure", 7, "has a heading 2 where fr.md has a heading 3"),
        ("- Envoyez le plan de 40 tours\n", "", "parity-structure", 12,
         "has an item where fr.md has nothing"),
        ("| Nord | 45 |\n", "| Nord | 45 |\n| Sud | 45 |\n", "parity-structure", 19,
         "has nothing where fr.md has a row"),
        ("{{ organisation }}", "{{ name }}", "parity-field", 5,
         "has the merge field “organisation”; fr.md lacks it"),
        ("/fr/guide", "/en/guide", "parity-link", 5, "https://lights.example/en/guide; fr.md lacks it"),
        ("/fr/guide", "/fr/other", "parity-link", 5, "https://lights.example/en/guide; fr.md lacks it"),
        ("1 500", "1 400", "parity-number", 9, "en.md, line 9, has the number “1500”; fr.md lacks it"),
        ("40 tours", "quarante tours", "parity-number", 10, "has the number “40”; fr.md lacks it"),
        ("**d'ici au 31 mars 2027**", "d'ici au 31 mars 2027", "parity-emphasis", 9,
         "2027-03-31 is in bold in en.md"),
        ("== 'governments'", "!= 'governments'", "parity-condition", 13, "“if category == 'governments'”"),
        ("d'ici au 31 mars", "avant le 31 mars", "parity-deadline", 9, "does the day still count?"),
        ("d'ici au 31 mars", "d'ici au 30 mars", "parity-date", 9, "en.md, line 9, has the date 2027-03-31"),
    ],
)  # fmt: skip
def test_what_only_one_language_says_is_named_with_both_places(
    findings_with: Any, old: str, new: str, code: str, line: int, says: str
) -> None:
    found = [one for one in findings_with((old, new)) if one.code == code and one.place.file == "fr.md"]
    assert [one.place.line for one in found][:1] == [line], [str(one) for one in found]
    assert says in found[0].message


def test_two_languages_that_contradict_each_other_on_a_deadline_are_an_error(findings_with: Any) -> None:
    findings = findings_with(("d'ici au 31 mars", "d'ici au 30 avril"))
    assert {one.code for one in errors_of(findings)} == {"deadline-text", "deadline-not-printed"}
    assert "fr.md, line 9: error: This reads like a deadline: 30 avril 2027." in str(
        only(findings, "deadline-text")
    )
    assert only(findings, "deadline-not-printed").message.startswith(
        "fr.md does not print the deadline 2027-03-31"
    )


def test_only_the_paths_own_language_may_differ(findings_with: Any) -> None:
    assert findings_with(("/fr/guide", "/guide")) == []


def test_fields_of_one_language_in_another_form_are_the_same_field(findings_with: Any) -> None:
    assert findings_with(("{{ organisation }}", "{{ organisation | default('votre office') }}")) == []


# Dates against the facts


def test_a_deadline_that_nobody_prints(findings_with: Any) -> None:
    english = EN.replace("by 31 March 2027", "soon")
    findings = findings_with(("d'ici au 31 mars 2027", "bientôt"), english=english)
    one = only(findings, "deadline-not-printed")
    assert (one.severity, one.place.field) == ("error", "deadlines.1.date")
    assert one.message.startswith("No language prints the deadline 2027-03-31")


def test_an_exclusive_deadline_worded_as_an_inclusive_one(findings_with: Any) -> None:
    facts = facts_with(deadlines=[{"id": "answers", "date": "2027-03-31", "wording": "exclusive"}])
    assert [one.place.file for one in findings_with(facts=facts) if one.code == "deadline-text-wording"] == [
        "en.md",
        "fr.md",
    ]


def test_what_the_facts_print_fits_them(findings_with: Any) -> None:
    facts = facts_with(deadlines=[{"id": "answers", "date": "2027-03-31", "wording": "exclusive"}])
    english = EN.replace("by 31 March 2027", "{{ deadline_answers }}")
    assert (
        findings_with(("d'ici au 31 mars 2027", "{{ deadline_answers }}"), english=english, facts=facts) == []
    )


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("We met on 3 March 2019.", None),
        ("The forum is held from 6 to 10 September 2027.", None),
        ("It begins on 6 September 2027.", None),
        ("Come before 6 September 2027.", None),
        ("The forum is held from 6 to 11 September 2027.", "date-text"),
        ("It begins on 5 September 2027.", "date-text"),
        ("Register by 1 June 2027.", "deadline-text"),
        ("It begins on Monday 6 September 2027.", None),
        ("It begins on Tuesday, 6 September 2027.", "weekday"),
    ],
)
def test_dates_in_the_text_are_those_of_the_facts(
    tmp_path: Path, merger: LimitedMerger, sentence: str, code: str | None
) -> None:
    event = {"id": "forum", "title": "Forum", "start": "2027-09-06", "end": "2027-09-10"}
    facts = facts_with(
        languages=["en"], fallback=None, place="Geneva", events=[event], signatory={"name": "Henrik Solberg"},
        addressees={"heading": "To all", "categories": [{"category": "governments"}]},
    )  # fmt: skip
    text = body(f"Answer by 31 March 2027.\n\n{sentence}")
    found = check(write_letter(tmp_path, facts, {"en.md": text, "fr.md": None}), TODAY, merger=merger)
    assert said(found) == ([f"{code} en.md:7"] if code else [])


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("fr", "mercredi 31 mars 2027", "jeudi 31 mars 2027"),
        ("es", "miércoles 31 de marzo de 2027", "jueves 31 de marzo de 2027"),
        ("ru", "среда, 31 марта 2027 года", "четверг, 31 марта 2027 года"),
        ("ar", "الأربعاء 31 مارس 2027", "الخميس ٣١ مارس ٢٠٢٧"),
        ("zh", "2027年3月31日星期三", "2027年3月31日星期四"),
    ],
)
def test_weekdays_in_every_language(
    tmp_path: Path, merger: LimitedMerger, language: str, right: str, wrong: str
) -> None:
    facts = facts_with(
        languages=[language], fallback=None, place="Geneva", signatory={"name": "Henrik Solberg"},
        addressees={"heading": "All", "categories": [{"category": "governments"}]},
    )  # fmt: skip
    for number, (text, codes) in enumerate(((right, []), (wrong, ["weekday"]))):
        files = {f"{language}.md": body(text), "en.md": None, **({} if language == "fr" else {"fr.md": None})}
        found = check(write_letter(tmp_path / str(number), facts, files), TODAY, merger=merger)
        assert [one.code for one in found if one.code == "weekday"] == codes, [str(one) for one in found]


# Bad input


def test_a_line_of_five_thousand_characters_and_marks_of_direction_are_compared_all_the_same(
    findings_with: Any,
) -> None:
    long = "un mot " * 714
    assert findings_with(("Désignez un point", f"{long}\u2068سلام\u2069 Désignez un point")) == []
