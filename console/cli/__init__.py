"""The `mailer` command: its table of commands, and what becomes of errors."""

from __future__ import annotations

import importlib
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from click.shell_completion import shell_complete

from console.cli.desk import Desk
from console.cli.stopping import BROKEN_OFF
from console.cli.values import EXPRESSION, FOLDER, Line
from console.printing import close_output, say
from mailer.clock import utc_now
from mailer.errors import MailerError, Misused, Unreachable, why_unread

COMMANDS: Final = {
    "demo": "See the main job done, on embedded parts.",
    "init": "Found an office, or bring its tables up to date.",
    "doctor": "Look whether the office is fit to send.",
    "staff": "The people who may act, and their roles.",
    "recipients": "The directory: organisations, people, posts.",
    "lists": "Lists of recipients kept by hand.",
    "audience": "Who is meant by an expression, and why.",
    "letters": "Write, check, preview, approve letters.",
    "formulas": "The set phrases of each language, and the office's own.",
    "register": "The register of reference numbers.",
    "campaigns": "Rehearse, release, send, and follow a letter.",
    "reminders": "Plans of reminders, for those who are silent.",
    "inbox": "Mail that comes back: collected, matched, queued.",
    "replies": "Who answered: recorded, listed, counted.",
    "bounces": "What comes back by mail, read and reviewed.",
    "tasks": "What coordinators have to see to.",
    "suppressions": "Addresses that get no mail.",
    "audit": "Who was contacted; who did what; is the record whole.",
    "backup": "Copy the records into a file, while the office works.",
    "restore": "Put a backup of the records back.",
    "worker": "Send what is due.",
    "serve": "Keep the clock: launch and send when it is time.",
}
EXPRESSIONS: Final = ("expression", "audience")
"""Names of parameters that take an audience expression, which may be long."""
LONGEST: Final = 20_000
"""Characters of a command line's longest argument."""
SHOWN: Final = 80
"""Characters that a message quotes of what somebody typed."""
EXITS: Final[Mapping[type[MailerError], int]] = {Misused: 2, Unreachable: 3}
"""What each kind of error means to a shell; every other one of the house is 1."""
_QUOTED: Final = re.compile(r"([“'])([^”'“]{200,})([”'])")


class Floor(click.Group):
    """The commands by name, each loaded when it is called, so that `mailer --help` is there at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """In the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, from the module of its name."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"console.cli.{cmd_name}").command
        return made_ready(found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant by the first word; a usage error with the one that is near if there is none."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """A line for each, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def made_ready(found: click.Command) -> click.Command:
    r"""The command and all below it, as the house wants them.

    The lines after a `\b` in their help are kept as they were written: help is written in raw docstrings,
    where click does not see its mark. In lists a command is told of by its first sentence, whole. A text is
    one line of a sensible length, unless it is said otherwise.
    """
    for parameter in found.params:
        if parameter.type is click.STRING:
            parameter.type = EXPRESSION if parameter.name in EXPRESSIONS else Line()
    found.help = (found.help or "").replace("\\b\n", "\b\n")
    found.short_help = " ".join(re.split(r"\.\s|\n\n", found.help.strip())[0].split()).rstrip(".") + "."
    for part in found.commands.values() if isinstance(found, click.Group) else ():
        made_ready(part)
    return found


@click.group(cls=Floor, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="secretariat-mailer", prog_name="mailer")
@click.option(
    "--office",
    "folder",
    type=FOLDER,
    envvar="MAILER_OFFICE",
    default=".",
    show_default="the present folder",
    help="The folder of the office (office.toml, database, keys). Also MAILER_OFFICE.",
)
@click.pass_context
def mailer(ctx: click.Context, folder: Path) -> None:
    r"""Circular letters of a secretariat: written, addressed, sent, and accounted for.

    One letter, under one reference, in up to six languages, to every stakeholder that is meant; with a
    record of who was contacted that an auditor accepts.

    \b
    Six steps from a folder to an account:
      mailer letters check FOLDER       what is wrong with it, by file and line
      mailer letters submit FOLDER      into the office, for approval
      mailer campaigns create LETTER    to whom it goes
      mailer campaigns rehearse NAME    every copy merged, nothing sent
      mailer campaigns release NAME     after a count; ten minutes to stop it
      mailer audit letter REFERENCE     who got it, and what the server said

    New here? `mailer demo` does all of it before your eyes, and sends nothing anywhere.
    """
    ctx.obj = Desk(folder, ctx.obj or utc_now)
    ctx.call_on_close(ctx.obj.close)


made_ready(mailer)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exits 0 done, 1 refused, 2 wrong usage, 3 environment unreachable, 130 broken off."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed before we began
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - until we end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if "_MAILER_COMPLETE" in os.environ:  # the shell asks what may come next
        sys.exit(shell_complete(mailer, {}, "mailer", "_MAILER_COMPLETE", os.environ["_MAILER_COMPLETE"]))
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str], clock: Callable[[], datetime] = utc_now) -> int:
    """Run one command, with every error put into words on standard error; the exit code.

    `clock` tells the command the time.
    """
    try:
        _refuse_unreadable(arguments)
        with mailer.make_context("mailer", list(arguments), obj=clock) as ctx:
            mailer.invoke(ctx)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt, EOFError):
        say("\nStopped. What was done until now is recorded.", err=True)
        return BROKEN_OFF
    except click.ClickException as error:
        _say_misuse(error)
        return error.exit_code
    except MailerError as error:
        say(shortened(str(error)), err=True)
        return exit_code(error)
    except BrokenPipeError:
        close_output()
    except OSError as error:
        say(f"{error.filename or 'The output'} cannot be used: {why_unread(error)}.", err=True)
        return 3
    except Exception:
        say(f"This is a fault of the program. Please send {_keep_trace()} to who looks after it.", err=True)
        return 1
    return 0


def _refuse_unreadable(arguments: Sequence[str]) -> None:
    """Misused for what cannot be text, or is no command line: no table and no message could hold it."""
    given = [*arguments, *(os.environ.get(name, "") for name in ("MAILER_OFFICE", "MAILER_ACTOR"))]
    for text in given:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise Misused(f"“{text}” is not in UTF-8. Type it anew, or give the file another name.")
        if len(text) > LONGEST:
            raise Misused(f"“{text}” is {len(text):,} characters long, and may have {LONGEST:,}.")


def _say_misuse(error: click.ClickException) -> None:
    """How the command is called, and what was wrong with this call; all its help where nothing was asked."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is not None:
        say(ctx.get_usage(), err=True)
        say(f"Try “{ctx.command_path} --help”.", err=True)
        say(err=True)
    message = re.sub(r",?\s*\n\t", ", ", error.format_message()).replace("from:, ", "from: ")
    say(shortened(message), err=True)


def shortened(message: str) -> str:
    """The message, with what it quotes at great length cut."""
    return _QUOTED.sub(lambda found: f"{found[1]}{found[2][:SHOWN]}…{found[3]}", message)


def exit_code(error: MailerError) -> int:
    """What an error means to a shell."""
    return next((code for kind, code in EXITS.items() if isinstance(error, kind)), 1)


def _keep_trace() -> str:
    """Write down where the program failed, in a file for its maintainers; its path."""
    import tempfile

    trace, stamp = traceback.format_exc(), datetime.now(UTC).strftime("%Y%m%d-%H%M%S-")
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix=f"mailer-fault-{stamp}", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(trace)
    except OSError:
        return "this line (“" + trace.splitlines()[-1] + "”)"
    return file.name
