"""The words of a notice: its text as lines, without what is quoted and without the returned message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mailer.bounces.headers import Fields
from mailer.bounces.message import Part, head_and_body
from mailer.bounces.page import text_of_html
from mailer.bounces.returned import without_returned

MOST_LINES: Final = 3000
LONGEST_LINE: Final = 1000
MOST_TEXTS: Final = 3
_ALONE: Final = re.compile(r"> {0,4}<?[^\s<>@]{1,64}@[^\s<>@]{1,253}>?")


@dataclass(frozen=True)
class Notice:
    """What a message says in words, and the head of the message it returns."""

    lines: tuple[str, ...]
    returned: Fields
    report: str = ""
    """The fields of a delivery report that stand in the text, where the parts of a message were lost."""
    quotes: bool = False
    """Whether something was quoted, as people do who answer."""

    @property
    def text(self) -> str:
        """All its lines."""
        return "\n".join(self.lines)


def read_notice(message: Part) -> Notice:
    """The words of a message and the head of what it returns, attached or in its own text."""
    leaves = list(message.leaves())
    lines, rest = without_returned(_lines(_text(leaves)))
    own = [line for line in lines if not _is_quoted(line)]
    own, report = _without_report(own)
    attached = next((leaf for leaf in leaves if leaf.is_attached_message), None)
    in_text = "\n".join(line.removeprefix(">") for line in rest).lstrip("\n-= ")
    head = attached.octets if attached else in_text.encode("utf-8", "replace")
    return Notice(tuple(own), Fields(head_and_body(head.lstrip())[0]), report, any(map(_is_quoted, lines)))


def _text(leaves: list[Part]) -> str:
    """Plain text where there is any, else text out of HTML; what is attached as a file is left out."""
    texts = [
        leaf
        for at, leaf in enumerate(leaves)
        if leaf.type.startswith(("text/", "multipart/"))
        and not leaf.is_attached_message
        and (at == 0 or not leaf.fields.get("content-disposition").lower().startswith("attachment"))
    ]
    plain_ones = [leaf.text for leaf in texts if leaf.type != "text/html" and leaf.text.strip()][:MOST_TEXTS]
    if plain_ones:
        return "\n".join(plain_ones)
    return "\n".join(text_of_html(leaf.text) for leaf in texts if leaf.type == "text/html")


def _lines(text: str) -> list[str]:
    found = text.replace("\r", "\n").replace("\x00", "").split("\n", MOST_LINES)[:MOST_LINES]
    return [line[:LONGEST_LINE].rstrip() for line in found]


def _without_report(lines: list[str]) -> tuple[list[str], str]:
    """The lines before a delivery report in the text, and the report; all lines where there is none."""
    starts = [
        at for at, line in enumerate(lines) if line.lower().startswith(("reporting-mta:", "final-recipient:"))
    ]
    if not starts or not any(line.lower().startswith(("action:", "status:")) for line in lines[starts[0] :]):
        return lines, ""
    return lines[: starts[0]], "\n".join(lines[starts[0] :])


def _is_quoted(line: str) -> bool:
    """Whether somebody quotes; `>>> RCPT TO` of a transcript is none, nor an address alone."""
    start = line.lstrip()
    return start.startswith(">") and not start.startswith(">>>") and not _ALONE.fullmatch(start)
