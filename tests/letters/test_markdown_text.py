"""The plain text of a letter: reads well by itself, keeps its links, shows nothing of Markdown."""

from __future__ import annotations

import pytest

from letters.markdown.bidi import LRI, PDI, begins_left_to_right, isolated
from letters.markdown.finishing import finish_line, finish_text
from letters.markdown.reading import read_body
from letters.markdown.to_text import COLUMNS, TextWriter
from letters.markdown.tokens import Kind, Token, concealed, template
from letters.markdown.tree import Term
from letters.markdown.widths import FIELD_WIDTH, width, wrapped
from mailer.merge import Escaping, Values, compile_template


def text(body: str, values: Values | None = None, *, rtl: bool = False, colon: str = ": ") -> str:
    source = finish_text(TextWriter(rtl=rtl, colon=colon).blocks(read_body(body).blocks))
    return compile_template(source, Escaping.TEXT).merge(values or {})


def marked(printed: str) -> str:
    """Isolates as something one can read."""
    return printed.replace(LRI, "<").replace("\u2068", "«").replace(PDI, ">")


def test_no_mark_of_markdown_is_left() -> None:
    printed = text("A **bold** *word*, a\\*star, [a page](https://a.example/x) and `code`.\n")
    assert printed == "A bold word, a*star, a page (https://a.example/x) and code.\n\n"


def test_a_link_that_is_its_own_words_stands_once() -> None:
    body = "<https://a.example/x>, [https://b.example](https://b.example), "
    body += "<c@d.example>, [mail](mailto:e@f.example)\n"
    assert text(body) == "https://a.example/x, https://b.example, c@d.example, mail (e@f.example)\n\n"


def test_lines_are_wrapped_and_addresses_are_not() -> None:
    long = "https://a.example/" + "x" * 80
    lines = text(f"{'word ' * 30}{long} end\n").split("\n")
    assert [line for line in lines if len(line) > COLUMNS] == [long]
    assert long in lines


def test_a_field_is_taken_for_as_wide_as_names_are() -> None:
    assert width(template("{{ a }}")) == FIELD_WIDTH
    assert wrapped(f"{'a' * 60} {concealed(Token(Kind.FIELD, 'x'))}", 72) == [
        "a" * 60,
        concealed(Token(Kind.FIELD, "x")),
    ]


def test_han_characters_take_two_columns_and_lines_may_end_between_them() -> None:
    lines = wrapped("国" * 50, 72)
    assert [width(line) for line in lines] == [72, 28]
    # A comma never begins a line, an opening bracket never ends one.
    assert wrapped("国" * 36 + "，国", 72) == ["国" * 35, "国，国"]
    assert wrapped("国" * 35 + "（国）", 72) == ["国" * 35, "（国）"]
    assert wrapped("ab 国际 cd", 5) == ["ab 国", "际 cd"]


def test_an_address_after_han_characters_stands_in_wide_parentheses() -> None:
    assert text("通过[平台](https://a.example/x)登记。\n") == "通过平台（https://a.example/x）登记。\n\n"
    assert text("See [it](https://a.example/x).\n") == "See it (https://a.example/x).\n\n"


def test_a_non_breaking_space_holds() -> None:
    assert wrapped("aaaa 16\u201118\u00a0novembre", 10) == ["aaaa", "16\u201118\u00a0novembre"]


def test_headings_are_underlined_as_wide_as_they_are() -> None:
    assert text("# One\n\n## 国际\n\n### Three\n") == "One\n===\n\n国际\n----\n\nThree\n\n"


def test_lists_hang_and_are_numbered() -> None:
    body = f"9. {'word ' * 20}\n10. two\n\n- a\n  - b\n"
    assert text(body) == (f"9. {'word ' * 13}word\n   {'word ' * 5}word\n10. two\n\n- a\n  - b\n\n")


def test_quotations_keep_their_mark_on_every_line() -> None:
    assert text("> one\n>\n> two\n") == "> one\n>\n> two\n\n"


def test_a_rule_is_a_line_in_the_middle() -> None:
    assert text("a\n\n---\n\nb\n").split("\n")[2].strip() == "————————"


def test_a_small_table_has_columns() -> None:
    body = "| Session | Seats |\n|:--|--:|\n| Opening | 120 |\n| 闭幕 | 8 |\n"
    assert text(body) == "Session  Seats\n-------  -----\nOpening    120\n闭幕         8\n\n"


def test_a_wide_table_has_a_label_before_each_value() -> None:
    body = f"| Session | What |\n|---|---|\n| Opening | {'word ' * 20} |\n"
    printed = text(body, colon="：").split("\n")
    assert printed[0] == "Session：Opening"
    assert printed[1].startswith("What：word")
    assert max(len(line) for line in printed) <= COLUMNS


def test_a13_values_stay_as_they_are_and_are_not_read_again() -> None:
    value = "<script> {{7*7}} {% raw %} & 'x'"
    assert text("To {{ name }}\n", {"name": value}) == f"To {value}\n\n"


def test_braces_of_the_text_are_printed() -> None:
    assert text("a { b \\{{ c }} \\{% d %} `{# e #}`\n") == "a { b {{ c }} {% d %} {# e #}\n\n"


def test_a_term_keeps_the_lines_around_it() -> None:
    term = Term("body", (("governments", "your Government"),), "your organization")
    source = finish_line(TextWriter().inlines((term,))) + "\nnext"
    assert compile_template(source, Escaping.TEXT).merge({"category": "x"}) == "your organization\nnext"


def test_arabic_sets_apart_what_runs_left_to_right() -> None:
    printed = text(
        "هاتف +41 22 730 5989/5887 قبل 10-14 مايو 2027 (WSIS Forum)، {{ name }}.\n",
        {"name": "Ada"},
        rtl=True,
    )
    assert marked(printed) == "هاتف <+41 22 730 5989/5887> قبل <10-14> مايو 2027 (<WSIS Forum>)،\n«Ada>.\n\n"


def test_isolates_do_not_run_over_the_end_of_a_line() -> None:
    printed = text(f"{'كلمة ' * 12}One Two Three Four Five Six\n", rtl=True)
    for line in printed.split("\n"):
        assert line.count(LRI) == line.count(PDI)
    assert "<One" in marked(printed)


@pytest.mark.parametrize(
    ("written", "set_apart"),
    [
        ("في 6 نوفمبر 2023", "في 6 نوفمبر 2023"),
        ("من 20-22 يوليو", "من <20-22> يوليو"),
        ("الفقرة 1.5 فقط", "الفقرة 1.5 فقط"),
        ("رقم DM-05/1206.", "رقم <DM-05/1206>."),
        ("قرار A/70/1 و B", "قرار <A/70/1> و <B>"),
        ("ask@a.example، شكراً", "<ask@a.example>، شكراً"),
        ("بنسبة 5% من", "بنسبة <5%> من"),
        ("16\u201118\u00a0نوفمبر", "<16\u201118>\u00a0نوفمبر"),
    ],
)
def test_runs_are_recognised(written: str, set_apart: str) -> None:
    assert marked(isolated(written)) == set_apart


def test_a_subject_that_would_be_taken_for_latin_is_known() -> None:
    assert begins_left_to_right("ITU: دعوة")
    assert not begins_left_to_right(isolated("ITU: دعوة"))
    assert not begins_left_to_right("دعوة ITU")
    assert begins_left_to_right(isolated("ITU 2027"))
    assert not begins_left_to_right("2027")
