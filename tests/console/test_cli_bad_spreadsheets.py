"""Spreadsheets that are no directory: each ends in a sentence, exit code 1, and nothing stored."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.rig.command_line import Run

HEADER = ["id", "organisation", "category", "country", "languages", "name", "email"]
GOOD = ["A1", "Ministry of Tides", "governments", "KE", "en", "Ann Osei", "ann@tides.example"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def write_csv(path: Path, *rows: list[str], encoding: str = "utf-8", delimiter: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


def with_cell(column: str, value: str) -> list[str]:
    return [value if name == column else cell for name, cell in zip(HEADER, GOOD, strict=True)]


def empty(path: Path) -> None:
    path.touch()


def header_alone(path: Path) -> None:
    write_csv(path, HEADER)


def encrypted(path: Path) -> None:
    path.write_bytes(OLE)


def encrypted_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    octets = bytearray(path.read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        octets[octets.index(magic) + offset] |= 1
    path.write_bytes(octets)


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * 40_000_000)


def billion_laughs(path: Path) -> None:
    Workbook().save(path)
    entities = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    _replace_part(path, "xl/worksheets/sheet1.xml", entities)


def macros(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/vbaProject.bin", b"x")


def an_image(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


def half_a_workbook(path: Path) -> None:
    Workbook().save(path)
    path.write_bytes(path.read_bytes()[:2000])


def no_address_column(path: Path) -> None:
    write_csv(path, ["organisation", "category"], ["Ministry", "governments"])


def two_address_columns(path: Path) -> None:
    write_csv(path, [*HEADER, "e-mail"], [*GOOD, "x@tides.example"])


def no_category_column(path: Path) -> None:
    write_csv(path, ["organisation", "email"], ["Ministry", "x@tides.example"])


def a_reserved_heading(path: Path) -> None:
    write_csv(path, [*HEADER, "reference"], [*GOOD, "X"])


def a_thousand_columns(path: Path) -> None:
    write_csv(path, [*HEADER, *(f"c{number}" for number in range(2_000))], GOOD)


def one_endless_line(path: Path) -> None:
    path.write_bytes(b",".join([b"x" * 1000] * 6_000))


def _replace_part(path: Path, part: str, content: str) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, octets in parts.items():
            archive.writestr(name, content if name == part else octets)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (empty, "The file is empty"),
        (header_alone, "no rows below its header"),
        (encrypted, "encrypted"),
        (encrypted_zip, "encrypted; save it without a password"),
        (zip_bomb, "The workbook was not opened"),
        (billion_laughs, "declares a document type"),
        (macros, "holds macros"),
        (an_image, "This is no table"),
        (half_a_workbook, "The workbook is damaged"),
        (no_address_column, "needs a column called “email”"),
        (two_address_columns, "2 columns mean “email”: email, e-mail"),
        (no_category_column, "lacks a column called category"),
        (a_reserved_heading, "a name that letters fill in themselves"),
        (a_thousand_columns, "at most 1000 are read"),
        (one_endless_line, "this is no table"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a18_a_file_that_is_no_directory_is_refused_with_the_most_basic_reason_alone(
    office: Path, run: Run, make: Callable[[Path], None], message: str
) -> None:
    make(Path("people.xlsx"))
    result = run("recipients", "import", "people.xlsx", "--accept", "--errors", "bad.csv")
    assert result.code == 1
    assert "people.xlsx cannot be imported." in result.out
    assert message in result.out
    assert "Nothing was stored." in result.out
    assert not Path("bad.csv").exists()
    assert run("recipients", "list", "--json").json["total"] == 0
    found = run("recipients", "import", "people.xlsx", "--json")
    assert found.code == 1
    assert message in found.json["problem"]["message"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (with_cell("name", "Jane\r\nBcc: all@evil.example"), "name:"),
        (with_cell("organisation", "Tides\nBcc: all@evil.example"), "organisation:"),
        (with_cell("name", "Jane\x0bBcc: all@evil.example"), "name:"),
        (with_cell("name", "Jane\u2028Bcc: all@evil.example"), "name:"),
        (with_cell("name", "Jane\x00"), "name:"),
        (with_cell("email", "a@tides.example>\r\nRCPT TO:<x@evil.example"), "email:"),
        (with_cell("email", "a@tides.example,b@tides.example"), "email:"),
        (with_cell("email", "a b@tides.example"), "email:"),
        (with_cell("email", '"a"@tides.example'), "email:"),
        (with_cell("email", "a@[127.0.0.1]"), "email:"),
        (with_cell("email", "a@localhost"), "email:"),
        (with_cell("email", f"{'a' * 65}@tides.example"), "email:"),
        (with_cell("email", "a..b@tides.example"), "email:"),
        (with_cell("email", "a@\u202etides.example"), "email:"),
        (with_cell("category", "pirates"), "There is no category “pirates”"),
        (with_cell("country", "Atlantis"), "is no country"),
        (with_cell("languages", "Elvish"), "is no language"),
        (with_cell("organisation", ""), "The organisation is missing"),
        ([*GOOD, "one cell too many"], "more cells than the 7 columns"),
    ],
)
def test_a01_a03_a04_a_row_that_cannot_be_taken_is_named_with_its_column(
    office: Path, run: Run, cells: list[str], message: str
) -> None:
    write_csv(Path("people.csv"), HEADER, GOOD, cells)
    result = run("recipients", "import", "people.csv", "--accept", "--errors", "bad.csv")
    assert result.code == 1
    assert "1 row of 2 cannot be taken" in result.out
    with Path("bad.csv").open(encoding="utf-8-sig", newline="") as stream:
        (_, faulty) = csv.reader(stream)
    assert message in faulty[0]
    assert run("recipients", "list", "--json").json["total"] == 0


@pytest.mark.parametrize(
    ("encoding", "delimiter", "said"),
    [
        ("latin-1", ";", "CP1252, separated by semicolon"),
        ("utf-8-sig", "\t", "UTF-8, separated by tab"),
        ("utf-16", ",", "UTF-16, separated by comma"),
        ("cp1251", ";", "CP1251, separated by semicolon"),
    ],
)
def test_a17_the_encoding_and_separator_found_are_stated(
    office: Path, run: Run, encoding: str, delimiter: str, said: str
) -> None:
    name = "Министерство приливов и отливов" if encoding == "cp1251" else "Ministère des marées (Sénégal)"
    row = with_cell("organisation", name)
    write_csv(Path("people.csv"), HEADER, row, encoding=encoding, delimiter=delimiter)
    assert said in run("recipients", "import", "people.csv", "--accept").done().out
    assert run("recipients", "list", "--json").json["items"][0]["organisation"] == name


def test_a18_formulas_hidden_columns_and_sheets_are_reported(office: Path, run: Run) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "People"
    sheet.append([*HEADER, "secret"])
    sheet.append([*GOOD, "not for letters"])
    sheet.append([*with_cell("id", "A2")[:-1], "=CONCATENATE(F2, 1)", ""])
    sheet.column_dimensions["H"].hidden = True
    book.create_sheet("Old").sheet_state = "hidden"
    book.save("people.xlsx")
    result = run("recipients", "import", "people.xlsx")
    assert result.code == 1
    assert "XLSX, sheet “People”" in result.out
    assert "Hidden sheets were not read: Old." in result.out
    assert "Hidden columns were left out: H." in result.out
    assert "1 cell holds a formula; " in result.out
    assert "1 row of 2 cannot be taken" in result.out


def test_a16_what_looks_like_a_formula_is_disarmed_in_every_file_we_write(office: Path, run: Run) -> None:
    odd = ["=1+1", "+41", "-2", "@SUM(A1)", "＝1"]
    rows = [
        [f"F{at}", f"{text} Ltd", "academia", "FR", "fr", text, f"box{at}@odd.example"]
        for at, text in enumerate(odd)
    ]
    write_csv(Path("people.csv"), HEADER, *rows)
    run("recipients", "import", "people.csv", "--accept").done()
    run("recipients", "export", "out.csv").done()
    run("recipients", "export", "out.xlsx").done()
    with Path("out.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    sheet = load_workbook("out.xlsx").worksheets[0]
    cells += [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    for name in ("out.csv", "out.xlsx"):
        counts = run("recipients", "import", name, "--json").done().json["counts"]
        assert counts["unchanged"] == counts["rows"] == 5


def test_a_file_in_which_everything_is_wrong_shows_the_first_fifty(office: Path, run: Run) -> None:
    rows = [with_cell("email", f"nobody{at}") for at in range(120)]
    write_csv(Path("people.csv"), HEADER, *rows)
    result = run("recipients", "import", "people.csv", "--errors", "bad.csv")
    assert result.code == 1
    assert "120 rows of 120 cannot be taken" in result.out
    assert "50 of 120 faults shown" in result.out
    assert "Correct 120 cells under “email”." in result.out
    assert "wrote bad.csv: 120 rows to correct" in result.err


def test_a_file_that_is_not_there_is_named_once(office: Path, run: Run) -> None:
    said = run("recipients", "import", "nope.csv").err
    assert said.startswith("nope.csv cannot be read: there is no such file;")
