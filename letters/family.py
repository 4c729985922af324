"""A letter among those that it follows on: whether it may still go out, for what became of a reference."""

from __future__ import annotations

from typing import Final

from letters.letter import Letter, LetterState
from letters.register import EntryState, Modifier, RegisterEntry, references_of
from mailer.database import OfficeSession

_ENDING: Final = frozenset({Modifier.REVISION, Modifier.CANCELLATION})
"""Children whose issue ends their parent's reference, and who go out all the same."""


def why_not_to_send(session: OfficeSession, letter: Letter) -> str:
    """Why a letter goes to nobody any more for what became of a reference, as a sentence; empty if it may.

    Its own reference may have been cancelled or superseded since it went out; or that of the letter it
    follows on, between its approval and its issue.
    """
    for entry in references_of(session, letter.id):
        if entry.state in (EntryState.CANCELLED, EntryState.SUPERSEDED):
            return f"The reference {entry.printed} is {entry.state} ({entry.reason}). It goes to nobody."
        above = session.get(RegisterEntry, entry.parent_id or 0)
        ended = above is not None and above.state is not EntryState.ISSUED
        if above is None or not ended or (letter.state is LetterState.ISSUED and entry.modifier in _ENDING):
            continue
        if above.state is EntryState.SUPERSEDED and entry.modifier is Modifier.REVISION:
            continue
        return (
            f"{entry.printed} follows on {above.printed}, which is {above.state} ({above.reason})."
            " Withdraw it, or write one that follows on what holds now."
        )
    return ""
