"""The five real letters read in: a folder each, rendered back word for word through its profile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import LCSseq

from letters.checks import check
from letters.facts import Facts
from letters.findings import errors_of
from letters.source import load_folder
from mailer.merge import LimitedMerger
from tests.letters.seed_file import Seed
from tests.rig.command_line import call

PROFILES = {
    "000": "date-first",
    "001": "linear",
    "002": "indented",
    "003": "heading-table",
    "004": "reference-first",
}
FURNITURE = re.compile(r"\s*(?:-\s*\d+\s*-|\[image: [^\]]*\]\\?)\s*")
LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]\(#\)")


@dataclass(frozen=True)
class Read:
    """One real letter, the folder made of it, and the report."""

    seed: Seed
    folder: Path
    facts: Facts
    report: dict[str, Any]

    @property
    def shown(self) -> str:
        return call("letters", "preview", self.folder, "--language", "fr", "--format", "text").done().out


@pytest.fixture(scope="module")
def letters(shared_seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    """All five, read in once."""
    folder = tmp_path_factory.mktemp("seeds")
    return {number: _read(shared_seeds, number, folder / number) for number in PROFILES}


def _read(seeds: Path, number: str, folder: Path) -> Read:
    (path,) = seeds.glob(f"{number}_*.txt")
    report = call("letters", "import", path, "--into", folder, "--json").done().json
    source, _ = load_folder(folder)
    assert source is not None
    return Read(Seed(path.read_text(encoding="utf-8")), folder, source.facts, report)


@pytest.fixture(params=sorted(PROFILES))
def letter(request: pytest.FixtureRequest, letters: dict[str, Read]) -> Read:
    found: Read = letters[request.param]
    return found


def words(text: str) -> list[str]:
    """The words of the file's lines of substance, marks of Markdown, page numbers and pictures apart."""
    lines = [line for line in text.split("\n") if not FURNITURE.fullmatch(line)]
    plain = LINK.sub(r"\1", "\n".join(lines)).replace("**", "")
    return re.sub(r"<(https?://[^>]+)>", r"\1", re.sub(r"\\(.)", r"\1", plain)).split()


def test_every_line_of_substance_stands_in_its_place(letter: Read) -> None:
    source, shown = words(letter.seed.text), letter.shown.split()
    assert LCSseq.similarity(source, shown) >= 0.99 * len(source)
    # Nothing is added either, and the report counts no less strictly than this test does.
    assert len(shown) <= len(source)
    assert letter.report["fidelity"] == {"words": len(source), "words_in_place": len(source)}


def test_one_of_the_profiles_sets_it_and_no_block_is_merely_copied(letter: Read) -> None:
    assert letter.report["layout"] == {"profile": PROFILES[letter.folder.name], "as_printed": []}
    assert letter.facts.layout.profile == PROFILES[letter.folder.name]
    assert letter.facts.layout.blocks == ()


def test_the_folder_is_checked_without_errors(letter: Read, merger: LimitedMerger) -> None:
    assert errors_of(check(letter.folder, letter.facts.date, merger=merger)) == []


def test_every_line_is_in_a_block_or_among_the_defects(letter: Read) -> None:
    known = {one["line"] for one in letter.report["defects"]}
    for block in letter.report["blocks"]:
        known |= set(range(block["first_line"], block["last_line"] + 1))
    lines = enumerate(letter.seed.text.split("\n"), start=1)
    assert [number for number, line in lines if line.strip() and number not in known] == []


def test_the_file_is_kept_as_it_came(letter: Read) -> None:
    assert (letter.folder / "source.txt").read_text(encoding="utf-8") == letter.seed.text


def one(values: list[Any]) -> Any:
    (value,) = values
    return value


def test_003_the_invitation_in_a_table(letters: dict[str, Read]) -> None:
    report = letters["003"].report
    contact, deadline = one(report["contacts"]), one(report["deadlines"])
    assert (contact["name"], contact["email"]) == ("Charles Geiger", "Charles.geiger@itu.int")
    assert (deadline["date"], deadline["wording"]) == ("2002-12-07", "exclusive")
    assert report["closing"]["woven"]
    assert [ask["to"] for ask in report["asks"] if ask["channel"] in {"mailbox", "annex"}] == [
        "wsis.ap@itu.int",
        "2",
    ]
    assert {(event["start"], event["end"]) for event in report["events"]} == {
        ("2003-02-17", "2003-02-28"),
        ("2002-09-19", "2002-09-19"),
        ("2002-07", "2002-07"),
        ("2002-09", "2002-09"),
        ("2003-12", "2003-12"),
    }
    kinds = [defect["kind"] for defect in report["defects"]]
    assert [kinds.count(kind) for kind in ("page-number", "lost-image", "scan-noise")] == [1, 3, 3]
    assert {"deadline-weekend", "annexes-missing"} <= set(kinds)


def test_002_the_invitation_to_organisations(letters: dict[str, Read]) -> None:
    report = letters["002"].report
    assert [(one["date"], one["kind"]) for one in report["deadlines"]] == [
        ("2005-09-01", "registration-opening")
    ]
    assert report["credentials"]["issued_to"] == "coordonnateur de votre Organisation"
    assert report["signatory"]["signed"]
    assert len(report["signatory"]["titles"]) == 2
    assert [(event["place"], event["start"]) for event in report["events"]] == [
        ("Tunis", "2005-11-16"),
        ("Hammamet", "2004-06-24"),
        ("Genève", "2005-02-17"),
    ]
    assert [defect["what"] for defect in report["defects"]] == ["before line 20"]


def test_000_the_call_with_its_defects(letters: dict[str, Read]) -> None:
    report = letters["000"].report
    assert {defect["kind"] for defect in report["defects"]} == {
        "foreign-domain",
        "typing-error",
        "copy-overlap",
    }
    assert [one["code"] for one in report["addressees"]["categories"]] == [
        "governments",
        "international-organisations",
        "civil-society",
        "private-sector",
    ]
    assert report["annexes"]["titles"] == ["Questionnaire relatif à l'Inventaire"]
    assert len(report["copies"]["groups"]) == 3
    deadline = one(report["deadlines"])
    assert (deadline["date"], deadline["wording"]) == ("2010-03-30", "inclusive")


def test_001_and_004_the_calls_with_lost_links(letters: dict[str, Read]) -> None:
    for number, reference, day, wording in (
        ("001", "WSIS_Stocktaking_2023", "2023-01-31", "exclusive"),
        ("004", "SMSI 2024", "2024-01-31", "inclusive"),
    ):
        report = letters[number].report
        assert [defect["kind"] for defect in report["defects"]].count("lost-link") == 8
        assert one(report["references"])["text"] == reference
        deadline = one(report["deadlines"])
        assert (deadline["date"], deadline["wording"]) == (day, wording)
        assert len(report["addressees"]["categories"]) == 5
