"""A process that claims letters one by one, at one fixed moment, until its rate limit lets it have no more.

As the moment stands still no bucket fills meanwhile: however fast or slow it is, and whoever claims
beside it, the sum is exact.
"""

from __future__ import annotations

from datetime import datetime

from mailer.claims import claim_due
from mailer.database import open_database
from mailer.limits import Limits
from tests.rig.apart import Told, wait_apart
from tests.rig.ledger import MACHINE, anybody, worker_id


def start(url: str, per_second: float, moment: datetime) -> Told:
    """The process, which will say how many letters it was granted."""
    return wait_apart(lambda: _claim(url, per_second, moment))


def _claim(url: str, per_second: float, moment: datetime) -> int:
    database, granted = open_database(url), 0
    with database.writing() as session:
        worker = worker_id(session, moment)
    while True:
        with database.writing() as session:
            batch = claim_due(
                session, moment, MACHINE, worker, 1, Limits(overall=per_second), why_not=anybody
            )
        if batch is None or not batch.deliveries:
            return granted
        granted += len(batch.deliveries)
