"""Puts an office together from its folder: settings, database, keys, and the post room they make up."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mailer.errors import Misused, Refused, Unreachable
from mailer.settings import FILE, HEADS, KEYS, Settings, read_secret, read_settings, settings_from
from mailer.token import Keyring, new_key_line, read_keys

if TYPE_CHECKING:
    from mailer.audit import Actor
    from mailer.database import Database, OfficeSession
    from mailer.post_room import PostRoom

_OWN: Final = (FILE, KEYS, HEADS)
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
issue_days = {issue_days}
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
    issue_days: int = 0,
    enter: Callable[[OfficeSession], None] = lambda _: None,
) -> Office:
    """Found an office in a folder: its signing key, its tables, whom `enter` enters, and last its settings.

    Refused if there are settings already, Misused for settings that cannot be, Unreachable where disk or
    database do not take it; then nothing new is left in the folder, and nothing that is there is ever written
    over.
    """
    if (folder / FILE).exists():
        raise Refused(f"There is an office in {folder} already.")
    _refuse_earlier(folder)
    texts = {"name": name, "domain": domain, "sender": sender, "actor": actor, "url": url, "host": host}
    quoted = {key: value.replace("\\", "\\\\").replace('"', '\\"') for key, value in texts.items()}
    listed = ", ".join(f'"{address}"' for address in allow)
    content = TEMPLATE.format(
        **quoted,
        environment=environment,
        allow=listed,
        port=port,
        tls=tls,
        delay=delay,
        issue_days=issue_days,
    )
    try:
        office = Office(settings_from(content, folder))
    except Misused as error:
        raise Misused(error.message) from None  # there is no file yet in which that stands
    _refuse_own_files(office.settings)
    try:
        with _leaving_nothing(folder):
            _lay_out(office, content, enter)
    except OSError as error:
        raise Unreachable(f"The office cannot be founded in {folder}: {error.strerror}.") from error
    return open_office(folder)


def _write_for_owner(path: Path, content: str) -> None:
    """Write a new file that nobody else may read (A36)."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)


def lacks_tables(office: Office) -> bool:
    """Whether an office has settings, and no records: they were lost, or the settings name a new database.

    Unreachable if the database cannot be asked.
    """
    from console.migrations import version_of

    records = office.settings.database_file
    if records is not None and (not records.exists() or records.stat().st_size == 0):
        return True
    return version_of(office.database)[0] is None


def found_records(office: Office, enter: Callable[[OfficeSession], None]) -> None:
    """Found the records that an office with settings lacks, with whom `enter` enters.

    Refused if noted heads tell that there were others; Unreachable where disk or database do not take it;
    then nothing new is left in the folder.
    """
    folder = office.settings.folder
    _refuse_earlier(folder)
    _refuse_own_files(office.settings)
    try:
        with _leaving_nothing(folder):
            _lay_out_records(office, enter)
    except OSError as error:
        raise Unreachable(f"The records cannot be founded in {folder}: {error.strerror}.") from error


def _refuse_earlier(folder: Path) -> None:
    if (folder / HEADS).exists():
        raise Refused(
            f"{folder / HEADS} tells of an office that was here before. Put that one back with"
            " `mailer restore`, or move the file elsewhere to begin anew."
        )


def _lay_out(office: Office, content: str, enter: Callable[[OfficeSession], None]) -> None:
    """The settings come last: an office is there when they are."""
    folder = office.settings.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _lay_out_records(office, enter)
    draft = folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    _write_for_owner(draft, content)
    draft.rename(folder / FILE)


def _lay_out_records(office: Office, enter: Callable[[OfficeSession], None]) -> None:
    from console.migrations import upgrade

    keys, records = office.settings.folder / KEYS, office.settings.database_file
    if not keys.exists():
        _write_for_owner(keys, new_key_line())
    if records is not None and records.exists() and records.stat().st_size == 0:
        records.chmod(0o600)  # a command looked for the records, and SQLite made the file for everybody
    elif records is not None and records.parent.is_dir() and not records.exists():
        _write_for_owner(records, "")
    try:
        upgrade(office.database)
        with office.database.writing() as session:
            enter(session)
    finally:
        office.database.close()


@contextmanager
def _leaving_nothing(folder: Path) -> Iterator[None]:
    """Files that were not there before are gone again where the block fails."""
    before = set(folder.iterdir()) if folder.is_dir() else set()
    try:
        yield
    except BaseException:
        for path in set(folder.iterdir()) - before if folder.is_dir() else ():
            path.unlink()
        raise


def _refuse_own_files(settings: Settings) -> None:
    """Misused for a database that would lie where the office keeps something else."""
    records = settings.database_file
    if records is not None and any(records == (settings.folder / name).resolve() for name in _OWN):
        raise Misused(
            f"The database cannot lie in the file {records.name}, where the office keeps something else."
        )


def post_room(office: Office, by: Actor, clock: Callable[[], datetime]) -> PostRoom:
    """The post room of an office, as its settings describe it."""
    from mailer.limits import Limits
    from mailer.post_room import PostRoom
    from mailer.retry import RetryPolicy
    from mailer.wire import Relay
    from scheduler.addressing import allow_list

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
        allow=allow_list(about.allow),
        connections=relay.connections,
    )
