"""A54: what is held of a person is disclosed whole, and erased so that nothing names them and all adds up."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from mailer.audit import AuditEntry
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.errors import NotFound, Refused
from mailer.inbox.keeping import raw_of
from mailer.inbox.record import InboundMessage
from mailer.suppression import lift, suppress
from recipients.editing import RecipientFacts, change_recipient
from recipients.lists import add_members, create_list
from scheduler.contacted import Question, contacted
from scheduler.disclosing import disclose, note_disclosure
from scheduler.erasing import erase_person
from scheduler.jobs import cancel_campaign
from scheduler.person import held_of, person_meant
from scheduler.rebuilding import rebuild
from scheduler.rehearsal import FindingKind
from scheduler.running import pause
from scheduler.standing import CopyState
from scheduler.trial import entry_at, send_trial
from scheduler.uncertain import settle
from scheduler.verification import verify_record
from tests.rig.inbound import answer, notice, read_mail, return_path
from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    DRAFTER,
    OFFICE,
    PARTIES,
    RELEASER,
    World,
    furnish,
    letter_source,
)
from tests.scheduler.tamperings import verdict

ANN, OLD = "ann@rivers.example", "a.osei@old.example"
NAMING = ("ann osei", "ann@rivers", "a.osei@old", "my dear ann")
"""What must be nowhere once she is erased."""
S = DeliveryState


def know_ann(world: World) -> None:
    """An office that knows Ann Osei in every way: two campaigns, history, lists, reasons, replies."""
    with world.database.writing() as session:
        [ann] = person_meant(session, ANN).recipients
        facts = RecipientFacts(to=[OLD], name="Ann Osei", salutation="My dear Ann", external_id="P-1")
        change_recipient(session, world.now, DRAFTER, ann, facts, version=1)
        facts = RecipientFacts(to=[ANN], name="Ann Osei", salutation="My dear Ann", external_id="P-1")
        change_recipient(session, world.now, DRAFTER, ann, facts, version=2)
        create_list(session, world.now, DRAFTER, "Friends")
        add_members(session, world.now, DRAFTER, "Friends", [ann])
    name = world.create(expression=f"category governments or address {ANN}")
    world.release(name, expected=3)
    world.later(minutes=10)
    world.launch(name)
    with world.database.writing() as session:
        like = entry_at(session, ANN)
        send_trial(session, world.now, DRAFTER, OFFICE, "ka", name, to=["d.drafter"], in_place_of=like)
    world.send(
        lambda address: S.UNCERTAIN if address == ANN else S.SENT, replies={ANN: f"<{ANN}> is known here"}
    )
    world.do(settle, RELEASER, name, S.SENT, "Ann Osei has it, by telephone", addresses=[ANN])
    world.do(pause, DRAFTER, name, f"{ANN} had a question")
    cancel_campaign(world.database, world.now, RELEASER, name, "Ann Osei had an objection")
    world.approve("second", letter_source())
    world.launched(letter="second", expected=len(PARTIES))
    world.send(
        lambda address: S.FAILED if address == ANN else S.SENT, replies={ANN: f"550 <{ANN}> moved away"}
    )
    world.tick()
    with world.database.writing() as session:
        suppress(session, world.now, DRAFTER, address_key=ANN, scope="voluntary", reason="Ann Osei asked")


known = beginning(furnish, know_ann)


def everything(session: OfficeSession) -> Iterator[tuple[str, str]]:
    """Every value of every row, by table."""
    for table in inspect(session.connection()).get_table_names():
        for row in session.execute(text(f'SELECT * FROM "{table}"')):
            yield from ((table, str(value)) for value in row)


def mentions(world: World) -> set[str]:
    with world.database.reading() as session:
        found = ((table, value.lower()) for table, value in everything(session))
        return {table for table, value in found if any(words in value for words in NAMING)}


def erase(world: World, who: str = ANN, **choices: Any) -> None:
    choices = {"by": ADMINISTRATOR, "reason": "request LEG/12", **choices}
    world.do(erase_person, choices["by"], world.keyring(), who, choices["reason"])


def test_a54_nothing_names_an_erased_person_and_the_record_is_whole(known: World) -> None:
    assert len(mentions(known)) >= 10
    with known.database.reading() as session:
        assert verify_record(session).whole
    erase(known)
    assert mentions(known) == set()
    with known.database.reading() as session:
        found = verify_record(session)
        told = session.scalars(select(AuditEntry).where(AuditEntry.deed == "person.erase")).one()
    assert found.whole, str(found.bad)
    assert found.erased == sum(len(ids) for ids in told.facts["rows"].values()) > 10
    assert told.actor == ADMINISTRATOR.pseudonym
    for name, counts in (
        ("CL-27-0001", {CopyState.SENT: 3}),
        ("CL-27-0002", {CopyState.SENT: 4, CopyState.REFUSED: 1}),
    ):
        status = known.status(name)
        assert (status.balanced, status.counts) == (True, counts)


def test_a54_what_came_from_them_or_about_them_is_erased_with_them(known: World) -> None:
    with known.database.reading() as session:
        copies = session.scalars(select(Delivery).where(Delivery.address == ANN)).all()
    raws = [
        answer(f"Ann Osei <{ANN}>", "letters@office.example", body="My dear Ann, I said to myself."),
        *(notice(return_path(copy), ANN) for copy in copies),
    ]
    messages = read_mail(known.database, known.now, *raws)
    assert {"inbound_message", "inbound_reading"} <= mentions(known)
    erase(known)
    assert mentions(known) == set()
    with known.database.reading() as session:
        kept = session.scalars(select(InboundMessage).order_by(InboundMessage.id)).all()
        assert [raw_of(session, message) for message in kept] == [b""] * len(messages)
        assert verify_record(session).whole
    read_mail(known.database, known.now, *raws)
    assert mentions(known) == set(), "what was erased is not stored again"


def test_a54_an_auditor_still_counts_and_the_message_says_erased(known: World) -> None:
    with known.database.reading() as session:
        number = session.scalars(select(Delivery.id).where(Delivery.address == ANN)).first() or 0
    erase(known, "P-1")
    with known.database.reading() as session:
        rows = contacted(session, Question(organisation="Ministry of Rivers")).rows
        assert contacted(session, Question(address=ANN)).total == 0
        with pytest.raises(
            Refused, match=r"was erased on 2027-03-01.* The hash of what was sent stays: 0000"
        ):
            rebuild(session, known.keyring(), number)
    assert [(row.recipient, row.address, row.state) for row in rows] == [
        ("(erased)", "(erased)", CopyState.SENT),
        ("(erased)", "(erased)", CopyState.REFUSED),
    ]


def test_a54_no_byte_of_them_is_left_in_the_file_once_it_is_compacted(known: World) -> None:
    erase(known)
    known.database.close()
    if known.database.is_sqlite:
        path = Path(known.database.engine.url.database or "")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        octets = path.read_bytes().lower()
        assert not [words for words in NAMING if words.encode() in octets]


def test_a54_who_was_erased_is_not_written_to_by_accident(known: World) -> None:
    erase(known)
    known.later(minutes=1)
    known.add("Ministry of Rivers again", ANN.upper(), name="Ann Osei")
    known.approve("third", letter_source())
    rehearsal = known.rehearse(known.create("third"))
    assert rehearsal.counts[FindingKind.ERASED] == 1
    assert rehearsal.copies == len(PARTIES) - 1
    name = known.create("third")
    known.release(name, expected=len(PARTIES) - 1)
    assert known.status(name).counts == {CopyState.WAITING: len(PARTIES) - 1, CopyState.NONE: 1}
    with known.database.writing() as session:
        assert lift(session, known.now, DRAFTER, known.keyring(), address_key=ANN, reason="asked") == 2
    assert known.rehearse(known.create("third")).counts[FindingKind.ERASED] == 0


def test_a54_an_erasure_needs_a_role_a_reason_and_copies_that_ended(world: World) -> None:
    for choices, words in (
        ({"by": DRAFTER}, "needs the role “administrator”"),
        ({"reason": " "}, "Say why"),
        ({"who": "nobody@one.example"}, "Nothing is held"),
        ({"who": "4711"}, "Nobody was ever in the directory"),
    ):
        with pytest.raises(Refused, match=words):
            erase(world, **choices)
    name = world.launched()
    with pytest.raises(Refused, match=f"in the audience of {name}, which has not ended"):
        erase(world)
    world.send(lambda address: S.UNCERTAIN if address == ANN else S.SENT)
    world.tick()
    with pytest.raises(Refused, match=r"Message \d+ has not come to its end, or is uncertain"):
        erase(world)
    world.do(settle, RELEASER, name, S.FAILED, "it came back", addresses=[ANN])
    erase(world)
    assert world.deeds().count("person.erase") == 1


def test_a54_a_release_that_was_frozen_before_an_erasure_is_rehearsed_again(world: World) -> None:
    name = world.create()

    def erase_at(point: str) -> None:
        if point == "rows written":
            erase(world)

    with pytest.raises(Refused, match="Somebody was erased from the records meanwhile"):
        world.release(name, at_point=erase_at)


def test_a54_a_mailbox_that_others_share_stays_theirs(world: World) -> None:
    other = world.add("Harbour Office", ANN, name="Mira Holm")
    with world.database.reading() as session:
        one = person_meant(session, str(other))
        both = person_meant(session, ANN)
    assert (one.recipients, one.addresses, one.shared) == ((other,), (), (ANN,))
    assert (len(both.recipients), both.addresses) == (2, (ANN,))
    erase(world, str(other))
    assert world.rehearse(world.create()).copies == len(PARTIES)


def test_a38_an_erased_row_stays_blank_under_its_commitment(known: World) -> None:
    erase(known)
    for table, change, named in (
        ("delivery_attempt", "erased = 'ab'", "the attempts that it vouches for"),
        ("delivery_attempt", "reply = 'yes'", "the attempts that it vouches for"),
        ("delivery_event", "why = 'yes'", "the events that it vouches for"),
        ("campaign_recipient", "erased = 'ab'", "its frozen audience is not the one"),
        ("campaign_recipient", "name = 'Eve'", "its frozen audience is not the one"),
    ):
        with known.database.writing() as session:
            tampering = f"UPDATE {table} SET {change} WHERE erased IS NOT NULL"
            assert named in verdict(session, tampering), tampering
    for tampering, named in (
        ("UPDATE delivery SET name = 'Eve' WHERE erased_at IS NOT NULL AND address = ''", "another name"),
        ("UPDATE audit_detail SET details = '{}' WHERE erased_at IS NOT NULL", "its detail was altered"),
        (
            "UPDATE delivery SET erased_at = '2027-03-01 09:00:00' WHERE address = 'awa@ponts.example'",
            "was erased, and no audit entry says so",
        ),
    ):
        with known.database.writing() as session:
            assert named in verdict(session, tampering), tampering


@pytest.mark.parametrize("name", ["held.json", "held.zip"])
def test_a54_all_that_is_held_is_disclosed(known: World, tmp_path: Path, name: str) -> None:
    with known.database.reading() as session:
        person = person_meant(session, "P-1")
        held = held_of(session, person)
        rows = disclose(session, known.now, known.keyring(), person, held, tmp_path / name)
    with known.database.writing() as session:
        note_disclosure(session, known.now, DRAFTER, person, rows)
    if name.endswith(".zip"):
        with zipfile.ZipFile(tmp_path / name) as archive:
            page = json.loads(archive.read("held.json"))
            messages = [archive.read(one) for one in archive.namelist() if one.endswith(".eml")]
        assert len(messages) == 2
        assert all(ANN.encode() in octets for octets in messages)
    else:
        page = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert page["addresses"] == [OLD, ANN]
    assert mentions(known) - {"campaign", "dispatch"} <= set(page["held"])
    assert [one["list"] for one in page["held"]["list_member"]] == ["Friends"]
    assert [one["salutation"] for one in page["held"]["recipient"]] == ["My dear Ann"]
    assert not [row for some in page["held"].values() for row in some if "salt" in row]
    assert known.deeds()[-1] == "person.disclose"
    assert [path.name for path in tmp_path.glob("*held*")] == [name]


def test_a_post_is_no_name_of_who_holds_it(world: World) -> None:
    number = world.add("Ministry of Tides", "minister@tides.example", post="Minister of Tides")
    world.launched(expected=len(PARTIES) + 1)
    with world.database.reading() as session:
        assert person_meant(session, str(number)).names == ()
        assert person_meant(session, ANN).names == ("Ann Osei",)


def test_a_person_is_meant_by_whatever_names_them(known: World) -> None:
    with known.database.reading() as session:
        by_id = person_meant(session, "P-1")
        assert person_meant(session, "Ann@Rivers.example") == by_id
        assert person_meant(session, str(by_id.recipients[0])) == by_id
        with pytest.raises(NotFound):
            person_meant(session, "P-2")
