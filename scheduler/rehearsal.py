"""The rehearsal: every copy of a campaign merged exactly as it would be sent, and nothing sent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from letters.facts import Facts
from mailer.address import Address, is_listed, parse
from mailer.merge import MergeFailed, Values
from scheduler.copies import ERASED, NO_ADDRESS, NO_ITEMS, Copy, Service, service_for
from scheduler.earlier import ALREADY
from scheduler.merging import LetterBlueprints, Specs, mark_of

EXAMPLES: Final = 5
CHUNK: Final = 1_000
NONE: Final = "none"
"""What stands for the language in tables where the letter has none for somebody."""

_EMPTY_WORDS: Final = frozenset(
    {
        *("-", "--", "---", "–", "—", ".", "..", "...", "…", "?", "??", "/", "_", "x", "xx", "xxx"),
        *("n/a", "na", "n.a.", "n.a", "none", "null", "nil", "nan", "unknown", "undefined"),
        *("tbd", "tba", "todo", "test", "#n/a", "#ref!", "#value!"),
    }
)
_NOT_PRINTED: Final = frozenset({"category", "country", "language", "address"})


class FindingKind(StrEnum):
    """What a rehearsal finds; the first four block a release."""

    MISSING_FIELD = "missing field"
    NOT_MERGED = "cannot be merged"
    TOO_LARGE = "too large"
    NO_LANGUAGE = "no language"
    NO_ADDRESS = "no address"
    NO_ITEMS = "no items"
    SHARED_MAILBOX = "shared mailbox"
    ONE_COPY_ONLY = "one copy only"
    GOT_ALREADY = "got already"
    ERASED = "erased person"
    NEAR_EMPTY = "near-empty value"
    ODD_ADDRESS = "odd address"
    SUPPRESSED = "suppressed"
    OUTSIDE = "outside the allow-list"

    @property
    def blocks(self) -> bool:
        """Whether nothing may be released while it stands."""
        return self in BLOCKING


_OF_NONE: Final = {
    NO_ADDRESS: FindingKind.NO_ADDRESS,
    NO_ITEMS: FindingKind.NO_ITEMS,
    ERASED: FindingKind.ERASED,
}
BLOCKING: Final = frozenset(
    {
        FindingKind.MISSING_FIELD,
        FindingKind.NOT_MERGED,
        FindingKind.TOO_LARGE,
        FindingKind.NO_LANGUAGE,
    }
)


@dataclass(frozen=True, slots=True)
class RehearsalFinding:
    """One thing found about one copy, in a sentence for a clerk; `field` is empty unless it is about one."""

    kind: FindingKind
    who: str
    address: str
    language: str
    field: str
    message: str

    def cells(self) -> list[str]:
        """As a row of the list of all findings."""
        return [self.kind.value, self.who, self.address, self.language, self.field, self.message]


FINDING_COLUMNS: Final = ("finding", "recipient", "address", "language", "field", "message")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One copy as it was rehearsed: in which language, with which values, and what was found."""

    copy: Copy
    service: Service
    values: str
    findings: tuple[RehearsalFinding, ...]


@dataclass(frozen=True)
class Rules:
    """What a rehearsal holds copies against.

    `size_limit` is in octets. `allow` are the address keys and `@domain`s that a test environment may write
    to; None in production.
    """

    size_limit: int
    allow: frozenset[str] | None = None


