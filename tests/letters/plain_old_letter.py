"""Reads invented old letters for tests: a plain one, in which a test replaces what it is about."""

from __future__ import annotations

from typing import Any, Final

from letters.legacy.importing import import_report
from letters.legacy.old_file import as_old_file

PLAIN: Final = """\
Bureau of Harbour Lights

Ref.: HL/19/12
Contact: Ms Tove Lindqvist
Tel.: +41 22 555 01 44
E-mail: lights@harbour.example

Geneva, 12 March 2019

To all keepers of lights

Subject: Inventory of lights

Dear Sir/Madam,

I have the honour to invite you to contribute to the Inventory of Lights. Entries should be sent to
lights@harbour.example by 31 May 2019.

Yours faithfully,

Idris Bello
Director
"""


def report_on(text: str | bytes) -> dict[str, Any]:
    """The report on a letter with this text."""
    return import_report(as_old_file(text if isinstance(text, bytes) else text.encode(), "letter.txt"))


def with_body(*paragraphs: str, tail: str = "") -> str:
    """The plain letter with other paragraphs, and something under its signature."""
    head, _, rest = PLAIN.partition("I have the honour")
    closing = rest.partition("31 May 2019.")[2]
    return head + "\n\n".join(paragraphs) + closing + tail


def plain_with(old: str, new: str) -> str:
    """The plain letter with something replaced."""
    assert old in PLAIN
    return PLAIN.replace(old, new)


def blocks(report: dict[str, Any]) -> list[str]:
    """The names of the blocks in their order."""
    return [block["block"] for block in report["blocks"]]


def kinds(report: dict[str, Any]) -> set[str]:
    """The kinds of its defects."""
    return {defect["kind"] for defect in report["defects"]}


def is_whole(report: dict[str, Any]) -> bool:
    """Whether every word stands in its place."""
    return bool(report["fidelity"]["words"] == report["fidelity"]["words_in_place"])
