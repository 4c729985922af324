"""Annexes: what may go out with a letter, under which name, and how large (A19)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from letters.annexes import AnnexFile, AnnexLimits, clean_name, take_annex
from letters.findings import Finding
from letters.source import load_folder
from tests.letters.letter_folders import facts_with, loaded, only, said, write_letter

PDF = b"%PDF-1.7\n"
LIMITS = AnnexLimits(each=1000, together=1500)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


def open_document(media_type: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", media_type)
        archive.writestr("content.xml", "<x/>")
    return buffer.getvalue()


def take(folder: Path, name: str, content: bytes) -> AnnexFile | Finding:
    (folder / "annexes").mkdir(exist_ok=True)
    (folder / "annexes" / name).write_bytes(content)
    return take_annex(folder, f"annexes/{name}", LIMITS)


def annexes(*files: Any) -> dict[str, Any]:
    return facts_with(
        annexes=[
            {"number": number, "title": "Form", "file": file} for number, file in enumerate(files, start=1)
        ]
    )


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("form.pdf", PDF, "application/pdf"),
        ("FORM.PDF", PDF, "application/pdf"),
        (
            "form.docx",
            zipped("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "table.xlsx",
            zipped("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "form.odt",
            open_document("application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("list.csv", "Région;Nom\n".encode(), "text/csv"),
        ("form.v2.txt", b"Name:\n", "text/plain"),
        ("fair.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        ("map.png", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("map.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_kinds_that_go_out(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    annex = take(tmp_path, name, content)
    assert isinstance(annex, AnnexFile)
    assert (annex.media_type, annex.size, annex.content) == (media_type, len(content), content)
    assert annex.path == f"annexes/{name}"
    assert len(annex.sha256) == 64


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "Files of this kind do not go out"),
        ("macro.xlsm", zipped("xl/vbaProject.bin"), "Files of this kind do not go out"),
        ("page.html", b"<script>", "Files of this kind do not go out"),
        ("form", PDF, "Files of this kind do not go out"),
        ("form.exe.pdf", PDF, "two endings, and .exe is one of a program"),
        ("form.pdf.exe", b"MZ", "Files of this kind do not go out"),
        ("form\u202efdp.exe", b"MZ", "invisible characters that hide its true ending"),
        ("form\u202excod.pdf", PDF, "invisible characters that hide its true ending"),
        (".pdf", PDF, "no name before its ending"),
        ("...pdf", PDF, "no name before its ending"),
        ("form.pdf", b"MZ\x90\x00", "is not what its ending .pdf says"),
        ("form.pdf", b"", "is not what its ending .pdf says"),
        ("form.docx", PDF, "is not what its ending .docx says"),
        ("form.docx", zipped("xl/workbook.xml"), "is not what its ending .docx says"),
        (
            "form.docx",
            zipped("word/document.xml", "word/vbaProject.bin"),
            "is not what its ending .docx says",
        ),
        ("form.odt", zipped("word/document.xml"), "is not what its ending .odt says"),
        ("list.csv", b"a;b\x00", "is not what its ending .csv says"),
        ("list.txt", PDF, "is not what its ending .txt says"),
        ("fair.ics", b"<html>", "is not what its ending .ics says"),
        ("form.txt", b"X5O!$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*", "test signature"),
    ],
)
def test_a19_what_does_not_go_out_is_refused_with_a_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    finding = take(tmp_path, name, content)
    assert isinstance(finding, Finding)
    assert sentence in finding.message
    assert "\u202e" not in finding.message


def test_a19_a_name_that_leaves_the_folder_is_refused_with_its_line(tmp_path: Path) -> None:
    for file in ("..\\..\\x.pdf", "../x.pdf", "annexes/../../x.pdf", "/etc/x.pdf", "C:/x.pdf"):
        findings = load_folder(write_letter(tmp_path, annexes(file)))[1]
        assert "leads out of the letter's folder" in findings[0].message
        assert findings[0].place.file == "letter.yaml"
        assert findings[0].place.line


def test_a19_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(PDF)
    folder = write_letter(tmp_path / "letter", annexes("annexes/form.pdf"))
    (folder / "annexes").mkdir()
    (folder / "annexes" / "form.pdf").symlink_to("../../secret.pdf")
    assert only(load_folder(folder)[1], "annex-outside").place.field == "annexes.1.file"


@pytest.mark.parametrize(
    ("name", "sent_as"),
    [
        ("Form 1.PDF", "Form_1.pdf"),
        ("Formulaire d'été.pdf", "Formulaire_d'été.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ('a:b*c?"<>|.pdf', "a_b_c.pdf"),
        ("附件.pdf", "附件.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_names_are_cleaned_for_every_system(name: str, sent_as: str) -> None:
    assert clean_name(name) == sent_as
    assert clean_name(sent_as) == sent_as


def test_a_missing_annex_is_named_at_the_line_that_names_it(tmp_path: Path) -> None:
    text = (
        "languages: [en, fr]\ndate: 2027-01-15\nannexes:\n  - number: 1\n    title: Form\n"
        "    file:\n      en: annexes/form.pdf\n      fr: annexes/formulaire.pdf\n"
    )
    findings = load_folder(write_letter(tmp_path, text, {"annexes/form.pdf": PDF}))[1]
    assert said(findings) == ["annex-missing-file letter.yaml:8"]
    assert findings[0].message == "There is no file annexes/formulaire.pdf in the letter's folder."
    assert findings[0].place.field == "annexes.1.file.fr"


def test_a19_an_annex_of_30_mb_is_not_even_read(tmp_path: Path) -> None:
    folder = write_letter(tmp_path, annexes("annexes/film.pdf"), {"annexes/film.pdf": PDF})
    with (folder / "annexes" / "film.pdf").open("r+b") as film:
        film.truncate(30 * 2**20)
    finding = only(load_folder(folder)[1], "annex-too-large")
    assert finding.message == (
        "The annex film.pdf is 30.0 MB; at most 10.0 MB may go out. Publish it and give the link."
    )
    assert finding.place.line


def test_annexes_may_be_too_large_together_for_one_language(tmp_path: Path) -> None:
    files = {f"annexes/{name}.txt": b"x" * 800 for name in ("one", "two", "deux")}
    facts = annexes("annexes/one.txt", {"en": "annexes/two.txt", "fr": "annexes/deux.txt"})
    findings = load_folder(write_letter(tmp_path, facts, files), LIMITS)[1]
    assert [one.code for one in findings] == ["annexes-too-large"] * 2
    alone = annexes("annexes/one.txt", {"en": "annexes/two.txt"})
    findings = load_folder(write_letter(tmp_path, alone, files | {"annexes/deux.txt": None}), LIMITS)[1]
    assert [one.message[:21] for one in findings if one.severity == "error"] == ["The annexes of en are"]


def test_one_file_for_all_languages_is_taken_once(tmp_path: Path) -> None:
    letter = loaded(write_letter(tmp_path, annexes("annexes/form.pdf"), {"annexes/form.pdf": PDF}))
    assert [annex.name for annex in letter.annexes.values()] == ["form.pdf"]


def test_a_file_that_is_named_and_refused_is_not_said_to_be_unnamed(tmp_path: Path) -> None:
    files = {"annexes/map.pdf": PDF + b"x" * 1000, "annexes/form.pdf": b"MZ\x90\x00"}
    folder = write_letter(tmp_path, annexes("annexes/map.pdf", "annexes/form.pdf"), files)
    findings = load_folder(folder, LIMITS)[1]
    assert [one.code for one in findings] == ["annex-too-large", "annex-content"]


def test_files_that_stay_behind_are_pointed_out(tmp_path: Path) -> None:
    findings = load_folder(write_letter(tmp_path, files={"annexes/old.pdf": PDF, "annexes/.keep": b""}))[1]
    assert said(findings) == ["stray-annex annexes/old.pdf:None"]
