"""What a server's reply means for the letter: the rules, stage by stage."""

from __future__ import annotations

import re
from typing import Final

from mailer.wire.verdict import Blame, Outcome, Reply, Stage

CLOSING: Final = 421
"""The server ends the dialogue (RFC 5321 §3.8), whatever was under way."""

_BEFORE_ANY_LETTER = frozenset({Stage.CONNECT, Stage.BANNER, Stage.EHLO, Stage.TLS, Stage.AUTH})
_NO_RIGHTS = frozenset({500, 501, 502, 503, 530, 535, 538})
_NO_RELAY = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay",
    re.IGNORECASE,
)
_TOO_BIG = frozenset({"5.2.3", "5.3.4"})


def judge(stage: Stage, reply: Reply) -> tuple[Outcome, Blame | None]:
    """The outcome of a reply that ended the attempt at this stage.

    It has ended by being negative, by being the answer to the final dot, or by not fitting its question:
    such an answer defers, and after the final dot leaves the letter uncertain (RFC 5321 §4.2.1).
    """
    if reply.code == CLOSING:
        return Outcome.DEFERRED, Blame.SERVER
    if stage in _BEFORE_ANY_LETTER:
        return _judge_opening(stage, reply)
    if 400 <= reply.code < 500:
        return Outcome.DEFERRED, _blame_for_now(stage, reply)
    if 500 <= reply.code < 600:
        return Outcome.REFUSED, _blame_for_good(stage, reply)
    if stage is Stage.DOT:
        return (Outcome.ACCEPTED, None) if 200 <= reply.code < 300 else (Outcome.UNCERTAIN, Blame.SERVER)
    return Outcome.DEFERRED, Blame.SERVER


def _judge_opening(stage: Stage, reply: Reply) -> tuple[Outcome, Blame]:
    """No letter has been offered yet: only a refused login or a refused STARTTLS needs a person (F22)."""
    if reply.code >= 500 and stage is Stage.AUTH:
        return Outcome.REFUSED, Blame.SENDER
    if reply.code >= 500 and stage is Stage.TLS:
        return Outcome.REFUSED, Blame.SERVER
    return Outcome.DEFERRED, Blame.SERVER


def _blame_for_now(stage: Stage, reply: Reply) -> Blame:
    """4xx: greylisting and full mailboxes: the recipient; full disks and rate limits: the server (F26)."""
    if reply.enhanced.startswith(("4.1.", "4.2.")):
        return Blame.SERVER if stage is Stage.MAIL else Blame.RECIPIENT
    if reply.code in (452, 454) or reply.enhanced.startswith("4.3."):
        return Blame.SERVER
    if stage is Stage.RCPT:
        return Blame.RECIPIENT
    return Blame.SERVER if stage in (Stage.MAIL, Stage.DATA) else Blame.LETTER


def _blame_for_good(stage: Stage, reply: Reply) -> Blame:
    """5xx: the letter where its size or content is meant, we where our rights are, else as the stage says."""
    if stage is Stage.MAIL:
        return Blame.LETTER if reply.code == 552 or reply.enhanced in _TOO_BIG else Blame.SENDER
    if reply.code in _NO_RIGHTS:
        return Blame.SENDER
    if stage is Stage.RCPT:
        # A relay that will not relay for us says so to everybody; it says nothing about this address.
        ours = reply.enhanced in ("", "5.7.0", "5.7.1") and _NO_RELAY.search(reply.text)
        return Blame.SENDER if ours else Blame.RECIPIENT
    if reply.enhanced not in _TOO_BIG and reply.enhanced.startswith(("5.1.", "5.2.")):
        return Blame.RECIPIENT
    return Blame.LETTER
