"""What an author's Markdown is read as, and what is said about what does not belong into a letter."""

from __future__ import annotations

import pytest

from letters.findings import Severity
from letters.markdown.reading import BODY_LIMIT, read_body, read_line
from letters.markdown.tree import (
    Break,
    Emphasis,
    Field,
    Heading,
    ItemList,
    Link,
    Paragraph,
    Plain,
    Quote,
    Rule,
    Table,
    inline_text,
)
from mailer.merge import Escaping, problems


def first_paragraph(body: str) -> Paragraph:
    block = read_body(body).blocks[0]
    assert isinstance(block, Paragraph)
    return block


def codes(body: str) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.place.line) for finding in read_body(body, "en.md").findings]


def test_paragraphs_headings_lists_quotations_tables_and_rules_are_known() -> None:
    body = "# A\n\npara\n\n- one\n- two\n\n> said\n\n| a |\n|---|\n| b |\n\n---\n\n2. two\n"
    kinds = [type(block) for block in read_body(body).blocks]
    assert kinds == [Heading, Paragraph, ItemList, Quote, Table, Rule, ItemList]
    assert not read_body(body).findings


def test_a_numbered_list_keeps_its_first_number() -> None:
    block = read_body("4. four\n5. five\n").blocks[0]
    assert isinstance(block, ItemList)
    assert (block.ordered, block.start, len(block.items)) == (True, 4, 2)


def test_fields_are_found_in_words_emphasis_and_links() -> None:
    content = first_paragraph("Dear {{ name }}, **{{ title | upper }}** [reply]({{ link }})").content
    assert content[1] == Field("name", 1)
    assert content[3] == Emphasis((Field("title | upper", 1),), strong=True)
    assert content[5] == Link((Plain("reply"),), Field("link", 1))


def test_a_field_keeps_the_line_it_stands_on() -> None:
    body = "one\n\ntwo {{ a }}\nthree {{ b }}\n"
    fields = [
        inline for block in read_body(body, "fr.md", 7).blocks for inline in getattr(block, "content", ())
    ]
    assert [one.line for one in fields if isinstance(one, Field)] == [9, 10]


def test_the_shadow_has_every_expression_on_its_line_of_the_file() -> None:
    body = "text\n\n{% if a %}\nHello {{ b }} and {{ c | lower }}\n{% endif %}\n"
    shadow = read_body(body, "en.md", 5).shadow
    assert shadow.split("\n") == [
        "",
        "",
        "",
        "",
        "",
        "",
        "{% if a %}",
        "{{ b }}{{ c | lower }}",
        "{% endif %}",
    ]


def test_the_merge_engine_names_the_authors_line() -> None:
    shadow = read_body("a\n\nb {{ 7*7 }}\n", "en.md", 4).shadow
    assert [problem.line for problem in problems(shadow, Escaping.TEXT)] == [6]


def test_an_expression_may_hold_braces_in_quotes() -> None:
    assert first_paragraph("{{ name | default('}} and {') }}").content == (
        Field("name | default('}} and {')", 1),
    )


@pytest.mark.parametrize("text", ["`{{ name }}`", "\\{{ name }}", "&#123;&#123; name }}", "{ { name } }"])
def test_braces_that_are_meant_as_characters_are_characters(text: str) -> None:
    content = first_paragraph(text).content
    assert all(isinstance(inline, Plain) for inline in content)
    assert "name" in inline_text(content)
    assert not codes(text)


