"""How a letter is answered: its organisations counted by category, region and language; sums always agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.sql.selectable import Subquery

from letters.effective import EffectiveDeadline
from mailer.database import OfficeSession
from recipients.regions import Regions
from scheduler.campaign import campaign_named, letter_of_campaign
from scheduler.replies.addressed import (
    addressed_organisations,
    count_organisations,
    count_with_copies_only,
)
from scheduler.replies.asked import Asking, asked_by
from scheduler.replies.counting import REPLIED, Count, Standing, standings

UNKNOWN = "—"
"""The name of the line of those who have no language, or no country."""


class By(StrEnum):
    """By what the table is divided."""

    CATEGORY = "category"
    REGION = "region"
    LANGUAGE = "language"
    COUNTRY = "country"


@dataclass
class ProgressLine:
    """One line of the table: the organisations of a category, a region, a language."""

    name: str
    counts: Counter[Count] = field(default_factory=Counter)
    contacted: int = 0
    """Those to whom a copy went out, or may have, whether they answered or not."""
    late: int = 0
    """Those that answered one of the asks in full, or declined it, after its deadline as it holds now."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def replied(self) -> int:
        """Those of whom a reply counts, whatever it amounts to."""
        return sum(self.counts[one] for one in REPLIED)

    @property
    def rate(self) -> int:
        """How many of a hundred replied."""
        return round(100 * self.replied / self.total) if self.total else 0

    def add(self, group: Row[*tuple[Any, ...]]) -> None:
        """Count a group of organisations."""
        self.counts[Count(group.counted)] += group.organisations
        self.contacted += int(group.contacted)
        self.late += int(group.late)


@dataclass(frozen=True)
class Progress:
    """How a letter, or one thing that it asks, is answered at a moment."""

    letter: str
    ask: str | None
    what: str
    """What is asked, in the first of the letter's languages; empty where the letter as a whole is meant."""
    due: EffectiveDeadline | None
    by: By
    lines: tuple[ProgressLine, ...]
    whole: ProgressLine
    copies_only: int
    """Organisations that got nothing but courtesy copies: they are asked nothing, and not counted."""
    organisations: int
    """All organisations of the frozen audience."""

    @property
    def balanced(self) -> bool:
        """Whether those that are counted, and those with copies only, are all of the audience (promise 1)."""
        return self.whole.total + self.copies_only == self.organisations


def progress(
    session: OfficeSession,
    asking: Asking,
    regions: Regions,
    *,
    ask: str | None = None,
    by: By = By.CATEGORY,
    campaign: str = "",
) -> Progress:
    """How a letter is answered, by all of its campaigns that were launched or by the one that is named.

    NotFound for an ask that it does not make.
    """
    one = asking.ask(ask) if ask is not None else None
    lines, whole = dict[str, ProgressLine](), ProgressLine("all")
    for group in session.execute(_groups(asking, ask, campaign)):
        name = _name(group, by, regions)
        lines.setdefault(name, ProgressLine(name)).add(group)
        whole.add(group)
    order: Mapping[str, int] = regions.order if by is By.REGION else {}
    return Progress(
        letter=asking.printed,
        ask=ask,
        what=one.what if one else "",
        due=one.due if one else asking.answered_by,
        by=by,
        lines=tuple(sorted(lines.values(), key=lambda line: (order.get(line.name, 0), line.name))),
        whole=whole,
        copies_only=count_with_copies_only(session, asking, campaign),
        organisations=count_organisations(session, asking, campaign),
    )


def progress_of_campaign(session: OfficeSession, name: str, regions: Regions) -> Progress | None:
    """How the letter of a campaign is answered by those whom it was sent to, by category.

    None where nothing was launched, or the letter asks nothing by itself. NotFound for a campaign there is
    none of.
    """
    campaign = campaign_named(session, name)
    letter = letter_of_campaign(session, campaign)
    if campaign.launched_at is None or not letter.read_facts().asks:
        return None
    return progress(session, asked_by(session, letter), regions, campaign=campaign.name)


def counted_in(addressed: Subquery, towards: Subquery) -> ColumnElement[str]:
    """Where an organisation is counted, in a query over both (`addressed_organisations`, `standings`)."""
    said = [one for one in Standing if one is not Standing.SILENT]
    return case(
        *((towards.c.standing == one.value, Count(one.value).value) for one in said),
        else_=addressed.c.contact,
    )


def _groups(asking: Asking, ask: str | None, campaign: str) -> Select[*tuple[Any, ...]]:
    addressed, towards = addressed_organisations(asking, campaign), standings(asking, ask)
    group = (
        addressed.c.category,
        addressed.c.country,
        addressed.c.language,
        counted_in(addressed, towards).label("counted"),
    )
    contacted = case((addressed.c.contact == Count.SILENT.value, 1), else_=0)
    return (
        select(
            *group,
            func.count().label("organisations"),
            func.sum(contacted).label("contacted"),
            func.sum(func.coalesce(towards.c.late, 0)).label("late"),
        )
        .select_from(addressed)
        .outerjoin(towards, towards.c.organisation_id == addressed.c.organisation_id)
        .group_by(*group)
    )


def _name(group: Row[*tuple[Any, ...]], by: By, regions: Regions) -> str:
    """The line on which a group of organisations is counted."""
    match by:
        case By.CATEGORY:
            return str(group.category)
        case By.REGION:
            return regions.of(group.country)
        case By.LANGUAGE:
            return group.language or UNKNOWN
        case By.COUNTRY:
            return group.country or UNKNOWN
