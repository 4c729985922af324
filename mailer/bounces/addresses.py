"""Mail addresses in running text of any script, found in linear time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_SIDE: Final = 254
_LOCAL: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&*+/=?^_`{|}~.-'"
)
_DOMAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_UNSPACED: Final = (("\u0e00", "\u0eff"), ("\u2e80", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\uffef"))
"""Scripts that write words and addresses without a space between them."""
_TYPES: Final = (
    "rfc822;",
    "utf-8;",
    "smtp:",
    "mailto:",
    "rfc822:",
    "smtp;",
    "x-local;",
    "rcpt=",
    "to=",
    "user=",
)


@dataclass(frozen=True, slots=True)
class Found:
    """An address and where it stands in the text, its brackets not counted."""

    address: str
    start: int
    end: int


def find_addresses(text: str) -> Iterator[Found]:
    """All addresses of a text whose domain has a dot, in their order."""
    at = text.find("@")
    end = 0
    while at >= 0:
        found = _around(text, at, end)
        if found:
            yield found
            end = found.end
        at = text.find("@", max(at + 1, end))


def _around(text: str, at: int, least: int) -> Found | None:
    start = _left(text, at, least)
    end = at + 1
    most = min(len(text), at + LONGEST_SIDE)
    plain = end < len(text) and text[end] in _DOMAIN
    while end < most and (
        text[end] in _DOMAIN or (not plain and text[end].isalnum()) or _is_letter(text[end])
    ):
        end += 1
    while end > at + 1 and text[end - 1] in ".-":
        end -= 1
    domain = text[at + 1 : end]
    if start >= at or "." not in domain.strip(".") or ".." in domain:
        return None
    return Found(text[start:at] + "@" + domain, start, end)


def _left(text: str, at: int, least: int) -> int:
    """Where the local part begins."""
    start = at
    if at > least and text[at - 1] == '"':
        opening = text.rfind('"', max(least, at - 66), at - 1)
        if opening >= 0 and "\n" not in text[opening:at]:
            return opening
    lowest = max(least, at - 128)
    plain = at > 0 and text[at - 1] in _LOCAL
    while start > lowest and (
        text[start - 1] in _LOCAL or (not plain and text[start - 1].isalnum()) or _is_letter(text[start - 1])
    ):
        start -= 1
    named = start
    while named < at and text[named] in "'.=/`|*#!~":
        named += 1
    start = named if named < at else start  # a local part may be hidden behind asterisks
    lowered = text[start:at].lower()
    for mark in ("rcpt=", "to=", "user=", "address=", "recipient="):
        if lowered.startswith(mark):
            start += len(mark)
    return start


def _is_letter(character: str) -> bool:
    """A letter beyond ASCII, of a script that keeps words apart."""
    return (
        character > "\x7f"
        and character.isalnum()
        and not any(first <= character <= last for first, last in _UNSPACED)
    )


def bare(text: str) -> str:
    """The address in a field's value: without its type, brackets and remarks; empty where there is none.

    `rfc822; <a@b.example> (x)` gives `a@b.example`. A domain without a dot will do here.
    """
    value = text.strip()
    lowered = value.lower()
    for mark in _TYPES:
        if lowered.startswith(mark):
            value = value[len(mark) :].strip()
            lowered = value.lower()
    if "<" in value and "@" in value[value.index("<") :]:
        value = value[value.rindex("<") + 1 :].partition(">")[0]
    else:
        value = value.strip("<>'\"();, ")
        found = next(find_addresses(value), None)
        if found and not value.startswith(('"', "=?")):
            return found.address
        value = value.partition(" ")[0] if not value.startswith('"') else value
    value = value.strip("<>'; ,").partition(" ")[0] if value[:1] != '"' else value.strip("<>'; ,")
    local, _, domain = value.rpartition("@")
    return value if local and domain and len(value) <= LONGEST_SIDE + 66 else ""
