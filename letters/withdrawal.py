"""Withdrawing a letter before it goes out: its approval and its references become void."""

from __future__ import annotations

from datetime import datetime

from letters.letter import Letter, LetterState, approval_of, lock_letter, move
from letters.reason import checked_reason
from letters.register import void_references
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.staff import Role, require


def withdraw(session: OfficeSession, now: datetime, actor: Actor, letter: Letter, reason: str) -> None:
    """Withdraw an approved letter for good; its numbers stay in the register, void, with the reason.

    Harmless when it is withdrawn. Refused without a reason, once the letter is issued, and for a letter that
    was never approved: that one is simply submitted again, or left.
    """
    letter = lock_letter(session, letter.id)
    refuse_to_withdraw(actor, letter, reason)
    if letter.state is not LetterState.WITHDRAWN:
        _withdraw(session, now, actor, letter, checked_reason(reason, "withdraw the letter"))


def refuse_to_withdraw(actor: Actor, letter: Letter, reason: str) -> None:
    """Refused where `withdraw` would refuse; nothing is changed."""
    require(actor, Role.APPROVER, "withdraw a letter")
    if letter.state is LetterState.WITHDRAWN:
        return
    checked_reason(reason, "withdraw the letter")
    if letter.state is LetterState.ISSUED:
        raise Refused(f"The letter “{letter.handle}” has gone out and cannot be withdrawn any more.")
    if letter.state is not LetterState.APPROVED:
        raise Refused(
            f"The letter “{letter.handle}” is {letter.state}: there is no approval to withdraw. Submit it"
            " again when it is changed, or send it back."
        )


def let_lapse(session: OfficeSession, now: datetime, actor: Actor, letter: Letter, reason: str) -> None:
    """Let a letter go that was to be sent by a plan, and is not: its numbers stay in the register, void.

    Whoever may end the plan may do so. One in review becomes a draft; one that went out is left as it is.
    """
    letter = lock_letter(session, letter.id)
    if letter.state is LetterState.APPROVED:
        _withdraw(session, now, actor, letter, reason)
    elif letter.state is LetterState.IN_REVIEW:
        move(session, now, actor, letter, LetterState.DRAFT, reason)


def _withdraw(session: OfficeSession, now: datetime, actor: Actor, letter: Letter, why: str) -> None:
    approval = approval_of(session, letter)
    if approval is not None:
        approval.voided_at, approval.voided_why = now, why
    move(session, now, actor, letter, LetterState.WITHDRAWN, why)
    voided = void_references(session, now, actor, letter, why)
    facts = {"handle": letter.handle, "voided": [entry.printed for entry in voided]}
    record(session, now, actor, "letter.withdraw", f"letter:{letter.id}", facts, {"reason": why})
