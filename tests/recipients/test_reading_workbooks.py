"""XLSX and ODS workbooks: the first visible sheet as text, everything hostile refused or bounded."""

from __future__ import annotations

import datetime
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from recipients.imports import archive as archives
from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.opening import open_sheet
from recipients.imports.survey import column_letters, column_number
from tests.recipients.factories import HEADER, ROWS, ods_row, write_ods_file, write_xlsx_file

CONTENT = "xl/worksheets/sheet1.xml"


def rows_of(path: Path) -> list[list[str]]:
    return [row for _, row in open_sheet(path).rows()]


def rewrite(path: Path, name: str, change: Callable[[str], str]) -> Path:
    """The workbook with one part changed, as somebody with a text editor would."""
    with zipfile.ZipFile(path) as source:
        parts = {entry.filename: source.read(entry) for entry in source.infolist()}
    parts[name] = change(parts.get(name, b"").decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in parts.items():
            target.writestr(part, content)
    return path


@pytest.mark.parametrize("write", [write_xlsx_file, write_ods_file])
def test_both_kinds_of_workbook_give_the_same_rows(tmp_path: Path, write: Callable[[Path], Path]) -> None:
    sheet = open_sheet(write(tmp_path / "directory"))
    assert sheet.header == HEADER
    assert [tuple(row) for _, row in sheet.rows()] == list(ROWS)
    assert [number for number, _ in sheet.rows()] == [2, 3, 4, 5]
    assert sheet.facts.notes == ()
    assert len(sheet.facts.sha256) == 64


def test_numbers_dates_and_truth_come_as_people_write_them(tmp_path: Path) -> None:
    row = [
        41227300000,
        1.5,
        datetime.date(2027, 3, 1),
        datetime.datetime(2027, 3, 1, 9, 5),  # noqa: DTZ001 - spreadsheets know no zones
        datetime.time(23, 59),
        True,
        None,
    ]
    path = write_xlsx_file(tmp_path / "d.xlsx", list("abcdefg"), [row])
    assert rows_of(path) == [
        ["41227300000", "1.5", "2027-03-01", "2027-03-01 09:05:00", "23:59:00", "true", ""]
    ]


def test_a_number_with_more_digits_than_spreadsheets_keep_is_a_fault_of_its_row(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx", ["id"], [[1234567890123456789], [12]])
    (fault,) = open_sheet(path).cell_faults[2]
    assert "format the cell as text" in fault[1]


def test_a_table_may_begin_anywhere_on_the_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for cell, value in {"B3": "name", "C3": "email", "B4": "Ann", "C4": "a@b.example", "C6": "x"}.items():
        sheet[cell] = value
    book.save(tmp_path / "d.xlsx")
    found = open_sheet(tmp_path / "d.xlsx")
    assert found.header == ("", "name", "email")
    assert [(number, row) for number, row in found.rows() if any(row)] == [
        (4, ["", "Ann", "a@b.example"]),
        (6, ["", "", "x"]),
    ]


def test_a18_hidden_sheets_columns_and_rows_are_left_out_and_reported(tmp_path: Path) -> None:
    book = Workbook()
    secret = book.active
    assert secret is not None
    secret.title, secret.sheet_state = "Secret", "hidden"
    shown = book.create_sheet("Shown")
    for row in (["id", "rating", "email"], ["1", "bad", "a@b.example"], ["2", "worse", "c@d.example"]):
        shown.append(row)
    shown.column_dimensions["B"].hidden = True
    shown.row_dimensions[3].hidden = True
    book.save(tmp_path / "d.xlsx")
    sheet = open_sheet(tmp_path / "d.xlsx")
    assert sheet.facts.sheet == "Shown"
    assert sheet.header == ("id", "email")
    assert list(sheet.rows()) == [(2, ["1", "a@b.example"])]
    notes = " ".join(sheet.facts.notes)
    assert "Secret" in notes
    assert "Hidden columns were left out: B." in notes
    assert "Hidden rows were left out: 3." in notes


def test_a18_ods_hides_sheets_columns_and_rows_too(tmp_path: Path) -> None:
    hidden = 'table:visibility="collapse"'
    body = (
        f'<table:table table:name="Secret" table:style-name="gone">{ods_row(["x"])}</table:table>'
        f'<table:table table:name="Shown"><table:table-column/><table:table-column {hidden}/>'
        f"{ods_row(['id', 'rating', 'email'])}{ods_row(['1', 'bad', 'a@b.example'])}"
        f"{ods_row(['2', 'worse', 'c@d.example'], hidden)}</table:table>"
    )
    style = '<style:style style:name="gone"><style:table-properties table:display="false"/></style:style>'
    sheet = open_sheet(write_ods_file(tmp_path / "d.ods", body, style))
    assert sheet.header == ("id", "email")
    assert list(sheet.rows()) == [(2, ["1", "a@b.example"])]
    assert len(sheet.facts.notes) == 3


def test_a18_formulas_give_their_stored_values_and_are_reported(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx", ["a", "b"], [["x", "=1+1"]])
    rewrite(path, CONTENT, lambda text: re.sub(r"<f>1\+1</f><v ?/?>(</v>)?", "<f>1+1</f><v>2</v>", text))
    sheet = open_sheet(path)
    assert rows_of(path) == [["x", "2"]]
    assert "1 cell holds a formula; " in sheet.facts.notes[0]


def test_a18_formulas_without_a_value_and_errors_are_faults_of_their_rows(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx", ["a", "b"], [["x", "=1+1"], ["y", "#N/A"]])
    rewrite(path, CONTENT, lambda text: re.sub(r"<f>1\+1</f><v ?/?>(</v>)?", "<f>1+1</f>", text))
    faults = open_sheet(path).cell_faults
    assert faults[2][0][0] == 1
    assert "no stored value" in faults[2][0][1]
    assert "#N/A" in faults[3][0][1]


def test_a18_a_zip_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    rewrite(path, "xl/media/bomb.bin", lambda _: "0" * 40_000_000)
    with pytest.raises(FileFault, match="more than 100 times"):
        open_sheet(path)


def test_a18_a_workbook_bigger_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_UNZIPPED", 1_000)
    with pytest.raises(FileFault, match="bigger than"):
        open_sheet(write_xlsx_file(tmp_path / "d.xlsx"))


def test_a18_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    rewrite(path, "xl/more.xml", lambda _: "<x>" + "abcdefgh" * 10_000 + "</x>")
    octets = path.read_bytes()
    size = len("<x>" + "abcdefgh" * 10_000 + "</x>").to_bytes(4, "little")
    path.write_bytes(octets.replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(FileFault, match="damaged"):
        open_sheet(path)


def test_a18_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(200):
            archive.writestr(f"xl/p{number}.xml", "<x/>")
    with pytest.raises(FileFault, match="more than 200"):
        open_sheet(path)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/passwd", "xl/../../evil.xml", "c:\\evil.xml", "..\\evil"]
)
def test_a18_parts_with_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "<x/>")
    with pytest.raises(FileFault, match="leads out of the archive"):
        open_sheet(path)


@pytest.mark.parametrize("part", [CONTENT, "xl/sharedStrings.xml", "xl/styles.xml"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
    ],
)
def test_a18_entities_and_document_types_are_refused(tmp_path: Path, part: str, declared: str) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")

    def declare(text: str) -> str:
        start = text.index("?>") + 2 if text.startswith("<?xml") else 0
        return text[:start] + declared + text[start:]

    with pytest.raises(FileFault, match="document type"):
        open_sheet(rewrite(path, part, declare))


def test_a18_a_far_cell_is_refused_before_its_sheet_is_loaded(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "email", "x"
    book.save(tmp_path / "d.xlsx")
    with pytest.raises(FileFault, match="down to row 1048576"):
        open_sheet(tmp_path / "d.xlsx")


def test_a18_a_cell_far_to_the_right_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD2"] = "email", "x"
    book.save(tmp_path / "d.xlsx")
    with pytest.raises(FileFault, match="to column XFD"):
        open_sheet(tmp_path / "d.xlsx")


def test_a18_styled_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx", ["email"], [["a@b.example"]])
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    rewrite(path, CONTENT, lambda text: text.replace("</sheetData>", far))
    assert rows_of(path) == [["a@b.example"]]


def test_a18_ods_repetitions_are_counted_before_they_are_unrolled(tmp_path: Path) -> None:
    times = 'table:number-columns-repeated="900"'
    cell = f'<table:table-cell office:value-type="string" {times}><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="500000">{cell}</table:table-row>'
    with pytest.raises(FileFault, match=r"million characters|at most 12000000 cells"):
        open_sheet(write_ods_file(tmp_path / "d.ods", f'<table:table table:name="One">{row}</table:table>'))


def test_the_empty_rest_of_an_ods_sheet_does_no_harm(tmp_path: Path) -> None:
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    body = f'<table:table table:name="One">{ods_row(["email"])}{ods_row(["a@b.example"])}{rest}</table:table>'
    assert rows_of(write_ods_file(tmp_path / "d.ods", body)) == [["a@b.example"]]


def test_a18_an_endless_cell_is_refused(tmp_path: Path) -> None:
    path = write_ods_file(
        tmp_path / "d.ods", f'<table:table table:name="One">{ods_row(["email", "x" * 40_000])}</table:table>'
    )
    with pytest.raises(FileFault, match="A cell holds 40000 characters"):
        open_sheet(path)


def test_a18_one_shared_text_used_everywhere_counts_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recipients.imports.survey.MAX_TEXT", 100_000)
    path = write_xlsx_file(tmp_path / "d.xlsx", ["a"], [["".join(map(str, range(6_000)))]] * 10)
    with pytest.raises(FileFault, match="million characters"):
        open_sheet(path)


def test_a18_macros_are_refused(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(FileFault, match="macros"):
        open_sheet(path)


def test_a18_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    rewrite(path, "xl/externalLinks/externalLink1.xml", lambda _: "<externalLink/>")
    sheet = open_sheet(path)
    assert "nothing was fetched" in sheet.facts.notes[0]
    assert sheet.header == HEADER


def test_an_encrypted_xlsx_is_recognised_by_its_shell(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    with pytest.raises(FileFault, match="encrypted; save it without a password"):
        open_sheet(path)


def test_an_encrypted_ods_is_recognised_by_its_manifest(tmp_path: Path) -> None:
    path = rewrite(
        write_ods_file(tmp_path / "d.ods"), "META-INF/manifest.xml", lambda _: "<m><encryption-data/></m>"
    )
    with pytest.raises(FileFault, match="encrypted"):
        open_sheet(path)


def test_a_workbook_with_every_sheet_hidden_has_no_rows(tmp_path: Path) -> None:
    path = rewrite(
        write_xlsx_file(tmp_path / "d.xlsx"),
        "xl/workbook.xml",
        lambda text: text.replace("<sheet ", '<sheet state="hidden" ').replace(' state="visible"', ""),
    )
    with pytest.raises(FileFault) as caught:
        open_sheet(path)
    assert caught.value.kind is FaultKind.NO_ROWS


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(FileFault, match=r"no \.xlsx or \.ods"):
        open_sheet(path)


@pytest.mark.parametrize("cut", [30, 400, 2000])
def test_a_cut_workbook_is_called_damaged(tmp_path: Path, cut: int) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(FileFault, match="damaged"):
        open_sheet(path)


@pytest.mark.parametrize(
    ("name", "words"), [("d.xlsx", "damaged"), ("d.ods", "damaged"), ("d.csv", "no table")]
)
def test_octets_that_are_nothing_are_no_table_in_latin_1(tmp_path: Path, name: str, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(random.Random(1).randbytes(20_000))
    with pytest.raises(FileFault, match=words) as caught:
        open_sheet(path)
    assert caught.value.kind is FaultKind.UNREADABLE


def test_xml_that_is_not_well_formed_is_called_damaged(tmp_path: Path) -> None:
    path = rewrite(write_xlsx_file(tmp_path / "d.xlsx"), CONTENT, lambda text: text[:-20])
    with pytest.raises(FileFault, match="damaged"):
        open_sheet(path)


def test_reading_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = write_xlsx_file(tmp_path / "d.xlsx")
    before = path.read_bytes()
    rows_of(path)
    assert path.read_bytes() == before
    assert load_workbook(path).active is not None


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16_383, "XFD")])
def test_columns_are_named_as_spreadsheets_name_them(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters) == number
