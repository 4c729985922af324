"""Writes words as JSON inside a merge template: fixed text that opens nothing, and fields in quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, TypeAlias

from letters.markdown.bidi import field_apart, isolated
from letters.markdown.links import as_url
from letters.markdown.terms import suited_template, term_template
from letters.markdown.tokens import without_private_use
from letters.markdown.tree import (
    Break,
    Direction,
    Emphasis,
    Field,
    Inline,
    Link,
    Placeholder,
    Plain,
    Suited,
    Term,
)
from letters.markdown.widths import no_space_between

Scalar: TypeAlias = str | bool | int


class Json(str):
    """A piece of template source that becomes one JSON value when it is merged."""

    __slots__ = ()


SPACE: Final = Json('" "')


def fixed(text: str) -> str:
    """Characters inside a JSON text, a brace among them written so that it opens nothing in a template."""
    return json.dumps(without_private_use(text), ensure_ascii=False)[1:-1].replace("{", "\\u007b")


def array(*values: Json | Scalar) -> Json:
    """A JSON array of pieces of template and of fixed values."""
    return Json(f"[{', '.join(map(_value, values))}]")


def _value(value: Json | Scalar) -> str:
    if isinstance(value, Json):
        return value
    return f'"{fixed(value)}"' if isinstance(value, str) else json.dumps(value)


class WordWriter:
    """Writes the words of a paragraph for a text that runs one way, as an array of strings and arrays."""

    def __init__(self, *, rtl: bool = False) -> None:
        self.rtl = rtl

    def words(self, content: tuple[Inline, ...]) -> Json:
        """The words of one paragraph."""
        return array(*self._each(content))

    def text(self, text: str) -> Json:
        """Plain characters, every run against the direction of the letter between isolates."""
        return Json(f'"{fixed(self._apart(text))}"')

    def _apart(self, text: str) -> str:
        return isolated(text) if self.rtl else text

    def _each(self, content: tuple[Inline, ...]) -> Iterator[Json]:
        for index, inline in enumerate(content):
            if not (isinstance(inline, Break) and not inline.hard and no_space_between(content, index)):
                yield self._inline(inline)

    def _inline(self, inline: Inline) -> Json:
        match inline:
            case Plain():
                text = self.text(inline.text)
                return array("whole", text) if inline.whole else text
            case Field():
                return array("field", _merged(inline.source))
            case Term():
                return Json(f'"{term_template(inline, lambda text: fixed(self._apart(text)))}"')
            case Suited():
                return Json(f'"{self._suited(inline)}"')
            case Placeholder():
                return array("name", self.text(f"‹{inline.name}›"))
            case Emphasis():
                return array("strong" if inline.strong else "emph", self.words(inline.content))
            case Direction():
                return array("ltr", WordWriter().words(inline.content))
            case Link():
                return self._link(inline)
            case Break():
                return array("break") if inline.hard else SPACE

    def _suited(self, suited: Suited) -> str:
        return suited_template(
            suited,
            lambda text: fixed(self._apart(text)),
            lambda source: field_apart(source, rtl=self.rtl),
        )

    def _link(self, link: Link) -> Json:
        """Words that lead somewhere; `bare` ones are the address themselves, others get a footnote."""
        words = (WordWriter() if link.bare else self).words(link.content)
        match link.target:
            case Placeholder():
                return array("shown", words, f"‹{link.target.name}›")
            case Field():
                return array("link", words, _merged(as_url(link.target.source)), link.bare)
            case str():
                return array("link", words, link.target, link.bare)


def _merged(source: str) -> Json:
    return Json(f'"{{{{ {source} }}}}"')
