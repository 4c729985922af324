"""`mailer staff`: the people who may act, and their roles."""

from __future__ import annotations

from datetime import datetime

import click

from console.cli.desk import Desk, InOrder, actor_option, json_option, pass_desk
from console.cli.values import DAY, Line
from console.printing import print_json, say, say_total
from console.terminal import print_table

ROLES = ("drafter", "approver", "releaser", "coordinator", "auditor", "administrator")


@click.group(cls=InOrder)
def command() -> None:
    r"""The people who may act, and their roles.

    \b
    drafter        writes letters, keeps the directory
    approver       approves letters
    releaser       releases campaigns, settles what is uncertain
    coordinator    deadlines, reminders, addresses
    auditor        reads everything, changes nothing
    administrator  staff and settings

    \b
    Example:
      $ mailer staff add m.duarte --role releaser
    """


@command.command("add")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, type=click.Choice(ROLES), required=True, help="May be repeated."
)
@click.option("--full-name", default="", type=Line(), help="As it is shown.")
@click.option("--email", default="", help="For test sends.")
@actor_option
@pass_desk
def add(desk: Desk, name: str, roles: tuple[str, ...], full_name: str, email: str, actor: str | None) -> None:
    r"""Enter a member of staff.

    \b
    Example:
      $ mailer staff add m.duarte --role releaser --email m.duarte@office.example
    """
    from mailer.staff import Role, add_staff, require

    by = desk.actor(actor)
    require(by, Role.ADMINISTRATOR, "enter staff")
    with desk.database.writing() as session:
        add_staff(
            session,
            desk.now,
            by,
            name=name,
            full_name=full_name,
            email=email,
            roles=frozenset(Role(role) for role in roles),
        )
    say(f"Entered {name}: {', '.join(roles)}.")


@command.command("change")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="The roles from now on.")
@click.option("--full-name", type=Line(), help="As it is shown from now on.")
@click.option("--email", help="The address from now on.")
@click.option("--active/--inactive", default=None, help="Whether they may act.")
@actor_option
@pass_desk
def change(
    desk: Desk, name: str, roles: tuple[str, ...], full_name: str | None, email: str | None,
    active: bool | None, actor: str | None,
) -> None:  # fmt: skip
    r"""Change the full name, the address or the roles of a member of staff, or let them act no more.

    \b
    Example:
      $ mailer staff change a.osei --email ama.osei@office.example
    """
    from mailer.staff import Role, change_staff, require

    by = desk.actor(actor)
    require(by, Role.ADMINISTRATOR, "change staff")
    chosen = frozenset(Role(role) for role in roles) if roles else None
    with desk.database.writing() as session:
        person = change_staff(
            session, desk.now, by, name, full_name=full_name, email=email, roles=chosen, active=active
        )
        called = f"{person.full_name}; " if person.full_name != name else ""
        says = f"{called}{', '.join(person.roles)}; {person.email or 'no address'}"
    say(f"{name}: {says}{'' if active is not False else '; acts no more'}.")


@command.command("stand-in")
@click.argument("name")
@click.option("--by", "stand_in", metavar="NAME", required=True, help="Who acts for them.")
@click.option("--from", "first", type=DAY, required=True, help="The first day, such as 2027-03-29.")
@click.option("--until", "last", type=DAY, required=True, help="The last day.")
@actor_option
@pass_desk
def stand_in(
    desk: Desk, name: str, stand_in: str, first: datetime, last: datetime, actor: str | None
) -> None:
    r"""Say who acts for a member of staff who is away: clears and approves in their place.

    \b
    Example:
      $ mailer staff stand-in a.osei --by b.approver \
            --from 2027-03-29 --until 2027-04-09
    """
    from letters.stand_ins import enter_stand_in

    by = desk.actor(actor)
    days = first.date(), last.date()
    with desk.database.writing() as session:
        enter_stand_in(session, desk.now, by, absent=name, by=stand_in, first_day=days[0], last_day=days[1])
    say(f"{stand_in} stands in for {name} from {days[0]} to {days[1]}.")


@command.command("list")
@json_option
@pass_desk
def list_(desk: Desk, as_json: bool) -> None:
    r"""Who may do what.

    \b
    Example:
      $ mailer staff list
    """
    from sqlalchemy import select

    from mailer.staff import Staff

    with desk.database.reading() as session:
        people = session.scalars(select(Staff).order_by(Staff.name)).all()
        rows = [
            [p.name, p.full_name, p.email, "yes" if p.active else "no", ", ".join(p.roles)] for p in people
        ]
    headings = ["name", "full name", "email", "active", "roles"]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows, spare=("email",))
        say_total(len(rows), len(rows), "people", one="person")
