"""Copies that were sent, and what comes back of them: notices, replies and receipts as servers write them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text

from mailer.audit import Actor, verify
from mailer.claims import claim_due
from mailer.database import Database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState, MailKind
from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundMessage, InboundReading
from mailer.ledger import verify_ledger
from mailer.limits import Limits
from mailer.recording import Mark, Result, mark_started, record_results
from mailer.token import Purpose
from mailer.vouching import verify_vouched
from tests.rig.ledger import MACHINE, OFFICE, anybody, dispatch_to, keyring, worker_id


def claimed(
    database: Database, now: datetime, clerk: Actor, *addresses: str, kind: MailKind = MailKind.OFFICIAL
) -> tuple[int, list[Delivery]]:
    """Copies that a worker has in hand, their bytes fixed; the claim and the copies."""
    with database.writing() as session:
        dispatch_id = dispatch_to(session, now, clerk, *addresses, kind=kind)
        batch = claim_due(
            session, now, MACHINE, worker_id(session, now), len(addresses), Limits(), why_not=anybody
        )
        assert batch is not None
        marks = [Mark(one.id, batch.claim_id, "ab" * 32) for one in batch.deliveries]
        mark_started(session, now, marks)
        asked = select(Delivery).where(Delivery.dispatch_id == dispatch_id).order_by(Delivery.id)
        found = list(session.scalars(asked.execution_options(populate_existing=True)))
    return batch.claim_id, found


def recorded(
    database: Database, now: datetime, claim_id: int, copies: Sequence[Delivery], state: DeliveryState
) -> None:
    """Record how the attempts ended."""
    results = [
        Result(
            delivery_id=copy.id, claim_id=claim_id, state=state, reason="", due_at=now, began_at=now,
            ended_at=now, outcome="accepted", stage="dot", code=250, enhanced="2.0.0", reply="ok",
        )
        for copy in copies
    ]  # fmt: skip
    with database.writing() as session:
        assert len(record_results(session, now, MACHINE, results)) == len(copies)


def sent_to(
    database: Database,
    now: datetime,
    clerk: Actor,
    *addresses: str,
    state: DeliveryState = DeliveryState.SENT,
    kind: MailKind = MailKind.OFFICIAL,
) -> list[Delivery]:
    """Copies that were sent, or left uncertain."""
    claim_id, found = claimed(database, now, clerk, *addresses, kind=kind)
    recorded(database, now, claim_id, found, state)
    return found


def return_path(copy: Delivery) -> str:
    """The signed return path of a copy."""
    return f"bounces+{keyring().mint(Purpose.RETURN_PATH, copy.serial, 'ka')}@{OFFICE}"


def message_id(copy: Delivery) -> str:
    """The Message-ID of a copy, in angles."""
    return f"<{copy.serial}@{OFFICE}>"


def notice(
    to: str,
    recipient: str,
    *,
    status: str = "5.1.1",
    words: str = "550 5.1.1 User unknown",
    action: str = "failed",
    returned_id: str = "",
    final: str = "",
) -> bytes:
    """A delivery status notification (RFC 3464) to a return path."""
    original = f"Original-Recipient: rfc822; {recipient}\n" if final else ""
    head = (
        f"Message-ID: {returned_id}\nSubject: Call for contributions\n" if returned_id else "Subject: Call\n"
    )
    return f"""Return-Path: <>
Delivered-To: {to}
From: Mail Delivery System <MAILER-DAEMON@mx.members.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 1 Mar 2027 09:05:00 +0000
Message-ID: <{zlib.crc32(repr((to, recipient, words, action)).encode())}@mx.members.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.members.example.

<{final or recipient}>: {words}

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.members.example

{original}Final-Recipient: rfc822; {final or recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--b1
Content-Type: text/rfc822-headers

{head}
--b1--
""".encode()


def answer(
    sender: str, to: str, *, body: str, answers: str = "", subject: str = "Re: Call", extra: str = ""
) -> bytes:
    """A message of a person, or of their machine with the `extra` headers that say so."""
    thread = f"In-Reply-To: {answers}\nReferences: {answers}\n" if answers else ""
    return f"""From: {sender}
To: {to}
Subject: {subject}
Date: Mon, 1 Mar 2027 10:00:00 +0000
{thread}{extra}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

{body}
""".encode()


def receipt(sender: str, to: str, about: str) -> bytes:
    """A read receipt as mail programs write it (RFC 8098); nothing but its machine's part names the copy."""
    return f"""Return-Path: <{sender}>
Delivered-To: {to}
From: {sender}
To: {to}
Subject: Read: Call for contributions
Date: Tue, 2 Mar 2027 08:15:00 +0100
Message-ID: <{zlib.crc32(about.encode())}@members.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="r1"

--r1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 7bit

Your message was displayed on Tuesday. Nothing says that it was read or understood.

--r1
Content-Type: message/disposition-notification
Content-Disposition: inline

Reporting-UA: desk.members.example; Example Mail 9.1
Original-Recipient: rfc822;{sender}
Final-Recipient: rfc822;{sender}
Original-Message-ID: {about}
Disposition: manual-action/MDN-sent-manually; displayed

--r1--
""".encode()


def complaint(to: str, returned_id: str, number: int = 1) -> bytes:
    """A complaint of a provider in form (RFC 5965)."""
    return f"""From: staff@provider.example
To: {to}
Subject: complaint {number}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

This is an email abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1

--b1
Content-Type: text/rfc822-headers

Message-ID: {returned_id}
Subject: Call

--b1--
""".encode()


def absence(sender: str, to: str, *, answers: str = "") -> bytes:
    """An automatic reply of somebody who is away."""
    body = "I am out of the office until 14 March 2027 and will answer when I am back."
    extra = "Auto-Submitted: auto-replied\n"
    return answer(sender, to, body=body, answers=answers, subject="Automatic reply: Call", extra=extra)


def read_mail(database: Database, now: datetime, *raws: bytes) -> list[InboundMessage]:
    """Store messages, read all that may be read, and show those messages as they then stand."""
    ready = [arrived(raw, "standard input") for raw in raws]
    with database.writing() as session:
        store(session, now, MACHINE, ready)
    read_stored(database, now, MACHINE, keyring())
    with database.reading() as session:
        asked = select(InboundMessage).where(InboundMessage.sha256.in_([one.sha256 for one in ready]))
        found = {message.sha256: message for message in session.scalars(asked)}
    return [found[one.sha256] for one in ready]


def last_reading(database: Database, message: InboundMessage) -> InboundReading:
    """What was read of a message last."""
    with database.reading() as session:
        asked = select(InboundReading).where(InboundReading.message_id == message.id)
        return session.scalars(asked.order_by(InboundReading.id.desc()).limit(1)).one()


def states(database: Database) -> list[DeliveryState]:
    """The states of all copies, in the order of their ids; after a look at the whole record."""
    with database.reading() as session:
        found = verify(session)
        assert found.sound, found.why
        assert verify_vouched(session, {}) is None
        assert verify_ledger(session, {}) is None
        if database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        return list(session.scalars(select(Delivery.state).order_by(Delivery.id)))
