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


def test_a_reply_is_recorded_with_its_file_and_an_entry_in_the_record(questioned: World) -> None:
    scan = FileOf("scan.pdf", b"%PDF-1.7 an answer")
    number = answer(questioned, RIVERS, note="by courier", file=scan)
    found = reply(questioned, number)
    assert (found.ask, found.state, found.channel) == ("reply", S.COMPLETE, ReplyChannel.POST)
    assert (found.note, found.file_name, found.remark) == ("by courier", "scan.pdf", "")
    with questioned.database.reading() as session:
        assert original_of(session, session.get_one(Reply, number)) == scan.content
        assert verify_record(session).whole
    assert questioned.deeds()[-1] == "reply.record"


def test_what_one_focal_point_answers_counts_for_the_organisation(questioned: World) -> None:
    assert in_set(questioned, f"silent on {LETTER}/reply") >= {RIVERS, PONTS}
    answer(questioned, "ann@rivers.example")
    assert RIVERS not in in_set(questioned, f"silent on {LETTER}/reply")
    assert in_set(questioned, f"answered {LETTER}/reply") == {RIVERS}


def test_of_several_asks_the_mandatory_ones_decide_about_the_letter(questioned: World) -> None:
    answer(questioned, RIVERS, ask="reply")
    assert in_set(questioned, f"partly answered {LETTER}") == {RIVERS}
    answer(questioned, RIVERS, S.DECLINED, "name")
    assert in_set(questioned, f"answered {LETTER}") == {RIVERS}
    answer(questioned, PONTS, S.DECLINED, "reply")
    answer(questioned, PONTS, S.DECLINED, "name")
    assert in_set(questioned, f"declined {LETTER}") == {PONTS}
    answer(questioned, SUR, ask="photo")
    assert SUR in in_set(questioned, f"silent on {LETTER}")
    answer(questioned, HARBOUR, S.ACKNOWLEDGED, "name")
    assert in_set(questioned, f"acknowledged {LETTER}") == {HARBOUR}
    assert HARBOUR in in_set(questioned, f"open on {LETTER}") - in_set(questioned, f"silent on {LETTER}")


def test_a_correction_takes_the_place_of_what_it_corrects(questioned: World) -> None:
    first = answer(questioned, RIVERS)
    second = correct(questioned, first, state=S.PARTIAL, note="page 3 is missing")
    assert in_set(questioned, f"partly answered {LETTER}/reply") == {RIVERS}
    assert reply(questioned, first).state is S.COMPLETE
    assert reply(questioned, second).corrects_id == first
    with pytest.raises(Refused, match=f"corrected already, by reply {second}"):
        correct(questioned, first, state=S.DECLINED)
    correct(questioned, second, state=S.DISREGARDED)
    assert RIVERS in in_set(questioned, f"silent on {LETTER}/reply")


def test_a_reply_of_the_wrong_organisation_is_moved_to_the_right_one(questioned: World) -> None:
    first = answer(questioned, RIVERS)
    correct(questioned, first, whose=organisation(questioned, PONTS))
    assert in_set(questioned, f"answered {LETTER}/reply") == {PONTS}


def test_replies_are_evidence_that_the_database_guards(questioned: World) -> None:
    answer(questioned, RIVERS, file=FileOf("scan.pdf", b"an answer"))
    for attempt in (
        "UPDATE reply SET state = 'declined'",
        "UPDATE reply SET note = 'x'",
        "DELETE FROM reply",
        "DELETE FROM reply_file",
        "UPDATE reply_file SET content = 'x'",
    ):
        with pytest.raises(DatabaseError, match="never changed"), questioned.database.writing() as session:
            session.execute(text(attempt))


def test_a_day_that_is_known_without_an_hour_is_never_late_by_the_hour(questioned: World) -> None:
    letter = asked(questioned)
    ask = letter.ask("name")
    assert not ask.late(moment_of_day(letter, date(2027, 3, 15)))
    assert ask.late(moment_of_day(letter, date(2027, 3, 16)))
    assert ask.late(datetime(2027, 3, 15, 23, 0, tzinfo=UTC))  # midnight in Zurich
    assert not letter.ask("photo").late(datetime(2030, 1, 1, tzinfo=UTC))


