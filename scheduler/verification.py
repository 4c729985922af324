"""Whether the record is whole: chain, ledger, every letter and campaign against what the chain says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from letters.letter import Letter
from letters.verification import verify_letters
from mailer.audit import AuditEntry, head_of, verify
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession
from mailer.delivery import DeliveryAttempt, DeliveryEvent
from mailer.dispatch import Dispatch, DispatchTally
from mailer.erasure import Erased, erased_by_the_record
from mailer.heads import Head
from mailer.inbox.record import InboundMessage
from mailer.inbox.verifying import verify_inbox
from mailer.ledger import verify_ledger
from mailer.vouching import verify_vouched
from scheduler.campaign import Campaign, campaign_named
from scheduler.campaign_verification import verify_campaign
from scheduler.frozen import AudienceFreeze
from scheduler.progress import OnProgress, Progress
from scheduler.replies.reply import Reply
from scheduler.replies.vouched import verify_replies


@dataclass(frozen=True)
class Verdict:
    """What was looked at, and the first contradiction; `erased` rows are blank by the record's own word."""

    entries: int
    head: Head
    letters: int
    campaigns: int
    messages: int
    erased: int
    bad: Contradiction | None = None

    @property
    def whole(self) -> bool:
        """Whether no two parts of the record contradict each other."""
        return self.bad is None


class _Steps:
    """Tells how far the verification has come."""

    def __init__(self, total: int, on_progress: OnProgress) -> None:
        self._done, self._total, self._on_progress = 0, total, on_progress

    def __call__(self, more: int) -> None:
        self._done += more
        self._on_progress(Progress(min(self._done, self._total), self._total))


def verify_record(
    session: OfficeSession,
    *,
    against: Head | None = None,
    campaign: str = "",
    on_progress: OnProgress = lambda _: None,
) -> Verdict:
    """Verify the chain, then whatever it vouches for: of one campaign, if it is named, else of everything.

    `against` is a head that was noted earlier. In a reading transaction, so that all parts are seen as they
    were at one moment. Memory is flat; half a million copies take seconds. NotFound for a campaign there is
    none of.
    """
    chosen = [campaign_named(session, campaign)] if campaign else _all_campaigns(session)
    dispatch_id = chosen[0].dispatch_id or 0 if campaign else None
    messages = _messages(session, dispatch_id)
    letters = 1 if campaign else session.scalar(select(func.count()).select_from(Letter)) or 0
    step = _Steps(letters + _work(session, chosen, messages, dispatch_id), on_progress)
    chain = verify(session, against, on_step=step)
    if not chain.sound:
        broken = Contradiction(f"Entry {chain.first_bad}", chain.why, chain.first_bad)
        return Verdict(chain.entries, chain.head, letters, len(chosen), messages, 0, broken)
    erased = erased_by_the_record(session)
    bad = (
        verify_vouched(session, erased, dispatch_id=dispatch_id, on_step=step)
        or verify_ledger(session, erased, dispatch_id=dispatch_id, on_step=step)
        or verify_letters(session, [chosen[0].letter_id] if campaign else None, step)
        or (None if campaign else _stray_dispatch(session) or verify_inbox(session, erased, on_step=step))
        or (None if campaign else verify_replies(session, on_step=step))
        or _first_bad(session, chosen, erased, step)
    )
    gone = sum(map(len, erased.values()))
    return Verdict(chain.entries, chain.head, letters, len(chosen), messages, gone, bad)


def _first_bad(
    session: OfficeSession, campaigns: Sequence[Campaign], erased: Erased, step: Callable[[int], None]
) -> Contradiction | None:
    found = (verify_campaign(session, campaign, erased, step) for campaign in campaigns)
    return next((bad for bad in found if bad is not None), None)


def _stray_dispatch(session: OfficeSession) -> Contradiction | None:
    """A dispatch that no campaign and no test has to do with."""
    own = select(Campaign.dispatch_id).where(Campaign.dispatch_id.is_not(None))
    tests = select(AuditEntry.facts).where(AuditEntry.deed == "campaign.test")
    tried = {facts["dispatch"] for facts in session.scalars(tests)}
    for number in session.scalars(select(Dispatch.id).where(Dispatch.id.not_in(own)).order_by(Dispatch.id)):
        if number not in tried:
            return Contradiction(f"Dispatch {number}", "it belongs to no campaign and to no test of one")
    return None


def _all_campaigns(session: OfficeSession) -> Sequence[Campaign]:
    return session.scalars(select(Campaign).order_by(Campaign.id)).all()


def _messages(session: OfficeSession, dispatch_id: int | None) -> int:
    asked = select(func.coalesce(func.sum(DispatchTally.count), 0))
    if dispatch_id is not None:
        asked = asked.where(DispatchTally.dispatch_id == dispatch_id)
    return int(session.scalar(asked) or 0)


def _work(
    session: OfficeSession, campaigns: Sequence[Campaign], messages: int, dispatch_id: int | None
) -> int:
    """How many rows are looked at, for the length of a bar; of one campaign's attempts, a guess."""
    freezes = [campaign.freeze_id for campaign in campaigns if campaign.freeze_id is not None]
    frozen = select(func.coalesce(func.sum(AudienceFreeze.rows), 0)).where(AudienceFreeze.id.in_(freezes))
    evidence = messages
    if dispatch_id is None:
        tables = (DeliveryAttempt, DeliveryEvent, InboundMessage, Reply)
        evidence = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    return head_of(session).number + evidence + messages + 2 * int(session.scalar(frozen) or 0)
