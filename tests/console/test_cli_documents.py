"""The document on the command line: a PDF of a letter that is being written, with the office's emblem."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from letters.document import engine
from tests.letters.documents import draft_mark
from tests.rig.command_line import Run
from tests.rig.paper import Paper

EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
SCRIPTED = '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'


@pytest.fixture
def call(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new letter, and no office anywhere."""
    monkeypatch.chdir(tmp_path)
    run("letters", "new", "call", "--language", "en", "--language", "ar", "--series", "DM").done()
    return tmp_path / "call"


def test_a_draft_becomes_a_document_without_an_office(call: Path, run: Run) -> None:
    said = run("letters", "preview", call, "--language", "en", "--format", "pdf", "-o", "en.pdf").done()
    assert (said.out, "wrote en.pdf" in said.err) == ("", True)
    text = Paper(Path("en.pdf").read_bytes()).text()
    assert text.startswith(draft_mark("en"))
    assert "DM-____" in text, "a blank stands where the number will"
    run("letters", "preview", call, "--language", "ar", "--format", "pdf", "-o", "ar.pdf").done()
    assert draft_mark("ar") in Paper(Path("ar.pdf").read_bytes()).text()


def test_a_document_goes_to_the_standard_output_only_when_asked(call: Path, run: Run) -> None:
    command = ("letters", "preview", call, "--language", "en", "--format", "pdf")
    refused = run(*command)
    assert (refused.code, refused.out) == (2, "")
    assert "-o FILE, or -o -" in refused.err
    run(*command, "-o", "kept.pdf").done()
    assert run(*command, "-o", "-").done().raw == Path("kept.pdf").read_bytes()


def test_the_emblem_is_the_one_named_or_the_offices_own(call: Path, run: Run) -> None:
    command = ("letters", "preview", call, "--language", "en", "--format", "pdf")
    Path("emblem.svg").write_text(EMBLEM)
    run(*command, "-o", "bare.pdf").done()
    run(*command, "-o", "named.pdf", "--emblem", "emblem.svg").done()
    Path("office.toml").write_text(
        '[office]\nname = "Bureau"\ndomain = "b.example"\nsender = "a@b.example"\nemblem = "emblem.svg"\n'
    )
    run(*command, "-o", "own.pdf").done()
    bare, named, own = (Path(f"{name}.pdf").read_bytes() for name in ("bare", "named", "own"))
    assert named == own != bare


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "There is no emblem bad.svg"), (SCRIPTED, "an element “script”"), ("no", "no picture in PNG")],
)
def test_an_emblem_that_cannot_be_printed_is_refused_in_a_sentence(
    content: str | None, said: str, call: Path, run: Run
) -> None:
    if content is not None:
        Path("bad.svg").write_text(content)
    command = ("letters", "preview", call, "--language", "en", "--format", "pdf", "-o", "en.pdf")
    refused = run(*command, "--emblem", "bad.svg")
    assert refused.code == 1
    assert said in refused.err
    assert not Path("en.pdf").exists()


def test_a_sign_without_a_font_is_named_and_nothing_written(call: Path, run: Run) -> None:
    text = (call / "en.md").read_text()
    (call / "en.md").write_text(f"{text}\nTick ☐ here.\n")
    refused = run("letters", "preview", call, "--language", "en", "--format", "pdf", "-o", "en.pdf")
    assert refused.code == 1
    assert "“☐” (U+2610)" in refused.err
    assert not Path("en.pdf").exists()


