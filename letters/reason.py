"""The reason that a person gives for a deed, as the record keeps it."""

from __future__ import annotations

from typing import Final

from mailer.errors import Refused

LONGEST: Final = 500
"""Characters a reason may have."""


def checked_reason(reason: str, deed: str) -> str:
    """The reason in one line, blanks tidied; Refused if there is none or it is too long."""
    tidy = " ".join(reason.split())
    if not tidy or len(tidy) > LONGEST or not tidy.isprintable():
        raise Refused(f"Say why you {deed}, in at most {LONGEST} characters: the record keeps it.")
    return tidy
