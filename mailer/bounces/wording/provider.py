"""Wordings that mean something else at one provider, or at one stage; asked before all others."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.rule import Rule, rule

PROVIDERS: Final[tuple[Rule, ...]] = (
    rule(
        "unknown, said after the text was read",
        Reason.POLICY,
        "550 Unknown user a@b.example (in reply to end of DATA command)",
        "550 user unknown: SMTP error from remote mail server after end of data",
        en="""
            user … in reply to end of data; recipient … in reply to end of data; user … after end of data
            """,
    ),
    rule(
        "unknown, without saying who",
        Reason.POLICY,
        "550 : User unknown",
        literally=("550 : user unknown",),
    ),
    rule(
        "local delivery failed",
        Reason.OTHER,
        'procmail: Couldn\'t create "/var/mail/a"',
        en="""
            couldn't create; can't create output; cannot open mailbox; can't open mailbox;
            cannot append message; error writing message; unable to write
            """,
    ),
)
