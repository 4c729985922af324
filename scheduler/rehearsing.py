"""A campaign rehearsed: every copy that the directory gives, streamed past the examiner, and nothing sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from letters.compile import KINDS
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.outbox import part_bytes
from mailer.settings import Environment, Settings
from mailer.suppression import erased_among, stopped
from mailer.token import Keyring
from recipients.among import among
from scheduler.addressing import all_copies, allow_list
from scheduler.attaching import specs_of
from scheduler.campaign import Campaign, campaign_named, letter_of_campaign
from scheduler.copies import without_erased
from scheduler.earlier import earlier_copies, freezes_beside, without_earlier
from scheduler.export import ListFormat, closing_lines, write_list
from scheduler.merging import LetterBlueprints
from scheduler.progress import OnProgress, Progress
from scheduler.rehearsal import (
    FINDING_COLUMNS,
    Examiner,
    Rehearsal,
    RehearsalFinding,
    Rehearsed,
    Rules,
    in_chunks,
)
from scheduler.thread import Thread

OnFinding = Callable[[RehearsalFinding], None]
MIB = 1024 * 1024


def rehearse(
    session: OfficeSession,
    now: datetime,
    settings: Settings,
    keyring: Keyring,
    name: str,
    *,
    relay_limit: int | None = None,
    on_finding: OnFinding = lambda _: None,
    on_progress: OnProgress = lambda _: None,
) -> Rehearsal:
    """Merge every copy of a campaign exactly as it would be sent; what was found, counted. Nothing is stored.

    In a reading transaction, so that it sees one state of the directory. Each finding is handed on as it is
    found, for a list of all; memory stays flat. `relay_limit` is the size in octets that the relay takes.
    """
    rehearsal, campaign = Rehearsal(), campaign_named(session, name)
    for chunk in rehearsed_copies(session, now, settings, keyring, campaign, relay_limit, rehearsal):
        for row in chunk:
            for finding in row.findings:
                on_finding(finding)
        on_progress(Progress(rehearsal.rows, rehearsal.rows))
    return rehearsal


def export_findings(
    session: OfficeSession,
    now: datetime,
    settings: Settings,
    keyring: Keyring,
    name: str,
    form: ListFormat,
    target: Path,
    *,
    relay_limit: int | None = None,
) -> Rehearsal:
    """Rehearse a campaign and write every single finding into a file; the rehearsal."""
    rehearsal, campaign = Rehearsal(), campaign_named(session, name)
    chunks = rehearsed_copies(session, now, settings, keyring, campaign, relay_limit, rehearsal)
    rows = (finding.cells() for chunk in chunks for row in chunk for finding in row.findings)
    write_list(form, target, FINDING_COLUMNS, rows, lambda count: closing_lines(session, now, count))
    return rehearsal


def rehearsed_copies(
    session: OfficeSession,
    now: datetime,
    settings: Settings,
    keyring: Keyring,
    campaign: Campaign,
    relay_limit: int | None,
    rehearsal: Rehearsal,
) -> Iterator[list[Rehearsed]]:
    """Every copy of a campaign, rehearsed and counted, so many at a time.

    Nobody gets one who was erased, even if a spreadsheet brought them back; the keyring knows their address.
    """
    letter = letter_of_campaign(session, campaign)
    facts = letter.read_facts()
    rehearsal.blueprints = specs_of(session, campaign, settings.office)
    blueprints = LetterBlueprints(rehearsal.blueprints, lambda sha256: part_bytes(session, sha256))
    rehearsal.beside = freezes_beside(session, campaign)
    examiner = Examiner(now, facts, blueprints, _rules(settings, relay_limit))
    thread = Thread(session, letter)
    for some in in_chunks(all_copies(session, campaign)):
        earlier = earlier_copies(session, campaign, {copy.address_key for copy in some})
        erased = erased_among(session, keyring, {copy.address_key for copy in some})
        settled = [without_erased(without_earlier(copy, earlier), erased) for copy in some]
        chunk = thread.tied(settled)
        keys = {copy.address_key for copy in chunk if not copy.none_because}
        suppressed = stopped(session, keys, KINDS[facts.mail], facts.stream or "")
        known = _written_to_before(session, keys)
        rows = [examiner.examine(copy, suppressed) for copy in chunk]
        for row in rows:
            rehearsal.add(row)
        rehearsal.new_addresses += len(keys - known)
        rehearsal.largest = examiner.largest
        yield rows


def _rules(settings: Settings, relay_limit: int | None) -> Rules:
    own = int(settings.sending.size_limit_mib * MIB)
    testing = settings.office.environment is Environment.TEST
    return Rules(
        size_limit=min(own, relay_limit) if relay_limit else own,
        allow=allow_list(settings.office.allow) if testing else None,
    )


def _written_to_before(session: OfficeSession, keys: set[str]) -> set[str]:
    asked = select(Delivery.address_key).where(among(session, Delivery.address_key, keys)).distinct()
    return set(session.scalars(asked))
