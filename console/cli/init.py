"""`mailer init`: found an office, or bring the tables of one up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from console.bootstrap import found_office, found_records, lacks_tables, system_user
from console.cli.desk import Desk, pass_desk
from console.cli.values import HostAndPort
from console.printing import say
from mailer.settings import FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from console.bootstrap import Office
    from mailer.database import OfficeSession

HERE: Final = ("localhost", "127.0.0.1", "::1", "[::1]")
"""Names of this machine."""


@click.command()
@click.option(
    "--name", default="Office of the Secretary-General", show_default=True, help="The office's name."
)
@click.option("--domain", default="office.example", show_default=True, help="Its mail domain.")
@click.option("--sender", metavar="ADDRESS", help="The address letters come from.  [letters@ the domain]")
@click.option("--staff", "staff_name", default=None, metavar="NAME", help="You, the first member of staff.")
@click.option("--email", default="", metavar="ADDRESS", help="Your address, for test sends.")
@click.option(
    "--database",
    "url",
    default="sqlite:///office.db",
    show_default=True,
    metavar="URL",
    help="sqlite:///FILE, or postgresql://…",
)
@click.option(
    "--relay", default="127.0.0.1:25", show_default=True, type=HostAndPort(), help="The mail server."
)
@click.option(
    "--tls",
    type=click.Choice(["implicit", "starttls", "off"]),
    default=None,
    help="How the line to it is protected.  [off on this machine, else starttls]",
)
@click.option(
    "--environment",
    type=click.Choice(["production", "test"]),
    default="production",
    show_default=True,
    help="A test environment writes to its allow-list only.",
)
@pass_desk
def command(
    desk: Desk,
    name: str,
    domain: str,
    sender: str | None,
    staff_name: str | None,
    email: str,
    url: str,
    relay: tuple[str, int],
    tls: str | None,
    environment: str,
) -> None:
    r"""Found an office in the folder, with settings, signing key and tables; or bring its tables up to date.

    Settings without records, lost or of a new database, get new ones; `mailer restore` puts lost ones back.
    The first member of staff gets every role; `mailer staff add` enters the others. Somebody else than the
    approver has to release a letter, so there must be two.

    \b
    Example:
      $ mailer --office my-office init --name "Example Secretariat" \
            --domain office.example --staff a.osei
    """
    if (desk.folder / FILE).exists():
        _bring_up_to_date(desk, staff_name, email)
        return
    host, port = relay
    first = staff_name or system_user()
    found_office(
        desk.folder,
        name=name,
        domain=domain.lower(),
        sender=sender or f"letters@{domain.lower()}",
        actor=first,
        environment=environment,
        url=url,
        host=host,
        port=port,
        tls=tls or ("off" if host in HERE else "starttls"),
        enter=_entering(desk, first, email),
    )
    say(f"Founded an office in {desk.folder} ({FILE}, keys, tables). {first} holds every role.")
    say("Next: mailer staff add NAME --role releaser   (who approves a letter may not release it)")
    say("Keep a copy of the file `keys` in a safe place: without it old bounces cannot be read.")


def _bring_up_to_date(desk: Desk, staff_name: str | None, email: str) -> None:
    """The office that the settings tell of: its tables brought up to date, or founded if there are none."""
    from console.migrations import upgrade

    office = desk.office
    if lacks_tables(office):
        first = staff_name or office.settings.office.actor or system_user()
        found_records(office, _entering(desk, first, email))
        say(f"Founded new records for the settings in {desk.folder / FILE}. {first} holds every role.")
        say("Next: mailer staff add NAME --role releaser   (who approves a letter may not release it)")
        return
    upgrade(office.database)
    say(f"The tables of the office in {desk.folder} are up to date. Its settings stand in {FILE}.")
    if staff_name and _is_staff(office, staff_name):
        say(f"{staff_name} is staff already, and stays as they are.")
    elif staff_name:
        say(f"{staff_name} was not entered: an administrator does that, with  mailer staff add {staff_name}")


def _is_staff(office: Office, name: str) -> bool:
    from mailer.staff import names_of

    with office.database.reading() as session:
        return name in names_of(session).values()


def _entering(desk: Desk, name: str, email: str) -> Callable[[OfficeSession], None]:
    """What enters the first member of staff, with every role."""
    from mailer.staff import EVERY_ROLE, add_staff

    def enter(session: OfficeSession) -> None:
        add_staff(session, desk.now, desk.machine(), name=name, email=email, roles=EVERY_ROLE)

    return enter
