"""Successors: another address that a notice or an absent person names, proposed, accepted or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from mailer.address import Address, parse
from mailer.audit import Actor
from mailer.bounces.vocabulary import Successor
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.staff import Role, require
from mailer.suppression import Scope, suppressions_of
from recipients.editing import RecipientFacts, change_recipient
from recipients.entries import Addresses, Entry, load_entries
from recipients.history import Change
from recipients.recipient import Recipient, RecipientAddress, in_directory
from scheduler.outcomes.about import AffectedCopy
from scheduler.outcomes.task import (
    Evidence,
    Task,
    TaskKind,
    TaskState,
    end_task,
    open_tasks,
    raise_task,
    task_of,
)


@dataclass(frozen=True)
class Accepted:
    """One recipient whose address was changed, and what that changed."""

    recipient: str
    changes: Sequence[Change]


def propose(
    session: OfficeSession, now: datetime, copy: AffectedCopy, named: Sequence[Successor], evidence: Evidence
) -> list[Task]:
    """Tasks to review the addresses that were named in the place of a copy's own; those known are none."""
    found, entries = [], written_to_at(session, copy.address_key) if named else []
    for one in named:
        address = parse(one.address)
        if not isinstance(address, Address) or address.key == copy.address_key:
            continue
        if any(entry_has(entry, address.key) for entry in entries):
            continue
        told = replace(evidence, rule="another address is named", line=one.line)
        task = raise_task(session, now, TaskKind.SUCCESSOR, copy, told, proposed=address.wire)
        found += [task] if task is not None else []
    return found


def written_to_at(session: OfficeSession, address_key: str) -> list[Entry]:
    """The entries of the directory that are written to at an address, also as a copy beside others."""
    asked = (
        select(RecipientAddress.recipient_id)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(RecipientAddress.address_key == address_key, in_directory())
    )
    return list(load_entries(session, list(session.scalars(asked))))


def entry_has(entry: Entry, address_key: str) -> bool:
    """Whether an entry is written to at an address."""
    return any(key == address_key for _, key in (*entry.to, *entry.cc))


def accept(
    session: OfficeSession, now: datetime, by: Actor, number: int, *, beside: bool = False
) -> list[Accepted]:
    """Put the proposed address in the place of the old one, or `beside` it; whose addresses that changed.

    Each change is in the directory's history under the actor's name. The old address stays held if it was;
    the tasks to repair it are done. Refused for a task that is no open proposal, for an old address that
    nobody has any more, and for a new one that gets no mail itself.
    """
    require(by, Role.COORDINATOR, "change an address")
    task = _proposal(session, number)
    new = parse(task.proposed)
    assert isinstance(new, Address)
    stands = [row for row in suppressions_of(session, [new.key]) if row.scope == Scope.ALL]
    if stands:
        raise Refused(f"{task.proposed} gets no mail itself: {stands[0].reason}")
    entries = written_to_at(session, task.address_key)
    if not entries:
        raise Refused(f"Nobody in the directory is written to at {task.address} any more; reject it.")
    changed = [
        Accepted(entry.label, _change(session, now, by, entry, task, beside=beside)) for entry in entries
    ]
    how = f"{task.proposed} {'beside' if beside else 'in the place of'} {task.address}"
    end_task(session, now, by, task, TaskState.DONE, how, recipients=[entry.id for entry in entries])
    if not beside:
        for other in open_tasks(session, TaskKind.REPAIR, [task.address_key]):
            end_task(session, now, by, other, TaskState.DONE, f"{how} (task {task.id})")
    return changed


def reject(session: OfficeSession, now: datetime, by: Actor, number: int, why: str) -> Task:
    """Say why the proposed address is not taken; Refused without that, or for what is no open proposal."""
    require(by, Role.COORDINATOR, "reject an address")
    task = _proposal(session, number)
    end_task(session, now, by, task, TaskState.DISMISSED, why)
    return task


def _proposal(session: OfficeSession, number: int) -> Task:
    task = task_of(session, number, lock=True)
    if task.kind is not TaskKind.SUCCESSOR:
        raise Refused(
            f"Task {number} proposes no address: it is a {task.kind}. See `mailer tasks show {number}`."
        )
    if task.state is not TaskState.OPEN:
        raise Refused(f"Task {number} is {task.state} already: {task.why}")
    return task


def _change(
    session: OfficeSession, now: datetime, by: Actor, entry: Entry, task: Task, *, beside: bool
) -> list[Change]:
    facts = RecipientFacts(
        to=_with(entry.to, task, beside=beside),
        cc=_with(entry.cc, task, beside=beside),
        name=entry.name,
        post=entry.post,
        salutation=entry.salutation,
        country=entry.own_country,
        languages=entry.own_languages,
        external_id=entry.external_id,
        fields=entry.fields,
    )
    return change_recipient(session, now, by, entry.id, facts, version=entry.version)


def _with(addresses: Addresses, task: Task, *, beside: bool) -> list[str]:
    """The addresses, with the proposed one where the old one stands."""
    found = []
    for wire, key in addresses:
        if key != task.address_key or beside:
            found.append(wire)
        if key == task.address_key:
            found.append(task.proposed)
    return found
