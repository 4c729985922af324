"""Terms with the forms that grammar asks for, and fields that print the dates of the facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from letters.checks import check
from letters.findings import Finding
from letters.preview import PreviewFormat, preview
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import TODAY, body, facts_with, only, said, write_letter
from tests.letters.letter_sources import RECIPIENT, make_facts, make_source

YOUR_BODY: dict[str, Any] = {
    "your_body": {
        "governments": {
            "en": "your Government",
            "fr": {"alone": "votre Gouvernement", "of": "de votre Gouvernement", "invited": "invité"},
            "ru": {"alone": "Ваше правительство", "genitive": "Вашего правительства"},
        },
        "others": {
            "en": "your organization",
            "fr": {"alone": "votre organisation", "of": "de votre organisation", "invited": "invitée"},
            "ru": {"alone": "Ваша организация", "genitive": "Вашей организации"},
        },
    }
}


def text(merger: LimitedMerger, written: str, language: str, **changed: Any) -> str:
    source = make_source(f"{written}\n", language, facts=make_facts(layout=["subject", "body"], **changed))
    shown = preview(source, language, PreviewFormat.TEXT, RECIPIENT, merger=merger)
    assert isinstance(shown, str)
    return " ".join(shown.split("\n\n", 2)[2].split())


def findings(folder: Path, **changed: Any) -> list[Finding]:
    files = {f"{language}.md": changed.pop(language) for language in ("en", "fr") if language in changed}
    return check(write_letter(folder, facts_with(**changed), files), TODAY)


@pytest.mark.parametrize(
    ("language", "written", "says"),
    [
        ("en", "to {{ your_body }}", "to your Government"),
        ("fr", "Les vœux {{ your_body.of }}", "Les vœux de votre Gouvernement"),
        ("fr", "{{ your_body }} est {{your_body.invited}}.", "votre Gouvernement est invité."),
        ("ru", "от имени {{ your_body.genitive }}", "от имени Вашего правительства"),
    ],
)
def test_a_term_stands_in_the_form_the_text_asks_for(
    merger: LimitedMerger, language: str, written: str, says: str
) -> None:
    assert text(merger, written, language, terms=YOUR_BODY) == says


def test_a_form_that_one_category_lacks_is_an_error_and_never_another_ones(tmp_path: Path) -> None:
    terms = {"your_body": {
        "governments": {"en": {"alone": "your Government"}, "fr": "votre Gouvernement"},
        "others": {"en": {"alone": "your body", "of": "of your body"}, "fr": "votre organisation"},
    }}  # fmt: skip
    found = findings(
        tmp_path, terms=terms, en=body("By 31 March 2027, the wish {{ your_body.of }}, {{ your_body }}.")
    )
    one = only(found, "term-form")
    assert (one.place.file, one.place.line) == ("en.md", 5)
    assert "“of” of the term “your_body” is missing in en for governments" in one.message


def test_a_form_that_no_category_has_names_those_there_are(tmp_path: Path) -> None:
    found = findings(
        tmp_path, terms=YOUR_BODY, fr=body("D'ici au 31 mars 2027 {{ your_body.off }} {{ your_body }}")
    )
    assert "no form “off” in fr. Did you mean “of”?" in only(found, "term-form").message


def test_forms_are_asked_for_only_of_those_who_may_be_meant(tmp_path: Path) -> None:
    terms = {"your_body": {
        "governments": {"en": {"alone": "your Government", "of": "of your Government"}, "fr": "x"},
        "others": {"en": "your body", "fr": "x"},
    }}  # fmt: skip
    wish = body("By 31 March 2027, the wish {{ your_body.of }}, {{ your_body }}.")
    addressed = {**facts_with()["addressees"], "audience": "category governments"}
    found = findings(tmp_path / "a", terms=terms, en=wish, addressees=addressed)
    assert "term-form" not in [one.code for one in found]
    addressed["audience"] = 'list "Friends" except category academia'
    one = only(findings(tmp_path / "b", terms=terms, en=wish, addressees=addressed), "term-form")
    assert one.message.endswith("for private-sector, civil-society, international-organisations.")


@pytest.mark.parametrize("written", ["{{ your_body | upper }}", "{% if your_body %}\nyes\n{% endif %}"])
def test_a_term_is_a_wording_and_no_value(tmp_path: Path, written: str) -> None:
    found = findings(tmp_path, terms=YOUR_BODY, en=body(f"By 31 March 2027.\n\n{written}"))
    assert only(found, "printed-field").place.line == 7


DATES: dict[str, Any] = {
    "deadlines": [
        {"id": "call-2", "date": "2027-03-01", "wording": "exclusive"},
        {"id": "replies", "date": "2027-05-28"},
        {"id": "late", "date": "2027-06-01", "time": "17:00", "zone": "Europe/Zurich"},
    ],
    "events": [
        {"id": "forum", "title": "Forum", "start": "2027-09-06", "end": "2027-09-10"},
        {"id": "day", "title": "Day", "start": "2027-10-01"},
        {"id": "rough", "title": "Rough", "start": "2028"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "written", "says"),
    [
        ("en", "{{ deadline_replies }}", "by 28 May 2027"),
        ("en", "**{{ deadline_call_2 }}**", "before 1 March 2027"),
        ("en", "{{ deadline_late }}", "by 17:00 (Geneva time) on 1 June 2027"),
        ("en", "{{ event_forum }}", "from 6 to 10 September 2027"),
        ("en", "{{ event_day }}", "on 1 October 2027"),
        ("en", "{{ date_of_letter }}", "1 February 2027"),
        ("fr", "{{ deadline_call_2 }}", "avant le 1er mars 2027"),
        ("fr", "fixée au {{ date_late }}", "fixée au 1er juin 2027"),
        ("fr", "{{ days_forum }}", "6\u201110 septembre 2027"),
        ("es", "{{ deadline_replies }}", "a más tardar el 28 de mayo de 2027"),
        ("ru", "{{ event_forum }}", "с 6 по 10 сентября 2027 года"),
        ("ar", "{{ deadline_replies }}", "في موعد أقصاه 28 مايو 2027"),
        ("zh", "{{ deadline_call_2 }}", "在2027年3月1日之前"),
    ],
)
def test_dates_are_printed_from_the_facts_in_each_language(
    merger: LimitedMerger, language: str, written: str, says: str
) -> None:
    assert text(merger, written, language, **DATES) == says


def test_a_deadlines_own_wording_is_printed(merger: LimitedMerger) -> None:
    own = [{"id": "replies", "date": "2027-05-28", "printed": {"en": "no later than 28 May"}}]
    assert text(merger, "{{ deadline_replies }}", "en", deadlines=own) == "no later than 28 May"


def test_a_date_that_the_facts_lack_is_no_field(tmp_path: Path) -> None:
    found = findings(tmp_path, en=body("Answer {{ deadline_answer }}."))
    assert "Did you mean “deadline_answers”?" in only(found, "unknown-field").message


def test_a_name_that_is_a_date_already_is_refused(tmp_path: Path) -> None:
    found = findings(tmp_path, fields=[{"name": "date_answers"}])
    assert "name-taken letter.yaml:" in " ".join(said(found))
