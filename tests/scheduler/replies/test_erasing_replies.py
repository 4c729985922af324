"""A54: what replies tell of a person is disclosed with all else, and erased; that somebody answered stays."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from mailer.erasure import GONE
from mailer.errors import NotFound
from scheduler.disclosing import disclose
from scheduler.erasing import erase_person
from scheduler.person import held_of, person_meant
from scheduler.replies.listing import show_reply
from scheduler.replies.original import original_of
from scheduler.replies.recording import FileOf
from scheduler.replies.reply import Reply, ReplyFile
from scheduler.verification import verify_record
from tests.scheduler.campaign_factory import ADMINISTRATOR, World
from tests.scheduler.replies.answering import LETTER, PONTS, RIVERS, answer, in_set

ANN = "ann@rivers.example"


def test_a54_a_reply_keeps_what_was_answered_and_loses_who_said_it(questioned: World, tmp_path: Path) -> None:
    own, shared = FileOf("ann.pdf", b"I, Ann Osei"), FileOf("form.pdf", b"a form")
    first = answer(questioned, RIVERS, sender=ANN, note="Ann Osei called", file=own)
    second = answer(questioned, RIVERS, ask="name", note="from Ann Osei", file=shared)
    other = answer(questioned, PONTS, ask="name", file=shared)
    questioned.tick()
    with questioned.database.reading() as session:
        ann = person_meant(session, ANN)
        held = held_of(session, ann)
        assert held.ids(Reply) == [first, second]
        disclose(session, questioned.now, questioned.keyring(), ann, held, tmp_path / "ann.zip")
    with zipfile.ZipFile(tmp_path / "ann.zip") as archive:
        assert archive.read(f"reply-{first}-ann.pdf") == own.content
    questioned.do(erase_person, ADMINISTRATOR, questioned.keyring(), ANN, "request LEG/12")
    with questioned.database.reading() as session:
        told = [show_reply(session, number) for number in (first, second)]
        assert {(one.note, one.sender, one.file_name) for one in told} == {(GONE, GONE, "")}
        assert original_of(session, session.get_one(Reply, other)) == b"a form"
        with pytest.raises(NotFound, match="was erased"):
            original_of(session, session.get_one(Reply, first))
        assert b"I, Ann Osei" not in session.scalars(select(ReplyFile.content)).all()
        assert verify_record(session).whole
    assert in_set(questioned, f"answered {LETTER}/reply") == {RIVERS}
