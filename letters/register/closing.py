"""Closing a year of the register: its list with totals and a hash, after which it takes no reference more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from letters.register.gaps import unexplained_gaps
from letters.register.lines import Counts, EntryLine, lines_of
from letters.register.reading import entries_in
from letters.register.tables import EntryState, RegisterEntry, RegisterEvent, Series, SeriesEpoch
from mailer.audit import Actor, AuditEntry, head_of, record
from mailer.canonical import digest
from mailer.database import Base, Canonical, Id
from mailer.errors import NotFound, Refused
from mailer.staff import Role, require

DEED: Final = "register.close"
NAMED: Final = 5
"""How many open references a refusal names."""
_FIXED: Final = ("printed", "issue_date", "series", "handle")
"""What of a line never changes; its state may, beside an event that says when."""


class RegisterClosing(Base):
    """One closing: of a year, for one series or, where that is empty, for all of the register."""

    __tablename__ = "register_closing"
    __table_args__ = (UniqueConstraint("year", "series"),)
    id: Mapped[Id]
    year: Mapped[int]
    series: Mapped[str]
    zone: Mapped[str]
    """The time zone of the place of issue, in which the year was over."""
    closed_at: Mapped[datetime]
    actor: Mapped[str]
    totals: Mapped[dict[str, Any]]
    """How many entries were in which state."""
    spans: Mapped[dict[str, Any]]
    """For each series the first and the last reference in it."""
    gaps: Mapped[Any] = mapped_column(Canonical)
    """Numbers that nothing explained at the time."""
    lines: Mapped[Any] = mapped_column(Canonical, deferred=True)
    """Every line of the register as it stood, in natural order."""
    list_hash: Mapped[str]
    """The hash over those lines."""
    head: Mapped[str]
    """Where the audit chain ended before the closing was written down in it."""


def close_year(
    session: Session,
    now: datetime,
    actor: Actor,
    year: int,
    *,
    zone: str,
    series: str = "",
    with_open: bool = False,
    counts: Counts = lambda _: {},
) -> RegisterClosing:
    """Close a year of issue, for a series or for the whole register, beside an audit entry with the hash.

    Refused while the year is not over in the zone of the place of issue, when it is closed, and while
    references of it are reserved and have not gone out, unless they are to stand in the list as they are
    (`with_open`). NotFound for a series that there is not.
    """
    require(actor, Role.ADMINISTRATOR, "close a year of the register")
    _refuse_early(session, now, year, zone, series)
    if session.get_bind().dialect.name == "postgresql":
        # Whoever is entering a reference comes to an end first, and the next one sees the year closed.
        session.execute(text("LOCK TABLE register_entry IN SHARE MODE"))
    lines = list(lines_of(session, entries_in(session, series=series or None, year=year), counts))
    if not with_open:
        _refuse_open(lines, year)
    plain = [_plain(line) for line in lines]
    closing = RegisterClosing(
        year=year,
        series=series,
        zone=zone,
        closed_at=now,
        actor=actor.pseudonym,
        totals=_totals(lines),
        spans=_spans(lines),
        gaps=[str(gap) for gap in unexplained_gaps(session) if not series or gap.series == series],
        lines=plain,
        list_hash=digest(plain),
        head=str(head_of(session)),
    )
    session.add(closing)
    session.flush()
    facts = {"year": year, "series": series, "totals": closing.totals, "list": closing.list_hash}
    record(session, now, actor, DEED, f"register:{year}", facts)
    return closing


def refuse_closed(session: Session, entry: RegisterEntry) -> None:
    """Refused for an entry, written and not committed yet, whose year of issue is closed."""
    series = ""
    if entry.epoch_id is not None:
        named = select(Series.name).join(SeriesEpoch, SeriesEpoch.series_id == Series.id)
        series = session.scalars(named.where(SeriesEpoch.id == entry.epoch_id)).one()
    closing = _closing_of(session, entry.issue_date.year, series)
    if closing is not None:
        raise Refused(
            f"The register of {closing.year} was closed on {closing.closed_at:%Y-%m-%d}: nothing dated"
            f" {entry.issue_date} is entered any more. Date the letter for the day on which it goes out."
        )


def closings_of(session: Session, *, year: int | None = None) -> Sequence[RegisterClosing]:
    """The closings there are, or those of a year, in their order."""
    asked = select(RegisterClosing).order_by(RegisterClosing.year, RegisterClosing.series)
    return session.scalars(asked if year is None else asked.where(RegisterClosing.year == year)).all()


def contradiction_of(session: Session, closing: RegisterClosing) -> str:
    """What of a closing is not as it was written, as a sentence; empty while all of it agrees.

    The list is held against its hash, the hash against the audit chain, and each line against the register.
    """
    if digest(closing.lines) != closing.list_hash:
        return f"The list of {closing.year} has not the hash any more that it was closed with."
    asked = select(AuditEntry.facts).where(
        AuditEntry.deed == DEED, AuditEntry.subject == f"register:{closing.year}"
    )
    told = [facts for facts in session.scalars(asked) if facts["series"] == closing.series]
    if [facts["list"] for facts in told] != [closing.list_hash]:
        return f"The hash of the list of {closing.year} is not the one in the audit chain."
    return next(_differing(session, closing), "")


def _refuse_early(session: Session, now: datetime, year: int, zone: str, series: str) -> None:
    if series and session.scalars(select(Series.id).where(Series.name == series)).first() is None:
        raise NotFound(f"There is no series “{series}”.")
    if now.astimezone(ZoneInfo(zone)).year <= year:
        raise Refused(f"The year {year} is not over in {zone}: letters may still be issued in it.")
    closing = _closing_of(session, year, series)
    if closing is not None:
        raise Refused(f"The register of {year} was closed on {closing.closed_at:%Y-%m-%d}.")


def _closing_of(session: Session, year: int, series: str) -> RegisterClosing | None:
    """The closing that covers a year and series: that of the series, or of the whole register."""
    asked = select(RegisterClosing).where(
        RegisterClosing.year == year, RegisterClosing.series.in_({"", series})
    )
    return session.scalars(asked.order_by(RegisterClosing.id)).first()


def _refuse_open(lines: Sequence[EntryLine], year: int) -> None:
    left = [line.printed for line in lines if line.state is EntryState.RESERVED]
    if left:
        more = f" and {len(left) - NAMED:,} more" if len(left) > NAMED else ""
        raise Refused(
            f"References of {year} are reserved and have not gone out: {', '.join(left[:NAMED])}{more}. Void"
            " them, withdraw their letters, or close the year with them (--with-open)."
        )


def _plain(line: EntryLine) -> dict[str, Any]:
    told = asdict(line)
    told["reserved_at"] = line.reserved_at.isoformat()
    return {**told, "issue_date": line.issue_date.isoformat(), "state": line.state.value}


def _totals(lines: Sequence[EntryLine]) -> dict[str, int]:
    counted = Counter(line.state.value for line in lines)
    return {"entries": len(lines), **{state.value: counted[state.value] for state in EntryState}}


def _spans(lines: Sequence[EntryLine]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.series:
            found[line.series] = [found.get(line.series, [line.printed])[0], line.printed]
    return found


def _differing(session: Session, closing: RegisterClosing) -> Iterator[str]:
    now = {
        line.key: _plain(line)
        for line in lines_of(session, entries_in(session, series=closing.series or None, year=closing.year))
    }
    then: Mapping[str, Mapping[str, Any]] = {line["key"]: line for line in closing.lines}
    for key in sorted(now.keys() ^ then.keys()):
        what = "was entered after" if key in now else "is gone since"
        yield f"The reference {key} {what} the register of {closing.year} was closed."
    moved = select(RegisterEntry.key).join(RegisterEvent, RegisterEvent.entry_id == RegisterEntry.id)
    told = set(session.scalars(moved.where(RegisterEvent.at >= closing.closed_at)))
    for key in sorted(now.keys() & then.keys()):
        fixed = (*_FIXED, *(() if key in told else ("state",)))
        if any(now[key][name] != then[key][name] for name in fixed):
            yield f"The reference {key} is not as it stood when the register of {closing.year} was closed."
