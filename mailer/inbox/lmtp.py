"""Takes mail over LMTP (RFC 2033): each message is answered for when it is stored, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from mailer.errors import Unreachable
from mailer.inbox.keeping import LARGEST

TAKEN: Final = "250 2.0.0 Stored"
NOT_NOW: Final = "451 4.3.0 It could not be stored; please keep it and come again"
SILENT_SECONDS: Final = 300
Keep = Callable[[bytes], object]
"""Stores a message and returns when that is committed; called in a thread."""


class _Lines(LMTP):
    """Servers write long lines; what is too long for the standard is kept all the same."""

    line_length_limit = 1024 * 1024


class _Handler:
    """Puts the envelope at the head of each message, as whoever delivers last does (RFC 5321 4.4)."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store it; one answer for each recipient (RFC 2033 4.2), all alike since it is one message."""
        content = envelope.original_content or b""
        sender = (envelope.mail_from or "").strip("<>")  # `<>` is how the library writes nobody
        lines = [f"Return-Path: <{sender}>"]
        lines += [f"Delivered-To: {address}" for address in envelope.rcpt_tos]
        head = "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")
        try:
            await asyncio.to_thread(self._keep, head + content)
        except Exception:  # whatever it was, the sender has to keep the message
            return "\r\n".join([NOT_NOW] * len(envelope.rcpt_tos))
        return "\r\n".join([TAKEN] * len(envelope.rcpt_tos))


@asynccontextmanager
async def lmtp_server(keep: Keep, host: str, port: int) -> AsyncIterator[int]:
    """A server that takes mail while the block lasts; the port it listens at, another one for 0.

    Unreachable if it cannot listen there. What is larger than the limit is refused, what cannot be stored is
    put off; nobody is written to.
    """
    loop = asyncio.get_running_loop()

    def factory() -> LMTP:
        return _Lines(
            _Handler(keep),
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="secretariat-mailer",
            timeout=SILENT_SECONDS,
            loop=loop,
        )

    try:
        server = await loop.create_server(factory, host, port)
    except OSError as error:
        raise Unreachable(f"Nobody can listen at {host}:{port}: {error.strerror or error}.") from error
    async with server:
        yield server.sockets[0].getsockname()[1]
