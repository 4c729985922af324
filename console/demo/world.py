"""The outside world of the demo: a mail server with a Maildir, which is difficult at times."""

from __future__ import annotations

import asyncio
import mailbox
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HERE: Final = "127.0.0.1"
GREY_SECONDS: Final = 2.0
"""How long greylisting keeps a letter waiting."""


@dataclass(frozen=True)
class Heard:
    """A letter that was taken: for whom, with which return path, as it came."""

    address: str
    return_path: str
    content: bytes


class World:
    """Answers by the local part of each address: refused., grey., full., cut.before, cut.after."""

    def __init__(self, maildir: Path) -> None:
        self.maildir = mailbox.Maildir(maildir, create=True)
        self.taken = Counter[str]()
        self._heard: list[Heard] = []
        self._first_seen: dict[str, float] = {}
        self._dropped: set[str] = set()

    async def handle_RCPT(  # noqa: N802  the name that aiosmtpd asks for
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the address, refuse it, or put it off."""
        local = address.partition("@")[0]
        if local.startswith("refused."):
            return "550 5.1.1 There is no such mailbox here"
        if local.startswith("full."):
            return "550 5.2.2 The mailbox is full"
        if local.startswith("grey.") and not self._known(address):
            return "450 4.7.1 Greylisted, please come again"
        if local == "cut.before" and address not in self._dropped:
            self._dropped.add(address)
            _cut(server)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient is welcome"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Put the letter into the Maildir; for one address cut the line before saying so."""
        content = envelope.original_content or b""
        address = envelope.rcpt_tos[0]
        await asyncio.get_running_loop().run_in_executor(None, self.maildir.add, content)
        self.taken[address] += 1
        self._heard.append(Heard(address, envelope.mail_from or "", content))
        if address.startswith("cut.after@"):
            _cut(server)
        return f"250 2.0.0 Queued as D{self.taken.total():05d}"

    def heard(self) -> list[Heard]:
        """The letters that were taken since this was asked the last time."""
        found, self._heard = self._heard, []
        return found

    def _known(self, address: str) -> bool:
        """Whether the address was put off long enough ago."""
        first = self._first_seen.setdefault(address, time.monotonic())
        return time.monotonic() - first >= GREY_SECONDS


def _cut(server: SMTP) -> None:
    """Drop the line without a word."""
    transport: Any = server.transport
    transport.abort()


@contextmanager
def outside_world(maildir: Path) -> Iterator[tuple[World, int]]:
    """The server on a free port of this machine, and only of this machine; the port."""
    world = World(maildir)
    port = _free_port()
    controller = Controller(
        world, hostname=HERE, port=port, server_hostname="world.example", enable_SMTPUTF8=True
    )
    controller.start()
    try:
        yield world, port
    finally:
        controller.stop()


def _free_port() -> int:
    """A port of this machine that nobody listens on; aiosmtpd wants to be told one."""
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port: int = probe.getsockname()[1]
        return port
