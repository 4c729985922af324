"""The long works of a campaign: each opens the transactions it needs, short ones, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from letters.compile import KINDS, blueprints_for
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.delivery import Delivery
from mailer.outbox import part_bytes
from mailer.settings import Environment, Settings
from mailer.suppression import stopped
from recipients.among import among
from scheduler.addressing import all_copies, allow_list, audience_of
from scheduler.campaign import Campaign, CampaignState, campaign_named
from scheduler.earlier import earlier_copies, freezes_beside, without_earlier
from scheduler.export import ListFormat, closing_lines, write_list
from scheduler.freezing import RunningDigest, begin_freeze, clear_some, end_freeze, write_rows
from scheduler.launch import (
    CHUNK,
    Progress,
    begin_launch,
    broken_seal,
    fill_some,
    keep_blueprints,
    open_launched,
    pause_broken,
)
from scheduler.merging import LetterBlueprints
from scheduler.planning import Caution, Schedule
from scheduler.rehearsal import (
    FINDING_COLUMNS,
    Examiner,
    Rehearsal,
    RehearsalFinding,
    Rehearsed,
    Rules,
    in_chunks,
)
from scheduler.release import check_releasable, letter_of_campaign, release
from scheduler.running import cancel, cancel_some

OnFinding = Callable[[RehearsalFinding], None]
OnProgress = Callable[[Progress], None]
MIB = 1024 * 1024


def rehearse(
    session: OfficeSession,
    now: datetime,
    settings: Settings,
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
    rehearsal = Rehearsal()
    for chunk in _rehearsed(session, now, settings, campaign_named(session, name), relay_limit, rehearsal):
        for row in chunk:
            for finding in row.findings:
                on_finding(finding)
        on_progress(Progress(rehearsal.rows, rehearsal.rows))
    return rehearsal


def export_findings(
    session: OfficeSession,
    now: datetime,
    settings: Settings,
    name: str,
    form: ListFormat,
    target: Path,
    *,
    relay_limit: int | None = None,
) -> Rehearsal:
    """Rehearse a campaign and write every single finding into a file; the rehearsal."""
    rehearsal = Rehearsal()
    chunks = _rehearsed(session, now, settings, campaign_named(session, name), relay_limit, rehearsal)
    rows = (finding.cells() for chunk in chunks for row in chunk for finding in row.findings)
    write_list(form, target, FINDING_COLUMNS, rows, lambda count: closing_lines(session, now, count))
    return rehearsal


def release_campaign(
    database: Database,
    now: datetime,
    by: Actor,
    settings: Settings,
    name: str,
    *,
    expected: int,
    schedule: Schedule | None = None,
    caution: Caution | None = None,
    relay_limit: int | None = None,
    at_point: Callable[[str], None] = lambda _: None,
) -> Rehearsal:
    """Freeze the audience of a campaign and release it, as `scheduler.release.release` says; the rehearsal.

    What is frozen is what was rehearsed: one pass over one state of the directory writes the rows in chunks
    that nobody sees, and one short transaction brings them into force. Cut short, nothing is released (F02).
    `at_point` is told of each step, for fault tests.
    """
    with database.reading() as session:
        check_releasable(session, by, campaign_named(session, name))
    with database.writing() as session:
        freeze_id = begin_freeze(session, now, by, name)
    clear(database, name)
    rehearsal, digest = Rehearsal(), RunningDigest()
    with database.reading() as source:
        campaign = campaign_named(source, name)
        for chunk in _rehearsed(source, now, settings, campaign, relay_limit, rehearsal):
            with database.writing(synced=False) as session:
                write_rows(session, name, freeze_id, chunk, digest)
            at_point("rows written")
    with database.writing() as session:
        end_freeze(session, name, freeze_id, rehearsal, digest)
    at_point("frozen")
    with database.writing() as session:
        release(
            session,
            now,
            by,
            settings.sending,
            name,
            freeze_id,
            expected=expected,
            schedule=schedule,
            caution=caution,
        )
    return rehearsal


def clear(database: Database, name: str) -> None:
    """Remove what freezes left behind that were cut short or taken back."""
    while True:
        with database.writing(synced=False) as session:
            if not clear_some(session, name):
                return


def launch_campaign(
    database: Database,
    now: datetime,
    by: Actor,
    settings: Settings,
    key_id: str,
    name: str,
    *,
    chunk: int = CHUNK,
    on_progress: OnProgress = lambda _: None,
    at_point: Callable[[str], None] = lambda _: None,
) -> bool:
    """Launch a due campaign, or go on with a launch that was cut short; whether the worker may claim from it.

    Both seals are verified first: if one does not hold, the campaign is paused with the reason and nothing is
    sent. Refused for a campaign that is not due.
    """
    with database.reading() as session:
        fault = broken_seal(session, name)
    if fault:
        with database.writing() as session:
            pause_broken(session, now, by, name, fault)
        return False
    with database.writing() as session:
        begin_launch(session, now, by, name, key_id)
    at_point("begun")
    with database.writing() as session:
        blueprints = keep_blueprints(session, name, settings.office)
    while True:
        with database.writing(synced=False) as session:
            if campaign_named(session, name).state is not CampaignState.RUNNING:
                return False  # paused or cancelled meanwhile
            progress = fill_some(session, now, by, name, blueprints, chunk)
        on_progress(progress)
        at_point("filled")
        if progress.full:
            break
    with database.writing() as session:
        return open_launched(session, now, by, name)


def cancel_campaign(
    database: Database,
    now: datetime,
    by: Actor,
    name: str,
    why: str,
    *,
    on_progress: OnProgress = lambda _: None,
) -> int:
    """Cancel a campaign and end all of its copies that wait; how many did."""
    with database.writing() as session:
        cancel(session, now, by, name, why)
    return cancel_rest(database, now, by, name, on_progress=on_progress)


def cancel_rest(
    database: Database, now: datetime, by: Actor, name: str, *, on_progress: OnProgress = lambda _: None
) -> int:
    """End the copies of a cancelled campaign that still wait, where that was cut short; how many did."""
    ended = 0
    while True:
        with database.writing() as session:
            some = cancel_some(session, now, by, name)
        if not some:
            return ended
        ended += some
        on_progress(Progress(ended, ended))


def _rehearsed(
    session: OfficeSession,
    now: datetime,
    settings: Settings,
    campaign: Campaign,
    relay_limit: int | None,
    rehearsal: Rehearsal,
) -> Iterator[list[Rehearsed]]:
    """Every copy of a campaign, rehearsed and counted, so many at a time."""
    letter = letter_of_campaign(session, campaign)
    facts = letter.read_facts()
    specs = blueprints_for(session, letter, settings.office)
    blueprints = LetterBlueprints(specs, lambda sha256: part_bytes(session, sha256))
    rehearsal.beside = freezes_beside(session, campaign)
    examiner = Examiner(now, facts, blueprints, _rules(settings, relay_limit))
    for some in in_chunks(all_copies(session, audience_of(session, campaign, facts))):
        earlier = earlier_copies(session, campaign, {copy.address_key for copy in some})
        chunk = [without_earlier(copy, earlier) for copy in some]
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
