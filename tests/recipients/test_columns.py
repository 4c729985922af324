"""Headings: what each column of a file is taken to be, and the one fault that is named first."""

from __future__ import annotations

import pytest

from recipients.imports.columns import MAX_GROUP_ROWS, field_name, map_columns
from recipients.imports.faults import FaultKind, FileFault

NEEDED = ["email", "organisation", "category"]


@pytest.mark.parametrize(
    "header",
    [
        ["E-Mail Address", "ORGANIZATION", "Stakeholder_Category"],
        ["courriel", "Organisation", "Catégorie"],
        ["Correo electrónico", "organización", "CATEGORÍA"],
        ["Электронная почта", "Организация", "Категория"],
        ["البريد الإلكتروني", "المنظمة", "الفئة"],
        ["电子邮件", "组织", "类别"],
        ["Cate\u0301gorie", "e mail", "organisation"],
    ],
)
def test_headings_are_known_in_six_languages_whatever_their_case_and_spacing(header: list[str]) -> None:
    assert set(map_columns(header).known) == set(NEEDED)


def test_every_other_column_is_a_merge_field_under_a_plain_name() -> None:
    found = map_columns([*NEEDED, "Entry title", "No. of staff", "", "Ciudad"])
    assert found.fields == (("ciudad", 6), ("entry_title", 3), ("no_of_staff", 4))
    assert found.ignored == (5,)


def test_dotted_and_repeated_headings_make_fields_that_hold_rows() -> None:
    found = map_columns([*NEEDED, "entries.title", "entries.name", "entries.title", "topic", "Topic"])
    entries, topic = found.groups
    assert entries.rows == ((("name", 4), ("title", 3)), (("title", 5),))
    assert (topic.name, topic.rows) == ("topic", ((("value", 6),), (("value", 7),)))


@pytest.mark.parametrize(
    ("header", "kind", "words"),
    [
        (["name", "name"], FaultKind.NO_RECIPIENT_COLUMN, ["called “email”", "name, name"]),
        (["email", "e-mail"], FaultKind.DUPLICATE_COLUMN, ["2 columns mean “email”", "email, e-mail"]),
        ([*NEEDED, "pays", "country"], FaultKind.DUPLICATE_COLUMN, ["pays, country"]),
        (["email", "2 bad"], FaultKind.MISSING_COLUMN, ["organisation, category", "email, 2 bad"]),
        (["email", "organisation"], FaultKind.MISSING_COLUMN, ["a column called category"]),
        ([*NEEDED, "2 bad"], FaultKind.BAD_COLUMN, ["“2 bad” of column D"]),
        ([*NEEDED, "reference"], FaultKind.BAD_COLUMN, ["letters fill in themselves"]),
        ([*NEEDED, "address"], FaultKind.BAD_COLUMN, ["postal address"]),
        ([*NEEDED, *["x"] * (MAX_GROUP_ROWS + 1)], FaultKind.BAD_COLUMN, ["501 rows"]),
    ],
)
def test_the_most_basic_fault_is_named_alone_with_what_was_found(
    header: list[str], kind: FaultKind, words: list[str]
) -> None:
    with pytest.raises(FileFault) as caught:
        map_columns(header)
    assert caught.value.kind is kind
    assert all(word in str(caught.value) for word in words), str(caught.value)


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Entry Title", "entry_title"), ("Größe", "größe"), ("тема", "тема"), ("2nd", None), ("%", None)],
)
def test_field_names(heading: str, name: str | None) -> None:
    assert field_name(heading) == name
