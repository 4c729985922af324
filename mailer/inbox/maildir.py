"""A Maildir as a mailbox: what programs on this machine deliver into `new`, and others move to `cur`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mailer.errors import Unreachable
from mailer.inbox.keeping import LARGEST
from mailer.inbox.mailbox import Fetched
from mailer.inbox_settings import After

_FOLDERS: Final = ("new", "cur")
_SEEN: Final = ":2,"
"""What ends the name of a message in `cur`; flags of a mail program follow."""


@dataclass
class Maildir:
    """A Maildir; `tmp` is never looked into, since what lies there is being written."""

    path: Path
    after: After = After.KEEP
    move_to: str = "Stored"
    """The subfolder (Maildir++) that stored messages are moved to."""
    _files: dict[str, str] = field(default_factory=dict)
    """Where each message lies: the folder and the file's name."""

    @property
    def name(self) -> str:
        """`maildir FOLDER`."""
        return f"maildir {self.path.resolve()}"

    @property
    def validity(self) -> int:
        """A unique name is given once."""
        return 0

    def listed(self) -> Sequence[str]:
        """The unique names, the oldest first."""
        found: dict[str, tuple[int, str]] = {}
        for folder in _FOLDERS:
            try:
                with os.scandir(self.path / folder) as entries:
                    for entry in entries:
                        if entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
                            unique = entry.name.partition(":")[0]
                            found[unique] = (_age(entry), f"{folder}/{entry.name}")
            except OSError as error:
                raise self._gone(error) from error
        self._files = {unique: where for unique, (_, where) in found.items()}
        return sorted(found, key=lambda unique: (found[unique][0], unique))

    def fetch(self, uid: str) -> Fetched | None:
        """The message, as far as the limit; None if a mail program moved or deleted it meanwhile."""
        try:
            with (self.path / self._files[uid]).open("rb") as file:
                return Fetched(file.read(LARGEST), os.fstat(file.fileno()).st_size)
        except FileNotFoundError:
            if not (self.path / "new").is_dir():
                raise Unreachable(f"The Maildir {self.path} is gone.") from None
            return None
        except OSError:
            return None

    def put_away(self, uids: Sequence[str]) -> None:
        """Move what was stored out of `new`: to `cur`, to the subfolder, or away."""
        target = self._target()
        for uid in uids:
            path = self.path / self._files[uid]
            try:
                if self.after is After.DELETE:
                    path.unlink()
                elif self.after is After.MOVE or path.parent.name == "new":
                    name = path.name if ":" in path.name else f"{path.name}{_SEEN}"
                    path.rename(target / name)
            except FileNotFoundError:
                continue  # a mail program was faster
            except OSError as error:
                raise self._gone(error) from error

    def _target(self) -> Path:
        if self.after is not After.MOVE:
            return self.path / "cur"
        folder = self.path / f".{self.move_to}"
        try:
            for name in ("tmp", "new", "cur"):
                (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._gone(error) from error
        return folder / "cur"

    def _gone(self, error: OSError) -> Unreachable:
        return Unreachable(f"The Maildir {self.path} cannot be used: {error.strerror}.")


def _age(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_mtime_ns
    except FileNotFoundError:
        return 0
