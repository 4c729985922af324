"""Whatever is done to a reply behind the program's back shows in the record."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from scheduler.replies.asked import asking
from scheduler.replies.form_import import report_on_forms, store_forms
from scheduler.replies.receiving import receive_replies
from scheduler.replies.reply import ReplyState
from scheduler.verification import verify_record
from tests.rig.tampering import tamper
from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import CLOCK, DRAFTER, World, furnish
from tests.scheduler.replies.answering import LETTER, RIVERS, answer, ask_everybody, correct

ADDED = """
    INSERT INTO reply (id, letter_id, organisation_id, ask, state, came_at, channel, recorded_at, recorded_by,
        sender, file_name, note, remark)
    SELECT 6, letter_id, organisation_id, 'name', state, came_at, channel, recorded_at, 'x', '', '', '', ''
    FROM reply WHERE id = 1
"""
"""A reply that nobody recorded."""


def reply_in_every_way(world: World) -> None:
    """An office with a reply of each kind: 1 by hand, 2 its correction, 3 by mail, 4 and 5 from a file."""
    correct(world, answer(world, RIVERS), state=ReplyState.PARTIAL, note="page 3 is missing")
    raw = f"From: awa@ponts.example\nSubject: Re: {LETTER}\n\nWe have two.\n".encode()
    with world.database.writing() as session:
        store(session, world.now, CLOCK, [arrived(raw, "test")])
    read_stored(world.database, world.now, CLOCK, world.keyring())
    assert receive_replies(world.database, world.now, CLOCK) == 1
    with TemporaryDirectory() as folder, world.database.writing() as session:
        path = Path(folder, "form.csv")
        path.write_text("email\ninfo@lanterna.example\nluis@sur.example\n")
        report = report_on_forms(session, world.now, asking(session, LETTER), path, ask="reply")
        assert store_forms(session, world.now, DRAFTER, report) == 2


replied = beginning(furnish, ask_everybody, reply_in_every_way)


def verdict(world: World) -> str:
    with world.database.reading() as session:
        return str(verify_record(session).bad or "whole")


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE reply SET state = 'declined' WHERE id = 1", "Reply 1: it was altered."),
        ("UPDATE reply SET corrects_id = NULL WHERE id = 2", "Reply 2: it was altered."),
        ("UPDATE reply SET organisation_id = 4 WHERE id = 3", "the replies 3 to 3 that it vouches for"),
        ("UPDATE reply SET came_at = '2027-01-01 00:00:00' WHERE id = 1", "Reply 1: it was altered."),
        ("UPDATE reply SET ask = 'name' WHERE id = 5", "the replies 4 to 5 that it vouches for"),
        ("DELETE FROM reply WHERE id = 2", "Reply 2: it is gone."),
        ("DELETE FROM reply WHERE id = 4", "the replies 4 to 5 that it vouches for"),
        (ADDED, "Reply 6: no audit entry tells of it."),
    ],
)
def test_a_reply_that_was_altered_removed_or_added_shows(replied: World, tampering: str, found: str) -> None:
    assert verdict(replied) == "whole"
    tamper(replied.database, tampering)
    assert found in verdict(replied)
