"""`mailer letters compare`: versions side by side, on a page and as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rig.command_line import Run


@pytest.fixture
def six(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new letter in three languages, Arabic second."""
    monkeypatch.chdir(tmp_path)
    run("letters", "new", "call", "--language", "en", "--language", "ar", "--language", "fr").done()
    return Path("call")


def change(letter: Path, name: str, old: str, new: str) -> None:
    text = (letter / name).read_text(encoding="utf-8")
    assert old in text
    (letter / name).write_text(text.replace(old, new), encoding="utf-8")


def test_a_page_has_a_column_for_each_language_with_arabic_on_the_right(six: Path, run: Run) -> None:
    said = run("letters", "compare", six, "--format", "html", "-o", "side.html").done()
    assert "wrote side.html" in said.err
    page = Path("side.html").read_text(encoding="utf-8")
    heads = page.index("(en.md)"), page.index("(fr.md)"), page.index("(ar.md)")
    assert list(heads) == sorted(heads)
    assert '<td lang="ar" dir="rtl">' in page
    assert "No differences were found." in page


def test_what_differs_stands_at_its_paragraph(six: Path, run: Run) -> None:
    change(six, "fr.md", "https://libraries.example/report", "https://libraries.example/rapport")
    told = run("letters", "compare", six).done().out
    paragraph = next(part for part in told.split("\n\n") if "Earlier reports" in part)
    assert (
        "!   fr.md, line 17: warning: en.md, line 16, has the link https://libraries.example/report"
        in paragraph
    )
    page = run("letters", "compare", six, "--format", "html").done().out
    assert "Findings: 2." in page


def test_a_paragraph_that_is_missing_leaves_its_place_empty(six: Path, run: Run) -> None:
    change(six, "fr.md", "J'ai l'honneur", "# Titre\n\nJ'ai l'honneur")
    told = run("letters", "compare", six, "--languages", "en,fr").done().out
    assert "en  —\nfr  (line 8: heading 1) Titre\n" in told
    assert "\nar  " not in told


def test_what_a_stranger_wrote_is_shown_and_not_obeyed(six: Path, run: Run) -> None:
    change(six, "en.md", "Earlier reports", "Earlier &lt;script&gt; reports")
    page = run("letters", "compare", six, "--format", "html").done().out
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--languages", "en,de"], 2, "“de” is no language of letters"),
        (["--languages", "en"], 2, "There is nothing to compare"),
        (["--languages", "en,es"], 2, "There is nothing to compare"),
    ],
)
def test_what_cannot_be_compared(six: Path, run: Run, arguments: list[str], code: int, says: str) -> None:
    refused = run("letters", "compare", six, *arguments)
    assert refused.code == code
    assert says in refused.err
