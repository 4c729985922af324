"""Writes facts as YAML that people can read and change, every text in quotation marks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

_BARE: Final = re.compile(
    r"[a-z][a-z0-9_-]*|\d{4}-\d{2}-\d{2}|\d{1,3}|[A-Z][A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?|UTC"
)
_NAMES: Final = frozenset({"null", "true", "false"})


def as_yaml(facts: Mapping[str, object]) -> str:
    """The facts as a YAML document."""
    return "".join(f"{row}\n" for row in _mapping(facts, 0))


def _mapping(facts: Mapping[str, object], indent: int) -> list[str]:
    rows = []
    for name, value in facts.items():
        rows += _entry(f"{' ' * indent}{name}:", value, indent + 2)
    return rows


def _entry(start: str, value: object, indent: int) -> list[str]:
    if isinstance(value, Mapping):
        return [start, *_mapping(value, indent)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        if all(isinstance(one, str) and _BARE.fullmatch(one) for one in value):
            return [f"{start} [{', '.join(map(str, value))}]"]
        return [start, *(row for one in value for row in _item(one, indent))]
    return [f"{start} {_scalar(value)}"]


def _item(value: object, indent: int) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{' ' * indent}- {_scalar(value)}"]
    rows = _mapping(value, indent + 2)
    return [f"{' ' * indent}- {rows[0].lstrip()}", *rows[1:]]


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if _BARE.fullmatch(text) and text not in _NAMES:
        return text
    return json.dumps(text, ensure_ascii=False)
