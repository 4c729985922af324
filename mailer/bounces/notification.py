"""Notices in JSON, as Amazon's mail service sends them by way of its notification service."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from mailer.bounces.conclusion import Said, conclude
from mailer.bounces.status import enhanced_codes
from mailer.bounces.vocabulary import Action, Hints, Reading, Sort

LONGEST: Final = 200_000
_SORTS: Final = {"bounce": Sort.BOUNCE, "complaint": Sort.COMPLAINT, "delivery": Sort.RECEIPT}


def read_notification(text: str) -> Reading | None:
    """What such a notice says; None for a text that is none."""
    try:
        document, _ = json.JSONDecoder().raw_decode(text[:LONGEST].strip().replace("\n", " "))
        inner = document.get("Message") if isinstance(document, dict) else None
        if isinstance(inner, str):
            document = json.loads(inner)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    name = str(document.get("notificationType") or document.get("eventType") or "").lower()
    sort = _SORTS.get(name)
    if sort is None:
        return None
    rule = f"notification in JSON: {name}"
    hints = Hints(message_ids=tuple(_message_ids(document)))
    if sort is not Sort.BOUNCE:
        return Reading(sort, rule, hints=hints)
    told = _mapping(document.get("bounce"))
    several = told.get("bouncedRecipients")
    rows = [_mapping(row) for row in several[:1000]] if isinstance(several, list) else []
    return Reading(
        sort, rule, tuple(conclude(_said(row, told)) for row in rows if row.get("emailAddress")), hints=hints
    )


def _said(row: Mapping[str, object], told: Mapping[str, object]) -> Said:
    codes = enhanced_codes(str(row.get("status") or ""))
    action = Action.DELAYED if str(row.get("action")).lower() == "delayed" else Action.FAILED
    words = " ".join(str(told.get(name) or "") for name in ("bounceType", "bounceSubType"))
    return Said(
        recipient=str(row["emailAddress"]),
        status=codes[0] if codes else "",
        action=action,
        diagnostic=str(row.get("diagnosticCode") or "") or words,
        notice=words,
    )


def _message_ids(document: Mapping[str, object]) -> list[str]:
    common = _mapping(_mapping(document.get("mail")).get("commonHeaders"))
    found = str(common.get("messageId") or "").strip("<> ")
    return [found] if found else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