def test_without_the_extra_one_sentence_names_it(
    call: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_FONTS", ("fonts_that_nobody_installed",))
    refused = run("letters", "preview", call, "--language", "en", "--format", "pdf", "-o", "en.pdf")
    assert refused.code == 3
    assert refused.err.count("\n") == 1
    assert "pip install 'secretariat-mailer[pdf]'" in refused.err


def test_the_document_of_record_is_kept_at_the_approval_and_given_out_as_it_is(
    enter: Callable[[str], Path], run: Run
) -> None:
    enter("approved")
    deeds = run("audit", "entries", "--letter", "call-2027", "--json").done().json["items"]
    kept = [deed["facts"] for deed in deeds if deed["deed"] == "letter.document"]
    assert sorted(facts["name"] for facts in kept) == ["DM-1001-en.pdf", "DM-1001-fr.pdf"]
    said = run("letters", "document", "call-2027", "-o", "en.pdf").done()
    content = Path("en.pdf").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    assert f"SHA-256 {sha256}" in said.err
    assert sha256 in {facts["sha256"] for facts in kept}
    text = Paper(content).text()
    assert "DM-1001" in text
    assert draft_mark("en") not in text
    french = run("letters", "document", "DM-1001", "--language", "fr", "-o", "-").done().raw
    assert french != content
    assert len(run("audit", "entries", "--letter", "call-2027", "--json").done().json["items"]) == len(deeds)
    run("letters", "document", "DM-1001", "--copy", "-o", "copy.pdf").done()
    assert "COPY" in Paper(Path("copy.pdf").read_bytes()).text()


def test_a_document_that_there_is_not_is_refused_in_a_sentence(
    enter: Callable[[str], Path], run: Run
) -> None:
    enter("submitted")
    early = run("letters", "document", "call-2027", "-o", "en.pdf")
    assert (early.code, "in review" in early.err) == (1, True)
    strange = run("letters", "document", "call-2027", "--language", "zh", "-o", "zh.pdf")
    assert (strange.code, "is not written in “zh”. It is in: en, fr." in strange.err) == (1, True)
    assert not list(Path().glob("*.pdf"))


def test_a_check_names_what_no_document_can_show(call: Path, run: Run) -> None:
    (call / "en.md").write_text((call / "en.md").read_text() + "\nTick ☐ here.\n")
    checked = run("letters", "check", call).done()
    assert "warning: No font of documents has the sign “☐” (U+2610)" in checked.out
    assert "en.md, line" in checked.out


def test_letters_are_printed_into_a_folder(enter: Callable[[str], Path], run: Run) -> None:
    enter("released")
    said = run("campaigns", "print", "IOCO-1001", "--into", "post", "--all").done()
    assert said.out == "wrote 4 letters into post, and index-IOCO-1001.csv\n"
    assert sorted(path.suffix for path in Path("post").iterdir()) == [".csv", *[".pdf"] * 4]
    again = run("campaigns", "print", "IOCO-1001", "--into", "post", "--all").done()
    assert "wrote 0 letters into post, 4 were there before" in again.out
    both = run("campaigns", "print", "IOCO-1001", "--into", "post", "--all", "--without-email")
    assert (both.code, "Choose one" in both.err) == (2, True)


def test_a_document_is_attached_where_the_letter_is_the_same_for_all(
    enter: Callable[[str], Path], run: Run
) -> None:
    enter("planned")
    refused = run("campaigns", "create", "coastal-report", "--name", "again", "--document", "attached")
    assert refused.code == 1
    assert "says something else to each recipient" in refused.err
    run("letters", "new", "notice", "--series", "IOCO", "--language", "en").done()
    text = Path("notice/en.md").read_text().replace("{{ your_body }}", "you")
    Path("notice/en.md").write_text(re.sub(r"\{% if.*?endif %\}\n", "", text, flags=re.DOTALL))
    facts = Path("notice/letter.yaml")
    facts.write_text(re.sub(r"\nterms:\n(?:  .*\n)+", "\n", facts.read_text()))
    run("letters", "submit", "notice").done()
    run("letters", "approve", "notice", "--yes").done()
    command = ("campaigns", "create", "notice", "--audience", "recipient GOV-002", "--name", "attached")
    run(*command, "--document", "attached").done()
    shown = run("campaigns", "rehearse", "attached", "--json").done().json
    bare = ("campaigns", "create", "notice", "--audience", "recipient GOV-002", "--name", "bare")
    run(*bare).done()
    assert shown["largest"] > run("campaigns", "rehearse", "bare", "--json").done().json["largest"] + 20_000
