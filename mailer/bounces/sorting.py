"""What sort of message came back: told by its form first, then by who sent it and by its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mailer.bounces.addresses import bare
from mailer.bounces.announcing import (
    AUTO_BODY,
    AUTO_SUBJECT,
    CHALLENGE,
    FAILED_BODY,
    FAILED_SUBJECT,
    GIVEN_UP,
    LATE,
    RECEIPT_SUBJECT,
    SURELY_LATE,
)
from mailer.bounces.mentions import Rank, mentions
from mailer.bounces.message import Part
from mailer.bounces.notice import Notice
from mailer.bounces.phrases import plain
from mailer.bounces.status import enhanced_codes, reply_codes
from mailer.bounces.vocabulary import Sort

_DAEMONS: Final = (
    "mailer-daemon",
    "mailer_daemon",
    "mailerdaemon",
    "mailer",
    "postmaster",
    "mail-daemon",
    "mdaemon",
    "maildaemon",
    "daemon",
    "mail.daemon",
    "mmdf",
    "uucp",
    "bounce",
    "bounces",
    "mail-delivery",
    "maildelivery",
    "mdel",
    "microsoftexchange",
    "mailadmin",
    "mail-admin",
    "system",
    "sysadmin",
    "administrator",
    "gateway",
    "ndr",
    "poostmaster",
    "mailsystem",
    "smtp",
    "mailserver",
    "interscan",
    "mail_system",
    "exchange",
)
_DAEMON_NAMES: Final = (
    "mail delivery",
    "mail deliver",
    "delivery subsystem",
    "delivery system",
    "mailer-daemon",
    "mailer daemon",
    "postmaster",
    "system administrator",
    "mail system",
    "mail administrator",
    "email delivery",
    "microsoft outlook",
    "microsoft exchange",
    "mail router",
    "internet mail",
    "administrateur",
    "administrador del sistema",
    "администратор",
    "мейлер",
    "системный",
    "система доставки",
    "مسؤول النظام",
    "نظام",
    "系统管理员",
    "邮件系统",
    "系統管理員",
    "システム管理者",
    "systemadministrator",
    "delivery service",
    "delivery agent",
    "smtp server",
    "content-filter",
    "content filter",
    "mail server",
    "gateway",
    "bounce",
)
_ANSWERS: Final = (
    "re:",
    "re :",
    "aw:",
    "sv:",
    "antw:",
    "vs:",
    "odp:",
    "ответ:",
    "rif:",
    "回复:",
    "回复：",
    "答复:",
    "答复：",
    "回覆:",
    "رد:",
    "res:",
    "tr:",
    "fw:",
    "fwd:",
    "fw :",
    "rv:",
    "wg:",
    "i:",
    "enc:",
    "转发:",
    "转发：",
    "轉寄:",
    "пересл:",
    "إعادة توجيه:",
    "vb:",
    "fs:",
)
HEAD_OF_TEXT: Final = 60
"""Lines of a notice in which it says what it is."""


@dataclass(frozen=True)
class Letter:
    """A message as the sorting sees it: its parts, its words, and in what form they came."""

    message: Part
    notice: Notice

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The types of all parts that hold no parts."""
        return tuple(leaf.type for leaf in self.message.leaves())

    @cached_property
    def report_type(self) -> str:
        """Of a multipart/report."""
        return self.message.parameters.get("report-type", "").lower()

    @cached_property
    def subject(self) -> str:
        """The subject as it reads."""
        return self.message.fields.clear("subject")

    @cached_property
    def plain_subject(self) -> str:
        """The subject in the plain form."""
        return plain(self.subject)

    @cached_property
    def plain_text(self) -> str:
        """The beginning of the text in the plain form."""
        return plain("\n".join(line for line in self.notice.lines if line.strip())[:6000])

    @cached_property
    def is_from_daemon(self) -> bool:
        """Whether the From names a mail system."""
        sender = self.message.fields.clear("from")
        local = (bare(sender) or sender).partition("@")[0].strip("<> ").lower()
        name = plain(sender.partition("<")[0])
        return (
            local in _DAEMONS
            or local.startswith(("mailer-daemon", "postmaster", "microsoftexchange", "mdaemon"))
            or local.endswith("-admin")
            or any(known in name for known in _DAEMON_NAMES)
        )

    @cached_property
    def has_null_sender(self) -> bool:
        """Whether the return path is empty, or that of a daemon."""
        path = [value.strip().lower() for value in self.message.fields.all("return-path")]
        return (
            any(
                value in ("<>", "") or value.startswith(("<mailer-daemon", "mailer-daemon")) for value in path
            )
            or self.message.fields.get("from").strip() == "<>"
        )

    @cached_property
    def is_answer(self) -> bool:
        """Whether the subject says that somebody answers or forwards."""
        return self.subject.strip().lower().startswith(_ANSWERS)

    @cached_property
    def is_automatic(self) -> bool:
        """Whether a header says that a machine answered."""
        fields = self.message.fields
        submitted = fields.get("auto-submitted").lower()
        return (
            submitted.startswith("auto-")
            or any(
                name in fields
                for name in (
                    "x-autoreply",
                    "x-autorespond",
                    "x-auto-response",
                    "x-autoresponse",
                    "x-autogenerated",
                    "x-vacation",
                    "x-mailer-autoreply",
                )
            )
            or fields.get("precedence").lower() in ("auto_reply", "auto-reply", "autoreply")
        )

    @cached_property
    def own(self) -> frozenset[str]:
        """The addresses of both ends of this message, in lower case."""
        fields = self.message.fields
        return frozenset(
            bare(fields.clear(name)).lower()
            for name in ("from", "to", "delivered-to", "return-path", "reply-to")
        )

    @property
    def failed_recipients(self) -> list[str]:
        """Exim's X-Failed-Recipients, which others write too."""
        values = self.message.fields.all("x-failed-recipients") + self.message.fields.all(
            "x-failed-recipient"
        )
        return [address for value in values for part in value.split(",") if (address := bare(part))]


