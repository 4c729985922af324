"""The table of `office.toml` that says where mail comes back to."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from mailer.section import Section, Tls, host_name


def _folder(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("A folder needs a name of printable characters, such as INBOX.")
    return text


class After(StrEnum):
    """What becomes of a message in the mailbox once it is stored here."""

    KEEP = "keep"
    MOVE = "move"
    DELETE = "delete"


class InboxSettings(Section):
    """The mailbox to which mail comes back: a folder on an IMAP server, or a Maildir on this machine."""

    host: Annotated[str, AfterValidator(host_name)] | Literal[""] = ""
    port: int = Field(default=993, ge=1, le=65535)
    tls: Tls = Tls.IMPLICIT
    plain_is_safe: bool = False
    """Says that a line without TLS to another machine is protected otherwise."""
    ca_file: str = ""
    user: str = ""
    password_file: str = ""
    token_file: str = ""
    token_command: tuple[str, ...] = ()
    """A program with its arguments that prints an OAuth2 token."""
    folder: Annotated[str, AfterValidator(_folder)] = "INBOX"
    maildir: str = ""
    after: After = After.KEEP
    move_to: Annotated[str, AfterValidator(_folder)] = "Stored"
    poll_seconds: int = Field(default=60, ge=5, le=86_400)

    @property
    def is_set_up(self) -> bool:
        """Whether there is a mailbox to look into."""
        return bool(self.host or self.maildir)

    @model_validator(mode="after")
    def _one_mailbox_in_safety(self) -> Self:
        if self.host and self.maildir:
            raise ValueError("name a host or a maildir, not both")
        here = self.host in ("localhost", "127.0.0.1", "::1", "[::1]")
        if self.host and self.tls is Tls.OFF and not (here or self.plain_is_safe):
            raise ValueError(
                "a password would go over the network unprotected; use tls, or say plain_is_safe"
            )
        if self.maildir and "/" in self.move_to:
            raise ValueError("move_to names a subfolder of the Maildir, without a slash")
        return self
