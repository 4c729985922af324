"""The demo's story: the commands of the main job, run one after the other before the reader's eyes."""

from __future__ import annotations

import json
import re
import shlex
import time
from typing import Final

from console.bootstrap import open_office
from console.demo.chase import chase
from console.demo.ground import CHASING, MORE_TIME
from console.demo.letter import STAKEHOLDERS, write_letter
from console.demo.office import ADMINISTRATOR, APPROVER, DRAFTER, RELEASER, STAFF
from console.demo.stage import CAMPAIGN, COMMAND, Stage
from console.demo.sweep import sweep
from console.printing import progress, say
from console.terminal import say_indented

SUPPRESSED: Final = 3
PATIENCE: Final = 45.0
"""Seconds after which the demo stops waiting for the greylisted ones."""


def introduce(stage: Stage) -> None:
    """Say where the demo takes place, and who works there."""
    say(f"An office in {stage.folder}, with a mail server that plays the outside world.")
    say("Six people work there, and nobody does two people's part:")
    for person in STAFF:
        say(f"  {person.name:8}  {person.full_name:12}  {person.role:13}  {person.part}")
    say(f"{DRAFTER.name} acts where nobody else is named.")


def tell(stage: Stage) -> None:
    """The whole story; Refused, with what the command said, where it does not go as it should."""
    _prepare(stage)
    _write_letter(stage)
    copies = _release(stage)
    _send(stage, copies)
    _settle(stage)
    chase(stage, stage.folder / CHASING, stage.folder / MORE_TIME)
    _account(stage)


def _prepare(stage: Stage) -> None:
    stage.step("1. The directory: a spreadsheet is reported on, and stored when accepted",
               "recipients", "import", str(STAKEHOLDERS), "--accept", "--yes",
               shown="recipients import stakeholders.xlsx --accept")  # fmt: skip
    say("\n2. Three addresses that are to get nothing", bold=True)
    for address in _three_to_suppress(stage):
        stage.run("suppressions", "add", address, "--reason", "asked by letter of 3 March")
    say(f"    {SUPPRESSED} suppressions stand; the worker looks again when it sends")


def _three_to_suppress(stage: Stage) -> list[str]:
    """Three governments at ordinary addresses."""
    said = stage.run("recipients", "list", "--category", "governments", "--limit", "50", "--json", quiet=True)
    addresses = [item["address"] for item in json.loads(said)["items"]]
    ordinary = [address for address in addresses if not re.match(r"(refused|grey|full|cut)\.", address)]
    return ordinary[:SUPPRESSED]


def _write_letter(stage: Stage) -> None:
    write_letter(stage.letter, stage.clock().date())
    name = stage.letter.name
    stage.step("3. The letter: plain files in six languages, checked by file and line",
               "letters", "check", str(stage.letter), shown=f"letters check {name}")  # fmt: skip
    stage.run("register", "define", "IOCO", "--start", "1001", "--actor", ADMINISTRATOR.name)
    stage.step(f"4. Submitted for review by {DRAFTER.full_name}, who wrote it",
               "letters", "submit", str(stage.letter), shown=f"letters submit {name}")  # fmt: skip
    stage.step(f"5. Approved and numbered by {APPROVER.full_name}, who did not write it",
               "letters", "approve", name, "--actor", APPROVER.name, "--yes")  # fmt: skip


def _release(stage: Stage) -> int:
    name = stage.letter.name
    stage.step("6. To whom: the audience that the letter names, and its copy group",
               "campaigns", "create", name, "--name", CAMPAIGN)  # fmt: skip
    stage.step("7. Rehearsed: every copy merged, nothing sent", "campaigns", "rehearse", CAMPAIGN)
    rehearsed = json.loads(stage.run("campaigns", "rehearse", CAMPAIGN, "--json", quiet=True))
    copies = int(rehearsed["copies"])
    stage.step(f"8. Released by {RELEASER.full_name}, who did not approve it",
               "campaigns", "release", CAMPAIGN, "--count", str(copies), "--actor", RELEASER.name,
               "--yes")  # fmt: skip
    return copies


def _send(stage: Stage, copies: int) -> None:
    say("\n9. Sent over a few lines at once; the world refuses, delays and cuts", bold=True)
    say("  $ mailer serve", colour=COMMAND)
    office, until = open_office(stage.folder), time.monotonic() + PATIENCE
    with progress(copies, "    sending") as bar:
        while time.monotonic() < until:
            sweep(stage, office, bar.update)
            if _settled(stage):
                break
            time.sleep(0.3)
    office.database.close()
    say(f"    {stage.world.taken.total()} letters lie in the Maildir; what was deferred came again")


def _settled(stage: Stage) -> bool:
    """Whether the campaign has finished."""
    status = json.loads(stage.run("campaigns", "status", CAMPAIGN, "--json", quiet=True))
    return bool(status["state"] == "finished")


def _settle(stage: Stage) -> None:
    say("\n10. A line was cut after the last dot: a person finds out, and settles it", bold=True)
    command = ("campaigns", "uncertain", "list", CAMPAIGN)
    listed = json.loads(stage.run(*command, "--json", shown=shlex.join(command)))
    for copy in listed["items"]:
        say_indented(f"{copy['address']}: {copy['why']}", 4)
    for copy in listed["items"]:
        address = copy["address"]
        arrived = bool(stage.world.taken[address])
        said = stage.run(
            "campaigns", "uncertain", "settle", CAMPAIGN, address, "--as", "sent" if arrived else "failed",
            "--evidence", "their registry was asked by telephone", "--actor", RELEASER.name, "--yes",
        )  # fmt: skip
        say(f"    {said.strip().splitlines()[-1]}")


def _account(stage: Stage) -> None:
    say("\n19. Accounted for: every member of the audience is in exactly one place", bold=True)
    for line in stage.run("campaigns", "status", CAMPAIGN).splitlines():
        say(line)
    say("\n20. The record is whole", bold=True)
    for line in stage.run("audit", "verify").splitlines():
        say_indented(line, 4)
