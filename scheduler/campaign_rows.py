"""Whether each frozen row of a campaign has the delivery it should have, and no delivery is without a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func, select

from mailer.contradiction import Contradiction
from mailer.database import OfficeSession, ask
from mailer.delivery import Delivery
from scheduler.campaign import Campaign, OnPaper
from scheduler.frozen import AudienceFreeze, CampaignRecipient, CopyKind
from scheduler.frozen_blueprints import BlueprintIds, frozen_ids
from scheduler.merging import mark_of

AT_ONCE: Final = 20_000
"""Rows that are looked at with one query."""
_SHOWN: Final = "CASE WHEN r.erased IS NOT NULL THEN '' WHEN r.name <> '' THEN r.name ELSE r.organisation END"
"""The name that stands beside the address in the message."""
_SAME: Final = {
    "address": "d.address = r.address AND d.domain = r.domain AND CASE WHEN r.erased IS NULL"
    " THEN d.address_key = r.address_key ELSE d.address_key = '' END",
    "name": f"d.name = {_SHOWN}",
    "merge values": 'd."values" = r."values" AND (d.extra_parts IS NOT NULL) = {own}',
    "thread": "coalesce(d.headers, '') = r.headers",
    "blueprint": "d.blueprint_id = {blueprint}",
    "dispatch": "d.dispatch_id = :dispatch",
}
"""What of a delivery must be that of its row, by the words for it."""
_ROWS: Final = """
    SELECT r.id, r.delivery_id, r.none_because <> '', d.id IS NOT NULL, {differing}
    FROM campaign_recipient r LEFT JOIN delivery d ON d.id = r.delivery_id
    WHERE r.freeze_id = :freeze AND r.id > :after AND r.id <= :upto AND CASE
        WHEN r.none_because <> '' THEN CASE WHEN r.delivery_id IS NULL THEN 0 ELSE 1 END
        WHEN r.id > :filled THEN CASE WHEN r.delivery_id IS NULL THEN 0 ELSE 1 END
        WHEN {same} THEN 0
        ELSE 1 END = 1
    ORDER BY r.id LIMIT 1
"""
_WITHOUT_ROW: Final = """
    SELECT d.id FROM delivery d WHERE d.dispatch_id = :dispatch AND NOT EXISTS (
        SELECT 1 FROM campaign_recipient r WHERE r.delivery_id = d.id AND r.freeze_id = :freeze)
    ORDER BY d.id LIMIT 1
"""


def contradicted_copy(
    session: OfficeSession,
    campaign: Campaign,
    freeze: AudienceFreeze,
    *,
    full: bool,
    on_step: Callable[[int], None] = lambda _: None,
) -> Contradiction | None:
    """The first row without its delivery or with another one, or delivery without a row; None if all agree.

    `full` says that the dispatch was filled to the end; otherwise only rows up to `filled_to` have one.
    """
    first, last = session.execute(
        select(func.min(CampaignRecipient.id), func.max(CampaignRecipient.id)).where(
            CampaignRecipient.freeze_id == freeze.id
        )
    ).one()
    statement = _statement(frozen_ids(session, freeze), own=campaign.document is OnPaper.PERSONAL)
    given = {"freeze": freeze.id, "dispatch": campaign.dispatch_id or 0}
    given["filled"] = (last or 0) if full else campaign.filled_to
    for after in range((first or 1) - 1, last or 0, AT_ONCE):
        upto = min(after + AT_ONCE, last)
        found = ask(session, statement, {**given, "after": after, "upto": upto})
        if found:
            return _in_words(campaign, *found[0])
        on_step(upto - after)
    return _superfluous(session, campaign, freeze)


def _statement(blueprints: BlueprintIds, *, own: bool) -> str:
    cases = " ".join(
        f"WHEN r.language = '{language.value}' AND r.kind = '{kind.value}' THEN {number}"
        for (language, mark), number in sorted(blueprints.items())
        for kind in CopyKind
        if mark_of(kind) is mark
    )
    filled = {"blueprint": f"CASE {cases} END", "own": "TRUE" if own else "FALSE"}
    same = {words: one.format(**filled) for words, one in _SAME.items()}
    differing = ", ".join(f"CASE WHEN {one} THEN '' ELSE '{words}' END" for words, one in same.items())
    return _ROWS.format(differing=differing, same=" AND ".join(same.values()))


def _in_words(
    campaign: Campaign, row: int, message: int | None, none: bool, stored: bool, *differing: str
) -> Contradiction:
    place = f"Campaign {campaign.name}, row {row}"
    if message is None:
        return Contradiction(place, "it should have a message, and has none")
    place = f"{place} (message {message})"
    if not stored:
        return Contradiction(place, "its message is gone from the ledger")
    if none:
        return Contradiction(place, "it should have no message, and has one")
    listed = ", ".join(words for words in differing if words)
    if not listed:
        return Contradiction(place, "it has a message although the launch had not come so far")
    return Contradiction(place, f"its message is not the one of the frozen row: another {listed}")


def _superfluous(session: OfficeSession, campaign: Campaign, freeze: AudienceFreeze) -> Contradiction | None:
    """A message of the campaign's dispatch that no row names, or that two rows name."""
    if campaign.dispatch_id is None:
        return None
    given: dict[str, Any] = {"dispatch": campaign.dispatch_id, "freeze": freeze.id}
    for (number,) in ask(session, _WITHOUT_ROW, given):
        return Contradiction(f"Message {number}", f"no frozen row of the campaign {campaign.name} names it")
    named = select(func.count(CampaignRecipient.delivery_id)).where(CampaignRecipient.freeze_id == freeze.id)
    made = select(func.count()).select_from(Delivery).where(Delivery.dispatch_id == campaign.dispatch_id)
    rows, messages = session.scalar(named), session.scalar(made)
    if rows == messages:
        return None
    return Contradiction(
        f"Campaign {campaign.name}", f"{rows:,} rows name {messages:,} messages: some name the same one"
    )
