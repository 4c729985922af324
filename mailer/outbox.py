"""The outbox: deliveries are put into a held dispatch, which is opened when full and may be cancelled."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import select

from mailer.address import forms_of_wire
from mailer.audit import Actor, record
from mailer.blueprint import BlueprintSpec, PartRef
from mailer.canonical import canonical_json
from mailer.database import OfficeSession, fresh_ids, insert_rows, run_one
from mailer.delivery import DUE, Delivery, Part, StoredBlueprint
from mailer.dispatch import DeliveryState, DispatchState, count_moves, dispatch_of, note
from mailer.errors import Refused
from mailer.merge import Values
from mailer.token import new_serial

COLUMNS: Final = (
    "id",
    "dispatch_id",
    "blueprint_id",
    "serial",
    "address",
    "address_key",
    "domain",
    "name",
    "values",
    "extra_parts",
    "headers",
    "state",
    "reason",
    "attempts",
    "due_at",
)


@dataclass(frozen=True)
class Outgoing:
    """One copy to be delivered: to whom, by which blueprint, with which merge values."""

    blueprint_id: int
    address: str
    """As it goes into RCPT TO: the local part as written, the domain as an A-label."""
    address_key: str
    domain: str
    name: str
    values: Values
    extra_parts: tuple[PartRef, ...] = ()
    """Parts of its own, in order, kept beforehand by `keep_part`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of its own, such as References."""


def keep_part(session: OfficeSession, content: bytes) -> str:
    """Keep bytes once under their SHA-256, which is returned."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(Part, sha256) is None:
        session.add(Part(sha256=sha256, size=len(content), content=content))
        session.flush()
    return sha256


def part_bytes(session: OfficeSession, sha256: str) -> bytes:
    """The bytes kept under a hash, checked against it; Refused if they are gone or altered."""
    part = session.get(Part, sha256)
    if part is None or hashlib.sha256(part.content).hexdigest() != sha256:
        raise Refused(f"The annex stored as {sha256[:12]}… is missing or was altered in the database.")
    return part.content


def keep_blueprint(session: OfficeSession, spec: BlueprintSpec) -> int:
    """Keep a blueprint once under its key; its id."""
    found = session.scalars(select(StoredBlueprint.id).where(StoredBlueprint.key == spec.key)).first()
    if found is not None:
        return found
    stored = StoredBlueprint(key=spec.key, engine=spec.engine, spec=spec.to_json())
    session.add(stored)
    session.flush()
    return stored.id


def blueprint_spec(session: OfficeSession, blueprint_id: int) -> BlueprintSpec:
    """The blueprint as it was kept, checked against its key; Refused if it is gone or altered."""
    stored = session.get(StoredBlueprint, blueprint_id)
    spec = BlueprintSpec.from_json(stored.spec) if stored else None
    if stored is None or spec is None or spec.key != stored.key:
        raise Refused(f"Blueprint {blueprint_id} is missing or was altered in the database.")
    return spec


def fill(
    session: OfficeSession, now: datetime, dispatch_id: int, outgoing: Sequence[Outgoing]
) -> Sequence[int]:
    """Put copies into a held dispatch; the ids of their deliveries, in the order given.

    Refused if the dispatch is open or closed: nobody may claim from one that is half full.
    """
    dispatch = dispatch_of(session, dispatch_id)
    if dispatch.state is not DispatchState.HELD:
        raise Refused(f"The dispatch “{dispatch.label}” is {dispatch.state} and takes no more deliveries.")
    for copy in outgoing:
        if forms_of_wire(copy.address) != (copy.address_key, copy.domain):
            raise Refused(f"{copy.address} is not the address that its key {copy.address_key} names.")
    ids = fresh_ids(session, Delivery, len(outgoing))
    insert_rows(
        session,
        Delivery,
        COLUMNS,
        [
            (
                delivery_id,
                dispatch_id,
                copy.blueprint_id,
                new_serial(),
                copy.address,
                copy.address_key,
                copy.domain,
                copy.name,
                canonical_json(copy.values),
                canonical_json([asdict(part) for part in copy.extra_parts]) if copy.extra_parts else None,
                canonical_json(copy.headers) if copy.headers else None,
                DeliveryState.QUEUED.value,
                "",
                0,
                now,
            )
            for delivery_id, copy in zip(ids, outgoing, strict=True)
        ],
    )
    count_moves(session, {(dispatch_id, DeliveryState.QUEUED): len(outgoing)})
    return ids


def open_dispatch(session: OfficeSession, now: datetime, dispatch_id: int, by: Actor) -> None:
    """Let the worker claim from a dispatch; harmless when it is open already."""
    _move(session, now, dispatch_id, DispatchState.OPEN, "", by)


def hold_dispatch(session: OfficeSession, now: datetime, dispatch_id: int, by: Actor, why: str) -> None:
    """Stop new claims at once; letters whose final dot is out may still arrive, and are recorded."""
    _move(session, now, dispatch_id, DispatchState.HELD, why, by)


def close_dispatch(session: OfficeSession, now: datetime, dispatch_id: int, by: Actor, why: str) -> None:
    """End a dispatch for good; what is still queued is then cancelled by `cancel_some`."""
    _move(session, now, dispatch_id, DispatchState.CLOSED, why, by)


def _move(
    session: OfficeSession, now: datetime, dispatch_id: int, state: DispatchState, why: str, by: Actor
) -> None:
    dispatch = dispatch_of(session, dispatch_id, lock=True)
    if dispatch.state is state:
        return
    dispatch.move_to(state, why)
    session.flush()
    note(session, dispatch_id, now, state, 0, why, by.pseudonym)
    details = {"why": why} if why else None
    record(session, now, by, f"dispatch.{state}", f"dispatch:{dispatch_id}", {}, details)


def cancel_some(
    session: OfficeSession, now: datetime, dispatch_id: int, by: Actor, why: str, limit: int = 20_000
) -> int:
    """Cancel up to `limit` deliveries that wait in a closed dispatch; how many. Repeat until it is none.

    Refused unless the dispatch is closed.
    """
    if dispatch_of(session, dispatch_id).state is not DispatchState.CLOSED:
        raise Refused("Only what waits in a closed dispatch can be cancelled.")
    moved = Counter[DeliveryState]()
    for state in (DeliveryState.QUEUED, DeliveryState.DEFERRED):
        statement = (
            "UPDATE delivery SET state = 'cancelled', reason = :why, ended_at = :now WHERE id IN ("
            f"SELECT id FROM delivery WHERE dispatch_id = :dispatch AND state = '{state}'"
            f" AND {DUE} LIMIT :limit)"
        )
        moved[state] = run_one(
            session, statement, {"now": now, "dispatch": dispatch_id, "why": why, "limit": limit}
        )
        count_moves(session, {(dispatch_id, state): -moved[state], (dispatch_id, "cancelled"): moved[state]})
    total = sum(moved.values())
    if total:
        note(session, dispatch_id, now, "cancelled", total, why, by.pseudonym)
        facts = {state.value: count for state, count in moved.items() if count}
        record(session, now, by, "dispatch.cancel", f"dispatch:{dispatch_id}", facts)
    return total
