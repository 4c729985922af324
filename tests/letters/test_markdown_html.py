"""The HTML of a letter's text: what becomes of its Markdown, and what can never come out of it (A13, A14)."""

from __future__ import annotations

import re

import pytest

from letters.markdown.finishing import finish_html
from letters.markdown.reading import read_body
from letters.markdown.sanitising import sanitised
from letters.markdown.to_html import HtmlWriter
from letters.markdown.tokens import comment, template
from letters.markdown.tree import Plain, Term
from mailer.merge import Escaping, MergeFailed, Values, compile_template


def template_of(body: str, *, rtl: bool = False) -> str:
    return finish_html(sanitised(HtmlWriter(rtl=rtl).blocks(read_body(body).blocks)))


def html(body: str, values: Values | None = None, *, rtl: bool = False) -> str:
    return compile_template(template_of(body, rtl=rtl), Escaping.HTML).merge(values or {})


def test_words_keep_their_emphasis_and_their_links() -> None:
    assert html("A **bold** *word* and [a page](https://a.example/?x=1&y=2).\n") == (
        "<p>A <strong>bold</strong> <em>word</em> and"
        ' <a href="https://a.example/?x=1&amp;y=2">a page</a>.</p>\n'
    )


def test_headings_stand_below_that_of_the_letter() -> None:
    assert html("# A\n\n## B\n\n###### C\n") == "<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>\n"


def test_tight_items_are_no_paragraphs_and_loose_ones_are() -> None:
    assert html("- a\n- b\n") == "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
    assert html("3. a\n\n4. b\n") == '<ol start="3">\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ol>\n'


def test_tables_have_headings_for_their_columns() -> None:
    merged = html("| a | b |\n|---|--:|\n| 1 | 2 |\n")
    assert '<th scope="col" class="start">a</th><th scope="col" class="end">b</th>' in merged
    assert '<td class="end">2</td>' in merged


def test_lines_end_where_the_author_ended_them() -> None:
    assert html("one  \ntwo\nthree\n") == "<p>one<br>\ntwo\nthree</p>\n"


def test_lines_of_han_characters_join_without_a_space() -> None:
    assert html("国际电信\n联盟 and\nITU\n") == "<p>国际电信联盟 and\nITU</p>\n"


def test_a_field_in_a_link_is_checked_as_a_link() -> None:
    assert template_of("[reply]({{ link }})\n") == '<p><a href="{{ link | url }}">reply</a></p>\n'
    assert html("[reply]({{ link }})\n", {"link": "www.a.example/?a=1&b=2"}) == (
        '<p><a href="https://www.a.example/?a=1&amp;b=2">reply</a></p>\n'
    )
    with pytest.raises(MergeFailed):
        html("[reply]({{ link }})\n", {"link": "javascript:alert(1)"})


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "{{7*7}}",
        "{% raw %}",
        '"><img src=x onerror=alert(1)>',
        "{{ other }}",
        "&amp;",
    ],
)
def test_a13_a_merge_value_stays_characters(value: str) -> None:
    merged = html("Dear {{ name }},\n", {"name": value})
    inside = re.sub(r"</?(?:p|bdi)>", "", merged)
    assert "<" not in inside
    escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
    assert escaped in merged


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<form action="https://evil.example"><input></form>',
        '<iframe src="https://evil.example"></iframe>',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
        '<svg onload="alert(1)"></svg>',
        '<p style="width: expression(alert(1))">x</p>',
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](&#106;avascript:alert(1))",
        "<javascript:alert(1)>",
        "![x](https://evil.example/pixel.png)",
        '[x](https://a.example "onmouseover=alert(1)")',
        '[x](https://a.example/"onmouseover="alert(1))',
        "[x]: javascript:alert(1)\n\n[x]",
    ],
)
def test_a14_nothing_active_and_nothing_remote_comes_out_of_an_authors_text(attack: str) -> None:
    merged = html(attack + "\n")
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", merged))
    assert tags <= {"p", "a", "strong", "em", "br", "bdi"}
    assert not re.search(r"<[^>]*\s(?:on\w+|style|src)\s*=", merged)
    assert not re.search(r'href="(?!https://(?:a|evil)\.example)', merged)


def test_a14_the_sanitiser_holds_even_where_a_writer_is_wrong() -> None:
    dirty = '<p onclick="x()">a<script>b</script><img src="c"><a href="javascript:d">e</a></p><!--f-->'
    clean = sanitised(dirty)
    assert clean.startswith("<p>a<a>e</a></p>")
    assert "script" not in clean


def test_tokens_come_through_the_sanitiser_whole() -> None:
    row = f"<tr><td>{template('{{ b }}')}</td></tr>"
    page = f"<table><tbody>{comment('{% if a %}')}{row}{comment('{% endif %}')}"
    assert finish_html(sanitised(page)) == (
        "<table><tbody>{% if a %}<tr><td>{{ b }}</td></tr>{% endif %}</tbody></table>"
    )


def test_braces_of_the_text_are_no_template() -> None:
    source = template_of("a { b {{ c and \\{% d %} and `{# e #}`\n")
    assert "{{" not in source
    assert "{%" not in source
    assert "{#" not in source
    assert html("`{{ 7*7 }}` \\{{\n") == "<p>&#123;&#123; 7*7 }} &#123;&#123;</p>\n"


def test_braces_of_a_style_sheet_stay_braces() -> None:
    page = "<style>@media print {{{.a{b:c}}</style><p>{%</p>"
    assert finish_html(page) == "<style>@media print { { {.a{b:c}}</style><p>&#123;%</p>"


def test_what_runs_left_to_right_is_set_apart_in_arabic() -> None:
    merged = html(
        "هاتف +41 22 730 5989 قبل 10-14 مايو 2027، انظر https://a.example/b أو {{ name }}\n",
        {"name": "Ada"},
        rtl=True,
    )
    assert '<bdi dir="ltr">+41 22 730 5989</bdi>' in merged
    assert '<bdi dir="ltr">10-14</bdi> مايو 2027' in merged
    assert '<bdi dir="ltr"><a href="https://a.example/b">https://a.example/b</a></bdi>' in merged
    assert "<bdi>Ada</bdi>" in merged


def test_a_term_is_worded_for_the_recipients_category() -> None:
    term = Term(
        "body",
        (("governments", "votre <Gouvernement>"), ("academia", "votre {établissement")),
        "votre organisation",
    )
    source = finish_html(HtmlWriter().inlines((Plain("à "), term, Plain("."))))
    merged = {
        one: compile_template(source, Escaping.HTML).merge({"category": one})
        for one in ("governments", "academia", "x")
    }
    assert merged == {
        "governments": "à votre &lt;Gouvernement&gt;.",
        "academia": "à votre &#123;établissement.",
        "x": "à votre organisation.",
    }


def test_a_term_without_a_wording_for_everyone_asks_for_the_field() -> None:
    source = finish_html(HtmlWriter().inlines((Term("body", (("governments", "votre Gouvernement"),)),)))
    template = compile_template(source, Escaping.HTML)
    assert template.missing({"category": "academia"}) == ("body",)
    assert template.merge({"category": "academia", "body": "votre musée"}) == "votre musée"
