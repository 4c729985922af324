"""A letter's octets as they go over the wire between 354 and the final dot."""

from __future__ import annotations

from collections.abc import Iterator
from io import IncrementalNewlineDecoder
from typing import Final

END: Final = b".\r\n"
BLOCK: Final = 256 * 1024
"""Octets written under one deadline; a letter with annexes may take many."""


def dot_stuffed(message: bytes, *, eight_bit: bool = False) -> bytes:
    """The message with each leading dot doubled (RFC 5321 §4.5.2), without the final dot.

    ValueError for what must never have been built: a bare CR or LF or a NUL (A07: another server might
    see the end of the letter there), no CRLF at the end, or 8-bit octets where they were not announced.
    """
    if _line_ends(message) not in ("\r\n", None) or b"\0" in message:
        raise ValueError("the message holds a bare CR or LF or a NUL")
    if not message.endswith(b"\r\n"):
        raise ValueError("the message does not end with CRLF")
    if not eight_bit and not message.isascii():
        raise ValueError("the message holds 8-bit octets")
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _line_ends(message: bytes) -> str | tuple[str, ...] | None:
    """The kind of line ends in a message, a tuple if there are several; CRLF is one kind, CR and LF two."""
    # The library's reader of line ends goes through a letter in a fifth of the time that counting them takes.
    reader = IncrementalNewlineDecoder(None, translate=False)
    reader.decode(message.decode("latin-1"), final=True)
    return reader.newlines


def blocks(body: bytes) -> Iterator[bytes | memoryview]:
    """The body in pieces that are each written under a deadline of their own."""
    if len(body) <= BLOCK:
        yield body
        return
    view = memoryview(body)
    for start in range(0, len(body), BLOCK):
        yield view[start : start + BLOCK]
