"""Which messages need a person, and why: the rules, in pure functions."""

from __future__ import annotations

from typing import Final

from mailer.bounces import Reading, Sort
from mailer.inbox.matching import Match
from mailer.inbox.record import MatchedBy

NOTICES: Final = frozenset({Sort.BOUNCE, Sort.DELAY})
UNSIGNED: Final = (
    "It names the copy by its Message-ID, but did not come to the signed return path: it may be forged."
)
ONLY_SAID: Final = "It only names an address, which anybody can write."
NAMELESS: Final = "Nothing in it names a copy."
CHALLENGED: Final = "A filter asks the sender to prove something; the program answers nobody by itself."
SAYS_NOTHING: Final = "It says of no recipient that it was not reached."


def waits_because(reading: Reading, match: Match) -> str:
    """Why a message has to wait for a person; empty where it need not.

    A notice of failure or delay counts only if it is proved (A42). What merely tells of somebody's absence,
    or that a letter was read, may be matched by an address: nothing is held or sent because of it.
    """
    if match.by is MatchedBy.PERSON:
        return ""
    if reading.sort is Sort.UNREADABLE:
        return f"The reader could not read it ({reading.rule})."
    if match.delivery is None:
        return NAMELESS
    if reading.sort is Sort.CHALLENGE:
        return CHALLENGED
    if reading.sort in NOTICES:
        if not match.proves_failure:
            return ONLY_SAID if match.by is MatchedBy.TEXT else UNSIGNED
        return "" if reading.verdicts else SAYS_NOTHING
    if match.by is MatchedBy.TEXT and reading.sort in (Sort.COMPLAINT, Sort.REPLY):
        return ONLY_SAID
    return ""
