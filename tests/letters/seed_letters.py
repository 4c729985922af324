"""A real letter made into a folder, loaded, checked and rendered, and what tests ask of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from letters.checks import check
from letters.facts import (
    BlockName,
    ChannelKind,
    Deadline,
    DefectKind,
    Event,
    Facts,
    Language,
    Text,
    Wording,
    facts_from_json,
    facts_json,
)
from letters.findings import Finding
from letters.languages import load_formulas
from letters.preview import PreviewFormat, preview
from letters.source import LetterSource, VersionSource, load_folder
from mailer.merge import LimitedMerger
from tests.letters.seed_file import Seed

FR = Language.FR
FORMULAS = load_formulas(FR)
SALUTATION = "Madame, Monsieur,"
B = BlockName


@dataclass(frozen=True)
class Built:
    """A real letter, the folder made of it, and what loading and checking that folder gave."""

    seed: Seed
    source: LetterSource
    findings: list[Finding]
    text: str

    @property
    def facts(self) -> Facts:
        return self.source.facts

    @property
    def version(self) -> VersionSource:
        return self.source.versions[FR]

    @property
    def body(self) -> str:
        return self.version.body

    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings]

    def bold(self) -> list[str]:
        return re.findall(r"\*\*(.+?)\*\*", self.body)

    def defects(self, kind: DefectKind) -> list[str]:
        return [defect.what for defect in self.facts.defects if defect.kind is kind]

    def plain_body(self) -> str:
        return self.body.replace("**", "")


def build(
    seeds: Path, number: str, make: Callable[[Seed, Path], Path], folder: Path, merger: LimitedMerger
) -> Built:
    """Build one letter; what holds for all five is asserted here."""
    seed = Seed.read(seeds, number)
    source, findings = load_folder(make(seed, folder / number))
    assert findings == []
    assert source is not None
    assert source.facts.legacy
    assert facts_from_json(facts_json(source.facts)) == source.facts
    found = check(source, source.facts.date, merger=merger)
    assert [finding for finding in found if finding.severity == "error"] == []
    version = source.versions[FR]
    # Salutation, subject and body stand in the file as they stand in the folder.
    assert FORMULAS.salutations.circular == SALUTATION
    assert SALUTATION in seed.text
    assert version.salutation is None
    assert version.subject.replace("{{ your_body }}", "votre Organisation") in seed.text
    # No space before the colon, in any of the five.
    assert FORMULAS.label("Réf.") == "Réf.: "
    text = preview(source, FR, PreviewFormat.TEXT, {"category": "international-organisations"}, merger=merger)
    assert isinstance(text, str)
    return Built(seed, source, found, text)


def in_order(built: Built, pieces: Sequence[str]) -> None:
    """These stand in this order in the real letter and in the rendered one."""
    for text in (built.seed.text, built.text):
        flat = re.sub(r"\s+", " ", text.replace("**", "").replace("\u00a0", " "))
        at = -1
        for piece in pieces:
            found = flat.find(re.sub(r"\s+", " ", piece.replace("\u00a0", " ")), at + 1)
            assert found > at, (piece, flat)
            at = found


def given(text: Text | Wording | None) -> str:
    assert text is not None
    return text.get(FR) or ""


def days(event: Event) -> tuple[str, str]:
    return str(event.start), str(event.end or event.start)


def the_deadline(facts: Facts) -> Deadline:
    (deadline,) = facts.deadlines
    return deadline


def channels(facts: Facts) -> list[ChannelKind | None]:
    return [ask.channel.kind if ask.channel else None for ask in facts.asks]


def categories(facts: Facts) -> list[tuple[str, str]]:
    assert facts.addressees is not None
    return [(line.category or "", given(line.label)) for line in facts.addressees.categories]


def heading(facts: Facts) -> str:
    assert facts.addressees is not None
    return given(facts.addressees.heading)


def signs(facts: Facts) -> tuple[str, tuple[str, ...], bool]:
    assert facts.signatory is not None
    titles = facts.signatory.titles.get(FR) if facts.signatory.titles else ()
    return given(facts.signatory.name), titles, facts.signatory.signed


def block(facts: Facts, name: BlockName) -> int:
    return facts.layout.order().index(name)
