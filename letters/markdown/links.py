"""Where a link may lead, and the addresses that stand bare in a text."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from markdown_it.common.normalize_url import normalizeLink

from letters.markdown.tree import Field, Inline, Link, Plain

_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_MAILBOX: Final = r"[A-Za-z0-9][A-Za-z0-9._%+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_BARE: Final = re.compile(
    r"(?<![A-Za-z0-9_.+@/-])"
    r"(?:(?P<url>(?:https?://|www\.)[A-Za-z0-9_~:/?#@!$&*+,;=.%-]+)"
    rf"|(?P<mailbox>{_MAILBOX}))"
)
_SENTENCE_ENDS: Final = ".,;:!?-"


def target_of(address: str) -> str | None:
    """The address in the form that goes into a link; None where no letter may lead (`javascript:`, `data:`).

    `www.` gets `https://`, a mailbox `mailto:`; what may not stand in a URL is percent-encoded, and a host in
    other letters gets its ASCII form.
    """
    address = address.strip()
    if address.lower().startswith("www."):
        address = f"https://{address}"
    elif re.fullmatch(_MAILBOX, address):
        address = f"mailto:{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme.lower() not in _SCHEMES or (parts.scheme.lower().startswith("http") and not parts.netloc):
        return None
    return normalizeLink(address)


def shown_address(target: str) -> str:
    """The address as people read it: a mailbox or number without its scheme."""
    return re.sub(r"^(?:mailto|tel):", "", target)


def as_url(source: str) -> str:
    """A merge expression with the filter that makes a link of it harmless."""
    return source if source.replace(" ", "").endswith("|url") else f"{source} | url"


def with_bare_addresses(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The same inlines with links around web addresses and mailboxes that stand bare in the text."""
    linked: list[Inline] = []
    for index, inline in enumerate(content):
        if isinstance(inline, Plain):
            follows = content[index + 1] if index + 1 < len(content) else None
            linked += _linked(inline.text, runs_on=isinstance(follows, Field))
        else:
            linked.append(inline)
    return tuple(linked)


def _linked(text: str, *, runs_on: bool) -> list[Inline]:
    """An address that runs on into a field is not known here, and stays text."""
    pieces: list[Inline] = []
    end = 0
    for match in _BARE.finditer(text):
        address = match[0].rstrip(_SENTENCE_ENDS)
        target = target_of(address)
        if target is None or (runs_on and match.end() == len(text)):
            continue
        pieces += [Plain(text[end : match.start()])] if match.start() > end else []
        pieces.append(Link((Plain(address),), target, bare=True))
        end = match.start() + len(address)
    return [*pieces, Plain(text[end:])] if end < len(text) else pieces
