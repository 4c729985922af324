"""One invented message and what is to be read out of it."""

from __future__ import annotations

from dataclasses import dataclass

TO = "office+kaabcdefghijklmnop2345672345672345@bounces.office.example"
"""Where the samples come back to: an address with a token in it."""


@dataclass(frozen=True)
class Sample:
    """A message, its sort, and a line for each recipient: address, kind, action, reason."""

    name: str
    raw: bytes
    sort: str
    verdicts: tuple[tuple[str, str, str, str], ...] = ()
    status: str = ""


def mail(
    body: str,
    *,
    sender: str = "Mail Delivery System <MAILER-DAEMON@mx.port.example>",
    subject: str = "Undelivered Mail Returned to Sender",
    to: str = TO,
    kind: str = "text/plain; charset=utf-8",
    path: str | None = "<>",
    more: str = "",
) -> bytes:
    """A message of one part, in UTF-8 as it stands."""
    head = [f"Return-Path: {path}"] if path is not None else []
    head += [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}",
    ]
    head += [more.strip("\n")] if more else []
    return ("\n".join(head) + "\n\n" + body.lstrip("\n")).encode()


RETURNED = """
Received: from office.example (office.example [192.0.2.10])
\tby mx.port.example with ESMTP id 4Zr0; Mon, 3 Mar 2025 10:00:00 +0000
Message-ID: <pqrstu234567@office.example>
From: Secretariat <office@office.example>
To: {to}
Subject: Call for contributions
MIME-Version: 1.0

Dear Sir or Madam,
"""
"""The beginning of a returned message."""


def returned(to: str) -> str:
    """A returned message to an address."""
    return RETURNED.format(to=to).lstrip("\n")
