"""Holds the office's books against what the demo's world really did: who was reminded, who answered."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any, Final

from console.demo.stage import CAMPAIGN, Stage
from mailer.errors import Refused

REACHED: Final = frozenset({"sent", "deferred then sent", "uncertain"})
Person = tuple[str, str]
"""An organisation, and whom of it the letter is addressed to."""


class Reckoning:
    """What the world knows, beside what the office knows."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._got_before = Counter(stage.world.taken)

    def silent(self) -> set[Person]:
        """Whom the letter reached and of whose organisation nobody has answered, by what the world did."""
        rows = self._addressed(CAMPAIGN)
        answering = {row["organisation"] for row in rows if row["address"] in self._answered}
        bounced = self._stage.correspondents.bounced
        return {
            _person(row)
            for row in rows
            if row["state"] in REACHED
            and row["address"] not in bounced
            and row["organisation"] not in answering
        }

    def check_rung(self, reference: str, expected: set[Person]) -> int:
        """How many a rung reminded; Refused if others than expected, or if the world got other copies."""
        rows = [row for row in self._addressed(reference) if row["state"] in REACHED]
        reminded = {_person(row) for row in rows}
        wrong = reminded ^ expected
        if wrong:
            organisation, name = min(wrong)
            what = "was reminded and should not" if (organisation, name) in reminded else "was not reminded"
            raise Refused(f"{reference}: {len(wrong)} are wrong; {name or organisation} {what}.")
        got = self._stage.world.taken - self._got_before
        sent = Counter(row["address"] for row in rows)
        if any(got[address] < count for address, count in sent.items()) or max(sent.values()) > 1:
            raise Refused(f"{reference}: the world did not get each copy once.")
        self._got_before = Counter(self._stage.world.taken)
        return len(reminded)

    def check_all(self) -> list[list[object]]:
        """What is counted, by the office and by the world, side by side."""
        rows = self._addressed(CAMPAIGN)
        home = {row["address"]: row["organisation"] for row in self._all(CAMPAIGN)}
        world = {state: {home[one] for one, what in self._answered.items() if what == state}
                 for state in ("complete", "declined")}  # fmt: skip
        world["declined"] -= world["complete"]
        said = self._stage.run("replies", "list", CAMPAIGN, "--limit", "10000", "--json", quiet=True)
        books: dict[str, set[str]] = {"complete": set(), "declined": set()}
        for item in json.loads(said)["items"]:
            books.setdefault(item["state"], set()).add(item["organisation"])
        books["declined"] -= books["complete"]
        bounced = {row["address"] for row in self._all(CAMPAIGN) if row["state"] == "bounced"}
        asked = {row["organisation"] for row in rows if row["state"] in REACHED}
        return [
            ["organisations that answered", _told(books["complete"]), _told(world["complete"])],
            ["organisations that declined", _told(books["declined"]), _told(world["declined"])],
            ["addresses that bounced", _told(bounced), _told(self._stage.correspondents.bounced)],
            ["organisations still silent", len(asked - books["complete"] - books["declined"]),
             len({organisation for organisation, _ in self.silent()})],
        ]  # fmt: skip

    @property
    def _answered(self) -> dict[str, str]:
        return self._stage.correspondents.answered

    def _addressed(self, reference: str) -> list[dict[str, Any]]:
        """The copies of those whom a letter is addressed to, To and Cc."""
        return [row for row in self._all(reference) if row["kind"] != "copy"]

    def _all(self, reference: str) -> list[dict[str, Any]]:
        said = self._stage.run("audit", "letter", reference, "--limit", "10000", "--json", quiet=True)
        found: list[dict[str, Any]] = json.loads(said)["items"]
        return found


def _person(row: dict[str, Any]) -> Person:
    return row["organisation"], row["recipient"]


def _told(found: set[str]) -> str:
    """How many, and which: two sets of the same size that differ are told apart."""
    mark = hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:8]
    return f"{len(found)} ({mark})"
