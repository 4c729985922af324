"""A letter among those that it follows on: its parent as the checks want it, and whether it may still go."""

from __future__ import annotations

from typing import Final

from letters.checks import ParentLetter
from letters.effective import effective_deadlines
from letters.facts import Facts, LetterKind
from letters.letter import Letter, LetterState
from letters.register import EntryState, Modifier, RegisterEntry, references_of, stands_on
from mailer.database import OfficeSession
from mailer.errors import Refused

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


def parent_in(session: OfficeSession, parent: str, kind: LetterKind) -> ParentLetter:
    """The letter that one of this kind follows on, as the checks want it.

    NotFound for a name that is no reference; Refused for one on which nothing can follow (see `stands_on`).
    """
    entry, letter = _followed(session, parent, kind)
    deadlines = {one.id: one.now for one in effective_deadlines(session, letter)}
    return ParentLetter(entry.printed, letter.read_facts().time_zone, deadlines)


def with_moves(session: OfficeSession, facts: Facts) -> Facts:
    """The facts of a letter with the deadlines that it moves as they hold after it, and what they are for.

    Others are given back as they are. NotFound and Refused as `parent_in` says.
    """
    if not facts.moves or facts.parent is None:
        return facts
    _, parent = _followed(session, facts.parent, facts.kind)
    before = {one.id: one for one in effective_deadlines(session, parent)}
    moved = {
        move.deadline: move.applied_to(known.now).model_copy(
            update={"zone": known.now.zone or known.time_zone}
        )
        for move in facts.moves
        if (known := before.get(move.deadline))
    }
    own = (one for one in facts.deadlines if one.id not in moved)
    asks = tuple(ask for ask in parent.read_facts().asks if ask.deadline in moved)
    return facts.model_copy(update={"deadlines": (*own, *moved.values()), "asks": (*facts.asks, *asks)})


def _followed(session: OfficeSession, parent: str, kind: LetterKind) -> tuple[RegisterEntry, Letter]:
    """The entry that a letter of this kind stands on, and the letter that holds there."""
    entry = stands_on(session, parent, Modifier(kind.value))
    holds = entry
    while holds.state is EntryState.SUPERSEDED:  # the next revision replaces the one that holds
        holds = session.get_one(RegisterEntry, holds.superseded_by_id)
    letter = session.get(Letter, holds.letter_id or 0)
    if letter is None:
        raise Refused(
            f"{entry.printed} is in the register without its letter: nothing can follow on it here."
        )
    return entry, letter
