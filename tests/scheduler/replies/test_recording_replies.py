"""Replies are recorded for organisation and ask, put right by further ones, and never changed."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from letters.letter import Letter
from mailer.errors import Misused, NotFound, Refused
from recipients.organisations_meant import organisation_meant
from scheduler.replies.asked import asking
from scheduler.replies.listing import show_reply
from scheduler.replies.original import original_of
from scheduler.replies.recording import FileOf, moment_of_day
from scheduler.replies.reply import Reply, ReplyChannel, ReplyState
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import AUDITOR, SECOND, World
from tests.scheduler.replies.answering import (
    HARBOUR,
    LETTER,
    PONTS,
    RIVERS,
    SUR,
    answer,
    asked,
    correct,
    in_set,
    organisation,
)

S = ReplyState


def reply(world: World, number: int) -> Reply:
    with world.database.reading() as session:
        found = session.get_one(Reply, number)
        session.expunge(found)
        return found


def test_a_reply_is_recorded_with_its_file_and_an_entry_in_the_record(sent: World) -> None:
    scan = FileOf("scan.pdf", b"%PDF-1.7 an answer")
    number = answer(sent, RIVERS, note="by courier", file=scan)
    found = reply(sent, number)
    assert (found.ask, found.state, found.channel) == ("reply", S.COMPLETE, ReplyChannel.POST)
    assert (found.note, found.file_name, found.remark) == ("by courier", "scan.pdf", "")
    with sent.database.reading() as session:
        assert original_of(session, session.get_one(Reply, number)) == scan.content
        assert verify_record(session).whole
    assert sent.deeds()[-1] == "reply.record"


def test_what_one_focal_point_answers_counts_for_the_organisation(sent: World) -> None:
    assert in_set(sent, f"silent on {LETTER}/reply") >= {RIVERS, PONTS}
    answer(sent, "ann@rivers.example")
    assert RIVERS not in in_set(sent, f"silent on {LETTER}/reply")
    assert in_set(sent, f"answered {LETTER}/reply") == {RIVERS}


def test_of_several_asks_the_mandatory_ones_decide_about_the_letter(sent: World) -> None:
    answer(sent, RIVERS, ask="reply")
    assert in_set(sent, f"partly answered {LETTER}") == {RIVERS}
    answer(sent, RIVERS, S.DECLINED, "name")
    assert in_set(sent, f"answered {LETTER}") == {RIVERS}
    answer(sent, PONTS, S.DECLINED, "reply")
    answer(sent, PONTS, S.DECLINED, "name")
    assert in_set(sent, f"declined {LETTER}") == {PONTS}
    answer(sent, SUR, ask="photo")
    assert SUR in in_set(sent, f"silent on {LETTER}")
    answer(sent, HARBOUR, S.ACKNOWLEDGED, "name")
    assert in_set(sent, f"acknowledged {LETTER}") == {HARBOUR}
    assert HARBOUR in in_set(sent, f"open on {LETTER}") - in_set(sent, f"silent on {LETTER}")


def test_a_correction_takes_the_place_of_what_it_corrects(sent: World) -> None:
    first = answer(sent, RIVERS)
    second = correct(sent, first, state=S.PARTIAL, note="page 3 is missing")
    assert in_set(sent, f"partly answered {LETTER}/reply") == {RIVERS}
    assert reply(sent, first).state is S.COMPLETE
    assert reply(sent, second).corrects_id == first
    with pytest.raises(Refused, match=f"corrected already, by reply {second}"):
        correct(sent, first, state=S.DECLINED)
    correct(sent, second, state=S.DISREGARDED)
    assert RIVERS in in_set(sent, f"silent on {LETTER}/reply")


def test_a_reply_of_the_wrong_organisation_is_moved_to_the_right_one(sent: World) -> None:
    first = answer(sent, RIVERS)
    correct(sent, first, whose=organisation(sent, PONTS))
    assert in_set(sent, f"answered {LETTER}/reply") == {PONTS}


def test_replies_are_evidence_that_the_database_guards(sent: World) -> None:
    answer(sent, RIVERS, file=FileOf("scan.pdf", b"an answer"))
    for attempt in (
        "UPDATE reply SET state = 'declined'",
        "UPDATE reply SET note = 'x'",
        "DELETE FROM reply",
        "DELETE FROM reply_file",
        "UPDATE reply_file SET content = 'x'",
    ):
        with pytest.raises(DatabaseError, match="never changed"), sent.database.writing() as session:
            session.execute(text(attempt))


def test_a_day_that_is_known_without_an_hour_is_never_late_by_the_hour(sent: World) -> None:
    letter = asked(sent)
    ask = letter.ask("name")
    assert not ask.late(moment_of_day(letter, date(2027, 3, 15)))
    assert ask.late(moment_of_day(letter, date(2027, 3, 16)))
    assert ask.late(datetime(2027, 3, 15, 23, 0, tzinfo=UTC))  # midnight in Zurich
    assert not letter.ask("photo").late(datetime(2030, 1, 1, tzinfo=UTC))


def test_what_is_recorded_already_is_not_recorded_twice(sent: World) -> None:
    number = answer(sent, RIVERS)
    with pytest.raises(Refused, match=f"recorded already, as reply {number} of Ministry of Rivers"):
        answer(sent, RIVERS)


def test_odd_replies_are_recorded_with_a_remark(sent: World) -> None:
    sent.add("Board of Canals", "new@canals.example")
    number = answer(sent, "Board of Canals")
    assert reply(sent, number).remark == "The letter was not sent to them."


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"came_at": datetime(2028, 1, 1, tzinfo=UTC)}, "still ahead"),
        (
            {"came_at": datetime(2027, 2, 28, 22, 59, tzinfo=UTC)},  # a minute before midnight in Zurich
            "went out on 2027-03-01, and this came on 2027-02-28. Look at the day again.",
        ),
        ({"by": AUDITOR}, "may not record replies"),
        ({"letter": "reading-rooms", "ask": ""}, "has not gone out"),
        ({"note": "x" * 501}, "may have 500"),
        ({"file": FileOf("scan.pdf", b"")}, "is empty"),
        ({"ask": "quota"}, "does not ask “quota”. It asks: reply, name, photo"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    sent: World, facts: dict[str, object], refusal: str
) -> None:
    with pytest.raises((Refused, NotFound), match=refusal):
        answer(sent, RIVERS, **facts)  # type: ignore[arg-type]


def test_with_several_asks_nobody_guesses_which_one_is_meant(sent: World) -> None:
    with pytest.raises(Misused, match=r"--ask\. It asks: reply, name, photo"):
        asked(sent).the_ask(None)


def test_an_organisation_is_told_by_id_address_or_name_and_never_guessed(sent: World) -> None:
    sent.add("Harbour Board", "other@harbour.example", country="GB")
    with sent.database.reading() as session:
        assert organisation_meant(session, "POST@harbour.example").country == "NO"
        with pytest.raises(Refused, match=r"several organisations.*Harbour Board \(GB\)"):
            organisation_meant(session, HARBOUR)
        with pytest.raises(NotFound, match="Did you mean “Ministry of Rivers”"):
            organisation_meant(session, "Ministry of River")


def test_an_unread_reply_keeps_its_organisation_from_being_chased_until_somebody_reads_it(
    sent: World,
) -> None:
    number = answer(sent, RIVERS, S.RECEIVED, "", channel=ReplyChannel.MAIL)
    for name in (f"silent on {LETTER}", f"open on {LETTER}", f"silent on {LETTER}/photo"):
        assert RIVERS not in in_set(sent, name)
    correct(sent, number, state=S.COMPLETE, ask="reply")
    correct(sent, number, by=SECOND, state=S.ACKNOWLEDGED, ask="name")
    assert in_set(sent, f"answered {LETTER}/reply") == {RIVERS}
    assert RIVERS in in_set(sent, f"silent on {LETTER}/photo")
    with pytest.raises(Refused, match="corrected already"):
        correct(sent, number, state=S.DECLINED, ask="name")


def test_an_answer_to_a_reminder_is_one_to_the_letter_above_it(sent: World) -> None:
    with sent.database.reading() as session:
        letter = asking(session, LETTER)
        assert letter.letter.handle == "questions"
        assert letter.answered_by is not None
        assert letter.answered_by.id == "by"
        assert session.get_one(Letter, letter.letter.id).issued_at is not None


def test_replies_come_later_than_they_happened(sent: World) -> None:
    sent.later(days=3)
    number = answer(sent, RIVERS, came_at=sent.now - timedelta(days=2))
    assert reply(sent, number).recorded_at - reply(sent, number).came_at == timedelta(days=2)
    day = date(2027, 3, 1)  # on which it went out; it begins in February by UTC
    other = answer(sent, PONTS, came_at=moment_of_day(asked(sent), day))
    with sent.database.reading() as session:
        assert show_reply(session, other).came_on == day
    with pytest.raises(Refused, match="went out on 2027-03-01, and this came on 2027-02-27"):
        correct(sent, number, came_at=moment_of_day(asked(sent), date(2027, 2, 27)))
    sent.later(days=-2, minutes=-1)  # a clock that was put back keeps nobody from putting a reply right
    correct(sent, number, state=S.PARTIAL)
    with pytest.raises(Refused, match="still ahead"):
        correct(sent, other, came_at=sent.now + timedelta(days=1))


def test_f44_of_two_who_correct_a_reply_at_once_one_is_told_of_the_other(sent: World) -> None:
    number = answer(sent, RIVERS)
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            outcomes.append(str(correct(sent, number, state=S.PARTIAL)))
        except Refused as refused:
            outcomes.append(refused.message)

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [outcome for outcome in outcomes if outcome.isdigit()]
    assert len(made) == 1
    told = f"Reply {number} was corrected already, by reply {made[0]}: correct that one."
    assert [outcome for outcome in outcomes if not outcome.isdigit()] == [told] * 3
