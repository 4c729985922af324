"""A small IMAP server whose mailbox can be renumbered, refuse, or vanish while it is looked into."""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from tests.rig.certificates import server_context

USER, PASSWORD, TOKEN = "office", "geheim-ü", "ya29.token"
CAPABILITIES: Final = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 UIDPLUS MOVE"
_PARTIAL: Final = re.compile(r"BODY\.PEEK\[\]<0\.(\d+)>")


@dataclass
class Message:
    """What lies in a folder."""

    uid: int
    raw: bytes
    deleted: bool = False


@dataclass
class ImapServer:
    """The mailbox of one user, and what goes wrong with it."""

    folders: dict[str, list[Message]] = field(default_factory=lambda: {"INBOX": []})
    validity: int = 7
    capabilities: str = CAPABILITIES
    vanish_at: int = 0
    """The UID at whose fetch the line is cut; 0 for none."""
    mute: frozenset[int] = frozenset()
    """UIDs of messages that it refuses to give out."""
    port: int = 0
    said: list[str] = field(default_factory=list)
    """What clients said, without the secrets."""

    def add(self, raw: bytes) -> int:
        """Put a message into INBOX; its UID."""
        messages = self.folders["INBOX"]
        messages.append(Message(max((one.uid for one in messages), default=10) + 1, raw))
        return messages[-1].uid

    def renumber(self) -> None:
        """As after a restore of the server: another UIDVALIDITY, and UIDs that mean other messages."""
        self.validity += 1
        for number, message in enumerate(self.folders["INBOX"], start=1):
            message.uid = number

    def count(self, folder: str = "INBOX") -> int:
        """How many messages lie there."""
        return len(self.folders.get(folder, []))


class _Line(socketserver.StreamRequestHandler):
    """One client."""

    server: _Server
    folder = "INBOX"
    known = False

    def handle(self) -> None:
        office = self.server.office
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode("utf-8").strip().partition(" ")
            command, _, arguments = rest.partition(" ")
            office.said.append(command if command in ("LOGIN", "AUTHENTICATE") else rest)
            if command.upper() == "UID":
                command, _, arguments = arguments.partition(" ")
                done = self.uid(command.upper(), arguments)
            else:
                done = getattr(self, f"do_{command.lower()}", self.unknown)(arguments)
            if done is None:
                return
            self.say(f"{tag} {done} (done)")
            if command.upper() == "LOGOUT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def unknown(self, _arguments: str) -> str:
        return "BAD what is that"

    def do_capability(self, _arguments: str) -> str:
        able = self.server.office.capabilities
        if not self.known:  # as real servers do, it says less before the login
            able = " ".join(word for word in able.split() if word.startswith(("IMAP", "AUTH")))
        self.say(f"* CAPABILITY {able}")
        return "OK"

    def do_authenticate(self, how: str) -> str:
        self.say("+ ")
        answer = base64.b64decode(self.rfile.readline()).decode("utf-8")
        expected = {
            "PLAIN": f"\0{USER}\0{PASSWORD}",
            "XOAUTH2": f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01",
        }
        self.known = answer == expected[how]
        if self.known:
            return "OK"
        if how == "XOAUTH2":
            self.say("+ " + base64.b64encode(b'{"status":"401"}').decode())
            self.rfile.readline()
        return "NO who are you"

    def do_login(self, arguments: str) -> str:
        self.known = arguments == f'{USER} "{PASSWORD}"'
        return "OK" if self.known else "NO who are you"

    def do_select(self, arguments: str) -> str:
        name = arguments.strip('"')
        if name not in self.server.office.folders:
            return "NO no such folder"
        self.folder = name
        self.say(f"* {len(self.messages)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.office.validity}] valid")
        return "OK selected"

    do_examine = do_select

    def do_create(self, arguments: str) -> str:
        self.server.office.folders.setdefault(arguments.strip('"'), [])
        return "OK"

    def do_fetch(self, arguments: str) -> str:
        start, _, end = arguments.partition(" ")[0].partition(":")
        for number in range(int(start), min(int(end), len(self.messages)) + 1):
            message = self.messages[number - 1]
            flags = "\\Deleted" if message.deleted else ""
            self.say(f"* {number} FETCH (UID {message.uid} FLAGS ({flags}) RFC822.SIZE {len(message.raw)})")
        return "OK"

    def do_logout(self, _arguments: str) -> str:
        self.say("* BYE")
        return "OK"

    @property
    def messages(self) -> list[Message]:
        return self.server.office.folders[self.folder]

    def uid(self, command: str, arguments: str) -> str | None:
        listed, _, rest = arguments.partition(" ")
        wanted = {int(uid) for uid in listed.split(",")}
        office = self.server.office
        found = [message for message in self.messages if message.uid in wanted]
        if command == "FETCH":
            return self.give(found[0] if found else None, rest)
        if command == "STORE":
            for message in found:
                message.deleted = True
        elif command in ("MOVE", "COPY"):
            office.folders[rest.strip('"')] += [replace(message, deleted=False) for message in found]
        if command == "MOVE" or command == "EXPUNGE":
            gone = [one for one in found if command == "MOVE" or one.deleted]
            office.folders[self.folder] = [one for one in self.messages if one not in gone]
        return "OK"

    def give(self, message: Message | None, what: str) -> str | None:
        office = self.server.office
        if message is None or message.uid in office.mute:
            return "OK" if message is None else "NO not this one"
        if message.uid == office.vanish_at:
            return None
        partial = _PARTIAL.search(what)
        assert partial
        raw = message.raw[: int(partial[1])]
        self.say(f"* 1 FETCH (UID {message.uid} BODY[]<0> {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")
        return "OK"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, office: ImapServer, context: ssl.SSLContext | None) -> None:
        self.office = office
        super().__init__(("127.0.0.1", 0), _Line)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away, or trusts nobody, is none of the test's business."""


@contextmanager
def imap_server(*, certificate: str | None = None) -> Iterator[ImapServer]:
    """The server, for the time of a block; with TLS from the first byte if it is given a certificate."""
    office = ImapServer()
    with _Server(office, server_context(certificate) if certificate else None) as server:
        office.port = server.server_address[1]
        serving = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        serving.start()
        yield office
        server.shutdown()
        serving.join()
