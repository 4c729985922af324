"""Whether a campaign is what the audit chain says of it, from its release to the opening of its dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import func, select

from mailer.canonical import digest
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.erasure import UNTOLD, Erased
from scheduler.audience_digest import stored_digest
from scheduler.campaign import Campaign, events_of
from scheduler.campaign_record import CampaignRecord, Move, record_of
from scheduler.campaign_rows import contradicted_copy
from scheduler.document_verification import contradicted_documents
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.seals import unfit_seal

OnStep = Callable[[int], None]
ROWS: Final = CampaignRecipient.__tablename__


def verify_campaign(
    session: OfficeSession, campaign: Campaign, erased: Erased, on_step: OnStep = lambda _: None
) -> Contradiction | None:
    """The first thing about a campaign that is not as the audit chain says; None if all of it is.

    The chain, and the ledger's attempts and events, are to be verified before. `on_step` is told of rows,
    each of which is looked at twice: under the digest of the audience, and beside its message.
    """
    record = record_of(session, campaign)
    return _wrong_moves(session, campaign, record) or _wrong_release(
        session, campaign, record, erased, on_step
    )


def _wrong_moves(session: OfficeSession, campaign: Campaign, record: CampaignRecord) -> Contradiction | None:
    """Where its state, or what is written down of its way there, differs from the entries."""
    place = f"Campaign {campaign.name}"
    if campaign.state != record.state:
        return Contradiction(
            place, f"it is {campaign.state}, and the record left it {record.state}", record.entry
        )
    told = record.moves
    for event in events_of(session, campaign):
        move: Move = (event.at, event.deed, event.became.value, event.actor, event.why)
        if not told[move]:
            why = f"its event “{event.deed}” of {event.at:%Y-%m-%d %H:%M} UTC stands under no audit entry"
            return Contradiction(place, why)
        told[move] -= 1
    for at, deed, *_ in (+told).elements():
        return Contradiction(place, f"its event “{deed}” of {at:%Y-%m-%d %H:%M} UTC is gone")
    return None


def _wrong_release(
    session: OfficeSession, campaign: Campaign, record: CampaignRecord, erased: Erased, on_step: OnStep
) -> Contradiction | None:
    place = f"Campaign {campaign.name}"
    if record.release is None:
        if campaign.freeze_id is None and campaign.dispatch_id is None:
            return None
        return Contradiction(place, "it has a frozen audience, and the record knows of no release")
    freeze = session.get(AudienceFreeze, campaign.freeze_id or 0)
    if freeze is None:
        return Contradiction(place, "its frozen audience is gone", record.released_in)
    for why in _faults_of_release(session, campaign, record, freeze, erased, on_step):
        return Contradiction(place, why, record.released_in)
    full = record.opened is not None
    return (
        contradicted_copy(session, campaign, freeze, full=full, on_step=on_step)
        or contradicted_documents(session, campaign, record, freeze)
        or _wrong_opening(session, campaign, record)
    )


def _faults_of_release(
    session: OfficeSession,
    campaign: Campaign,
    record: CampaignRecord,
    freeze: AudienceFreeze,
    erased: Erased,
    on_step: OnStep,
) -> Iterator[str]:
    """What of letter, audience, blueprints and time is not as it was released, each in a sentence."""
    release, told = record.release or {}, erased.get(ROWS, frozenset())
    blank = select(CampaignRecipient.id).where(
        CampaignRecipient.freeze_id == freeze.id, CampaignRecipient.erased.is_not(None)
    )
    for row in session.scalars(blank):
        if row not in told:
            yield f"row {row} of its frozen audience {UNTOLD}"
    if (freeze.rows, freeze.copies) != (release["rows"], release["copies"]):
        yield "the count of its frozen audience is not the one that was released"
    if {stored_digest(session, freeze.id, told, on_step), freeze.digest} != {release["audience"]}:
        yield "its frozen audience is not the one that was released"
    if digest(freeze.blueprints) != release["blueprints"]:
        yield "its blueprints are not those that were released"
    if campaign.approval_seal != release["approval_seal"]:
        yield "its approval seal is not the one it was released under"
    if unfit := unfit_seal(session, campaign, freeze):
        yield unfit.rstrip(".")
    if campaign.dispatch_id != record.dispatch_id:
        yield f"its dispatch is {campaign.dispatch_id}, and it was launched into {record.dispatch_id}"
    if (campaign.launched_at is None) != (record.opened is None):
        yield "whether its dispatch was opened is not as the record says"


def _wrong_opening(
    session: OfficeSession, campaign: Campaign, record: CampaignRecord
) -> Contradiction | None:
    """Where the dispatch holds another number of messages than it was opened with."""
    if record.opened is None:
        return None
    asked = select(func.count()).select_from(Delivery).where(Delivery.dispatch_id == campaign.dispatch_id)
    found, told = session.scalar(asked), record.opened["copies"]
    if found == told:
        return None
    why = f"its dispatch was opened with {told:,} messages, and holds {found:,}"
    return Contradiction(f"Campaign {campaign.name}", why, record.entry)
