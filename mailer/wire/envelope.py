"""The envelope of one letter to one address, and the commands that present it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from mailer.wire.verdict import Blame

LONGEST_LOCAL: Final = 64
LONGEST_PATH: Final = 254
"""Octets of an address: a path of 256 (RFC 5321 §4.5.3.1) without its brackets."""
LONGEST_ENVID: Final = 100
"""Octets of an envelope id as it is written (RFC 3461 §4.4)."""

_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9._-]+")
_SPECIAL = frozenset('<>()[]\\,;:"@')
_XTEXT = re.compile(r"[!-*,-<>-~]*")


@dataclass(frozen=True, slots=True)
class Features:
    """What the server offered in answer to EHLO."""

    size_limit: int = 0  # octets (RFC 1870); 0 where none is stated
    size: bool = False
    pipelining: bool = False
    smtputf8: bool = False
    dsn: bool = False
    eightbit: bool = False

    @classmethod
    def offered(cls, extensions: Mapping[str, str]) -> Self:
        """Read the EHLO keywords (lower case) with their parameters."""
        size = extensions.get("size", "").strip()
        return cls(
            size_limit=int(size) if size.isascii() and size.isdigit() and len(size) < 20 else 0,
            size="size" in extensions,
            pipelining="pipelining" in extensions,
            smtputf8="smtputf8" in extensions,
            dsn="dsn" in extensions,
            eightbit="8bitmime" in extensions,
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """Exactly one sender, empty for the null return path, and exactly one recipient."""

    sender: str
    recipient: str
    envid: str = ""  # printable ASCII; comes back in delivery reports where DSN is offered
    international: bool = field(init=False)
    """Whether one of the addresses cannot be written without SMTPUTF8 (RFC 6531)."""

    def __post_init__(self) -> None:
        if len(xtext(self.envid)) > LONGEST_ENVID:
            raise ValueError(f"the envelope id is longer than {LONGEST_ENVID} octets")
        object.__setattr__(self, "international", not (self.sender.isascii() and self.recipient.isascii()))


def objection(envelope: Envelope, features: Features, size: int) -> tuple[Blame, str] | None:
    """Whom to blame, and why this letter is not even offered to this server; None if nothing is wrong."""
    if envelope.sender and (fault := address_fault(envelope.sender)):
        return Blame.SENDER, f"The return address {fault}."
    if fault := address_fault(envelope.recipient):
        return Blame.RECIPIENT, f"The address {fault}."
    if envelope.international and not features.smtputf8:
        whose = Blame.SENDER if envelope.recipient.isascii() else Blame.RECIPIENT
        return whose, "The address has letters outside ASCII, and the server does not offer SMTPUTF8."
    if 0 < features.size_limit < size:
        return Blame.LETTER, f"The letter has {size} octets, the server takes at most {features.size_limit}."
    return None


def address_fault(address: str) -> str:
    """What makes an address unfit for a command line, in words that follow "the address"; empty if nothing.

    This is the last fence before the wire (A03), narrower than RFC 5321: no quoted local parts, no address
    literals. Whether an address makes sense is settled in `mailer.address`.
    """
    if len(address) <= LONGEST_PATH and _PLAIN_ADDRESS.fullmatch(address):
        return ""  # as nearly all are
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        return "is not of the form name@domain"
    for char in local + domain:
        if char in _SPECIAL or char.isspace() or not char.isprintable():
            return f"holds the character {char!a}, which may not stand there"
    octets = len(address.encode("utf-8", "surrogatepass"))
    if octets > LONGEST_PATH or octets - len(domain.encode()) - 1 > LONGEST_LOCAL:
        return "is too long"
    return ""


def commands(envelope: Envelope, features: Features, size: int) -> tuple[bytes, bytes]:
    """The MAIL and RCPT lines with the parameters that the server offered; BODY is never among them.

    SMTPUTF8 is decided by the addresses (RFC 6531 §3.4), reports are asked for on failure and delay
    (RFC 3461 §4). Call `objection` first.
    """
    mail = [f"MAIL FROM:<{envelope.sender}>"]
    rcpt = [f"RCPT TO:<{envelope.recipient}>"]
    if features.size:
        mail.append(f"SIZE={size}")
    if envelope.international:
        mail.append("SMTPUTF8")
    if features.dsn and envelope.sender:
        mail.append("RET=HDRS")
        if envelope.envid:
            mail.append(f"ENVID={xtext(envelope.envid)}")
        rcpt += ["NOTIFY=FAILURE,DELAY", f"ORCPT={original_recipient(envelope.recipient)}"]
    return " ".join(mail).encode() + b"\r\n", " ".join(rcpt).encode() + b"\r\n"


def xtext(value: str) -> str:
    """Printable ASCII as RFC 3461 §4 writes it: `+`, `=` and the space as +XX; ValueError for other text."""
    if _XTEXT.fullmatch(value):
        return value
    if not (value.isascii() and value.isprintable()):
        raise ValueError("an envelope id has characters other than printable ASCII")
    return "".join(char if char not in "+= " else f"+{ord(char):02X}" for char in value)


def original_recipient(address: str) -> str:
    """The address with its type, for ORCPT: `rfc822;…` (RFC 3461 §4.2) or `utf-8;…` (RFC 6533 §3)."""
    if address.isascii():
        return f"rfc822;{xtext(address)}"
    return "utf-8;" + "".join(char if char not in "+=\\" else f"\\x{{{ord(char):X}}}" for char in address)
