"""Whether each copy of a campaign has the document of its recipient's own that the audit chain names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from mailer.contradiction import Contradiction
from mailer.database import OfficeSession, ask
from scheduler.campaign import Campaign, OnPaper
from scheduler.campaign_record import Attached, CampaignRecord
from scheduler.frozen import AudienceFreeze
from scheduler.personal import digest_of_parts

_PARTS: Final = """
    SELECT r.id, d.extra_parts FROM campaign_recipient r JOIN delivery d ON d.id = r.delivery_id
    WHERE r.freeze_id = :freeze AND r.id >= :first AND r.id <= :last ORDER BY r.id
"""
_WITH_ONE: Final = """
    SELECT count(*) FROM campaign_recipient WHERE freeze_id = :freeze AND delivery_id IS NOT NULL
"""


def contradicted_documents(
    session: OfficeSession, campaign: Campaign, record: CampaignRecord, freeze: AudienceFreeze
) -> Contradiction | None:
    """The first stretch of rows whose documents are not those that were set for them; None if all agree.

    That a copy has a document at all, or none, is held against its row elsewhere (`campaign_rows`).
    """
    place = f"Campaign {campaign.name}"
    if campaign.document != record.document:
        why = f"it was made with the document “{record.document}”, and has “{campaign.document}” now"
        return Contradiction(place, why, record.entry)
    if campaign.document is not OnPaper.PERSONAL:
        return None
    for told in record.attached:
        if digest_of_parts(_parts(session, freeze, told)) != told.digest:
            why = (
                f"the documents of its rows {told.first} to {told.last} are not those that were set for them"
            )
            return Contradiction(place, why, told.entry)
    ((copies,),) = ask(session, _WITH_ONE, {"freeze": freeze.id})
    if copies != (documents := sum(told.documents for told in record.attached)):
        return Contradiction(
            place, f"it has {copies:,} copies, and {documents:,} documents were set for them"
        )
    return None


def _parts(session: OfficeSession, freeze: AudienceFreeze, told: Attached) -> Iterator[tuple[int, str]]:
    given = {"freeze": freeze.id, "first": told.first, "last": told.last}
    for row, listed in ask(session, _PARTS, given):
        parts = json.loads(listed or "[]")
        yield row, " ".join(part["sha256"] for part in parts)
