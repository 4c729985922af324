"""A37: whatever stands in the records, no command's output moves a terminal or forges a line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, UNCERTAIN

ESCAPES = "\x1b[2J\x9b31m\u202e\r\nforged: line"
POISONED = {
    "organisation": ("name",),
    "recipient": ("name", "post", "salutation"),
    "recipient_address": ("address",),
    "stakeholder_list": ("name", "description"),
    "staff": ("full_name", "email"),
    "suppression": ("reason", "evidence"),
    "letter": ("handle",),
    "letter_version": ("subject",),
    "register_entry": ("reason", "printed"),
    "register_event": ("why",),
    "series": ("name",),
    "campaign": ("why", "expression"),
    "campaign_event": ("why",),
    "campaign_recipient": ("name", "organisation", "address", "none_because"),
    "delivery": ("reason", "name", "address"),
    "delivery_event": ("why",),
    "delivery_attempt": ("reply", "server", "queue_id", "note", "enhanced"),
    "dispatch": ("label", "why"),
    "audit_entry": ("subject", "deed"),
}
"""What strangers, or people in a hurry, write into each table."""
READING = [
    ("staff", "list"), ("doctor", "--no-relay"), ("suppressions", "list"),
    ("recipients", "list"), ("recipients", "show", "GOV-001"), ("recipients", "duplicates"),
    ("lists", "list"), ("audience", "show", "all"), ("audience", "show", "all", "--why", "GOV-001"),
    ("letters", "list"), ("register", "list"), ("register", "show", "IOCO-1001"),
    ("campaigns", "list"), ("campaigns", "status", CAMPAIGN), ("campaigns", "explain", CAMPAIGN, "GOV-001"),
    ("campaigns", "explain", CAMPAIGN, UNCERTAIN), ("campaigns", "uncertain", "list", CAMPAIGN),
    ("audit", "organisation", "Ministry"), ("audit", "address", UNCERTAIN),
    ("audit", "period", "2020-01-01", "2099-12-31"),
    ("audit", "message", "1"), ("audit", "entries"), ("audit", "verify"),
    ("worker", "--once"), ("serve", "--once"),
    ("campaigns", "resume", CAMPAIGN, "--actor", "m.duarte", "--yes"),
    ("campaigns", "create", "coastal-report"),
]  # fmt: skip


@pytest.fixture
def poisoned(sent_office: Path) -> Path:
    """An office whose records somebody filled with what drives terminals, past every check at the doors."""
    with closing(sqlite3.connect("office.db")) as connection, connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        for table, columns in POISONED.items():
            for column in columns:
                connection.execute(f"UPDATE {table} SET {column} = {column} || ?", [ESCAPES])
    return sent_office


def test_a37_no_command_lets_what_strangers_wrote_drive_the_terminal(poisoned: Path, run: Run) -> None:
    shown = 0
    for arguments in READING:
        options = [()] if arguments[0] in ("worker", "campaigns", "serve") else [(), ("--json",)]
        for option in options:
            result = run(*arguments, *option)
            for output in (result.out, result.err):
                driving = {character for character in output if not character.isprintable()} - {"\n"}
                assert driving <= {"\u00a0", "\u202f"}, (arguments, ascii(driving))
                assert not any(line.startswith("forged: ") for line in output.splitlines()), arguments
            shown += "\\u001b[2J" in result.out + result.err
    assert shown > len(READING), "the escapes are shown, not left out"
