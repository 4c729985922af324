"""Approving: prepared outside, frozen in one short transaction, sealed so that any change is noticed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select, text

from letters.approval import approve, prepare_approval
from letters.letter import Letter, LetterState, approval_of, letter_called, renditions_of
from letters.proof_index import Standing, standing_of
from letters.register import list_entries, references_of
from letters.seal import require_seal, seal_of, verify_seal
from letters.submission import HasErrors
from mailer.audit import Actor, AuditEntry
from mailer.database import Database, OfficeSession
from mailer.errors import NotFound, Refused
from mailer.merge import LimitedMerger
from tests.letters.letter_factory import (
    OFFICE,
    OWN_DRAFTS,
    a_series,
    annex,
    approved,
    letter_source,
    prepared,
    submitted,
)
from tests.rig.stages import Begin
from tests.rig.tampering import lift_guards

NO_SERIES = "No series “CL” .* are: none yet. .* `mailer register define CL --start 1`"
DRAFTER = Actor("s1", "b.draft", "tester", frozenset({"drafter"}))


def the_letter(session: OfficeSession, handle: str = "reading-rooms") -> Letter:
    letter = letter_called(session, handle)
    assert letter is not None
    return letter


def change(database: Database, statement: str) -> None:
    """Change a frozen row as somebody with the file in hand would."""
    with database.writing() as session:
        session.execute(text(statement))


def test_an_approved_letter_has_a_number_a_seal_and_frozen_renditions_without_the_number(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.reading() as session:
        letter = the_letter(session)
        approval = approval_of(session, letter)
        assert approval is not None
        assert letter.state is LetterState.APPROVED
        assert [entry.printed for entry in references_of(session, letter.id)] == ["CL-27/0001"]
        renditions = renditions_of(session, approval)
        assert len(renditions) == 2 * 3
        assert all("{{ reference | apart }}" in r.text and "CL-27" not in r.text + r.html for r in renditions)
        assert require_seal(session, letter) is approval
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "letter.approve"))
        assert entry.facts["seal"] == approval.seal
        assert entry.facts["references"] == [{"key": "CL-27-0001", "printed": "CL-27/0001", "texts": {}}]


def test_a_proof_of_other_words_than_were_approved_does_not_pass_for_the_approved_letter(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    source = letter_source()
    facts = source.facts.model_copy(update={"date": source.facts.date + timedelta(days=1)})
    with begin(approved, now, clerk, merger).reading() as session:
        assert standing_of(session, "reading-rooms", source) == Standing(
            ("CL-27/0001",), "approved, edition 1"
        )
        others = letter_source(english=PLAIN), replace(source, facts=facts)
        for other in others:
            found = standing_of(session, "reading-rooms", other)
            assert found == Standing((), "differs from edition 1, which is approved")
        assert standing_of(session, "unheard-of", source) == Standing()


def test_the_year_of_the_number_is_that_of_the_issue_date_not_of_the_clock(
    database: Database, clerk: Actor, merger: LimitedMerger, now: datetime
) -> None:
    new_year_in_geneva = now.replace(month=12, day=31, hour=23, minute=30)
    for handle, date in (("old", "2027-12-31"), ("new", "2028-01-01")):
        source = letter_source(date=date, deadline="2028-03-31", languages=("en",), english=PLAIN)
        approved(database, new_year_in_geneva, clerk, merger, handle, source)
    with database.reading() as session:
        printed = [references_of(session, the_letter(session, name).id)[0].printed for name in ("old", "new")]
    assert printed == ["CL-27/0001", "CL-28/0001"]


PLAIN = "---\nsubject: Reading rooms\n---\nPlease answer letter {{ reference }} {{ deadline_replies }}.\n"


def test_preparing_changes_nothing_and_approving_renders_nothing(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
        assert not session.dirty
        assert not session.new
    monkeypatch.delattr("letters.approval.render_version")
    monkeypatch.delattr("letters.approval.check")
    with database.writing() as session:
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)


def test_approving_takes_few_statements_so_that_the_transaction_is_short(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with database.writing() as session:
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    assert len(statements) <= 40


def test_a28_a_letter_changed_after_it_was_prepared_is_not_approved_and_uses_up_no_number(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
    with database.writing() as session:
        submitted(session, now, clerk, source=letter_source(english=PLAIN))
    with database.writing() as session, pytest.raises(Refused, match=r"Changed: the en version"):
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    change(database, "UPDATE letter SET edition = 1")
    with database.writing() as session, pytest.raises(Refused, match="Read it again"):
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        assert list_entries(session).total == 0


def test_the_same_text_submitted_again_is_approved_anew(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
    with database.writing() as session:
        submitted(session, now, DRAFTER)
        with pytest.raises(Refused, match="submitted again"):
            approve(session, now, clerk, ready, rules=OWN_DRAFTS)


def test_a_letter_is_approved_once(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
    with database.writing() as session:
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.writing() as session, pytest.raises(Refused, match="only a letter in review"):
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        assert list_entries(session).total == 1


def test_an_approval_that_fails_uses_up_no_number(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
    with pytest.raises(NotFound, match=NO_SERIES), database.writing() as session:
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        assert the_letter(session).state is LetterState.IN_REVIEW


def test_errors_found_on_the_day_of_approval_refuse_it(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        submitted(session, now, clerk)
    with database.reading() as session, pytest.raises(HasErrors):
        prepare_approval(session, now + timedelta(days=90), "reading-rooms", office=OFFICE, merger=merger)


def test_an_annex_of_0_bytes_that_was_submitted_refuses_approval(
    session: OfficeSession, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    source, form = letter_source(), "annexes/form-fr.txt"
    submitted(session, now, clerk, source=replace(source, annexes={**source.annexes, form: annex(form, b"")}))
    with pytest.raises(HasErrors, match=rf"letter\.yaml, field annexes\.1\.file.*{form} is empty"):
        prepare_approval(session, now, "reading-rooms", office=OFFICE, merger=merger)


def test_a_reference_that_the_letter_does_not_have_refuses_approval(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        submitted(session, now, clerk, source=letter_source(references="  []"))
    with database.reading() as session, pytest.raises(Refused, match="reference"):
        prepare_approval(session, now, "reading-rooms", office=OFFICE, merger=merger)


def test_a28_a_drafter_may_not_approve_and_an_approver_is_told_that_the_draft_is_their_own(
    database: Database, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    with database.writing() as session:
        a_series(session, now, clerk)
        submitted(session, now, clerk)
    with database.reading() as session:
        ready = prepared(session, now, merger)
    assert any("submitted this letter yourself" in line for line in ready.warnings(clerk))
    assert not any("yourself" in line for line in ready.warnings(DRAFTER))
    with database.writing() as session:
        with pytest.raises(Refused, match=r"b\.draft may not approve a letter"):
            approve(session, now, DRAFTER, ready, rules=OWN_DRAFTS)
        approve(session, now, clerk, ready, rules=OWN_DRAFTS)
    with database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.deed == "letter.approve"))
        assert entry.facts["own_draft"] is True


def test_an_unknown_letter_is_named_with_what_comes_near(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        submitted(session, now, clerk)
    with database.reading() as session, pytest.raises(NotFound, match="Did you mean “reading-rooms”"):
        prepare_approval(session, now, "reading-room", office=OFFICE)


CHANGES = [
    ("UPDATE letter SET facts = replace(facts, 'Geneva', 'Genoa')", "the facts"),
    ("UPDATE letter SET issue_date = '2027-03-02'", "the issue date"),
    ("UPDATE letter_version SET body = body || '.' WHERE language = 'fr'", "the fr version"),
    ("UPDATE letter_version SET subject = 'x' WHERE language = 'en'", "the en version"),
    ("DELETE FROM letter_version WHERE language = 'fr'", "the fr version"),
    ("UPDATE letter_annex SET name = 'x.txt'", "the annex annexes/form-en.txt"),
    ("DELETE FROM letter_annex", "the annex annexes/form-en.txt"),
    ("UPDATE part SET content = substr(content, 1, 3)", "the annex annexes/form-fr.txt"),
    (
        "UPDATE letter_rendition SET html = html || ' ' WHERE language = 'en' AND mark = 'copy'",
        "the en rendition (copy)",
    ),
    ("UPDATE letter_rendition SET mark = 'x' WHERE mark = 'original'", "cannot be read"),
    ("DELETE FROM letter_rendition WHERE language = 'fr' AND mark = 'test'", "the fr rendition (test)"),
    ("UPDATE letter_calendar SET sealed = replace(sealed, '2027-04-30', '2027-05-30')", "the en calendar"),
    ("UPDATE letter_calendar SET sealed = '[]'", "the en calendar"),
    ("UPDATE letter_calendar SET name = 'x.ics'", "the en calendar"),
    ("UPDATE letter_calendar SET sha256 = (SELECT min(sha256) FROM letter_annex)", "the en calendar"),
    ("DELETE FROM letter_calendar WHERE language = 'fr'", "the fr calendar"),
    ("UPDATE approval SET engine = 9", "the rendering"),
    ("UPDATE approval SET manifest = replace(manifest, 'the layout', 'a layout')", "not the one of what"),
    ("UPDATE approval SET seal = replace(seal, 'a', 'b')", "not the one of what was approved"),
    ("UPDATE approval SET voided_at = '2027-01-01 00:00:00'", "no approval of it holds"),
    ("UPDATE letter SET state = 'in review'", "no approval of it holds"),
    ("UPDATE register_entry SET printed = 'CL-27/9999'", "not the one it was approved under"),
    ("UPDATE register_entry SET letter_id = NULL", "not the one it was approved under"),
    ("UPDATE letter_version SET front_matter = '{'", "cannot be read"),
]


def test_a28_any_change_of_a_frozen_row_voids_the_approval(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    for statement, words in CHANGES:
        with database.writing() as session, session.begin_nested() as change:
            lift_guards(session)
            assert verify_seal(session, the_letter(session)) is None
            session.execute(text(statement))
            session.expire_all()
            differs = verify_seal(session, the_letter(session))
            assert words in str(differs), statement
            with pytest.raises(Refused, match="It cannot be sent"):
                require_seal(session, the_letter(session))
            change.rollback()


def test_a28_a_change_sealed_anew_by_hand_differs_from_the_audit_chain(
    begin: Begin, now: datetime, clerk: Actor, merger: LimitedMerger
) -> None:
    database = begin(approved, now, clerk, merger)
    with database.writing() as session:
        lift_guards(session)
        approval = approval_of(session, the_letter(session))
        assert approval is not None
        approval.manifest = {**approval.manifest, "the layout": "another"}
        approval.seal = seal_of(approval.manifest)
    with database.reading() as session:
        assert "not the one in the audit chain" in str(verify_seal(session, the_letter(session)))
