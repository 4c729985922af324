"""A message as a tree of parts, out of any bytes, within bounds of depth, number and size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

from mailer.bounces.decoding import text_of, transfer_decoded
from mailer.bounces.headers import Fields, is_field, media_type

MOST_OCTETS: Final = 16 * 1024 * 1024
"""Octets of a message that are looked at: what a notice says stands before what it returns."""
DEEPEST: Final = 12
MOST_PARTS: Final = 200
_ATTACHED: Final = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/global-headers",
        "text/rfc822",
        "message/rfc822-headers",
    }
)


@dataclass
class Part:
    """One part: its fields, its body as it came, and the parts within; an attached message is not opened."""

    fields: Fields
    body: bytes
    type: str
    parameters: dict[str, str]
    parts: list[Part] = field(default_factory=list)

    @cached_property
    def octets(self) -> bytes:
        """The body without its transfer encoding."""
        return transfer_decoded(self.body, self.fields.get("content-transfer-encoding"))

    @cached_property
    def text(self) -> str:
        """The body as text."""
        return text_of(self.octets, self.parameters.get("charset", ""))

    @property
    def is_attached_message(self) -> bool:
        """Whether this is another message, whole or only its headers."""
        return self.type in _ATTACHED

    def leaves(self) -> Iterator[Part]:
        """The parts that hold no parts, in their order, without those within attached messages."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def parse(raw: bytes) -> Part:
    """The tree of any bytes whatever."""
    octets = raw[:MOST_OCTETS].replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip()
    if octets.startswith((b"From ", b">From ")):
        octets = octets.partition(b"\n")[2]
    return _part(octets, 0, [MOST_PARTS])


def unwrapped(message: Part) -> Part:
    """The notice itself, where a gateway sent it on as the first part, without a word before it."""
    leaves = list(message.leaves())
    if not leaves or not message.parts or not leaves[0].is_attached_message:
        return message
    inner = parse(leaves[0].octets)
    return inner if inner.parameters.get("report-type", "").lower() == "delivery-status" else message


def head_and_body(octets: bytes) -> tuple[bytes, bytes]:
    """Both sides of the first blank line; all is body where the first line is no header field."""
    if octets.startswith(b"\n"):
        return b"", octets[1:]
    first = octets[:400].partition(b"\n")[0]
    if not is_field(first.decode("latin-1")):
        return b"", octets
    head, _, body = octets.partition(b"\n\n")
    return head, body


def _part(octets: bytes, depth: int, left: list[int]) -> Part:
    left[0] -= 1
    head, body = head_and_body(octets)
    fields = Fields(head)
    kind, parameters = media_type(fields.get("content-type"))
    part = Part(fields, body, kind or "text/plain", parameters)
    if not kind and _guessed(body):
        part.type = "multipart/mixed"
    if part.type.startswith("multipart/") and depth < DEEPEST:
        for piece in _pieces(part):
            if left[0] <= 0:
                break
            part.parts.append(_part(piece, depth + 1, left))
    return part


def _pieces(part: Part) -> list[bytes]:
    """The pieces between the delimiters; a boundary that is not told or not used is guessed from the body."""
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace")
    for mark in (b"--" + boundary if boundary else b"", _guessed(part.body)):
        if mark and (part.body.startswith(mark) or b"\n" + mark in part.body):
            return _between(b"\n" + part.body, b"\n" + mark)
    return []


def _guessed(body: bytes) -> bytes:
    """The first line that looks like a delimiter with headers under it, after three lines at most."""
    before = 0
    for line, following in pairwise(body[:4000].split(b"\n")):
        before += bool(line.strip())
        if before > 4:
            break
        if line.startswith(b"--") and len(line) > 6 and following.lower().startswith(b"content-"):
            return line.rstrip()
    return b""


def _between(body: bytes, mark: bytes) -> list[bytes]:
    found: list[bytes] = []
    at = body.find(mark)
    while at >= 0 and len(found) <= MOST_PARTS:
        at += len(mark)
        if body.startswith(b"--", at):
            break
        start = body.find(b"\n", at)
        if start < 0:
            break
        at = body.find(mark, start)
        found.append(body[start + 1 : at if at >= 0 else len(body)])
    return found
