"""Those whom the demo writes to: what each makes of a letter, and what comes back of it, when."""

from __future__ import annotations

import mailbox
import tomllib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from functools import cache
from importlib import resources
from typing import Final

from console.demo.notices import away, delayed, undeliverable
from console.demo.world import Heard
from letters.facts import Language
from letters.languages import load_formulas

_HEADERS: Final = BytesHeaderParser(policy=policy.default)
_SPECIAL: Final = ("refused.", "grey.", "full.", "cut.")
"""Addresses at which the mail server itself is difficult; nobody writes back from there."""
_SORTS: Final = 20
_BOUNCING, _AWAY, _SLOW, _DECLINING = 0, 1, 2, 15
_AT_ONCE: Final = range(3, 9)
_AFTER_REMINDER: Final = range(9, 13)
_AFTER_SECOND: Final = range(13, 15)
"""Which of twenty sorts somebody is: all others never answer."""


@dataclass(order=True)
class _ToCome:
    """Something that will come back."""

    at: datetime
    address: str
    message: EmailMessage = field(compare=False)
    what: str = field(compare=False)


@dataclass
class Correspondents:
    """All of them; what was sent back is kept, so that the office's books can be held against it."""

    inbox: mailbox.Maildir
    answered: dict[str, str] = field(default_factory=dict)
    """Who has answered until now, by address: `complete` or `declined`."""
    bounced: set[str] = field(default_factory=set)
    """Addresses of which a notice of failure came back."""
    notices: int = 0
    """Delays and absences that came back, which are no answers."""
    _to_come: list[_ToCome] = field(default_factory=list)
    _reminders: dict[str, int] = field(default_factory=dict)
    _bound: dict[str, str] = field(default_factory=dict)
    """Who has made up their mind to answer."""

    def get(self, letters: Sequence[Heard], now: datetime) -> None:
        """Letters reached them; what they make of it comes in its time."""
        for heard in letters:
            letter = _HEADERS.parsebytes(heard.content)
            assert isinstance(letter, EmailMessage)
            self._make_of(heard, letter, now)

    def write_back(self, now: datetime) -> int:
        """All that has come back by this moment is put into the office's mailbox; how much."""
        due = sorted(one for one in self._to_come if one.at <= now)
        self._to_come = [one for one in self._to_come if one.at > now]
        for one in due:
            one.message["Date"] = format_datetime(one.at)
            self.inbox.add(one.message.as_bytes(policy=policy.SMTP))
            if one.what == "bounced":
                self.bounced.add(one.address)
            elif one.what:
                self.answered[one.address] = one.what
            else:
                self.notices += 1
        return len(due)

    def _make_of(self, heard: Heard, letter: EmailMessage, now: datetime) -> None:
        address, sort = heard.address, zlib.crc32(heard.address.encode()) % _SORTS
        if address.startswith(_SPECIAL):
            return
        subject = str(letter["Subject"])
        reminder = letter["In-Reply-To"] is not None
        if not reminder:
            self._first(heard, letter, sort, now)
        elif _is_reminder(subject, str(letter["Content-Language"])):
            self._reminders[address] = self._reminders.get(address, 0) + 1
            wanted = 1 if sort in _AFTER_REMINDER else 2 if sort in _AFTER_SECOND else 0
            if wanted and self._reminders[address] >= wanted:
                self._will_answer(heard, letter, now + timedelta(days=1), "complete")

    def _first(self, heard: Heard, letter: EmailMessage, sort: int, now: datetime) -> None:
        if sort == _BOUNCING:
            self._will_come(now + timedelta(days=1), heard, undeliverable(heard, letter), "bounced")
        elif sort == _AWAY:
            told = _words()[str(letter["Content-Language"])]
            message = away(heard, letter, told["away_subject"], told["away"])
            self._will_come(now + timedelta(minutes=1), heard, message, "")
        elif sort == _SLOW:
            self._will_come(now + timedelta(hours=4), heard, delayed(heard, letter), "")
            self._will_answer(heard, letter, now + timedelta(days=3), "complete")
        elif sort in _AT_ONCE:
            self._will_answer(heard, letter, now + timedelta(days=sort), "complete")
        elif sort == _DECLINING:
            self._will_answer(heard, letter, now + timedelta(days=5), "declined")

    def _will_answer(self, heard: Heard, letter: EmailMessage, at: datetime, what: str) -> None:
        if heard.address in self._bound:
            return
        self._bound[heard.address] = what
        told = _words()[str(letter["Content-Language"])]
        message = EmailMessage()
        message["From"] = heard.address
        message["To"] = str(letter["From"])
        message["Subject"] = f"Re: {letter['Subject']}"
        message["Message-ID"] = f"<answer-{zlib.crc32(heard.address.encode()):08x}@world.example>"
        message["In-Reply-To"] = str(letter["Message-ID"])
        message["References"] = str(letter["Message-ID"])
        message.set_content(told["decline" if what == "declined" else "answer"] + "\n")
        self._will_come(at, heard, message, what)

    def _will_come(self, at: datetime, heard: Heard, message: EmailMessage, what: str) -> None:
        self._to_come.append(_ToCome(at, heard.address, message, what))


def _is_reminder(subject: str, language: str) -> bool:
    """Whether a subject says that the letter is a reminder, and no addendum, in its language."""
    label = load_formulas(Language(language)).labels.reminder.replace("{number}", "").strip()
    return subject.startswith(label)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("console.demo").joinpath("data/correspondence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
