"""What a reader sees of a message in HTML."""

from __future__ import annotations

import html
import re
from typing import Final

_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_BREAKS: Final = re.compile(
    r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?table|/?td|hr|/?ul|/?pre)\b", re.IGNORECASE
)
_MAILTO: Final = re.compile(
    r"""<a\s[^<>]{0,500}?href\s{0,4}=\s{0,4}["']?mailto:([^"'<>?\s]{3,320})""", re.IGNORECASE
)
_UNSEEN: Final = ("style", "script", "head", "title")


def text_of_html(markup: str) -> str:
    """What a reader sees of a page, a line for each block; linear in its length."""
    for name in _UNSEEN:
        markup = _without_element(markup, name)
    markup = _with_addresses(markup.replace("\n", " "))
    return html.unescape(_TAG.sub("", _BREAKS.sub(lambda found: "\n" + found[0], markup)))


def _with_addresses(markup: str) -> str:
    """The page with the address of each link to a mailbox written behind its name, which may hide it."""
    pieces = _MAILTO.split(markup)
    for at in range(1, len(pieces), 2):
        address = pieces[at]
        shown, end, rest = pieces[at + 1].partition("</")
        if address.lower() not in shown.lower():
            pieces[at + 1] = f"{shown} &lt;{address}&gt;{end}{rest}"
        pieces[at] = "<a"
    return "".join(pieces)


def _without_element(markup: str, name: str) -> str:
    lowered, pieces, at = markup.lower(), [], 0
    if len(lowered) != len(markup):
        return markup
    for _ in range(200):
        start = lowered.find(f"<{name}", at)
        end = lowered.find(f"</{name}", start) if start >= 0 else -1
        if end < 0:
            break
        pieces.append(markup[at:start])
        at = end
    return "".join((*pieces, markup[at:]))
