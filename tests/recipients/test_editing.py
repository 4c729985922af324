"""Recipients entered and changed by hand."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from mailer.errors import NotFound, Refused
from recipients.directory import card_of, count_recipients
from recipients.editing import (
    RecipientFacts,
    add_organisation,
    add_recipient,
    change_recipient,
    remove_recipient,
)
from recipients.entries import load_entries
from recipients.recipient import RecipientKind
from tests.recipients.factories import CLERK, NOW, add_party


def office(session: Session) -> int:
    return add_organisation(
        session, NOW, CLERK, "Ministry of Rivers", "governments", country="Kenya", languages="French, en"
    )


def test_a_rank_that_no_salutation_knows_is_refused(session: Session) -> None:
    facts = RecipientFacts(to=["ann@rivers.example"], fields={"rank": "minster"})
    with pytest.raises(Refused, match="“minster” is no rank that salutations know"):
        add_recipient(session, NOW, CLERK, office(session), facts)


def test_a_recipient_is_entered_in_normal_form(session: Session) -> None:
    facts = RecipientFacts(
        to=["Ann@Rivers.example", "ann@rivers.EXAMPLE"],
        cc=["pa@rivers.example"],
        post=" Minister ",
        fields={"city": "Nairobi", "empty": ""},
    )
    number = add_recipient(session, NOW, CLERK, office(session), facts)
    entry = card_of(session, number).entry
    assert (entry.kind, entry.post, entry.country, entry.languages) == (
        RecipientKind.POST,
        "Minister",
        "KE",
        ("fr", "en"),
    )
    assert entry.to == (("Ann@rivers.example", "ann@rivers.example"),)
    assert entry.fields == {"city": "Nairobi"}
    assert entry.label == "Minister, Ministry of Rivers (KE)"
    assert entry.addressed_as == "Minister"


def test_a_change_leaves_each_old_and_new_value(session: Session) -> None:
    number = add_party(session, "Rivers", "ann@rivers.example", name="Ann")
    facts = RecipientFacts(to=["ben@rivers.example"], name="Ben", country="UG", fields={"city": "Kampala"})
    changes = change_recipient(session, NOW, CLERK, number, facts, version=1)
    assert [str(change) for change in changes] == [
        "name: Ann → Ben",
        "country: (empty) → UG",
        "email: ann@rivers.example → ben@rivers.example",
        "city: (empty) → Kampala",
    ]
    card = card_of(session, number)
    assert len(card.history) == 4
    assert card.entry.version == 2
    assert change_recipient(session, NOW, CLERK, number, facts, version=2) == []


def test_two_people_who_edit_at_once_notice(session: Session) -> None:
    number = add_party(session, "Rivers", "ann@rivers.example", name="Ann")
    facts = RecipientFacts(to=["ann@rivers.example"], name="Anna")
    change_recipient(session, NOW, CLERK, number, facts, version=1)
    with pytest.raises(Refused, match="changed by somebody else"):
        change_recipient(session, NOW, CLERK, number, facts, version=1)


def test_who_is_removed_leaves_the_directory_and_stays_known(session: Session) -> None:
    number = add_party(session, "Rivers", "ann@rivers.example", name="Ann")
    remove_recipient(session, NOW, CLERK, number, "left the ministry")
    assert count_recipients(session) == 0
    card = card_of(session, number)
    assert card.removed_at == NOW
    assert card.history[0].new == "left the ministry"
    with pytest.raises(NotFound):
        remove_recipient(session, NOW, CLERK, number, "again")
    with pytest.raises(NotFound):
        change_recipient(session, NOW, CLERK, number, RecipientFacts(to=["a@b.example"]), version=2)


def test_an_id_is_free_again_once_its_recipient_is_removed(session: Session) -> None:
    organisation = office(session)
    facts = RecipientFacts(to=["ann@rivers.example"], external_id="R1")
    number = add_recipient(session, NOW, CLERK, organisation, facts)
    with pytest.raises(Refused, match="already a recipient with the id R1"):
        add_recipient(session, NOW, CLERK, organisation, facts)
    remove_recipient(session, NOW, CLERK, number, "twice")
    assert add_recipient(session, NOW, CLERK, organisation, facts) != number


WRONG = (
    (RecipientFacts(to=[]), "needs an address"),
    (RecipientFacts(to=["ann@"]), r"lacks the part .* \(ann@\)"),
    (RecipientFacts(to=["a@b.example"], name="Ann\r\nBcc: x"), "line break"),
    (
        RecipientFacts(to=["a@b.example"], name="Ann\u202egnp"),
        r"The name holds an invisible .*\(U\+202E\)",
    ),
    (RecipientFacts(to=["a@b.example"], post="\u2067Chair"), "The post holds a mark of the direction"),
    (RecipientFacts(to=["a@b.example"], fields={"city": "\u202ax"}), "The field city holds an invisible"),
    (RecipientFacts(to=["a@b.example"], fields={"rooms": [{"a": "\u2069"}]}), "The field rooms holds"),
    (RecipientFacts(to=["a\u202eb@c.example"]), r"invisible character \(U\+202E\)"),
    (RecipientFacts(to=["a@b.example"], country="Atlantis"), "no country"),
    (RecipientFacts(to=["a@b.example"], languages="fr, xx"), "“xx” is no language"),
    (RecipientFacts(to=["a@b.example"], fields={"reference": "x"}), "cannot name a merge field"),
    (RecipientFacts(to=["a@b.example"], fields={"Title": "x"}), "cannot name a merge field"),
)


def test_a01_what_cannot_be_entered_is_refused_in_a_sentence(session: Session) -> None:
    organisation = office(session)
    for facts, words in WRONG:
        said = "nothing"
        try:
            add_recipient(session, NOW, CLERK, organisation, facts)
        except Refused as refused:
            said = str(refused)
        assert re.search(words, said), facts
    assert count_recipients(session) == 0


def test_a_name_keeps_what_its_script_needs_and_is_composed(session: Session) -> None:
    name = "می\u200cخواهم 16\u00a0mars e\u2011x"
    facts = RecipientFacts(to=["a@b.example"], name=f" {name} Ame\u0301lie")
    number = add_recipient(session, NOW, CLERK, office(session), facts)
    entry = next(load_entries(session, [number]))
    assert entry.name == f"{name} Am\u00e9lie"


def test_an_organisation_needs_a_name_a_category_and_an_id_of_its_own(session: Session) -> None:
    with pytest.raises(Refused, match="needs a name"):
        add_organisation(session, NOW, CLERK, " ", "governments")
    with pytest.raises(Refused, match="Did you mean “governments”"):
        add_organisation(session, NOW, CLERK, "Rivers", "goverments")
    add_organisation(session, NOW, CLERK, "Rivers", "governments", external_id="O1")
    with pytest.raises(Refused, match="already an organisation"):
        add_organisation(session, NOW, CLERK, "Lakes", "governments", external_id="O1")
    with pytest.raises(NotFound):
        add_recipient(session, NOW, CLERK, 999, RecipientFacts(to=["a@b.example"]))
