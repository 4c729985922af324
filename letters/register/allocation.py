"""Taking references: the next number of a series, or one given by hand; each once, for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from letters.facts import Language, Reference
from letters.register.closing import refuse_closed
from letters.register.patterns import (
    Particulars,
    ResetPolicy,
    comparable,
    filing_key,
    natural_key,
    period_of,
    read_pattern,
)
from letters.register.series import epoch_on, period_on
from letters.register.tables import (
    EntryState,
    RegisterCounter,
    RegisterEntry,
    RegisterEvent,
    RegisterText,
    SeriesEpoch,
)
from mailer.audit import Actor
from mailer.errors import Refused


def take_references(
    session: Session,
    now: datetime,
    actor: Actor,
    references: Sequence[Reference],
    *,
    issue_date: date,
    letter_id: int | None = None,
    first: int = 0,
) -> list[RegisterEntry]:
    """Reserve the references of a letter, the primary one first; their entries.

    `first` is the position of the first one, where others of the letter come before it.

    The series stay locked until the transaction ends, so that processes wait for each other and a
    transaction that fails leaves no gap. Refused if a series is unknown or lacks something, or if a reference
    that is printed the same was given before.
    """
    epochs = [epoch_on(session, r.series, issue_date) if r.series else None for r in references]
    _lock(session, {epoch.id for epoch in epochs if epoch})
    entries = []
    for position, (reference, epoch) in enumerate(zip(references, epochs, strict=True), start=first):
        entry = _by_hand(reference) if epoch is None else _numbered(session, reference, epoch, issue_date)
        entry.position, entry.letter_id, entry.issue_date = position, letter_id, issue_date
        entry.unit, entry.initials = reference.unit or "", reference.initials or ""
        enter(session, now, actor, entry)
        _keep_texts(session, entry, reference)
        entries.append(entry)
    return entries


def _lock(session: Session, epoch_ids: set[int]) -> None:
    """Lock the epochs in one order for all, so that nobody deadlocks."""
    if epoch_ids:
        asked = select(SeriesEpoch.id).where(SeriesEpoch.id.in_(epoch_ids)).order_by(SeriesEpoch.id)
        session.execute(asked.with_for_update()).all()


def _by_hand(reference: Reference) -> RegisterEntry:
    printed = reference.manual or ""
    return RegisterEntry(scope=reference.scope or "", period="", printed=printed, legacy=reference.legacy)


def _numbered(session: Session, reference: Reference, epoch: SeriesEpoch, issue_date: date) -> RegisterEntry:
    pattern = read_pattern(epoch.pattern, epoch.reset)
    scope = (reference.scope or "") if "scope" in pattern.tokens else ""
    period = period_of(epoch.reset, issue_date, period_on(session, epoch, issue_date))
    if epoch.reset is ResetPolicy.PERIOD and not period:
        raise Refused(f"The series {reference.series} counts by periods, and none is open on {issue_date}.")
    seq = _next(session, epoch, scope, period)
    particulars = Particulars(
        series=reference.series or "",
        issue_date=issue_date,
        seq=seq,
        scope=scope,
        unit=reference.unit or "",
        initials=reference.initials or "",
        period=period,
    )
    printed = pattern.printed(particulars)
    return RegisterEntry(
        epoch_id=epoch.id, scope=scope, period=period, seq=seq, printed=printed, legacy=False
    )


def _next(session: Session, epoch: SeriesEpoch, scope: str, period: str) -> int:
    """The next number, under the lock on the epoch."""
    name = (epoch.id, scope, period)
    counter = session.get(RegisterCounter, name, populate_existing=True)
    if counter is None:
        counter = RegisterCounter(epoch_id=epoch.id, scope=scope, period=period, next_seq=epoch.start)
        session.add(counter)
    seq = counter.next_seq
    counter.next_seq = seq + 1
    session.flush()
    return seq


def enter(session: Session, now: datetime, actor: Actor, entry: RegisterEntry) -> None:
    """Enter a reference as reserved, under a key of its own; Refused if one printed so was given before, and
    for a year that is closed.
    """
    entry.compared, entry.sort_key = comparable(entry.printed), natural_key(entry.printed)
    entry.key = _free_key(session, entry)
    entry.state, entry.reason = EntryState.RESERVED, ""
    entry.actor, entry.reserved_at = actor.pseudonym, now
    session.add(entry)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused(
            f"The reference {entry.printed} was given to another letter at this very moment. Try again."
        ) from error
    refuse_closed(session, entry)
    taken = RegisterEvent(
        entry_id=entry.id, at=now, was=None, became=EntryState.RESERVED, actor=actor.pseudonym, why=""
    )
    session.add(taken)
    session.flush()


def _free_key(session: Session, entry: RegisterEntry) -> str:
    """A key that no other entry has; Refused if the same reference was given before.

    Old references that were not given here may be equal (letters.md 2.1), to each other and to what was given
    here: theirs get `~2`, `~3`. A new one is equal to none of them.
    """
    if not entry.legacy:
        same = select(RegisterEntry).where(RegisterEntry.compared == entry.compared)
        found = session.scalars(same.order_by(RegisterEntry.legacy, RegisterEntry.id).limit(1)).first()
        if found is not None:
            raise Refused(
                f"The reference {entry.printed} was given before, on {found.reserved_at:%Y-%m-%d} (it is"
                f" {found.state}). A reference is never used twice: choose another one, or have the"
                " administrator give the series another pattern or start."
            )
    plain = filing_key(entry.printed)
    number, key = 1, plain
    while session.scalars(select(RegisterEntry.id).where(RegisterEntry.key == key)).first() is not None:
        number += 1
        key = f"{plain}~{number}"
    return key


def keep_text(session: Session, entry: RegisterEntry, language: Language, printed: str) -> None:
    """Keep what a language prints for an entry."""
    compared = comparable(printed)
    session.add(RegisterText(entry_id=entry.id, language=language, printed=printed, compared=compared))


def _keep_texts(session: Session, entry: RegisterEntry, reference: Reference) -> None:
    if reference.display is None:
        return
    for language in Language:
        printed = reference.display.get(language)
        if printed is not None:
            keep_text(session, entry, language, printed)
    session.flush()
