"""Checks of what a letter states: languages, parties, dates, asks, annexes, things left to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from letters.checks import check
from letters.facts import CATEGORIES, Language
from letters.findings import Finding
from letters.languages import load_formulas
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import (
    ENGLISH,
    TODAY,
    body,
    facts_with,
    of_one_text,
    only,
    said,
    write_letter,
)

PDF = b"%PDF-1.7\n"


@pytest.fixture
def findings_with(tmp_path: Path, merger: LimitedMerger) -> Any:
    """Check the letter that is right with some facts or files changed."""

    def run(files: dict[str, Any] | None = None, today: date = TODAY, **changes: Any) -> list[Finding]:
        folder = write_letter(tmp_path / "letter", facts_with(**changes), files)
        return of_one_text(check(folder, today, merger=merger))

    return run


def test_a_letter_that_is_right_has_no_findings(findings_with: Any) -> None:
    assert findings_with() == []


def test_a_loaded_letter_and_its_folder_get_the_same_findings(tmp_path: Path) -> None:
    folder = write_letter(tmp_path, facts_with(place=None, languages=["en"]))
    codes = [one.code for one in check(folder, TODAY)]
    assert codes == ["unlisted-language", "no-place"]


def test_a_folder_whose_facts_cannot_be_read_gives_only_that(tmp_path: Path) -> None:
    assert said(check(write_letter(tmp_path, "date: [\n"), TODAY)) == ["yaml letter.yaml:2"]


# Languages


def test_a_missing_language_file_is_named_where_the_language_is(
    tmp_path: Path, merger: LimitedMerger
) -> None:
    text = "date: 2027-01-15\nlanguages:\n  - en\n  - es\n"
    findings = check(write_letter(tmp_path, text, {"fr.md": None}), TODAY, merger=merger)
    finding = only(findings, "missing-language")
    assert (finding.place.line, finding.place.field) == (4, "languages.2")
    assert finding.message == "The letter is to go out in es, but there is no file es.md."


def test_a_file_that_is_there_but_broken_is_not_called_missing(findings_with: Any) -> None:
    findings = findings_with({"fr.md": "no front matter"})
    assert [one.code for one in findings] == ["front-matter"]


def test_a_fallback_must_lead_to_a_language_of_the_letter(findings_with: Any) -> None:
    finding = only(findings_with(fallback={"es": ["ru", "en"]}), "fallback-missing")
    assert finding.place.field == "fallback.es"
    assert only(findings_with(fallback=["zh"]), "fallback-missing").severity == "error"
    assert only(findings_with(fallback={"fr": ["en"]}), "fallback-unused").severity == "warning"


def test_facts_lacking_in_a_language_are_named(findings_with: Any) -> None:
    finding = only(findings_with(place={"en": "Geneva"}), "text-missing")
    assert finding.message == "This is not given in fr, where the letter goes out too."
    assert finding.place.field == "place"
    titles = {"name": "Henrik Solberg", "titles": {"en": ["Director", "Chair"]}}
    assert only(findings_with(signatory=titles), "text-missing").place.field == "signatory.titles"


def test_a_letter_without_subject_or_text_is_named(findings_with: Any) -> None:
    findings = findings_with({"en.md": "---\nplace: Bern\n---\n\nText.\n", "fr.md": body("", "Objet")})
    assert said(findings) == ["no-subject en.md:1", "empty-body fr.md:4"]


def test_the_same_text_in_two_languages_is_pointed_out(findings_with: Any) -> None:
    finding = only(findings_with({"fr.md": ENGLISH}), "same-body")
    assert (finding.severity, finding.place.file, finding.place.line) == ("warning", "fr.md", 5)


def test_a_closing_stands_once(findings_with: Any) -> None:
    text = "---\nsubject: x\nclosing: Yours,\nclosing_in_body: yes\n---\nText"
    assert only(findings_with({"en.md": text}), "closing-twice").place.line == 3


# Parties


def test_reference_signatory_and_addressees_must_be_there(findings_with: Any) -> None:
    findings = findings_with(references=None, signatory=None, addressees=None)
    assert {one.code for one in findings} == {"no-addressees", "no-reference", "no-signatory"}
    assert [one.code for one in findings_with(kind="note-verbale", signatory=None)] == []


def test_a_contact_officer_can_be_reached(findings_with: Any) -> None:
    finding = only(findings_with(contacts=[{"name": "Ana"}]), "contact-unreachable")
    assert finding.place.field == "contacts.1"
    finding = only(findings_with(contacts=[{"name": "Ana", "email": "ana@lights"}]), "mailbox")
    assert finding.place.field == "contacts.1.email"


def test_an_unknown_category_gets_a_suggestion(findings_with: Any) -> None:
    addressees = {"heading": "To all", "categories": [{"category": "goverments"}]}
    finding = only(findings_with(addressees=addressees), "unknown-category")
    assert finding.message == "There is no category “goverments”. Did you mean “governments”?"
    assert finding.place.field == "addressees.categories.1.category"


def test_the_office_may_have_other_categories(tmp_path: Path, merger: LimitedMerger) -> None:
    addressees = {"heading": "To all", "categories": [{"category": "ports"}]}
    folder = write_letter(tmp_path, facts_with(addressees=addressees))
    assert check(folder, TODAY, merger=merger, categories=["ports"]) == []


@pytest.mark.parametrize(
    ("audience", "message"),
    [
        ("category goverments", "Column 10 of the audience: there is no category “goverments”. Did you mean"),
        ("all excpt list A", "Column 5 of the audience: “excpt” cannot stand here: and, or, or except was"),
        ("missions", "Column 1 of the audience: “missions” cannot begin a clause."),
        ("all except (list A", "Column 12 of the audience: the parenthesis opened here is never closed."),
        ("reads Fench", "Column 7 of the audience: “Fench” is no language: write its two letters"),
        ("kind minister", "Column 6 of the audience: there is no kind of recipient “minister”. There are: "),
        ("address nobody", "Column 9 of the audience: An address holds exactly one @; “nobody” has 0."),
    ],
)  # fmt: skip
def test_an_audience_that_cannot_be_understood_is_named_with_its_column(
    findings_with: Any, audience: str, message: str
) -> None:
    finding = only(findings_with(addressees={"heading": "To all", "audience": audience}), "audience")
    assert (finding.severity, finding.place.file) == ("error", "letter.yaml")
    assert finding.place.field == "addressees.audience"
    assert finding.message.startswith(message)


def test_every_fault_of_every_audience_is_named_where_it_stands(
    tmp_path: Path, merger: LimitedMerger
) -> None:
    facts = facts_with(
        addressees={"heading": "To all", "audience": "category ports and country Kenja, FR"},
        copies=[{"label": "Missions", "audience": "all"}, {"label": "Press", "audience": "kind x, post, y"}],
    )
    folder = write_letter(tmp_path, facts)
    findings = check(folder, TODAY, merger=merger)
    lines = (folder / "letter.yaml").read_text(encoding="utf-8").splitlines()
    found = [(one.place.field, one.message.partition(" of")[0]) for one in findings]
    assert found == [
        ("addressees.audience", "Column 10"), ("addressees.audience", "Column 28"),
        ("copies.2.audience", "Column 6"), ("copies.2.audience", "Column 15"),
    ]  # fmt: skip
    assert all("audience" in lines[(one.place.line or 0) - 1] for one in findings)


def test_an_audience_may_name_categories_in_any_language_and_those_of_the_office(
    tmp_path: Path, merger: LimitedMerger
) -> None:
    audience = 'category "société civile", "Private Sector", Правительства or list "Any", Other'
    folder = write_letter(tmp_path, facts_with(addressees={"heading": "x", "audience": audience}))
    assert check(folder, TODAY, merger=merger) == []
    own = facts_with(addressees={"heading": "x", "audience": "category ports"})
    folder = write_letter(tmp_path, own)
    assert check(folder, TODAY, merger=merger, categories=["ports"]) == []


def test_the_default_categories_have_names_in_every_language() -> None:
    for language in Language:
        assert set(load_formulas(language).categories) == set(CATEGORIES)


def test_terms_cover_every_category(findings_with: Any) -> None:
    files = {"en.md": body("To {{ your_body }}."), "fr.md": body("À {{ your_body }}.")}
    findings = findings_with(files, terms={"your_body": {"governments": "x", "goverments": "y"}})
    assert [one.code for one in findings] == ["unknown-category", "term-incomplete"]
    assert findings_with(files, terms={"your_body": {"governments": "x", "others": "y"}}) == []


def test_an_unknown_layout_and_one_without_body_are_named(findings_with: Any) -> None:
    finding = only(findings_with(layout="standart"), "unknown-profile")
    assert finding.message.endswith("Did you mean “standard”?")
    findings = findings_with(layout=["date", {"block": "subject", "beside": "contact"}])
    assert [one.message for one in findings] == [
        "The layout has no place for the body. Add it to the list.",
        "The layout has no block contact for this one to stand beside.",
    ]


# Dates


def deadline(day: str, **more: Any) -> list[dict[str, Any]]:
    return [{"id": "answers", "date": day, **more}]


def test_a_deadline_in_the_past_is_an_error_with_its_line(findings_with: Any) -> None:
    finding = only(findings_with(today=date(2027, 4, 1)), "deadline-past")
    assert finding.message == "The deadline 2027-03-31 has passed. Set a later one."
    assert (finding.severity, finding.place.field) == ("error", "deadlines.1.date")
    assert finding.place.line


def test_on_the_last_day_an_inclusive_deadline_has_not_passed_but_an_exclusive_one_has(
    findings_with: Any,
) -> None:
    last = date(2027, 3, 31)
    assert "deadline-past" not in [one.code for one in findings_with(today=last)]
    exclusive = deadline("2027-03-31", wording="exclusive")
    assert "deadline-past" in [one.code for one in findings_with(today=last, deadlines=exclusive)]


def test_a_deadline_before_the_letter_itself_is_an_error(findings_with: Any) -> None:
    findings = findings_with(date="2027-06-01", today=TODAY)
    assert [(one.code, one.severity) for one in findings] == [("deadline-before-letter", "error")]


def test_an_opening_in_the_past_is_only_odd(findings_with: Any) -> None:
    past = deadline("2027-01-01", kind="registration-opening")
    assert [(one.code, one.severity) for one in findings_with(deadlines=past)] == [
        ("deadline-past", "warning")
    ]


def test_a_deadline_at_a_weekend_is_pointed_out(findings_with: Any) -> None:
    finding = only(findings_with(deadlines=deadline("2027-04-03")), "deadline-weekend")
    assert finding.message == "The deadline 2027-04-03 is a Saturday."
    assert finding.severity == "warning"


def test_a_deadline_after_its_event_is_pointed_out(findings_with: Any) -> None:
    fair = {"id": "fair", "title": "Fair", "start": "2027-03-10", "end": "2027-03-12"}
    finding = only(findings_with(events=[fair]), "deadline-after-event")
    assert finding.severity == "warning"
    later = [fair, {"id": "forum", "title": "Forum", "start": "2027-05"}]
    assert findings_with(events=later) == []
    named = deadline("2027-03-31", event="fair")
    assert said(findings_with(events=later, deadlines=named))[0].startswith("deadline-after-event")


@pytest.mark.parametrize(
    ("wording", "printed", "odd"),
    [
        ("inclusive", "before 31 March 2027", True),
        ("exclusive", "by 31 March 2027", True),
        ("exclusive", "avant le 31 mars 2027", False),
        ("inclusive", "d'ici au 31 mars 2027", False),
        ("inclusive", "в срок до 31 марта 2027 года", True),
        ("inclusive", "fixed at 31 March 2027", False),
    ],
)
def test_the_printed_wording_fits_the_kind(findings_with: Any, wording: str, printed: str, odd: bool) -> None:
    findings = findings_with(deadlines=deadline("2027-03-31", wording=wording, printed=printed))
    assert ("deadline-wording" in [one.code for one in findings]) is odd


def test_before_the_end_of_the_day_is_pointed_out(findings_with: Any) -> None:
    odd = deadline("2027-03-31", time="24:00", wording="exclusive")
    assert only(findings_with(deadlines=odd), "deadline-wording").place.field == "deadlines.1.wording"


def test_a_letter_dated_in_the_past_or_far_ahead_is_pointed_out(findings_with: Any) -> None:
    assert only(findings_with(today=date(2027, 1, 16)), "date-past").severity == "warning"
    far = findings_with(date="2029-01-15", deadlines=deadline("2029-03-30"))
    assert only(far, "date-far").severity == "warning"


def test_an_event_that_is_over_is_pointed_out(findings_with: Any) -> None:
    over = [{"id": "fair", "title": "Fair", "start": "2026-12"}]
    assert only(findings_with(events=over), "event-past").severity == "warning"


def test_an_old_letter_may_have_dates_gone_by_and_annexes_without_files(findings_with: Any) -> None:
    findings = findings_with(
        references=[{"manual": "DM-1001", "legacy": "yes"}],
        annexes=[{"number": 1}],
        annex_form={"display": "count"},
        today=date(2040, 1, 1),
    )
    assert findings == []


# Asks and annexes


def test_names_that_lead_nowhere_are_named(findings_with: Any) -> None:
    findings = findings_with(
        asks=[
            {"id": "a", "what": "x", "deadline": "anwsers"},
            {"id": "b", "what": "x", "channel": {"annex": 3}},
            {"id": "c", "what": "x", "channel": {"event": "fair"}},
        ],
        deadlines=deadline("2027-03-31", event="forum"),
        promises=[{"text": "More to come", "event": "forum"}],
    )
    assert [(one.code, one.place.field) for one in findings if one.severity == "error"] == [
        ("unknown-deadline", "asks.1.deadline"),
        ("unknown-annex", "asks.2.channel.annex"),
        ("unknown-event", "asks.3.channel.event"),
        ("unknown-event", "deadlines.1.event"),
        ("unknown-event", "promises.1.event"),
    ]
    assert "Did you mean “answers”?" in only(findings, "unknown-deadline").message


def test_a_deadline_nobody_keeps_and_a_duty_without_one_are_pointed_out(findings_with: Any) -> None:
    findings = findings_with(asks=[{"id": "a", "what": "x", "duty": "mandatory"}])
    assert [(one.code, one.severity) for one in findings] == [
        ("ask-without-deadline", "warning"),
        ("deadline-unused", "warning"),
    ]


def test_mailboxes_and_pages_of_asks_are_looked_at(findings_with: Any) -> None:
    asks = [
        {"id": "a", "what": "x", "channel": {"mailbox": "ana at lights"}, "deadline": "answers"},
        {"id": "b", "what": "x", "channel": {"url": "javascript:alert(1)"}},
        {"id": "c", "what": "x", "channel": {"url": "www.lights.example/form"}},
    ]
    findings = findings_with(asks=asks)
    assert [(one.code, one.place.field) for one in findings] == [
        ("mailbox", "asks.1.channel.mailbox"),
        ("url", "asks.2.channel.url"),
    ]


def test_annexes_have_files_titles_and_numbers(findings_with: Any) -> None:
    findings = findings_with(
        {"annexes/form.pdf": PDF},
        annexes=[{"number": 1, "file": "annexes/form.pdf", "form": "yes"}, {"number": 3, "title": "Map"}],
    )
    assert [(one.code, one.place.field) for one in findings] == [
        ("annex-without-title", "annexes.1"),
        ("annex-without-file", "annexes.2"),
        ("annex-numbers", "annexes"),
        ("form-unused", "annexes.1"),
    ]


def test_an_annex_of_0_bytes_is_an_error_at_the_line_that_names_it(findings_with: Any) -> None:
    annexes = [{"number": 1, "title": "List", "file": {"en": "annexes/list.csv", "fr": "annexes/liste.csv"}}]
    files = {"annexes/list.csv": b"a;b\n", "annexes/liste.csv": b""}
    (finding,) = findings_with(files, annexes=annexes)
    assert (finding.code, finding.severity) == ("annex-empty", "error")
    assert (finding.place.file, finding.place.field) == ("letter.yaml", "annexes.1.file.fr")
    assert finding.place.line
    assert "annexes/liste.csv is empty" in finding.message


def test_a_form_that_is_to_be_returned_says_so(findings_with: Any) -> None:
    asks = [{"id": "a", "what": "x", "channel": {"annex": 1}, "deadline": "answers"}]
    annex = {"number": 1, "title": "Form", "file": "annexes/form.pdf"}
    findings = findings_with({"annexes/form.pdf": PDF}, asks=asks, annexes=[annex])
    assert [one.code for one in findings] == ["annex-no-form"]


# What was to be filled in


@pytest.mark.parametrize(
    "left",
    [
        "DM -XX",
        "20XX",
        "XX March",
        "____",
        "TBC",
        "to be confirmed",
        "à compléter",
        "por confirmar",
        "[date]",
        "???",
    ],
)
def test_what_was_to_be_filled_in_is_named_with_its_line(findings_with: Any, left: str) -> None:
    text = body(f"First line.\n\nHere stands {left} in the text.")
    finding = only(findings_with({"en.md": text}), "unresolved")
    assert (finding.severity, finding.place.file, finding.place.line) == ("error", "en.md", 7)


@pytest.mark.parametrize(
    "fine",
    [
        "Article XX",
        "chapitre XX",
        "XXI",
        "MAXXI",
        "Exxon",
        "[the date](https://x.example)",
        "XXe",
        "en todo caso",
        "invitée à confirmer",
    ],
)
def test_roman_numbers_and_words_are_not_taken_for_gaps(findings_with: Any, fine: str) -> None:
    assert findings_with({"en.md": body(f"Here stands {fine} in the text.")}) == []


def test_gaps_in_facts_and_subjects_are_named(findings_with: Any) -> None:
    findings = findings_with({"en.md": body("Text.", "Fair of XX May")}, references=[{"manual": "DM -XX"}])
    assert [(one.place.file, one.place.line is not None) for one in findings if one.code == "unresolved"] == [
        ("en.md", True),
        ("letter.yaml", True),
    ]
