"""The tables of the register: series and their epochs, counters, entries and what happened to each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from letters.facts import Language
from letters.register.patterns import ResetPolicy
from mailer.database import Base, BigId, Id
from mailer.errors import Refused

BYTEWISE: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that both databases sort character by character."""


class EntryState(StrEnum):
    """Where a reference stands (design.md 4). None is ever given twice, whatever becomes of it."""

    RESERVED = "reserved"
    ISSUED = "issued"
    VOID = "void"  # never went out
    CANCELLED = "cancelled"  # went out, and was taken back
    SUPERSEDED = "superseded"  # went out, and another took its place


class Modifier(StrEnum):
    """What makes a numbered child of a reference (letters.md 2.4, rule 8)."""

    CORRIGENDUM = "corrigendum"
    ADDENDUM = "addendum"
    REVISION = "revision"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"


ABBREVIATIONS: Final[Mapping[Modifier, str]] = {
    Modifier.CORRIGENDUM: "Corr.",
    Modifier.ADDENDUM: "Add.",
    Modifier.REVISION: "Rev.",
    Modifier.CANCELLATION: "Canc.",
    Modifier.REMINDER: "Rem.",
}
"""What stands before the number of a child in the register, whatever the languages print."""

E = EntryState
MOVES: Final[Mapping[EntryState, frozenset[EntryState]]] = {
    E.RESERVED: frozenset({E.ISSUED, E.VOID}),
    E.ISSUED: frozenset({E.CANCELLED, E.SUPERSEDED}),
    E.VOID: frozenset(),
    E.CANCELLED: frozenset(),
    E.SUPERSEDED: frozenset(),
}


class Series(Base):
    """A series of references, such as DM."""

    __tablename__ = "series"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    defined_at: Mapped[datetime]


class SeriesEpoch(Base):
    """How a series is numbered from a day on; it is never changed, another one follows it."""

    __tablename__ = "series_epoch"
    __table_args__ = (UniqueConstraint("series_id", "number"),)
    id: Mapped[Id]
    series_id: Mapped[int] = mapped_column(BigId, ForeignKey("series.id"))
    number: Mapped[int]
    """1 for the first; of two that hold from the same day the higher one counts."""
    pattern: Mapped[str]
    start: Mapped[int] = mapped_column(BigInteger)
    reset: Mapped[ResetPolicy]
    valid_from: Mapped[date]
    """The first issue date that it numbers."""
    defined_at: Mapped[datetime]
    actor: Mapped[str]


class SeriesPeriod(Base):
    """A named period after which an epoch with the policy *period* begins to count again."""

    __tablename__ = "series_period"
    __table_args__ = (UniqueConstraint("epoch_id", "name"),)
    id: Mapped[Id]
    epoch_id: Mapped[int] = mapped_column(BigId, ForeignKey("series_epoch.id"))
    name: Mapped[str]
    valid_from: Mapped[date]


class RegisterCounter(Base):
    """The next number of an epoch in a scope and period; read and raised under the lock on the epoch."""

    __tablename__ = "register_counter"
    epoch_id: Mapped[int] = mapped_column(BigId, ForeignKey("series_epoch.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    next_seq: Mapped[int] = mapped_column(BigInteger)


class RegisterEntry(Base):
    """One reference: allocated from a series, or given by hand (then without epoch and number)."""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("epoch_id", "scope", "period", "seq"),
        UniqueConstraint("parent_id", "modifier", "modifier_number"),
        Index(None, "sort_key", "id"),
        Index(None, "issue_date"),
        Index(
            "uq_register_entry_compared",
            "compared",
            unique=True,
            sqlite_where=text("NOT legacy"),
            postgresql_where=text("NOT legacy"),
        ),
    )
    id: Mapped[Id]
    epoch_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("series_epoch.id"))
    scope: Mapped[str]
    period: Mapped[str]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    printed: Mapped[str]
    """The reference as the letter bears it, where a language has no text of its own."""
    compared: Mapped[str] = mapped_column(index=True)
    """`printed` in the form in which two references are the same."""
    key: Mapped[str] = mapped_column(unique=True)
    """The one plain-letter name of the entry."""
    sort_key: Mapped[str] = mapped_column(BYTEWISE)
    legacy: Mapped[bool]
    """Whether it was given elsewhere, before or beside this register."""
    state: Mapped[EntryState] = mapped_column(index=True)
    letter_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("letter.id"), index=True)
    position: Mapped[int]
    """0 for the letter's primary reference, 1 for a second one."""
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("register_entry.id"))
    modifier: Mapped[Modifier | None]
    modifier_number: Mapped[int | None]
    superseded_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("register_entry.id"))
    unit: Mapped[str]
    initials: Mapped[str]
    issue_date: Mapped[date]
    reason: Mapped[str]
    """Why it is void, cancelled or superseded."""
    actor: Mapped[str]
    """The pseudonym of who took the number."""
    reserved_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def move_to(self, state: EntryState) -> None:
        """Change the state; Refused for a move that the states do not allow."""
        if state not in MOVES[self.state]:
            raise Refused(f"The reference {self.printed} is {self.state} and cannot become {state}.")
        self.state = state


class RegisterText(Base):
    """What a language prints instead of the reference's own text."""

    __tablename__ = "register_text"
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("register_entry.id"), primary_key=True)
    language: Mapped[Language] = mapped_column(primary_key=True)
    printed: Mapped[str]
    compared: Mapped[str] = mapped_column(index=True)
    """`printed` in the form in which two references are the same."""


class RegisterEvent(Base):
    """A change of an entry's state: when, by whom, why."""

    __tablename__ = "register_event"
    __table_args__ = (Index(None, "entry_id", "id"),)
    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("register_entry.id"))
    at: Mapped[datetime]
    was: Mapped[EntryState | None]
    became: Mapped[EntryState]
    actor: Mapped[str]
    why: Mapped[str]
