"""Spreadsheets we hand out hold no formulas, and read back as they were."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from recipients.imports.opening import open_sheet
from recipients.spreadsheet import Cell, disarm, rearm, write_csv, write_xlsx

ACTIVE = ["=1+1", "+41 22 000", "-5", "@sum", "\tx", "\rx", "\n=x", "＝1", "＋1", "－1", "＠x"]


@pytest.mark.parametrize("cell", ACTIVE)
def test_a16_a_cell_that_could_act_as_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert disarm(cell) == f"'{cell}"
    assert rearm(disarm(cell)) == cell


@pytest.mark.parametrize("cell", ["", "plain", "'quoted", "a=b", "2027-03-01", "l'été"])
def test_a16_other_cells_stay_as_they_are(cell: str) -> None:
    assert disarm(cell) == cell
    assert rearm(cell) == cell


@settings(max_examples=200)
@given(st.text(st.sampled_from("'=+-@＝\t a"), max_size=6) | st.text(max_size=8))
def test_a16_disarming_can_always_be_undone(cell: str) -> None:
    assert rearm(disarm(cell)) == cell
    assert not disarm(cell).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_a16_csv_is_disarmed_in_header_and_rows() -> None:
    stream = io.StringIO()
    assert write_csv(stream, ["=head"], [["=1"], ["x"]]) == 2
    assert list(csv.reader(io.StringIO(stream.getvalue()))) == [["'=head"], ["'=1"], ["x"]]


def test_a16_xlsx_holds_text_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_xlsx(path, ["a", "b"], [["=1+1", "x\x0by"], ["007", ""]]) == 2
    sheet = load_workbook(path).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    rows = [row for _, row in open_sheet(path).rows()]
    assert [rearm(rows[0][0]), rows[0][1], rows[1][0]] == ["=1+1", "x\ufffdy", "007"]


def test_numbers_and_days_can_be_reckoned_with_in_xlsx_and_stand_as_ever_in_csv(tmp_path: Path) -> None:
    row: list[Cell] = [12, date(2027, 3, 29), date(1899, 12, 31), "2027-03-29T14:30:00.000000Z", "12"]
    write_xlsx(tmp_path / "out.xlsx", list("abcde"), [row])
    (_, cells) = load_workbook(tmp_path / "out.xlsx").worksheets[0].values
    assert cells == (12, datetime(2027, 3, 29), "1899-12-31", *row[3:])  # noqa: DTZ001 - as openpyxl reads days
    stream = io.StringIO()
    write_csv(stream, list("abcde"), [row])
    assert stream.getvalue().splitlines()[1] == "12,2027-03-29,1899-12-31,2027-03-29T14:30:00.000000Z,12"


def test_a_moment_is_written_as_its_text_with_its_zone(tmp_path: Path) -> None:
    row: list[Cell] = [datetime(2027, 3, 29, 16, 30, tzinfo=ZoneInfo("Europe/Zurich"))]
    write_xlsx(tmp_path / "out.xlsx", ["when"], [row])
    (_, cells) = load_workbook(tmp_path / "out.xlsx").worksheets[0].values
    stream = io.StringIO()
    write_csv(stream, ["when"], [row])
    assert cells == (stream.getvalue().splitlines()[1],) == ("2027-03-29T14:30:00.000000Z",)
