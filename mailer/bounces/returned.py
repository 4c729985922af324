"""Where in a text the returned message begins: after a heading that says so, or with its own headers."""

from __future__ import annotations

from typing import Final

from mailer.bounces.announcing import FAILED_BODY
from mailer.bounces.headers import is_field
from mailer.bounces.phrases import Phrases, plain

_OPENS_RETURNED: Final = frozenset(
    {
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "dkim-signature",
        "x-mailer",
        "x-originating-ip",
        "arc-seal",
        "domainkey-signature",
        "x-received",
        "delivered-to",
        "content-transfer-encoding",
    }
)
_NO_HEADINGS: Final = Phrases("was received; transcript; did not; could not; cannot; was not; not be")
_HEADINGS: Final = Phrases(
    """
    original message follows; original message headers; original message header; original message;
    original headers; original mail; original email; message headers follow; headers follow;
    message follows; message header; message text follows; message body follows; message contents follow;
    below this line is; below is a copy; below this line; copy of the message; copy of your message;
    copy of message; copy of the original; enclosed is a copy; unsent message; undelivered message;
    undeliverable message; returned message; returned mail; forwarded message; text of your message;
    text of the message; content of the message; beginning of message; start of message; included message;
    your message reads; your original message; your message follows; headers of the message;
    header of the message; header information; the headers of; failed message; rejected message;
    bounced message; message d'origine; message original; en-têtes; en-tête du message; copie du message;
    copie de votre message; texte du message; mensaje original; encabezados; cabeceras del mensaje;
    copia del mensaje; исходное сообщение; исходного сообщения; оригинальное сообщение; заголовки сообщения;
    копия сообщения; копия письма; текст сообщения; заголовки письма; الرسالة الاصلية; رؤوس الرسالة;
    نسخة من الرسالة; 原始邮件; 原邮件; 原始郵件; 邮件副本; 邮件原文; オリジナルメッセージ; 元のメッセージ;
    ursprüngliche nachricht; originalnachricht; ursprüngliche nachrichtenkopf; nachrichtenkopf;
    kopie der nachricht; mensagem original; cabeçalhos; messaggio originale; intestazioni;
    oorspronkelijk bericht; ursprungshuvuden; ursprungligt meddelande
"""
)


def without_returned(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of a notice before the returned message, and those of the latter, its head first."""
    for at, line in enumerate(lines):
        if _is_heading(line) and at:
            return lines[:at], lines[at + 1 :]
        if _opens_returned(lines, at):
            after = _after_description(lines, at)
            if after:
                return [*lines[:at], *without_returned(lines[after:])[0]], lines[at:after]
            return lines[:at], lines[at:]
    return lines, []


def _after_description(lines: list[str], at: int) -> int:
    """Where a notice goes on after a block of headers that only says which message is meant, or 0."""
    if any(FAILED_BODY.first_in(plain(line)) for line in lines[:at]):
        return 0
    end = next((number for number in range(at, len(lines)) if not lines[number].strip()), len(lines))
    following = [number for number in range(end, len(lines)) if lines[number].strip()][:3]
    return (
        following[0]
        if following and FAILED_BODY.first_in(plain(" ".join(lines[number] for number in following)))
        else 0
    )


def _is_heading(line: str) -> bool:
    """Whether a line announces the returned message, by its words and by its form."""
    bare = line.strip()
    if not 6 < len(bare) < 120:
        return False
    formal = bare.startswith(("--", "==", "**", "__", "##", "~~")) or bare.endswith((":", "--", "：", "=="))
    ready = plain(bare)
    if not formal and "follow" not in ready and "below" not in ready:
        return False
    return not _NO_HEADINGS.first_in(ready) and bool(_HEADINGS.first_in(ready))


def _opens_returned(lines: list[str], at: int) -> bool:
    """Whether a block of headers begins here, one of them of those that only a message has."""
    if not is_field(lines[at].lstrip(" >")) or (
        at and lines[at - 1].strip() and not lines[at - 1].startswith("--")
    ):
        return False
    names = []
    for line in lines[at : at + 12]:
        if not line.strip():
            break
        if is_field(line.lstrip(" >")):
            names.append(line.lstrip(" >").partition(":")[0].strip().lower())
    return len(names) > 2 and bool(_OPENS_RETURNED.intersection(names))
