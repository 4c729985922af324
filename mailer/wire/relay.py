"""The server that takes our letters, and what is demanded of the line to it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final

from mailer.errors import Misused
from mailer.section import Tls

_NAME = re.compile(
    r"[\w-]{1,63}(\.[\w-]{1,63}){0,60}\.?|[0-9A-Fa-f:.]{2,45}|\[[0-9A-Za-z:.]{2,50}\]", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds by the clock for each stage as a whole: bytes that drip in do not prolong them (A41).

    The defaults are those of RFC 5321 §4.5.3.2; `body` is for each block of 256 KiB, and `quit`, after
    whose answer nothing hangs, covers RSET and QUIT.
    """

    connect: float = 30
    banner: float = 300
    ehlo: float = 300
    tls: float = 120
    auth: float = 120
    mail: float = 300
    rcpt: float = 300
    data: float = 120
    body: float = 180
    dot: float = 600
    quit: float = 5


DEFAULT_DEADLINES: Final = Deadlines()


@dataclass(frozen=True, slots=True)
class Relay:
    """Where letters are handed over. TLS never falls back: what is set is done, or nothing is sent (A39).

    Misused where the settings would send letters, or a password, unprotected over a network.
    """

    host: str
    port: int = 25
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""  # trust these authorities instead of the system's
    verify_name: str = ""  # the name the certificate must bear, where it is not `host`
    plain_is_safe: bool = (
        False  # the settings say that a plain line to another machine is protected otherwise
    )
    helo: str = ""  # our name; empty stands for our address in brackets (RFC 5321 §4.1.4)
    letters_per_connection: int = 100
    deadlines: Deadlines = DEFAULT_DEADLINES

    def __post_init__(self) -> None:
        for what, name in (("host", self.host), ("name", self.verify_name), ("helo name", self.helo)):
            if not _NAME.fullmatch(name or "unset") or not self.host:
                raise Misused(f"The {what} of the mail relay, {name!r}, is not a host name or an address.")
        if not 1 <= self.port <= 65535 or self.letters_per_connection < 1:
            raise Misused(
                "The mail relay needs a port from 1 to 65535 and at least one letter per connection."
            )
        if self.password and not self.user:
            raise Misused("The mail relay has a password but no user name.")
        if self.tls is Tls.OFF and not self.on_this_machine:
            self._refuse_plain()

    def _refuse_plain(self) -> None:
        if self.user:
            raise Misused(
                f"The password for {self.host} would cross the network unprotected: "
                "set tls to starttls or implicit."
            )
        if not self.plain_is_safe:
            raise Misused(
                f"Letters to {self.host} would cross the network unprotected: "
                "set tls to starttls or implicit, or say in the settings that a plain line there is safe."
            )

    @property
    def on_this_machine(self) -> bool:
        """Whether the host is `localhost` or an address of the loopback network."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False
