"""CSV files as offices have them: any encoding, any separator, any damage."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from mailer.errors import Unreachable
from recipients.imports import limits
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.opening import open_sheet
from tests.recipients.factories import write_csv_file

NAMES = [["Müller", "a@b.example"], ["Genève", "c@d.example"]]


def rows_of(path: Path) -> list[list[str]]:
    return [row for _, row in open_sheet(path).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    ("separator", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar")]
)
def test_a17_encoding_and_separator_are_found_out_and_stated(
    tmp_path: Path, encoding: str, separator: str, name: str
) -> None:
    path = write_csv_file(
        tmp_path / "d.csv", ["name", "email"], NAMES, encoding=encoding, separator=separator
    )
    sheet = open_sheet(path)
    assert sheet.header == ("name", "email")
    assert rows_of(path) == NAMES
    assert sheet.facts.separator == name
    assert sheet.facts.encoding.startswith(encoding[:6])


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1252", "Müller"),
        ("latin-1", "Müller"),
        ("cp1251", "Иван Петров"),
        ("koi8-r", "Иван Петров"),
        ("gb18030", "王丽华"),
        ("cp1256", "وزارة الاتصالات"),
    ],
)
def test_a17_older_encodings_are_guessed_and_the_guess_is_shown(
    tmp_path: Path, encoding: str, word: str
) -> None:
    rows = [[word, "a@b.example"]] * 3
    path = write_csv_file(tmp_path / "d.csv", ["name", "email"], rows, encoding=encoding)
    assert rows_of(path) == rows
    (note,) = open_sheet(path).facts.notes
    assert word.split()[0] in note


def test_a17_curly_quotes_of_cp1252_are_no_control_characters(tmp_path: Path) -> None:
    path = write_csv_file(tmp_path / "d.csv", ["name", "x"], [["l’été", "y"]], encoding="cp1252")
    assert rows_of(path) == [["l’été", "y"]]


def test_a17_mixed_encodings_are_told_and_only_the_stray_rows_are_odd(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes("name,x\nMüller,1\nGenève,2\nÉlodie,3\n".encode() + b"M\xfcller,4\n")
    sheet = open_sheet(path)
    assert sheet.facts.encoding == "utf-8"
    assert "refused" in sheet.facts.notes[0]
    assert [row[0] for row in rows_of(path)][:3] == ["Müller", "Genève", "Élodie"]
    assert not rows_of(path)[3][0].isprintable()


def test_a17_an_unclosed_quotation_mark_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text('name,email\nAnn,a@b.example\n"Bob,b@c.example\n' + "Carl,c@d.example\n" * 50_000)
    with pytest.raises(FileFault, match="row 3: A quotation mark is opened"):
        rows_of(path)


def test_a17_an_unclosed_quotation_mark_in_a_short_file_is_named_too(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text('name,email\nAnn,"a@b.example\n')
    with pytest.raises(FileFault, match="never closed"):
        rows_of(path)


def test_a17_text_after_a_closing_quotation_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text('name,email\n"Ann"x,a@b.example\n')
    with pytest.raises(FileFault, match="row 2: Text follows"):
        rows_of(path)


def test_a17_a_million_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text(",".join(["c"] * 1_000_000) + "\n1\n")
    with pytest.raises(FileFault, match="1000000 columns; at most 1000"):
        open_sheet(path)


def test_a17_a_file_without_line_ends_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(b"x" * 20_000_000)
    tracemalloc.start()
    with pytest.raises(FileFault, match="this is no table"):
        open_sheet(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a17_a_big_file_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("name,email\n" + "Ann Osei,ann@rivers.example\n" * 200_000)
    tracemalloc.start()
    count = sum(1 for _ in open_sheet(path).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200_000
    assert peak < 10_000_000


def test_a17_a_file_beyond_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recipients.imports.opening.MAX_BYTES", 1024)
    path = tmp_path / "d.csv"
    path.write_text("name\n" + "x\n" * 2000)
    with pytest.raises(FileFault) as caught:
        open_sheet(path)
    assert caught.value.kind is FaultKind.TOO_BIG
    assert limits.MAX_BYTES == 200 * 1024 * 1024


def test_a17_a_truncated_utf16_file_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes("name,email\nMüller,a@b.example\n".encode("utf-16")[:-1])
    with pytest.raises(FileFault, match="damaged"):
        rows_of(path)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "d.csv"
    path.write_bytes(ends.join(["a,b", '"two', 'lines",x', "", "c,d", ""]).encode())
    assert [number for number, row in open_sheet(path).rows() if any(row)] == [2, 4]


def test_an_announced_separator_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("sep=;\nname;email, office\nAnn;a@b.example\n")
    assert open_sheet(path).header == ("name", "email, office")


def test_commas_inside_cells_do_not_make_a_comma_file(tmp_path: Path) -> None:
    path = write_csv_file(
        tmp_path / "d.csv", ["organisation", "email"], [["Rivers, Lakes, Seas", "a@b.example"]], separator=";"
    )
    assert rows_of(path) == [["Rivers, Lakes, Seas", "a@b.example"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "no table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", r"old kind \(.xls\)"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "d.xls"
    path.write_bytes(content)
    with pytest.raises(FileFault, match=message):
        open_sheet(path)


def test_a_file_that_is_not_there_is_named_and_no_fault_of_its_content(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match=r"none\.csv cannot be read: there is no such file"):
        open_sheet(tmp_path / "none.csv")
