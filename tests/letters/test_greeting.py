"""Salutations and closings by rank, kind, gender and formality, in six languages."""

from __future__ import annotations

import pytest

from letters.facts import Facts, Language
from letters.languages import load_formulas, salutation
from letters.preview import PreviewFormat, preview
from mailer.merge import LimitedMerger
from recipients.courtesy import Courtesy, Gender
from tests.letters.letter_sources import RECIPIENT, make_facts, make_source


def by_rank(**changed: object) -> Facts:
    return make_facts(salutations="by-rank", layout=["subject", "salutation", "body", "closing"], **changed)


def lines(merger: LimitedMerger, facts: Facts, language: str = "en", **values: str) -> list[str]:
    source = make_source(language=language, facts=facts)
    told = preview(source, language, PreviewFormat.TEXT, {**RECIPIENT, **values}, merger=merger)
    assert isinstance(told, str)
    return [line for line in told.splitlines() if line][3:]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("excellency", "Excellency,"),
        ("excellency-f", "Excellency,"),
        ("head-f", "Dear Madam,"),
        ("titled", "Dear Professor Ms Ama Okoro,"),
        ("named", "Dear Ms Ama Okoro,"),
        ("organisation", "Dear Sir/Madam,"),
        ("general", "Dear Sir/Madam,"),
    ],
)
def test_each_is_greeted_by_what_the_directory_knows(merger: LimitedMerger, code: str, says: str) -> None:
    assert lines(merger, by_rank(), courtesy=code, honorific="Professor")[0] == says


def test_a_recipients_own_salutation_goes_before_any_rank(merger: LimitedMerger) -> None:
    told = lines(merger, by_rank(), courtesy="excellency", salutation="Your Majesty,")
    assert told[0] == "Your Majesty,"


def test_an_excellency_is_taken_leave_of_as_one_and_nobody_else(merger: LimitedMerger) -> None:
    assert lines(merger, by_rank(), courtesy="excellency-m")[-1].startswith("Accept, Excellency,")
    assert lines(merger, by_rank(), courtesy="named")[-1] == "Yours faithfully,"


def test_the_french_closing_repeats_the_salutation_of_the_rank(merger: LimitedMerger) -> None:
    told = " ".join(lines(merger, by_rank(), "fr", courtesy="head-f"))
    assert "Madame, " in told
    assert "Veuillez agréer, Madame, l'assurance de ma considération distinguée." in told
    excellency = " ".join(lines(merger, by_rank(), "fr", courtesy="excellency"))
    assert "Veuillez agréer, Excellence, l'assurance de ma très haute considération." in excellency


def test_a_letter_of_high_formality_greets_formally(merger: LimitedMerger) -> None:
    assert lines(merger, by_rank(formality="high"), courtesy="head-m")[0] == "Sir,"


def test_without_the_rule_everybody_is_greeted_alike(merger: LimitedMerger) -> None:
    facts = make_facts(layout=["subject", "salutation", "body", "closing"])
    assert lines(merger, facts, courtesy="excellency")[0] == "Dear Sir/Madam,"


def test_a_letters_own_salutation_is_for_those_without_a_rank(merger: LimitedMerger) -> None:
    source = make_source(facts=by_rank(), salutation="Dear colleagues,")
    for code, says in (("general", "Dear colleagues,"), ("excellency", "Excellency,")):
        told = preview(source, "en", PreviewFormat.TEXT, {**RECIPIENT, "courtesy": code}, merger=merger)
        assert isinstance(told, str)
        assert says in told.splitlines()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("courtesy", list(Courtesy))
@pytest.mark.parametrize("gender", [None, *Gender])
def test_nobody_is_ever_called_nothing(language: Language, courtesy: Courtesy, gender: Gender | None) -> None:
    for name, title in (("", ""), ("Ama Were", ""), ("", "Dr"), ("Ama Were", "Dr")):
        told = salutation(load_formulas(language), courtesy, gender, name=name, title=title)
        assert "None" not in told
        assert "  " not in told
        assert "{" not in told
        assert told.strip(" ,،，:") == told.rstrip(",،，:")
        assert told.rstrip(",،，:")


@pytest.mark.parametrize(
    ("language", "women", "men"),
    [
        ("es", "Estimada Sra. Ama Were:", "Estimado Sr. Ama Were:"),
        ("ru", "Уважаемая госпожа Ama Were,", "Уважаемый господин Ama Were,"),
        ("ar", "حضرة السيدة Ama Were،", "حضرة السيد Ama Were،"),
        ("zh", "尊敬的Ama Were女士，", "尊敬的Ama Were先生，"),
    ],
)
def test_gender_shows_where_the_language_has_it(language: str, women: str, men: str) -> None:
    formulas = load_formulas(language)
    assert salutation(formulas, Courtesy.NAMED, Gender.FEMININE, name="Ama Were") == women
    assert salutation(formulas, Courtesy.NAMED, Gender.MASCULINE, name="Ama Were") == men


def test_a_preview_without_a_recipient_shows_every_salutation(merger: LimitedMerger) -> None:
    told = preview(make_source(facts=by_rank()), "en", PreviewFormat.TEXT, merger=merger)
    assert isinstance(told, str)
    shown = " ".join(told.split())
    assert "Excellency, / " in shown
    assert "Dear ‹name›," in shown
