"""An old letter read in at the command line: what is written, what is said, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.letters.old_letter_scoring import LETTERS
from tests.letters.plain_old_letter import PLAIN
from tests.rig.command_line import call

DOCUMENTED = Path("docs/old-letters.md")
FRENCH = (LETTERS / "held/fr-appel-candidatures.txt").read_text(encoding="utf-8")
RUSSIAN = (LETTERS / "tuned/ru-circular.txt").read_text(encoding="utf-8")
MEGABYTES_50 = 50 * 1024 * 1024


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text(PLAIN, encoding="utf-8")
    return path


def test_a_folder_is_written_and_the_report_says_what_was_found(letter: Path, tmp_path: Path) -> None:
    done = call("letters", "import", letter, "--into", tmp_path / "old").done()
    assert "letter.txt: a circular letter in English, dated 2019-03-12." in done.out
    assert re.search(r"contact +Ms Tove Lindqvist, \+41 22 555 01 44, lights@harbour\.example", done.out)
    assert "answer by 2019-05-31: “by 31 May 2019”" in done.out
    assert re.search(r"asked +to lights@harbour\.example, by 2019-05-31", done.out)
    assert "Nothing wrong was found." in done.out
    assert {path.name for path in (tmp_path / "old").iterdir()} == {"letter.yaml", "en.md", "source.txt"}
    assert (tmp_path / "old/source.txt").read_text(encoding="utf-8") == PLAIN
    assert call("letters", "check", tmp_path / "old").code == 0


def test_the_json_document_has_the_documented_names_and_no_others(letter: Path, tmp_path: Path) -> None:
    report = call("letters", "import", letter, "--into", tmp_path / "old", "--json").done().json
    table = DOCUMENTED.read_text(encoding="utf-8").partition("## For programs")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)
    assert set(report) == {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert report["format"] == 1


def test_without_terminal_or_office_it_needs_no_database(letter: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from console.cli import main; code = main(sys.argv[1:]);"
        "assert 'sqlalchemy' not in sys.modules; sys.exit(code)"
    )
    arguments = ["letters", "import", str(letter), "--into", str(tmp_path / "old"), "--json"]
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n\t\n", "The file is empty."),
        (bytes(range(256)) * 40, "This is no text"),
        (b"%PDF-1.4\n1 0 obj", "This is a PDF file."),
        (b"Take two eggs and a cup of flour, and bake for an hour.\n", "does not look like a letter"),
        (PLAIN.encode() * (MEGABYTES_50 // len(PLAIN)), "a letter is at most 0.5 MB"),
    ],
    ids=["empty", "blank", "binary", "pdf", "recipe", "50 MB"],
)
def test_what_is_no_letter_is_refused_and_nothing_written(
    content: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    refused = call("letters", "import", path, "--into", tmp_path / "old")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"{path.name}: ") or str(path) in refused.err
    assert sentence in refused.said
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "language", "encoding"),
    [
        (FRENCH.encode("utf-16"), "fr", "UTF-16"),
        (FRENCH.encode("utf-16-be"), "fr", "UTF-16"),
        (FRENCH.encode("cp1252", "replace"), "fr", "Windows-1252"),
        (RUSSIAN.encode("cp1251", "replace"), "ru", "Windows-1251"),
        (RUSSIAN.encode("koi8-r", "replace"), "ru", "KOI8-R"),
        (FRENCH.replace("\n", "\r\n").encode(), "fr", "UTF-8"),
        (b"\xef\xbb\xbf" + FRENCH.replace("    ", "\t").encode(), "fr", "UTF-8"),
    ],
    ids=["utf-16", "utf-16 unmarked", "cp1252", "cp1251", "koi8", "crlf", "tabs and mark"],
)
def test_a_letter_is_read_in_the_encodings_offices_have_used(
    content: bytes, language: str, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    report = call("letters", "import", path, "--into", tmp_path / "old", "--json").done().json
    assert report["language"] == language
    assert report["file"]["encoding"].startswith(encoding)
    assert (tmp_path / "old/source.txt").read_bytes() == content


def taken(folder: Path) -> Path:
    (folder / "taken" / "mine").mkdir(parents=True)
    return folder / "taken"


def file_above(folder: Path) -> Path:
    (folder / "above").write_text("a file", encoding="utf-8")
    return folder / "above" / "old"


def too_long(folder: Path) -> Path:
    return folder / ("a" * 300)


@pytest.mark.parametrize(("where", "code"), [(taken, 1), (file_above, 3), (too_long, 3)])
def test_a_folder_that_holds_anything_or_cannot_be_made_is_named(
    where: Callable[[Path], Path], code: int, letter: Path, tmp_path: Path
) -> None:
    folder = where(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    refused = call("letters", "import", letter, "--into", folder)
    assert refused.code == code
    assert "old" in refused.err or folder.name in refused.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_that_is_not_there_or_is_no_file_is_named(tmp_path: Path) -> None:
    for name in (tmp_path / "missing.txt", Path("/dev/zero")):
        refused = call("letters", "import", name, "--into", tmp_path / "old")
        assert refused.code == 1
        assert name.name in refused.err
    assert call("letters", "import", tmp_path, "--into", tmp_path / "old").code == 2


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*/*.txt"))[::6], ids=lambda path: path.stem)
def test_folders_of_old_letters_are_read_without_errors(path: Path, tmp_path: Path) -> None:
    call("letters", "import", path, "--into", tmp_path / "old", "--json").done()
    call("letters", "check", tmp_path / "old").done()  # as it is not where the folder has an error


def test_the_documents_show_what_the_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = DOCUMENTED.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    letter = (LETTERS / "tuned/fr-liens-perdus.txt").read_bytes()
    Path("glaciers-2020.txt").write_bytes(letter)
    done = call("letters", "import", "glaciers-2020.txt", "--into", "glaciers-2020").done()
    assert done.out in page
