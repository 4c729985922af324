"""The file of heads outside the database: appended at each deed, and held against what the records say.

A backup that is put back is older than what was done since. The database cannot know that; this file does.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from mailer.database import ask
from mailer.errors import Refused, Unreachable

DIGITS: Final = 64
"""Characters of a hash."""
TAIL: Final = 16_384
"""Octets at the end of the file that are looked at; writers at once put lines out of order by a few."""
RESTORED: Final = "# restored: the records were put back from a backup that ends at the head below"
RECONCILED: Final = "# reconciled: the heads above may be those of entries that were lost"


@dataclass(frozen=True)
class Head:
    """The last entry of a chain: its number and its hash. Whoever keeps one can prove a later cut."""

    number: int
    hash: str

    def __str__(self) -> str:
        """As it is printed and read again: `1234:9f86d0…` in full."""
        return f"{self.number}:{self.hash}"


def read_head(text: str) -> Head:
    """A head as `Head` prints itself; Refused if the text is none."""
    head = _parsed(text)
    if head is None:
        raise Refused(
            f"“{text.strip()[:80]}” is not a head of the chain: it looks like 1234: and 64 characters."
        )
    return head


def _parsed(text: str) -> Head | None:
    number, _, value = text.strip().partition(":")
    sound = number.isascii() and number.isdecimal() and len(value) == DIGITS
    return Head(int(number), value) if sound else None


@dataclass(frozen=True)
class Noted:
    """What the file says since it was last reconciled: the furthest head, and that a backup was put back."""

    file: str
    head: Head
    restored: bool = False


def noted_in(path: Path | None) -> Noted | None:
    """What the file of heads says; None where there is none, or nothing in it.

    Ask before the transaction in which it is held against the records: a head is noted when its entry is
    committed. Unreachable if the file cannot be read.
    """
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            lines = file.read().decode("ascii", "replace").splitlines()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreachable(f"{path} cannot be read: {error.strerror}.") from None
    if RECONCILED in lines:
        lines = lines[len(lines) - lines[::-1].index(RECONCILED) :]
    heads = [head for line in lines if (head := _parsed(line)) is not None]
    furthest = max(heads, key=lambda head: head.number, default=None)
    return Noted(path.name, furthest, RESTORED in lines) if furthest else None


def append_head(path: Path, head: Head, remark: str = "") -> None:
    """Append a head, after a line of remark where there is one; OSError if the disk does not take it."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(file).st_size
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"  # a disk was full in the middle of a line
        lines = [*([""] if torn else []), *([remark] if remark else []), str(head), ""]
        os.write(file, "\n".join(lines).encode("ascii"))
    finally:
        os.close(file)


@dataclass(frozen=True)
class Lag:
    """How the records fall short of what was noted: deeds were done, and letters may have left, since."""

    noted: Noted
    found: int
    """The number of the last entry that the records have."""

    def __str__(self) -> str:
        """What is wrong, in a sentence that names both numbers."""
        noted = self.noted
        if self.found < noted.head.number:
            return (
                f"The records end at entry {self.found:,}, and {noted.file} knows entry"
                f" {noted.head.number:,}: a backup was put back, or the end of the records was lost."
            )
        if noted.restored:
            return (
                f"The records were put back from a backup that ends at entry {noted.head.number:,}; they end"
                f" at entry {self.found:,} now. What was done after the backup, nobody here can know."
            )
        return (
            f"Entry {noted.head.number:,} of the records is not the one that {noted.file} knows; they end at"
            f" entry {self.found:,}: a backup was put back, and went on by itself."
        )


def lag(session: Session, noted: Noted | None) -> Lag | None:
    """How the records fall short of what was noted before this transaction began; None if they do not."""
    if noted is None:
        return None
    [(found,)] = ask(session, "SELECT number FROM audit_head", {})
    same = "SELECT 1 FROM audit_entry WHERE number = :number AND hash = :hash"
    kept = ask(session, same, {"number": noted.head.number, "hash": noted.head.hash})
    whole = bool(kept) or not noted.head.number
    return None if whole and not noted.restored else Lag(noted, found)


def refuse_lag(session: Session, noted: Noted | None) -> None:
    """Refused while the records fall short of what was noted: nothing is done on what may be long past."""
    refuse_to_act(lag(session, noted))


def refuse_to_act(found: Lag | None) -> None:
    """Refused for records that fall short, with both numbers and the way on."""
    if found is not None:
        raise Refused(
            f"{found} Letters may have left since that nothing here tells of. Nothing is sent or changed"
            " until somebody runs `mailer audit reconcile`."
        )
