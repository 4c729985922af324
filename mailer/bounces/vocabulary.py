"""The words of a verdict: what a message is, what it says of whom, and what led to that."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Sort(StrEnum):
    """What sort of message came back."""

    BOUNCE = "bounce"
    DELAY = "delay"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto-reply"
    RECEIPT = "receipt"  # read, deleted or delivered: good news, or none
    CHALLENGE = "challenge"  # somebody's filter asks the sender to prove something
    REPLY = "reply"  # whatever else: for a person
    UNREADABLE = "unreadable"  # kept for a person; nothing is concluded from it


class Kind(StrEnum):
    """Whether an address is to be written to again."""

    HARD = "hard"  # the address or its domain is bad
    SOFT = "soft"  # any other failure or delay


class Action(StrEnum):
    """Whether the server still tries (RFC 3464 §2.3.3); apart from the class of the status."""

    FAILED = "failed"
    DELAYED = "delayed"


class Reason(StrEnum):
    """Why a message was not delivered, as far as it matters for what follows."""

    ADDRESS = "address"  # nobody has it, or has it any more
    DOMAIN = "domain"  # does not exist, or takes no mail
    INACTIVE = "inactive"  # disabled, suspended, unused
    FULL = "full"  # the mailbox
    SIZE = "size"  # of the message
    POLICY = "policy"  # sender, content or right refused
    TRANSPORT = "transport"  # not reached, too busy, too long
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a notice says of one recipient."""

    recipient: str
    """The address written to, or the final one if the notice tells only that; empty where it names nobody."""
    final: str
    """The address at which delivery failed, where the notice tells it; else empty."""
    status: str
    """Such as `5.1.1` (RFC 3463); of a plain reply code only the class is known: `5.0.0`; or empty."""
    kind: Kind
    reason: Reason
    action: Action
    rule: str
    """The name of the rule that decided: in `wording`, or `status 5.1.1`."""
    line: str
    """What was read when it decided, at most 300 characters."""


@dataclass(frozen=True, slots=True)
class Successor:
    """An address that a notice or an absent person names for further mail."""

    address: str
    line: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What may name the delivery: strings as they stood there, believed by nobody yet."""

    tokens: tuple[str, ...] = ()
    """Words of the shape of a return path's token (`mailer.token`), from addresses and envelope ids."""
    message_ids: tuple[str, ...] = ()
    """Of the returned message, then those answered to, without angle brackets."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read out of one message."""

    sort: Sort
    rule: str
    """The name of the rule that told the sort."""
    verdicts: tuple[Verdict, ...] = ()
    successors: tuple[Successor, ...] = ()
    absent_from: str = ""
    """A date as `2025-03-01`, where an absent person says so plainly; else empty."""
    absent_until: str = ""
    hints: Hints = field(default_factory=Hints)