def test_what_is_recorded_already_is_not_recorded_twice(questioned: World) -> None:
    number = answer(questioned, RIVERS)
    with pytest.raises(Refused, match=f"recorded already, as reply {number} of Ministry of Rivers"):
        answer(questioned, RIVERS)


def test_odd_replies_are_recorded_with_a_remark(questioned: World) -> None:
    questioned.add("Board of Canals", "new@canals.example")
    number = answer(questioned, "Board of Canals")
    assert reply(questioned, number).remark == "The letter was not sent to them."


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
    questioned: World, facts: dict[str, object], refusal: str
) -> None:
    with pytest.raises((Refused, NotFound), match=refusal):
        answer(questioned, RIVERS, **facts)  # type: ignore[arg-type]


def test_with_several_asks_nobody_guesses_which_one_is_meant(questioned: World) -> None:
    with pytest.raises(Misused, match=r"--ask\. It asks: reply, name, photo"):
        asked(questioned).the_ask(None)


def test_an_organisation_is_told_by_id_address_or_name_and_never_guessed(questioned: World) -> None:
    questioned.add("Harbour Board", "other@harbour.example", country="GB")
    with questioned.database.reading() as session:
        assert organisation_meant(session, "POST@harbour.example").country == "NO"
        with pytest.raises(Refused, match=r"several organisations.*Harbour Board \(GB\)"):
            organisation_meant(session, HARBOUR)
        with pytest.raises(NotFound, match="Did you mean “Ministry of Rivers”"):
            organisation_meant(session, "Ministry of River")


def test_an_unread_reply_keeps_its_organisation_from_being_chased_until_somebody_reads_it(
    questioned: World,
) -> None:
    number = answer(questioned, RIVERS, S.RECEIVED, "", channel=ReplyChannel.MAIL)
    for name in (f"silent on {LETTER}", f"open on {LETTER}", f"silent on {LETTER}/photo"):
        assert RIVERS not in in_set(questioned, name)
    correct(questioned, number, state=S.COMPLETE, ask="reply")
    correct(questioned, number, by=SECOND, state=S.ACKNOWLEDGED, ask="name")
    assert in_set(questioned, f"answered {LETTER}/reply") == {RIVERS}
    assert RIVERS in in_set(questioned, f"silent on {LETTER}/photo")
    with pytest.raises(Refused, match="corrected already"):
        correct(questioned, number, state=S.DECLINED, ask="name")


def test_an_answer_to_a_reminder_is_one_to_the_letter_above_it(questioned: World) -> None:
    with questioned.database.reading() as session:
        letter = asking(session, LETTER)
        assert letter.letter.handle == "questions"
        assert letter.answered_by is not None
        assert letter.answered_by.id == "by"
        assert session.get_one(Letter, letter.letter.id).issued_at is not None


def test_replies_come_later_than_they_happened(questioned: World) -> None:
    questioned.later(days=3)
    number = answer(questioned, RIVERS, came_at=questioned.now - timedelta(days=2))
    assert reply(questioned, number).recorded_at - reply(questioned, number).came_at == timedelta(days=2)
    day = date(2027, 3, 1)  # on which it went out; it begins in February by UTC
    other = answer(questioned, PONTS, came_at=moment_of_day(asked(questioned), day))
    with questioned.database.reading() as session:
        assert show_reply(session, other).came_on == day
    with pytest.raises(Refused, match="went out on 2027-03-01, and this came on 2027-02-27"):
        correct(questioned, number, came_at=moment_of_day(asked(questioned), date(2027, 2, 27)))
    questioned.later(days=-2, minutes=-1)  # a clock that was put back keeps nobody from putting a reply right
    correct(questioned, number, state=S.PARTIAL)
    with pytest.raises(Refused, match="still ahead"):
        correct(questioned, other, came_at=questioned.now + timedelta(days=1))


def test_f44_of_two_who_correct_a_reply_at_once_one_is_told_of_the_other(questioned: World) -> None:
    number = answer(questioned, RIVERS)
    outcomes: list[str] = []

    def attempt() -> None:
        try:
            outcomes.append(str(correct(questioned, number, state=S.PARTIAL)))
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
