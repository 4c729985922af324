"""Whoever writes to the signed address for it gets no more voluntary mail of that sort; no forger does."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailer.audit import Actor
from mailer.database import Database
from mailer.dispatch import MailKind
from mailer.inbox.record import InboundState
from mailer.suppression import list_suppressions
from mailer.token import Purpose
from tests.rig.inbound import answer, notice, read_mail, return_path, sent_to
from tests.rig.ledger import OFFICE, keyring

ADA = "ada@members.example"


def suppressed(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(row.address_key, row.scope) for row in list_suppressions(session)[1]]


def unsubscribe_address(serial: str) -> str:
    return f"unsubscribe+{keyring().mint(Purpose.UNSUBSCRIBE, serial, 'ka')}@{OFFICE}"


def test_a_message_to_the_signed_address_stops_mail_of_that_stream(
    database: Database, now: datetime, clerk: Actor
) -> None:
    [copy] = sent_to(database, now, clerk, ADA, kind=MailKind.VOLUNTARY)
    [message] = read_mail(database, now, answer(ADA, unsubscribe_address(copy.serial), body=""))
    assert message.state is InboundState.READ
    assert suppressed(database) == [(ADA, "stream:news")]


@pytest.mark.parametrize("case", ["official", "forged", "quoted in a notice", "to the return path"])
def test_nobody_else_stops_anything(database: Database, now: datetime, clerk: Actor, case: str) -> None:
    kind = MailKind.OFFICIAL if case == "official" else MailKind.VOLUNTARY
    [copy] = sent_to(database, now, clerk, ADA, kind=kind)
    raw = {
        "official": answer(ADA, unsubscribe_address(copy.serial), body=""),
        "forged": answer(ADA, f"unsubscribe+ka{copy.serial}{'a' * 16}@{OFFICE}", body=""),
        "quoted in a notice": notice(unsubscribe_address(copy.serial), ADA),
        "to the return path": answer(ADA, return_path(copy), body="unsubscribe"),
    }[case]
    read_mail(database, now, raw)
    assert suppressed(database) == []
