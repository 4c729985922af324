"""Collects what lies in a mailbox: fetched, stored and committed, and only then put away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from mailer.audit import Actor
from mailer.database import Database
from mailer.inbox.keeping import AT_ONCE, OCTETS_AT_ONCE, Arrived, Place, arrived, known_uids, store
from mailer.inbox.mailbox import Mailbox


@dataclass
class Collected:
    """What one look into a mailbox brought."""

    new: int = 0
    """Messages that were not known."""
    known: int = 0
    """Messages that had been stored before, from here or from elsewhere."""
    missed: int = 0
    """Messages that lay there and were not given out; the next look tries again."""


def collect(
    database: Database,
    now: datetime,
    by: Actor,
    mailbox: Mailbox,
    *,
    at_point: Callable[[str], None] = lambda _: None,
) -> Collected:
    """Store all that lies in a mailbox and was not stored yet, in groups; a job.

    A message is put away only when its group is committed. Killed at any point, or when the mailbox
    disappears (Unreachable), nothing is lost, and the next look stores nothing a second time (F14).
    `at_point` is told of the points on the way, for tests.
    """
    done, listed = Collected(), mailbox.listed()
    with database.reading() as session:
        known = known_uids(session, mailbox.name, mailbox.validity)
    again = [uid for uid in listed if uid in known]
    done.known = len(again)
    mailbox.put_away(again)
    for group in _groups(mailbox, [uid for uid in listed if uid not in known], done):
        at_point("fetched")
        with database.writing() as session:
            new = len(store(session, now, by, group))
            at_point("stored")
        at_point("committed")
        done.new += new
        done.known += len(group) - new
        mailbox.put_away([one.place.uid for one in group if one.place is not None])
        at_point("put away")
    return done


def _groups(mailbox: Mailbox, uids: Sequence[str], done: Collected) -> Iterator[list[Arrived]]:
    group, octets = list[Arrived](), 0
    for uid in uids:
        fetched = mailbox.fetch(uid)
        if fetched is None:
            done.missed += 1
            continue
        place = Place(mailbox.name, mailbox.validity, uid)
        group.append(arrived(fetched.raw, mailbox.name, place, fetched.size))
        octets += len(fetched.raw)
        if len(group) >= AT_ONCE or octets >= OCTETS_AT_ONCE:
            yield group
            group, octets = [], 0
    if group:
        yield group
