"""Merging: what values do in a template, what counts as missing, and what is made harmless where."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from mailer.merge import (
    Coding,
    Escaping,
    MergeFailed,
    TemplateRefused,
    Value,
    Values,
    compile_template,
    fixed_text,
)
from mailer.merge.language import COLUMN_LIMIT, HEADER_LIMIT, OUTPUT_LIMIT, ROW_LIMIT, VALUE_LIMIT

TEXT, HTML, HEADER = Escaping.TEXT, Escaping.HTML, Escaping.HEADER


def merged(source: str, values: Values | None = None, escaping: Escaping = TEXT) -> str:
    return compile_template(source, escaping).merge(values or {})


def failure(source: str, values: Values, escaping: Escaping = TEXT) -> MergeFailed:
    with pytest.raises(MergeFailed) as caught:
        merged(source, values, escaping)
    return caught.value


def test_fields_stand_where_they_are_named() -> None:
    assert merged("Dear {{ name }}, of {{ city }}.", {"name": "Ms Okoro", "city": "Port Merrow"}) == (
        "Dear Ms Okoro, of Port Merrow."
    )


def test_a_template_knows_its_fields_its_tables_and_their_columns() -> None:
    template = compile_template(
        "{{ a }}{% if b %}{% endif %}{% for row in rows %}{{ row.x }}{{ row.y | upper }}{% endfor %}", TEXT
    )
    assert template.fields == {"a", "b", "rows"}
    assert template.row_fields == {"rows": {"x", "y"}}


def test_conditions_read_as_the_clerk_wrote_them() -> None:
    source = (
        "{% if country == 'FR' %}one{% elif category in ['State', 'Agency'] and not private %}two"
        "{% elif country != 'CH' or private %}three{% else %}four{% endif %}"
    )
    base = {"country": "CH", "category": "Academia", "private": ""}
    assert merged(source, {**base, "country": "FR"}) == "one"
    assert merged(source, {**base, "category": "Agency"}) == "two"
    assert merged(source, {**base, "country": "DE"}) == "three"
    assert merged(source, base) == "four"


def test_statement_lines_leave_no_blank_lines() -> None:
    source = "one\n  {% if a %}\ntwo\n  {% endif %}\nthree\n"
    assert merged(source, {"a": "x"}) == "one\ntwo\nthree\n"
    assert merged(source, {"a": ""}, HTML) == "one\nthree\n"


def test_loops_run_over_rows_two_deep() -> None:
    source = "{% for r in rows %}{% for s in others %}{{ r.a }}{{ s.b }} {% endfor %}{% endfor %}"
    rows = {"rows": [{"a": "1"}, {"a": "2"}], "others": [{"b": "x"}, {"b": "y"}]}
    assert merged(source, rows) == "1x 1y 2x 2y "


@pytest.mark.parametrize("name", ["items", "keys", "get", "pop", "values", "update", "copy"])
def test_a_row_has_its_columns_and_no_methods(name: str) -> None:
    source = f"{{% for row in rows %}}{{{{ row.{name} }}}}{{% endfor %}}"
    assert merged(source, {"rows": [{name: "the cell"}]}) == "the cell"
    assert failure(source, {"rows": [{"other": "x"}]}).field == f"rows.{name}"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("name | upper", "AMINA  OKORO"),
        ("name | lower", "amina  okoro"),
        ("name | trim", "Amina  Okoro"),
        ("name | lower | title", "Amina  Okoro"),
        ("name | default('nobody')", "Amina  Okoro"),
        ("nothing | default('nobody')", "nobody"),
        ("nothing | upper | default('nobody')", "nobody"),
        ("blank | trim | default('nobody')", "nobody"),
    ],
)
def test_filters(expression: str, expected: str) -> None:
    assert merged(f"{{{{ {expression} }}}}", {"name": "Amina  Okoro", "blank": " \u200b"}).strip() == expected


def test_a11_a_missing_or_empty_field_is_an_error_with_name_and_line() -> None:
    source = "Sehr geehrte\nDear {{ name }},\n"
    for values in ({}, {"nmae": "x"}, {"name": ""}, {"name": " \t\xa0"}, {"name": "\u200b\ufeff"}):
        found = failure(source, values)
        assert (found.field, found.line) == ("name", 2)
        assert compile_template(source, TEXT).missing(values) == ("name",)
    assert "None" not in merged(source, {"name": "Ms Okoro"})


def test_a_field_is_missing_only_where_these_values_would_print_it() -> None:
    template = compile_template(
        "{% if vip %}{{ vip }}{% endif %}"
        "{% if country == 'FR' %}{{ prefecture }}{% endif %}"
        "{{ nickname | default('friend') }}{{ salutation }}"
        "{% for row in rows %}{{ row.city }}{% endfor %}{{ salutation }}",
        TEXT,
    )
    assert template.missing({}) == ("country", "salutation", "rows")
    values: dict[str, Value] = {
        "country": "FR",
        "salutation": "Dear all",
        "rows": [{"city": "Merrow"}, {"town": "Merrow"}],
    }
    assert template.missing(values) == ("prefecture", "rows.city")
    assert template.missing({**values, "country": "", "rows": [{"city": "x"}]}) == ()
    assert template.missing({**values, "country": "", "rows": []}) == ("rows",)


def test_a_table_may_be_asked_for_before_it_is_looped_over() -> None:
    source = "{% if rows %}{% for row in rows %}{{ row.a }}{% endfor %}{% else %}none{% endif %}"
    assert merged(source, {"rows": [{"a": "1"}]}) == "1"
    assert merged(source, {"rows": []}) == "none"
    assert merged(source) == "none"
    assert merged("{% if rows %}some{% endif %}", {"rows": [{"a": "1"}]}) == "some"


def test_a12_nothing_but_the_fields_named_is_reachable_and_nothing_stays() -> None:
    template = compile_template("{{ name }}{% if note %} {{ note }}{% endif %}", TEXT)
    everyone = [{"name": f"Person {number}", "note": f"secret {number}"} for number in range(50)]
    for values in everyone:
        assert template.merge(values) == f"{values['name']} {values['note']}"
        assert template.merge({"name": "Nobody", "recipients": everyone}) == "Nobody"


@pytest.mark.parametrize(
    "hostile", ["{{7*7}}", "{% raw %}", "{# x", "<script>alert(1)</script>", '"><img onerror=x>']
)
def test_a13_values_are_literal_in_text_and_escaped_in_html_and_never_evaluated(hostile: str) -> None:
    assert merged("{{ x }}", {"x": hostile}) == hostile
    html = merged('<p title="{{ x }}">{{ x }}</p>', {"x": hostile}, HTML)
    assert html.count("<") == 2
    assert html.count('"') == 2


def test_a13_a_value_that_calls_itself_safe_is_escaped_all_the_same() -> None:
    assert merged("{{ x }}", {"x": Markup("<b>")}, HTML) == "&lt;b&gt;"
    assert merged("{{ x | upper }}{{ x | default('') }}", {"x": Markup("<b>")}, HTML) == "&lt;B&gt;&lt;b&gt;"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://a.example/x?y=1&z=2#k", "https://a.example/x?y=1&z=2#k"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("www.a.example/x", "https://www.a.example/x"),
        (' https://a.example/ä b"<>%zz%41 ', "https://a.example/%C3%A4%20b%22%3C%3E%25zz%41"),
        ("mailto:office@a.example?subject=x", "mailto:office@a.example?subject=x"),
    ],
)
def test_links_are_made_fit_to_stand(value: str, expected: str) -> None:
    assert merged("{{ link | url }}", {"link": value}) == expected
    html = merged('<a href="{{ link | url }}">', {"link": value}, HTML)
    assert html == f'<a href="{expected.replace("&", "&amp;")}">'


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc", "//a.example", "a.example", "https://", "https:///x",
     "java\nscript:x", "https://a.example/\r\nx", "mailto:", "vbscript:x"],
)  # fmt: skip
def test_a13_what_is_no_web_address_is_refused_with_field_and_line(value: str) -> None:
    found = failure("a\n{{ link | url }}", {"link": value})
    assert (found.field, found.line) == ("link", 2)
    assert value in ("https://", "mailto:") or value not in str(found)
    row = failure("{% for r in rows %}{{ r.at | url }}{% endfor %}", {"rows": [{"at": value}]})
    assert row.field == "r.at"


@pytest.mark.parametrize(
    "odd", ["\r", "\n", "\r\nBcc: x@y.example", "\x0b", "\0", "\x85", "\u2028", "\u2029", "\t", "\x7f"]
)
def test_a01_a02_no_control_character_enters_a_header(odd: str) -> None:
    assert failure("About {{ name }}", {"name": f"Jane{odd}Doe"}, HEADER).field == "name"
    with pytest.raises(TemplateRefused):
        compile_template(f"About{odd}", HEADER)


def test_a02_no_literal_smuggles_a_line_break_into_a_header() -> None:
    for source in ("{{ 'a\\nBcc: x' }}", "{{ x | default('a\\r\\nBcc: x') }}", "{{ '\\u2028' }}"):
        with pytest.raises(TemplateRefused):
            compile_template(source, HEADER)


def test_what_is_no_text_and_no_table_is_refused_by_name() -> None:
    no_texts: list[Any] = [1, str, b"x", [{"a": "b"}]]
    for wrong in no_texts:
        assert failure("{{ x }}", {"x": wrong}).field == "x"
    no_tables: list[Any] = ["text", [1], 5, [{"a": 1}]]
    for wrong in no_tables:
        assert failure("{% for r in x %}{{ r.a }}{% endfor %}", {"x": wrong}).field in {"x", "x.a"}
    assert failure("{{ x }}", {"x": "half \ud800"}).field == "x"


def test_caps_on_rows_columns_values_turns_and_output() -> None:
    source = "{% for r in rows %}{{ r.a }}{% endfor %}"
    assert merged(source, {"rows": [{"a": "1"}] * ROW_LIMIT}) == "1" * ROW_LIMIT
    assert failure(source, {"rows": [{"a": "1"}] * (ROW_LIMIT + 1)}).field == "rows"
    wide = {str(number): "x" for number in range(COLUMN_LIMIT)}
    assert failure(source, {"rows": [{"a": "1", **wide}]}).field == "rows"
    assert failure("{{ a }}", {"a": "x" * (VALUE_LIMIT + 1)}).field == "a"
    nested = "{% for r in a %}{% for s in b %}{% endfor %}{% endfor %}"
    rows = [{"x": "y"}] * ROW_LIMIT
    assert "turns" in str(failure(nested, {"a": rows, "b": rows}))
    long = "x" * VALUE_LIMIT
    assert len(merged("{{ a }}" * 16, {"a": long})) == OUTPUT_LIMIT
    assert "longer" in str(failure("{{ a }}" * 16 + "y", {"a": long}))
    assert "longer" in str(failure("{{ a }}", {"a": "x" * (HEADER_LIMIT + 1)}, HEADER))


def test_a_coding_writes_fixed_text_once_and_printed_values_at_each_merge_after_escaping() -> None:
    seen: list[str] = []

    def fixed(text: str) -> str:
        seen.append(text)
        return f"[{text}]"

    template = compile_template("a{{ x }}b", HTML, Coding(fixed, lambda text: f"({text})"))
    assert seen == ["a", "b"]
    assert [template.merge({"x": value}) for value in ("<", "é")] == ["[a](&lt;)[b]", "[a](é)[b]"]
    assert seen == ["a", "b"]


def test_the_fixed_text_is_that_of_every_branch() -> None:
    assert fixed_text("a{% if x %}b{% else %}c{% endif %}{{ y }}{{ 'd' }}", TEXT) == "abcd"
