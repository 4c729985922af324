"""The inbox of one office at work: what lies in its mailbox is collected, and what was stored is read."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from console.bootstrap import Office, system_user
from console.printing import counted
from mailer.inbox.collecting import Collected, collect
from mailer.inbox.keeping import arrived, store
from mailer.inbox.opening import open_mailbox
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundState
from mailer.staff import machine


def collect_inbox(office: Office, now: datetime) -> Collected:
    """Store what lies in the office's mailbox; Unreachable where it, or the database, cannot be used."""
    by = machine(system_user())
    with open_mailbox(office.settings.inbox, office.settings.folder) as mailbox:
        return collect(office.database, now, by, mailbox)


def keep_message(office: Office, now: datetime, raw: bytes, mailbox: str, size: int | None = None) -> bool:
    """Store one message that somebody hands in; False if it was stored before."""
    ready = arrived(raw, mailbox, size=size)
    with office.database.writing() as session:
        return bool(store(session, now, machine(system_user()), [ready]))


def read_inbox(office: Office, now: datetime) -> Counter[InboundState]:
    """Read what was stored; how many messages came to stand where."""
    return read_stored(office.database, now, machine(system_user()), office.keyring)


def what_was_read(states: Counter[InboundState]) -> str:
    """`3 messages read: 2 matched, 1 waits for a person`; empty where nothing was read."""
    told = []
    if states[InboundState.READ]:
        told.append(f"{states[InboundState.READ]:,} matched")
    if waiting := states[InboundState.WAITING]:
        told.append(f"{waiting:,} {'waits' if waiting == 1 else 'wait'} for a person")
    if early := states[InboundState.STORED]:
        told.append(f"{early:,} put off, since the copy is under way still")
    return f"{counted(states.total(), 'message')} read: {', '.join(told)}" if told else ""
