"""Submitting: a draft stored in review, replaced by the next one, refused with errors or once approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from letters.facts import Language
from letters.findings import error, warning
from letters.letter import Letter, LetterState, annexes_of, letter_called, versions_of
from letters.submission import HasErrors, checked_handle, handle_from, send_back, stored_source, submit
from letters.withdrawal import withdraw
from mailer.audit import Actor, AuditEntry
from mailer.database import Database, OfficeSession
from mailer.delivery import Part
from mailer.errors import Misused, Refused
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import FORM, annex, approved, letter_source, submitted
from tests.rig.stages import Begin


def test_a_submitted_letter_is_in_review_and_reads_back_as_it_was_written(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    source = letter_source()
    letter = submitted(session, now, clerk, source=source)
    assert (letter.state, letter.edition, letter.drafter) == (LetterState.IN_REVIEW, 1, clerk.pseudonym)
    session.expire_all()
    assert stored_source(session, letter) == source
    assert [version.language for version in versions_of(session, letter)] == [Language.EN, Language.FR]


def test_an_annex_is_kept_once_however_many_letters_send_it(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    source = letter_source()
    path = "annexes/form-fr.txt"
    source = replace(source, annexes={**source.annexes, path: annex(path, FORM)})
    for handle in ("one", "two"):
        submitted(session, now, clerk, handle, source)
    assert session.scalar(select(func.count()).select_from(Part)) == 1


def test_submitting_again_replaces_the_draft_and_the_record_keeps_the_old_hash(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        first = submitted(session, now, clerk).source_hash
    later = now + timedelta(hours=1)
    with database.writing() as session:
        letter = submitted(session, later, clerk, source=letter_source(languages=("en",)))
        assert letter.source_hash != first
        assert (letter.edition, letter.submitted_at) == (2, later)
        assert [version.language for version in versions_of(session, letter)] == [Language.EN]
        assert [file.path for file in annexes_of(session, letter)] == ["annexes/form-en.txt"]
        assert session.scalar(select(func.count()).select_from(Letter)) == 1
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert [entry.deed for entry in entries] == ["letter.submit"] * 2
        assert [entry.facts["replaced"] for entry in entries] == [None, first]


def test_the_same_letter_has_the_same_hash_and_any_change_another(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    changed = letter_source(english="---\nsubject: Reading rooms\n---\nOther words.\n")
    hashes = [
        submitted(session, now, clerk, handle, source).source_hash
        for handle, source in (("a", letter_source()), ("b", letter_source()), ("c", changed))
    ]
    assert hashes[0] == hashes[1] != hashes[2]


def test_errors_of_the_checks_are_listed_and_nothing_is_stored(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    findings = [
        warning("weekend", "The deadline is a Sunday.", "letter.yaml", 12),
        error("no-subject", "The letter has no subject.", "fr.md", 2),
    ]
    with pytest.raises(HasErrors, match=r"an error:\n  fr\.md, line 2: The letter has no subject") as refusal:
        submit(session, now, clerk, letter_source(), "reading-rooms", findings)
    assert len(refusal.value.findings) == 2
    assert session.scalar(select(func.count()).select_from(Letter)) == 0
    submit(session, now, clerk, letter_source(), "reading-rooms", findings[:1])


def test_a_version_or_annex_that_was_not_read_is_refused_whatever_the_checks_said(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    source = letter_source()
    with pytest.raises(Refused, match=r"no fr\.md"):
        submitted(
            session, now, clerk, source=replace(source, versions={Language.EN: source.versions[Language.EN]})
        )
    with pytest.raises(Refused, match="form-en"):
        submitted(session, now, clerk, source=replace(source, annexes={}))


def test_an_approved_letter_is_not_replaced(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with (
        database.writing() as session,
        pytest.raises(Refused, match=r"is approved and is not changed any more.*--handle NAME; .*withdraw"),
    ):
        submitted(session, now, clerk)


def test_a_withdrawn_letter_is_not_replaced_and_what_to_do_fits_it(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        letter = letter_called(session, "reading-rooms")
        assert letter is not None
        withdraw(session, now, clerk, letter, "Written twice.")
        with pytest.raises(Refused, match=r"is withdrawn and .* under another name, with --handle NAME\.$"):
            submitted(session, now, clerk)


def test_a_letter_sent_back_is_a_draft_until_it_is_submitted_again(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    letter = submitted(session, now, clerk)
    with pytest.raises(Refused, match="Say why"):
        send_back(session, now, clerk, letter, "")
    send_back(session, now, clerk, letter, "The annex is the old one.")
    assert letter.state is LetterState.DRAFT
    assert submitted(session, now, clerk).state is LetterState.IN_REVIEW


def test_only_a_drafter_submits(session: OfficeSession, now: datetime) -> None:
    auditor = Actor("s2", "c.audit", "tester", frozenset({"auditor"}))
    with pytest.raises(Refused, match=r"c\.audit may not submit a letter"):
        submitted(session, now, auditor)


def test_a_handle_is_made_of_the_name_of_the_folder() -> None:
    assert handle_from("Call for contributions (2027)") == "Call-for-contributions-2027"
    assert handle_from("Appel à contributions") == "Appel-à-contributions"
    with pytest.raises(Misused):
        handle_from("...")


@pytest.mark.parametrize("handle", ["", "a b", "../x", "-x", "a\n", "x" * 81])
def test_a_handle_is_one_short_name(handle: str) -> None:
    with pytest.raises(Misused, match="cannot name a letter"):
        checked_handle(handle)
