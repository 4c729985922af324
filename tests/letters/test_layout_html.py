"""The letter as a page for mail readers: one column, styles inlined, both directions, nothing fetched."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from letters.facts import Facts, Language
from letters.languages import load_formulas
from letters.layout.building import build_letter
from letters.layout.to_html import letter_html
from letters.layout.tree import CopyMark
from letters.markdown.reading import read_body
from mailer.merge import Escaping, compile_template
from tests.letters.letter_sources import make_facts, make_source

VOID = {"br", "hr", "meta"}


def page(
    language: str = "en",
    *,
    facts: Facts | None = None,
    body: str = "Body.\n",
    mark: CopyMark = CopyMark.ORIGINAL,
    note: str = "",
    **front: Any,
) -> str:
    facts = facts or make_facts()
    version = make_source(body, language, facts=facts, **front).versions[Language(language)]
    letter = build_letter(facts, version, read_body(body).blocks, load_formulas(language), mark)
    return compile_template(letter_html(replace(letter, note=note)), Escaping.HTML).merge(
        {"reference": "HL-27/1004", "rows": []}
    )


class Outline(HTMLParser):
    """Sees to it that every element is closed in order, and keeps the order of the tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", list(Language))
def test_every_language_is_a_whole_page_that_names_itself(language: Language) -> None:
    text = page(language)
    direction = "rtl" if language is Language.AR else "ltr"
    Outline(text)
    assert f'<html lang="{language}" dir="{direction}">' in text
    container = re.search(r'<div class="page[^>]*>', text)
    assert container
    assert f'lang="{language}"' in container[0]
    assert f'dir="{direction}"' in container[0]
    assert "<title>Lights of the coast</title>" in text


def test_styles_are_inlined_and_nothing_is_fetched() -> None:
    text = page(body="para [x](https://a.example/)\n\n| a |\n|---|\n| b |\n")
    assert "max-width: 640px" in text
    assert '<p style="' in text
    for fetching in ("<link", "<img", "src=", "url(", "@import", "<script"):
        assert fetching not in text
    assert set(re.findall(r"https?://[^\"<]+", text)) == {"https://a.example/"}


def test_only_what_cannot_be_inlined_stays_in_the_head() -> None:
    style = re.search(r"<style>(.*?)</style>", page(), re.DOTALL)
    assert style
    rules = re.findall(r"@media[^{]*", style[1])
    assert [rule.strip() for rule in rules] == [
        "@media (max-width: 600px)",
        "@media (prefers-color-scheme: dark)",
    ]


def test_it_reads_in_the_dark() -> None:
    text = page()
    assert '<meta name="color-scheme" content="light dark">' in text
    # Neither paper nor ink has a colour of its own, so that the reader's own pair fits.
    assert not re.search(r"background(?:-color)?:\s*(?:#fff|white)", text)
    assert not re.search(r'<div class="page[^>]*[; "]color:', text)


def test_the_subject_is_the_heading_and_those_of_the_text_follow() -> None:
    tags = Outline(page(body="# One\n\n## Two\n")).tags
    assert [tag for tag in tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h3"]


def test_labels_are_headings_of_their_rows_and_layout_tables_say_so() -> None:
    text = page()
    assert re.search(r'<th scope="row"[^>]*>Ref:</th><td[^>]*><bdi>HL-27/1004</bdi></td>', text)
    assert re.search(r'<table class="beside" role="presentation"', text)


def test_the_date_stands_beside_the_reference() -> None:
    text = page()
    row = text.index('class="beside"')
    assert (
        row < text.index("HL-27/1004") < text.index("Geneva, 1 February 2027") < text.index("</table>\n<div")
    )


def test_addressees_may_stand_beside_the_reference() -> None:
    order = [
        "date",
        {"block": "reference", "placement": "table"},
        {"block": "addressees", "beside": "reference"},
        {"block": "contact", "placement": "table"},
        {"block": "subject", "placement": "table"},
        "body",
    ]
    text = page(facts=make_facts(layout=order))
    Outline(text)
    left, right = text.index("Tove Lindqvist"), text.index("To all partners")
    assert text.index("1 February") < text.index('class="beside"') < left < right < text.index("<h1")
    assert text.count('class="labels"') == 2


def test_in_arabic_the_page_is_mirrored_and_what_is_not_arabic_set_apart() -> None:
    text = page("ar")
    assert re.search(r'<th scope="row" style="[^"]*text-align: right', text)
    for apart in ("+41 22 555 0101", "Tove Lindqvist", "<bdi>HL-27/1004</bdi>", "Idris Bello"):
        assert f'<bdi dir="ltr">{apart}</bdi>' in text
    assert re.search(r'<bdi dir="ltr"><a href="mailto:lights@harbour\.example"', text)


def test_chinese_has_no_italics() -> None:
    assert "font-style: normal" in page("zh", body="*强调*\n")


def test_an_address_never_makes_its_column_narrower_than_itself() -> None:
    link = re.search(r'<a href="mailto:lights@harbour.example" style="([^"]*)"', page())
    assert link
    # "anywhere" lets a table count the address as one letter wide, and break it beside an empty half.
    assert "overflow-wrap: break-word" in link[1]


@pytest.mark.parametrize(
    ("mark", "says"), [(CopyMark.TEST, "TEST — not for distribution"), (CopyMark.COPY, "COPY")]
)
def test_what_is_not_the_original_says_so_above_everything(mark: CopyMark, says: str) -> None:
    text = page(mark=mark)
    assert 0 < text.index(f">{says}</div>") < text.index("Bureau of Harbour Lights")


def test_what_a_preview_says_of_itself_stands_above_the_letter_and_runs_its_way() -> None:
    text = page("ar", note="لا <Nobody> أحد")
    note = re.search(
        r'<div class="note" style="([^"]*)">لا &lt;<bdi dir="ltr">Nobody</bdi>&gt; أحد</div>', text
    )
    assert note
    assert "text-align" not in note[1]


def test_a14_facts_are_characters_too() -> None:
    hostile = "<script>x</script> {{ 7*7 }} {% raw %} \"'>"
    facts = make_facts(
        letterhead=[hostile],
        contacts=[{"name": hostile, "phone": hostile}],
        signatory={"name": hostile, "titles": [hostile]},
        copies=[{"label": hostile}],
        annexes=[{"number": 1, "title": hostile}],
    )
    text = page(facts=facts)
    Outline(text)
    assert "<script" not in text
    assert text.count("&lt;script&gt;x&lt;/script&gt; &#123;&#123; 7*7 }} &#123;% raw %}") == 7


def test_the_same_letter_gives_the_same_page() -> None:
    assert page("ru") == page("ru")
