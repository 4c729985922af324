"""Whether the attempts and events in the ledger are the ones that the audit chain vouches for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, Text, cast, exists, func, select

from mailer.audit import AuditEntry
from mailer.commitment import commit
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession, ask
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryEvent
from mailer.dispatch import DeliveryState
from mailer.erasure import UNTOLD, Erased
from mailer.evidence import ATTEMPTS, EVENTS, GROUP, digest_of_group

AT_ONCE: Final = 64
"""Groups that are read with one query: some thousands of rows."""
OnStep = Callable[[int], None]
"""Told of so many rows more that were looked at."""

_MOMENT: Final = {
    "sqlite": "replace(t.{0}, ' ', 'T') || 'Z'",
    "postgresql": "to_char(t.{0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
}
"""A moment as canonical text."""
_AMONG: Final = {
    "sqlite": "(SELECT value FROM json_each(:groups))",
    "postgresql": "(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:groups AS json)))",
}
_BYTES: Final = "CASE WHEN t.became IN ({}) THEN d.bytes_hash END".format(
    ", ".join(f"'{state}'" for state in DeliveryState if state.ended)
)
"""The hash of the bytes where this attempt or event fixed them."""


class _Sort(NamedTuple):
    """One sort of evidence: which entries vouch for it, and how its rows are read."""

    deed: str
    table: type[DeliveryAttempt | DeliveryEvent]
    plural: str
    texts: tuple[str, ...]
    """What may be erased."""
    evidence: str
    """What the digest covers, in its order (`mailer.evidence`); NULL where the commitment belongs."""
    gap: int
    """Its place."""

    def rows(self, dialect: str) -> str:
        """The query for the rows of some groups: id, group, salt, what was erased, texts, evidence."""
        moments = {name: _MOMENT[dialect].format(name) for name in ("began_at", "ended_at", "at")}
        listed = ", ".join(f"t.{name}" for name in ("id", "group_id", "salt", "erased", *self.texts))
        return (
            f"SELECT {listed}, {self.evidence.format(**moments)} FROM {self.table.__tablename__} t"
            f" JOIN delivery d ON d.id = t.delivery_id WHERE t.group_id IN {_AMONG[dialect]}"
            " ORDER BY t.group_id"
        )


_SORTS: Final = (
    _Sort(
        ATTEMPTS,
        DeliveryAttempt,
        "attempts",
        ("reply", "note"),
        "t.delivery_id, t.claim_id, t.group_id, {began_at}, {ended_at}, t.outcome, t.stage, t.code,"
        f" t.enhanced, NULL, t.server, t.queue_id, t.became, {_BYTES}",
        9,
    ),
    _Sort(
        EVENTS,
        DeliveryEvent,
        "events",
        ("why",),
        "t.delivery_id, t.group_id, {at}, t.was, t.became, NULL, t.actor, d.bytes_hash",
        5,
    ),
)


def verify_vouched(
    session: OfficeSession,
    erased: Erased,
    *,
    dispatch_id: int | None = None,
    on_step: OnStep = lambda _: None,
) -> Contradiction | None:
    """The first group of attempts or events that is not as it was written; None while all are.

    With a chain that is sound (`audit.verify`) this shows that none was altered, removed, added, or erased
    without an entry that says so. Of one dispatch alone, if it is named: then the groups it has a part in.
    """
    for sort in _SORTS:
        found = _verify(session, sort, erased, dispatch_id, on_step)
        if found is not None:
            return found
    return None


def _verify(
    session: OfficeSession, sort: _Sort, erased: Erased, dispatch_id: int | None, on_step: OnStep
) -> Contradiction | None:
    entries, vouched = _entries(session, sort, dispatch_id), 0
    while some := list(islice(entries, AT_ONCE)):
        groups = _stored_groups(session, sort, [group for _, group, _ in some])
        for number, group, facts in some:
            rows = groups.get(group, ())
            found = _fault(sort, rows, erased, facts, number)
            if found is not None:
                return found
            vouched += len(rows)
            on_step(len(rows))
    if dispatch_id is None and vouched == session.scalar(select(func.count()).select_from(sort.table)):
        return None
    return _not_vouched_for(session, sort, dispatch_id)


def _entries(
    session: OfficeSession, sort: _Sort, dispatch_id: int | None
) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """The entries that vouch, in order: number, group, facts."""
    asked = select(AuditEntry.number, AuditEntry.subject, AuditEntry.facts).where(
        AuditEntry.deed == sort.deed
    )
    if dispatch_id is not None:
        groups = _of_dispatch(select(GROUP + cast(sort.table.group_id, Text)), sort, dispatch_id)
        asked = asked.where(AuditEntry.subject.in_(groups))
    ordered = asked.order_by(AuditEntry.number).execution_options(yield_per=1_000)
    with session.execute(ordered) as found:
        for number, subject, facts in found:
            name = subject.removeprefix(GROUP)
            yield number, int(name) if name.isdecimal() else -1, facts


def _of_dispatch(asked: Select[Any], sort: _Sort, dispatch_id: int) -> Select[Any]:
    own = select(Delivery.id).where(Delivery.dispatch_id == dispatch_id)
    return asked.where(sort.table.delivery_id.in_(own))


def _stored_groups(
    session: OfficeSession, sort: _Sort, groups: Sequence[int]
) -> dict[int, list[tuple[Any, ...]]]:
    """The rows of groups as they now stand."""
    statement = sort.rows(session.get_bind().dialect.name)
    rows = ask(session, statement, {"groups": json.dumps(groups)})
    return {group: list(some) for group, some in groupby(rows, key=lambda row: row[1])}


def _fault(
    sort: _Sort,
    rows: Sequence[tuple[Any, ...]],
    erased: Erased,
    facts: Mapping[str, Any],
    number: int,
) -> Contradiction | None:
    """What is wrong with a group; None if its rows are what its entry vouches for."""
    told = erased.get(sort.table.__tablename__, frozenset())
    evidence = []
    for row_id, _, salt, commitment, *rest in rows:
        texts, known = rest[: len(sort.texts)], rest[len(sort.texts) :]
        if commitment is not None and row_id not in told:
            return Contradiction(f"Message {known[0]}", f"one of its {sort.plural} {UNTOLD}", number)
        blank = salt is None and not any(texts)
        if commitment is None or not blank:
            commitment = commit(salt or "", *texts)  # noqa: PLW2901
        evidence.append([*known[: sort.gap], commitment, *known[sort.gap + 1 :]])
    if digest_of_group(evidence) == facts["digest"]:
        return None
    what = f"the {sort.plural} that it vouches for were altered, removed or added to"
    return Contradiction(f"Entry {number}", what, number)


def _not_vouched_for(session: OfficeSession, sort: _Sort, dispatch_id: int | None) -> Contradiction | None:
    """The first row of a group that no entry tells of."""
    told = exists().where(
        AuditEntry.subject == GROUP + cast(sort.table.group_id, Text), AuditEntry.deed == sort.deed
    )
    asked = select(sort.table.delivery_id).where(~told)
    if dispatch_id is not None:
        asked = _of_dispatch(asked, sort, dispatch_id)
    delivery_id = session.scalar(asked.order_by(sort.table.id).limit(1))
    if delivery_id is None:
        return None
    return Contradiction(f"Message {delivery_id}", f"one of its {sort.plural} stands under no audit entry")
