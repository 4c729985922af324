"""What came is vouched for by the chain: altered, removed, added or blanked by hand, it is named."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import text

from mailer.audit import Actor
from mailer.database import Database
from mailer.inbox.verifying import verify_inbox
from tests.rig.inbound import answer, read_mail
from tests.rig.ledger import OFFICE
from tests.rig.tampering import lift_guards

OTHER = "SELECT content FROM inbound_content c WHERE c.sha256 <> inbound_content.sha256 LIMIT 1"
NEW = "SELECT sha256 FROM inbound_content WHERE sha256 NOT IN (SELECT sha256 FROM inbound_message)"
TAMPERINGS = {
    f"UPDATE inbound_content SET content = ({OTHER})": "its bytes are not those that came",
    "UPDATE inbound_content SET content = NULL": "no audit entry says so",
    "DELETE FROM inbound_message WHERE id = 2": "that it tells of is missing",
    f"UPDATE inbound_message SET sha256 = ({NEW}) WHERE id = 1": "no audit entry tells that it came",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a38_a_message_that_was_tampered_with_is_named(
    database: Database, now: datetime, clerk: Actor, tampering: str
) -> None:
    for body in ("We accept.", "We decline."):
        read_mail(database, now, answer("ada@members.example", f"letters@{OFFICE}", body=body))
    with database.reading() as session:
        assert verify_inbox(session, {}) is None
    away = ["DELETE FROM inbound_news", "DELETE FROM inbound_reading"]
    with database.writing() as session:
        lift_guards(session)
        session.execute(text("INSERT INTO inbound_content (sha256, content) VALUES ('00', NULL)"))
        for statement in (*away, tampering):
            session.execute(text(statement))
    with database.reading() as session:
        found = verify_inbox(session, {})
    assert found is not None
    assert TAMPERINGS[tampering] in str(found)
