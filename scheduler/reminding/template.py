"""Lays out a plan of reminders to begin with: four rungs, each with a letter in the first one's languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from letters.folder_writing import write_folder
from letters.register import references_of
from letters.reminders import deadlines_in, reminder_folder
from mailer.database import OfficeSession
from mailer.errors import Refused
from scheduler.reminders.plan import called
from scheduler.reminding.plan_folder import FILE
from scheduler.replies.asked import Asking, asking

RUNGS: Final = (
    ("30 days before", "first"),
    ("14 days before", "second"),
    ("3 days before", "last"),
    ("7 days after", "overdue"),
)
"""When each of them is due, and which letter it is: the tone of its text, and its folder."""
PLAN: Final = """\
# Reminders of {reference}. What each line means:  docs/reminders.md
{ask}
to: silent              # or: not complete, acknowledged, all but declined
at: "09:00"             # when a rung begins, at the office
hours: 09:00-17:00      # of their own place, within which people are written to; or any
rest: next              # a rung on a day of rest of the office: next, previous or none
weekends: yes           # wait for recipients' own weekends and holidays (calendars.toml)
quiet: ["12-24 to 01-02"]
late: ask               # when nothing ran in time: ask, send or skip
grace: 1 hour
most: 4                 # reminders of this letter that one recipient gets at most
pressure: {{most: 3, within: 30 days}}   # of all letters together

rungs:
{rungs}"""


def write_template(session: OfficeSession, folder: Path, name: str, today: date) -> list[Path]:
    """Write a plan for the letter of this reference, with its letters, into a new folder; its files.

    NotFound if there is no such letter; Refused if it has no deadline that reminders could count from, or
    anything is in the folder.
    """
    asked = asking(session, name)
    letter = asked.letter
    references = references_of(session, letter.id)
    due = asked.answered_by
    if due is None or not references:
        raise Refused(f"{called(session, letter)} sets no deadline: write a plan with dates of its own.")
    printed = {one.id for one in deadlines_in(session, letter)}
    deadline = due.id if due.id in printed else None
    files: dict[str, bytes] = {}
    rungs = []
    for when, tone in RUNGS:
        written = reminder_folder(session, references[0], letter, tone, today, deadline)
        files |= {f"{tone}/{file}": content for file, content in written.items()}
        rungs.append(f"  - at: {when}\n    letter: {tone}\n")
    plan = PLAN.format(reference=references[0].printed, ask=_about(asked), rungs="".join(rungs))
    return write_folder(folder, {FILE: plan.encode(), **files}, "plan")


def _about(asked: Asking) -> str:
    """Which ask it is about, where there are several to choose from."""
    names = [ask.name for ask in asked.asks if ask.name]
    if len(names) < 2:
        return ""
    return f"# ask: {names[0]}   # one of: {', '.join(names)}; without it the letter as a whole\n"
