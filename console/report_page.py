"""The report on the replies to a letter as a page of text, as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from console.terminal import width
from mailer.database import OfficeSession
from recipients.files import whole_file
from recipients.regions import Regions
from scheduler.export import closing_lines
from scheduler.replies.asked import Asking
from scheduler.replies.progress import By, Progress, progress
from scheduler.replies.report import ReportLine, report_lines

_NAME: Final = 52
"""Characters of the column of names; a longer one has a line of its own."""
_HEADING: Final = f"{'organisation':<{_NAME}}  {'replied on':<10}  {'how':<14}  complete\n"


def write_report_text(
    session: OfficeSession,
    now: datetime,
    asking: Asking,
    regions: Regions,
    ask: str | None,
    target: Path,
) -> int:
    """Write the report as a page of text, as it is printed; how many organisations."""
    count = 0
    with whole_file(target) as part, part.open("w", encoding="utf-8") as page:
        page.write(f"REPLIES TO {asking.printed}{f', “{ask}”' if ask else ''}\n")
        due = asking.ask(ask).due if ask is not None else asking.answered_by
        page.write(f"As of {now.astimezone(ZoneInfo(asking.time_zone)):%Y-%m-%d}")
        page.write(f"; answers were due by {due.in_words}\n" if due is not None else "\n")
        lines = report_lines(session, asking, regions, ask=ask)
        for category, of_category in groupby(lines, key=lambda line: line.category):
            page.write(f"\n{category.upper()}\n{_HEADING}")
            for line in of_category:
                page.write(_printed(line))
                count += 1
        for by in (By.CATEGORY, By.REGION):
            page.writelines(_rates(progress(session, asking, regions, ask=ask, by=by)))
        page.writelines(f"{' '.join(map(str, line))}\n" for line in closing_lines(session, now, count))
    return count


def _printed(line: ReportLine) -> str:
    name = f"{line.organisation}{f' ({line.country})' if line.country else ''}"
    replied_on = line.replied_on.isoformat() if line.replied_on else "—"
    complete = f"{line.complete}{', late' if line.late else ''}"
    if width(name) > _NAME:
        name = f"{name}\n"
    gap = " " * (_NAME - width(name.rpartition("\n")[2]))
    return f"{name}{gap}  {replied_on:<10}  {line.how:<14}  {complete}".rstrip() + "\n"


def _rates(found: Progress) -> Iterator[str]:
    yield f"\n{f'BY {found.by.upper()}':<38}  {'addressed':>9}  {'replied':>7}  {'of 100':>6}\n"
    for line in (*found.lines, found.whole):
        yield f"{line.name:<38}  {line.total:>9,}  {line.replied:>7,}  {line.rate:>6}\n"
    if found.by is By.REGION:
        yield "\n"
