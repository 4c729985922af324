"""The settings of an office: read once from `office.toml`, frozen, and passed on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    field_validator,
)

from mailer.address import AddressProblem, parse
from mailer.bounce_settings import BounceSettings
from mailer.errors import Misused, Place, Unreachable
from mailer.inbox_settings import InboxSettings
from mailer.section import Section, Tls, host_name

FILE: Final = "office.toml"
KEYS: Final = "keys"
HEADS: Final = "audit-heads.log"

OTHERS: Final = 0o077
"""The rights on a file of everybody but its owner."""
_PASSWORD: Final = re.compile(r"://[^/@]*:[^/]+@|[?&]password=")
_DOMAIN: Final = re.compile(r"[a-z0-9.-]+\.[a-z0-9-]+")


def _named(text: str) -> str:
    if not text.strip():
        raise ValueError("A name is missing.")
    return text


def _domain(text: str) -> str:
    if not _DOMAIN.fullmatch(text):
        raise ValueError(f"“{text}” is no mail domain. Write it like office.example, in small letters.")
    return text


def _mailbox(text: str) -> str:
    found = parse(text)
    if isinstance(found, AddressProblem):
        raise ValueError(f"“{text}” cannot be used: {found.message}")  # noqa: TRY004 - pydantic's own
    return text


Rate = Annotated[float, Field(gt=0, le=1_000_000)]


class Environment(StrEnum):
    """Whether letters may reach the world, or only the addresses of the allow-list."""

    PRODUCTION = "production"
    TEST = "test"


class OfficeSettings(Section):
    """Who writes: the name and domain of the organisation, and the mailbox that letters come from."""

    name: Annotated[str, AfterValidator(_named)]
    domain: Annotated[str, AfterValidator(_domain)]
    """The mail domain of Message-IDs and return paths, as an A-label."""
    sender: Annotated[str, AfterValidator(_mailbox)]
    """The address that letters come from."""
    sender_name: str = ""
    reply_to: str = ""
    own_domains: tuple[Annotated[str, AfterValidator(_domain)], ...] = ()
    """Other mail domains whose mailboxes letters may print, besides `domain`."""
    holidays: tuple[date, ...] = ()
    """Days on which the office is shut; deadlines on them are pointed out."""
    emblem: str = ""
    """The picture above the letterhead of documents; a relative path begins in the office's folder."""
    environment: Environment = Environment.PRODUCTION
    allow: tuple[str, ...] = ()
    """Addresses, or `@domain`, that test sends and a test environment may reach."""
    actor: str = ""
    """The member of staff who acts where `--actor` is not given."""


class DatabaseSettings(Section):
    """Where the records lie; a relative SQLite file lies in the office's folder."""

    url: str = "sqlite:///office.db"

    @field_validator("url")
    @classmethod
    def _of_a_known_kind(cls, url: str) -> str:
        """Say what is wrong with an address without repeating it: it may hold a password (A36)."""
        try:
            parts, port = urlsplit(url), urlsplit(url).port
        except ValueError:
            parts, port = urlsplit(""), None
        embedded = url.startswith("sqlite:///") and len(url) > len("sqlite:///")
        if not embedded and (parts.scheme != "postgresql" or port == 0):
            raise ValueError("write sqlite:///FILE, or postgresql://USER@HOST:PORT/NAME")
        return url


class RelaySettings(Section):
    """The mail server that takes the letters."""

    host: Annotated[str, AfterValidator(host_name)] = "127.0.0.1"
    port: int = Field(default=25, ge=1, le=65535)
    tls: Tls = Tls.OFF
    plain_is_safe: bool = False
    """Says that a line without TLS to another machine is protected otherwise."""
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    helo: str = ""
    connections: int = Field(default=48, ge=1, le=256)
    letters_per_connection: int = Field(default=500, ge=1)


