"""Rows: what one says of a recipient, or every reason why it cannot be taken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipients.imports.columns import map_columns
from recipients.imports.facts import FactsReader
from recipients.imports.faults import RowFault
from recipients.imports.file_organisations import FileOrganisations
from recipients.imports.rows import ImportRow, RowReader

HEADER = ["id", "organisation", "category", "country", "language", "name", "email", "cc", "lists", "city"]
GOOD = ["R1", "Ministry", "Governments", "Kenya", "fr, en", "Ann", "ann@m.example", "", "", "Nairobi"]


def reader(header: list[str] = HEADER) -> RowReader:
    columns = map_columns(header)
    categories = {"governments": "governments", "academia": "academia"}
    return RowReader(columns, FactsReader(columns, categories, FileOrganisations()))


def row_with(**cells: str) -> list[str]:
    return [cells.get(name, value) for name, value in zip(HEADER, GOOD, strict=True)]


def taken(cells: list[str]) -> ImportRow:
    found = reader().read(7, cells)
    assert isinstance(found, ImportRow), found
    return found


def refused(cells: list[str]) -> tuple[RowFault, ...]:
    found = reader().read(7, cells)
    assert found is not None
    assert not isinstance(found, ImportRow), found
    return found


def test_a_good_row_is_read_into_codes_and_normal_forms() -> None:
    row = taken(GOOD)
    assert (row.row, row.external_id, row.country, row.languages) == (7, "R1", "KE", "fr,en")
    assert row.to == (("ann@m.example", "ann@m.example"),)
    assert row.values == ("Nairobi",)


INJECTIONS = [
    "Jane\r\nBcc: all@x.example",
    "Jane\nBcc: all@x.example",
    "Jane\rx",
    "Jane\x0bx",
    "Jane\x85x",
    "Jane\u2028x",
    "Jane\u2029x",
    "Jane\x00",
    "Jane\x1bx",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("column", ["id", "organisation", "name", "email", "cc", "lists", "country"])
def test_a01_what_could_forge_a_header_is_refused_with_its_place(column: str, value: str) -> None:
    faults = refused(row_with(**{column: value + "x"}))
    assert any(fault.column == column and fault.row == 7 for fault in faults)
    assert "control character" in str(faults[0])


@pytest.mark.parametrize("value", ["Subject\x0bx", "a\x85b", "a\u2028b", "a\x00b"])
def test_a02_control_characters_are_refused_in_merge_fields_too(value: str) -> None:
    assert refused(row_with(city=value))[0].column == "city"


def test_a_merge_field_may_hold_lines() -> None:
    assert taken(row_with(city="Rue 1\r\n1200 Genève\rSuisse")).values == ("Rue 1\n1200 Genève\nSuisse",)


def test_names_keep_their_joiners_marks_and_hard_spaces() -> None:
    name = "می\u200cخواهم\u200f 16\u00a0mars"
    assert taken(row_with(name=f" {name}\u00a0")).name == name


@pytest.mark.parametrize(
    "value",
    ["Ann\u202egnp.exe", "An\u200bn", "Ann\ufeffx", "\u202aAnn\u202c", "Ann\u2060", "Ann\U000e0041"],
    ids=ascii,
)
def test_other_invisible_characters_in_names_are_refused(value: str) -> None:
    assert "invisible character" in refused(row_with(name=value))[0].message


@pytest.mark.parametrize("column", ["name", "organisation", "city"])
def test_a_direction_of_reading_that_is_turned_and_not_closed_is_refused(column: str) -> None:
    for value in ("Ann\u2067", "Ann\u2069"):
        (fault,) = refused(row_with(**{column: value}))
        assert fault.column == column
        assert "direction of reading" in fault.message
    assert taken(row_with(name="\u2067Ann\u2069")).name == "\u2067Ann\u2069"


def test_every_fault_of_a_row_is_told() -> None:
    cells = row_with(email="ann@", country="Atlantis", category="goverments", language="klingonish", cc="x")
    faults = refused(cells)
    assert [fault.column for fault in faults] == ["email", "cc", "category", "country", "language"]
    assert "Did you mean “governments”?" in str(faults[2])


@pytest.mark.parametrize(
    ("column", "words"),
    [("email", "address is missing"), ("organisation", "is missing"), ("category", "is missing")],
)
def test_what_is_required_is_missed(column: str, words: str) -> None:
    (fault,) = refused(row_with(**{column: ""}))
    assert fault.column == column
    assert words in fault.message


def test_who_is_written_to_by_post_only_needs_a_postal_address_and_an_id() -> None:
    header = [*HEADER[:-1], "postal address"]
    cells = row_with(email="")[:-1]
    row = reader(header).read(7, [*cells, "1 Quay Street\nPort Merrow"])
    assert isinstance(row, ImportRow), row
    assert (row.to, row.values) == ((), ("1 Quay Street\nPort Merrow",))
    for wrong in ([*cells, ""], ["", *cells[1:], "1 Quay Street"]):
        found = reader(header).read(7, wrong)
        assert found is not None
        assert not isinstance(found, ImportRow)
        assert "needs a postal address, and an id" in found[0].message


@pytest.mark.parametrize(
    ("column", "word", "known"),
    [("Rank", "excelency", "excellency, minister, ambassador, head, none"), ("gender", "w", "f, female")],
)
def test_a_word_that_no_salutation_knows_is_refused(column: str, word: str, known: str) -> None:
    header, cells = [*HEADER[:-1], column], row_with()[:-1]
    found = reader(header).read(7, [*cells, word])
    assert not isinstance(found, ImportRow)
    (fault,) = found or ()
    assert str(fault).startswith(f"row 7, {column}: “{word}” is no {column.lower()} that salutations know.")
    assert known in fault.message
    for right in ("", "Head" if column == "Rank" else "F"):
        assert isinstance(reader(header).read(7, [*cells, right]), ImportRow)


@pytest.mark.parametrize("value", ["a@b.example,c@d.example", "a@b.example c@d.example", "a@b@c.example"])
def test_a03_two_addresses_run_together_are_refused(value: str) -> None:
    assert refused(row_with(email=value))[0].column == "email"


def test_semicolons_part_addresses_each_of_which_counts_once_and_to_wins_over_cc() -> None:
    row = taken(row_with(email="a@b.example; A@b.example;c@d.example;", cc="C@d.example;e@f.example"))
    assert row.to == (("a@b.example", "a@b.example"), ("c@d.example", "c@d.example"))
    assert row.cc == (("e@f.example", "e@f.example"),)


def test_one_bad_address_among_several_is_named() -> None:
    assert "(c@)" in refused(row_with(email="a@b.example; c@"))[0].message


def test_a05_a_suspicious_domain_is_taken_with_a_warning() -> None:
    source = reader()
    assert isinstance(source.read(2, row_with(email="a@g\u043ev.example")), ImportRow)
    assert source.warnings[0].column == "email"


def test_a16_a_disarmed_cell_is_restored() -> None:
    row = taken(row_with(city="'=SUM(A1)", name="'+1"))
    assert (row.values, row.name) == (("=SUM(A1)",), "+1")


def test_short_rows_are_filled_up_and_long_ones_refused_unless_empty() -> None:
    assert taken(GOOD[:7]).values == ("",)
    assert taken([*GOOD, "", " "]).row == 7
    assert "more cells" in refused([*GOOD, "x"])[0].message


def test_empty_rows_are_passed_over() -> None:
    assert reader().read(7, ["", " ", "\u00a0"]) is None


def test_a_cell_without_usable_value_refuses_the_row() -> None:
    found = reader().read(7, GOOD, [(5, "The cell shows the error #N/A.")])
    assert found == (RowFault(7, "name", "The cell shows the error #N/A."),)


def test_an_endless_cell_is_refused() -> None:
    assert "at most 32767" in refused(row_with(city="x" * 40_000))[0].message


def test_octets_that_are_not_in_the_encoding_are_refused() -> None:
    assert "encoding" in refused(row_with(name=b"M\xfcller".decode("utf-8", "surrogateescape")))[0].message


def test_rows_of_one_organisation_may_not_contradict_each_other() -> None:
    source = reader()
    assert isinstance(source.read(2, GOOD), ImportRow)
    found = source.read(3, row_with(category="academia"))
    assert isinstance(found, tuple)
    assert "in the category governments in row 2" in str(found[0])


def test_a_refused_row_adds_no_organisation() -> None:
    columns = map_columns(HEADER)
    organisations = FileOrganisations()
    source = RowReader(columns, FactsReader(columns, {"governments": "governments"}, organisations))
    source.read(2, row_with(email="x"))
    assert organisations.found == []


def test_list_names_are_split_and_checked() -> None:
    assert taken(row_with(lists="Donors;  The  Observers ;")).lists == ("Donors", "The Observers")
    assert refused(row_with(lists='Don"ors'))[0].column == "lists"


def test_fields_that_hold_rows_leave_empty_rows_out() -> None:
    header = ["organisation", "category", "email", "e.title", "e.url", "e.title", "e.url"]
    cells = ["Ministry", "academia", "a@b.example", "", "", "Two", "https://x.example"]
    found = reader(header).read(2, cells)
    assert isinstance(found, ImportRow)
    assert found.groups == ([{"title": "Two", "url": "https://x.example"}],)


@settings(max_examples=200)
@given(st.lists(st.text(max_size=12), min_size=10, max_size=12))
def test_no_row_makes_the_reader_stumble_and_none_taken_holds_a_line_break(cells: list[str]) -> None:
    found = reader().read(2, [*cells[:2], "academia", "", "", cells[3], "a@b.example", *cells[4:]])
    if isinstance(found, ImportRow):
        assert not set("\r\n\x0b\x85\u2028\u2029\0") & set(found.external_id + found.name)
