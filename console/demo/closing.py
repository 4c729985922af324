"""What the demo leaves to be looked at, and what it says to do next."""

from __future__ import annotations

import email
import shutil
import sys
from email.policy import default
from pathlib import Path

from console.demo.ground import SAMPLES, WORLD
from console.demo.stage import CAMPAIGN, COMMAND, Stage
from console.printing import say

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


def say_where_to_look(stage: Stage, seconds: float) -> None:
    """Put one letter of each language where a browser opens it, and name the next commands."""
    folder = stage.folder
    shown = _lay_out(folder / WORLD, folder / SAMPLES)
    say(f"\nDone in {seconds:.0f} seconds.", bold=True)
    say("Look at:")
    for place, what in (
        (folder / SAMPLES, f"the letter in {' '.join(shown)}, for a browser"),
        (folder / WORLD, "all of them, for any mail program"),
        (stage.letter, "the letter's folder"),
    ):
        say(f"  {f'{place}/':33}  {what}")
    say("Try next:")
    for words in (
        f"campaigns status {CAMPAIGN}",
        f"audit letter {CAMPAIGN} --limit 10",
        f"audit entries --letter {CAMPAIGN} --people",
        "audit message 1 --eml first.eml",
        "register list",
        f"letters preview {stage.letter} --language en",
    ):
        say(f"  {_our_name()} --office {folder} {words}", colour=COMMAND)


def _lay_out(maildir: Path, target: Path) -> list[str]:
    """One letter of each language, as .eml and as .html; the languages found."""
    target.mkdir(exist_ok=True)
    found: list[str] = []
    for path in sorted((maildir / "new").iterdir()):
        content = path.read_bytes()
        message = email.message_from_bytes(content, policy=default)
        language = str(message["Content-Language"])
        if language in found:
            continue
        found.append(language)
        (target / f"{language}.eml").write_bytes(content)
        body = message.get_body(("html",))
        if body is not None:
            (target / f"{language}.html").write_text(body.get_content(), encoding="utf-8")
        if len(found) == len(LANGUAGES):
            break
    return [language for language in LANGUAGES if language in found]


def _our_name() -> str:
    """How this program is called from here: `mailer` where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("mailer") or called.name != "mailer":
        return "mailer"
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else str(called)
