"""No date breaks at the end of a line, whoever wrote it there, and all that reads dates reads it still."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from letters.checks import check
from letters.document.to_lines import document_lines
from letters.facts import Language
from letters.languages import load_formulas
from letters.languages.deadline_reading import deadline_wording
from letters.languages.reading import read_dates
from letters.layout.to_html import letter_html
from letters.layout.to_text import letter_text
from letters.rendering import read_letter
from letters.source import LetterSource
from mailer.merge import Escaping, LimitedMerger, compile_template
from tests.letters.letter_sources import make_facts, make_source

DAY = make_facts().date
TYPED = {
    "en": "15 March 2027",
    "fr": "1er mars 2027",
    "es": "15 de marzo de 2027",
    "ru": "15 марта 2027 года",
    "ar": "15 مارس 2027",
    "zh": "2027年3月15日",
}


def forms(source: LetterSource, language: str) -> Iterator[str]:
    """The letter as text, page and lines of the document, before it is merged."""
    letter, _ = read_letter(source.facts, source.versions[Language(language)], load_formulas(language))
    for form in (letter_text, letter_html, document_lines):
        yield form(letter)


@pytest.mark.parametrize("language", TYPED)
def test_a_typed_date_stays_on_one_line_in_every_form(language: str) -> None:
    typed = TYPED[language]
    padding = [typed[0] * (64 + more) for more in range(8)]
    body = "\n\n".join(f"{words} **{typed}**." for words in padding)
    text, html, lines = forms(make_source(body, language=language), language)
    assert text.replace("\u2066", "").replace("\u2069", "").count(typed) == len(padding)
    held = typed.replace(" ", "&nbsp;")
    if language == "zh":
        held = f'<span class="whole" style="white-space: nowrap;">{typed}</span>'
    assert html.count(held) == len(padding)
    assert lines.count(f'["whole", "{typed}"]') == len(padding)


def test_a_date_over_two_lines_of_the_source_is_one_all_the_same() -> None:
    text, html, _ = forms(make_source("We wait until 15\nMarch\n2027 for\nanswers.\n"), "en")
    assert "until 15 March 2027 for answers" in text
    assert "until 15&nbsp;March&nbsp;2027 for\nanswers" in html


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("from 30 March to 2 April 2027", "from 30_March to 2_April_2027"),
        ("from 10 to 12 May 2027", "from 10_to 12_May_2027"),
        ("{{ event_forum }}", "from 30_April to 2_May_2027"),
        ("{{ days_forum }}", "30_April – 2_May_2027"),
        ("{{ deadline_replies }}", "by 28_May_2027"),
        ("Tel. 022 555 01 01, 3 of 2027", "Tel. 022 555 01 01, 3 of 2027"),
    ],
)
def test_ranges_may_part_between_their_days_and_nothing_but_dates_is_held(written: str, held: str) -> None:
    facts = make_facts(
        events=[{"id": "forum", "title": "Forum", "start": "2027-04-30", "end": "2027-05-02"}],
        deadlines=[{"id": "replies", "date": "2027-05-28"}],
    )
    html = list(forms(make_source(f"{written}.\n", facts=facts), "en"))[1]
    assert f">{held}.</p>" in html.replace("&nbsp;", "_")


def test_no_brace_in_a_date_is_ever_live(merger: LimitedMerger) -> None:
    text = next(forms(make_source("Until 15 March 2027{ { 7*7 } }.\n"), "en"))
    assert "2027{ { 7*7 } }" in compile_template(text, Escaping.TEXT).merge(
        {"reference": "1", "salutation": ""}
    )


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202f"])
def test_a_deadline_is_read_whatever_its_blanks(blank: str, merger: LimitedMerger) -> None:
    facts = make_facts(deadlines=[{"id": "replies", "date": "2027-05-28"}], languages=["en"])
    body = f"Please answer by{blank}28{blank}May{blank}2027.\n"
    found = check(make_source(body, facts=facts), DAY, merger=merger)
    assert not {one.code for one in found} & {"deadline-not-printed", "deadline-text", "date-text"}
    formulas = load_formulas("en")
    (span,) = read_dates(body, formulas)
    assert deadline_wording(body, span, formulas) == "inclusive"
