"""An old letter as read: its blocks with their lines, and everything found in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from letters.facts import BlockName, LetterKind, Purpose
from letters.legacy.annexes import FoundAnnexes
from letters.legacy.contacts import FoundContact
from letters.legacy.furniture import Stray
from letters.legacy.lines import Line
from letters.legacy.matters import (
    FoundAsk,
    FoundCredentials,
    FoundDeadline,
    FoundEvent,
    FoundPromise,
    FoundRelation,
    FoundSpan,
)
from letters.legacy.old_file import OldFile
from letters.legacy.parties import FoundAddressees, FoundCopies, FoundDate, FoundReference
from letters.legacy.runs import Run
from letters.legacy.signing import FoundSignatory
from letters.legacy.tongue import Tongue
from letters.legacy.zones import Zones


@dataclass(frozen=True)
class FoundSubject:
    """What the letter is about, as printed."""

    text: str
    label: str
    bold: bool
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Blocks:
    """The letter in the order of its page: runs around salutation, body and closing."""

    head: Sequence[Run]
    salutation: Sequence[Line]
    after_salutation: Sequence[Run]
    body: Sequence[Line]
    closing: Sequence[Line]
    tail: Sequence[Run]

    @property
    def runs(self) -> list[Run]:
        """All runs, in order."""
        return [*self.head, *self.after_salutation, *self.tail]

    def numbers(self, block: BlockName) -> list[int]:
        """The lines of a block."""
        if block in {BlockName.SALUTATION, BlockName.BODY, BlockName.CLOSING}:
            lines = {
                BlockName.SALUTATION: self.salutation,
                BlockName.BODY: self.body,
                BlockName.CLOSING: self.closing,
            }[block]
            return [line.number for line in lines if not line.blank]
        return sorted({number for run in self.runs if run.block is block for number in run.numbers})


@dataclass(frozen=True)
class Parties:
    """Who stands on the letter, and what its head and tail say."""

    references: Sequence[FoundReference]
    date: FoundDate | None
    contacts: Sequence[FoundContact]
    addressees: FoundAddressees | None
    subject: FoundSubject | None
    signatory: FoundSignatory | None
    annexes: FoundAnnexes | None
    copies: FoundCopies | None


@dataclass(frozen=True)
class Matters:
    """What the letter is about."""

    dates: Sequence[FoundSpan] = ()
    deadlines: Sequence[FoundDeadline] = ()
    events: Sequence[FoundEvent] = ()
    asks: Sequence[FoundAsk] = ()
    relations: Sequence[FoundRelation] = ()
    promises: Sequence[FoundPromise] = ()
    credentials: FoundCredentials | None = None


@dataclass(frozen=True)
class OldLetter:
    """All of an old letter; `issued` is its date, or what was assumed where `date` of `parties` is None."""

    file: OldFile
    tongue: Tongue
    zones: Zones
    blocks: Blocks
    parties: Parties
    issued: date
    kind: LetterKind
    purposes: Sequence[Purpose]
    matters: Matters
    strays: Sequence[Stray] = field(default=())
