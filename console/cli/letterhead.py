"""The office's emblem for the letterhead: the one that was named, else the one of the settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from console.cli.desk import Desk
from mailer.errors import Refused

if TYPE_CHECKING:
    from letters.document.emblem import Emblem


def emblem_of(desk: Desk, named: Path | None = None) -> Emblem | None:
    """The emblem that documents bear; None where neither a file is named nor the settings name one.

    Refused, with what to do, for a file that is missing, too large, or not only a picture.
    """
    from letters.document.emblem import take_emblem
    from letters.findings import Finding

    path = named or _of_the_settings(desk)
    if path is None:
        return None
    taken = take_emblem(path)
    if isinstance(taken, Finding):
        raise Refused(taken.message)
    return taken


def _of_the_settings(desk: Desk) -> Path | None:
    if not desk.has_office:
        return None
    settings = desk.office.settings
    return settings.folder / settings.office.emblem if settings.office.emblem else None
