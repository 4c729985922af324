"""Names of IMAP folders as they go over the wire: modified UTF-7 (RFC 3501 section 5.1.3)."""

from __future__ import annotations

import base64
import re
from typing import Final

_FOREIGN: Final = re.compile(r"[^ -~]+")


def folder_name(name: str) -> str:
    """A folder's name in quotes, as commands take it: `Retours reçus` is `"Retours re&AOc-us"`."""
    encoded = _FOREIGN.sub(_shifted, name.replace("&", "&-"))
    escaped = encoded.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _shifted(found: re.Match[str]) -> str:
    octets = base64.b64encode(found[0].encode("utf-16-be")).decode("ascii")
    return f"&{octets.rstrip('=').replace('/', ',')}-"
