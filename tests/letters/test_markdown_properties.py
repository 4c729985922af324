"""What holds for whatever an author types."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from letters.facts import Language
from letters.languages.remark_words import remark_words
from letters.markdown.changing import placeholders, with_inlines
from letters.markdown.finishing import finish_html, finish_text
from letters.markdown.folding import TORN
from letters.markdown.reading import read_body
from letters.markdown.remarks import with_remarks
from letters.markdown.sanitising import sanitised
from letters.markdown.to_html import HtmlWriter
from letters.markdown.to_text import TextWriter
from letters.markdown.tokens import Kind, Token, concealed, read_token, split_tokens
from letters.markdown.widths import width, wrapped
from mailer.merge import Escaping, compile_template, problems

EXPRESSIONS = [
    "{{ a }}",
    "{{ b | upper }}",
    "{{ r.x }}",
    "\n{% if a %}\n",
    "\n{% else %}\n",
    "\n{% endif %}\n",
]
LOOPS = ["\n{% for r in rows %}\n", "\n{% endfor %}\n"]
OPENINGS = ["{{", "}}", "{%", "%}", "{#", "#}", "{", "\\", "'", '"', "`", "```\n", "&#123;", "&lt;", "<b>"]
MARKS = ["|", "|---|\n", "- ", "1. ", "> ", "# ", "**", "*", "_", "[x](", ")", "\n", "\n\n", " ", "  "]
PIECES = st.sampled_from([*EXPRESSIONS, *LOOPS, *OPENINGS, *MARKS, "word", "国", "عربي"])
BODIES = st.lists(PIECES, max_size=30).map("".join)


@settings(max_examples=200, deadline=None)
@given(BODIES, st.booleans())
def test_only_what_is_in_the_shadow_is_ever_live(body: str, rtl: bool) -> None:
    """A letter whose expressions are sound gives sound templates, and one without expressions fixed ones."""
    read = read_body(body)
    html = finish_html(sanitised(HtmlWriter(rtl=rtl).blocks(read.blocks)))
    text = finish_text(TextWriter(rtl=rtl).blocks(read.blocks))
    torn = any(finding.code in TORN for finding in read.findings)
    if torn or problems(read.shadow, Escaping.TEXT):
        return
    shadow = compile_template(read.shadow, Escaping.TEXT).fields
    assert not problems(html, Escaping.HTML)
    assert not problems(text, Escaping.TEXT)
    assert compile_template(html, Escaping.HTML).fields <= shadow
    assert compile_template(text, Escaping.TEXT).fields <= shadow


@settings(max_examples=100, deadline=None)
@given(BODIES, st.sampled_from(Language))
def test_a_preview_without_a_recipient_never_asks_for_a_field(body: str, language: Language) -> None:
    words = remark_words(language)
    named = with_inlines(with_remarks(read_body(body).blocks, words), placeholders(words))
    html = compile_template(finish_html(sanitised(HtmlWriter().blocks(named))), Escaping.HTML)
    text = compile_template(finish_text(TextWriter().blocks(named)), Escaping.TEXT)
    assert not html.fields | text.fields
    html.merge({})
    text.merge({})


@settings(max_examples=200)
@given(st.text(), st.sampled_from(Kind), st.integers(0, 10_000))
def test_a_token_comes_back_as_it_went(source: str, kind: Kind, line: int) -> None:
    token = Token(kind, source, line)
    assert read_token(concealed(token)) == token
    assert split_tokens(f"a{concealed(token)}b") == ["a", token, "b"]


@settings(max_examples=200)
@given(st.text(alphabet="ab 国，（é\u00a0", max_size=60), st.integers(4, 30))
def test_wrapping_loses_nothing_but_the_spaces_at_line_ends(text: str, columns: int) -> None:
    lines = wrapped(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert width(line) <= columns or " " not in line
