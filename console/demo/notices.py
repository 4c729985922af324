"""What mail servers and absent people send back by themselves: genuine notices, to the return path."""

from __future__ import annotations

from email import message_from_string, policy
from email.message import EmailMessage
from typing import Final

from console.demo.world import Heard

SERVER: Final = "mx.world.example"
REPORT: Final = """\
From: Mail Delivery System <MAILER-DAEMON@{server}>
To: {to}
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_notice"

--=_notice
Content-Type: text/plain; charset=us-ascii

This is the mail system at {server}.

{told}

--=_notice
Content-Type: message/delivery-status

Reporting-MTA: dns; {server}

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--=_notice
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {address}

--=_notice--
"""


def undeliverable(heard: Heard, letter: EmailMessage) -> EmailMessage:
    """A server that took the letter found later that there is no such mailbox (RFC 3464)."""
    told = f"<{heard.address}>: host {SERVER} said: 550 5.1.1 User unknown"
    return _report(
        heard, letter, told, "failed", "5.1.1", "550 5.1.1 User unknown", "Undelivered Mail Returned"
    )


def delayed(heard: Heard, letter: EmailMessage) -> EmailMessage:
    """A server that took the letter has not got rid of it yet, and still tries."""
    told = f"<{heard.address}>: the next server does not answer. This is a warning only; it is tried again."
    return _report(heard, letter, told, "delayed", "4.4.1", "450 4.4.1 No answer from host", "Delayed Mail")


def away(heard: Heard, letter: EmailMessage, subject: str, text: str) -> EmailMessage:
    """Somebody's mail program says that they are out of the office (RFC 3834)."""
    message = EmailMessage()
    message["From"] = heard.address
    message["To"] = heard.return_path
    message["Subject"] = f"{subject}: {letter['Subject']}"
    message["Auto-Submitted"] = "auto-replied"
    message["In-Reply-To"] = str(letter["Message-ID"])
    message.set_content(f"{text}\n")
    return message


def _report(
    heard: Heard, letter: EmailMessage, told: str, action: str, status: str, said: str, subject: str
) -> EmailMessage:
    written = REPORT.format(
        server=SERVER, to=heard.return_path, address=heard.address, told=told, action=action, status=status,
        said=said, subject=subject, message_id=letter["Message-ID"],
    )  # fmt: skip
    report = message_from_string(written, policy=policy.default)
    assert isinstance(report, EmailMessage)
    return report
