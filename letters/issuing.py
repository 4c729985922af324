"""Issuing a letter: what happens to it, its references and those of its parent at the first delivery."""

from __future__ import annotations

from datetime import datetime

from letters.letter import Letter, LetterState, lock_letter, move
from letters.register import follow, issue_references
from letters.seal import references_facts
from mailer.audit import Actor, record
from mailer.database import OfficeSession


def issue(session: OfficeSession, now: datetime, actor: Actor, letter: Letter) -> None:
    """Make an approved letter an issued one; harmless when it is. Refused for a letter in any other state."""
    letter = lock_letter(session, letter.id)
    if letter.state is LetterState.ISSUED:
        return
    move(session, now, actor, letter, LetterState.ISSUED)
    letter.issued_at = now
    entries = issue_references(session, now, actor, letter)
    facts = {"handle": letter.handle, "references": references_facts(session, entries)}
    record(session, now, actor, "letter.issue", f"letter:{letter.id}", facts)
    for entry in entries:
        follow(session, now, actor, entry, letter.read_facts().reason or "")
