"""Notices with a delivery report (RFC 3464, 6533), whole and spoiled; all people are invented."""

from __future__ import annotations

import base64

from tests.mailer.bounces.sample import Sample, mail, returned

ANN = "ann.port@harbour.example"
BEN = "ben.quay@ferry.example"
HARD = ("hard", "failed", "address")
REPORT = "multipart/report; report-type=delivery-status; boundary=b"


def group(address: str, status: str, diagnostic: str, action: str = "failed", original: str = "") -> str:
    """The fields of one recipient."""
    lines = [f"Original-Recipient: rfc822;{original}"] if original else []
    lines += [f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}"]
    return "\n".join([*lines, f"Diagnostic-Code: smtp; {diagnostic}"]) + "\n"


def report(
    groups: str,
    *,
    words: str = "Your message could not be delivered.",
    kind: str = "message/delivery-status",
    more: str = "",
    end: str = "",
    subject: str = "Undelivered Mail Returned to Sender",
) -> bytes:
    """A report of three parts."""
    tail = end or f"--b\nContent-Type: message/rfc822\n\n{returned(ANN)}\n--b--\n"
    body = f"""--b
Content-Type: text/plain; charset=utf-8

{words}

--b
Content-Type: {kind}
{more}
{groups}
{tail}"""
    return mail(body, kind=REPORT, subject=subject)


HEAD = "Reporting-MTA: dns; mx.port.example\nArrival-Date: Mon, 3 Mar 2025 10:00:00 +0000\n\n"
ONE = HEAD + group(ANN, "5.1.1", "550 5.1.1 User unknown")
ENCODED = base64.encodebytes(ONE.encode()).decode()

REPORTS: tuple[Sample, ...] = (
    Sample("one recipient", report(ONE), "bounce", ((ANN, *HARD),), "5.1.1"),
    Sample(
        "several groups",
        report(
            HEAD + group(ANN, "5.1.1", "550 User unknown") + "\n" + group(BEN, "5.2.2", "552 Mailbox full")
        ),
        "bounce",
        ((ANN, *HARD), (BEN, "soft", "failed", "full")),
    ),
    Sample(
        "no blank lines between the groups",
        report(
            HEAD.strip()
            + "\n"
            + group(ANN, "5.1.1", "550 User unknown")
            + group(BEN, "5.1.1", "550 No such user")
        ),
        "bounce",
        ((ANN, *HARD), (BEN, *HARD)),
    ),
    Sample(
        "a blank line within a group",
        report(HEAD + group(ANN, "5.1.1", "550 User unknown").replace("\nAction", "\n\nAction")),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "the address first written to, and the one it led to",
        report(HEAD + group("a0001@inner.harbour.example", "5.1.1", "550 User unknown", original=ANN)),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "one delivered, one not",
        report(
            HEAD + group(BEN, "2.0.0", "250 ok", "relayed") + "\n" + group(ANN, "5.1.1", "550 User unknown")
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "all delivered",
        report(HEAD + group(ANN, "2.0.0", "250 ok", "delivered"), subject="Delivered"),
        "receipt",
    ),
    Sample(
        "a delay",
        report(HEAD + group(ANN, "4.4.1", "connect to mx.harbour.example: timed out", "delayed")),
        "delay",
        ((ANN, "soft", "delayed", "transport"),),
        "4.4.1",
    ),
    Sample(
        "expired: final, and soft",
        report(HEAD + group(ANN, "4.4.7", "delivery time expired")),
        "bounce",
        ((ANN, "soft", "failed", "transport"),),
        "4.4.7",
    ),
    Sample(
        "in base64",
        report(ENCODED, more="Content-Transfer-Encoding: base64\n"),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "in quoted-printable",
        report(
            ONE.replace("5.1.1", "5=2E1.1").replace("User unknown", "User=\n unknown"),
            more="Content-Transfer-Encoding: quoted-printable\n",
        ),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "cut off after the status",
        report(ONE.split("\nDiagnostic")[0], end="\n"),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "an international address",
        report(
            HEAD + "Final-Recipient: utf-8; джон@гавань.example\nAction: failed\nStatus: 5.1.1\n",
            kind="message/global-delivery-status",
        ),
        "bounce",
        (("джон@гавань.example", *HARD),),
    ),
    Sample(
        "parts without a label",
        mail(
            f"--b\n\nYour message could not be delivered.\n\n--b\nContent-Type: message/delivery-status\n\n{ONE}\n--b--\n",
            kind='multipart/report; boundary="another"',
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "fields in the text, parts lost",
        mail(f"Your message was not delivered.\n\n{ONE}"),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
    Sample(
        "a status without a number",
        report(
            HEAD
            + f"Final-Recipient: rfc822;{ANN}\nAction: failure\nStatus: 553 Exceeded maximum inbound message size\n"
        ),
        "bounce",
        ((ANN, "soft", "failed", "size"),),
        "5.0.0",
    ),
    Sample(
        "a recipient that is none",
        report(
            HEAD + "Final-Recipient: system;<>\nAction: failed\nStatus: 5.0.0\n",
            words=f"Failed to deliver to '<{ANN}>'\nunknown user",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "words say more than a general status",
        report(HEAD + group(ANN, "5.0.0", "554 delivery error: This user doesn't have an account here")),
        "bounce",
        ((ANN, *HARD),),
        "5.0.0",
    ),
    Sample(
        "unknown user under a code of policy",
        report(HEAD + group(ANN, "5.7.1", "550 5.7.1 No such user")),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "a blocked sender under a code of addresses",
        report(HEAD + group(ANN, "5.1.1", "550 5.1.1 Sender address rejected: blocked")),
        "bounce",
        ((ANN, "soft", "failed", "policy"),),
    ),
    Sample(
        "said after the text was read",
        report(
            HEAD + group(ANN, "5.0.0", "550 User unknown"),
            words=f"<{ANN}>: host mx.harbour.example said: 550 User unknown\n    (in reply to end of DATA command)",
        ),
        "bounce",
        ((ANN, "soft", "failed", "policy"),),
    ),
    Sample(
        "of a bounce: returned is a notice, not read again",
        mail(
            f"""--b
Content-Type: text/plain

Could not deliver.

--b
Content-Type: message/delivery-status

{ONE}
--b
Content-Type: message/rfc822

From: MAILER-DAEMON@port.example
Content-Type: multipart/report; report-type=delivery-status; boundary=i

--i
Content-Type: message/delivery-status

{HEAD}{group(BEN, "5.1.1", "550 User unknown")}
--i--
--b--
""",
            kind=REPORT,
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "sent on by a gateway as its only part",
        mail(
            "--o\nContent-Type: message/rfc822\n\n" + report(ONE).decode() + "\n--o--\n",
            kind="multipart/mixed; boundary=o",
            subject="Delivery Status Notification (Failure)",
        ),
        "bounce",
        ((ANN, *HARD),),
    ),
    Sample(
        "Amazon's notification in JSON",
        mail(
            '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"'
            + ANN
            + '","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},'
            '"mail":{"commonHeaders":{"messageId":"<pqrstu234567@office.example>"}}}',
            sender="Notices <no-reply@sns.provider.example>",
            subject="Notification",
        ),
        "bounce",
        ((ANN, *HARD),),
        "5.1.1",
    ),
)
