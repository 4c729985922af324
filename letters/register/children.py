"""Numbers under a parent: corrigenda, addenda, revisions, cancellations and reminders, each from 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from letters.facts import Language
from letters.register.allocation import enter, keep_text
from letters.register.reading import entry_of, references_of, texts_of
from letters.register.tables import ABBREVIATIONS, EntryState, Modifier, RegisterEntry
from mailer.audit import Actor
from mailer.errors import Refused

_NOTES: Final = frozenset({Modifier.CORRIGENDUM, Modifier.CANCELLATION, Modifier.REMINDER})
"""What only says something about its parent: what follows on it follows on the parent."""


def take_child(
    session: Session,
    now: datetime,
    actor: Actor,
    parent: str,
    modifier: Modifier,
    *,
    issue_date: date,
    letter_id: int,
    labels: Mapping[Language, str],
) -> RegisterEntry:
    """Reserve the next number of its sort under a parent, by the parent's reference; the entry.

    `labels` are what each language prints, such as `Corrigendum {number}`. The parent stays locked until the
    transaction ends, so that nobody takes the same number. Refused for a parent that nothing can follow on
    (see `stands_on`); NotFound if there is none.
    """
    above = stands_on(session, parent, modifier, lock=True)
    number = 1 + (session.scalar(_highest(above, modifier)) or 0)
    entry = RegisterEntry(
        scope="",
        period="",
        printed=f"{above.printed} {ABBREVIATIONS[modifier]}{number}",
        legacy=False,
        parent_id=above.id,
        modifier=modifier,
        modifier_number=number,
        position=0,
        letter_id=letter_id,
        issue_date=issue_date,
        unit="",
        initials="",
    )
    enter(session, now, actor, entry)
    own = texts_of(session, above)
    for language, label in sorted(labels.items()):
        printed = f"{own.get(language, above.printed)} {label.format(number=number)}"
        keep_text(session, entry, language, printed)
    session.flush()
    return entry


def _highest(above: RegisterEntry, modifier: Modifier) -> Select[int | None]:
    return select(func.max(RegisterEntry.modifier_number)).where(
        RegisterEntry.parent_id == above.id, RegisterEntry.modifier == modifier
    )


def stands_on(session: Session, parent: str, modifier: Modifier, *, lock: bool = False) -> RegisterEntry:
    """The reference under which a letter of this sort is numbered that follows on the one named.

    That is the named letter's primary one, but: what follows on a corrigendum, a cancellation or a reminder
    is numbered under the parent of that, and so is a second corrigendum, addendum or revision that names the
    first. A cancellation stands on exactly what it names, for that is what it takes back. NotFound for a name
    that is no reference; Refused unless the letter has gone out and its reference stands.
    """
    named = _primary(session, entry_of(session, parent), lock=lock)
    _refuse_ended(session, named, modifier)
    if modifier is Modifier.CANCELLATION:
        if named.modifier is Modifier.CANCELLATION:
            raise Refused(f"{named.printed} is a cancellation itself. What was cancelled is issued anew.")
        return named
    while named.parent_id is not None and (named.modifier in _NOTES or named.modifier is modifier):
        named = _primary(session, session.get_one(RegisterEntry, named.parent_id), lock=lock)
        _refuse_ended(session, named, modifier)
    return named


def _primary(session: Session, entry: RegisterEntry, *, lock: bool) -> RegisterEntry:
    """The primary reference of the letter that bears this one, as it stands now."""
    if entry.position and entry.letter_id is not None:
        entry = references_of(session, entry.letter_id)[0]
    asked = select(RegisterEntry).where(RegisterEntry.id == entry.id)
    found = session.scalars(
        asked.with_for_update() if lock else asked, execution_options={"populate_existing": True}
    )
    return found.one()


def _refuse_ended(session: Session, entry: RegisterEntry, modifier: Modifier) -> None:
    """Refused unless something can follow on this reference."""
    if entry.state is EntryState.ISSUED:
        return
    if entry.state is EntryState.RESERVED:
        raise Refused(
            f"{entry.printed} has not gone out yet: nothing can follow on it. Withdraw that letter if it is"
            " wrong, and submit a better one."
        )
    if entry.state is EntryState.SUPERSEDED:
        if modifier is Modifier.REVISION:
            return  # the next revision of the whole
        later = session.get(RegisterEntry, entry.superseded_by_id or 0)
        instead = f" by {later.printed}: name that one" if later else ""
        raise Refused(f"{entry.printed} was superseded{instead}.")
    raise Refused(f"{entry.printed} is {entry.state}: nothing can follow on it.")


def children_of(session: Session, entry: RegisterEntry) -> Sequence[RegisterEntry]:
    """What is numbered under a reference, void numbers too, in the order in which the numbers were taken."""
    asked = select(RegisterEntry).where(RegisterEntry.parent_id == entry.id)
    return session.scalars(asked.order_by(RegisterEntry.id)).all()


def family_of(session: Session, entry: RegisterEntry) -> list[RegisterEntry]:
    """The whole family of a reference, in the order in which the numbers were taken: the first one first."""
    root = entry
    while root.parent_id is not None:
        root = session.get_one(RegisterEntry, root.parent_id)
    found, generation = [root], [root.id]
    while generation:
        asked = select(RegisterEntry).where(RegisterEntry.parent_id.in_(generation))
        below = session.scalars(asked.order_by(RegisterEntry.id)).all()
        found += below
        generation = [child.id for child in below]
    return sorted(found, key=lambda member: (member.reserved_at, member.id))
