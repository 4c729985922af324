"""The last look at the HTML of a letter: only known tags and harmless links stay."""

from __future__ import annotations

from typing import Final

import nh3

_BLOCKS: Final = {
    "blockquote",
    "div",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "p",
}
_LISTS: Final = {"li", "ol", "table", "tbody", "td", "th", "thead", "tr", "ul"}
_WORDS: Final = {"a", "bdi", "br", "em", "mark", "span", "strong"}
_ATTRIBUTES: Final = {
    "*": {"class", "dir", "lang"},
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan"},
    "th": {"scope"},
    "table": {"role"},
}
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def sanitised(fragment: str) -> str:
    """The fragment with all other tags, attributes and addresses taken out; tokens stay, in comments too.

    The writers of the house produce nothing else: this holds even where one of them is wrong.
    """
    return nh3.clean(
        fragment,
        tags=_BLOCKS | _LISTS | _WORDS,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_SCHEMES),
        strip_comments=False,
        link_rel=None,
    )
