"""What the audit chain says of replies, and whether each reply is still what it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from mailer.audit import AuditEntry
from mailer.canonical import digest
from mailer.clock import iso
from mailer.contradiction import Contradiction
from mailer.database import OfficeSession
from scheduler.replies.reply import Reply

SINGLE: Final = ("reply.record", "reply.assess", "reply.correct")
"""Deeds whose entries tell of one reply; their subject names it, their facts are `stated`."""
GROUPS: Final = ("reply.receive", "reply.import")
"""Deeds whose entries tell of several, by their ids and one digest (`stated_together`)."""
_SUBJECT: Final = "reply:"


def stated(reply: Reply) -> dict[str, Any]:
    """What a reply says that is never erased, and names nobody; what is not known is left out."""
    facts = {
        "letter": reply.letter_id,
        "organisation": reply.organisation_id,
        "ask": reply.ask,
        "state": reply.state.value,
        "came_at": iso(reply.came_at),
        "channel": reply.channel.value,
        "recipient": reply.recipient_id,
        "delivery": reply.delivery_id,
        "inbox": reply.message_id,
        "file": reply.file_sha256,
        "corrects": reply.corrects_id,
        "source": reply.source,
    }
    return {name: value for name, value in facts.items() if value is not None}


def stated_together(replies: Sequence[Reply]) -> dict[str, Any]:
    """The ids of several replies in order, and one digest over what each of them says."""
    return {"replies": [reply.id for reply in replies], "digest": digest([stated(one) for one in replies])}


@dataclass
class _Group:
    """The replies that one entry vouches for, as they are met."""

    entry: int
    ids: Sequence[int]
    digest: str
    met: list[dict[str, Any]] = field(default_factory=list)


def verify_replies(
    session: OfficeSession, on_step: Callable[[int], None] = lambda _: None
) -> Contradiction | None:
    """The first reply that is not as the audit chain says, or that it does not know, or that is gone.

    The chain is to be verified before; `on_step` is told of each reply.
    """
    single, groups = _told(session)
    group_of = {number: group for group in groups for number in group.ids}
    asked = select(Reply).order_by(Reply.id).execution_options(yield_per=1_000)
    with session.scalars(asked) as replies:
        for reply in replies:
            on_step(1)
            if reply.id in group_of:
                group_of[reply.id].met.append(stated(reply))
            else:
                entry, facts = single.pop(reply.id, (None, None))
                if facts != stated(reply):
                    why = "it was altered" if entry else "no audit entry tells of it"
                    return Contradiction(f"Reply {reply.id}", why, entry)
            session.expunge(reply)
    for number, (entry, _) in single.items():
        return Contradiction(f"Reply {number}", "it is gone", entry)
    return next(filter(None, map(_broken, groups)), None)


def _broken(group: _Group) -> Contradiction | None:
    """What is wrong with the replies of a group; None if all of them are there as they were."""
    if digest(group.met) == group.digest:
        return None
    which = f"{group.ids[0]} to {group.ids[-1]}"
    why = f"the replies {which} that it vouches for were altered or are gone"
    return Contradiction(f"Entry {group.entry}", why, group.entry)


def _told(session: OfficeSession) -> tuple[dict[int, tuple[int, dict[str, Any]]], list[_Group]]:
    """What the entries say: of single replies by their ids, and of groups."""
    asked = (
        select(AuditEntry.number, AuditEntry.deed, AuditEntry.subject, AuditEntry.facts)
        .where(AuditEntry.deed.in_((*SINGLE, *GROUPS)))
        .order_by(AuditEntry.number)
    )
    single: dict[int, tuple[int, dict[str, Any]]] = {}
    groups: list[_Group] = []
    for number, deed, subject, facts in session.execute(asked):
        if deed in SINGLE:
            single[int(subject.removeprefix(_SUBJECT))] = (number, facts)
        else:
            groups.append(_Group(number, facts["replies"], facts["digest"]))
    return single, groups
