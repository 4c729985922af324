"""Lists: begun, filled, emptied and shown, each change written down."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from mailer.errors import Misused, NotFound, Refused
from recipients.directory_state import revision_of
from recipients.editing import remove_recipient
from recipients.history import changes_of
from recipients.lists import add_members, all_lists, create_list, list_named, remove_members
from tests.recipients.factories import CLERK, NOW, add_party


def test_a_list_is_begun_filled_and_emptied(session: Session) -> None:
    ann = add_party(session, "Rivers", "ann@rivers.example", name="Ann")
    ben = add_party(session, "Lakes", "ben@lakes.example", name="Ben")
    create_list(session, NOW, CLERK, "  Donors  of 2027 ", "those who gave")
    assert add_members(session, NOW, CLERK, "donors OF 2027", [ann, ben, ann]) == 2
    assert add_members(session, NOW, CLERK, "Donors of 2027", [ann]) == 0
    (found,) = all_lists(session)
    assert (found.name, found.description, found.members) == ("Donors of 2027", "those who gave", 2)
    assert remove_members(session, NOW, CLERK, "Donors of 2027", [ann, 999]) == 1
    assert all_lists(session)[0].members == 1
    assert [(change.field, change.old, change.new) for change in changes_of(session, ann)] == [
        ("lists", "Donors of 2027", ""),
        ("lists", "", "Donors of 2027"),
    ]


def test_a_name_is_taken_once_whatever_its_case(session: Session) -> None:
    create_list(session, NOW, CLERK, "Donors")
    with pytest.raises(Refused, match="already a list"):
        create_list(session, NOW, CLERK, "DONORS")


def test_what_cannot_name_a_list_is_refused(session: Session) -> None:
    for name in ("", "  ", "a\nb", 'a"b', "a;b", "x" * 201):
        with pytest.raises(Misused):
            create_list(session, NOW, CLERK, name)
        assert all_lists(session) == [], name


def test_an_unknown_list_is_named_with_the_nearest(session: Session) -> None:
    create_list(session, NOW, CLERK, "Observers")
    with pytest.raises(NotFound, match="Did you mean “Observers”"):
        list_named(session, "Observer")


def test_who_is_not_in_the_directory_cannot_be_listed(session: Session) -> None:
    ann = add_party(session, "Rivers", "ann@rivers.example")
    create_list(session, NOW, CLERK, "Donors")
    with pytest.raises(NotFound, match="no recipient 999"):
        add_members(session, NOW, CLERK, "Donors", [ann, 999])


def test_removed_recipients_are_not_counted(session: Session) -> None:
    ann = add_party(session, "Rivers", "ann@rivers.example")
    create_list(session, NOW, CLERK, "Donors")
    add_members(session, NOW, CLERK, "Donors", [ann])
    remove_recipient(session, NOW, CLERK, ann, "moved away")
    assert all_lists(session)[0].members == 0


def test_a_change_of_a_list_raises_the_revision_and_no_change_does_not(session: Session) -> None:
    ann = add_party(session, "Rivers", "ann@rivers.example")
    create_list(session, NOW, CLERK, "Donors")
    before = revision_of(session)
    add_members(session, NOW, CLERK, "Donors", [ann])
    assert revision_of(session) == before + 1
    add_members(session, NOW, CLERK, "Donors", [ann])
    assert revision_of(session) == before + 1
