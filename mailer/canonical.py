"""One text for one value: canonical JSON, which is what gets hashed, sealed and stored."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
"""Made once: `json.dumps` would make one for each value."""


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no blanks and characters as they are; equal values give equal text.

    `value` is made of dicts with text keys, lists, tuples, text, ints, booleans and None;
    TypeError for anything else, ValueError for a number that JSON lacks.
    """
    return _ENCODER.encode(value)


def digest(value: Any) -> str:
    """SHA-256 of the value's canonical JSON in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()
