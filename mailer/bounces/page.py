"""What a reader sees of a message in HTML."""

from __future__ import annotations

import html
import re
from typing import Final

_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_BREAKS: Final = re.compile(
    r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?table|/?td|hr|/?ul|/?pre)\b", re.IGNORECASE
)
_UNSEEN: Final = ("style", "script", "head", "title")


def text_of_html(markup: str) -> str:
    """What a reader sees of a page, a line for each block; linear in its length."""
    for name in _UNSEEN:
        markup = _without_element(markup, name)
    return html.unescape(_TAG.sub("", _BREAKS.sub(lambda found: "\n" + found[0], markup.replace("\n", " "))))


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
