"""Opens the mailbox that the settings of an office name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mailer.errors import Misused
from mailer.inbox.access import access_to
from mailer.inbox.imap import opened
from mailer.inbox.mailbox import Mailbox
from mailer.inbox.maildir import Maildir
from mailer.inbox_settings import InboxSettings


@contextmanager
def open_mailbox(settings: InboxSettings, folder: Path) -> Iterator[Mailbox]:
    """The mailbox; relative paths begin in the office's folder.

    Misused where none is named or a secret lies open, Unreachable where it cannot be opened, or disappears
    while the block has it.
    """
    if settings.maildir:
        yield Maildir(folder / settings.maildir, settings.after, settings.move_to)
    elif settings.host:
        ca_file = str(folder / settings.ca_file) if settings.ca_file else ""
        with opened(settings.model_copy(update={"ca_file": ca_file}), access_to(settings, folder)) as mailbox:
            yield mailbox
    else:
        raise Misused("No mailbox is set up: name `host` or `maildir` under [inbox] in office.toml.")
