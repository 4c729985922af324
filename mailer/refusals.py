"""How far a refusal reaches: one copy, the whole dispatch, or nobody knows yet; and what a person is told."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from mailer.wire import Blame, Outcome, Stage, Verdict

IN_A_ROW: Final = 3
"""Refusals of a letter's contents, with no letter of its dispatch taken between, that are no chance."""
NOT_YET: Final = "It will be offered again: nobody knows yet whether this was about one copy or about all."


class Reach(StrEnum):
    """Whom a refusal concerns."""

    COPY = "copy"  # this one: it has failed
    UNKNOWN = "unknown"  # it is put off until more is known
    DISPATCH = "dispatch"  # every further letter would fare the same: the dispatch is held, nobody fails


class Outlook(NamedTuple):
    """What the ledger knows of the dispatch of a letter that was refused."""

    others: int
    """Copies beside this one that the machine still has to do something about."""
    taken: bool
    """Whether a server took any of them."""
    elsewhere: bool
    """Whether some go, or went, to other domains than those that refused."""


@dataclass
class _Row:
    """Refusals of contents since a letter of the dispatch was taken last."""

    count: int = 0
    domains: set[str] = field(default_factory=set)


class Refusals:
    """What was refused for its contents lately, dispatch by dispatch; for one run of a worker."""

    def __init__(self) -> None:
        self._rows: dict[int, _Row] = {}

    def note(self, dispatch_id: int, domain: str) -> Set[str]:
        """A letter was refused for its contents; all domains that did so in a row."""
        row = self._rows.setdefault(dispatch_id, _Row())
        row.count += 1
        row.domains.add(domain)
        return row.domains

    def forget(self, dispatch_id: int) -> None:
        """A letter was taken, or the dispatch is held: what comes next is counted anew."""
        if self._rows:  # nearly never, and asked for each letter
            self._rows.pop(dispatch_id, None)

    def weigh(self, dispatch_id: int, outlook: Outlook, attempts: int) -> Reach:
        """How far the refusal reaches that was noted last, of a copy with so many attempts before this one.

        One recipient's own server may refuse what all others take, and must not stop them: so refusals count
        by domains, unless there is no other domain to ask.
        """
        row = self._rows.get(dispatch_id, _Row())
        if not outlook.others or (attempts and outlook.taken):
            return Reach.COPY
        all_the_same = len(row.domains) >= IN_A_ROW or not outlook.elsewhere
        return Reach.DISPATCH if row.count >= IN_A_ROW and all_the_same else Reach.UNKNOWN


def reach_of(verdict: Verdict) -> Reach:
    """How far a refusal reaches by itself; UNKNOWN for one of contents, which has to be weighed.

    Before RCPT no recipient has been named, so that nothing said by then is about one (trust.md 1.3).
    """
    if verdict.outcome is not Outcome.REFUSED:
        return Reach.COPY
    if verdict.blame is Blame.SENDER or (verdict.blame is Blame.LETTER and verdict.stage is Stage.MAIL):
        return Reach.DISPATCH
    return Reach.UNKNOWN if verdict.blame is Blame.LETTER else Reach.COPY


def why_held(verdict: Verdict, said: str) -> str:
    """Why a dispatch is held, and the ways out, in sentences; `said` is the refusal in words."""
    said = said.rstrip(".")
    if verdict.blame is Blame.SENDER:
        return (
            f"The mail server refuses the office itself: {said}. Set right with its operator what it"
            " objects to (sender, login, rights), then let the letter go on."
        )
    if verdict.stage is Stage.MAIL:
        return (
            f"The letter is too big for the mail server: {said}. Have its operator raise the limit and let"
            " the letter go on, or cancel it and send one with smaller annexes."
        )
    return (
        f"The mail server refuses the contents of this letter, again and again: {said}. Ask its operator"
        " what it objects to and let the letter go on, or cancel it and write another one."
    )
