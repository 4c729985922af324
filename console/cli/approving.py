"""What every approval needs at the desk: letters made ready, and the warnings that the approver has read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from console.cli.letter_findings import categories_in, house_in, proofreader_in
from console.printing import counted
from mailer.errors import Misused

if TYPE_CHECKING:
    from console.cli.desk import Desk
    from letters.approval import Prepared
    from letters.document.emblem import Emblem
    from mailer.database import OfficeSession
    from mailer.merge import LimitedMerger


def prepared_in(
    desk: Desk,
    session: OfficeSession,
    handle: str,
    emblem: Emblem | None,
    merger: LimitedMerger | None = None,
) -> Prepared:
    """A letter rendered and checked with the office's own words, as `prepare_approval` promises."""
    from letters.approval import prepare_approval

    return prepare_approval(
        session, desk.now, handle, office=desk.office.settings.office,
        categories=categories_in(session, desk.now.date()), proofreader=proofreader_in(session),
        formulas=desk.library.formulas, house=house_in(desk, session), merger=merger, emblem=emblem,
    )  # fmt: skip


def warnings_read(accepted: int | None, warnings: int, *, yes: bool) -> int:
    """How many warnings the approver has read: given, or typed after they were shown."""
    if accepted is not None or not warnings:
        return accepted or 0
    if yes or not sys.stdin.isatty():
        shown = counted(warnings, "warning")
        raise Misused(f"{shown} above. Read, then add --accept-warnings {warnings}. Nothing was done.")
    typed: int = click.prompt("Type the number of warnings you have read", type=int)
    return typed
