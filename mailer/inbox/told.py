"""What was read of a message, as plain values that are kept, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mailer.bounces import Action, Hints, Kind, Reading, Reason, Sort, Successor, Verdict


def plain_values(reading: Reading) -> dict[str, Any]:
    """A reading as dicts, lists and text, each text free of what no database takes."""
    cleaned: dict[str, Any] = _cleaned(asdict(reading))
    return cleaned


def reading_of(told: Mapping[str, Any]) -> Reading:
    """The reading that gave these values; an empty one of no sort but `unreadable` where they were erased."""
    if not told:
        return Reading(Sort.UNREADABLE, "erased")
    return Reading(
        sort=Sort(told["sort"]),
        rule=told["rule"],
        verdicts=tuple(_verdict(one) for one in told["verdicts"]),
        successors=tuple(Successor(**one) for one in told["successors"]),
        absent_from=told["absent_from"],
        absent_until=told["absent_until"],
        hints=Hints(tuple(told["hints"]["tokens"]), tuple(told["hints"]["message_ids"])),
    )


def storable(text: str) -> str:
    """A text without NUL and lone surrogates, which PostgreSQL or UTF-8 refuse."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _verdict(values: Mapping[str, Any]) -> Verdict:
    kind, reason, action = Kind(values["kind"]), Reason(values["reason"]), Action(values["action"])
    texts = {name: values[name] for name in ("recipient", "final", "status", "rule", "line")}
    return Verdict(kind=kind, reason=reason, action=action, **texts)


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(one) for one in value]
    return storable(str(value))
