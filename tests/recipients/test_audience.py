"""Audiences: who is meant by an expression, and why each one is in or out."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mailer.database import Database
from mailer.errors import NotFound
from recipients.audience import ExpressionProblem
from recipients.editing import RecipientFacts, add_organisation, add_recipient, remove_recipient
from recipients.idset import IdSet
from recipients.lists import add_members, create_list
from recipients.members import evaluate, explain
from tests.recipients.factories import CLERK, NOW, add_party


@pytest.mark.parametrize(
    ("expression", "members"),
    [
        ("all", [1, 2, 3, 4, 5]),
        ("category governments", [1, 2]),
        ("category Gouvernements", [1, 2]),
        ('category "private sector"', [3, 5]),
        ("category governments, academia", [1, 2, 4]),
        ("country CH", [3, 5]),
        ("country Suisse or country kenya", [1, 3, 5]),
        ("country FR", []),
        ("language fr", [2, 3]),
        ("language French and country SN", [2]),
        ("reads fr", [2, 3, 5]),
        ("language de", [5]),
        ("kind post", [1, 4]),
        ("kind organisation,person", [2, 3, 5]),
        ('list "donors"', [2, 4]),
        ('organisation "lanterna s.a."', [3, 5]),
        ("recipient R1, 2", [1, 2]),
        ("address ANN@rivers.example or address ceo@lanterna.example", [1, 3]),
        ("all except list Donors", [1, 3, 5]),
        ("category governments and country KE,SN except list Donors", [1]),
        ("category governments or list Donors except country KE", [2, 4]),
        ("all except (list Donors except country SN)", [1, 2, 3, 5]),
        ("set early and reads fr", [2, 3]),
    ],
)
def test_an_expression_selects_its_members(filled: Database, expression: str, members: list[int]) -> None:
    with filled.reading() as session:
        audience = evaluate(session, expression, {"Early": {1, 2, 3, 77}})
    assert list(audience) == members
    assert len(audience) == len(members)


def test_every_member_has_its_reasons(filled: Database) -> None:
    with filled.reading() as session:
        audience = evaluate(
            session, "category governments and country KE, SN or list Donors or set early", {"early": [4]}
        )
    assert {number: audience.reason(number) for number in audience} == {
        1: "category governments and country KE",
        2: "category governments and country SN and list “Donors”",
        4: "list “Donors” and set “early”",
    }
    assert audience.capacities(2) == ["category governments", "country SN", "list “Donors”"]
    assert audience.capacities(3) == []


def test_who_is_excepted_is_listed_with_the_reason(filled: Database) -> None:
    with filled.reading() as session:
        audience = evaluate(
            session, "category governments except list Donors, country CH".replace(", country", " or country")
        )
    assert list(audience.left_out) == [2]
    assert audience.reason(2) == "category governments, but excepted by list “Donors”"
    assert audience.reason(4) == "not category governments"


def test_reasons_say_what_is_not_met(filled: Database) -> None:
    with filled.reading() as session:
        audience = evaluate(session, "category governments and country CH,FR or kind post and language es")
    assert audience.reason(1) == "not country CH or country FR; not language es"
    assert audience.reason(3) == "not category governments; not kind post and not language es"


def test_one_recipient_is_explained_as_the_whole_audience_has_it(filled: Database) -> None:
    expression = 'category governments, private-sector and reads fr except organisation "Lanterna S.A."'
    with filled.reading() as session:
        audience = evaluate(session, expression)
        for number in range(1, 6):
            found = explain(session, expression, number)
            assert (found.is_member, found.reason) == (number in audience.members, audience.reason(number))
            assert found.entry.id == number
        with pytest.raises(NotFound):
            explain(session, "all", 99)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("category goverments", "there is no category “goverments”. Did you mean “governments”?"),
        ("category zzz", "There are: academia, civil-society"),
        ("all except list Donor", "there is no list called “Donor”. Did you mean “Donors”?"),
        ("country Atlantis", "“Atlantis” is no country"),
        ("language elvish", "“elvish” is no language"),
        ("kind robot", "There are: organisation, person, post"),
        ('organisation "Lanterna SA"', "Did you mean “Lanterna S.A.”?"),
        ("recipient 99", "there is no recipient “99”"),
        ("recipient " + "9" * 40, "there is no recipient"),
        ("address nobody@rivers.example", "there is no recipient with the address"),
        ("address nobody@", "lacks the part"),
        ("set late", "there is no set “late”"),
    ],
)
def test_what_does_not_exist_is_an_error_with_its_column(
    filled: Database, expression: str, words: str
) -> None:
    with filled.reading() as session, pytest.raises(ExpressionProblem) as caught:
        evaluate(session, expression, {"early": []})
    assert words in str(caught.value)
    assert caught.value.column > 1


def test_removed_recipients_are_in_no_audience_not_even_by_name(session: Session) -> None:
    ann = add_party(session, "Rivers", "ann@rivers.example")
    ben = add_party(session, "Lakes", "ben@lakes.example")
    create_list(session, NOW, CLERK, "Both")
    add_members(session, NOW, CLERK, "Both", [ann, ben])
    remove_recipient(session, NOW, CLERK, ann, "moved")
    assert list(evaluate(session, "all")) == [ben]
    assert list(evaluate(session, "list Both")) == [ben]
    assert list(evaluate(session, "set both", {"both": IdSet([ann, ben])})) == [ben]
    with pytest.raises(ExpressionProblem):
        evaluate(session, f"recipient {ann}")


def test_own_country_and_languages_win_over_the_organisations(session: Session) -> None:
    office = add_organisation(session, NOW, CLERK, "Rivers", "governments", country="KE", languages="en")
    facts = RecipientFacts(to=["a@x.example"], name="Ann", country="CH", languages="fr")
    ann = add_recipient(session, NOW, CLERK, office, facts)
    ben = add_recipient(session, NOW, CLERK, office, RecipientFacts(to=["b@x.example"], name="Ben"))
    assert list(evaluate(session, "country CH and language fr")) == [ann]
    assert list(evaluate(session, "country KE and language en")) == [ben]
