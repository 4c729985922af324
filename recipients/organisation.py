"""Organisations: States, companies, universities, bodies of any kind under which recipients stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mailer.database import Base, Id


class Organisation(Base):
    """An organisation. Without an id of its own it is known by its name and country."""

    __tablename__ = "organisation"
    __table_args__ = (Index(None, "name_key", "country"),)
    id: Mapped[Id]
    external_id: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str]
    category: Mapped[str] = mapped_column(ForeignKey("category.code"))
    country: Mapped[str]
    """ISO 3166-1 alpha-2, or empty."""
    languages: Mapped[str]
    """Codes in order of preference, joined by commas (`fr,en`), or empty."""
    import_id: Mapped[int | None] = mapped_column(ForeignKey("directory_import.id"))
    """The import that brought it, if one did."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
