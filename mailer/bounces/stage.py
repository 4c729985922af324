"""At which stage of the dialogue a server said something, and of whom it can have spoken then."""

from __future__ import annotations

from typing import Final

from mailer.bounces.phrases import Phrases, plain

OF_THE_SENDER: Final = "said of the sender"
STAGES: Final[tuple[tuple[str, Phrases], ...]] = (
    (
        "said after the text was read",  # a server that took the recipient first filters by content or sender
        Phrases("in reply to end of data; after end of data"),
    ),
    (
        OF_THE_SENDER,  # nobody had spoken of a recipient yet
        Phrases(
            """
            in reply to mail from; in reply to ehlo; in reply to helo; mail server after mail from;
            mail server after ehlo; mail server after helo; mailer after mail from; mailer after ehlo;
            mailer after helo; but my name was rejected; but sender was rejected; after initial connection;
            refused to talk to me; in reply to initial server greeting
            """
        ),
    ),
)
"""Where `unknown` and `no such domain` say nothing against the recipient; by the names of the rules."""


def stage_of(text: str) -> str:
    """The name of the stage, or empty where the notice tells of none of these."""
    ready = plain(text)
    return next((name for name, phrases in STAGES if phrases.first_in(ready)), "")
