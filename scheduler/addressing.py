"""Whom a campaign goes to: its audience and the letter's copy groups, answered by the directory as copies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from sqlalchemy import func, select

from letters.correspondence import find_letter
from letters.facts import Facts
from letters.letter import Letter
from mailer.address import Address, parse
from mailer.database import OfficeSession
from mailer.errors import Misused, NotFound
from recipients.audience import ExpressionProblem, Value, parse_expression, sets_named
from recipients.entries import CHUNK, load_entries
from recipients.idset import IdSet
from recipients.meanings import unknown, unknown_because
from recipients.members import Audience, evaluate
from recipients.proofreading import proofread_in
from recipients.recipient import RecipientAddress
from scheduler.campaign import Campaign, letter_of_campaign
from scheduler.copies import NO_ITEMS, Capacity, Copy, copies_of, settle_all
from scheduler.following import Following, following
from scheduler.frozen import CopyKind
from scheduler.items import CampaignItems, items_of
from scheduler.reached import ADDRESSED, COPIED, whom_it_reached, whom_it_was_frozen_for
from scheduler.reminders.sets import REMINDED_BY, reminded_by
from scheduler.replies.sets import BY_REPLIES, set_by_replies

WHAT_SETS_ARE: Final = (
    " Sets are those whom a letter reached, such as “got DM-1001” and “got a copy of DM-1001”, those who"
    " “joined since DM-1001”, and by their replies those who are “silent on DM-1001”, or on one thing that it"
    " asks, as in “silent on DM-1001/reply”; who “answered”, “partly answered”, “acknowledged” or “declined”"
    " it; and on whom it is still “open on DM-1001”."
)
COPY: Final = "copy"
"""The label of a copy group that has none."""


@dataclass(frozen=True)
class CopyGroupAudience:
    """A copy group by its printed label, and who is in it."""

    label: str
    audience: Audience


@dataclass(frozen=True)
class Addressees:
    """Everybody a campaign means: those it is addressed to, and those in its copy groups."""

    main: Audience
    groups: tuple[CopyGroupAudience, ...]

    @property
    def everybody(self) -> IdSet:
        """All of them, each once; sets of bits, so small for half a million."""
        found = self.main.members
        for group in self.groups:
            found |= group.audience.members
        return found

    def capacities(self, number: int) -> list[Capacity]:
        """In which qualities a recipient is in, the best one first; empty for somebody who is out."""
        found = []
        because = self.main.capacities(number)
        if because:
            found.append(Capacity(CopyKind.TO, tuple(because)))
        for group in self.groups:
            because = group.audience.capacities(number)
            if because:
                labelled = tuple(f"{group.label}: {reason}" for reason in because)
                found.append(Capacity(CopyKind.COPY, labelled))
        return found


def addressees(
    session: OfficeSession, letter: Letter, expression: str, within: frozenset[int] = frozenset()
) -> Addressees:
    """The audience of an expression for a letter, with its copy groups.

    Where the expression is the usual one of a letter that follows on another, those get a copy who got one
    of the other. `within` are letters whose later joiners are being asked for. ExpressionProblem, with the
    column, for an expression that is empty, not understood, or names what is not there; Misused, saying whose
    it is, for one of a copy group.
    """
    facts = letter.read_facts()
    main = evaluate(session, expression, named_sets(session, expression, within))
    groups = []
    for label, question in _copy_groups(session, letter, facts, expression):
        try:
            found = evaluate(session, question, named_sets(session, question, within))
        except Misused as problem:
            raise Misused(f"The copy group “{label}” of the letter: {problem.message}") from None
        groups.append(CopyGroupAudience(label, found))
    return Addressees(main, tuple(groups))


def _copy_groups(
    session: OfficeSession, letter: Letter, facts: Facts, expression: str
) -> Iterator[tuple[str, str]]:
    """The label and the audience expression of each group that gets copies."""
    follows = following(session, letter)
    if follows is not None and expression == follows.addressed:
        yield COPY, follows.copied
        return
    for group in facts.copies:
        if group.audience is not None:
            label = next((text for code in facts.languages if (text := group.label.get(code))), COPY)
            yield label, group.audience


def audience_of(session: OfficeSession, campaign: Campaign) -> Addressees:
    """Everybody a campaign means, by the directory as it is now."""
    return addressees(session, letter_of_campaign(session, campaign), campaign.expression)


def all_copies(session: OfficeSession, campaign: Campaign) -> Iterator[Copy]:
    """Every copy of a campaign, settled: streamed, so that half a million take little memory.

    Where the campaign lists items, who has none gets no copy.
    """
    shared, meant = shared_mailboxes(session), audience_of(session, campaign)
    yield from settle_all(_unsettled(session, meant, items_of(session, campaign.id)), shared)


def _unsettled(session: OfficeSession, meant: Addressees, items: CampaignItems | None) -> Iterator[Copy]:
    ids = iter(meant.everybody)
    while chunk := list(islice(ids, CHUNK)):
        own = items.of(session, chunk) if items else {}
        for entry in load_entries(session, chunk):
            copies = copies_of(entry, meant.capacities(entry.id), own.get(entry.id))
            yield from copies if items is None or entry.id in own else _without_items(copies)


def _without_items(copies: Iterator[Copy]) -> Iterator[Copy]:
    for copy in copies:
        yield copy.without(NO_ITEMS)


def shared_mailboxes(session: OfficeSession) -> Callable[[str], bool]:
    """Whether the directory has an address key under several recipients."""
    several = (
        select(RecipientAddress.address_key).group_by(RecipientAddress.address_key).having(func.count() > 1)
    )
    return frozenset(session.scalars(several)).__contains__


def named_sets(
    session: OfficeSession, expression: str, within: frozenset[int] = frozenset()
) -> Mapping[str, IdSet]:
    """The sets that only this floor knows and an expression names: `set "got DM-1001"`.

    ExpressionProblem if there is no such letter, or the name is of another sort.
    """
    return {
        value.text: _set_named(session, value, within) for value in sets_named(parse_expression(expression))
    }


def proofread_at(session: OfficeSession, expression: str) -> list[ExpressionProblem]:
    """All that is wrong with an expression in this office, its sets looked up too; see `proofread_in`."""
    return proofread_in(session, expression, partial(_set_named, session))


def overlap_at(session: OfficeSession, one: str, other: str) -> int | None:
    """How many are in both of two audiences; None where one of the expressions has a fault."""
    try:
        first = evaluate(session, one, named_sets(session, one)).members
        return len(first & evaluate(session, other, named_sets(session, other)).members)
    except ExpressionProblem:
        return None


def _set_named(session: OfficeSession, value: Value, within: frozenset[int] = frozenset()) -> IdSet:
    begins = next((start for start in SETS if value.text.lower().startswith(start)), None)
    if begins is None:
        raise unknown("set", value, WHAT_SETS_ARE, [])
    try:
        return SETS[begins](session, value.text[len(begins) :].strip(), within)
    except NotFound as error:
        raise unknown_because(error, value) from error


def joined_since(session: OfficeSession, letter: Letter, within: frozenset[int] = frozenset()) -> IdSet:
    """Whom the campaigns of a letter would mean today, and did not when their audiences were frozen.

    A campaign that goes to just those adds nothing to the question.
    """
    if letter.id in within:
        return IdSet()
    asked = select(Campaign).where(Campaign.letter_id == letter.id, Campaign.launched_at.is_not(None))
    found = IdSet()
    for campaign in session.scalars(asked.order_by(Campaign.id)):
        found |= addressees(session, letter, campaign.expression, within | {letter.id}).everybody
    return found - whom_it_was_frozen_for(session, letter)


def joined_since_parent(session: OfficeSession, letter: Letter) -> tuple[Following, int] | None:
    """What a letter follows on, and how many joined the audience of that since; None for any other letter."""
    follows = following(session, letter)
    parent = session.get(Letter, follows.parent.letter_id or 0) if follows else None
    if follows is None or parent is None:
        return None
    return follows, len(joined_since(session, parent))


def allow_list(allow: tuple[str, ...]) -> frozenset[str]:
    """The office's allow-list as address keys and `@domain`s."""
    found = set()
    for text in allow:
        parsed = parse(text)
        found.add(parsed.key if isinstance(parsed, Address) else text.strip().lower())
    return frozenset(found)


def _got(kinds: Collection[CopyKind]) -> Callable[[OfficeSession, str, frozenset[int]], IdSet]:
    return lambda session, name, _: whom_it_reached(session, find_letter(session, name), kinds)


def _by_replies(begins: str) -> Callable[[OfficeSession, str, frozenset[int]], IdSet]:
    return lambda session, name, _: set_by_replies(session, begins, name)


SETS: Final[Mapping[str, Callable[[OfficeSession, str, frozenset[int]], IdSet]]] = {
    "got a copy of ": _got(COPIED),
    "got ": _got(ADDRESSED),
    "joined since ": lambda session, name, within: joined_since(session, find_letter(session, name), within),
    REMINDED_BY: lambda session, name, _: reminded_by(session, name),
    **{begins: _by_replies(begins) for begins in BY_REPLIES},
}
"""Every set that this floor knows, by how its name begins; a letter's reference or short name follows."""
