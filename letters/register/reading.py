"""Reading the register: its entries in natural order, and one of them by any form in which it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from letters.facts import Language
from letters.register.gaps import epochs_of, in_year
from letters.register.lines import Counts, EntryLine, lines_of
from letters.register.patterns import comparable
from letters.register.tables import EntryState, RegisterEntry, RegisterEvent, RegisterText
from mailer.errors import NotFound

PAGE = 500
"""Entries on a page unless told otherwise."""


@dataclass(frozen=True)
class RegisterPage:
    """Some lines in natural order, how many there are in all, and where the next page begins."""

    lines: tuple[EntryLine, ...]
    total: int
    after: str | None
    """The key to ask for the next page with; None on the last."""


def list_entries(
    session: Session,
    *,
    series: str | None = None,
    year: int | None = None,
    state: EntryState | None = None,
    search: str = "",
    after: str | None = None,
    limit: int = PAGE,
    counts: Counts = lambda _: {},
) -> RegisterPage:
    """The entries of a series, of a year of issue, in a state: all that is asked; 10 comes after 9.

    `search` is a part of a reference as any language prints it. `counts` tells how many got a letter.
    """
    chosen = _chosen(series, year, state, search)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    page = chosen.order_by(RegisterEntry.sort_key, RegisterEntry.id)
    if after is not None:
        last = entry_of(session, after)
        page = page.where(
            or_(
                RegisterEntry.sort_key > last.sort_key,
                and_(RegisterEntry.sort_key == last.sort_key, RegisterEntry.id > last.id),
            )
        )
    ids = session.scalars(page.limit(limit + 1)).all()
    lines = tuple(lines_of(session, ids[:limit], counts))
    return RegisterPage(lines, total, lines[-1].key if len(ids) > limit else None)


def entries_in(session: Session, *, series: str | None = None, year: int | None = None) -> Sequence[int]:
    """The ids of the entries of a series and a year of issue, in natural order."""
    chosen = _chosen(series, year, None, "").order_by(RegisterEntry.sort_key, RegisterEntry.id)
    return session.scalars(chosen).all()


def _chosen(series: str | None, year: int | None, state: EntryState | None, search: str) -> Select[int]:
    chosen = select(RegisterEntry.id)
    if series is not None:
        chosen = chosen.where(RegisterEntry.epoch_id.in_(epochs_of(series)))
    if year is not None:
        chosen = chosen.where(in_year(year))
    if search.strip():
        chosen = chosen.where(_printed_like(search))
    return chosen if state is None else chosen.where(RegisterEntry.state == state)


def _printed_like(search: str) -> ColumnElement[bool]:
    """Whether an entry is printed so somewhere: by itself, or in one of the languages."""
    wanted = comparable(search)
    spoken = select(RegisterText.entry_id).where(RegisterText.compared.contains(wanted, autoescape=True))
    return or_(RegisterEntry.compared.contains(wanted, autoescape=True), RegisterEntry.id.in_(spoken))


def entry_of(session: Session, name: str) -> RegisterEntry:
    """The entry with this key, or printed so in any language; NotFound if there is none, or several are."""
    from_key = select(RegisterEntry).where(RegisterEntry.key == name)
    found = list(session.scalars(from_key))
    if not found:
        found = list(session.scalars(select(RegisterEntry).where(RegisterEntry.compared == comparable(name))))
    if not found:
        spoken = select(RegisterText.entry_id).where(RegisterText.compared == comparable(name))
        found = list(session.scalars(select(RegisterEntry).where(RegisterEntry.id.in_(spoken))))
    if len(found) > 1:
        keys = ", ".join(sorted(entry.key for entry in found))
        raise NotFound(f"Several references are printed “{name}”. Name one by its key: {keys}.")
    if not found:
        raise NotFound(f"There is no reference “{name}” in the register.")
    return found[0]


def references_of(session: Session, letter_id: int, *, void: bool = False) -> Sequence[RegisterEntry]:
    """The references that a letter has, the primary one first; with `void`, those it lost too."""
    asked = select(RegisterEntry).where(RegisterEntry.letter_id == letter_id)
    if not void:
        asked = asked.where(RegisterEntry.state != EntryState.VOID)
    ordered = asked.order_by(RegisterEntry.position, RegisterEntry.id)
    return session.scalars(ordered, execution_options={"populate_existing": True}).all()


def texts_of(session: Session, entry: RegisterEntry) -> dict[Language, str]:
    """What each language prints instead of the reference's own text; empty for nearly all."""
    asked = select(RegisterText.language, RegisterText.printed).where(RegisterText.entry_id == entry.id)
    return dict(session.execute(asked.order_by(RegisterText.language)).all())


def history_of(session: Session, entry: RegisterEntry) -> Sequence[RegisterEvent]:
    """What happened to an entry, oldest first."""
    asked = select(RegisterEvent).where(RegisterEvent.entry_id == entry.id)
    return session.scalars(asked.order_by(RegisterEvent.id)).all()
