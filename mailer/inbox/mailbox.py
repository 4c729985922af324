"""What a mailbox has to offer so that its mail can be collected, whatever sort it is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Fetched:
    """A message as it lies there; `size` is its true one where the bytes were cut at the limit."""

    raw: bytes
    size: int


class Mailbox(Protocol):
    """An opened mailbox. Each of its methods raises Unreachable when it has disappeared."""

    @property
    def name(self) -> str:
        """What names it in the records."""

    @property
    def validity(self) -> int:
        """Its UIDVALIDITY; 0 where names of messages stay for ever."""

    def listed(self) -> Sequence[str]:
        """The UIDs, or unique names, of all that lies there now, the oldest first."""

    def fetch(self, uid: str) -> Fetched | None:
        """A message, with no mark set; None for one that is gone, or that cannot be given out."""

    def put_away(self, uids: Sequence[str]) -> None:
        """Do with stored messages what the settings say: leave, move or delete them. Harmless again."""
