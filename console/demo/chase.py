"""The demo's second half: answers, reminders to the silent, a deadline that moves, and the reckoning."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from console.bootstrap import Office, open_office, system_user
from console.demo.letter import LetterDates
from console.demo.office import APPROVER, COORDINATOR, RELEASER
from console.demo.reckoning import Reckoning
from console.demo.stage import CAMPAIGN, COMMAND, Stage
from console.demo.sweep import look_and_send, sweep
from console.duties import look_into_inbox
from console.printing import say
from console.terminal import print_table, say_indented
from letters.facts import Language
from letters.languages import format_date, load_formulas
from mailer.errors import Refused
from mailer.staff import act_as
from scheduler.office_calendar.local_time import moment_at
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderRung, RungState
from scheduler.reminding.plan_folder import FILE
from scheduler.replies.correcting import assess_reply
from scheduler.replies.reply import ReplyState

MORE_TIME: Final = timedelta(days=14)
"""By how much the addendum moves the deadline."""
RUNGS: Final = (("21 days before", "second"), ("3 days before", "last"))
PLAN: Final = """\
# Reminders of {letter}: a text in six languages for each rung, to those who are silent when it leaves.
at: "09:00"
hours: 04:00-23:00
late: ask
most: 3
rungs:
{rungs}"""
ASKS: Final = ("entries", "questionnaire")


def chase(stage: Stage, folder: Path, more_time: Path) -> None:
    """Answers, reminders, an addendum, reminders again; Refused where the books are not what happened."""
    dates = LetterDates.for_day(stage.clock().date())
    reckoning = Reckoning(stage)
    _hear_back(stage)
    _plan(stage, folder)
    _rung(stage, reckoning, 1, "13. Three weeks before the deadline")
    _leap(stage, dates.deadline - timedelta(days=6))
    _listen(stage)
    _extend(stage, more_time, dates)
    _start_again(stage)
    _rung(stage, reckoning, 2, "16. Three days before the new deadline, to who is silent now")
    _leap(stage, dates.deadline + MORE_TIME + timedelta(days=1))
    _listen(stage)
    _reckon_up(stage, reckoning)


def _hear_back(stage: Stage) -> None:
    say(
        "\n11. Twelve days go by: notices of failure and delay, absences, and answers in six languages",
        bold=True,
    )
    say("  $ mailer serve", colour=COMMAND)
    began = stage.clock()
    stage.correspondents.get(stage.world.heard(), began)
    for days in (2, 12):
        stage.clock.leap_to(began + timedelta(days=days))
        for line in _listen(stage):
            say_indented(line, 4)
    _assess(stage, shown=True)


def _listen(stage: Stage) -> list[str]:
    """What the world wrote back is collected and read, and the clock draws its conclusions."""
    stage.correspondents.get(stage.world.heard(), stage.clock())
    stage.correspondents.write_back(stage.clock())
    office = open_office(stage.folder)
    told = look_into_inbox(office, stage.clock())
    told += sweep(stage, office)
    office.database.close()
    return told


def _assess(stage: Stage, *, shown: bool = False) -> None:
    """A person reads what came by mail, and says what it counts for."""
    said = stage.run("replies", "list", CAMPAIGN, "--to-assess", "--limit", "1000", "--json", quiet=True)
    waiting = [
        (item["reply"], stage.correspondents.answered[item["sender"]]) for item in json.loads(said)["items"]
    ]
    if shown and waiting:
        number, state = waiting.pop(0)
        asks = [word for ask in ASKS for word in ("--ask", ask)]
        told = stage.run(
            "replies", "assess", str(number), *asks, "--state", state, "--actor", COORDINATOR.name
        )
        say_indented(told.strip().splitlines()[-1], 4)
        say_indented(f"… and {len(waiting)} more are read and assessed in the same way", 4)
    office = open_office(stage.folder)
    with office.database.writing() as session:
        by = act_as(session, COORDINATOR.name, system_user())
        for number, state in waiting:
            assess_reply(session, stage.clock(), by, int(number), asks=ASKS, state=ReplyState(state))
    office.database.close()


def _plan(stage: Stage, folder: Path) -> None:
    stage.step("12. A plan of reminders, written from a template and changed, approved and started by others",
               "reminders", "plan", CAMPAIGN, "--from-template", str(folder),
               shown=f"reminders plan {CAMPAIGN} --from-template {folder.name}")  # fmt: skip
    rungs = "".join(f"  - at: {when}\n    letter: {letter}\n" for when, letter in RUNGS)
    (folder / FILE).write_text(PLAN.format(letter=CAMPAIGN, rungs=rungs), encoding="utf-8")
    stage.run("reminders", "plan", CAMPAIGN, str(folder), "--actor", COORDINATOR.name,
              shown=f"reminders plan {CAMPAIGN} {folder.name} --actor {COORDINATOR.name}")  # fmt: skip
    _approve(stage)


def _approve(stage: Stage) -> None:
    stage.run("reminders", "approve", CAMPAIGN, "--actor", APPROVER.name, "--yes")
    stage.run("reminders", "start", CAMPAIGN, "--actor", RELEASER.name, "--yes")
    for line in stage.run("reminders", "show", CAMPAIGN).splitlines():
        say(f"    {line}")


def _rung(stage: Stage, reckoning: Reckoning, number: int, title: str) -> None:
    """A rung goes out: to exactly those who are silent, each when they are at work."""
    say(f"\n{title}", bold=True)
    planned = json.loads(stage.run("reminders", "show", CAMPAIGN, "--json", quiet=True))["rungs"][number - 1]
    day = date.fromisoformat(planned["day"])
    _leap(stage, day - timedelta(days=1))
    _listen(stage)
    _assess(stage)
    _leap(stage, day)
    expected = reckoning.silent()
    office = open_office(stage.folder)
    sweep(stage, office)
    said = stage.run("reminders", "preview", CAMPAIGN, "--json", shown=f"reminders preview {CAMPAIGN}")
    counts = json.loads(said)["counts"]
    say_indented(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())), 4)
    waves = _until_all_were_at_work(stage, office)
    office.database.close()
    stage.correspondents.get(stage.world.heard(), stage.clock())
    reminded = reckoning.check_rung(planned["number"], expected)
    say_indented(f"{reminded} were reminded, in {waves} waves: exactly those who were silent", 4)


def _until_all_were_at_work(stage: Stage, office: Office) -> int:
    """Leap from hour to hour at which somebody begins to work, until nobody waits; how often."""
    waves = 1
    while (moment := _next_hour(office)) is not None:
        stage.clock.leap_to(moment + timedelta(seconds=1))
        look_and_send(stage, office)
        waves += 1
    sweep(stage, office)
    return waves


def _next_hour(office: Office) -> datetime | None:
    with office.database.reading() as session:
        asked = (
            select(func.min(ReminderDue.due_at))
            .join(ReminderRung, ReminderRung.id == ReminderDue.rung_id)
            .where(ReminderRung.state == RungState.OPEN, ReminderDue.outcome == Outcome.WAITING)
        )
        found: datetime | None = session.scalar(asked)
        return found


def _extend(stage: Stage, folder: Path, dates: LetterDates) -> None:
    """An addendum moves the deadline, for everybody who got the letter."""
    stage.run("letters", "new", str(folder), "--addendum-to", CAMPAIGN, quiet=True)
    _write_addendum(stage, folder, dates)
    name = folder.name
    stage.step(f"14. An addendum gives all who got the letter {MORE_TIME.days} days more",
               "letters", "submit", str(folder), shown=f"letters submit {name}")  # fmt: skip
    stage.run("letters", "approve", name, "--actor", APPROVER.name, "--yes")
    campaign = f"{CAMPAIGN}-Add.1"
    stage.run("campaigns", "create", name)
    rehearsed = json.loads(stage.run("campaigns", "rehearse", campaign, "--json", quiet=True))
    stage.run("campaigns", "release", campaign, "--count", str(rehearsed["copies"]), "--actor", RELEASER.name,
              "--yes")  # fmt: skip
    office = open_office(stage.folder)
    for line in [*sweep(stage, office), *sweep(stage, office)]:
        if line.startswith("reminders"):
            say_indented(line, 4)
    office.database.close()


def _write_addendum(stage: Stage, folder: Path, dates: LetterDates) -> None:
    new = dates.deadline + MORE_TIME
    text = resources.files("console.demo").joinpath("data/more_time.toml").read_text(encoding="utf-8")
    words: dict[str, Any] = tomllib.loads(text)
    for language in Language:
        formulas = load_formulas(language)
        days = {"date": dates.issued, "old": dates.deadline, "new": new}
        printed = {name: format_date(day, formulas) for name, day in days.items()}
        told = words[language.value]
        body = told["body"].format(reference=CAMPAIGN, **printed)
        written = f'---\nsubject: "{told["subject"]}"\n---\n{body}\n'
        (folder / f"{language}.md").write_text(written, encoding="utf-8")
    facts = folder / "letter.yaml"
    moves = f"moves:\n  - deadline: contributions\n    was: {dates.deadline}\n    date: {new}\n"
    today = stage.clock().date().isoformat()
    kept = [
        line for line in facts.read_text(encoding="utf-8").splitlines() if not line.startswith(("#", "date:"))
    ]
    facts.write_text("\n".join([*kept, f"date: {today}", moves]), encoding="utf-8")


def _start_again(stage: Stage) -> None:
    say("\n15. The clock has planned the reminders anew; the new plan is approved and started", bold=True)
    _approve(stage)


def _leap(stage: Stage, day: date) -> None:
    """To the minute at which a rung begins, in Lisbon."""
    stage.clock.leap_to(moment_at(day, time(9), "Europe/Lisbon"))


def _reckon_up(stage: Stage, reckoning: Reckoning) -> None:
    _assess(stage)
    say("\n17. Reckoned up: who answered, by category, against the deadline", bold=True)
    for line in stage.run("replies", "status", CAMPAIGN).splitlines():
        say(line)
    rows = reckoning.check_all()
    say("\n18. Held against what the world really did, to the last recipient", bold=True)
    print_table(["what", "in the office's books", "in the world"], rows)
    wrong = [row[0] for row in rows if row[1] != row[2]]
    if wrong:
        raise Refused(f"The office's books are not what happened: {', '.join(map(str, wrong))}.")
    say_indented("All of it agrees.", 4)