class SendingSettings(Section):
    """Pace and patience."""

    delay_minutes: float = Field(default=10, ge=0, le=10_080)
    """How long a released letter waits, so that it can be stopped."""
    grace_minutes: float = Field(default=60, ge=0)
    """How late a scheduled letter may still leave without being asked about again."""
    issue_days: int = Field(default=0, ge=0, le=36_500)
    """How many days after its date a letter may still be issued; it is never issued before."""
    overall_per_second: Rate | None = None
    per_domain_per_second: Rate | None = None
    domains: Mapping[str, Rate] = Field(default_factory=dict)
    first_pause_minutes: float = Field(default=5, gt=0)
    longest_pause_minutes: float = Field(default=240, gt=0)
    give_up_hours: float = Field(default=72, gt=0)
    size_limit_mib: float = Field(default=20, gt=0, le=100)


class OwnDraft(StrEnum):
    """Whether who wrote a letter may decide on it too."""

    REFUSE = "refuse"
    WARN = "warn"  # they are told, and may


class ApprovalSettings(Section):
    """The way of a letter through the house."""

    own_draft: OwnDraft = OwnDraft.REFUSE
    """Whether the drafter may clear or approve a letter of their own."""
    circuit: tuple[str, ...] = ()
    """The offices that clear every letter which names none itself, in their order."""
    offices: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    """For an office, the members of staff who may clear for it."""


class Settings(Section):
    """All of them, and the folder they were read from."""

    folder: Path
    office: OfficeSettings
    database: DatabaseSettings = DatabaseSettings()
    relay: RelaySettings = RelaySettings()
    sending: SendingSettings = SendingSettings()
    approval: ApprovalSettings = ApprovalSettings()
    bounces: BounceSettings = BounceSettings()
    inbox: InboxSettings = InboxSettings()

    @property
    def database_url(self) -> str:
        """The database's address, with a relative SQLite file placed in the office's folder."""
        start = "sqlite:///"
        url = self.database.url
        if url.startswith(start) and not url.startswith(start + "/"):
            return f"{start}{(self.folder / url.removeprefix(start)).resolve()}"
        return url

    @property
    def database_file(self) -> Path | None:
        """The file of the embedded database; None where a server keeps the records."""
        start, _, path = self.database_url.partition(":///")
        return Path(path.partition("?")[0]) if start == "sqlite" else None


def read_settings(folder: Path) -> Settings:
    """The settings of the office in a folder.

    Unreachable if there is no `office.toml`, Misused with the place for one that is not understood, or that
    holds a password and may be read by others (A36).
    """
    path = folder / FILE
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreachable(
            f"There is no office in {folder}: {FILE} is missing. `mailer init` makes one, or name another"
            " folder with --office."
        ) from None
    except OSError as error:
        raise Unreachable(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise Misused("The file is not in UTF-8.", place=Place(file=str(path))) from error
    settings = settings_from(content, folder)
    if _PASSWORD.search(settings.database.url) and path.stat().st_mode & OTHERS:
        raise Misused(f"{path} holds a password and may be read by others. Run: chmod 600 {path}")
    return settings


def settings_from(content: str, folder: Path) -> Settings:
    """The settings that a text states for the office in a folder; Misused, with the place, if it does not."""
    place = Place(file=str(folder / FILE))
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise Misused(f"{error}. The file is written in TOML.", place=place) from None
    try:
        return Settings(folder=folder, **tables)
    except (ValidationError, TypeError) as error:
        raise Misused(_in_words(error), place=place) from None


def _in_words(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return "It has a table or key that is not known."
    sentences = []
    for fault in error.errors():
        field = ".".join(str(part) for part in fault["loc"])
        said = fault["msg"].removeprefix("Value error, ").replace("Input should", "It should").rstrip(".")
        unknown = fault["type"] == "extra_forbidden"
        sentences.append(f"{field} is not a setting." if unknown else f"{field}: {said}.")
    return " ".join(sentences)


def read_secret(path: Path) -> str:
    """A secret from a file that only its owner may read (A36); Misused if others may, or it is missing."""
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Unreachable(f"The secret in {path} cannot be read: {error.strerror}.") from None
    if mode & OTHERS:
        raise Misused(f"{path} holds a secret and may be read by others. Run: chmod 600 {path}")
    return secret
