"""`mailer bounces`: what comes back by mail, read and told; reading needs no office."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from console.cli.bounces_list import list_
from console.cli.bounces_triage import triage
from console.cli.desk import InOrder, json_option
from console.cli.values import FILE
from console.printing import counted, print_json, say

if TYPE_CHECKING:
    from mailer.bounces import Reading, Verdict


@click.group(cls=InOrder)
def command() -> None:
    r"""What comes back: bounces, delays, complaints, automatic and human replies.

    \b
    Example:
      $ mailer bounces read notice.eml
    """


@command.command("read")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=FILE)
@json_option
def read_(files: tuple[Path, ...], as_json: bool) -> None:
    r"""Say of a raw message what it is and, for each recipient, what follows.

    FILE is a message as it came, with all its headers; `-` is standard input. Nothing is stored, nothing is
    concluded, and no office is needed. Hard means that the address or its domain is bad; soft is every other
    failure or delay. The rule that decided and the line it read are named.

    \b
    Example:
      $ mailer bounces read notice.eml
    """
    from mailer.bounces import read

    readings = [(str(file), read(_content(file))) for file in files]
    if as_json:
        documents = [as_document(reading, name) for name, reading in readings]
        print_json(documents[0] if len(documents) == 1 else {"messages": documents})
        return
    for name, reading in readings:
        if len(readings) > 1:
            say(f"{name}:", bold=True)
        _say(reading)


command.add_command(list_)
command.add_command(triage)


def _content(file: Path) -> bytes:
    """The message in a file or on standard input; no more of it than the reader looks at."""
    from mailer.bounces.message import MOST_OCTETS

    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_OCTETS)
    with file.open("rb") as opened:
        return opened.read(MOST_OCTETS)


def as_document(reading: Reading, name: str) -> dict[str, Any]:
    """A reading for other programs: `results` holds an object for each recipient who was not reached."""
    return {
        "file": name,
        "sort": reading.sort,
        "rule": reading.rule,
        "results": [_row(verdict) for verdict in reading.verdicts],
        "successors": [{"address": one.address, "line": one.line} for one in reading.successors],
        "absent_from": reading.absent_from or None,
        "absent_until": reading.absent_until or None,
        "hints": {"tokens": reading.hints.tokens, "message_ids": reading.hints.message_ids},
    }


def _row(verdict: Verdict) -> dict[str, Any]:
    return {
        "recipient": verdict.recipient or None,
        "final": verdict.final or None,
        "status": verdict.status or None,
        "kind": verdict.kind,
        "reason": verdict.reason,
        "action": verdict.action,
        "rule": verdict.rule,
        "line": verdict.line,
    }


def _say(reading: Reading) -> None:
    """For people: what it is, then a paragraph for each recipient."""
    say(f"This is a message of the sort “{reading.sort}” ({reading.rule}).")
    if reading.verdicts:
        say(f"It speaks of {counted(len(reading.verdicts), 'recipient')}.")
    for verdict in reading.verdicts:
        say()
        say(verdict.recipient or "(it does not say whom)", bold=True)
        if verdict.final and verdict.final.lower() != verdict.recipient.lower():
            say(f"  led to      {verdict.final}")
        say(f"  verdict     {verdict.kind}, {verdict.action}: {verdict.reason}")
        say(f"  status      {verdict.status or 'none given'}")
        say(f"  rule        {verdict.rule}")
        say(f"  read        {verdict.line or '(nothing)'}")
    for one in reading.successors:
        say()
        say(f"Named for further mail: {one.address}")
        say(f"  read        {one.line}")
    if reading.absent_from or reading.absent_until:
        say(f"Absent{_from_to(reading)}.")


def _from_to(reading: Reading) -> str:
    start = f" from {reading.absent_from}" if reading.absent_from else ""
    return start + (f" until {reading.absent_until}" if reading.absent_until else "")
