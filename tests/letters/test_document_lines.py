"""The lines of data that a document is set from: whole JSON whatever an author or a recipient writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.document.breaking import MAY_BREAK, with_breaks
from letters.document.reading import Node, each_node, plain_words, read_lines, settle_headings
from letters.document.to_lines import document_lines
from letters.languages import load_formulas
from letters.layout.building import build_letter
from letters.markdown.reading import read_body
from mailer.direction import HIDING
from mailer.merge import Escaping, MergeFailed, Values, compile_template
from tests.letters.letter_sources import RECIPIENT, make_facts, make_source


def source_of(body: str, language: str = "en", **front: Any) -> str:
    facts = make_facts()
    version = next(iter(make_source(body, language, facts=facts, **front).versions.values()))
    return document_lines(build_letter(facts, version, read_body(body).blocks, load_formulas(language)))


def tree(body: str, values: Values | None = None, **front: Any) -> Node:
    merged = compile_template(source_of(body, **front), Escaping.JSON).merge({**RECIPIENT, **(values or {})})
    return read_lines(merged)


def kinds(letter: Node, within: str) -> list[Any]:
    return [node["kind"] for node in each_node(letter) if node["kind"] in within.split()]


SHOWN = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co")).filter(
    lambda one: not HIDING.match(one)
)
TEXTS = st.text(SHOWN, min_size=1, max_size=60)
"""What an author may write; marks that show a text otherwise than it is are refused in every template."""


@given(TEXTS)
def test_what_an_author_writes_reads_back_as_it_was(text: str) -> None:
    from letters.document.words import WordWriter
    from letters.markdown.tree import Plain

    line = compile_template(WordWriter().words((Plain(text),)), Escaping.JSON).merge({})
    assert json.loads(line) == [text]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60))
def test_what_a_recipient_brings_cannot_leave_its_quotes(value: str) -> None:
    template = compile_template('["field", "{{ x | default(\'\') }}"]', Escaping.JSON)
    try:
        kind, read = json.loads(template.merge({"x": value}))
    except MergeFailed:  # marks that hide how a text reads are refused everywhere
        return
    assert kind == "field"
    assert read in {value, ""}


@pytest.mark.parametrize("braces", ["{{ x }}", "{% if %}", "{# x #}", "{", "}}", '\\"', "\\u007b"])
def test_braces_of_the_text_open_nothing(braces: str) -> None:
    letter = tree("Fine.\n", subject=braces.replace("{", "\\{") if braces.startswith("{") else braces)
    assert "{" not in braces or "{" in plain_words(letter["subject"])


def test_conditions_and_loops_stand_on_lines_of_their_own() -> None:
    body = (
        "{% if category == 'governments' %}\nOne.\n{% else %}\nTwo.\n{% endif %}\n\n"
        "1. a\n{% for row in rows %}\n2. {{ row.x }}\n{% endfor %}\n"
    )
    letter = tree(body, {"rows": [{"x": "b"}, {"x": "c"}]})
    assert kinds(letter, "list item") == ["list", "item", "item", "item"]
    source = source_of(body)
    assert "\n{% if category == 'governments' %}\n" in source
    assert "Two." not in json.dumps(letter)


def test_b_missing_values_are_as_missing_as_on_the_page() -> None:
    template = compile_template(source_of("{{ focal_point }}\n"), Escaping.JSON)
    assert template.missing(RECIPIENT) == ("focal_point",)
    with pytest.raises(MergeFailed):
        template.merge(RECIPIENT)


def test_a_link_from_a_field_leads_to_the_web_or_nowhere() -> None:
    body = "[page]({{ page }})\n"
    assert "https://www.a.example/" in json.dumps(tree(body, {"page": "www.a.example/"}))
    with pytest.raises(MergeFailed):
        tree(body, {"page": "javascript:alert(1)"})


def test_line_ends_of_a_value_are_blanks_as_on_the_page() -> None:
    letter = tree("Fine.\n", {"name": "a\nb\u2028c\x07d"}, subject="{{ name }}")
    assert plain_words(letter["subject"]) == "a b c d"


def test_headings_begin_at_one_and_skip_no_level() -> None:
    letter = tree("#### Deep\n\n# Top\n\n### Third\n")
    settle_headings(letter)
    levels = [node["level"] for node in each_node(letter) if node["kind"] == "heading"]
    assert levels == [2, 2, 3]


def test_words_that_fit_are_left_alone_and_long_runs_may_break() -> None:
    assert with_breaks("internationalisation of letters", 22) == "internationalisation of letters"
    broken = with_breaks("x" * 100, 40)
    assert broken.replace(MAY_BREAK, "") == "x" * 100
    assert max(map(len, broken.split(MAY_BREAK))) <= 10
    arabic = "و" * 100
    assert with_breaks(arabic, 22) == arabic, "joined letters would come apart"


@given(TEXTS, st.integers(1, 40))
def test_breaks_add_nothing_that_is_seen_and_part_no_mark_from_its_letter(text: str, longest: int) -> None:
    broken = with_breaks(text, longest)
    assert broken.replace(MAY_BREAK, "") == text.replace(MAY_BREAK, "")
    assert f"{MAY_BREAK}\u0301" not in broken or f"{MAY_BREAK}\u0301" in text
