"""Writes the blocks of a letter as one HTML page for mail readers, every style inlined, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Final

import css_inline

from letters.facts import BlockName, Placement
from letters.layout.grouping import Beside, grouped, tabled
from letters.layout.tree import CopyMark, Labelled, Letter, Lines, Listed, Passage, Piece, Section, Words
from letters.markdown.finishing import finish_html
from letters.markdown.sanitising import sanitised
from letters.markdown.to_html import HtmlWriter

_HEAD: Final = (
    '<meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="supported-color-schemes" content="light dark">'
    '<meta name="format-detection" content="telephone=no">'
)


def letter_html(letter: Letter) -> str:
    """The template source of the letter's HTML page."""
    writer = _LetterWriter(letter)
    page = sanitised(writer.page())
    title = HtmlWriter().inlines(letter.subject)
    document = (
        f'<!DOCTYPE html>\n<html lang="{letter.language}" dir="{_direction(letter)}"><head>{_HEAD}'
        f"<title>{_without_tags(title)}</title><style>{_style()}</style></head>\n<body>{page}</body></html>\n"
    )
    return finish_html(_inliner().inline(document))


def _direction(letter: Letter) -> str:
    return "rtl" if letter.rtl else "ltr"


def _without_tags(title: str) -> str:
    """A title holds characters only."""
    return title.replace("<bdi>", "").replace("</bdi>", "")


@cache
def _style() -> str:
    return resources.files("letters.layout").joinpath("letter.css").read_text(encoding="utf-8")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False, keep_at_rules=True)


class _LetterWriter:
    """Writes one letter, section by section."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.words = HtmlWriter(rtl=letter.rtl)

    def page(self) -> str:
        letter = self.letter
        mark = "banner copy" if letter.mark is CopyMark.COPY else "banner"
        marks = (("banner draft", letter.draft), ("note", letter.note), (mark, letter.banner))
        above = "".join(
            f'<div class="{kind}">{self.words.text(text)}</div>\n' for kind, text in marks if text
        )
        direction = _direction(letter)
        return (
            f'<div class="page {letter.language} {direction}" lang="{letter.language}" dir="{direction}">\n'
            f"{above}{self._sections()}</div>\n"
        )

    def _sections(self) -> str:
        """The sections in order; one that stands beside another shares a row of two cells with it."""
        return "".join(
            self._row(group) if isinstance(group, Beside) else self._section(group)
            for group in grouped(self.letter.sections)
        )

    def _row(self, row: Beside) -> str:
        left, right = ("".join(map(self._section, sections)) for sections in (row.left, row.right))
        kind = "side" if row.corner else "wide"
        return (
            f'<table role="presentation" class="beside"><tbody><tr><td>{left}</td>'
            f'<td class="{kind}">{right}</td></tr></tbody></table>\n'
        )

    def _section(self, section: Section) -> str:
        kinds = ["section", str(section.name)]
        kinds += ["body"] if section.name is BlockName.CLOSING else []
        kinds += ["indented"] if section.style.indented else []
        return f'<div class="{" ".join(kinds)}">{"".join(self._pieces(section))}</div>\n'

    def _pieces(self, section: Section) -> Iterable[str]:
        """Neighbouring values in a table share it."""
        for in_table, pieces in groupby(section.pieces, key=tabled):
            if in_table:
                rows = "".join(self._label_row(piece, section) for piece in pieces)
                yield f'<table class="labels"><tbody>{rows}</tbody></table>'
            else:
                yield from (self._piece(piece, section) for piece in pieces)

    def _label_row(self, piece: Piece, section: Section) -> str:
        assert isinstance(piece, Labelled)
        label = self.words.text(piece.label.strip())
        return f'<tr><th scope="row">{label}</th><td>{self._values(piece.values, section)}</td></tr>'

    def _piece(self, piece: Piece, section: Section) -> str:
        match piece:
            case Passage():
                return self.words.blocks(piece.blocks)
            case Listed():
                bullet = f"{piece.bullet} " if piece.bullet else ""
                items = "".join(f"<li>{bullet}{self.words.inlines(line)}</li>" for line in piece.lines)
                return f'<ul class="categories">{items}</ul>'
            case Lines():
                return self._lines(piece, section)
            case Labelled():
                between = "<br>" if piece.placement is Placement.NEXT_LINE and piece.label else ""
                label = self.words.text(piece.label)
                return self._paragraph(f"{label}{between}{self._values(piece.values, section)}", section)

    def _values(self, values: Sequence[Words], section: Section) -> str:
        inner = "<br>".join(self.words.inlines(value) for value in values)
        tabled_heading = section.name is BlockName.SUBJECT and section.style.placement is Placement.TABLE
        return f"<h1>{inner}</h1>" if tabled_heading else inner

    def _paragraph(self, inner: str, section: Section) -> str:
        tag = "h1" if section.name is BlockName.SUBJECT else "p"
        return f"<{tag}>{inner}</{tag}>"

    def _lines(self, piece: Lines, section: Section) -> str:
        lines = [self.words.inlines(line) for line in piece.lines]
        if section.name is BlockName.LETTERHEAD:
            lines[0] = f'<span class="first">{lines[0]}</span>'
        if section.name is BlockName.SIGNATURE:
            if piece is not section.pieces[-1]:
                return f'<p class="gap">{"<br>".join(lines)}</p>'
            lines[0] = f'<span class="name">{lines[0]}</span>'
        return f"<p>{'<br>'.join(lines)}</p>"
