"""The server's side of one SMTP connection, played by a script."""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from tests.rig.certificates import server_context
from tests.rig.smtp_script import Act, Script, Step

_PATH = re.compile(rb"(?:FROM|TO):<([^>]*)>(.*)", re.IGNORECASE)
_STRICT_END = re.compile(rb"\r\n\.\r\n")
_LENIENT_END = re.compile(rb"(?:\r\n|\n|\r)\.(?:\r\n|\n|\r)")
_CHALLENGE = b"<1.2@scripted.example>"


@dataclass(frozen=True)
class Received:
    """A letter as it was taken, its dots unstuffed."""

    sender: str
    recipients: tuple[str, ...]
    mail_parameters: tuple[str, ...]
    rcpt_parameters: tuple[str, ...]
    message: bytes
    connection: int
    tls: bool
    user: str

    @property
    def recipient(self) -> str:
        """The one recipient; AssertionError if there are several."""
        (only,) = self.recipients
        return only

    def as_json(self) -> dict[str, object]:
        """For the journal of a server that is a process."""
        return {**self.__dict__, "message": self.message.decode("utf-8", "surrogateescape")}


class Records(Protocol):
    """What a dialogue needs of the server it belongs to."""

    script: Script

    def act(self, step: Step, recipient: str) -> Act: ...
    def note(self, connection: int, line: bytes) -> None: ...
    def take(self, letter: Received) -> None: ...
    def leave(self, octets: bytes) -> None: ...


class _Over(Exception):
    """The line is closed, by whomever."""


