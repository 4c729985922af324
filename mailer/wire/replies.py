"""Reads a server's replies out of the bytes that arrive, within firm bounds."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from mailer.wire.verdict import Reply

MOST_LINES: Final = 100
"""Lines of one reply; a real EHLO has about twenty."""
MOST_OCTETS: Final = 64 * 1024
"""Octets of one reply."""
LONGEST_LINE: Final = 8 * 1024
"""Octets of one line: RFC 5321 §4.5.3.1.5 allows 512, servers in the field write more."""
LONGEST_TEXT: Final = 1024
"""Characters of a reply that are kept."""

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:[ \t]+|$)")

_QUEUE_IDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bqueued as ([\w.-]{4,100})",  # Postfix and many after it
        r"\bid=([\w.-]{4,100})",  # Exim
        r"\bInternalId=(\d{1,40})",  # Exchange
        r"\bqueued \(([\w.-]{4,100})\)",  # Haraka
        r"^ok:? \d{9,} (qp \d{1,20})",  # qmail
        r"^ok:? +\d{9,} +([\w.-]{4,100}) - g?smtp\b",  # Google
        r"^([\w.-]{4,100}) message accepted for delivery",  # Sendmail, OpenSMTPD
        r"^ok:? ([\da-f-]{16,100})$",  # Amazon and others: nothing but an id
    )
)


class RawReply(NamedTuple):
    """A reply as it arrived: its code, and the text of its lines without code and line end."""

    code: int
    lines: tuple[bytes, ...]


class ReplyReader:
    """Takes bytes in any pieces and collects whole replies; what is not SMTP ends the reading for good.

    `fault` is empty, or says in plain words why nothing more is read.
    """

    def __init__(self) -> None:
        self.replies: deque[RawReply] = deque()
        self.fault = ""
        self._tail = b""
        self._lines: list[bytes] = []
        self._code = 0
        self._octets = 0

    def feed(self, data: bytes) -> None:
        """Add what has arrived; whole replies are appended to `replies`."""
        *lines, self._tail = (self._tail + data).split(b"\n")
        for line in lines:
            if self.fault:
                break
            reply = None if self._lines else _whole_reply(line)
            if reply is not None:
                self.replies.append(reply)
            else:
                self._take(line)
        if self._octets + len(self._tail) > MOST_OCTETS or len(self._tail) > LONGEST_LINE:
            self.fault = self.fault or "the server's answer was too long"

    def _take(self, line: bytes) -> None:
        """One of several lines of a reply, or one that is no reply at all."""
        found = _LINE.fullmatch(line.removesuffix(b"\r"))
        self._octets += len(line) + 1
        if len(line) > LONGEST_LINE or self._octets > MOST_OCTETS or len(self._lines) >= MOST_LINES:
            self.fault = "the server's answer was too long"
            return
        if found is None or (self._lines and int(found[1]) != self._code):
            self.fault = "the server's answer was not SMTP"
            return
        self._code = int(found[1])
        self._lines.append(found[3] or b"")
        if found[2] != b"-":
            self.replies.append(RawReply(self._code, tuple(self._lines)))
            self._lines = []
            self._octets = 0


@lru_cache(maxsize=64)
def _whole_reply(line: bytes) -> RawReply | None:
    """The reply that a line is by itself; None for one of several lines, and for what is none.

    A server gives the same few answers to letter after letter: they are taken apart once.
    """
    found = _LINE.fullmatch(line.removesuffix(b"\r")) if len(line) <= LONGEST_LINE else None
    if found is None or found[2] == b"-":
        return None
    return RawReply(int(found[1]), (found[3] or b"",))


def visible(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, cut to a length, with what does not print written out in hexadecimal (A37)."""
    text = text[:longest]
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
        )
    return text[:longest]


def readable(code: int, lines: Iterable[bytes]) -> Reply:
    """The reply for people and records: its lines joined, the enhanced code (RFC 3463) taken out of each."""
    enhanced = ""
    said = []
    for line in lines:
        text = line.decode("utf-8", "backslashreplace").strip()
        found = _ENHANCED.match(text)
        if found and int(found[1][0]) == code // 100 and enhanced in ("", found[1]):
            enhanced = found[1]
            text = text[found.end() :]
        said.append(text)
    return Reply(code, enhanced, visible(" ".join(filter(None, said))))


def queue_id(text: str) -> str:
    """The server's own name for a letter it accepted, out of its 250; empty where none is recognised."""
    for pattern in _QUEUE_IDS:
        found = pattern.search(text)
        if found:
            return found[1]
    return ""
