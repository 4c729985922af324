"""The thread: a copy of a letter that follows on another names the copies that its recipient got before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from letters.letter import Letter, LetterState
from letters.register import RegisterEntry, family_of, references_of
from mailer.canonical import canonical_json
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.outbox import blueprint_spec
from recipients.among import among
from scheduler.campaign import Campaign
from scheduler.copies import Copy
from scheduler.frozen import CampaignRecipient, CopyKind
from scheduler.reached import REACHED

LONGEST: Final = 20
"""Message-IDs that References holds: the first one and the last of the others, so that no server objects."""


@dataclass(frozen=True)
class _Got:
    """A copy of an earlier letter that somebody got."""

    letter_id: int
    kind: CopyKind
    address_key: str
    message_id: str


class Thread:
    """What ties the copies of one letter to earlier ones; nothing for a letter that follows on none."""

    def __init__(self, session: OfficeSession, letter: Letter) -> None:
        self._session = session
        self._above, self._earlier = _earlier_letters(session, letter)
        self._domains: dict[int, str] = {}

    def tied(self, copies: Sequence[Copy]) -> list[Copy]:
        """The copies, each with its headers; without for who got nothing earlier, or gets none now."""
        if not self._earlier:
            return list(copies)
        wanted = {copy.entry.id for copy in copies if not copy.none_because}
        got = self._got(wanted)
        return [
            copy
            if copy.none_because or copy.entry.id not in got
            else replace(copy, headers=self._headers(copy, got[copy.entry.id]))
            for copy in copies
        ]

    def _headers(self, copy: Copy, got: Iterable[_Got]) -> str:
        """RFC 5322 section 3.6.4: what it answers, and all of the thread in its order."""
        found: dict[int, str] = {}
        for letter_id in self._earlier:
            own = [one for one in got if one.letter_id == letter_id]
            if own:
                found[letter_id] = min(own, key=lambda one: _distance(copy, one)).message_id
        ids = list(found.values())
        if len(ids) > LONGEST:
            ids = [ids[0], *ids[1 - LONGEST :]]
        headers = {"References": " ".join(ids)}
        answered = next((found[letter_id] for letter_id in self._above if letter_id in found), None)
        if answered is not None:
            headers["In-Reply-To"] = answered
        return canonical_json(headers)

    def _got(self, recipients: set[int]) -> Mapping[int, list[_Got]]:
        """What each of these recipients got of the earlier letters."""
        asked = (
            select(
                CampaignRecipient.recipient_id,
                Campaign.letter_id,
                CampaignRecipient.kind,
                CampaignRecipient.address_key,
                Delivery.serial,
                Delivery.blueprint_id,
            )
            .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
            .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
            .where(
                among(self._session, CampaignRecipient.recipient_id, sorted(recipients)),
                Campaign.letter_id.in_(self._earlier),
                Delivery.state.in_(REACHED),
            )
            .order_by(CampaignRecipient.id)
        )
        found: dict[int, list[_Got]] = {}
        for recipient, letter_id, kind, key, serial, blueprint in self._session.execute(asked):
            one = _Got(letter_id, kind, key, self._message_id(serial, blueprint))
            found.setdefault(recipient or 0, []).append(one)
        return found

    def _message_id(self, serial: str, blueprint_id: int) -> str:
        """The Message-ID of a copy, by the domain that its own blueprint has."""
        if blueprint_id not in self._domains:
            self._domains[blueprint_id] = blueprint_spec(self._session, blueprint_id).message_id("")
        return self._domains[blueprint_id].replace("<", f"<{serial}", 1)


def _distance(copy: Copy, got: _Got) -> tuple[bool, bool]:
    """How far an earlier copy is from this one: the same address first, then the same kind.

    An address may have been repaired since; the thread then goes on from what went to the old one.
    """
    return got.address_key != copy.address_key, got.kind is not copy.kind


def _earlier_letters(session: OfficeSession, letter: Letter) -> tuple[list[int], list[int]]:
    """The letters above this one, the nearest first; and its family as far as issued, the oldest first."""
    own = next((entry for entry in references_of(session, letter.id) if entry.parent_id is not None), None)
    if own is None:
        return [], []
    family = family_of(session, own)
    letters = {member.letter_id for member in family} - {None, letter.id}
    asked = select(Letter.id).where(Letter.id.in_(letters), Letter.state == LetterState.ISSUED)
    issued = list(session.scalars(asked.order_by(Letter.issued_at, Letter.id)))
    return list(_above(session, own)), issued


def _above(session: OfficeSession, entry: RegisterEntry) -> Iterable[int]:
    while entry.parent_id is not None:
        entry = session.get_one(RegisterEntry, entry.parent_id)
        if entry.letter_id is not None:
            yield entry.letter_id
