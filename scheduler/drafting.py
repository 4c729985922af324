"""A campaign's beginning: an approved letter, an audience expression, a name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from letters.correspondence import find_letter
from letters.family import why_not_to_send
from letters.letter import Letter
from letters.register import references_of
from letters.seal import require_seal
from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.dispatch import Policy
from mailer.errors import Misused, Refused
from scheduler.addressing import Addressees, addressees
from scheduler.attaching import documents_of, refuse_unattachable
from scheduler.campaign import Campaign, CampaignState, OnPaper, note
from scheduler.following import BesideParent, beside_parent, following
from scheduler.items import ItemList, give_to, items_of
from scheduler.papers import papers_of
from scheduler.rights import require_acting

LONGEST: Final = 80
_NAME: Final = re.compile(r"\w[\w.-]*")
_UNFIT: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Drafted:
    """A campaign just made, with whom it means by the directory as it is now."""

    campaign: Campaign
    meant: Addressees
    beside: BesideParent | None
    """None for a letter that follows on none."""
    items: ItemList | None = None
    """The items that it lists, where it does."""
    without_items: int = 0
    """Recipients meant who have none, and get nothing."""

    @property
    def addressed(self) -> int:
        """Recipients that it is addressed to."""
        return len(self.meant.main)

    @property
    def copied(self) -> int:
        """Recipients that get it as a copy only."""
        return len(self.meant.everybody) - self.addressed


def create(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    letter_name: str,
    *,
    expression: str | None = None,
    name: str = "",
    policy: Policy = Policy.AT_MOST_ONCE,
    priority: int = 0,
    document: OnPaper = OnPaper.NONE,
    item_list: int | None = None,
) -> Drafted:
    """Make a campaign for an approved letter, by its reference or handle; a draft, with nobody written to.

    Without an expression the letter's own audience is meant, and for a letter that follows on another exactly
    those who got that; an empty one is refused, never everyone. Without a name it is called by the letter's
    reference. Refused for a letter that is not exactly what was approved, or goes to nobody any more, or
    whose `document` is to be attached and cannot be; Unreachable where documents cannot be set; Misused, with
    the place, for an expression that is not understood. `item_list` is one that was stored for it
    (`scheduler.items`): then only who has items gets a copy.
    """
    require_acting(by, "make a campaign")
    letter = find_letter(session, letter_name)
    _refuse_unsendable(session, letter, document)
    follows = following(session, letter)
    if expression is None:
        expression = follows.addressed if follows else _own_audience(letter)
    question = expression.strip()
    meant = addressees(session, letter, question)
    campaign = new_campaign(
        session, now, by, letter, _free_name(session, name) if name else "", question,
        policy=policy, priority=priority, document=document,
    )  # fmt: skip
    beside = beside_parent(session, follows, meant.everybody) if follows else None
    items = give_to(session, item_list, campaign.id) if item_list is not None else None
    drafted = Drafted(campaign, meant, beside, items, _without_items(session, campaign, meant))
    told = {
        "letter": letter.id,
        "addressed": drafted.addressed,
        "copied": drafted.copied,
        "document": document.value,
        "policy": policy.value,
        "priority": priority,
        **(_about(items) if items else {}),
    }
    note(session, now, by, campaign, "create", facts=told, named={"expression": question})
    return drafted


def new_campaign(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    letter: Letter,
    name: str,
    expression: str,
    *,
    policy: Policy,
    priority: int,
    document: OnPaper,
) -> Campaign:
    """A draft campaign, not yet written down; without a name it is called by the letter's reference."""
    campaign = Campaign(
        name=name or _usual_name(session, letter),
        letter_id=letter.id,
        expression=expression,
        state=CampaignState.DRAFT,
        why="",
        document=document,
        policy=policy,
        priority=priority,
        created_at=now,
        created_by=by.pseudonym,
        wanted="",
        zone="",
        released_by="",
        approval_seal="",
        release_seal="",
        filled_to=0,
    )
    session.add(campaign)
    session.flush()
    return campaign


def _without_items(session: OfficeSession, campaign: Campaign, meant: Addressees) -> int:
    items = items_of(session, campaign.id)
    return len(meant.everybody - items.everybody(session)) if items else 0


def _about(items: ItemList) -> dict[str, Any]:
    """What the record says of a file of items; its name may name somebody, its fingerprint does not."""
    return {
        "field": items.field,
        "items": items.items,
        "with_items": items.recipients,
        "items_file": items.sha256,
    }


def _refuse_unsendable(session: OfficeSession, letter: Letter, document: OnPaper) -> None:
    require_seal(session, letter)
    if why := why_not_to_send(session, letter):
        raise Refused(why)
    if document is OnPaper.ATTACHED:
        refuse_unattachable(session, letter)
        documents_of(session, letter)
    if document is OnPaper.PERSONAL:
        papers_of(session, letter)


def _own_audience(letter: Letter) -> str:
    named = letter.read_facts().addressees
    own = named.audience if named else None
    if not own or not own.strip():
        raise Refused(
            f"The letter “{letter.handle}” names no audience of its own; say who is meant, for example"
            " category governments. Nobody is meant by nothing."
        )
    return own.strip()


def _free_name(session: OfficeSession, name: str) -> str:
    name = unicodedata.normalize("NFC", name.strip())
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise Misused(
            f"“{name[:LONGEST]}” cannot name a campaign. A name has at most {LONGEST} letters, digits and"
            " - . _ such as call-2027."
        )
    if session.scalars(select(Campaign.id).where(Campaign.name == name)).first() is not None:
        raise Refused(f"There is already a campaign called “{name}”.")
    return name


def _usual_name(session: OfficeSession, letter: Letter) -> str:
    """By the letter's reference, else its handle; numbered where that is taken."""
    references = references_of(session, letter.id)
    printed = references[0].printed if references else letter.handle
    usual = (
        _UNFIT.sub("-", unicodedata.normalize("NFC", printed)).strip("-._")[: LONGEST - 4] or letter.handle
    )
    taken = set(
        session.scalars(select(Campaign.name).where(Campaign.name.startswith(usual, autoescape=True)))
    )
    names = [usual, *(f"{usual}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
