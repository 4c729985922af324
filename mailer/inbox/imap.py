"""A folder on an IMAP server as a mailbox (RFC 3501): listed, fetched without a mark, put away."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from mailer.errors import Unreachable
from mailer.inbox.access import Access
from mailer.inbox.folder_name import folder_name
from mailer.inbox.keeping import LARGEST
from mailer.inbox.mailbox import Fetched
from mailer.inbox_settings import After, InboxSettings
from mailer.section import Tls

SECONDS: Final = 60.0
"""How long the server may be silent."""
AT_ONCE: Final = 500
"""Messages that one command names."""
_UID: Final = re.compile(rb"UID (\d+)")
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


@contextmanager
def opened(settings: InboxSettings, access: Access, *, seconds: float = SECONDS) -> Iterator[ImapFolder]:
    """The folder that the settings name, logged in to and selected.

    Unreachable if the server cannot be reached, is not who it says it is, refuses the login, or has no such
    folder; TLS never falls back to a plain line (A39).
    """
    with _speaking_plainly(settings):
        client = _connect(settings, seconds)
        try:
            _log_in(client, access)
            yield _selected(client, settings)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()
            with suppress(OSError):
                client.shutdown()  # a line that fell away is left open by the logout


class ImapFolder:
    """A selected folder. UIDs are told by the server; `validity` says for how long they mean the same."""

    def __init__(
        self, client: imaplib.IMAP4, settings: InboxSettings, able: frozenset[str], validity: int, count: int
    ) -> None:
        """`able` is what the server can do; `count` messages lay there when the folder was selected."""
        self._client = client
        self._settings = settings
        self._able = able
        self._count = count
        self._sizes: dict[str, int] = {}
        self._marked: set[str] = set()
        """UIDs of what is marked as deleted and lies there still, where nothing can be expunged by itself."""
        self.validity = validity

    @property
    def name(self) -> str:
        """`imap USER@HOST/FOLDER`."""
        return f"imap {self._settings.user}@{self._settings.host}/{self._settings.folder}"

    def listed(self) -> Sequence[str]:
        """The UIDs, the oldest first; asked for in stretches, since a line has an end."""
        for start in range(1, self._count + 1, AT_ONCE):
            span = f"{start}:{min(start + AT_ONCE - 1, self._count)}"
            for line in _granted("FETCH", self._client.fetch(span, "(UID FLAGS RFC822.SIZE)")):
                uid, size = _UID.search(_head(line)), _SIZE.search(_head(line))
                if uid:
                    self._sizes[uid[1].decode()] = int(size[1]) if size else 0
                if uid and b"\\Deleted" in _head(line):
                    self._marked.add(uid[1].decode())
        return sorted(self._sizes, key=int)

    def fetch(self, uid: str) -> Fetched | None:
        """The message as far as the limit, still unseen; None where the server gives none."""
        what = f"(BODY.PEEK[]<0.{LARGEST}>)"
        kind, answer = self._client.uid("FETCH", uid, what)
        raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if kind != "OK" or raw is None:
            return None
        return Fetched(raw, max(self._sizes.get(uid, 0), len(raw)) if len(raw) >= LARGEST else len(raw))

    def put_away(self, uids: Sequence[str]) -> None:
        """Leave, move or delete; what cannot be expunged by itself (RFC 4315) is marked as deleted only."""
        uids = [uid for uid in uids if uid not in self._marked]
        if self._settings.after is After.KEEP or not uids:
            return
        if self._settings.after is After.MOVE:
            self._ask_for_folder()
        for start in range(0, len(uids), AT_ONCE):
            listed = ",".join(uids[start : start + AT_ONCE])
            if self._settings.after is After.MOVE and "MOVE" in self._able:
                self._uid("MOVE", listed, folder_name(self._settings.move_to))
                continue
            if self._settings.after is After.MOVE:
                self._uid("COPY", listed, folder_name(self._settings.move_to))
            self._uid("STORE", listed, "+FLAGS.SILENT", "(\\Deleted)")
            if "UIDPLUS" in self._able:
                self._uid("EXPUNGE", listed)

    def _ask_for_folder(self) -> None:
        """Make the folder that messages are moved to; a server that has it says no, and that is well."""
        self._client.create(folder_name(self._settings.move_to))

    def _uid(self, command: str, *arguments: str) -> None:
        _granted(command, self._client.uid(command, *arguments))


def _connect(settings: InboxSettings, seconds: float) -> imaplib.IMAP4:
    if settings.tls is Tls.OFF:
        return imaplib.IMAP4(settings.host, settings.port, timeout=seconds)
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    if settings.tls is Tls.IMPLICIT:
        return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=seconds)
    client = imaplib.IMAP4(settings.host, settings.port, timeout=seconds)
    try:
        client.starttls(context)
    except BaseException:
        client.shutdown()
        raise
    return client


def _log_in(client: imaplib.IMAP4, access: Access) -> None:
    """Log in by XOAUTH2, PLAIN (RFC 4616) or LOGIN; the secret is in no message."""
    answers = iter([_first_answer(access)])  # a server that refuses asks once more, and gets nothing
    try:
        if access.token:
            client.authenticate("XOAUTH2", lambda _: next(answers, b""))
        elif "AUTH=PLAIN" in client.capabilities:
            client.authenticate("PLAIN", lambda _: next(answers, b""))
        else:
            client.login(access.user, access.password)
    except UnicodeEncodeError:
        raise Unreachable("The server of the inbox takes no password with such characters.") from None
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise Unreachable(f"The server of the inbox refuses the login of {access.user}.") from None


def _first_answer(access: Access) -> bytes:
    if access.token:
        return f"user={access.user}\x01auth=Bearer {access.token}\x01\x01".encode()
    return f"\0{access.user}\0{access.password}".encode()


def _selected(client: imaplib.IMAP4, settings: InboxSettings) -> ImapFolder:
    kind, answer = client.select(folder_name(settings.folder), readonly=settings.after is After.KEEP)
    if kind != "OK":
        raise Unreachable(f"The inbox has no folder “{settings.folder}” on {settings.host}.")
    _, told = client.response("UIDVALIDITY")
    validity = int(told[0]) if told and told[0] else 0
    _, offered = client.capability()  # more than before the login
    able = frozenset(_head(offered[0]).decode("ascii", "replace").upper().split())
    return ImapFolder(client, settings, able, validity, int(answer[0] or 0))


def _granted(command: str, told: tuple[str, list[Any]]) -> list[Any]:
    """What the server answers to a command; an error where it says no."""
    kind, answer = told
    if kind != "OK":
        said = _head(answer[0] if answer else b"").decode("ascii", "replace")
        raise imaplib.IMAP4.error(f"{command}: {said}")
    return answer


def _head(answer: Any) -> bytes:
    """The line of an answer, before a literal if there is one."""
    line = answer[0] if isinstance(answer, tuple) else answer
    return line if isinstance(line, bytes) else b""


@contextmanager
def _speaking_plainly(settings: InboxSettings) -> Iterator[None]:
    where = f"The server of the inbox, {settings.host}:{settings.port},"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            f"{where} shows a certificate that is not to be trusted: {error.verify_message}."
        ) from error
    except ssl.SSLError as error:
        raise Unreachable(f"{where} speaks no TLS as demanded ({error.reason or 'cut off'}).") from error
    except TimeoutError as error:
        raise Unreachable(f"{where} does not answer.") from error
    except OSError as error:
        raise Unreachable(f"{where} cannot be reached or fell away: {error.strerror or error}.") from error
    except imaplib.IMAP4.abort as error:
        raise Unreachable(f"{where} ended the line: {error}.") from error
    except imaplib.IMAP4.error as error:
        raise Unreachable(f"{where} does not do what is asked: {error}.") from error