def sort_of(letter: Letter) -> tuple[Sort, str]:
    """The sort, and the name of the rule that told it. A bounce in words alone is still to name somebody."""
    form = _by_form(letter)
    if form:
        return form
    return _by_words(letter)


def _by_form(letter: Letter) -> tuple[Sort, str] | None:
    types = letter.types
    if "message/feedback-report" in types or letter.report_type == "feedback-report":
        return Sort.COMPLAINT, "feedback report (RFC 5965)"
    if "message/disposition-notification" in types or letter.report_type == "disposition-notification":
        return Sort.RECEIPT, "disposition notification (RFC 8098)"
    return None


def _by_words(letter: Letter) -> tuple[Sort, str]:
    subject, text = letter.plain_subject, letter.plain_text
    official = letter.is_from_daemon or letter.has_null_sender
    says_failed = FAILED_SUBJECT.first_in(subject)
    body = FAILED_BODY.first_in(text)
    if letter.is_answer and not letter.is_from_daemon and not letter.failed_recipients:
        return (
            (Sort.AUTO_REPLY, "answered by a machine")
            if letter.is_automatic or AUTO_SUBJECT.first_in(subject)
            else (Sort.REPLY, "answer or forwarded message")
        )
    if letter.failed_recipients:
        return _bounce_or_delay(letter, "X-Failed-Recipients")
    automatic = AUTO_SUBJECT.first_in(subject)
    if automatic and not says_failed:
        return Sort.AUTO_REPLY, f"subject: {automatic}"
    if CHALLENGE.first_in(subject) or (CHALLENGE.first_in(text) and not letter.is_from_daemon):
        return Sort.CHALLENGE, "challenge"
    has_codes = bool(enhanced_codes(letter.notice.text[:6000]) or reply_codes(letter.notice.text[:6000]))
    if AUTO_BODY.first_in(text) and not has_codes and not says_failed:
        return (
            (Sort.AUTO_REPLY, "words of an absent person")
            if official or letter.is_automatic
            else (Sort.REPLY, "no rule")
        )
    has_codes = has_codes or any(
        mention.rank >= Rank.LABELLED for mention in mentions(letter.notice.lines[:HEAD_OF_TEXT], letter.own)
    )
    weight = (
        2 * letter.is_from_daemon
        + letter.has_null_sender
        + 2 * bool(says_failed)
        + 2 * bool(body)
        + has_codes
        + letter.is_automatic
    )
    late = bool(LATE.first_in(subject) or LATE.first_in(text))
    if (
        (official or (says_failed and body))
        and (body or says_failed or late)
        and weight >= 4
        and not (letter.notice.quotes and not official)
    ):
        return _bounce_or_delay(letter, "words of a mail system")
    if letter.is_automatic or (automatic and official):
        return Sort.AUTO_REPLY, "answered by a machine"
    if RECEIPT_SUBJECT.first_in(subject) and official:
        return Sort.RECEIPT, "subject of a receipt"
    return Sort.REPLY, "no rule"


def _bounce_or_delay(letter: Letter, rule: str) -> tuple[Sort, str]:
    subject, text = letter.plain_subject, letter.plain_text
    late = SURELY_LATE.first_in(subject) or SURELY_LATE.first_in(text)
    if not late and not GIVEN_UP.first_in(text) and not GIVEN_UP.first_in(subject):
        late = LATE.first_in(subject) or LATE.first_in(text)
    if late:
        return Sort.DELAY, f"{rule}: {late}"
    return Sort.BOUNCE, rule
