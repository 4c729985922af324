"""Which replies count, and where organisations stand by them, as conditions of queries."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql.selectable import Subquery

from scheduler.replies.asked import Asking
from scheduler.replies.reply import WHOLE, Reply, ReplyState


class Standing(StrEnum):
    """Where an organisation stands towards one ask, or towards a letter; it is in exactly one of these."""

    COMPLETE = "complete"
    DECLINED = "declined"
    TO_ASSESS = "to assess"  # something came that nobody has read for what it counts
    PARTIAL = "partial"
    ACKNOWLEDGED = "acknowledged"
    SILENT = "silent"  # nothing came

    @property
    def open(self) -> bool:
        """Whether an answer is still to come: it may be asked for again."""
        return self in OPEN


OPEN: Final = frozenset({Standing.SILENT, Standing.ACKNOWLEDGED, Standing.PARTIAL})
_RANKS: Final = {
    ReplyState.COMPLETE: 5,
    ReplyState.DECLINED: 4,
    ReplyState.RECEIVED: 3,
    ReplyState.PARTIAL: 2,
    ReplyState.ACKNOWLEDGED: 1,
}
"""Of several replies to one ask the one with the highest rank decides; a correction takes the other away."""
_NO, _UNREAD, _SOME, _SEEN, _NOTHING = 4, 3, 2, 1, 0


def counts() -> ColumnElement[bool]:
    """The condition that a reply is not corrected by a further one, and is not such a correction away."""
    later = aliased(Reply)
    corrected = exists(select(literal(1)).where(later.corrects_id == Reply.id).correlate(Reply))
    return and_(Reply.state != ReplyState.DISREGARDED, ~corrected)


def has_said_nothing(
    organisation: InstrumentedAttribute[int | None], letter_id: int, ask: str
) -> ColumnElement[bool]:
    """The condition that nothing counts that an organisation answered to an ask: it is silent on it."""
    said = exists(
        select(literal(1))
        .where(
            Reply.letter_id == letter_id,
            Reply.organisation_id == organisation,
            Reply.ask.in_((ask, WHOLE)),
            counts(),
        )
        .correlate(organisation.class_)
    )
    return ~said


def standings(asking: Asking, ask: str | None = None) -> Subquery:
    """A row for each organisation of which a reply to the letter counts: `organisation_id`, `standing`.

    Towards one ask where it is named, else towards the letter: complete or declined once each ask that counts
    is so, silent only where nothing came to any of them. Who is in no row is silent.
    """
    names = [ask] if ask is not None else [one.name for one in asking.counted]
    ranks = [func.max(case((Reply.ask.in_((name, WHOLE)), _rank()), else_=_NOTHING)) for name in names]
    each = (
        select(Reply.organisation_id, *(rank.label(f"rank_{i}") for i, rank in enumerate(ranks)))
        .where(Reply.letter_id == asking.letter.id, counts())
        .group_by(Reply.organisation_id)
        .subquery()
    )
    found = [each.c[f"rank_{i}"] for i in range(len(names))]
    return select(each.c.organisation_id, _standing(found).label("standing")).subquery()


def _rank() -> ColumnElement[int]:
    return case(*((Reply.state == state, rank) for state, rank in _RANKS.items()), else_=_NOTHING)


def _standing(ranks: Sequence[ColumnElement[int]]) -> ColumnElement[str]:
    """One standing from the ranks of the best reply to each ask."""
    settled = and_(*(rank >= _NO for rank in ranks))
    return case(
        (and_(*(rank == _NO for rank in ranks)), Standing.DECLINED.value),
        (settled, Standing.COMPLETE.value),
        (or_(*(rank == _UNREAD for rank in ranks)), Standing.TO_ASSESS.value),
        (or_(*(rank >= _SOME for rank in ranks)), Standing.PARTIAL.value),
        (or_(*(rank == _SEEN for rank in ranks)), Standing.ACKNOWLEDGED.value),
        else_=Standing.SILENT.value,
    )
