"""Mixed scripts in names, subjects and references: isolated where they stand, never turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from letters.document.typesetting import Typesetter
from letters.rendering import render_version
from mailer.merge import LimitedMerger, Values, compile_template
from tests.letters.documents import set_letter
from tests.letters.letter_sources import RECIPIENT, make_source

FSI, PDI = "\u2068", "\u2069"
HARBOURS: Final = "وزارة الموانئ (3)"
NUMBER: Final = "م-27/1004 (ب)"
ENGLISH: Final = "Letter {{ reference }}, 27 pages, went to {{ organisation }}, 12 copies.\n"
ARABIC: Final = "رسالة {{ reference }}، 27 صفحة، إلى {{ organisation }}، 12 نسخة.\n"
RTL: Final[Values] = {**RECIPIENT, "organisation": HARBOURS, "reference": NUMBER}
LTR: Final[Values] = {**RECIPIENT, "organisation": "Ministry of Coasts (3)", "reference": "HL-27/1004 (b)"}


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as shared:
        yield shared


def forms(body: str, language: str, values: Values, merger: LimitedMerger) -> tuple[str, str, str]:
    """Subject, text and page for somebody."""
    source = make_source(body, language, subject="{{ organisation }}, 27")
    made = render_version(source, language, merger=merger)
    subject, text, html, _ = (compile_template(*one).merge(values) for one in made.templates)
    return subject, text, html


def test_an_arabic_name_in_an_english_letter_turns_nothing_round_beside_it(merger: LimitedMerger) -> None:
    subject, text, html = forms(ENGLISH, "en", RTL, merger)
    assert subject == f"{FSI}{HARBOURS}{PDI}, 27"
    words = " ".join(text.split())
    assert f"Letter {FSI}{NUMBER}{PDI}, 27 pages, went to {FSI}{HARBOURS}{PDI}, 12 copies." in words
    assert f"Ref: {FSI}{NUMBER}{PDI}" in text
    assert f"<bdi>{HARBOURS}</bdi>, 12 copies" in html


def test_a_latin_name_in_an_english_letter_needs_no_mark(merger: LimitedMerger) -> None:
    subject, text, _ = forms(ENGLISH, "en", LTR, merger)
    assert subject == "Ministry of Coasts (3), 27"
    assert not re.search("[\u2066-\u2069]", text)


def test_a_latin_name_in_an_arabic_letter_is_not_turned_round(merger: LimitedMerger) -> None:
    subject, text, html = forms(ARABIC, "ar", LTR, merger)
    assert subject == f"\u200f{FSI}Ministry of Coasts (3){PDI}, 27"
    words = " ".join(text.split())
    assert f"رسالة {FSI}HL-27/1004 (b){PDI}، 27 صفحة، إلى {FSI}Ministry of Coasts (3){PDI}، 12 نسخة." in words
    assert "<bdi>Ministry of Coasts (3)</bdi>" in html


def test_a_salutation_by_name_sets_the_name_apart(merger: LimitedMerger) -> None:
    source = make_source("Text.\n", "en")
    facts = source.facts.model_copy(update={"salutations": "by-rank"})
    made = render_version(type(source)(facts, source.versions, {}), "en", merger=merger)
    values = {**RECIPIENT, "name": "آمال (ب)", "courtesy": "named"}
    _, text, *_ = (compile_template(*one).merge(values) for one in made.templates)
    assert f"Dear {FSI}آمال (ب){PDI}," in text


@pytest.mark.parametrize(("language", "body", "values"), [("en", ENGLISH, RTL), ("ar", ARABIC, LTR)])
def test_on_paper_the_pieces_of_a_line_stand_in_the_order_of_the_letter(
    language: str, body: str, values: Values, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    """Where the numbers stand beside what runs the other way tells the order in which a reader meets them."""
    paper = set_letter(typesetter, make_source(body, language, subject="Lights"), language, values, merger)
    last = paper.where("12")
    drawn = [(sign, box) for sign, box, _ in paper.characters() if abs(box.bottom - last.bottom) < 8]
    name = [box for sign, box in drawn if sign in ("و" if language == "en" else "M")]
    assert name, "the name stands in the line of its copies"
    if language == "en":
        assert max(box.right for box in name) < last.left, "copies follow the name, to its right"
    else:
        assert min(box.left for box in name) > last.right, "copies follow the name, to its left"
