"""Founds offices for tests of the command line, and leads them step by step through the life of a letter."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from console.bootstrap import Office, found_office
from console.demo.letter import STAKEHOLDERS
from mailer.clock import utc_now
from mailer.staff import EVERY_ROLE, Role, add_staff, machine
from tests.rig.command_line import Result, call
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Script, Step, cut

ADDRESS_OF = "{}@office.example"
STAFF = {
    "a.osei": EVERY_ROLE,
    "b.approver": frozenset({Role.APPROVER}),
    "c.releaser": frozenset({Role.RELEASER}),
    "d.drafter": frozenset({Role.DRAFTER}),
    "e.auditor": frozenset({Role.AUDITOR}),
}
"""Who works in every office of a test; the first one acts where nobody is named."""
NOWHERE = 1
"""A port on which no mail server listens."""
CAMPAIGN = "IOCO-1001"
AUDIENCE = "recipient GOV-001, GOV-002, GOV-003"
COPIES = 4
"""One of the three has a second address, for copies."""
UNCERTAIN = "registry@shores-ke.example"
"""The address of GOV-001; for its copy the line is cut after the last dot if the relay is `relay()`."""


LETTER_DOMAINS = ("libraries.example", "ioco.example")
"""The mail domains that the letters of these offices print."""


def relay() -> AbstractContextManager[ScriptedServer]:
    """A mail server that takes every letter, but cuts the line after the first one for UNCERTAIN."""
    return in_thread(Script(acts={(Step.DOT, UNCERTAIN): [cut()]}))


def found(folder: Path, *, port: int = NOWHERE) -> Path:
    """An office with its staff and nothing else."""
    office = found_office(
        folder,
        name="Example Secretariat",
        domain="office.example",
        sender="letters@office.example",
        actor="a.osei",
        allow=("@office.example",),
        port=port,
        issue_days=36_500,  # tests may run at midnight, and examples name days far ahead
    )
    _enter_staff(office)
    office.database.close()
    settings = folder / "office.toml"
    own = f'actor = "a.osei"\nown_domains = {list(LETTER_DOMAINS)}'.replace("'", '"')
    text = settings.read_text().replace('actor = "a.osei"', own)
    settings.write_text(f'{text}\n[approval]\nown_draft = "warn"\n')
    return folder


def _enter_staff(office: Office) -> None:
    with office.database.writing() as session:
        for name, roles in STAFF.items():
            add_staff(
                session, utc_now(), machine("tester"), name=name, email=ADDRESS_OF.format(name), roles=roles
            )


def lay_out_stakeholders(folder: Path) -> Path:
    """The demo's directory as `stakeholders.xlsx` in a folder."""
    return Path(shutil.copy(STAKEHOLDERS, folder / "stakeholders.xlsx"))


def set_delay(folder: Path, minutes: int) -> None:
    """How long a released letter waits in this office."""
    path = folder / "office.toml"
    path.write_text(path.read_text().replace("delay_minutes = 10", f"delay_minutes = {minutes}"))


def release(folder: Path) -> None:
    """Release the campaign with the number of copies that its rehearsal shows."""
    copies = _in(folder, "campaigns", "rehearse", CAMPAIGN, "--json").json["copies"]
    _in(folder, "campaigns", "release", CAMPAIGN, "--count", copies, "--actor", "m.duarte", "--yes")


def _draft(folder: Path) -> None:
    _in(folder, "letters", "new", folder / "call-2027", "--series", "DM")


def _stock(folder: Path) -> None:
    _in(folder, "recipients", "import", folder / "stakeholders.xlsx", "--accept")
    _in(folder, "suppressions", "add", "old.box@harbour.example", "--reason", "asked by telephone")


def _list(folder: Path) -> None:
    _in(folder, "lists", "create", "Drafting group")
    _in(folder, "lists", "add", "Drafting group", "GOV-002")


def _submit(folder: Path) -> None:
    _in(folder, "register", "define", "DM", "--start", 1001)
    _in(folder, "letters", "submit", folder / "call-2027")


def _approve(folder: Path) -> None:
    _in(folder, "letters", "approve", "call-2027", "--yes")


def _plan(folder: Path) -> None:
    _in(folder, "letters", "new", folder / "coastal-report", "--series", "IOCO", "--language", "en")
    facts = folder / "coastal-report/letter.yaml"
    facts.write_text(facts.read_text().replace("addressees:\n", f"addressees:\n  audience: {AUDIENCE}\n"))
    _in(folder, "register", "define", "IOCO", "--start", 1001)
    _in(folder, "letters", "submit", folder / "coastal-report")
    _in(folder, "letters", "approve", "coastal-report", "--yes")
    _in(folder, "staff", "add", "m.duarte", "--role", "releaser")
    _in(folder, "campaigns", "create", "coastal-report", "--name", CAMPAIGN)


def _send(folder: Path) -> None:
    _in(folder, "campaigns", "stop", CAMPAIGN)
    set_delay(folder, 0)
    release(folder)
    _in(folder, "serve", "--once")


def _propose(folder: Path) -> None:
    _in(folder, "reminders", "plan", CAMPAIGN, "--from-template", folder / "chasing-first")
    _in(folder, "reminders", "plan", CAMPAIGN, folder / "chasing-first")


def _start(folder: Path) -> None:
    _in(folder, "reminders", "approve", CAMPAIGN, "--yes")
    _in(folder, "reminders", "start", CAMPAIGN, "--actor", "m.duarte", "--yes")


STEPS: dict[str, Callable[[Path], object]] = {
    "founded": lay_out_stakeholders,
    "drafted": _draft,
    "stocked": _stock,
    "listed": _list,
    "submitted": _submit,
    "approved": _approve,
    "planned": _plan,
    "released": release,
    "sent": _send,
    "proposed": _propose,
    "reminded": _start,
}
"""Where the life of the office has come to, and the step that leads there from the one before."""


class Offices:
    """Offices as they are after each step, each made once from the one before; their relay is at a port."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._made: dict[str, Path] = {}

    def copy(self, step: str, target: Path) -> Path:
        """A copy to work with of the office as it is after a step."""
        return Path(shutil.copytree(self._at(step), target))

    def _at(self, step: str) -> Path:
        if step not in self._made:
            here, steps = self._folder / step, list(STEPS)
            if step == steps[0]:
                found(here, port=self._port)
            else:
                self.copy(steps[steps.index(step) - 1], here)
            STEPS[step](here)
            self._made[step] = here
        return self._made[step]


def _in(folder: Path, *arguments: object) -> Result:
    return call("--office", folder, *arguments).done()
