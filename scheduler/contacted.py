"""Who was contacted, and with what: by letter, organisation, address and period, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from letters.correspondence import find_letter
from letters.letter import Letter
from letters.register import references_of
from mailer.address import Address, parse
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt
from mailer.erasure import GONE
from mailer.errors import Misused
from mailer.outbox import blueprint_spec
from recipients.names import name_key
from recipients.spreadsheet import Cell
from scheduler.campaign import Campaign
from scheduler.frozen import CampaignRecipient, CopyKind
from scheduler.standing import CopyState, copy_state, why_of

PAGE = 50


@dataclass(frozen=True)
class Question:
    """What an auditor asks; whatever is given narrows it down. `until` is the first moment beyond.

    `letter` is a reference or a handle, `organisation` a name, `address` an e-mail address however written.
    A period means copies that were tried in it: who was suppressed was not contacted.
    """

    letter: str = ""
    organisation: str = ""
    address: str = ""
    campaign: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Contacted:
    """One copy and what became of it, as it was at the time: it outlives the entry in the directory."""

    id: int
    reference: str
    letter: str
    campaign: str
    recipient: str
    organisation: str
    category: str
    country: str
    address: str
    kind: CopyKind
    capacities: Any
    language: str
    fell_back: bool
    state: CopyState
    why: str
    when: datetime | None
    """When it was tried last, or ended untried; None while neither is so."""
    attempts: int
    server: str
    code: int | None
    enhanced: str
    reply: str
    queue_id: str
    message_id: str
    bytes_hash: str
    delivery_id: int | None

    def cells(self) -> list[Cell]:
        """As a row of an export, in the order of CONTACTED_COLUMNS."""
        answer = " ".join(part for part in (str(self.code or ""), self.enhanced, self.reply) if part)
        return [
            self.reference,
            self.campaign,
            self.organisation,
            self.recipient,
            self.address,
            self.category,
            self.country,
            self.kind.value,
            self.language,
            "yes" if self.fell_back else "",
            self.state.value,
            self.why,
            iso(self.when) if self.when else "",
            self.attempts,
            self.server,
            answer,
            self.queue_id,
            self.message_id,
            self.bytes_hash,
            "; ".join(_in_words(capacity) for capacity in self.capacities),
        ]


CONTACTED_COLUMNS = (
    "reference", "campaign", "organisation", "recipient", "address", "category", "country", "kind",
    "language", "fallback", "state", "why", "when", "attempts", "server", "server reply", "queue id",
    "message id", "sha256", "because",
)  # fmt: skip


@dataclass(frozen=True)
class ContactedPage:
    """Some copies, how many there are in all, and the cursor to ask for the next page with."""

    rows: tuple[Contacted, ...]
    total: int
    after: int | None


def contacted(
    session: OfficeSession, question: Question, *, after: int = 0, limit: int = PAGE
) -> ContactedPage:
    """The copies that answer a question, in the order they were made, of every campaign that was launched.

    NotFound for a letter there is none of, Misused for an address that is none or a question without any
    bounds.
    """
    chosen = _chosen(session, question)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ids = session.scalars(
        chosen.where(CampaignRecipient.id > after).order_by(CampaignRecipient.id).limit(limit + 1)
    ).all()
    rows = tuple(_details(session, ids[:limit]))
    return ContactedPage(rows, total, ids[limit - 1] if len(ids) > limit else None)


def all_contacted(session: OfficeSession, question: Question, *, chunk: int = 1_000) -> Iterator[Contacted]:
    """Every copy that answers a question, streamed: half a million pass through little memory."""
    chosen, after = _chosen(session, question), 0
    while True:
        asked = chosen.where(CampaignRecipient.id > after).order_by(CampaignRecipient.id).limit(chunk)
        ids = session.scalars(asked).all()
        if not ids:
            return
        yield from _details(session, ids)
        after = ids[-1]


def _chosen(session: OfficeSession, question: Question) -> Select[int]:
    """The ids asked for. Only launched campaigns count: nobody else was written to."""
    if question == Question():
        raise Misused("Ask about a letter, an organisation, an address or a period.")
    chosen = (
        select(CampaignRecipient.id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .where(Campaign.dispatch_id.is_not(None))
    )
    if question.letter:
        chosen = chosen.where(Campaign.letter_id == find_letter(session, question.letter).id)
    if question.campaign:
        chosen = chosen.where(Campaign.name == question.campaign)
    if question.organisation:
        chosen = chosen.where(CampaignRecipient.organisation_key == name_key(question.organisation))
    if question.address:
        chosen = chosen.where(CampaignRecipient.address_key == key_of(question.address))
    if question.since is None and question.until is None:
        return chosen
    chosen = chosen.join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
    if question.since is not None:
        chosen = chosen.where(Delivery.tried_at >= question.since)
    return chosen if question.until is None else chosen.where(Delivery.tried_at < question.until)


def near_organisations(session: OfficeSession, name: str, limit: int = 8) -> list[str]:
    """Organisations that were written to, of whose name this is a part; in their order."""
    asked = (
        select(CampaignRecipient.organisation)
        .where(CampaignRecipient.organisation_key.contains(name_key(name), autoescape=True))
        .distinct()
        .order_by(CampaignRecipient.organisation)
    )
    return list(session.scalars(asked.limit(limit)))


def key_of(address: str) -> str:
    """The address key of what somebody typed; Misused with the reason if it is no address."""
    parsed = parse(address)
    if not isinstance(parsed, Address):
        raise Misused(parsed.message)
    return parsed.key


def _details(session: OfficeSession, ids: Sequence[int]) -> Iterator[Contacted]:
    asked = (
        select(CampaignRecipient, Campaign.name, Campaign.why, Letter, Delivery, copy_state().label("state"))
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .join(Letter, Letter.id == Campaign.letter_id)
        .outerjoin(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(CampaignRecipient.id.in_(ids))
        .order_by(CampaignRecipient.id)
    )
    found = session.execute(asked).all()
    attempts = last_attempts(session, [row.Delivery.id for row in found if row.Delivery is not None])
    references = {
        letter.id: _reference(session, letter)
        for letter in {row.Letter.id: row.Letter for row in found}.values()
    }
    domains = {
        blueprint_id: blueprint_spec(session, blueprint_id).domain
        for blueprint_id in {row.Delivery.blueprint_id for row in found if row.Delivery is not None}
    }
    for row in found:
        delivery = row.Delivery
        attempt = attempts.get(delivery.id) if delivery is not None else None
        domain = domains[delivery.blueprint_id] if delivery is not None else ""
        yield _contacted(row, references[row.Letter.id], attempt, domain)


def _contacted(
    row: Row[*tuple[Any, ...]], reference: str, attempt: DeliveryAttempt | None, domain: str
) -> Contacted:
    copy: CampaignRecipient = row.CampaignRecipient
    delivery: Delivery | None = row.Delivery
    return Contacted(
        id=copy.id,
        reference=reference,
        letter=row.Letter.handle,
        campaign=row.name,
        recipient=GONE if copy.erased else copy.name,
        organisation=copy.organisation,
        category=copy.category,
        country=copy.country,
        address=GONE if copy.erased else copy.address,
        kind=copy.kind,
        capacities=copy.capacities,
        language=copy.language,
        fell_back=copy.fell_back,
        state=CopyState(row.state),
        why=why_of(copy, delivery, CopyState(row.state), row.why),
        when=(delivery.tried_at or delivery.ended_at) if delivery is not None else None,
        attempts=delivery.attempts if delivery is not None else 0,
        server=attempt.server if attempt else "",
        code=attempt.code if attempt else None,
        enhanced=attempt.enhanced if attempt else "",
        reply=attempt.reply if attempt else "",
        queue_id=attempt.queue_id if attempt else "",
        message_id=f"<{delivery.serial}@{domain}>" if delivery is not None else "",
        bytes_hash=(delivery.bytes_hash or "") if delivery is not None else "",
        delivery_id=delivery.id if delivery is not None else None,
    )


def last_attempts(session: OfficeSession, delivery_ids: Iterable[int]) -> dict[int, DeliveryAttempt]:
    """The latest attempt of each of these deliveries that was attempted at all."""
    latest = (
        select(func.max(DeliveryAttempt.id))
        .where(DeliveryAttempt.delivery_id.in_(list(delivery_ids)))
        .group_by(DeliveryAttempt.delivery_id)
    )
    found = session.scalars(select(DeliveryAttempt).where(DeliveryAttempt.id.in_(latest)))
    return {attempt.delivery_id: attempt for attempt in found}


def _reference(session: OfficeSession, letter: Letter) -> str:
    references = references_of(session, letter.id)
    return references[0].printed if references else ""


def _in_words(capacity: dict[str, Any]) -> str:
    return f"{capacity['kind']}: {', '.join(capacity['because'])}"
