"""The filters a template may use on a value, and the two that the engine puts in itself."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from jinja2.filters import do_title
from markupsafe import escape

from mailer.merge.language import CONTROLS, Coding, Escaping
from mailer.merge.refusals import MergeFailed
from mailer.merge.values import Blank

PRINTED: Final = "engine: printed"
COMPARED: Final = "engine: compared"
"""Names that no template can write, since a filter's name there is one word."""

_LINK: Final = re.compile(r"(?:https?://[^\s/?#]+|mailto:[^\s@]+@[^\s@]+$)", re.IGNORECASE)
_CLEAN_LINK: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?:[/?#][A-Za-z0-9/:=&?~#+!$,;@*._-]*)?")
_MARKUP: Final = re.compile("[&<>\"']")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_MAY_STAND: Final = "%/:=&?~#+!$,;'@()*[]-._"

_RTL: Final = frozenset({"R", "AL", "AN"})
_FSI, _PDI = "\u2068", "\u2069"

Text = str | Blank


def link(value: Text, field: str) -> Text:
    """The value as a link: http, https or mailto; `www.` gets `https://`; odd characters percent-encoded.

    MergeFailed naming the field for everything else, `javascript:` above all. RFC 3986 section 2.
    """
    if not isinstance(value, str):
        return value
    if _CLEAN_LINK.fullmatch(value):
        return value
    address = value.strip()
    if address[:4].lower() == "www.":
        address = f"https://{address}"
    if not _LINK.match(address) or CONTROLS.search(address):
        raise MergeFailed(
            "The value is no web address: it must begin with https://, http:// or mailto:.", field=field
        )
    return quote(_STRAY_PERCENT.sub("%25", address), safe=_MAY_STAND)


def default(value: Text, literal: str) -> str:
    """The value, or the literal where the value is absent or empty."""
    return value if isinstance(value, str) else literal


def compared(value: Text) -> str:
    """The value as a comparison sees it: an empty one is the empty text, an absent one is missing."""
    return value if isinstance(value, str) else value.compared()


def apart(value: str) -> str:
    """The value between isolates where some of it runs from right to left (UAX 9), else as it is.

    So it turns neither a number nor a sign round that stands beside it in a line from left to right.
    """
    return f"{_FSI}{value}{_PDI}" if any(unicodedata.bidirectional(sign) in _RTL for sign in value) else value


def _on_text(change: Callable[[str], str]) -> Callable[[Text], Text]:
    def changed(value: Text) -> Text:
        return change(value) if isinstance(value, str) else value

    return changed


def _printer(escaping: Escaping, coding: Coding) -> Callable[[Text], str]:
    """Writes one value: made harmless for where it stands, then coded. Nothing is evaluated again."""
    code = coding.printed

    def print_html(value: Text) -> str:
        text = str(value)
        return code(str(escape(text)) if _MARKUP.search(text) else text)

    def print_json(value: Text) -> str:
        return code(json.dumps(str(value), ensure_ascii=False)[1:-1])

    printers = {Escaping.HTML: print_html, Escaping.JSON: print_json}
    return printers.get(escaping, lambda value: code(str(value)))


def filters(escaping: Escaping, coding: Coding) -> dict[str, Callable[..., Any]]:
    """The whole table of filters for templates of one escaping and coding."""
    return {
        "url": link,
        "upper": _on_text(str.upper),
        "lower": _on_text(str.lower),
        "title": _on_text(do_title),
        "trim": _on_text(str.strip),
        "apart": _on_text(apart),
        "default": default,
        PRINTED: _printer(escaping, coding),
        COMPARED: compared,
    }
