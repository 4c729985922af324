"""The frozen audience: who exactly a campaign goes to, each copy with its reasons, as it was at release."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, BigId, Canonical, Id


class CopyKind(StrEnum):
    """In what quality somebody gets a copy; the first one wins where somebody would get several."""

    TO = "to"  # the letter is addressed to them
    CC = "cc"  # an address beside that of somebody the letter is addressed to
    COPY = "copy"  # a member of one of the letter's copy groups


class AudienceFreeze(Base):
    """One taking of an audience. It counts only once the campaign names it; one cut short is cleared away."""

    __tablename__ = "audience_freeze"
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(BigId, index=True)
    """Whose it is; no foreign key, for the campaign already points here."""
    begun_at: Mapped[datetime]
    begun_by: Mapped[str]
    rows: Mapped[int]
    """Rows in all: copies, and those who get none with the reason why."""
    copies: Mapped[int]
    """Rows that get a copy: what a releaser types as the count."""
    digest: Mapped[str]
    """The digest of all rows in their order; empty until the last one is written."""
    blueprints: Mapped[dict[str, Any]]
    """What the copies are made by: versions (`en original`) to the keys of their blueprints."""
    counts: Mapped[dict[str, Any]]


class CampaignRecipient(Base):
    """One copy of the letter for one address, or somebody who gets none and why; as it was at release."""

    __tablename__ = "campaign_recipient"
    __table_args__ = (
        UniqueConstraint("freeze_id", "recipient_id", "address_key"),
        Index(None, "freeze_id", "id"),
        Index(None, "address_key", "id"),
        Index(None, "organisation_key", "id"),
        Index(None, "delivery_id"),
    )
    id: Mapped[Id]
    freeze_id: Mapped[int] = mapped_column(BigId, ForeignKey("audience_freeze.id"))
    campaign_id: Mapped[int] = mapped_column(BigId, ForeignKey("campaign.id"))
    recipient_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("recipient.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))
    kind: Mapped[CopyKind]
    address: Mapped[str]
    """As it goes into RCPT TO; empty for somebody without an address."""
    address_key: Mapped[str]
    domain: Mapped[str]
    name: Mapped[str]
    """The person, or the post; empty for an organisation as such."""
    organisation: Mapped[str]
    organisation_key: Mapped[str]
    category: Mapped[str]
    country: Mapped[str]
    language: Mapped[str]
    """The language of the copy."""
    fell_back: Mapped[bool]
    """Whether that is not one the recipient asked for, but the letter's stated fallback."""
    capacities: Mapped[Any] = mapped_column(Canonical)
    """Why they are in: a list of {kind, because} and, for another's place taken, its recipient."""
    values: Mapped[str]
    """Canonical text of the merge values that the language's template uses, and no others."""
    headers: Mapped[str]
    """Canonical text of the headers that tie the copy to earlier letters; empty where none do."""
    delivery_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("delivery.id"))
    none_because: Mapped[str]
    """Why there is no delivery and never will be; empty for a copy. It names people by number only."""
    salt: Mapped[str | None]
    """With what names the recipient it gives the commitment by which the audience's digest covers that."""
    erased: Mapped[str | None]
    """That commitment, once the recipient was erased; None while the row is whole."""