class Dialogue:
    """One connection from banner to the end."""

    def __init__(
        self, records: Records, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self._records = records
        self._script = records.script
        self._reader, self._writer, self._number = reader, writer, number
        self._pending = b""
        self._tls = self._script.implicit
        self._user = ""
        self._letters = 0
        self._forget()
        self._handlers: dict[bytes, Callable[[bytes], Awaitable[object]]] = {
            b"EHLO": self._ehlo,
            b"HELO": lambda _: self._say(Step.EHLO, b"250 scripted.example\r\n"),
            b"STARTTLS": self._starttls,
            b"AUTH": self._auth,
            b"MAIL": self._mail,
            b"RCPT": self._rcpt,
            b"DATA": self._data,
            b"RSET": self._rset,
            b"QUIT": self._quit,
        }

    async def run(self) -> None:
        """Talk until the line is closed."""
        try:
            await self._say(Step.BANNER, b"220 scripted.example ESMTP\r\n")
            while True:
                line = await self._line()
                self._records.note(self._number, line)
                verb, _, rest = line.partition(b" ")
                handler = self._handlers.get(verb.upper(), self._unknown)
                await handler(rest)
        except (_Over, ConnectionError, ssl.SSLError):
            return

    def _forget(self) -> None:
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._mail_parameters: tuple[str, ...] = ()
        self._rcpt_parameters: tuple[str, ...] = ()

    async def _unknown(self, _: bytes) -> None:
        await self._write(b"502 5.5.2 not known here\r\n")

    async def _ehlo(self, _: bytes) -> None:
        offers = list(self._script.extensions)
        if self._script.certificate and not self._tls:
            offers.append("STARTTLS")
        if self._script.users:
            offers.append(f"AUTH {self._script.logins}")
        lines = ["scripted.example", *offers]
        reply = "".join(f"250{'-' if line is not lines[-1] else ' '}{line}\r\n" for line in lines)
        await self._say(Step.EHLO, reply.encode())

    async def _starttls(self, _: bytes) -> None:
        if await self._say(Step.STARTTLS, b"220 2.0.0 go ahead\r\n" + self._script.injected) != 220:
            return
        self._pending = b""
        context = server_context(self._script.certificate, old=self._script.old_tls)
        await self._writer.start_tls(context)
        self._tls = True

    async def _auth(self, rest: bytes) -> None:
        way, _, given = rest.partition(b" ")
        if way == b"PLAIN":
            _, user, password = base64.b64decode(given).split(b"\0")
            good = self._script.users.get(user.decode()) == password.decode()
        elif way == b"LOGIN":
            user = base64.b64decode(given)
            password = base64.b64decode(await self._ask(b"Password:"))
            good = self._script.users.get(user.decode()) == password.decode()
        else:
            user, _, digest = base64.b64decode(await self._ask(_CHALLENGE)).partition(b" ")
            secret = self._script.users.get(user.decode(), "").encode()
            good = hmac.new(secret, _CHALLENGE, "md5").hexdigest().encode() == digest
        usual = b"235 2.7.0 welcome\r\n" if good else b"535 5.7.8 name or password is wrong\r\n"
        if await self._say(Step.AUTH, usual) == 235:
            self._user = user.decode()

    async def _ask(self, question: bytes) -> bytes:
        await self._write(b"334 " + base64.b64encode(question) + b"\r\n")
        return await self._line()

    async def _mail(self, rest: bytes) -> None:
        limit = self._script.letters_per_connection
        if limit and self._letters >= limit:
            await self._write(b"421 4.7.0 too many letters on one connection\r\n")
            raise _Over
        if await self._say(Step.MAIL, b"250 2.1.0 ok\r\n") // 100 == 2:
            self._forget()
            self._sender, self._mail_parameters = _path(rest)

    async def _rcpt(self, rest: bytes) -> None:
        recipient, parameters = _path(rest)
        usual = b"250 2.1.5 ok\r\n" if self._sender is not None else b"503 5.5.1 MAIL first\r\n"
        if await self._say(Step.RCPT, usual, recipient) // 100 == 2:
            self._recipients.append(recipient)
            self._rcpt_parameters = parameters

    async def _data(self, _: bytes) -> None:
        ready = self._recipients or self._script.eager
        usual = b"354 go on\r\n" if ready else b"503 5.5.1 RCPT first\r\n"
        if await self._say(Step.DATA, usual, self._recipient) != 354:
            return
        body = await self._letter()
        act = self._records.act(Step.DOT, self._recipient)
        usual = (
            b"250 2.0.0 Ok: queued as SCRIPTED1\r\n" if self._recipients else b"554 5.5.1 no recipient\r\n"
        )
        said = b"" if act.silent else act.reply or usual
        if act.keep or said.startswith(b"2"):
            self._letters += 1
            self._records.take(
                Received(
                    self._sender or "",
                    tuple(self._recipients),
                    self._mail_parameters,
                    self._rcpt_parameters,
                    body,
                    self._number,
                    self._tls,
                    self._user,
                )
            )
        await self._play(act, usual)
        self._forget()

    async def _letter(self) -> bytes:
        """The letter up to its final dot; the script may interrupt in the middle."""
        act = self._records.act(Step.BODY, self._recipient)
        ends = _LENIENT_END if self._script.lenient else _STRICT_END
        body = b"\r\n" + self._pending  # so that a dot at the very start is found too
        try:
            while (end := ends.search(body)) is None:
                if (act.reply or act.silent or act.cut) and len(body) - 2 >= act.after:
                    await self._play(act, b"")
                    act = Act()
                body += await self._more()
        except (_Over, ConnectionError, asyncio.CancelledError):
            self._records.leave(body[2:])
            raise
        self._pending = body[end.end() :]
        return body[: end.start() + 2].replace(b"\r\n..", b"\r\n.")[2:]

    async def _rset(self, _: bytes) -> None:
        self._forget()
        await self._say(Step.RSET, b"250 2.0.0 ok\r\n")

    async def _quit(self, _: bytes) -> None:
        await self._say(Step.QUIT, b"221 2.0.0 bye\r\n")
        raise _Over

    @property
    def _recipient(self) -> str:
        return self._recipients[0] if self._recipients else ""

    async def _say(self, step: Step, usual: bytes, recipient: str = "") -> int:
        return await self._play(self._records.act(step, recipient), usual)

    async def _play(self, act: Act, usual: bytes) -> int:
        """Do it, and return the code of what was said; 0 if that is none."""
        reply = b"" if act.silent else act.reply or usual
        if act.deed is not None:
            act.deed()
        await self._pause(act.delay)
        while act.endless:
            await self._write(reply * 50)
            await asyncio.sleep(0)
        if act.drip:
            for octet in reply:
                await self._write(bytes([octet]))
                await self._pause(act.drip)
        elif reply:
            await self._write(reply)
        if act.cut:
            raise _Over
        while act.silent:
            await self._more()
        return int(reply[:3]) if reply[:3].isdigit() else 0

    async def _pause(self, seconds: float) -> None:
        if seconds:
            await asyncio.sleep(seconds)

    async def _write(self, octets: bytes) -> None:
        self._writer.write(octets)
        await self._writer.drain()

    async def _more(self) -> bytes:
        octets = await self._reader.read(65536)
        if not octets:
            raise _Over
        return octets

    async def _line(self) -> bytes:
        while b"\n" not in self._pending:
            self._pending += await self._more()
        line, _, self._pending = self._pending.partition(b"\n")
        return line.removesuffix(b"\r")


def _path(rest: bytes) -> tuple[str, tuple[str, ...]]:
    found = _PATH.fullmatch(rest)
    if found is None:
        return "", ()
    return found[1].decode(), tuple(found[2].decode().split())
