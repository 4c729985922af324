"""The words of a notice: its text as lines, without what is quoted and without the returned message."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from mailer.bounces.announcing import FAILED_BODY
from mailer.bounces.headers import Fields, is_field
from mailer.bounces.message import Part, head_and_body
from mailer.bounces.phrases import Phrases, plain

MOST_LINES: Final = 3000
LONGEST_LINE: Final = 1000
MOST_TEXTS: Final = 3
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_BREAKS: Final = re.compile(
    r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?table|/?td|hr|/?ul|/?pre)\b", re.IGNORECASE
)
_ALONE: Final = re.compile(r"> {0,4}<?[^\s<>@]{1,64}@[^\s<>@]{1,253}>?")
_UNSEEN: Final = ("style", "script", "head", "title")
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


@dataclass(frozen=True)
class Notice:
    """What a message says in words, and the head of the message it returns."""

    lines: tuple[str, ...]
    returned: Fields
    report: str = ""
    """The fields of a delivery report that stand in the text, where the parts of a message were lost."""
    quotes: bool = False
    """Whether something was quoted, as people do who answer."""

    @property
    def text(self) -> str:
        """All its lines."""
        return "\n".join(self.lines)


def read_notice(message: Part) -> Notice:
    """The words of a message and the head of what it returns, attached or in its own text."""
    leaves = list(message.leaves())
    lines, rest = _cut(_lines(_text(leaves)))
    own = [line for line in lines if not _is_quoted(line)]
    own, report = _without_report(own)
    attached = next((leaf for leaf in leaves if leaf.is_attached_message), None)
    head = (
        attached.octets
        if attached
        else "\n".join(line.removeprefix(">") for line in rest).lstrip("\n-= ").encode("utf-8", "replace")
    )
    return Notice(tuple(own), Fields(head_and_body(head.lstrip())[0]), report, any(map(_is_quoted, lines)))


def _text(leaves: list[Part]) -> str:
    """Plain text where there is any, else text out of HTML; what is attached as a file is left out."""
    texts = [
        leaf
        for at, leaf in enumerate(leaves)
        if leaf.type.startswith(("text/", "multipart/"))
        and not leaf.is_attached_message
        and (at == 0 or not leaf.fields.get("content-disposition").lower().startswith("attachment"))
    ]
    plain_ones = [leaf.text for leaf in texts if leaf.type != "text/html" and leaf.text.strip()][:MOST_TEXTS]
    if plain_ones:
        return "\n".join(plain_ones)
    return "\n".join(text_of_html(leaf.text) for leaf in texts if leaf.type == "text/html")


def text_of_html(markup: str) -> str:
    """What a reader sees of a page, a line for each block; linear in its length."""
    for name in _UNSEEN:
        markup = _without_element(markup, name)
    return html.unescape(_TAG.sub("", _BREAKS.sub(lambda found: "\n" + found[0], markup.replace("\n", " "))))


def _without_element(markup: str, name: str) -> str:
    lowered, pieces, at = markup.lower(), [], 0
    if len(lowered) != len(markup):
        return markup
    for _ in range(200):
        start = lowered.find(f"<{name}", at)
        end = lowered.find(f"</{name}", start) if start >= 0 else -1
        if end < 0:
            break
        pieces.append(markup[at:start])
        at = end
    return "".join((*pieces, markup[at:]))


def _lines(text: str) -> list[str]:
    found = text.replace("\r", "\n").replace("\x00", "").split("\n", MOST_LINES)[:MOST_LINES]
    return [line[:LONGEST_LINE].rstrip() for line in found]


def _without_report(lines: list[str]) -> tuple[list[str], str]:
    """The lines before a delivery report in the text, and the report; all lines where there is none."""
    starts = [
        at for at, line in enumerate(lines) if line.lower().startswith(("reporting-mta:", "final-recipient:"))
    ]
    if not starts or not any(line.lower().startswith(("action:", "status:")) for line in lines[starts[0] :]):
        return lines, ""
    return lines[: starts[0]], "\n".join(lines[starts[0] :])


def _is_quoted(line: str) -> bool:
    """Whether somebody quotes; `>>> RCPT TO` of a transcript is none, nor an address alone."""
    start = line.lstrip()
    return start.startswith(">") and not start.startswith(">>>") and not _ALONE.fullmatch(start)


def _cut(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines before a returned message, and its own."""
    for at, line in enumerate(lines):
        if _is_heading(line) and at:
            return lines[:at], lines[at + 1 :]
        if _opens_returned(lines, at):
            after = _after_description(lines, at)
            if after:
                return [*lines[:at], *_cut(lines[after:])[0]], lines[at:after]
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
