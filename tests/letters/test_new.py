"""A new letter: it passes every check on its day, explains itself, and never writes over anything."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from letters.checks import check
from letters.facts import Language
from letters.folder_writing import write_folder
from letters.new import write_new
from letters.preview import PreviewFormat, preview
from mailer.errors import Misused, Refused, Unreachable
from mailer.merge import LimitedMerger
from tests.letters.letter_folders import loaded

SIX = [language.value for language in Language]
PAIRS = [list(pair) for pair in combinations(SIX, 2)]


@pytest.mark.parametrize("languages", [SIX, *PAIRS[::4], *([one] for one in SIX)], ids=" ".join)
def test_a_new_letter_passes_check(tmp_path: Path, merger: LimitedMerger, languages: list[str]) -> None:
    today = date(2026, 11, 22)
    write_new(tmp_path / "letter", languages, today)
    assert check(tmp_path / "letter", today, merger=merger) == []
    letter = loaded(tmp_path / "letter")
    assert [str(language) for language in letter.facts.languages] == languages
    assert sorted(letter.annexes) == sorted(f"annexes/questionnaire-{one}.txt" for one in languages)


@pytest.mark.parametrize(
    "today", [date(2027, 1, 1), date(2027, 2, 28), date(2027, 12, 31), date(2028, 2, 29)]
)
def test_its_deadline_is_a_working_day_to_come(tmp_path: Path, merger: LimitedMerger, today: date) -> None:
    write_new(tmp_path / "letter", ["en"], today)
    (deadline,) = loaded(tmp_path / "letter").facts.deadlines
    assert deadline.date.weekday() < 5
    assert (deadline.date - today).days >= 60
    assert check(tmp_path / "letter", today, merger=merger) == []


def test_it_can_be_read_in_every_language(tmp_path: Path, merger: LimitedMerger) -> None:
    write_new(tmp_path, SIX, date(2026, 11, 22))
    letter = loaded(tmp_path)
    for language in Language:
        shown = preview(letter, language, PreviewFormat.TEXT, merger=merger)
        assert isinstance(shown, str)
        assert "report@libraries.example" in shown
        assert "$" not in shown


def test_it_explains_itself_and_bears_the_offices_name(tmp_path: Path) -> None:
    written = write_new(tmp_path, ["fr", "en"], date(2026, 11, 22), office="Lights: “North”", series="L: 1")
    assert [path.name for path in written][:2] == ["letter.yaml", "fr.md"]
    text = written[0].read_text(encoding="utf-8")
    assert sum(line.lstrip().startswith("#") for line in text.splitlines()) > 20
    assert len(max(text.splitlines(), key=len)) <= 120
    facts = loaded(tmp_path).facts
    assert facts.letterhead is not None
    assert facts.letterhead.get(Language.FR) == ("Lights: “North”",)
    assert facts.references[0].series == "L: 1"
    assert facts.fallback.others == (Language.FR,)


def test_the_examples_in_its_comments_are_right_too(tmp_path: Path, merger: LimitedMerger) -> None:
    path = write_new(tmp_path, ["en"], date(2026, 11, 22))[0]
    text = path.read_text(encoding="utf-8")
    example = re.compile(r"^( *)# ((?:fields|events|copies|audience):|  (?:- |  ))", re.MULTILINE)
    assert len(example.findall(text)) > 12
    path.write_text(example.sub(r"\1\2", text), encoding="utf-8")
    assert [one.code for one in check(tmp_path, date(2026, 11, 22), merger=merger)] == ["field-unused"]
    facts = loaded(tmp_path).facts
    assert facts.fields
    assert facts.events
    assert facts.addressees is not None
    assert facts.addressees.audience
    assert facts.copies[0].audience == 'list "Permanent missions"'


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="The folder is not empty"):
        write_new(tmp_path, ["en"], date(2026, 11, 22))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_or_a_link_in_its_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "way").symlink_to("folder")
    for name, sentence in (("file", "a file of that name"), ("link", "a link to"), ("way", "a link to")):
        with pytest.raises(Refused, match=sentence):
            write_new(tmp_path / name, ["en"], date(2026, 11, 22))


def test_languages_no_letter_can_have_are_named(tmp_path: Path) -> None:
    with pytest.raises(Misused, match="cannot be written in “de”"):
        write_new(tmp_path / "letter", ["en", "de"], date(2026, 11, 22))
    with pytest.raises(Misused, match="at least one language"):
        write_new(tmp_path / "letter", [], date(2026, 11, 22))
    assert not (tmp_path / "letter").exists()


def test_a_disk_that_takes_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Unreachable, match="The letter cannot be written"):
        write_new(tmp_path / "file" / "letter", ["en"], date(2026, 11, 22))


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "letter"
    if there:
        folder.mkdir()
    with pytest.raises(Unreachable, match="The plan cannot be written"):
        write_folder(folder, {"plan.yaml": b"a", "plan.yaml/b": b"b"}, "plan")
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])
    files = {"letter.yaml": b"a", "annexes/a.txt": b"b", "annexes/c.txt": b"c"}
    assert write_folder(folder, files) == [folder / name for name in files]
    assert {str(path.relative_to(folder)) for path in folder.rglob("*")} == {"annexes", *files}


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize(
    ("stop", "raised"),
    [(OSError(28, "No space left on device"), Unreachable), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_what_stops_a_move_leaves_the_folder_as_it_was(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: BaseException,
    raised: type[BaseException],
    late: bool,
) -> None:
    folder = tmp_path / "letter"
    folder.mkdir()
    rename = Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if target != folder / "letter.yaml":
            return rename(path, target)
        if late:
            rename(path, target)
        raise stop

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(raised):
        write_folder(folder, {"letter.yaml": b"a", "annexes/a.txt": b"b"})
    assert list(folder.iterdir()) == []
