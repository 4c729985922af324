"""Wordings that mean something else at one provider; asked before all others."""

from __future__ import annotations

from typing import Final

from mailer.bounces.vocabulary import Reason
from mailer.bounces.wording.rule import Rule, rule

PROVIDERS: Final[tuple[Rule, ...]] = (
    rule(
        "unknown to KDDI, without saying who",  # what its filters say; of a bad address it names the address
        Reason.POLICY,
        "550 : User unknown",
        literally=("550 : user unknown",),
    ),
    rule(
        "unknown to Docomo",  # which says the same of senders whom a subscriber does not admit
        Reason.POLICY,
        "host mfsmax.docomo.ne.jp said: 550 Unknown user a@b.example",
        servers=("docomo.ne.jp", "mfsmax."),
        en="unknown user",
    ),
    rule(
        "imposed by a rule",
        Reason.POLICY,
        "550 Rule imposed mailbox access for a@b.example refused: user invalid",
        en="rule imposed",
    ),
    rule(
        "too many sent in a day",
        Reason.TRANSPORT,
        "550 5.4.5 Daily user sending quota exceeded",
        en="sending quota; daily sending; daily user sending; submission quota; daily message quota",
    ),
    rule(
        "local delivery failed",
        Reason.OTHER,
        "procmail: Couldn't create a file",
        en="""
            couldn't create; can't create output; cannot open mailbox; can't open mailbox;
            cannot append message; error writing message; unable to write
            """,
    ),
)
GATEWAY_LABELS: Final = ("Unknown address error", "Other mail system problem", "Other undefined status")
"""What Cisco's gateways call 5.1.0, 5.3.0 and 5.0.0 before they quote the server; no words of the server."""
