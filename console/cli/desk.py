"""What every command finds on the desk: the office, the actor, the moment, and how results are shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from console.printing import say, visible
from mailer.clock import utc_now
from mailer.errors import Misused, Refused

if TYPE_CHECKING:
    from console.bootstrap import Office
    from letters.languages.library import Library
    from mailer.audit import Actor
    from mailer.database import Database
    from mailer.heads import Lag

F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True)
class Desk:
    """One call of the command line."""

    folder: Path
    clock: Callable[[], datetime] = utc_now
    """What tells the time: the demo's runs fast."""

    @cached_property
    def office(self) -> Office:
        """The office in the folder; Unreachable if there is none."""
        from console.bootstrap import open_office

        return open_office(self.folder)

    @property
    def has_office(self) -> bool:
        """Whether there is an office: in the present folder by chance, or in the folder that was named."""
        from mailer.settings import FILE

        return self.folder != Path() or (self.folder / FILE).exists()

    @cached_property
    def database(self) -> Database:
        """The office's database; that its records fall short of what was noted is said first (F53)."""
        if self.lag is not None:
            say(f"WARNING. {self.lag} What is shown may be long past: `mailer audit reconcile`.", err=True)
        return self.office.database

    @cached_property
    def lag(self) -> Lag | None:
        """How the records fall short of the head that was noted outside; None if they do not."""
        from mailer.heads import lag, noted_in

        database = self.office.database
        noted = noted_in(database.heads)
        with database.reading() as session:
            return lag(session, noted)

    @cached_property
    def library(self) -> Library:
        """The formulas of the office, or those shipped; Refused with the place if its own have a fault."""
        from letters.languages.library import read_library

        return read_library(self.folder if self.has_office else None)

    @cached_property
    def now(self) -> datetime:
        """The moment of this call, the same throughout."""
        return self.clock()

    def actor(self, name: str | None, *, although_behind: bool = False) -> Actor:
        """Who acts: the one named, else the one of the settings; NotFound if there is no such staff.

        Refused while the records fall short of the head that was noted outside, before anything is begun.
        """
        from console.bootstrap import system_user
        from mailer.heads import refuse_to_act
        from mailer.staff import act_as

        _know_every_table()

        if self.lag is not None and not although_behind:
            refuse_to_act(self.lag)
        chosen = name or self.office.settings.office.actor
        if not chosen:
            raise Misused("Say who you are with --actor, or set `actor` in office.toml.")
        with self.office.database.reading() as session:
            return act_as(session, chosen, system_user())

    def keeper(self, name: str | None, deed: str) -> Actor:
        """Who acts, if they may keep the directory; Refused for auditors and those who keep staff only."""
        from mailer.staff import Role

        by = self.actor(name)
        if by.roles <= {Role.AUDITOR, Role.ADMINISTRATOR}:
            raise Refused(f"{by.name} may not {deed}: that needs the role “drafter” or “coordinator”.")
        return by

    def close(self) -> None:
        """Let go of the database, if it was used."""
        office = self.__dict__.get("office")
        if office and "database" in office.__dict__:
            office.database.close()

    def machine(self) -> Actor:
        """The program itself, for what nobody in particular does."""
        from console.bootstrap import system_user
        from mailer.staff import machine

        _know_every_table()
        return machine(system_user())


def _know_every_table() -> None:
    """A command loads what it works with, and a row may name tables of modules that it does not load."""
    import_module("console.tables")


class InOrder(click.Group):
    """A group of commands that are listed in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """As they were added."""
        return list(self.commands)


pass_desk = click.make_pass_decorator(Desk)


def actor_option(command: F) -> F:
    """`--actor NAME`: who acts."""
    return click.option(
        "--actor", envvar="MAILER_ACTOR", metavar="NAME", help="Who acts. Also MAILER_ACTOR, or office.toml."
    )(command)


def json_option(command: F) -> F:
    """`--json`: one JSON document instead of a table."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document, for programs.")(
        command
    )


def yes_option(command: F) -> F:
    """`--yes`: the answer to the question before it is asked."""
    return click.option("--yes", is_flag=True, help="Do not ask; the counts are still shown.")(command)


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something is changed or sent; Misused without a terminal and without `--yes`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Misused(f"{question} Nothing was done: there is nobody to ask here. Add --yes to go ahead.")
    if not click.confirm(visible(question)):
        say("Nothing was done.", err=True)
        raise click.exceptions.Exit(1)
