"""The gate before a letter is approved: mailboxes, links, annexes, audiences, courtesies, holidays."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from letters.checks import check
from letters.checks.house import NO_HOUSE, House
from letters.findings import Finding
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import FACTS, TODAY, body, facts_with, only, said, write_letter

OURS = House(domains=frozenset({"lights.example"}), holidays=frozenset({date(2027, 3, 31)}))
ADDRESSED: dict[str, Any] = FACTS["addressees"]


@pytest.fixture
def findings_with(tmp_path: Path, merger: LimitedMerger) -> Any:
    """Check the letter that is right, with this at the end of its English text and facts changed."""

    def run(text: str = "", *, french: str = "", house: House = NO_HOUSE, **changes: Any) -> list[Finding]:
        files = {
            "en.md": body(f"I invite you to answer **by 31 March 2027**.\n\n{text}"),
            "fr.md": body(f"Je vous invite à répondre **d'ici au 31 mars 2027**.\n\n{french}", "Phares"),
        }
        folder = write_letter(tmp_path / "letter", facts_with(**changes), files)
        found = check(folder, TODAY, merger=merger, house=house)
        return [one for one in found if not one.code.startswith("parity-")]

    return run


def annexes(count: int) -> list[dict[str, Any]]:
    return [{"number": n, "title": "Plan", "file": f"annexes/{n}.txt"} for n in range(1, count + 1)]


# Mailboxes and links


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Write to ana@lights.example.", None),
        ("Write to ana@geneva.lights.example.", None),
        ("Write to ana@notlights.example.", "en.md:7"),
        ("Write to [us](mailto:ana@sea.example?subject=x).", "en.md:7"),
    ],
)
def test_mailboxes_of_the_text_are_the_houses(findings_with: Any, text: str, where: str | None) -> None:
    assert said(findings_with(text, house=House(domains=OURS.domains))) == (
        [f"foreign-domain {where}"] if where else []
    )


def test_mailboxes_of_the_facts_are_the_houses_and_named_once(findings_with: Any) -> None:
    contact = [{"name": "Ana Duarte", "email": "ana@sea.example"}]
    found = findings_with("Write to ana@sea.example.", contacts=contact, house=House(domains=OURS.domains))
    assert only(found, "foreign-domain").place.field == "contacts.1.email"


def test_without_an_office_contacts_of_several_domains_are_pointed_out(findings_with: Any) -> None:
    assert findings_with() == []
    contacts = [{"name": "Ana", "email": "ana@sea.example"}, {"name": "Bo", "email": "bo@x.sea.example"}]
    assert only(findings_with(contacts=contacts), "foreign-domain").place.field == "asks.1.channel.mailbox"


def test_a_link_without_encryption_is_pointed_out(findings_with: Any) -> None:
    assert said(findings_with("See [it](http://lights.example/a).")) == ["link-plain en.md:7"]


# Annexes


@pytest.mark.parametrize(
    ("text", "count", "wrong"),
    [
        ("Fill in Annex 1.", 1, False),
        ("Fill in Annex 2.", 1, True),
        ("See annexes 1 and 2.", 2, False),
        ("The two annexes are to be returned.", 2, False),
        ("The two annexes are to be returned.", 1, True),
        ("The 3 annexes are to be returned.", 2, True),
        ("See Annex 3 of the Convention.", 0, False),
        ("See Annex 1.", 0, True),
        ("An annex is enclosed.", 1, False),
    ],
)
def test_what_the_text_says_of_annexes_fits_those_there_are(
    findings_with: Any, tmp_path: Path, text: str, count: int, wrong: bool
) -> None:
    files = tmp_path / "letter" / "annexes"
    files.mkdir(parents=True)
    for number in range(1, count + 1):
        (files / f"{number}.txt").write_text("plan")
    assert said(findings_with(text, annexes=annexes(count))) == (["annex-text en.md:7"] if wrong else [])


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("es", "el Anexo 1", "los dos anexos"),
        ("ru", "в Приложении 1", "в Приложении 2"),
        ("ar", "في الملحق 1", "في الملحق ٢"),
        ("zh", "附件1", "附件2"),
    ],
)
def test_annexes_are_read_in_every_language(
    tmp_path: Path, merger: LimitedMerger, language: str, right: str, wrong: str
) -> None:
    facts = facts_with(
        languages=[language], fallback=None, place="Geneva", signatory={"name": "Henrik Solberg"},
        addressees={"heading": "All", "categories": [{"category": "governments"}]}, annexes=annexes(1),
    )  # fmt: skip
    for number, (text, expected) in enumerate(((right, 0), (wrong, 1))):
        files = {f"{language}.md": body(text), "en.md": None, "fr.md": None, "annexes/1.txt": "plan"}
        found = check(write_letter(tmp_path / str(number), facts, files), TODAY, merger=merger)
        assert [one.code for one in found].count("annex-text") == expected, [str(one) for one in found]


# Whom it is for


def addressed(audience: str, *categories: str) -> dict[str, Any]:
    return {**ADDRESSED, "audience": audience, "categories": [{"category": one} for one in categories]}


def test_a_category_that_is_listed_and_not_meant_and_one_that_is_meant_and_not_listed(
    findings_with: Any,
) -> None:
    found = findings_with(
        addressees=addressed("category governments, academia", "governments", "civil-society")
    )
    assert only(found, "label-without-audience").place.field == "addressees.categories.2"
    assert (
        only(found, "audience-without-label").message
        == "The audience means academia, which the letter does not list."
    )
    assert findings_with(addressees=addressed('list "Friends"', "governments")) == []
    assert findings_with(addressees=addressed("all except category academia", "governments")) == []


def test_a_copy_group_that_is_addressed_too(findings_with: Any) -> None:
    copies = [{"label": {"en": "Missions", "fr": "Missions"}, "audience": "category governments"}]
    found = findings_with(addressees=addressed("category governments", "governments"), copies=copies)
    assert only(found, "copy-overlap").place.field == "copies.1.audience"
    apart = findings_with(addressees=addressed("category academia", "academia"), copies=copies)
    assert apart == []


def test_an_office_counts_how_many_are_in_both(findings_with: Any) -> None:
    copies = [{"label": {"en": "Missions", "fr": "Missions"}, "audience": 'list "Missions"'}]
    house = House(overlap=lambda one, other: 12 if "Missions" in other else 0)
    found = findings_with(
        addressees=addressed("category governments", "governments"), copies=copies, house=house
    )
    assert only(found, "copy-overlap").message.startswith("12 of this group are addressees already")
    none = House(overlap=lambda one, other: 0)
    assert (
        findings_with(addressees=addressed("category governments", "governments"), copies=copies, house=none)
        == []
    )


# The calendar, courtesies, slips


def test_a_deadline_on_a_holiday_of_the_office(findings_with: Any) -> None:
    assert only(findings_with(house=OURS), "deadline-holiday").place.field == "deadlines.1.date"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please answer,, soon.", "doubled-signs"),
        ("Please answer soon..", "doubled-signs"),
        ("Please answer , soon.", "doubled-signs"),
        ("Please answer... soon, at https://lights.example/a..b.", None),
        ("Yours faithfully,", "closing-repeated"),
        ("The text ends [...] here.", "unresolved"),
    ],
)
def test_slips_and_what_stands_twice(findings_with: Any, text: str, code: str | None) -> None:
    assert said(findings_with(text)) == ([f"{code} en.md:7"] if code else [])


def test_a_salutation_in_the_text(tmp_path: Path, merger: LimitedMerger) -> None:
    files = {
        "en.md": body("Dear Sir/Madam,\n\nPlease answer by 31 March 2027."),
        "fr.md": body("Madame, Monsieur,\n\nVeuillez répondre d'ici au 31 mars 2027.", "Phares"),
    }
    found = check(write_letter(tmp_path, files=files), TODAY, merger=merger)
    assert said(found) == ["salutation-twice en.md:5", "salutation-twice fr.md:5"]
    assert {one.severity for one in found} == {"warning"}
