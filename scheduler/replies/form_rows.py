"""One row of a spreadsheet of form submissions: what it answers, as what, and when; or why it is unfit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from mailer.canonical import digest
from mailer.errors import MailerError
from recipients.imports.cells import fault_in_cell, tidy
from recipients.names import name_key
from scheduler.replies.asked import Asking
from scheduler.replies.form_columns import WHOSE
from scheduler.replies.recording import EARLIEST, LONGEST
from scheduler.replies.reply import ASSESSED, ReplyState

_ISO: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)
_STATES: Final[Mapping[str, ReplyState]] = {
    **{state.value: state for state in ReplyState if state in ASSESSED - {ReplyState.DISREGARDED}},
    **dict.fromkeys(("", "yes", "done", "full", "true", "oui", "sí", "да", "نعم", "是"), ReplyState.COMPLETE),
    **dict.fromkeys(("no", "refused", "non", "нет", "لا", "否"), ReplyState.DECLINED),
    **dict.fromkeys(("in part", "partly", "incomplete", "draft"), ReplyState.PARTIAL),
}
"""What may stand in the column of states; a submission without one is complete."""


@dataclass(frozen=True)
class FormRow:
    """A row that can be understood; whose it is stands in `whose`, by column."""

    number: int
    """As the spreadsheet counts: the header is row 1."""
    whose: Mapping[str, str]
    ask: str
    state: ReplyState
    came_at: datetime
    note: str
    source: str
    """What it is recognised by when the file is imported again."""


class UnfitRow(Exception):
    """A row that cannot be understood, with a sentence."""


def read_row(
    asking: Asking,
    ask: str | None,
    now: datetime,
    columns: Mapping[str, int],
    number: int,
    cells: Sequence[str],
) -> FormRow:
    """The row; UnfitRow with the column and a sentence if it cannot be taken.

    `ask` is what is answered where the row does not say; without a date the submission came `now`.
    """
    values = {name: tidy(cells[place]) if place < len(cells) else "" for name, place in columns.items()}
    for name, cell in values.items():
        if fault := fault_in_cell(cell, lines=name == "note"):
            raise UnfitRow(f"{name}: {fault}")
    whose = {name: values[name] for name in WHOSE if values.get(name)}
    if not whose:
        raise UnfitRow("It does not say whose it is.")
    written = name_key(values.get("state", ""))
    if written not in _STATES:
        known = ", ".join(sorted(state.value for state in set(_STATES.values())))
        raise UnfitRow(f"state: “{values['state']}” is no state. Write one of: {known}.")
    note = " ".join(values.get("note", "").split())
    if len(note) > LONGEST:
        raise UnfitRow(f"note: It has {len(note):,} characters, and may have {LONGEST}.")
    answers = _ask(asking, values.get("ask") or ask)
    return FormRow(
        number=number,
        whose=whose,
        ask=answers,
        state=_STATES[written],
        came_at=_came_at(asking, now, values.get("came_at", "")),
        note=note,
        source=f"form {digest([answers, *sorted(values.items())])}",
    )


def _ask(asking: Asking, name: str | None) -> str:
    try:
        return asking.the_ask(name).name
    except MailerError as error:
        raise UnfitRow(f"ask: {error.message}") from None


def _came_at(asking: Asking, now: datetime, written: str) -> datetime:
    """The moment that a cell names, at the letter's place where it names no zone."""
    if not written:
        return now
    try:
        if not _ISO.fullmatch(written):
            raise ValueError(written)
        moment = datetime.fromisoformat(written)
        if moment.year < EARLIEST:
            raise ValueError(written)
    except ValueError:
        advice = "Write it like 2027-03-29, or 2027-03-29 14:30."
        raise UnfitRow(f"date: “{written}” is no date. {advice}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(asking.time_zone))
    if moment > now:
        raise UnfitRow(f"date: {written} is still ahead.")
    if early := asking.before_it_went_out(moment):
        raise UnfitRow(f"date: {early}")
    return moment.astimezone(UTC)
