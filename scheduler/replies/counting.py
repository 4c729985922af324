"""Which replies count, and where organisations stand by them, as conditions of queries."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.selectable import Subquery

from scheduler.extension import has_more_time
from scheduler.replies.asked import Asking, AskOf
from scheduler.replies.reply import WHOLE, Reply, ReplyState


class Standing(StrEnum):
    """Where an organisation stands towards one ask, or towards a letter; it is in exactly one of these."""

    COMPLETE = "complete"
    DECLINED = "declined"
    TO_ASSESS = "to assess"  # something came that nobody has read for what it counts
    PARTIAL = "partial"
    ACKNOWLEDGED = "acknowledged"
    SILENT = "silent"  # nothing came


class Count(StrEnum):
    """Where an organisation is counted: by its standing, and where it is silent by how its copies fared."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    DECLINED = "declined"
    TO_ASSESS = "to assess"
    ACKNOWLEDGED = "acknowledged"
    SILENT = "silent"  # got the letter, or may have, and nothing came
    WAITING = "waiting"  # none of its copies has gone out yet
    BOUNCED = "bounced"  # every copy came back, or was refused
    NOT_REACHED = "not reached"  # suppressed, cancelled, or without an address


REPLIED: Final = frozenset({Count.COMPLETE, Count.PARTIAL, Count.DECLINED, Count.TO_ASSESS})
"""What counts as a reply, whatever it amounts to."""
OPEN: Final = frozenset({Standing.SILENT, Standing.ACKNOWLEDGED, Standing.PARTIAL})
"""Where an answer is still to come: it may be asked for again."""
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


def standings(asking: Asking, ask: str | None = None) -> Subquery:
    """A row for each organisation of which a reply to the letter counts, with these columns.

    `organisation_id`; `standing` towards the ask that is named, else towards the letter: complete or declined
    once each ask that counts is so, silent only where nothing came to any of them; `late`, whether one of
    them was settled after its deadline as it holds now, and after what more time the organisation has;
    `settled_at`, the moment when the last one was. An organisation without a row is silent.
    """
    asks = asking.towards(ask)
    each = (
        select(Reply.organisation_id, *(column for i, one in enumerate(asks) for column in _columns(i, one)))
        .where(Reply.letter_id == asking.letter.id, counts())
        .group_by(Reply.organisation_id)
        .subquery()
    )
    ranks = [each.c[f"rank_{i}"] for i in range(len(asks))]
    moments = [each.c[f"settled_{i}"] for i in range(len(asks))]
    late = [
        and_(
            moment >= one.due.too_late_from,
            ~has_more_time(asking.letter.id, each.c.organisation_id, one.name, moment),
        )
        for one, moment in zip(asks, moments, strict=True)
        if one.due is not None
    ]
    return select(
        each.c.organisation_id,
        _standing(ranks).label("standing"),
        case((or_(false(), *late), literal(1)), else_=0).label("late"),
        case((and_(*(rank >= _NO for rank in ranks)), _latest(moments))).label("settled_at"),
    ).subquery()


def _columns(place: int, ask: AskOf) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Of the replies to one ask: the rank of the best one, and when the first came that settles it."""
    meant = Reply.ask.in_((ask.name, WHOLE))
    rank = func.max(case((meant, _rank()), else_=_NOTHING))
    settles = and_(meant, Reply.state.in_((ReplyState.COMPLETE, ReplyState.DECLINED)))
    settled = func.min(case((settles, Reply.came_at)))
    return rank.label(f"rank_{place}"), settled.label(f"settled_{place}")


def _latest(moments: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    """The latest of several moments; one that is missing makes it missing."""
    latest = moments[0]
    for moment in moments[1:]:
        latest = case((latest >= moment, latest), else_=moment)
    return latest


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
