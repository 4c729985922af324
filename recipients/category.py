"""Categories of stakeholders: a vocabulary with versions, so that an old letter keeps its own wording."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Date, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mailer.database import Base
from recipients.countries import OFFICIAL_LANGUAGES
from recipients.names import name_key


class Category(Base):
    """A category by its code, which never changes; the order is the one letters print them in."""

    __tablename__ = "category"
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class CategoryWording(Base):
    """What a category is called from a day on, by language; the latest one that has begun is in force."""

    __tablename__ = "category_wording"
    code: Mapped[str] = mapped_column(ForeignKey("category.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    labels: Mapped[dict[str, Any]]


@dataclass(frozen=True)
class CategoryInForce:
    """A category as it is worded on a day."""

    code: str
    labels: Mapping[str, str]

    def label(self, language: str) -> str:
        """Its name in a language, else in English, else its code."""
        return str(self.labels.get(language) or self.labels.get("en") or self.code)


def _shipped() -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "data" / "categories.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["category"]
    return entries


def found_categories(session: Session) -> None:
    """Enter the categories an office starts with; harmless when they are there."""
    known = set(session.scalars(select(Category.code)))
    for position, entry in enumerate(_shipped()):
        if entry["code"] in known:
            continue
        known.add(entry["code"])
        session.add(Category(code=entry["code"], position=position))
        session.flush()
        labels = {language: entry[language] for language in OFFICIAL_LANGUAGES}
        session.add(CategoryWording(code=entry["code"], valid_from=entry["valid_from"], labels=labels))
    session.flush()


def categories_on(session: Session, day: date) -> list[CategoryInForce]:
    """Every category in its order, as worded on a day; one whose first wording comes later is left out."""
    rows = session.execute(
        select(Category.code, CategoryWording.labels)
        .join(CategoryWording, CategoryWording.code == Category.code)
        .where(CategoryWording.valid_from <= day)
        .order_by(Category.position, Category.code, CategoryWording.valid_from)
    )
    latest: dict[str, dict[str, Any]] = dict(rows.all())
    return [CategoryInForce(code, labels) for code, labels in latest.items()]


def category_names(session: Session) -> dict[str, str]:
    """Every name a category goes by (code, labels of all versions and languages), as a key, to its code."""
    names: dict[str, str] = {}
    for wording in session.scalars(select(CategoryWording).order_by(CategoryWording.valid_from)):
        names.update({name_key(str(label)): wording.code for label in wording.labels.values()})
    return names | _by_code(session.scalars(select(Category.code)))


def shipped_names() -> dict[str, str]:
    """The same for the categories an office starts with, where there is no office to ask."""
    entries = _shipped()
    labels = {
        name_key(entry[language]): str(entry["code"]) for entry in entries for language in OFFICIAL_LANGUAGES
    }
    return labels | _by_code(str(entry["code"]) for entry in entries)


def _by_code(codes: Iterable[str]) -> dict[str, str]:
    """Codes by themselves, with hyphens and with blanks."""
    return {name_key(name): code for code in codes for name in (code, code.replace("-", " "))}