def test_a_fenced_passage_is_printed_as_it_was_typed() -> None:
    content = first_paragraph("```\n{{ a }}\n{% if b %}\n```\n").content
    assert content == (Plain("{{ a }}"), Break(hard=True), Plain("{% if b %}"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Dear {{ name }", "loose-expression"),
        ("Dear {{ }}", "loose-expression"),
        ("Dear {# note #}", "loose-expression"),
        ("Dear {% if x %}you{% endif %}", "loose-expression"),
        ("{% set x = 1 %}", "loose-expression"),
        ("Dear <b>you</b>", "html"),
        ("<script>alert(1)</script>", "html"),
        ("![logo](https://a.example/logo.png)", "picture"),
        ("[page](#)", "link-lost"),
        ("[page]()", "link-lost"),
        ("[page](javascript:alert(1))", "link-refused"),
        ("[page](data:text/html;base64,PHA+)", "link-refused"),
        ("[page](ftp://a.example/x)", "link-refused"),
        ("[page](//a.example/x)", "link-refused"),
        ("[note]: https://a.example", "link-unused"),
        ("[page](https://a.example/?id={{ id }})", "link-mixed"),
    ],
)
def test_what_does_not_belong_into_a_letter_is_named_with_its_line(text: str, code: str) -> None:
    assert (code, 3) in codes(f"fine\n\n{text}\n")


def test_a_link_that_is_refused_leaves_its_words() -> None:
    content = first_paragraph("see [the page](javascript:alert(1))").content
    assert content == (Plain("see the page"),) or inline_text(content) == "see the page"
    assert not any(isinstance(inline, Link) for inline in content)


def test_escaped_angles_are_characters() -> None:
    assert not codes("a \\<b> and 3 < 4 and &lt;i&gt;\n")


def test_bold_marks_that_do_not_work_are_a_warning() -> None:
    (finding,) = read_body("这是**“重要”**的\n").findings
    assert (finding.code, finding.severity) == ("loose-emphasis", Severity.WARNING)


@pytest.mark.parametrize("blank", ["As follows: ____", "以下： ____", "Signed ______ here"])
def test_a_blank_to_be_filled_in_is_no_mark_for_bold(blank: str) -> None:
    assert not codes(f"{blank}\n")
    assert codes(f"{blank} __ x\n") == [("loose-emphasis", 1)]


@pytest.mark.parametrize("character", ["\ue000", "\U000f0041", "&#xE000;", "&#xf0041;"])
def test_an_author_cannot_forge_a_token(character: str) -> None:
    body = f"Hello {character} there\n"
    assert codes(body) == [("private-characters", 1)]
    assert not read_body(body).shadow


def test_bare_addresses_become_links_without_the_full_stop() -> None:
    content = first_paragraph("See https://a.example/b_c_d. Or www.b.example/x, or ask@c.example!").content
    links = [inline for inline in content if isinstance(inline, Link)]
    assert [link.target for link in links] == [
        "https://a.example/b_c_d",
        "https://www.b.example/x",
        "mailto:ask@c.example",
    ]
    assert inline_text(content) == "See https://a.example/b_c_d. Or www.b.example/x, or ask@c.example!"


def test_an_address_that_runs_on_into_a_field_stays_text() -> None:
    content = first_paragraph("https://a.example/{{ id }}").content
    assert [type(inline) for inline in content] == [Plain, Field]


def test_an_address_in_other_letters_gets_its_ascii_form() -> None:
    content = first_paragraph("[page](https://bücher.example/straße)").content
    assert isinstance(content[0], Link)
    assert content[0].target == "https://xn--bcher-kva.example/stra%C3%9Fe"


def test_a_line_of_the_front_matter_knows_fields_and_no_markdown() -> None:
    content, findings = read_line("Call *for* {{ what }}", "en.md", 2)
    assert content == (Plain("Call *for* "), Field("what", 2))
    assert not findings
    assert [finding.place.line for finding in read_line("Call {{ what", "en.md", 2)[1]] == [2]


def test_a_body_beyond_all_measure_is_not_read() -> None:
    read = read_body("a" * (BODY_LIMIT + 1), "en.md", 3)
    assert [finding.code for finding in read.findings] == ["too-long"]
    assert not read.blocks


def test_a_link_whose_address_stands_elsewhere() -> None:
    read = read_body("See [the page][p].\n\n[p]: https://a.example/x\n")
    assert not read.findings
    content = first_paragraph("See [the page][p].\n\n[p]: https://a.example/x\n").content
    assert content[1] == Link((Plain("the page"),), "https://a.example/x")


def test_what_is_nested_beyond_all_measure_is_not_lost_silently() -> None:
    assert ("too-deep", 3) in codes(f"a\n\n{'> ' * 30}deep\n")
    assert ("too-deep", 7) in codes("".join(f"{'  ' * depth}- a\n" for depth in range(12)))
    assert not codes("".join(f"{'  ' * depth}- a\n" for depth in range(6)))


def test_line_ends_of_other_systems_make_no_difference() -> None:
    assert read_body("a\r\n\r\nb\r\n").blocks == read_body("a\n\nb\n").blocks
