"""What comes back and is no failure: automatic and human replies, receipts, complaints, challenges, lists."""

from __future__ import annotations

from tests.mailer.bounces.sample import Sample, mail, returned

ANN = "ann.port@harbour.example"
PERSON = f"Ann Port <{ANN}>"
PATH = f"<{ANN}>"
AUTO = "Auto-Submitted: auto-replied"


def answer(
    name: str, subject: str, body: str, sort: str = "reply", more: str = "", path: str = PATH
) -> Sample:
    return Sample(name, mail(body, sender=PERSON, subject=subject, path=path, more=more), sort)


ABSENCES: tuple[Sample, ...] = (
    answer(
        "absent, en",
        "Automatic reply: Call",
        "I am out of the office until 14 March 2025.",
        "auto-reply",
        AUTO,
    ),
    answer(
        "absent, fr",
        "Réponse automatique : Appel",
        "Je suis absente du bureau jusqu'au 14 mars 2025.",
        "auto-reply",
        AUTO,
    ),
    answer(
        "absent, es",
        "Respuesta automática: Llamado",
        "Estaré fuera de la oficina hasta el 14 de marzo de 2025.",
        "auto-reply",
        AUTO,
    ),
    answer(
        "absent, ru",
        "Автоматический ответ: Призыв",
        "Нахожусь в отпуске до 14 марта 2025 г.",
        "auto-reply",
        AUTO,
    ),
    answer("absent, ar", "رد تلقائي: دعوة", "أنا خارج المكتب حتى 14 مارس 2025.", "auto-reply", AUTO),
    answer(
        "absent, zh", "自动答复: 征集", "我目前不在办公室，直到2025年3月14日回来后处理。", "auto-reply", AUTO
    ),
)
OTHERS: tuple[Sample, ...] = (
    answer("absent, with no header", "Out of office: Call", "I am away until Monday.", "auto-reply"),
    answer(
        "absent, and no subject says so",
        "Call for contributions",
        "I am on annual leave.",
        "auto-reply",
        AUTO,
    ),
    answer(
        "left the house",
        "Automatic reply: Call",
        "I no longer work for the port. Please write to ben.quay@ferry.example instead.",
        "auto-reply",
        AUTO,
    ),
    answer(
        "automatic, by a daemon",
        "Automatic reply: Call",
        "Your message was delivered; I am travelling and will answer on 12 March.",
        "auto-reply",
        AUTO,
        path="<>",
    ),
    answer(
        "acknowledged by a help desk",
        "[Ticket 4711] We have received your request",
        "Thank you.",
        "auto-reply",
        AUTO,
    ),
    answer("a plain answer", "Re: Call for contributions", "We shall answer by Friday.\n\n> Dear Sir\n"),
    answer(
        "an answer about an absence",
        "I am back",
        "I was on leave and my automatic reply was on. No objection.",
    ),
    answer(
        "an answer that quotes a bounce",
        "Re: Undelivered Mail Returned to Sender",
        f"Your letter to Ben came back to me. Is his address right?\n\n> <{ANN}>: 550 5.1.1 User unknown\n",
    ),
    answer(
        "a bounce forwarded in words",
        "Fwd: Undelivered Mail Returned to Sender",
        "FYI\n\n---------- Forwarded message ----------\nFrom: MAILER-DAEMON@mx.port.example\n\n"
        "<ben.quay@ferry.example>: host mx said: 550 5.1.1 User unknown\n",
    ),
    answer(
        "a person to whom delivery means parcels",
        "Parcel could not be delivered",
        "The parcel with the annexes could not be delivered to our gate.",
    ),
    answer(
        "a person, es",
        "No se pudo entregar el formulario",
        "No se pudo entregar el formulario en la mesa; va por valija.",
    ),
    answer(
        "a question about a full mailbox",
        "Mailbox full?",
        "Is your mailbox full? My message to you bounced yesterday.",
    ),
    answer(
        "a delayed answer",
        "Delay of our contribution",
        "We regret the delay. Our answer will be delivered next week.",
    ),
    answer(
        "an acceptance in a calendar",
        "Accepted: Briefing on the call",
        "",
        more="Content-Class: urn:content-classes:calendarmessage",
    ),
    Sample(
        "moderation of a list",
        mail(
            "Your mail to 'ports' with the subject\n\n    Call\n\nIs being held until the list moderator can review it for approval.\n",
            sender="ports-bounces@lists.example",
            subject="Your message to ports awaits moderator approval",
            path="<ports-bounces@lists.example>",
            more="Precedence: bulk\nAuto-Submitted: auto-generated",
        ),
        "reply",
    ),
    Sample(
        "a newsletter about bounces",
        mail(
            "This week: why mail is rejected, and how to read 550 5.1.1.\nUnsubscribe: https://news.example/u?a=ann.port@harbour.example\n",
            sender="News <news@news.example>",
            subject="Newsletter: undeliverable mail explained",
            path="<bounce-77@news.example>",
            more="Precedence: bulk\nList-Unsubscribe: <https://news.example/u>",
        ),
        "reply",
    ),
    Sample(
        "a challenge",
        mail(
            "I use a filter against spam. To have your message delivered, please confirm that you are human:\nhttps://filter.example/c/123\n",
            sender=PERSON,
            subject="Please confirm your message to Ann Port",
            path="<>",
        ),
        "challenge",
    ),
    Sample(
        "a challenge, fr",
        mail(
            "Pour que votre message me parvienne, veuillez répondre à ce courriel : demande de confirmation.\n",
            sender=PERSON,
            subject="Demande de confirmation de l'expéditeur",
            path="<>",
        ),
        "challenge",
    ),
    Sample(
        "delivered, in words",
        mail(
            f"Your message was successfully delivered to the following recipient:\n\n  {ANN}\n",
            sender="postmaster@port.example",
            subject="Delivery confirmation",
        ),
        "receipt",
    ),
    Sample(
        "a read receipt",
        mail(
            f"""--b
Content-Type: text/plain

Your message was displayed on 3 March 2025.

--b
Content-Type: message/disposition-notification

Reporting-UA: mail.port.example
Final-Recipient: rfc822; {ANN}
Original-Message-ID: <pqrstu234567@office.example>
Disposition: manual-action/MDN-sent-manually; displayed

--b--
""",
            sender=PERSON,
            subject="Read: Call for contributions",
            kind="multipart/report; report-type=disposition-notification; boundary=b",
        ),
        "receipt",
    ),
    Sample(
        "a complaint",
        mail(
            f"""--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: ExampleLoop/1
Version: 1
Original-Rcpt-To: <{ANN}>

--b
Content-Type: message/rfc822

{returned(ANN)}
--b--
""",
            sender="feedback@provider.example",
            subject="Abuse report",
            kind="multipart/report; report-type=feedback-report; boundary=b",
        ),
        "complaint",
    ),
    Sample(
        "a bounce forwarded as an attachment",
        mail(
            f"""--o
Content-Type: text/plain

Please see the attached notice.

--o
Content-Type: message/rfc822

From: MAILER-DAEMON@mx.port.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=i

--i
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.port.example

Final-Recipient: rfc822; {ANN}
Action: failed
Status: 5.1.1

--i--
--o--
""",
            sender="Ben Quay <ben.quay@ferry.example>",
            subject="a notice I got",
            kind="multipart/mixed; boundary=o",
            path="<ben.quay@ferry.example>",
        ),
        "reply",
    ),
)
