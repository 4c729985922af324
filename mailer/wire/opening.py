"""Opens the line to a relay: socket, TLS, EHLO and login, or the reason why there is no line."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import aiosmtplib

from mailer.errors import Misused, Unreachable
from mailer.section import Tls
from mailer.wire.envelope import Features
from mailer.wire.line import Line
from mailer.wire.relay import Relay
from mailer.wire.replies import readable, visible
from mailer.wire.rules import judge
from mailer.wire.verdict import Blame, Outcome, Reply, Stage, Verdict

LOGINS: Final = ("plain", "login", "cram-md5")
"""Ways to log in, best first; one is tried, once, lest a wrong password lock the account (F22)."""


class ConnectFailed(Unreachable):
    """There is no line, and so no letter has been touched; `verdict` says why.

    Its outcome DEFERRED means that coming back later may help; REFUSED that a person must look first: TLS is
    not offered, the certificate is not good (blame SERVER), or the login fails (blame SENDER).
    """

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"The mail server {verdict.server} cannot be used, {str(verdict).rstrip('.')}.")
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class Opened:
    """A line ready for letters, what the server offers on it, and the server's name for the records."""

    line: Line
    features: Features
    server: str


class _Unfit(Exception):
    """The server does not offer what the settings demand."""

    def __init__(self, blame: Blame, note: str) -> None:
        super().__init__(note)
        self.blame = blame


async def open_line(relay: Relay) -> Opened:
    """Connect as the relay's settings demand; ConnectFailed or Misused where that cannot be."""
    opening = _Opening(relay)
    try:
        return await opening.run()
    except (aiosmtplib.SMTPException, OSError, _Unfit) as error:
        raise ConnectFailed(opening.verdict(error)) from error
    finally:
        opening.let_go()


