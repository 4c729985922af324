"""Reading the directory: pages, filters, one recipient, what a word may mean, duplicates."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mailer.database import Database
from mailer.errors import NotFound
from recipients.directory import Filter, card_of, count_recipients, directory_page, recipients_meant
from recipients.duplicates import near_names, near_organisations, shared_mailboxes
from recipients.editing import remove_recipient
from recipients.recipient import RecipientKind
from tests.recipients.factories import CLERK, NOW, add_party


def test_pages_follow_each_other_without_gap_or_repetition(session: Session) -> None:
    for number in range(25):
        add_party(session, f"Office {number % 7}", f"a{number}@x.example")
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = directory_page(session, after=after, limit=4)
        seen += [entry.id for entry in page.entries]
        after = page.after
    assert len(seen) == len(set(seen)) == 25
    assert count_recipients(session) == 25
    names = [entry.organisation for entry in directory_page(session, limit=1000).entries]
    assert names == sorted(names)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["R3", "R5", "R1", "R2", "R4"]),
        (Filter(category="governments"), ["R1", "R2"]),
        (Filter(country="CH"), ["R3", "R5"]),
        (Filter(language="fr"), ["R3", "R2"]),
        (Filter(kind=RecipientKind.POST), ["R1", "R4"]),
        (Filter(list_name="donors"), ["R2", "R4"]),
        (Filter(text="PONTS"), ["R2"]),
        (Filter(text="prado"), ["R4"]),
        (Filter(text="ceo@lanterna"), ["R3"]),
        (Filter(text="100%"), []),
        (Filter(text="_"), []),
        (Filter(text="pon\0ts\udcff"), ["R2"]),
        (Filter(text="'; DROP TABLE recipient; --"), []),
        (Filter(category="governments", country="SN"), ["R2"]),
    ],
)
def test_a35_filters_narrow_a_page_down(filled: Database, wanted: Filter, found: list[str]) -> None:
    with filled.reading() as session:
        assert [entry.external_id for entry in directory_page(session, wanted).entries] == found
        assert count_recipients(session, wanted) == len(found)


def test_a_page_goes_on_after_a_recipient_that_was_removed_meanwhile(filled: Database) -> None:
    with filled.writing() as session:
        first = directory_page(session, limit=2)
        remove_recipient(session, NOW, CLERK, first.entries[-1].id, "left")
    with filled.reading() as session:
        rest = directory_page(session, after=first.after or 0)
        assert [entry.external_id for entry in rest.entries] == ["R1", "R2", "R4"]
        with pytest.raises(NotFound, match="no recipient 99 after whom"):
            directory_page(session, after=99)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("R2", ["R2"]),
        ("AWA@ponts.example", ["R2"]),
        ("1", ["R1"]),
        ("sur", ["R4"]),
        ("nobody", []),
        ("", []),
        ("\0", []),
    ],
)
def test_a_word_means_an_id_an_address_or_part_of_a_name(
    filled: Database, word: str, found: list[str]
) -> None:
    with filled.reading() as session:
        assert [entry.external_id for entry in recipients_meant(session, word)] == found


def test_there_is_no_card_of_nobody(sqlite_database: Database) -> None:
    with pytest.raises(NotFound), sqlite_database.reading() as session:
        card_of(session, 1)


def test_shared_mailboxes_are_listed(session: Session) -> None:
    add_party(session, "Rivers", "Office@rivers.example", name="Ann")
    add_party(session, "Rivers", "office@rivers.example", name="Ben")
    add_party(session, "Lakes", "office@lakes.example")
    total, (found,) = shared_mailboxes(session)
    assert (total, found.address) == (1, "office@rivers.example")
    assert [entry.name for entry in found.recipients] == ["Ann", "Ben"]


def test_near_names_are_listed_within_their_country(session: Session) -> None:
    add_party(session, "Ministère de l'Économie du Sénégal", "a@x.example", country="SN")
    add_party(session, "Ministere de l’Economie du Senegal", "b@x.example", country="SN")
    add_party(session, "Ministere de l’Economie du Senegal", "c@x.example", country="FR")
    (pair,) = near_organisations(session)
    assert (pair.country, pair.likeness) == ("SN", 100.0)


def test_names_whose_numbers_differ_are_not_near() -> None:
    assert not list(near_names([("Branch 1 of the Bank", "CH"), ("Branch 2 of the Bank", "CH")]))


def test_a_big_country_is_compared_along_two_orders() -> None:
    names = [(f"{chr(97 + n % 26) * 3}{chr(97 + n // 26) * 5} Trust", "CH") for n in range(400)]
    names += [("The Lanterna Foundation", "CH"), ("Lanterna Foundatoin, The", "CH")]
    found = [pair for pair in near_names(names) if "Lanterna" in pair.one]
    assert len(found) == 1
