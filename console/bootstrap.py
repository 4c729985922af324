"""Puts an office together from its folder: settings, database, keys, and the post room they make up."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mailer.errors import Refused, Unreachable
from mailer.settings import FILE, HEADS, KEYS, Settings, read_secret, read_settings
from mailer.token import Keyring, new_key_line, read_keys

if TYPE_CHECKING:
    from mailer.audit import Actor
    from mailer.database import Database
    from mailer.post_room import PostRoom

TEMPLATE = """\
# The settings of this office.  docs/operating.md explains each of them.

[office]
name = "{name}"
domain = "{domain}"
sender = "{sender}"
sender_name = "{name}"
environment = "{environment}"
# Addresses, or "@domain", that test sends may reach; in a test environment nothing else is written to.
allow = [{allow}]
actor = "{actor}"

[database]
url = "{url}"

[relay]
host = "{host}"
port = {port}
tls = "{tls}"

[sending]
delay_minutes = {delay:g}
"""


@dataclass(frozen=True)
class Office:
    """An office at work: what it was told, and the doors to what it keeps."""

    settings: Settings

    @cached_property
    def database(self) -> Database:
        """Its database; not read before it is used."""
        from mailer.database import open_database

        return open_database(self.settings.database_url, heads=self.settings.folder / HEADS)

    @cached_property
    def keyring(self) -> Keyring:
        """Its signing keys; Misused if others may read the file, Unreachable if it is missing."""
        return read_keys(read_secret(self.settings.folder / KEYS))


def system_user() -> str:
    """Under which user of the system this process runs, for the record."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def open_office(folder: Path) -> Office:
    """The office in a folder; Unreachable if there is none there."""
    return Office(read_settings(folder))


def found_office(
    folder: Path,
    *,
    name: str,
    domain: str,
    sender: str,
    actor: str,
    environment: str = "production",
    allow: tuple[str, ...] = (),
    url: str = "sqlite:///office.db",
    host: str = "127.0.0.1",
    port: int = 25,
    tls: str = "off",
    delay: float = 10,
) -> Office:
    """Write the settings and the signing key of a new office into a folder, and make its tables.

    Refused if there are settings already; nothing that is there is ever written over.
    """
    from console.migrations import upgrade

    if (folder / FILE).exists():
        raise Refused(f"There is an office in {folder} already.")
    if (folder / HEADS).exists():
        raise Refused(
            f"{folder / HEADS} tells of an office that was here before. Put that one back with"
            " `mailer restore`, or move the file elsewhere to begin anew."
        )
    texts = {"name": name, "domain": domain, "sender": sender, "actor": actor, "url": url, "host": host}
    quoted = {key: value.replace("\\", "\\\\").replace('"', '\\"') for key, value in texts.items()}
    listed = ", ".join(f'"{address}"' for address in allow)
    content = TEMPLATE.format(
        **quoted, environment=environment, allow=listed, port=port, tls=tls, delay=delay
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (folder / KEYS).exists():
            _write_for_owner(folder / KEYS, new_key_line())
        draft = folder / f"{FILE}.new"
        draft.unlink(missing_ok=True)
        _write_for_owner(draft, content)
        office = Office(read_settings_from(draft, folder))
        if (records := office.settings.database_file) is not None and not records.exists():
            _write_for_owner(records, "")
        upgrade(office.database)
        office.database.close()
        draft.rename(folder / FILE)
    except OSError as error:
        raise Unreachable(f"The office cannot be founded in {folder}: {error.strerror}.") from error
    return open_office(folder)


def _write_for_owner(path: Path, content: str) -> None:
    """Write a new file that nobody else may read (A36)."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)


def read_settings_from(draft: Path, folder: Path) -> Settings:
    """The settings of a draft as they will read once it is in place."""
    import tomllib

    from pydantic import ValidationError

    try:
        return Settings(folder=folder, **tomllib.loads(draft.read_text(encoding="utf-8")))
    except ValidationError as error:
        draft.unlink()
        fault = error.errors()[0]
        field = ".".join(str(part) for part in fault["loc"])
        raise Refused(f"{field}: {fault['msg'].removeprefix('Value error, ')}.") from None


def post_room(office: Office, by: Actor, clock: Callable[[], datetime]) -> PostRoom:
    """The post room of an office, as its settings describe it."""
    from mailer.limits import Limits
    from mailer.post_room import PostRoom
    from mailer.retry import RetryPolicy
    from mailer.wire import Relay

    relay, sending, about = office.settings.relay, office.settings.sending, office.settings.office
    folder = office.settings.folder
    return PostRoom(
        database=office.database,
        keyring=office.keyring,
        relay=Relay(
            host=relay.host,
            port=relay.port,
            tls=relay.tls,
            user=relay.user,
            password=read_secret(folder / relay.password_file) if relay.password_file else "",
            ca_file=str(folder / relay.ca_file) if relay.ca_file else "",
            plain_is_safe=relay.plain_is_safe,
            helo=relay.helo,
            letters_per_connection=relay.letters_per_connection,
        ),
        by=by,
        clock=clock,
        limits=Limits(sending.overall_per_second, sending.per_domain_per_second, sending.domains),
        retry=RetryPolicy(
            first_pause=timedelta(minutes=sending.first_pause_minutes),
            longest_pause=timedelta(minutes=max(sending.longest_pause_minutes, sending.first_pause_minutes)),
            give_up_after=timedelta(hours=sending.give_up_hours),
        ),
        environment=about.environment,
        allow=frozenset(key.lower() for key in about.allow),
        connections=relay.connections,
    )
