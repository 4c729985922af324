"""How documents look: the ink on each page of a letter in six languages, against what was looked at.

`looks.json` holds how dark each field of a coarse grid is, for pages that people have looked at. When the
look is changed on purpose, look at the pages (`mailer letters preview --format pdf`), then write it anew:
`python -m tests.letters.test_document_look`.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from console.demo.letter import write_letter
from letters.document.typesetting import Typesetter
from letters.facts import Language
from mailer.merge import LimitedMerger, Values
from tests.letters.documents import set_letter
from tests.letters.letter_folders import loaded
from tests.rig.paper import Paper

LOOKS: Final = Path(__file__).with_name("looks.json")
VALUES: Final[Values] = {
    "reference": "IOCO-27/0014",
    "category": "governments",
    "organisation": "Ministry of Tides",
    "focal_point": "Kofi Brightwater",
    "salutation": "",
}
MOST: Final = 0.1
"""How much darker or lighter one field may be, and"""
SHARE: Final = 0.04
"""how much of the page's ink may be elsewhere: rasterisers differ by less, a line that moved by more."""

Grid = list[list[float]]


def papers(folder: Path, merger: LimitedMerger) -> dict[str, Paper]:
    write_letter(folder, date(2027, 3, 1))
    source = loaded(folder)
    with Typesetter() as typesetter:
        return {
            language.value: set_letter(typesetter, source, language, VALUES, merger) for language in Language
        }


def looks(paper: Paper) -> list[Grid]:
    return [[[round(field, 3) for field in row] for row in paper.ink(page)] for page in range(paper.pages)]


def differences(one: Grid, other: Grid) -> tuple[float, float]:
    """The largest difference of a field, and the share of the ink that is elsewhere."""
    pairs = [(a, b) for rows in zip(one, other, strict=True) for a, b in zip(*rows, strict=True)]
    found = [abs(a - b) for a, b in pairs]
    return max(found), sum(found) / sum(a for a, _ in pairs)


def alike(one: Grid, other: Grid) -> bool:
    most, share = differences(one, other)
    return most <= MOST and share <= SHARE


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, merger: LimitedMerger) -> dict[str, Paper]:
    return papers(tmp_path_factory.mktemp("look") / "letter", merger)


@pytest.mark.parametrize("language", [language.value for language in Language])
def test_every_page_looks_as_it_was_looked_at(language: str, demo: dict[str, Paper]) -> None:
    kept: list[Grid] = json.loads(LOOKS.read_text())[language]
    now = looks(demo[language])
    assert len(now) == len(kept)
    for page, (one, other) in enumerate(zip(kept, now, strict=True)):
        assert alike(one, other), (page, differences(one, other))


def test_a_page_that_is_mirrored_moved_or_short_of_a_line_is_noticed(demo: dict[str, Paper]) -> None:
    page = looks(demo["ar"])[0]
    assert not alike(page, [row[::-1] for row in page])
    assert not alike(page, page[1:] + page[:1])
    line = page.index(sorted(page, key=sum)[len(page) * 3 // 4])
    assert not alike(page, [[0.0] * len(row) if at == line else row for at, row in enumerate(page)])
    assert not alike(looks(demo["en"])[0], looks(demo["fr"])[0])


def test_nothing_stands_in_the_margins(demo: dict[str, Paper]) -> None:
    for language, paper in demo.items():
        for page in range(paper.pages):
            grid = paper.ink(page, columns=30, rows=42)
            edges = [*grid[0], *grid[-1], *(field for row in grid for field in (*row[:3], *row[-3:]))]
            assert max(edges) < 0.002, (language, page)


def _write_anew() -> None:
    import tempfile

    with LimitedMerger() as merger, tempfile.TemporaryDirectory() as folder:
        made = {language: looks(paper) for language, paper in papers(Path(folder) / "letter", merger).items()}
    LOOKS.write_text(json.dumps(made, separators=(",", ":")).replace("]],", "]],\n") + "\n")


if __name__ == "__main__":
    _write_anew()
