"""Recipients: the parties a letter can be addressed to, each under an organisation, with their addresses."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, BigId, Id
from recipients.directory_state import in_force


class RecipientKind(StrEnum):
    """What a recipient is."""

    ORGANISATION = "organisation"  # the body itself, through its office
    PERSON = "person"
    POST = "post"  # an office held ("Minister of Communications"), with or without its holder's name


class AddressRole(StrEnum):
    """What an address of a recipient is for."""

    TO = "to"
    CC = "cc"


class Recipient(Base):
    """One party that can be addressed. Removed ones stay, for what was sent to them still points here."""

    __tablename__ = "recipient"
    __table_args__ = (
        Index(
            "uq_recipient_external_id",
            "external_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    kind: Mapped[RecipientKind]
    external_id: Mapped[str | None]
    """The id another system knows it by; unique among those not removed."""
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    """The person's name, or that of the holder of the post; empty for an organisation."""
    post: Mapped[str]
    """The title of the office held, or empty."""
    salutation: Mapped[str]
    country: Mapped[str]
    """Its own country where that is not the organisation's, else empty."""
    languages: Mapped[str]
    """Its own languages where they are not the organisation's (`fr,en`), else empty."""
    fields: Mapped[dict[str, Any]]
    """Free merge fields: text, or a list of rows of text."""
    version: Mapped[int]
    """Grows with every change, so that two people who edit at once notice."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("directory_import.id"))
    """The import that brought it, if one did."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class RecipientAddress(Base):
    """An e-mail address of a recipient, once however often it was written down."""

    __tablename__ = "recipient_address"
    recipient_id: Mapped[int] = mapped_column(BigId, ForeignKey("recipient.id"), primary_key=True)
    address_key: Mapped[str] = mapped_column(primary_key=True, index=True)
    address: Mapped[str]
    """As it goes into RCPT TO (`mailer.address.Address.wire`)."""
    role: Mapped[AddressRole]
    position: Mapped[int]
    """Its place among the recipient's addresses of this role, from 0."""


def kind_of(name: str, post: str) -> RecipientKind:
    """What a recipient with this name and post is."""
    if post:
        return RecipientKind.POST
    return RecipientKind.PERSON if name else RecipientKind.ORGANISATION


def in_directory() -> ColumnElement[bool]:
    """The condition that a recipient is in the directory now: in force and not removed."""
    return and_(Recipient.removed_at.is_(None), in_force(Recipient.import_id))
