"""The way of one message through the reader: bytes in, a reading out, and never an exception."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from mailer.bounces.absence import absence, successors
from mailer.bounces.addresses import find_addresses
from mailer.bounces.conclusion import Said, conclude
from mailer.bounces.hints import hints
from mailer.bounces.letter import Letter
from mailer.bounces.mentions import Mention, mentions, recipients, words_about, written_to
from mailer.bounces.message import parse, unwrapped
from mailer.bounces.notice import read_notice
from mailer.bounces.notification import read_notification
from mailer.bounces.sorting import sort_of
from mailer.bounces.stage import stage_of
from mailer.bounces.status_report import Entry, entries, is_report
from mailer.bounces.vocabulary import Action, Reading, Sort


def read(raw: bytes) -> Reading:
    """What a message says, whatever its bytes; `unreadable` where the reader itself fails."""
    try:
        return _read(raw)
    except Exception as fault:
        return Reading(Sort.UNREADABLE, f"{type(fault).__name__}: {fault}"[:200])


def _read(raw: bytes) -> Reading:
    message = unwrapped(parse(raw))
    letter = Letter(message, read_notice(message))
    first = next(message.leaves())
    if first.text.lstrip().startswith("{") and (told := read_notification(first.text)):
        return told
    report = _report(letter)
    if report is not None:
        reading = _read_report(letter, report)
    else:
        sort, rule = sort_of(letter)
        reading = Reading(sort, rule)
        if sort in (Sort.BOUNCE, Sort.DELAY):
            reading = _read_words(letter, reading)
    if reading.sort in (Sort.BOUNCE, Sort.AUTO_REPLY):
        reading = replace(reading, successors=successors(letter, reading.verdicts))
    if reading.sort is Sort.AUTO_REPLY:
        start, end = absence(letter)
        reading = replace(reading, absent_from=start, absent_until=end)
    return replace(reading, hints=hints(letter))


def _report(letter: Letter) -> list[Entry] | None:
    """The entries of a delivery report that the message is; None for one that only carries or answers it."""
    if letter.is_answer and not letter.is_from_daemon and letter.message.type != "multipart/report":
        return None
    found = [entry for leaf in letter.message.leaves() if is_report(leaf) for entry in entries(leaf.text)]
    if not found and not (letter.is_by_hand and not letter.is_from_daemon):
        found = entries(letter.notice.report)
    return found or None


def _read_report(letter: Letter, report: list[Entry]) -> Reading:
    failed = [entry for entry in report if entry.action is not None]
    if not failed:
        return Reading(Sort.RECEIPT, "delivery report of a success (RFC 3464)")
    found = _mentions(letter)
    named = _named(letter, failed, found)
    lines = letter.notice.lines
    verdicts = []
    for entry, name in zip(failed, named, strict=True):
        words = words_about(name, lines, found, named) if len(failed) > 1 else letter.notice.text
        verdicts.append(conclude(_said_of(entry, name, words, letter.own)))
    sort = Sort.BOUNCE if any(verdict.action is Action.FAILED for verdict in verdicts) else Sort.DELAY
    return Reading(sort, "delivery report (RFC 3464)", tuple(verdicts))


def _named(letter: Letter, failed: Sequence[Entry], found: Sequence[Mention]) -> list[str]:
    """The address that each entry is about; where the report names none, the words of the notice may."""
    named = [entry.original or entry.final for entry in failed]
    if all(named):
        return named
    others = letter.failed_recipients or recipients(found) or _returned_to(letter)
    return [name or next((other for other in others if other not in named), "") for name in named]


def _said_of(entry: Entry, name: str, words: str, senders: Collection[str]) -> Said:
    return Said(
        recipient=name,
        final=entry.final,
        status=entry.status,
        action=entry.action or Action.FAILED,
        diagnostic=entry.diagnostic,
        stage=stage_of(words),
        server=entry.server,
        notice=words,
        senders=senders,
    )


def _read_words(letter: Letter, reading: Reading) -> Reading:
    found = _mentions(letter)
    named = letter.failed_recipients or recipients(found) or _returned_to(letter) or [""]
    action = Action.DELAYED if reading.sort is Sort.DELAY else Action.FAILED
    words = {name: words_about(name, letter.notice.lines, found, named) for name in named}
    verdicts = []
    for name, about in words.items():
        notice = _without([text for other, text in words.items() if other != name], letter.notice.lines)
        said = Said(
            recipient=written_to(about) or name,
            final=name if written_to(about) else "",
            action=action,
            diagnostic=about or notice,
            stage=stage_of(about or notice),
            notice=notice,
            senders=letter.own,
        )
        verdicts.append(conclude(said))
    return replace(reading, verdicts=tuple(verdicts))


def _without(others: Sequence[str], lines: Sequence[str]) -> str:
    """The words of a notice without those about other recipients."""
    left_out = {line for text in others for line in text.splitlines()}
    return "\n".join(line for line in lines if line not in left_out)


def _mentions(letter: Letter) -> list[Mention]:
    """The mentions in the notice, without the office's own addresses and the server's."""
    found = mentions(letter.notice.lines, letter.own)
    return found or mentions(letter.notice.lines, ())


def _returned_to(letter: Letter) -> list[str]:
    """The addressee of the returned message, if it had a single one."""
    returned = letter.notice.returned
    found = [
        one.address for one in find_addresses(returned.clear("x-failed-recipients") or returned.clear("to"))
    ]
    if len(found) != 1:
        found = [
            one.address
            for value in returned.all("received")
            for one in find_addresses(value.partition(" for ")[2])
        ]
    return found[:1]
