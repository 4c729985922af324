"""Events of deliveries: changes of state that no attempt tells of, in groups that the chain vouches for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select

from mailer.audit import Actor, record
from mailer.clock import iso
from mailer.commitment import commit, fresh_salts
from mailer.database import OfficeSession, insert_rows
from mailer.delivery import Delivery, DeliveryEvent, StateChange
from mailer.evidence import EVENTS, GROUP, digest_of_group, new_group

COLUMNS: Final = ("delivery_id", "group_id", "at", "was", "became", "why", "actor", "salt")


def note_events(session: OfficeSession, now: datetime, by: Actor, changes: Sequence[StateChange]) -> None:
    """Write down what happened to deliveries, beside the one audit entry that vouches for all of it.

    Their rows are to be changed before, in the same transaction.
    """
    if not changes:
        return
    session.flush()
    group_id, salts = new_group(), fresh_salts(len(changes))
    ids = [change.delivery_id for change in changes]
    hashes = dict(session.execute(select(Delivery.id, Delivery.bytes_hash).where(Delivery.id.in_(ids))).all())
    stored, vouched = [], []
    for change, salt in zip(changes, salts, strict=True):
        told = (change.was.value, change.became.value)
        stored.append((change.delivery_id, group_id, now, *told, change.why, by.pseudonym, salt))
        named = (commit(salt, change.why), by.pseudonym, hashes[change.delivery_id])
        vouched.append((change.delivery_id, group_id, iso(now), *told, *named))
    insert_rows(session, DeliveryEvent, COLUMNS, stored, guarded=True)
    counts = Counter(change.became.value for change in changes)
    facts = {"counts": dict(counts), "events": len(changes), "digest": digest_of_group(vouched)}
    record(session, now, by, EVENTS, f"{GROUP}{group_id}", facts)