@dataclass
class Rehearsal:
    """What a rehearsal came to: counts, tables and the first examples of each finding. Flat in memory."""

    rows: int = 0
    copies: int = 0
    largest: int = 0
    """Octets of the largest copy."""
    new_addresses: int = 0
    """Copies for addresses that nothing was ever enqueued for."""
    beside: list[int] = field(default_factory=list)
    """Audiences of the same letter's other campaigns that it was compared with, by their freezes."""
    blueprints: Specs = field(default_factory=dict)
    """What its copies were made by."""
    counts: Counter[FindingKind] = field(default_factory=Counter)
    examples: dict[FindingKind, list[RehearsalFinding]] = field(default_factory=dict)
    service: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    """(category, language) to how many are `served`, `fell back` or find `none`."""
    fallbacks: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(languages wanted, language served) to how many."""

    @property
    def blocks(self) -> list[str]:
        """Why this may not be released, each a sentence; empty if it may."""
        found = [
            f"{self.counts[kind]:,} × {kind}: {self.examples[kind][0].message}"
            for kind in FindingKind
            if kind.blocks and self.counts[kind]
        ]
        return found if self.copies else [*found, "Nobody would get a copy."]

    def add(self, rehearsed: Rehearsed) -> None:
        """Count one copy in."""
        self.rows += 1
        for finding in rehearsed.findings:
            self.counts[finding.kind] += 1
            examples = self.examples.setdefault(finding.kind, [])
            if len(examples) < EXAMPLES:
                examples.append(finding)
        if rehearsed.copy.none_because:
            return
        self.copies += 1
        entry, service = rehearsed.copy.entry, rehearsed.service
        how = NONE if service.wanting else "fell back" if service.fell_back else "served"
        self.service.setdefault((entry.category, service.language or NONE), Counter())[how] += 1
        if service.fell_back:
            self.fallbacks[",".join(entry.languages), service.language] += 1

    def facts(self) -> dict[str, Any]:
        """The counts as they are kept with the frozen audience."""
        return {
            "findings": {kind.value: count for kind, count in sorted(self.counts.items())},
            "largest": self.largest,
            "new addresses": self.new_addresses,
            "beside": self.beside,
        }


class Examiner:
    """Rehearses copies one after another, with the letter's blueprints and the rules at hand."""

    def __init__(self, now: datetime, facts: Facts, blueprints: LetterBlueprints, rules: Rules) -> None:
        self._now = now
        self._facts = facts
        self._blueprints = blueprints
        self._rules = rules
        self.largest = 0

    def examine(self, copy: Copy, suppressed: Mapping[str, str]) -> Rehearsed:
        """One copy, merged as it would be sent; `suppressed` are address keys with the reason."""
        service = service_for(copy.entry, self._facts)
        if copy.none_because:
            sentence = f"{copy.none_because} That is {copy.shares}." if copy.shares else copy.none_because
            finding = _finding(_kind_of_none(copy.none_because), copy, service, sentence)
            return Rehearsed(copy, service, self._values_for_post(copy, service), (finding,))
        findings = list(self._about_address(copy, service, suppressed))
        if service.wanting:
            wanted = ", ".join(copy.entry.languages) or "no language"
            sentence = f"The letter has no version for somebody who reads {wanted}, and no fallback."
            findings.append(_finding(FindingKind.NO_LANGUAGE, copy, service, sentence))
            return Rehearsed(copy, service, "{}", tuple(findings))
        blueprint = self._blueprints.of(service.language, mark_of(copy.kind))
        text = blueprint.values_text(copy, service.language)
        findings += self._merged(copy, service, text)
        findings += _near_empty(copy, service, json.loads(text))
        return Rehearsed(copy, service, text, tuple(findings))

    def _values_for_post(self, copy: Copy, service: Service) -> str:
        """What a printed letter would say to somebody without an address: it is frozen like all others."""
        if copy.none_because != NO_ADDRESS or service.wanting:
            return "{}"
        return self._blueprints.of(service.language, mark_of(copy.kind)).values_text(copy, service.language)

    def _merged(self, copy: Copy, service: Service, text: str) -> Iterator[RehearsalFinding]:
        blueprint = self._blueprints.of(service.language, mark_of(copy.kind))
        try:
            size = blueprint.size_of(copy, text, self._now)
        except MergeFailed as failed:
            yield from self._not_merged(copy, service, text, failed)
            return
        self.largest = max(self.largest, size)
        if size > self._rules.size_limit:
            mib = 1024 * 1024
            sentence = (
                f"The message has {size / mib:.1f} MiB; {self._rules.size_limit / mib:.1f} are allowed."
            )
            yield _finding(FindingKind.TOO_LARGE, copy, service, sentence)

    def _not_merged(
        self, copy: Copy, service: Service, text: str, failed: MergeFailed
    ) -> Iterator[RehearsalFinding]:
        blueprint = self._blueprints.of(service.language, mark_of(copy.kind))
        try:
            missing = blueprint.missing(json.loads(text))
        except MergeFailed:
            missing = ()
        for name in missing:
            sentence = f"The field “{name}” has no value, and the letter uses it."
            yield _finding(FindingKind.MISSING_FIELD, copy, service, sentence, name)
        if not missing:
            yield _finding(FindingKind.NOT_MERGED, copy, service, failed.message, failed.field or "")

    def _about_address(
        self, copy: Copy, service: Service, suppressed: Mapping[str, str]
    ) -> Iterator[RehearsalFinding]:
        if copy.address_key in suppressed:
            sentence = f"Gets no mail: {suppressed[copy.address_key]}"
            yield _finding(FindingKind.SUPPRESSED, copy, service, sentence)
        if copy.shares:
            sentence = f"The same mailbox gets a copy for {copy.shares} too."
            yield _finding(FindingKind.SHARED_MAILBOX, copy, service, sentence)
        for sentence in odd_about(copy.address):
            yield _finding(FindingKind.ODD_ADDRESS, copy, service, sentence)
        allow = self._rules.allow
        if allow is not None and not is_listed(copy.address_key, copy.domain, allow):
            sentence = "This test environment may not write to this address; its copy will be suppressed."
            yield _finding(FindingKind.OUTSIDE, copy, service, sentence)


def _kind_of_none(why: str) -> FindingKind:
    if why in _OF_NONE:
        return _OF_NONE[why]
    return FindingKind.GOT_ALREADY if why.startswith(ALREADY) else FindingKind.ONE_COPY_ONLY


def odd_about(address: str) -> list[str]:
    """What somebody should look at about an address, each a sentence; nothing for an ordinary one."""
    parsed = parse(address)
    if not isinstance(parsed, Address):
        return [parsed.message]
    found = list(parsed.warnings)
    if parsed.needs_smtputf8:
        found.append("Only servers that know international addresses (SMTPUTF8) can take it.")
    return found


def near_empty(text: str) -> bool:
    """Whether a value says nothing although it is not empty: `-`, `n/a`, `none`, one letter or sign."""
    plain = text.strip().casefold()
    return plain in _EMPTY_WORDS or (len(plain) == 1 and not plain.isdigit() and ord(plain) < 0x2E80)


def _near_empty(copy: Copy, service: Service, values: Values) -> Iterator[RehearsalFinding]:
    for name, value in values.items():
        if name in _NOT_PRINTED:
            continue
        cells = [value] if isinstance(value, str) else [cell for row in value for cell in row.values()]
        for cell in cells:
            if cell and near_empty(cell):
                sentence = f"The field “{name}” says only “{cell.strip()}”."
                yield _finding(FindingKind.NEAR_EMPTY, copy, service, sentence, name)
                break


def _finding(
    kind: FindingKind, copy: Copy, service: Service, message: str, name: str = ""
) -> RehearsalFinding:
    return RehearsalFinding(kind, copy.entry.label, copy.address, service.language or NONE, name, message)


def in_chunks(copies: Iterable[Copy], size: int = CHUNK) -> Iterator[Sequence[Copy]]:
    """The copies so many at a time, as the database is asked about them."""
    stream = iter(copies)
    while chunk := list(islice(stream, size)):
        yield chunk
