"""The blocks of a letter: their order, their labels, their places, in all languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from letters.facts import BlockName, Facts, Language
from letters.languages import load_formulas
from letters.layout.building import build_letter
from letters.layout.profiles import blocks_of, profiles
from letters.layout.to_text import letter_text, subject_line
from letters.layout.tree import CopyMark
from letters.markdown.reading import read_body
from mailer.errors import NotFound
from mailer.merge import Escaping, Values, compile_template
from tests.letters.letter_sources import make_facts, make_source


def text(
    facts: Facts,
    language: str = "en",
    mark: CopyMark = CopyMark.ORIGINAL,
    body: str = "Body.\n",
    values: Values | None = None,
    **front: Any,
) -> str:
    version = make_source(body, language, facts=facts, **front).versions[Language(language)]
    letter = build_letter(facts, version, read_body(body).blocks, load_formulas(language), mark)
    return compile_template(letter_text(letter), Escaping.TEXT).merge(
        {"reference": "HL-27/1004", **(values or {})}
    )


def blocks(*names: str | dict[str, Any]) -> dict[str, Any]:
    return {"layout": [{"block": name} if isinstance(name, str) else name for name in names]}


def test_the_standard_letter_in_order() -> None:
    assert text(make_facts()) == (
        "Bureau of Harbour Lights\nThe Secretary-General\n\n"
        "Ref: HL-27/1004\nContact: Tove Lindqvist\nTel: +41 22 555 0101\nE-mail: lights@harbour.example\n\n"
        "Geneva, 1 February 2027\n\n"
        "To all partners:\n- Governments\n- Academia\n\n"
        "Subject: Lights of the coast\n\n"
        "Dear Sir/Madam,\n\nBody.\n\nYours faithfully,\n\n"
        "Idris Bello\nSecretary-General\n"
    )


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "fr",
            [
                "Genève, le 1er février 2027",
                "Objet: Lights of the coast",
                "Madame, Monsieur,",
                "- Gouvernements",
            ],
        ),
        ("es", ["Ginebra, 1 de febrero de 2027", "Asunto: Lights of the coast", "Le saluda atentamente,"]),
        ("ru", ["Женева, 1 февраля 2027 года", "Предмет: Lights of the coast", "С уважением,"]),
        ("zh", ["2027年2月1日，日内瓦", "事由: Lights of the coast", "尊敬的先生/女士，", "顺致敬意！"]),
        ("ar", ["جنيف، 1 فبراير 2027", "تحية طيبة وبعد،", "وتفضلوا بقبول فائق التقدير والاحترام"]),
    ],
)
def test_every_language_says_it_in_its_own_way(language: str, lines: list[str]) -> None:
    printed = text(make_facts(), language).split("\n")
    assert set(lines) <= set(printed)


def test_a_letter_may_have_its_own_order_labels_and_places() -> None:
    order = blocks(
        "date",
        {"block": "reference", "label": "Our number", "indented": True},
        {"block": "subject", "placement": "next-line"},
        {"block": "addressees", "close_up": True},
        "body",
        {"block": "signature"},
    )
    assert text(make_facts(**order)) == (
        "Geneva, 1 February 2027\n\n    Our number: HL-27/1004\n\nSubject:\nLights of the coast\n"
        "To all partners:\n- Governments\n- Academia\n\nBody.\n\nIdris Bello\nSecretary-General\n"
    )


def test_a_label_can_be_hidden() -> None:
    order = blocks({"block": "subject", "label_shown": False}, "body")
    assert text(make_facts(**order)) == "Lights of the coast\n\nBody.\n"


def test_a_block_with_nothing_in_it_leaves_no_gap() -> None:
    facts = make_facts(contacts=None, references=None, letterhead=None, signatory=None, addressees=None)
    assert text(facts) == (
        "Geneva, 1 February 2027\n\nSubject: Lights of the coast\n\n"
        "Dear Sir/Madam,\n\nBody.\n\nYours faithfully,\n"
    )


@pytest.mark.parametrize("there", ["", "a"])
@pytest.mark.parametrize(
    "end",
    [
        "{% if name %}\nHere.\n{% endif %}\n",
        "{% if name %}\n{% if name %}\n## Here\n{% endif %}\n{% endif %}\n",
        "{% if name %}\n- Here\n{% endif %}\n{% if name == 'a' %}\n- C\n{% endif %}\n\nD.\n",
        "{% if name %}\n- Here\n{% elif not name %}\n- C\n{% endif %}\n\nD.\n",
        "{% if name %}\n{% if name == 'a' %}\n- Here\n{% endif %}\n{% endif %}\n\nD.\n",
    ],
)
def test_a_condition_leaves_no_second_blank_line(end: str, there: str) -> None:
    printed = text(make_facts(), body=f"A.\n\n{end}", values={"name": there})
    assert ("Here" in printed) is bool(there)
    assert "\n\n\n" not in printed
    assert "Here\nD" not in printed


@pytest.mark.parametrize("name", ["", "a", "b", "c"])
@pytest.mark.parametrize(
    "end",
    [
        "{% if name %}\n{% if name == 'b' %}\n- Here\n{% endif %}\n{% endif %}\n",
        "{% if name == 'a' %}\n{% if not name %}\n- B\n{% endif %}\n{% else %}\n- C\n{% endif %}\n",
        "{% if name %}\n{% if name == 'b' %}\n- B\n{% endif %}\n{% elif name != 'a' %}\n- C\n{% endif %}\n",
    ],
)
def test_a_condition_within_another_leaves_one_blank_line_if_any_item_is_there(end: str, name: str) -> None:
    printed = text(make_facts(), body=f"A.\n\n{end}\nZ.\n", values={"name": name})
    between = printed.partition("A.\n\n")[2].partition("Z.\n")[0]
    assert between == "" or re.fullmatch(r"- \w+\n\n", between)


def test_a_profile_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match=r"no layout profile “brass”\. There are: standard, linear, "):
        blocks_of(make_facts(layout="brass").layout)


def test_every_profile_has_every_block_once_but_notices_which_are_a_letters_own() -> None:
    for order in profiles().values():
        assert sorted(block.block for block in order) == sorted(set(BlockName) - {BlockName.NOTICE})


def test_references_given_by_hand_stand_in_the_letters_language() -> None:
    references = [
        {"manual": "CL_2027", "display": {"en": "CL 2027", "fr": "LC 2027"}, "label": "long"},
        {"series": "HL", "unit": "COM", "initials": "tl"},
    ]
    facts = make_facts(references=references, **blocks("reference", "body"))
    version = make_source(language="fr", facts=facts).versions[Language.FR]
    letter = build_letter(facts, version, read_body("Texte.\n").blocks, load_formulas("fr"))
    template = compile_template(letter_text(letter), Escaping.TEXT)
    assert template.fields == {"reference_2"}
    assert template.merge({"reference_2": "HL-1"}).startswith("Référence: LC 2027\nRéf.: HL-1\nCOM/tl\n")


def test_contact_officers_with_their_own_labels() -> None:
    contacts = [
        {
            "name": "Ana Ruiz",
            "civility": "Mme",
            "phone": "1",
            "fax": "2",
            "email": "a@b.example",
            "labels": "long",
        },
        {"name": "Per Dahl", "phone": "3", "labels": {"phone": "Mobile"}},
    ]
    printed = text(make_facts(contacts=contacts, **blocks("contact", "body")), "fr")
    assert printed.startswith(
        "Contact: Mme Ana Ruiz\nTéléphone: 1\nTélécopie: 2\nCourriel: a@b.example\n"
        "Contact: Per Dahl\nMobile: 3\n"
    )


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "To Administrations of Member States"),
        ("fr", "Aux Administrations des États Membres"),
        ("es", "A las Administraciones de los Estados Miembros"),
        ("ru", "Администрациям Государств – Членов Союза"),
        ("ar", "إلى إدارات الدول الأعضاء"),
        ("zh", "致成员国主管部门"),
    ],
)
def test_an_addressee_lead_stands_as_the_facts_word_it_in_each_language(language: str, heading: str) -> None:
    """Letters.md §3: whom a letter of one union addresses is its own wording, in the case it takes."""
    facts = make_facts(addressees={"heading": {language: heading}}, **blocks("addressees", "body"))
    assert text(facts, language).startswith(f"{heading}\n")


def test_addressees_with_their_own_labels_and_bullets() -> None:
    named = {
        "heading": "À tous",
        "bullet": "en-dash",
        "categories": [{"category": "academia", "label": "Universités"}, {"category": "robots"}],
    }
    printed = text(make_facts(addressees=named, **blocks("addressees", "body")), "fr")
    assert printed.startswith("À tous\n– Universités\n– robots\n")


def test_without_a_heading_each_category_is_addressed_by_itself() -> None:
    named = {
        "heading": {"en": "To all"},
        "categories": [{"category": "governments"}, {"category": "civil-society"}],
    }
    printed = text(make_facts(addressees=named, **blocks("addressees", "body")), "fr")
    assert printed.startswith("Aux Gouvernements\nÀ la Société civile\n")


def test_the_front_matter_may_say_it_otherwise() -> None:
    printed = text(
        make_facts(),
        "en",
        heading="To {{ reference }}'s readers",
        salutation="Excellencies,",
        closing="With thanks,",
        place="Bern",
    )
    for line in ("Bern, 1 February 2027", "To HL-27/1004's readers", "Excellencies,", "With thanks,"):
        assert line in printed.split("\n")


def test_a_closing_in_the_body_stands_once() -> None:
    assert "Yours faithfully" not in text(make_facts(), closing_in_body=True)


def test_high_formality_has_another_closing() -> None:
    assert "l'assurance de ma haute considération." in text(make_facts(formality="high"), "fr").replace(
        "\n", " "
    )


def test_the_signature_with_its_mark_and_titles() -> None:
    signatory = {"name": "Ama Sow", "honorific": "Dr", "titles": {"en": ["One", "Two"]}, "signed": "yes"}
    printed = text(make_facts(signatory=signatory, **blocks("body", "signature")))
    assert printed.endswith("\n\n(signed)\n\nDr Ama Sow\nOne\nTwo\n")


FORM = {"number": 1, "title": {"fr": "Formulaire"}}
PROGRAMME = {"number": 2, "title": {"fr": "Programme"}}


@pytest.mark.parametrize(
    ("annexes", "form", "printed"),
    [
        ([FORM], {}, "Annexe: Formulaire"),
        ([FORM, PROGRAMME], {}, "Annexes:\n1. Formulaire\n2. Programme"),
        ([FORM, PROGRAMME], {"display": "count"}, "Annexes: 2"),
        ([FORM], {"display": "titled", "label": "enclosure"}, "Pièce jointe: Formulaire"),
        (
            [FORM, PROGRAMME],
            {"display": "titled", "label": "enclosure"},
            "Pièces jointes: Formulaire\nProgramme",
        ),
        ([FORM, {"number": 2}], {"label_text": "Documents"}, "Documents:\n1. Formulaire\n2"),
    ],
)
def test_annexes_are_announced(annexes: list[dict[str, Any]], form: dict[str, str], printed: str) -> None:
    facts = make_facts(annexes=annexes, annex_form=form, **blocks("body", "annexes"))
    assert text(facts, "fr") == f"Body.\n\n{printed}\n"


def test_copies_stand_under_one_label() -> None:
    facts = make_facts(copies=[{"label": "Missions"}, {"label": "Libraries"}], **blocks("body", "copies"))
    assert text(facts, "fr") == "Body.\n\nCopie: Missions\nLibraries\n"


@pytest.mark.parametrize(
    ("language", "mark", "first"),
    [
        ("en", CopyMark.TEST, "TEST — not for distribution"),
        ("fr", CopyMark.COPY, "COPIE"),
        ("zh", CopyMark.COPY, "副本"),
    ],
)
def test_what_is_not_the_original_says_so_first(language: str, mark: CopyMark, first: str) -> None:
    lines = text(make_facts(), language, mark).split("\n")
    assert lines[0] == first
    assert lines[2] == ""


def subject_of(subject: str, language: str, mark: CopyMark = CopyMark.ORIGINAL) -> str:
    facts = make_facts()
    version = make_source(language=language, facts=facts, subject=subject).versions[Language(language)]
    return subject_line(build_letter(facts, version, (), load_formulas(language), mark))


def test_the_subject_of_a_test_is_marked() -> None:
    assert subject_of("Lights of {{ organisation }}", "en") == "Lights of {{ organisation | apart }}"
    assert subject_of("Lights", "en", CopyMark.TEST) == "[TEST] Lights"


def test_an_arabic_subject_is_right_to_left_from_its_first_character() -> None:
    assert subject_of("دعوة ITU-T 2027", "ar") == "دعوة \u2066ITU-T 2027\u2069"
    assert subject_of("ITU 2027", "ar") == "\u200f\u2066ITU 2027\u2069"
