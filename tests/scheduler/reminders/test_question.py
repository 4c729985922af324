"""The due-reminder question: one query, answered by keys, that never reads the ledger of deliveries."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from mailer.database import Database
from tests.rig.silent import fill, plan_of_query, question

LEDGER = ("delivery", "campaign_recipient", "delivery_attempt")


def test_who_is_due_is_one_query_without_the_ledger(database: Database, now: datetime) -> None:
    fill(database, now, 4_000)
    with database.reading() as session:
        asked = question(session, now)
        plan = plan_of_query(session, asked)
        found = Counter(outcome for _, _, outcome, _ in session.execute(asked))
    told = "\n".join(plan)
    assert found == {"reminded": 3_600, "answered": 400}
    assert not [table for table in LEDGER if table in told], told
    assert "ix_reminder_due_waiting" in told, told
