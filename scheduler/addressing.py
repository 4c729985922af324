"""Whom a campaign goes to: its audience and the letter's copy groups, answered by the directory as copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from sqlalchemy import func, select

from letters.correspondence import find_letter
from letters.facts import Facts
from mailer.address import Address, parse
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.errors import Misused, NotFound
from recipients.audience import ExpressionProblem, Value, parse_expression, sets_named
from recipients.entries import CHUNK, load_entries
from recipients.idset import IdSet
from recipients.meanings import unknown, unknown_because
from recipients.members import Audience, evaluate
from recipients.proofreading import proofread_in
from recipients.recipient import RecipientAddress
from scheduler.campaign import Campaign
from scheduler.copies import Capacity, Copy, copies_of, settle_all
from scheduler.frozen import CampaignRecipient, CopyKind

GOT: Final = "got "
"""How the set of those begins whom a letter reached: `set "got DM-1001"`."""
REACHED: Final = (DeliveryState.SENT, DeliveryState.UNCERTAIN)


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


def addressees(session: OfficeSession, expression: str, facts: Facts) -> Addressees:
    """The audience of an expression, with the copy groups of the letter.

    ExpressionProblem, with the column, for an expression that is empty, not understood, or names what is not
    there; Misused, saying whose it is, for one of a copy group.
    """
    main = evaluate(session, expression, named_sets(session, expression))
    groups = []
    for group in facts.copies:
        if group.audience is None:
            continue
        label = next((text for code in facts.languages if (text := group.label.get(code))), "copy")
        try:
            found = evaluate(session, group.audience, named_sets(session, group.audience))
        except Misused as problem:
            raise Misused(f"The copy group “{label}” of the letter: {problem.message}") from None
        groups.append(CopyGroupAudience(label, found))
    return Addressees(main, tuple(groups))


def audience_of(session: OfficeSession, campaign: Campaign, facts: Facts) -> Addressees:
    """Everybody a campaign means, by the directory as it is now."""
    return addressees(session, campaign.expression, facts)


def all_copies(session: OfficeSession, meant: Addressees) -> Iterator[Copy]:
    """Every copy of a campaign, settled: streamed, so that half a million take little memory."""
    shared = shared_mailboxes(session)
    yield from settle_all(_unsettled(session, meant), shared)


def _unsettled(session: OfficeSession, meant: Addressees) -> Iterator[Copy]:
    ids = iter(meant.everybody)
    while chunk := list(islice(ids, CHUNK)):
        for entry in load_entries(session, chunk):
            yield from copies_of(entry, meant.capacities(entry.id))


def shared_mailboxes(session: OfficeSession) -> Callable[[str], bool]:
    """Whether the directory has an address key under several recipients."""
    several = (
        select(RecipientAddress.address_key).group_by(RecipientAddress.address_key).having(func.count() > 1)
    )
    return frozenset(session.scalars(several)).__contains__


def named_sets(session: OfficeSession, expression: str) -> Mapping[str, IdSet]:
    """The sets that only this floor knows and an expression names: `set "got DM-1001"`.

    ExpressionProblem if there is no such letter, or the name is of another sort.
    """
    return {value.text: _set_named(session, value) for value in sets_named(parse_expression(expression))}


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


def _set_named(session: OfficeSession, value: Value) -> IdSet:
    if not value.text.lower().startswith(GOT):
        raise unknown("set", value, " Sets are those whom a letter reached, such as “got DM-1001”.", [])
    try:
        return whom_it_reached(session, value.text[len(GOT) :].strip())
    except NotFound as error:
        raise unknown_because(error, value) from error


def whom_it_reached(session: OfficeSession, letter: str) -> IdSet:
    """The recipients whom a letter reached, or may have reached, by its reference or handle."""
    asked = (
        select(CampaignRecipient.recipient_id)
        .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
        .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
        .where(
            Campaign.letter_id == find_letter(session, letter).id,
            Delivery.state.in_(REACHED),
            CampaignRecipient.recipient_id.is_not(None),
        )
        .execution_options(yield_per=10_000)
    )
    return IdSet(number for number in session.scalars(asked) if number is not None)


def allow_list(allow: tuple[str, ...]) -> frozenset[str]:
    """The office's allow-list as address keys and `@domain`s."""
    found = set()
    for text in allow:
        parsed = parse(text)
        found.add(parsed.key if isinstance(parsed, Address) else text.strip().lower())
    return frozenset(found)
