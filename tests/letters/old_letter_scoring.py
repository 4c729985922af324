"""Scores how well old letters are read: the report of each against the labels beside its file.

Beside every letter of `old_letters` lies a TOML file that says what it holds. The rules were first written
and mended on `tuned`. Each later batch was written and labelled before it was read, scored once as it came,
and then mended from, by rules that hold for any letter; from `held` and `unseen` nothing was mended.
A field counts as often as a letter has it or the reader finds it, so that what is invented counts as wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from letters.languages.folding import fold
from letters.legacy.importing import import_report
from letters.legacy.old_file import read_old_file

LETTERS: Final = Path(__file__).parent / "old_letters"
BATCHES: Final = {
    "tuned": 0.98,
    "held": 0.96,
    "later-1": 0.97,
    "later-2": 0.97,
    "later-3": 0.93,
    "later-4": 0.93,
    "later-5": 0.96,
    "unseen": 0.87,
}
"""The batches of letters, with the mean over all fields that is promised for each."""


@dataclass
class Tally:
    """How often a field was there, was found, and was found right."""

    expected: int = 0
    found: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """The balance of what was found right over what was there and what was found (F1)."""
        total = self.expected + self.found
        return 1.0 if total == 0 else 2 * self.right / total

    def add(self, name: str, expected: Iterable[object], found: Iterable[object]) -> None:
        """Count one letter's values of the field."""
        wanted, got = list(expected), list(found)
        self.expected += len(wanted)
        self.found += len(got)
        left = list(got)
        for value in wanted:
            if value in left:
                left.remove(value)
                self.right += 1
            else:
                self.missed.append(f"{name}: lacks {value}")
        self.missed += [f"{name}: invents {value}" for value in left]


@dataclass(frozen=True)
class Score:
    """The tallies of one batch by field, and the words of its letters that stand in their place."""

    tallies: Mapping[str, Tally]
    words: int
    words_in_place: int
    letters: int

    @property
    def overall(self) -> float:
        """The mean over all fields."""
        return sum(tally.score for tally in self.tallies.values()) / len(self.tallies)

    @property
    def fidelity(self) -> float:
        """The share of words in their place."""
        return self.words_in_place / self.words


def score_of(batch: str) -> Score:
    """The score of all letters of one batch."""
    tallies: dict[str, Tally] = {}
    words = in_place = 0
    paths = sorted((LETTERS / batch).glob("*.txt"))
    for path in paths:
        labels = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
        report = import_report(read_old_file(path))
        words += report["fidelity"]["words"]
        in_place += report["fidelity"]["words_in_place"]
        for name, expected, found in _fields(labels, report):
            tallies.setdefault(name, Tally()).add(path.stem, expected, found)
    return Score(tallies, words, in_place, len(paths))


Field = tuple[str, list[Any], list[Any]]
"""The name of a field, what the labels want, and what the report says."""


