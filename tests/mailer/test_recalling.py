"""Recalling: single copies that still wait are cancelled, with their evidence, and no other is touched."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mailer.audit import Actor
from mailer.claims import claim_due
from mailer.database import Database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState, tally
from mailer.ledger import verify_ledger
from mailer.limits import Limits
from mailer.recalling import recall
from tests.rig.ledger import anybody, dispatch_to, worker_id

S = DeliveryState


def test_what_waits_is_cancelled_with_its_event_and_what_a_worker_has_is_left_to_it(
    database: Database, now: datetime, clerk: Actor
) -> None:
    with database.writing() as session:
        dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@two.example", "c@three.example")
        claimed = claim_due(session, now, clerk, worker_id(session, now), 1, Limits(), why_not=anybody)
        assert claimed is not None
        ids = list(session.scalars(select(Delivery.id).order_by(Delivery.id)))
        in_hand = claimed.deliveries[0].id
        waiting = [number for number in ids if number != in_hand]
    with database.writing() as session:
        assert recall(session, now, clerk, [in_hand, waiting[0]], "They answered.") == [waiting[0]]
        assert recall(session, now, clerk, [waiting[0]], "They answered.") == [], "once is enough"
    with database.reading() as session:
        states = {number: session.get_one(Delivery, number).state for number in ids}
        assert states == {in_hand: S.SENDING, waiting[0]: S.CANCELLED, waiting[1]: S.QUEUED}
        assert session.get_one(Delivery, waiting[0]).reason == "They answered."
        assert tally(session, dispatch_id)[S.CANCELLED] == 1
        assert verify_ledger(session, {}) is None
