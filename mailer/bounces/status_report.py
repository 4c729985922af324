"""The machine-readable part of a notice (RFC 3464, 6533): what it says of each recipient."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mailer.bounces.addresses import bare
from mailer.bounces.headers import Fields
from mailer.bounces.message import Part
from mailer.bounces.status import enhanced_codes
from mailer.bounces.vocabulary import Action

TYPES: Final = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "text/delivery-status",
        "message/delivery_status",
    }
)
MOST_OCTETS: Final = 65_536
"""Of a file that may be a report under a false type."""
_OPENINGS: Final = (
    b"reporting-mta:",
    b"original-envelope-id:",
    b"final-recipient:",
    b"x-original-message-id:",
)
MOST_RECIPIENTS: Final = 500
_NAMES: Final = ("final-recipient", "original-recipient", "x-actual-recipient", "x-original-recipient")
_SUCCESSES: Final = ("deliver", "relay", "expand", "success")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a report says of one recipient."""

    final: str
    original: str
    status: str
    action: Action | None
    """None for one that was delivered, relayed or handed to a list."""
    diagnostic: str
    server: str


def entries(text: str) -> list[Entry]:
    """All recipients of a report, blank lines missing or in the wrong place, each once."""
    found: dict[str, Entry] = {}
    for group in _groups(text):
        entry = _entry(group)
        key = (entry.final or entry.original).lower()
        if key not in found or (found[key].action is None and entry.action is not None):
            found[key] = entry
        if len(found) >= MOST_RECIPIENTS:
            break
    return list(found.values())


def is_report(leaf: Part) -> bool:
    """Whether a part is a report by its type or, where a gateway made a file of it, by its first field."""
    if leaf.type in TYPES:
        return True
    if leaf.is_attached_message or len(leaf.body) > MOST_OCTETS:
        return False
    attached = leaf.fields.get("content-disposition").lower().startswith("attachment")
    return attached and leaf.octets.lstrip().lower().startswith(_OPENINGS)


def envelope_id(text: str) -> str:
    """The Original-Envelope-Id of the whole message, or empty."""
    return Fields(text.encode("utf-8", "replace")).get("original-envelope-id")


def _groups(text: str) -> Iterator[Fields]:
    """The fields of each recipient: a new group begins where a field that names one comes a second time."""
    lines: list[str] = []
    seen: set[str] = set()
    whole = False
    for line in [*text.replace("\r", "").split("\n"), ""]:
        name = line.partition(":")[0].strip().lower() if line[:1] not in (" ", "\t") else ""
        if (not line.strip() and whole) or (
            name in seen and name in ("final-recipient", "original-recipient")
        ):
            yield Fields("\n".join(lines).encode("utf-8", "replace"))
            lines, seen, whole = [], set(), False
        if name:
            seen.add(name)
        whole = whole or (bool(seen.intersection(_NAMES)) and bool(seen & {"action", "status"}))
        if line.strip():
            lines.append(line)
    if seen.intersection(_NAMES):
        yield Fields("\n".join(lines).encode("utf-8", "replace"))


def _entry(fields: Fields) -> Entry:
    final, original, actual, other = (bare(fields.get(name)) for name in _NAMES)
    if not final or final.lower().startswith("x-") or "." not in final.rpartition("@")[2]:
        final = next((address for address in (original, actual, other, final) if address), "")
    codes = enhanced_codes(fields.get("status"))
    diagnostic = fields.clear("diagnostic-code") or fields.clear("x-supplementary-info")
    if not codes and fields.get("status"):
        diagnostic = f"{fields.get('status')} {diagnostic}".strip()
    if not diagnostic:
        diagnostic = fields.clear("x-display-name")
    server = fields.get("remote-mta").partition(";")[2].strip().partition(" ")[0].lower()
    status = codes[0] if codes else ""
    return Entry(final, original or other, status, _action(fields, codes), diagnostic, server)


def _action(fields: Fields, codes: list[str]) -> Action | None:
    word = fields.get("action").lower()
    if word.startswith("delay"):
        return Action.DELAYED
    if word.startswith(_SUCCESSES) or (not word.startswith("fail") and codes and codes[0][0] == "2"):
        return None
    return Action.FAILED
