"""Countries, languages, categories and names as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from recipients.category import CategoryWording, categories_on, category_names, found_categories
from recipients.countries import country_code, country_name
from recipients.languages import language_code, read_languages
from recipients.names import did_you_mean, listed, loose_key, name_key


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ch", "CH"),
        ("CHE", "CH"),
        ("Switzerland", "CH"),
        ("SUISSE", "CH"),
        ("Швейцария", "CH"),
        ("瑞士", "CH"),
        ("سويسرا", "CH"),
        ("Côte d'Ivoire", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Российская Федерация", "RU"),
        ("Viet Nam", "VN"),
        ("XX", None),
        ("EU", None),
        ("Atlantis", None),
    ],
)
def test_countries(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_a_country_is_named_in_each_language() -> None:
    assert country_name("CH", "fr") == "Suisse"
    assert country_name("ZZZ") == "ZZZ"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ()),
        ("fr", ("fr",)),
        ("French, English", ("fr", "en")),
        ("français; EN | espagnol", ("fr", "en", "es")),
        ("русский/中文", ("ru", "zh")),
        ("العربية", ("ar",)),
        ("pt-BR, pt_PT", ("pt",)),
        ("uk", ("uk",)),
        ("fr,,en", ""),
        ("fr, Elvish", "Elvish"),
    ],
)
def test_languages(text: str, codes: tuple[str, ...] | str) -> None:
    assert read_languages(text) == codes


def test_no_language_is_guessed() -> None:
    assert language_code("be") == "be"
    assert language_code("frenchh") is None


def test_the_five_categories_are_there_in_their_order_and_six_languages(session: Session) -> None:
    found_categories(session)
    found = categories_on(session, date(2027, 3, 1))
    assert [category.code for category in found] == [
        "governments",
        "private-sector",
        "civil-society",
        "academia",
        "international-organisations",
    ]
    assert found[3].label("fr") == "Établissements universitaires"
    assert all(len(set(category.labels.values())) == 6 for category in found)
    assert found[0].label("xx") == "Governments"


def test_an_old_letter_keeps_the_wording_of_its_day(session: Session) -> None:
    later = {
        "fr": "Établissements universitaires/milieux techniques",
        "en": "Academia and technical community",
    }
    session.add(CategoryWording(code="academia", valid_from=date(2023, 11, 1), labels=later))
    session.flush()
    labels = {
        year: {one.code: one.label("fr") for one in categories_on(session, date(year, 12, 1))}
        for year in (2022, 2023)
    }
    assert labels[2022]["academia"] == "Établissements universitaires"
    assert labels[2023]["academia"] == later["fr"]
    assert categories_on(session, date(1999, 1, 1)) == []
    assert category_names(session)[name_key("Academia and technical community")] == "academia"


def test_names_are_equal_whatever_their_case_and_spacing() -> None:
    assert name_key("  Ministère\u00a0 des PONTS ") == name_key("ministe\u0300re des ponts")
    assert name_key("Senegal") != name_key("Sénégal")
    assert loose_key("Sénégal, Ministère du") == loose_key("ministere du senegal")


def test_hints() -> None:
    assert did_you_mean("goverments", ["governments", "academia"]) == " Did you mean “governments”?"
    assert did_you_mean("xyz", ["governments"]) == ""
    assert did_you_mean("x", []) == ""
    assert listed(list("abc"), limit=2) == "a, b and 1 more"
