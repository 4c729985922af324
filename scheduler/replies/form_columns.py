"""Which column of a spreadsheet of form submissions holds what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from recipients.imports.columns import REASON, heading_key, known_headings
from recipients.imports.faults import FaultKind, FileFault
from recipients.names import listed

WHOSE: Final = ("id", "organisation_id", "email", "organisation")
"""Columns that say whose a submission is, the surest first; one of them is needed."""
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "ask": ("ask", "question", "item"),
    "state": ("state", "status", "answer", "complete", "statut", "estado", "статус", "الحالة", "状态"),
    "came_at": (
        "date", "submitted", "submitted at", "submitted on", "submission date", "received", "received on",
        "replied on", "completion time", "timestamp", "horodateur", "date de réception", "marca temporal",
        "fecha", "отметка времени", "дата", "التاريخ", "طابع زمني", "时间戳记", "提交时间", "日期",
    ),
    "submission": ("submission", "submission id", "response id", "respondent id", "entry id"),
    "note": ("note", "remark", "comment", "remarque", "observaciones", "примечание", "ملاحظة", "备注"),
}  # fmt: skip
_HEADINGS: Final = {heading_key(heading): name for name, all_ in _OWN.items() for heading in all_}


def form_columns(header: Sequence[str]) -> dict[str, int]:
    """The place of each column that has a meaning here, from 0; others are left out.

    FileFault where no column says whose a submission is, or two say the same.
    """
    meant = [None if cell == REASON else _meaning(cell) for cell in header]
    twice = [name for name, count in Counter(filter(None, meant)).items() if count > 1]
    if twice:
        headings = [cell for cell, name in zip(header, meant, strict=True) if name == twice[0]]
        message = f"{len(headings)} columns mean “{twice[0]}”: {listed(headings)}. Keep one of them."
        raise FileFault(FaultKind.DUPLICATE_COLUMN, message)
    found = {name: place for place, name in enumerate(meant) if name}
    if not set(WHOSE) & found.keys():
        there = listed([cell for cell in header if cell.strip()]) or "none"
        raise FileFault(
            FaultKind.MISSING_COLUMN,
            "A column has to say whose each row is: “id”, “organisation id”, “email” or “organisation”."
            f" The columns are: {there}.",
        )
    return found


def _meaning(heading: str) -> str | None:
    key = heading_key(heading)
    known = _HEADINGS.get(key) or known_headings().get(key)
    return known if known in WHOSE or known in _OWN else None
