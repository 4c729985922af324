"""Letters to be printed and posted: who of a frozen audience gets one, and what each of them says."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, Select, Text, func, select, type_coerce

from letters.document.typesetting import House, Side, Window
from letters.facts import Language
from letters.family import why_not_to_send
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.merge import MergeFailed
from recipients.entries import load_entries
from scheduler.campaign import CampaignState, campaign_named, letter_of_campaign
from scheduler.copies import NO_ADDRESS
from scheduler.frozen import AudienceFreeze, CampaignRecipient
from scheduler.merging import mark_of
from scheduler.papers import Papers, papers_of
from scheduler.seals import unfit_seal

INDEX_COLUMNS: Final = (
    "number", "file", "language", "name", "organisation", "country", "postal address", "remark",
)  # fmt: skip
_IN_FORCE: Final = frozenset(
    {CampaignState.RELEASED, CampaignState.SCHEDULED, CampaignState.RUNNING, CampaignState.FINISHED}
)
_NO_POST: Final = "The directory has no postal address for them."


class Whom(StrEnum):
    """Who of an audience gets a letter on paper."""

    WITHOUT_EMAIL = "without e-mail"
    ALL = "all"


@dataclass(frozen=True)
class PostRun:
    """What all letters of one run share; `total` is how many there are to be."""

    campaign_id: int
    freeze_id: int
    first_row: int
    whom: Whom
    total: int
    papers: Papers
    side: Side | None
    """Where the envelopes have their window; None where they have none."""

    def house(self, one: Posted) -> House:
        """What the letter bears beside its text; whom it is posted to, where the directory says so."""
        house = self.papers.houses[Language(one.language)]
        if self.side is None or not one.postal_address:
            return house
        return replace(house, window=Window(one.envelope, self.side))


@dataclass(frozen=True)
class Posted:
    """One letter to be printed: whose, its merged lines, its file; `remark` says what is missing."""

    row_id: int
    number: int
    file: str
    language: str
    name: str
    organisation: str
    country: str
    postal_address: str
    lines: str
    remark: str = ""

    @property
    def envelope(self) -> tuple[str, ...]:
        """Name, organisation and postal address, line by line; what the address says itself stands once."""
        lines = [line.strip() for line in self.postal_address.splitlines() if line.strip()]
        said = {line.casefold() for line in lines}
        above = [one for one in (self.name, self.organisation) if one and one.casefold() not in said]
        return (*dict.fromkeys(above), *lines)

    def cells(self, *, remark: str = "") -> list[str]:
        """Its line in the index."""
        told = " ".join(filter(None, (remark, self.remark)))
        file = "" if remark or not self.lines else self.file
        return [
            str(self.number), file, self.language, self.name, self.organisation, self.country,
            self.postal_address, told,
        ]  # fmt: skip


def begin_post(session: OfficeSession, name: str, whom: Whom, side: Side | None) -> PostRun:
    """What is to be printed of a campaign, in a reading transaction.

    Refused unless it was released and has not been held, or if letter or release are not what was sealed;
    Unreachable where documents cannot be set.
    """
    campaign = campaign_named(session, name)
    freeze = session.get(AudienceFreeze, campaign.freeze_id or 0)
    if campaign.state not in _IN_FORCE or freeze is None:
        raise Refused(
            f"The campaign “{name}” is {campaign.state}; only what is released, runs or is"
            " finished can be printed."
        )
    letter = letter_of_campaign(session, campaign)
    if fault := unfit_seal(session, campaign, freeze) or why_not_to_send(session, letter):
        raise Refused(f"{fault} Nothing is printed.")
    return PostRun(
        campaign_id=campaign.id,
        freeze_id=freeze.id,
        first_row=_first_row(session, freeze),
        whom=whom,
        total=session.scalar(select(func.count()).select_from(_chosen(freeze.id, whom).subquery())) or 0,
        papers=papers_of(session, letter),
        side=side,
    )


def next_post(session: OfficeSession, run: PostRun, after: int, limit: int) -> list[Posted]:
    """The next letters of a run after a frozen row, in order; empty when there are no more."""
    asked = _chosen(run.freeze_id, run.whom).where(CampaignRecipient.id > after)
    rows = session.execute(asked.order_by(CampaignRecipient.id).limit(limit)).all()
    known = sorted({row.recipient_id for row in rows if row.recipient_id is not None})
    postal = {entry.id: entry.postal_address for entry in load_entries(session, known)}
    return [_posted(run, row, postal.get(row.recipient_id, "")) for row in rows]


def _first_row(session: OfficeSession, freeze: AudienceFreeze) -> int:
    asked = select(func.min(CampaignRecipient.id)).where(CampaignRecipient.freeze_id == freeze.id)
    return session.scalar(asked) or 0


def _chosen(freeze_id: int, whom: Whom) -> Select[*tuple[Any, ...]]:
    whose = CampaignRecipient.none_because.in_([NO_ADDRESS, *([""] if whom is Whom.ALL else [])])
    return select(
        CampaignRecipient.id,
        CampaignRecipient.recipient_id,
        CampaignRecipient.kind,
        CampaignRecipient.name,
        CampaignRecipient.organisation,
        CampaignRecipient.country,
        CampaignRecipient.language,
        CampaignRecipient.erased,
        type_coerce(CampaignRecipient.values, Text).label("merge_values"),
    ).where(CampaignRecipient.freeze_id == freeze_id, whose)


def _posted(run: PostRun, row: Row[*tuple[Any, ...]], postal_address: str) -> Posted:
    number = row.id - run.first_row + 1
    lines, remark = _merged(run, row)
    if not remark and not postal_address:
        remark = _NO_POST
    return Posted(
        row_id=row.id,
        number=number,
        file=f"{number:06d}-{run.papers.names[Language(row.language), mark_of(row.kind)]}" if lines else "",
        language=row.language,
        name=row.name,
        organisation=row.organisation,
        country=row.country,
        postal_address=postal_address,
        lines=lines,
        remark=remark,
    )


def _merged(run: PostRun, row: Row[*tuple[Any, ...]]) -> tuple[str, str]:
    """The lines of one letter; or none, and why."""
    if row.erased is not None:
        return "", "Was erased from the records."
    if not row.language:
        return "", "The letter has no version in a language that they read."
    version = Language(row.language), mark_of(row.kind)
    try:
        return run.papers.lines(version, json.loads(row.merge_values)), ""
    except MergeFailed as failed:
        return "", failed.message
