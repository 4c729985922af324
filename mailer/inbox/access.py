"""How the office shows a mail server who it is: by a password, or by an OAuth2 token of some program."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mailer.errors import Misused, Unreachable
from mailer.inbox_settings import InboxSettings
from mailer.settings import read_secret

TOKEN_SECONDS: Final = 30
"""How long the program that gives a token may take."""


@dataclass(frozen=True)
class Access:
    """A user with one of the two secrets; the other one is empty."""

    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def access_to(settings: InboxSettings, folder: Path) -> Access:
    """The access that the settings describe; read anew each time, since tokens are short-lived.

    Misused if a file may be read by others or the settings name no secret, Unreachable if the program gives
    no token.
    """
    if settings.token_command:
        return Access(settings.user, token=_token_of(settings.token_command, folder))
    if settings.token_file:
        return Access(settings.user, token=read_secret(folder / settings.token_file))
    if settings.password_file:
        return Access(settings.user, password=read_secret(folder / settings.password_file))
    raise Misused("[inbox] names no password_file, token_file or token_command to log in with.")


def _token_of(command: tuple[str, ...], folder: Path) -> str:
    """What a program prints; it is run as it stands, without a shell, in the office's folder."""
    name = command[0]
    try:
        done = subprocess.run(  # noqa: S603  the office's own settings name it
            command, capture_output=True, text=True, timeout=TOKEN_SECONDS, cwd=folder, check=False
        )
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable(f"The program {name}, which gives the token of the inbox, cannot run.") from error
    except subprocess.TimeoutExpired:
        raise Unreachable(f"The program {name} gave no token within {TOKEN_SECONDS} seconds.") from None
    token = done.stdout.strip()
    if done.returncode != 0 or not token or not token.isprintable() or " " in token:
        raise Unreachable(f"The program {name} gave no token for the inbox (exit code {done.returncode}).")
    return token
