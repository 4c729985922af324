"""Replies that come by mail: matched, recorded once as received, and left for a person to assess."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from sqlalchemy import select

from mailer.audit import Actor
from mailer.delivery import Delivery
from mailer.inbox.keeping import arrived, store
from mailer.inbox.queue import dismiss, read_anew
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundMessage, InboundState
from mailer.staff import Role
from mailer.token import Purpose
from recipients.organisations_meant import organisation_meant
from scheduler.rebuilding import rebuild
from scheduler.replies.asked import asking
from scheduler.replies.correcting import assess_reply
from scheduler.replies.receiving import receive_replies, record_mail
from scheduler.replies.recording import Answer
from scheduler.replies.reply import Reply, ReplyChannel, ReplyState
from scheduler.replies.subject import letter_in_subject
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import CLOCK, World
from tests.scheduler.outcomes.mailbag import take_in
from tests.scheduler.replies.answering import ASKS, LETTER, PONTS, RIVERS, ask_everybody, in_set

COORDINATOR = Actor("s0coordinator", "g.coordinator", "tester", frozenset({Role.COORDINATOR}))
ANN = "Ann Osei <ann@rivers.example>"


def mail(
    *, sender: str = ANN, subject: str = "Re: Reading rooms", more: str = "", body: str = "We have ten."
) -> bytes:
    return f"From: {sender}\nTo: letters@libraries.example\nSubject: {subject}\n{more}\n{body}\n".encode()


def come(world: World, *messages: bytes) -> int:
    """Mail comes in, is read, and concluded; how many replies were recorded."""
    take_in(world, *messages)
    return receive_replies(world.database, world.now, CLOCK)


def copy_to(world: World, address: str) -> Delivery:
    with world.database.reading() as session:
        found = session.scalars(select(Delivery).where(Delivery.address == address)).one()
        session.expunge(found)
        return found


def replies(world: World) -> list[Reply]:
    with world.database.reading() as session:
        found = list(session.scalars(select(Reply).order_by(Reply.id)))
        session.expunge_all()
        return found


def waiting(world: World) -> list[int]:
    with world.database.reading() as session:
        asked = select(InboundMessage.id).where(InboundMessage.state == InboundState.WAITING)
        return list(session.scalars(asked))


def by_message_id(world: World) -> dict[str, str]:
    copy = copy_to(world, "ann@rivers.example")
    return {
        "sender": "Her Deputy <deputy@rivers.example>",
        "more": f"In-Reply-To: <{copy.serial}@libraries.example>\n",
    }


def by_references(world: World) -> dict[str, str]:
    copy = copy_to(world, "ann@rivers.example")
    return {"more": f"References: <other@rivers.example> <{copy.serial}@libraries.example>\n"}


def by_token(world: World) -> dict[str, str]:
    token = world.keyring().mint(Purpose.REPLY, copy_to(world, "ann@rivers.example").serial, "ka")
    return {"sender": "x@elsewhere.example", "more": f"Cc: reply+{token}@libraries.example\n"}


def by_subject(world: World) -> dict[str, str]:
    return {"subject": f"Re: your letter “{LETTER}” of March"}


@pytest.mark.parametrize("named", [by_message_id, by_references, by_token, by_subject])
def test_a_mail_that_answers_is_received_and_counts_for_nothing_yet(questioned: World, named) -> None:  # type: ignore[no-untyped-def]
    assert come(questioned, mail(**named(questioned))) == 1
    (reply,) = replies(questioned)
    assert (reply.state, reply.channel, reply.ask) == (ReplyState.RECEIVED, ReplyChannel.MAIL, "")
    assert RIVERS not in in_set(questioned, f"silent on {LETTER}") | in_set(questioned, f"answered {LETTER}")
    assert waiting(questioned) == []
    assert questioned.deeds()[-1] == "reply.receive"
    with questioned.database.reading() as session:
        assert verify_record(session).whole


def test_a_mail_whose_clock_is_wrong_is_taken_with_a_remark_and_assessed_as_any_other(
    questioned: World,
) -> None:
    early = {**by_message_id(questioned), "subject": "Re: rooms"}
    early["more"] += "Date: Thu, 25 Feb 2027 09:00:00 +0000\n"
    assert come(questioned, mail(**early)) == 1
    (reply,) = replies(questioned)
    odd = f"{LETTER} went out on 2027-03-01, and this came on 2027-02-25."
    assert (reply.state, reply.remark) == (ReplyState.RECEIVED, odd)
    with questioned.database.writing() as session:
        (assessed,) = assess_reply(session, questioned.now, COORDINATOR, reply.id, asks=["reply"])
        assert assessed.remark == odd


def test_what_only_its_subject_and_sender_name_says_so(questioned: World) -> None:
    come(questioned, mail(**by_subject(questioned)))
    (reply,) = replies(questioned)
    assert reply.remark.startswith("Matched by its subject and its sender's address alone")
    assert reply.delivery_id == copy_to(questioned, "ann@rivers.example").id


UNMATCHED = [
    {"sender": "stranger@nowhere.example", "subject": f"Re: {LETTER}"},
    {"subject": "Re: your letter"},
    {"subject": "Re: CL-27/9999"},
    {"subject": "Re: CL-27/0001"},  # approved, and never sent
    {"sender": "nobody", "subject": f"Re: {LETTER}"},
]


def test_what_names_no_letter_or_comes_from_nobody_known_waits_for_a_person(questioned: World) -> None:
    assert come(questioned, *(mail(**unmatched) for unmatched in UNMATCHED)) == 0
    assert len(waiting(questioned)) == len(UNMATCHED)


def test_a_person_records_a_mail_that_waits(questioned: World) -> None:
    come(questioned, mail(sender="stranger@nowhere.example"))
    (number,) = waiting(questioned)
    with questioned.database.writing() as session:
        letter, whose = asking(session, LETTER), organisation_meant(session, PONTS)
        answer = Answer("reply", ReplyState.COMPLETE, questioned.now, ReplyChannel.MAIL)
        record_mail(session, questioned.now, COORDINATOR, number, letter, whose, answer)
    assert waiting(questioned) == []
    assert in_set(questioned, f"answered {LETTER}/reply") == {PONTS}
    assert [reply.sender for reply in replies(questioned)] == ["stranger@nowhere.example"]


def test_f14_the_same_mail_is_one_reply_however_often_it_is_read(questioned: World) -> None:
    message = mail(**by_subject(questioned))
    assert come(questioned, message, message) == 1
    assert come(questioned, message) == 0
    come(questioned, mail(subject="Re: hm"))
    (number,) = waiting(questioned)
    with questioned.database.writing() as session:
        dismiss(session, questioned.now, COORDINATOR, number, "nothing")
        read_anew(session, questioned.now, COORDINATOR, [number])
    assert come(questioned) == 0
    assert len(replies(questioned)) == 1


def test_a44_automatic_replies_never_count(questioned: World) -> None:
    automatic = {"subject": f"Automatic reply: {LETTER}", "more": "Auto-Submitted: auto-replied\n"}
    assert come(questioned, mail(**automatic, body="I am out of the office.")) == 0
    assert RIVERS in in_set(questioned, f"silent on {LETTER}")


def test_a_reply_to_a_cancelled_letter_is_recorded_with_a_remark(questioned: World) -> None:
    questioned.run(
        "UPDATE register_entry SET state = 'cancelled', reason = 'put off' WHERE printed = :printed",
        printed=LETTER,
    )
    come(questioned, mail(**by_message_id(questioned)))
    (reply,) = replies(questioned)
    assert reply.remark == f"{LETTER} is cancelled (put off)."


def test_a_mail_came_when_the_first_server_noted_it(questioned: World) -> None:
    noted = "Received: from a by b; Mon, 01 Mar 2027 08:00:00 +0100\nDate: Mon, 1 Feb 2027 09:00:00 +0000\n"
    ahead = "Date: Fri, 1 Jan 2100 09:00:00 +0000\n"
    thread = by_message_id(questioned)["more"]
    come(
        questioned, mail(more=thread + noted), mail(more=thread + ahead), mail(more=thread + "Date: never\n")
    )
    moments = [reply.came_at for reply in replies(questioned)]
    assert moments == [datetime(2027, 3, 1, 7, 0, tzinfo=UTC), questioned.now, questioned.now]


SUBJECTS = [
    ("RE: [EXT] cl-27/0002: our answer", "questions"),
    ("Re: Letter CL-27/0002.", "questions"),
    ("答复：CL-27/0002", "questions"),
    ("关于CL-27/0002的答复", "questions"),
    ("Re: \u2066CL-27/0002\u2069", "questions"),
    ("Re: ＣＬ-27/0002", "questions"),
    ("CL-27/0002 and CL-27/0001", None),
    ("Re: CL-27/00021", None),
    ("Re: 0002", None),
    ("", None),
    ("Re: " + "x1 " * 5_000, None),
]


def test_a_subject_names_a_letter_by_any_form_of_its_reference(questioned: World) -> None:
    with questioned.database.reading() as session:
        for subject, handle in SUBJECTS:
            found = letter_in_subject(session, subject)
            assert (found and found.handle) == handle, subject


def test_a_localised_reference_in_a_subject_names_its_letter(questioned: World) -> None:
    questioned.run(
        "INSERT INTO register_text (entry_id, language, printed, compared)"
        " SELECT id, 'fr', 'Lettre 27-2', 'lettre 27-2' FROM register_entry WHERE printed = :printed",
        printed=LETTER,
    )
    assert come(questioned, mail(sender="awa@ponts.example", subject="RE: Lettre 27-2 du 1er mars")) == 1


def test_the_clock_receives_replies(questioned: World) -> None:
    with questioned.database.writing() as session:
        store(session, questioned.now, CLOCK, [arrived(mail(**by_message_id(questioned)), "test")])
    read_stored(questioned.database, questioned.now, CLOCK, questioned.keyring())
    assert questioned.tick().replies == 1
    assert questioned.tick().replies == 0


def test_an_answer_to_the_signed_address_of_a_letter_names_its_copy(world: World) -> None:
    ask_everybody(world, f"signed_replies: yes\n{ASKS}")
    copy = copy_to(world, "ann@rivers.example")
    with world.database.reading() as session:
        message = message_from_bytes(rebuild(session, world.keyring(), copy.id).message)
    signed = " ".join(message["Reply-To"].split())
    assert signed.startswith("Union of Libraries <replies+ka")
    answer = f"From: x@elsewhere.example\nTo: {signed}\nSubject: hm\n\nWe have ten.\n"
    assert come(world, answer.encode()) == 1
    assert [reply.delivery_id for reply in replies(world)] == [copy.id]
