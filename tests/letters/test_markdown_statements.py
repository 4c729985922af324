"""Conditions and loops: on lines of their own, around blocks, items of one list, rows of one table."""

from __future__ import annotations

import pytest

from letters.markdown.finishing import finish_html, finish_text
from letters.markdown.reading import read_body
from letters.markdown.sanitising import sanitised
from letters.markdown.to_html import HtmlWriter
from letters.markdown.to_text import TextWriter
from letters.markdown.tree import Control, ItemList, Paragraph, Quote, Table
from mailer.merge import Escaping, Values, compile_template

ROWS = [{"name": "Alpha", "seats": "3"}, {"name": "Beta", "seats": "5"}]


def html(body: str, values: Values) -> str:
    source = finish_html(sanitised(HtmlWriter().blocks(read_body(body).blocks)))
    return compile_template(source, Escaping.HTML).merge(values)


def text(body: str, values: Values) -> str:
    source = finish_text(TextWriter().blocks(read_body(body).blocks))
    return compile_template(source, Escaping.TEXT).merge(values)


def test_a_statement_ends_the_paragraph_before_it() -> None:
    body = "Before\n{% if a %}\nInside\n{% endif %}\nAfter\n"
    kinds = [type(block) for block in read_body(body).blocks]
    assert kinds == [Paragraph, Control, Paragraph]
    assert text(body, {"a": "1"}) == "Before\n\nInside\n\nAfter\n\n"
    assert text(body, {"a": ""}) == "Before\n\nAfter\n\n"


def test_every_branch_is_a_block() -> None:
    body = "{% if a == 'x' %}\nOne\n\n{% elif a == 'y' %}\nTwo\n\n{% else %}\nThree\n{% endif %}\n"
    assert [text(body, {"a": value}).strip() for value in "xyz"] == ["One", "Two", "Three"]
    assert [html(body, {"a": value}).strip() for value in "xyz"] == [
        "<p>One</p>",
        "<p>Two</p>",
        "<p>Three</p>",
    ]


LOOP_IN_LIST = "- first\n{% for row in rows %}\n- {{ row.name }}\n{% endfor %}\n- last\n"


def test_a_loop_around_items_repeats_the_items_of_one_list() -> None:
    (block,) = read_body(LOOP_IN_LIST).blocks
    assert isinstance(block, ItemList)
    assert html(LOOP_IN_LIST, {"rows": ROWS}).count("<ul>") == 1
    assert html(LOOP_IN_LIST, {"rows": ROWS}).count("<li>") == 4
    assert text(LOOP_IN_LIST, {"rows": ROWS}) == "- first\n- Alpha\n- Beta\n- last\n\n"
    assert text(LOOP_IN_LIST, {"rows": ROWS[:1]}) == "- first\n- Alpha\n- last\n\n"


def test_a_loop_may_make_the_whole_list_and_stand_among_blank_lines() -> None:
    body = "We count:\n\n{% for row in rows %}\n\n1. {{ row.name }}\n\n{% endfor %}\n"
    assert html(body, {"rows": ROWS}).count("<ol>") == 1
    # Nobody can number what is counted only when it is merged.
    assert text(body, {"rows": ROWS}) == "We count:\n\n- Alpha\n- Beta\n\n"


def test_a_condition_inside_a_loop_of_items() -> None:
    body = (
        "{% for row in rows %}\n{% if row.seats == '5' %}\n- {{ row.name }}, full\n{% else %}\n"
        "- {{ row.name }}\n{% endif %}\n{% endfor %}\n"
    )
    assert text(body, {"rows": ROWS}) == "- Alpha\n- Beta, full\n\n"
    assert html(body, {"rows": ROWS}).count("<ul>") == 1


LOOP_IN_TABLE = """| Who | Seats |
|---|--:|
{% for row in rows %}
| {{ row.name | upper }} | {{ row.seats }} |
{% endfor %}
| All | 8 |
"""


def test_a_loop_around_rows_repeats_the_rows_of_one_table() -> None:
    (block,) = read_body(LOOP_IN_TABLE).blocks
    assert isinstance(block, Table)
    merged = html(LOOP_IN_TABLE, {"rows": ROWS})
    assert (merged.count("<table"), merged.count("<tr>")) == (1, 4)
    assert "ALPHA" in merged
    assert text(LOOP_IN_TABLE, {"rows": ROWS}) == (
        "Who: ALPHA\nSeats: 3\n\nWho: BETA\nSeats: 5\n\nWho: All\nSeats: 8\n\n"
    )


def test_a_condition_around_a_whole_table_is_no_row() -> None:
    body = "{% if a %}\n| x |\n|---|\n| y |\n{% else %}\nNone.\n{% endif %}\n"
    assert "<table" in html(body, {"a": "1"})
    assert html(body, {"a": ""}) == "<p>None.</p>\n"


def test_a_statement_inside_an_item_or_a_quotation_stays_there() -> None:
    body = "- item\n\n  {% if a %}\n  more\n  {% endif %}\n- next\n\n"
    body += "> said\n> {% if a %}\n> aside\n> {% endif %}\n"
    first, second = read_body(body).blocks
    assert isinstance(first, ItemList)
    assert isinstance(second, Quote)
    assert text(body, {"a": "1"}) == "- item\n\n  more\n\n- next\n\n> said\n>\n> aside\n>\n\n"
    assert text(body, {"a": ""}) == "- item\n\n- next\n\n> said\n>\n\n"


def test_loops_leave_no_blank_lines_of_their_own() -> None:
    body = "{% for row in rows %}\n{{ row.name }} has {{ row.seats }}.\n{% endfor %}\nDone.\n"
    assert text(body, {"rows": ROWS}) == "Alpha has 3.\n\nBeta has 5.\n\nDone.\n\n"


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("a\n\n{% endif %}\n", "stray-statement", 3),
        ("{% if a %}\nb\n", "open-statement", 1),
        ("{% for r in rows %}\nb\n{% endif %}\n", "stray-statement", 3),
        ("{% else %}\n", "stray-statement", 1),
        ("- item\n\n  {% if a %}\n  more\n\n{% endif %}\n", "open-statement", 3),
        ("> {% if a %}\n\n{% endif %}\n", "open-statement", 1),
        ("{% for r in rows %}\nb\n{% else %}\nc\n{% endfor %}\n", "stray-statement", 3),
    ],
)
def test_a_statement_without_its_partner_is_named_with_its_line(body: str, code: str, line: int) -> None:
    found = read_body(body, "en.md").findings
    assert (code, line) in [(finding.code, finding.place.line) for finding in found]


def test_a_torn_letter_keeps_its_fields_for_the_checks() -> None:
    shadow = read_body("{% if a %}\n{{ b }} {{ row.c }}\n").shadow
    assert shadow == "\n{{ b }}"


def test_marks_against_white_space_change_nothing() -> None:
    body = "Before\n{%- if a -%}\nInside {{- b -}}\n{%+ endif %}\n"
    assert text(body, {"a": "1", "b": "!"}) == "Before\n\nInside !\n\n"
