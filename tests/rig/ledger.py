"""Small factories for the post room: a blueprint, a dispatch with deliveries, a worker that claims them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailer.address import Address, parse
from mailer.audit import Actor
from mailer.blueprint import BlueprintSpec, Mailbox
from mailer.claims import Process, register
from mailer.database import OfficeSession
from mailer.dispatch import MailKind, Policy, new_dispatch
from mailer.outbox import Outgoing, fill, keep_blueprint, open_dispatch
from mailer.staff import machine
from mailer.token import Keyring, read_keys

KEY_LINE = "ka " + "5e" * 32
OFFICE = "office.example"
PLAIN = BlueprintSpec(
    language="en",
    sender=Mailbox("Office of the Secretary-General", f"letters@{OFFICE}"),
    subject="Call for contributions",
    text="Dear {{ name }},\n\nplease contribute.\n",
    html="<p>Dear {{ name }},</p><p>please contribute.</p>",
    domain=OFFICE,
    kind=MailKind.OFFICIAL,
)
HERE = Process("here", "boot-1", 4711, "100")
MACHINE = machine("tester")


def keyring() -> Keyring:
    """The signing keys of tests."""
    return read_keys(KEY_LINE)


def outgoing(blueprint_id: int, address: str, name: str = "Ada") -> Outgoing:
    """One copy to an address."""
    parsed = parse(address)
    assert isinstance(parsed, Address)
    return Outgoing(
        blueprint_id=blueprint_id,
        address=f"{parsed.local}@{parsed.domain}",
        address_key=parsed.key,
        domain=parsed.domain,
        name=name,
        values={"name": name},
    )


def dispatch_to(
    session: OfficeSession,
    now: datetime,
    clerk: Actor,
    *addresses: str,
    label: str = "IOCO-1",
    opened: bool = True,
    policy: Policy = Policy.AT_MOST_ONCE,
    kind: MailKind = MailKind.OFFICIAL,
    priority: int = 0,
    allowed: list[str] | None = None,
    spec: BlueprintSpec = PLAIN,
) -> int:
    """A dispatch with one delivery for each address; its id."""
    blueprint_id = keep_blueprint(session, replace(spec, kind=kind))
    dispatch = new_dispatch(
        session, now, label=label, key_id="ka", policy=policy, kind=kind, stream="news", priority=priority,
        allowed=allowed,
    )  # fmt: skip
    fill(session, now, dispatch.id, [outgoing(blueprint_id, address) for address in addresses])
    if opened:
        open_dispatch(session, now, dispatch.id, clerk)
    return dispatch.id


def worker_id(session: OfficeSession, now: datetime, process: Process = HERE) -> int:
    """A worker that has signed on."""
    return register(session, now, process)


def anybody(_address: str, _colleagues: frozenset[str] | None) -> str:
    """The allow-list of an office that may write to everybody."""
    return ""
