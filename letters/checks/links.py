"""Checks the links of the texts that lead somewhere, for how they lead there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from letters.findings import Finding, warning
from letters.parity.differences import Version
from letters.source import LetterSource


def check_links(letter: LetterSource, versions: Sequence[Version]) -> Iterator[Finding]:
    """Links without encryption; those of an old letter are left as they were."""
    if letter.facts.legacy:
        return
    for version in versions:
        for portion in version.portions:
            for link in portion.links:
                if link.lower().startswith("http://"):
                    message = f"{link} is not encrypted, and some readers are warned of it. Try https://."
                    yield warning("link-plain", message, version.file, portion.line)