def _fields(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    yield from _head(labels, report)
    yield from _tail(labels, report)
    yield from _contacts(labels, report)
    yield from _deadlines(labels, report)
    yield from _events(labels, report)
    yield from _asks(labels, report)
    wanted, got = labels.get("relations", []), report["relations"]
    yield "relations", [_relation(one) for one in wanted], [_relation(one) for one in got]
    yield "promises", ["promise"] * labels["promises"], ["promise"] * len(report["promises"])
    yield "credentials", _flag(labels.get("credentials", False)), _flag(report["credentials"] is not None)
    yield "defects", sorted(set(labels["defects"])), sorted({one["kind"] for one in report["defects"]})


def _head(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    yield "language", [labels["language"]], [report["language"]]
    yield "kind", [labels["kind"]], [report["kind"]]
    yield "date", [labels["date"]], [report["date"]["value"]]
    yield "place", _texts(labels["place"]), _texts(report["date"]["place"])
    references = [one["text"] for one in report["references"] if one["own"]]
    yield "references", _texts(*labels["references"]), _texts(*references)
    yield "subject", _texts(labels["subject"]), _texts(report["subject"]["text"])
    # The second line of an Arabic salutation is a greeting, which the labels leave out.
    salutation = report["salutation"]["text"].removesuffix("تحية طيبة وبعد،")
    yield "salutation", _texts(labels["salutation"]), _texts(salutation)
    found = report["addressees"]
    heading = (found["heading"] or [found["label"]])[0]
    yield "heading", _texts(labels["heading"].rstrip(" :")), _texts(heading.rstrip(" :"))
    categories = [one["label"] for one in found["categories"]]
    yield "categories", _texts(*labels["categories"]), _texts(*categories)


def _tail(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    yield "body", *_body(labels, report)
    yield "closing", _texts(labels["closing"]), _texts(report["closing"]["text"])
    yield "woven closing", [labels.get("woven", False)], [report["closing"]["woven"]]
    signatory = report["signatory"]
    yield "signatory", _texts(labels["signatory"]), _texts(signatory["name"])
    yield "titles", _texts(*labels["titles"]), _texts(*signatory["titles"])
    yield "signed", [labels["signed"]], [signatory["signed"]]
    yield "copies", _texts(*labels["copies"]), _texts(*report["copies"]["groups"])
    yield "annexes", _counts(labels["annexes"]), _counts(report["annexes"]["count"])


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .,;*")


def _texts(*texts: str) -> list[str]:
    return [_plain(text) for text in texts if text]


def _counts(number: int) -> list[int]:
    return [number] if number else []


def _flag(there: bool) -> list[bool]:
    return [True] if there else []


def _relation(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["kind"], _plain(one["reference"])


def _body(labels: Mapping[str, Any], report: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Its first words and its last ones."""
    begins, ends = _squeezed(labels["body_first"]), _squeezed(labels["body_last"])
    first = _squeezed(report["body"]["begins"])[: len(begins)]
    last = _squeezed(report["body"]["ends"])[-len(ends) :]
    # The last words may be wrapped over two lines of the file.
    return [begins, ends], [first, ends if last and ends.endswith(last) else last]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", fold(text)).replace("*", "")


def _contacts(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    wanted, got = labels.get("contacts", []), report["contacts"]
    for name in ("name", "phone", "fax", "email"):
        printed = _texts(*(one.get(name, "") for one in wanted))
        yield f"contact {name}", printed, _texts(*(one[name] for one in got))


def _deadlines(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    wanted, got = labels.get("deadlines", []), report["deadlines"]
    yield "deadlines", [_setting(one) for one in wanted], [_setting(one) for one in got]
    known = {_setting(one) for one in wanted}
    matched = [one for one in got if _setting(one) in known]
    yield "wording", list(_wordings(wanted)), list(_wordings(matched))
    yield "time", list(_moments(wanted)), list(_moments(got))


def _setting(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["date"], one.get("kind", "response")


def _wordings(deadlines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in deadlines:
        if one.get("kind", "response") == "response":
            yield one["date"], one["wording"]


def _moments(deadlines: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, object]]:
    """Day, time and the offset of the zone on that day: two names of the same zone are right alike."""
    for one in deadlines:
        if one.get("time"):
            noon = datetime.fromisoformat(f"{one['date']}T12:00")
            zone = one.get("zone")
            offset = noon.replace(tzinfo=ZoneInfo(zone)).utcoffset() if zone else None
            yield one["date"], one["time"], str(offset)


def _events(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    wanted, got = labels.get("events", []), report["events"]
    yield "events", [_days(one) for one in wanted], [_days(one) for one in got]
    known = {_days(one) for one in wanted}
    places = [one["place"] for one in got if _days(one) in known]
    yield "event place", _texts(*(one["place"] for one in wanted)), _texts(*places)


def _days(one: Mapping[str, Any]) -> tuple[str, str]:
    return one["start"], one["end"]


def _asks(labels: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[Field]:
    """What is tied neither to a channel nor to a deadline is not counted."""
    wanted = [one for one in labels.get("asks", []) if one["channel"] or one["deadline"]]
    got = [one for one in report["asks"] if one["channel"] not in {None, "event"} or one["deadline"]]
    yield "asks", [_way(one) for one in wanted], [_way(one) for one in got]
    yield "ask deadline", [_ways_by(one) for one in wanted], [_ways_by(one) for one in got]


def _ways_by(one: Mapping[str, Any]) -> tuple[str, ...]:
    return *_way(one), one["deadline"] or ""


def _way(one: Mapping[str, Any]) -> tuple[str, str]:
    """Channel and address; a platform and its page are the same way, and a name is no address."""
    kind = {"platform": "url", "event": "", None: ""}.get(one["channel"], one["channel"])
    address = one["to"] if re.search(r"[@./]|^\d+$", one["to"]) else ""
    return kind, address.rstrip("/")


def table(score: Score) -> Iterator[str]:
    """The score line by line."""
    for name, one in score.tallies.items():
        figures = f"{one.right} right of {one.expected}, {one.found} found"
        yield f"  {name:<16} {one.score:6.1%}   {figures}"
    yield f"  {'mean':<16} {score.overall:6.1%}   {score.letters} letters"
    yield f"  {'words in place':<16} {score.fidelity:6.1%}   {score.words_in_place:,} of {score.words:,}"
