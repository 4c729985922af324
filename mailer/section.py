"""What every table of `office.toml` builds on, and what two of them have in common."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

_HOST: Final = re.compile(r"[A-Za-z0-9._:-]+|\[[0-9A-Fa-f:]+\]")


class Tls(StrEnum):
    """How the line to a mail server is protected; none of them falls back to another."""

    IMPLICIT = "implicit"  # TLS from the first byte, usually port 465
    STARTTLS = "starttls"  # upgraded before anything is said, usually port 587
    OFF = "off"  # to a server on this machine only


class Section(BaseModel):
    """A table of the file: no key that is not known, nothing changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def host_name(text: str) -> str:
    """The name or address of a mail server as it stands; ValueError, with an example, for what is none."""
    if not _HOST.fullmatch(text):
        raise ValueError(f"“{text}” is no mail server. Write it like relay.office.example.")
    return text
