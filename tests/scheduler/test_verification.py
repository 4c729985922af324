"""Everything is held against the audit chain: what was altered by hand is named with its place."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from scheduler.progress import Progress
from scheduler.verification import verify_record
from tests.scheduler.busy_office import Busy
from tests.scheduler.tamperings import TAMPERINGS, verdict

S = DeliveryState


def test_an_office_in_which_everything_happened_is_whole(busy: Busy) -> None:
    with busy.world.database.reading() as session:
        states = set(session.scalars(select(Delivery.state)))
        told: list[Progress] = []
        found = verify_record(session, on_progress=told.append)
    assert (found.whole, found.campaigns, found.erased) == (True, 4, 0), str(found.bad)
    assert states == {S.SENT, S.FAILED, S.SUPPRESSED, S.CANCELLED, S.UNCERTAIN}
    assert told[-1].full


@pytest.mark.parametrize("which", ["finished", "cancelled", "broken_off", "waiting"])
def test_one_campaign_alone_is_verified(busy: Busy, which: str) -> None:
    with busy.world.database.reading() as session:
        found = verify_record(session, campaign=getattr(busy, which))
    assert (found.whole, found.campaigns) == (True, 1), str(found.bad)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a38_whatever_is_altered_by_hand_is_named(busy: Busy, what: str) -> None:
    tampering, named = TAMPERINGS[what]
    with busy.world.database.writing() as session:
        assert re.search(named, verdict(session, tampering))
