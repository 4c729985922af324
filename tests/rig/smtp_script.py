"""What the scripted SMTP server is told to do: which act at which step of the dialogue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

EVERYTHING = ("PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES")


class Step(StrEnum):
    """A moment at which the server speaks, or may interrupt."""

    BANNER = "banner"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"  # in the middle of the letter, where a server normally says nothing
    DOT = "dot"
    RSET = "rset"
    QUIT = "quit"


@dataclass(frozen=True)
class Act:
    """What to do instead of the usual; without a reply the usual one is sent."""

    reply: bytes = b""
    silent: bool = False
    delay: float = 0.0  # seconds before the reply
    drip: float = 0.0  # seconds between its octets
    endless: bool = False  # the reply again and again, until the client leaves
    cut: bool = False  # close the line after the reply
    keep: bool = False  # at the dot: take the letter whatever is said
    after: int = 1  # at BODY: octets of the letter that have come by then
    deed: Callable[[], None] | None = None  # done before anything is said


Key = Step | tuple[Step, str]
"""A step, or a step for one recipient (from RCPT on)."""
Acts = Act | Sequence[Act]
"""An act for always, or acts for once each, after which all is as usual."""


def say(*lines: str) -> Act:
    """Give these lines; several are one reply only if they are written so (`250-…`)."""
    return Act("".join(f"{line}\r\n" for line in lines).encode())


def raw(octets: bytes) -> Act:
    """These octets, whatever they are."""
    return Act(octets)


def cut(*, keep: bool = False) -> Act:
    """No reply: the line is closed. `keep`: the letter was taken all the same."""
    return Act(silent=True, cut=True, keep=keep)


def hang(*, keep: bool = False) -> Act:
    """No reply, ever."""
    return Act(silent=True, keep=keep)


def say_and_cut(line: str) -> Act:
    """Give this reply and close the line."""
    return replace(say(line), cut=True)


def drip(line: str, seconds: float) -> Act:
    """Give this reply octet by octet."""
    return replace(say(line), drip=seconds)


def late(seconds: float) -> Act:
    """The usual reply, but late."""
    return Act(delay=seconds)


def endless(line: str = "250-and more") -> Act:
    """A reply that never ends."""
    return replace(say(line), endless=True)


@dataclass(frozen=True)
class Script:
    """One server: what it offers, whom it lets in, and where it departs from the usual."""

    acts: Mapping[Key, Acts] = field(default_factory=dict)
    extensions: tuple[str, ...] = EVERYTHING
    certificate: str = (
        ""  # one of tests.rig.certificates; offers STARTTLS, or with `implicit` starts with TLS
    )
    implicit: bool = False
    old_tls: bool = False  # nothing newer than TLS 1.1
    injected: bytes = b""  # sent in plain text together with the answer to STARTTLS
    users: Mapping[str, str] = field(default_factory=dict)  # names and passwords; offers AUTH
    logins: str = "PLAIN LOGIN CRAM-MD5"
    letters_per_connection: int = 0  # 421 at the next MAIL; 0 for no limit
    lines: int = 0  # 421 to whoever comes while so many are there; 0 for no limit
    eager: bool = False  # answers 354 to DATA although it took no recipient
    lenient: bool = False  # takes any kind of line end around the final dot


def read_script(path: Path) -> Script:
    """A script from JSON: the fields of `Script`; acts as `{"rcpt": {...}, "dot a@b.example": [{...}]}`."""
    told = json.loads(path.read_text("utf-8"))
    acts = {_key(name): _acts(what) for name, what in told.pop("acts", {}).items()}
    told["extensions"] = tuple(told.get("extensions", EVERYTHING))
    told["injected"] = told.get("injected", "").encode()
    return Script(acts=acts, **told)


def _key(name: str) -> Key:
    step, _, recipient = name.partition(" ")
    return (Step(step), recipient) if recipient else Step(step)


def _acts(told: object) -> Acts:
    if isinstance(told, Mapping):
        reply = str(told.get("reply", ""))
        return Act(**{**told, "reply": f"{reply}\r\n".encode() if reply else b""})
    assert isinstance(told, Iterable)
    return [act for one in told for act in [_acts(one)] if isinstance(act, Act)]
