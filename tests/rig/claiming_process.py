"""A process that claims letters one by one, at one fixed moment, until its rate limit lets it have no more.

`python -m tests.rig.claiming_process DATABASE-URL LETTERS-A-SECOND MOMENT`. As the moment stands still no
bucket fills meanwhile: however fast or slow it is, and whoever claims beside it, the sum is exact.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

from mailer.claims import claim_due
from mailer.database import open_database
from mailer.limits import Limits
from tests.rig.ledger import MACHINE, worker_id


def start(url: str, per_second: float, moment: datetime) -> subprocess.Popen[bytes]:
    """The process, ready to begin as soon as a line is written to it (see `draining_worker.begin`)."""
    told = [url, str(per_second), moment.isoformat()]
    command = [sys.executable, "-m", "tests.rig.claiming_process", *told]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def main() -> None:
    """Claim, and print how many letters were granted."""
    url, per_second, told = sys.argv[1:]
    database, moment = open_database(url), datetime.fromisoformat(told)
    with database.writing() as session:
        worker = worker_id(session, moment)
    print("ready", flush=True)
    sys.stdin.readline()
    granted = 0
    while True:
        with database.writing() as session:
            batch = claim_due(session, moment, MACHINE, worker, 1, Limits(overall=float(per_second)))
        if batch is None or not batch.deliveries:
            break
        granted += len(batch.deliveries)
    print(granted, flush=True)
    database.close()


if __name__ == "__main__":
    main()
