"""Sets letters as documents for tests, and reads pages of HTML as the document should read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from letters.document.emblem import Emblem
from letters.document.typesetting import Typesetter, house_of
from letters.facts import Language
from letters.languages import load_formulas
from letters.layout.tree import CopyMark
from letters.rendering import render_version
from letters.source import LetterSource
from mailer.merge import LimitedMerger, Values, compile_template
from tests.rig.paper import UNSEEN, Paper

BLOCKS: Final = {"p", "div", "h1", "h2", "h3", "h4", "li", "td", "th", "br", "tr", "ul", "ol"}


def merged_forms(
    source: LetterSource,
    language: Language | str,
    values: Values,
    merger: LimitedMerger,
    mark: CopyMark = CopyMark.ORIGINAL,
) -> tuple[str, str, str]:
    """Text, HTML and the lines of the document, merged from one rendition."""
    rendition = render_version(source, language, mark, merger=merger)
    assert not [one for one in rendition.findings if one.severity == "error"], rendition.findings
    _, text, html, lines = (compile_template(*template).merge(values) for template in rendition.templates)
    return text, html, lines


def set_letter(
    typesetter: Typesetter,
    source: LetterSource,
    language: Language | str,
    values: Values,
    merger: LimitedMerger,
    *,
    mark: CopyMark = CopyMark.ORIGINAL,
    emblem: Emblem | None = None,
) -> Paper:
    """The document of a letter for one recipient, opened."""
    lines = merged_forms(source, language, values, merger, mark)[2]
    house = house_of(source.facts, Language(language), emblem)
    return Paper(typesetter.typeset(lines, house))


def draft_mark(language: str) -> str:
    return load_formulas(language).marks.draft


class _Reader(HTMLParser):
    """Collects what a page says, with the markers of lists, and of the footnotes that links get on paper."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.counts: list[int | None] = []
        self.head = 0
        self.notes = 0
        self.anchor: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"head", "style"}:
            self.head += 1
        elif tag in BLOCKS:
            self.said.append(" ")
        if tag == "a":
            self.anchor = re.sub("^(mailto|tel):", "", dict(attrs).get("href") or ""), len(self.said)
        if tag == "ol":
            self.counts.append(int(dict(attrs).get("start") or 1))
        elif tag == "ul":
            plain = "categories" in (dict(attrs).get("class") or "")
            self.counts.append(0 if plain else None)
        elif tag == "li" and self.counts[-1] is None:
            self.said.append("• ")
        elif tag == "li" and self.counts[-1]:
            self.said.append(f"{self.counts[-1]}. ")
            self.counts[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"head", "style"}:
            self.head -= 1
        if tag in {"ol", "ul"}:
            self.counts.pop()
        if tag == "a" and self.anchor and "".join(self.said[self.anchor[1] :]) != self.anchor[0]:
            self.notes += 1
            self.said.append(str(self.notes))
        if tag in BLOCKS:
            self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.head:
            self.said.append(data)


def said_by(html: str) -> str:
    """The words of a page of HTML, in order, parted by blanks."""
    reader = _Reader()
    reader.feed(html)
    return " ".join(UNSEEN.sub("", "".join(reader.said)).split())


def without_blanks(text: str) -> str:
    """Only what leaves ink; hyphens and their non-breaking kin are one."""
    return re.sub(r"\s", "", UNSEEN.sub("", text)).replace("\u2011", "-")
