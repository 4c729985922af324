"""What follows from how a dialogue ended: the state of the delivery, in pure functions."""

from __future__ import annotations

from datetime import datetime

from mailer.claims import Claimed
from mailer.dispatch import DeliveryState, Policy
from mailer.recording import Result
from mailer.refusals import NOT_YET, Reach, reach_of
from mailer.retry import EXPIRED, RetryPolicy, next_attempt
from mailer.wire import Outcome, Verdict


def conclude(
    claimed: Claimed,
    claim_id: int,
    verdict: Verdict,
    began: datetime,
    ended: datetime,
    retry: RetryPolicy,
    reach: Reach | None = None,
) -> Result:
    """The result to be recorded for one attempt (trust.md 1.3); `reach` of a refusal that was weighed."""
    reach = reach or reach_of(verdict)
    state, due = _state(claimed, verdict, began, ended, retry, reach)
    reply, reason = verdict.reply, ""
    if state is not DeliveryState.SENT:
        reason = in_words(verdict)
        if state is DeliveryState.DEFERRED and reach is Reach.UNKNOWN:
            reason = f"{reason.rstrip('.')}. {NOT_YET}"
        if state is DeliveryState.FAILED and (verdict.outcome, reach) != (Outcome.REFUSED, Reach.COPY):
            reason = f"Given up ({EXPIRED}) after {claimed.attempts + 1} attempts; the last one: {reason}"
    return Result(
        delivery_id=claimed.id,
        claim_id=claim_id,
        state=state,
        reason=reason,
        due_at=due or ended,
        began_at=began,
        ended_at=ended,
        outcome=verdict.outcome.value,
        stage=verdict.stage.value,
        code=reply.code if reply else None,
        enhanced=reply.enhanced if reply else "",
        reply=reply.text if reply else "",
        note=verdict.note,
        server=verdict.server,
        queue_id=verdict.queue_id,
    )


def not_sent(claimed: Claimed, claim_id: int, now: datetime, stage: str, reason: str) -> Result:
    """The result for a delivery that fails before any server hears of it: it cannot be filled."""
    return Result(
        delivery_id=claimed.id,
        claim_id=claim_id,
        state=DeliveryState.FAILED,
        reason=reason,
        due_at=now,
        began_at=now,
        ended_at=now,
        outcome=Outcome.REFUSED.value,
        stage=stage,
        note=reason,
    )


def withheld(claimed: Claimed, claim_id: int, now: datetime, reason: str) -> Result:
    """The result for a delivery that was claimed, and may not be sent where it would go."""
    return not_sent(claimed, claim_id, now, "allow-list", reason)._replace(state=DeliveryState.SUPPRESSED)


def in_words(verdict: Verdict) -> str:
    """Why a letter was not taken, for the person who reads the list."""
    return " ".join(part for part in (verdict.note, str(verdict.reply) if verdict.reply else "") if part)


def _state(
    claimed: Claimed, verdict: Verdict, began: datetime, now: datetime, retry: RetryPolicy, reach: Reach
) -> tuple[DeliveryState, datetime | None]:
    if verdict.outcome is Outcome.ACCEPTED:
        return DeliveryState.SENT, None
    if verdict.outcome is Outcome.UNCERTAIN and claimed.policy is Policy.AT_MOST_ONCE:
        return DeliveryState.UNCERTAIN, None
    if verdict.outcome is Outcome.REFUSED and reach is Reach.COPY:
        return DeliveryState.FAILED, None
    if reach is Reach.DISPATCH:
        return DeliveryState.DEFERRED, now  # its dispatch is held, and waits for a person and not for a clock
    first = claimed.first_tried_at or began  # not the claim: the relay may have been away for days since
    due = next_attempt(retry, claimed.attempts + 1, first, now, claimed.serial)
    if due is None and verdict.outcome is Outcome.UNCERTAIN:
        return DeliveryState.UNCERTAIN, None
    return (DeliveryState.FAILED, None) if due is None else (DeliveryState.DEFERRED, due)