@lru_cache(maxsize=8)
def _trust(ca_file: str, _changed_ns: int) -> ssl.SSLContext:
    """Reading the authorities takes longer than fifty letters: done once for each state of the file."""
    context = ssl.create_default_context(cafile=ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Certificate and host name are checked, TLS is 1.2 or newer; Misused if the file cannot be used."""
    try:
        return _trust(ca_file, Path(ca_file).stat().st_mtime_ns if ca_file else 0)
    except OSError as error:  # of which ssl.SSLError is one
        raise Misused(f"The CA file {ca_file} of the mail relay cannot be read: {error}.") from error


async def open_socket(host: str, port: int, seconds: float) -> tuple[socket.socket, str]:
    """A connected socket and its far end; each address has its share of the time. OSError if none answers."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    async with asyncio.timeout_at(end):
        found = await loop.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    failure: OSError = OSError("the name has no address")
    for left, (family, kind, protocol, _, address) in zip(range(len(found), 0, -1), found, strict=True):
        candidate = socket.socket(family, kind, protocol)
        try:
            candidate.setblocking(False)
            async with asyncio.timeout(max(0.0, end - loop.time()) / left):
                await loop.sock_connect(candidate, address)
        except OSError as error:
            candidate.close()
            failure = error
        except BaseException:
            candidate.close()
            raise
        else:
            return candidate, _place(*address[:2])
    raise failure


class _Opening:
    """One attempt to open a line, and how far it has come."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.stage = Stage.CONNECT
        self.context = None if relay.tls is Tls.OFF else tls_context(relay.ca_file)
        self.server = f"{relay.host}:{relay.port}"
        self._place = self.server
        self._smtp: aiosmtplib.SMTP | None = None

    async def run(self) -> Opened:
        relay = self.relay
        connected, self._place = await open_socket(relay.host, relay.port, relay.deadlines.connect)
        self.server = f"{relay.host} ({self._place})"
        smtp = await self._greet(connected)
        await self._ehlo(smtp)
        if relay.tls is Tls.STARTTLS:
            await self._start_tls(smtp)
            await self._ehlo(smtp)
        if relay.user:
            await self._log_in(smtp)
        features = Features.offered(smtp.esmtp_extensions)
        if not isinstance(smtp.transport, asyncio.Transport):
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        opened = Opened(Line(smtp.transport), features, self.server)
        self._smtp = None  # the line has the transport now
        return opened

    async def _greet(self, connected: socket.socket) -> aiosmtplib.SMTP:
        """TLS from the first byte where that is set, and the banner."""
        relay = self.relay
        implicit = relay.tls is Tls.IMPLICIT
        self.stage = Stage.TLS if implicit else Stage.BANNER
        self._smtp = smtp = aiosmtplib.SMTP(
            hostname=relay.verify_name or relay.host.strip("[]"),
            sock=connected,
            use_tls=implicit,
            start_tls=False,
            tls_context=self.context,
            local_hostname=relay.helo or _literal(connected.getsockname()[0]),
        )
        # aiosmtplib takes one figure for the handshake and for the banner.
        seconds = max(relay.deadlines.banner, relay.deadlines.tls) if implicit else relay.deadlines.banner
        try:
            await smtp.connect(timeout=seconds)
        except aiosmtplib.SMTPResponseException:
            self.stage = Stage.BANNER
            raise
        except aiosmtplib.SMTPConnectError as error:
            if isinstance(error.__cause__, aiosmtplib.SMTPException):
                self.stage = Stage.BANNER
            raise
        return smtp

    async def _ehlo(self, smtp: aiosmtplib.SMTP) -> None:
        self.stage = Stage.EHLO
        async with asyncio.timeout(self.relay.deadlines.ehlo):
            try:
                answer = await smtp.ehlo(timeout=None)
            except aiosmtplib.SMTPHeloError as error:
                # "command not known" is what a server without extensions says (RFC 5321 §3.2).
                if error.code not in (500, 502, 504):
                    raise
                answer = await smtp.helo(timeout=None)
        words = answer.message.partition("\n")[0].split()
        self.server = f"{visible(words[0], 255) if words else self.relay.host} ({self._place})"

    async def _start_tls(self, smtp: aiosmtplib.SMTP) -> None:
        """TLS or nothing (F23, F24); what came in plain text before it is thrown away by aiosmtplib (F25)."""
        self.stage = Stage.TLS
        if not smtp.supports_extension("starttls"):
            raise _Unfit(Blame.SERVER, "The server does not offer STARTTLS, which the settings demand.")
        relay = self.relay
        async with asyncio.timeout(relay.deadlines.tls):
            await smtp.starttls(
                server_hostname=relay.verify_name or relay.host.strip("[]"), timeout=relay.deadlines.tls
            )

    async def _log_in(self, smtp: aiosmtplib.SMTP) -> None:
        self.stage = Stage.AUTH
        offered = [login for login in LOGINS if login in smtp.server_auth_methods]
        if not offered:
            raise _Unfit(
                Blame.SENDER, "The server offers no login that is known here (PLAIN, LOGIN, CRAM-MD5)."
            )
        ways = {"plain": smtp.auth_plain, "login": smtp.auth_login, "cram-md5": smtp.auth_crammd5}
        async with asyncio.timeout(self.relay.deadlines.auth):
            await ways[offered[0]](self.relay.user, self.relay.password, timeout=None)

    def verdict(self, error: Exception) -> Verdict:
        """What an error on the way means."""
        cause = (
            error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) and error.__cause__ else error
        )
        outcome, blame, note, reply = Outcome.DEFERRED, Blame.SERVER, "", None
        if isinstance(cause, _Unfit):
            outcome, blame, note = Outcome.REFUSED, cause.blame, str(cause)
        elif isinstance(cause, aiosmtplib.SMTPResponseException):
            reply, note = self._reply(cause)
            if reply:
                outcome, judged = judge(self.stage, reply)
                blame = judged or blame
        elif isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            outcome, note = Outcome.REFUSED, _tls_note(cause)
        elif isinstance(cause, TimeoutError):
            note = "The server did not answer in time."
        elif self.stage is Stage.CONNECT:
            where = f"{self.relay.host}, port {self.relay.port},"
            note = f"The mail server {where} cannot be reached: {_reason(cause)}."
        else:
            note = "The line was cut."
        return Verdict(outcome, self.stage, blame, reply, note, self.server)

    def _reply(self, error: aiosmtplib.SMTPResponseException) -> tuple[Reply | None, str]:
        if not 200 <= error.code < 600:
            return None, "The server's answer was not SMTP."
        reply = readable(error.code, error.message.encode("utf-8", "surrogateescape").split(b"\n"))
        # Some servers repeat a command that they refuse.
        for secret in _secrets(self.relay) if self.stage is Stage.AUTH else ():
            if secret in reply.text:
                return Reply(reply.code, reply.enhanced, "(withheld: the answer repeats the password)"), ""
        return reply, ""

    def let_go(self) -> None:
        """Close what was opened and not handed on."""
        if self._smtp is not None:
            if isinstance(self._smtp.transport, asyncio.WriteTransport):
                self._smtp.transport.abort()
            self._smtp.close()


def _secrets(relay: Relay) -> tuple[str, ...]:
    password = relay.password.encode()
    coded = (password, b"\0" + relay.user.encode() + b"\0" + password)
    return (relay.password, *(base64.b64encode(secret).decode() for secret in coded)) if password else ()


def _reason(cause: BaseException) -> str:
    """The system's own words; asyncio puts others in their place."""
    number = getattr(cause, "errno", None) or 0
    return os.strerror(number) if number > 0 else visible(str(getattr(cause, "strerror", "") or cause), 200)


def _tls_note(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The server's certificate is not good: {visible(error.verify_message, 200).rstrip('.')}."
    return f"No TLS could be agreed with the server: {visible(error.reason or str(error), 200)}."


def _place(host: object, port: object) -> str:
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _literal(address: str) -> str:
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
