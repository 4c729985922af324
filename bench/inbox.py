"""The measure of the inbox: mails collected, read, matched and concluded in one go, few and many of them."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

from sqlalchemy import select

from bench.figures import verdict
from bench.office import MEASURER, address_of_database, fill_outbox
from bench.stopwatch import Reading, run_measured
from mailer.claims import claim_due, register
from mailer.clock import utc_now
from mailer.database import Database, open_database
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.limits import Limits
from mailer.process import this_process
from mailer.recording import Result, record_results
from tests.rig.inbound import absence, answer, message_id, notice, return_path

SLACK: Final = 0.15
"""What is promised: the peak for ten times as many mails differs by no more than this share."""
CLAIM: Final = 2_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--mails", type=int, default=10_000, help="the greater number; the lesser is a tenth")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")


def run(options: argparse.Namespace) -> bool:
    """Take in a few and many, print, and say whether the promise was kept."""
    print(f"Inbox: mails out of a Maildir, stored, read and concluded in {options.database}")
    readings = [_measured(count, options.database) for count in (options.mails // 10, options.mails)]
    for reading in readings:
        print(
            f"  {reading.units:>7,} mails: {reading.rate:,.0f} a second,"
            f" {reading.processor / reading.units * 1000:.1f} ms of the processor each,"
            f" peak {reading.peak_kib / 1024:.1f} MiB"
        )
    growth = readings[1].peak_kib / readings[0].peak_kib - 1
    print(f"  growth: {growth:+.1%}")
    return verdict(kept=growth <= SLACK, promise=f"flat within {SLACK:.0%} for ten times the mails")


def _measured(mails: int, kind: str) -> Reading:
    with address_of_database(kind) as url, tempfile.TemporaryDirectory(prefix="bench-mail-") as folder:
        database = open_database(url)
        fill_outbox(database, mails)
        _send_all(database)
        _lay_out(database, Path(folder))
        database.close()
        return run_measured("bench.taking_in", url, folder, mails)


def _send_all(database: Database) -> None:
    """Record every copy as sent, without a server to send it to."""
    now = utc_now()
    with database.writing() as session:
        worker = register(session, now, this_process())
    while True:
        with database.writing() as session:
            batch = claim_due(
                session, now, MEASURER, worker, CLAIM, Limits(), why_not=lambda _address, _colleagues: ""
            )
            if batch is None:
                return
            results = [
                Result(
                    one.id,
                    batch.claim_id,
                    DeliveryState.SENT,
                    "",
                    now,
                    now,
                    now,
                    "accepted",
                    "dot",
                    250,
                    "2.0.0",
                )
                for one in batch.deliveries
            ]
            record_results(session, now, MEASURER, results)


def _lay_out(database: Database, folder: Path) -> None:
    """One mail for each copy into a Maildir: mostly notices, each tenth from a person or their machine."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir()
    with database.reading() as session:
        for number, copy in enumerate(session.scalars(select(Delivery)).yield_per(CLAIM)):
            (folder / "new" / f"{number:07d}.mail").write_bytes(_mail(number, copy))
            session.expunge(copy)


def _mail(number: int, copy: Delivery) -> bytes:
    match number % 10:
        case 0:
            return absence(copy.address, return_path(copy))
        case 1:
            return answer(copy.address, "letters@office.example", body="We accept.", answers=message_id(copy))
        case 2:
            return notice("letters@office.example", copy.address)  # forged
        case 3:
            return notice(
                return_path(copy), copy.address, status="4.4.1", words="no answer", action="delayed"
            )
        case 4 | 5:
            return notice(return_path(copy), copy.address, status="5.2.2", words="552 5.2.2 Mailbox full")
        case _:
            return notice(return_path(copy), copy.address, returned_id=message_id(copy))


def _anybody(_address: str, _colleagues: frozenset[str] | None) -> str:
    return ""
