"""What became of one letter on the wire: the words in which the dialogue reports."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Stage(StrEnum):
    """What was under way when the verdict fell."""

    CONNECT = "connect"
    BANNER = "banner"
    EHLO = "ehlo"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # the command, before anything of the letter was written
    BODY = "body"  # the letter without its final dot, and our own gate
    DOT = "dot"  # the final dot was written


class Outcome(StrEnum):
    """What the caller may conclude about the letter."""

    ACCEPTED = "accepted"  # the next server has taken it
    DEFERRED = "deferred"  # it has not, and trying again is safe
    REFUSED = "refused"  # it has not, and trying again changes nothing
    UNCERTAIN = "uncertain"  # nobody here can know: the line broke after the final dot
    RELEASED = "released"  # our own gate said no before the final dot; it has not left


class Blame(StrEnum):
    """Whose trouble it is, and so how far a conclusion reaches."""

    RECIPIENT = "recipient"  # this address only
    LETTER = "letter"  # this letter's size or content
    SENDER = "sender"  # our address, login or rights: every further letter would fare the same
    SERVER = "server"  # the server or the way to it: nothing against any recipient


class Reply(NamedTuple):
    """A server's answer, safe to print: at most 1,024 characters, control characters made visible (A37)."""

    code: int
    enhanced: str  # such as "5.1.1" (RFC 3463), or empty
    text: str

    def __str__(self) -> str:
        """`550 5.1.1 No such user`, as it would stand in a log."""
        return " ".join(part for part in (str(self.code), self.enhanced, self.text) if part)


class Verdict(NamedTuple):
    """The end of one attempt: who said what, when, and what follows for the letter."""

    outcome: Outcome
    stage: Stage
    blame: Blame | None = None  # None for what was accepted or released
    reply: Reply | None = None
    note: str = ""  # a plain sentence where no reply says it
    server: str = ""  # `mx.example (192.0.2.1:25)`
    queue_id: str = ""  # the server's own name for what it accepted, where its answer gives one

    def __str__(self) -> str:
        """One line for a list or a log: `refused at rcpt: 550 5.1.1 No such user`."""
        said = " ".join(part for part in (self.note, str(self.reply) if self.reply else "") if part)
        return f"{self.outcome} at {self.stage}" + (f": {said}" if said else "")
