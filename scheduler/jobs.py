"""The long works of a campaign: each opens the transactions it needs, short ones, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from letters.layout.tree import CopyMark
from mailer.audit import Actor
from mailer.database import Database
from mailer.settings import Settings
from mailer.token import Keyring
from recipients.imports.own_rows import OwnRows
from scheduler.audience_digest import RunningDigest
from scheduler.campaign import CampaignState, campaign_named
from scheduler.freezing import begin_freeze, clear_some, end_freeze, write_rows
from scheduler.items import begin_items, chunks_to_store, clear_forgotten, store_some
from scheduler.launch import (
    CHUNK,
    OwnParts,
    begin_launch,
    fill_some,
    next_rows,
    open_launched,
    pause_broken,
)
from scheduler.merging import mark_of
from scheduler.personal import OwnDocuments, own_documents, papers_for
from scheduler.planning import Caution, Schedule
from scheduler.progress import OnProgress, Progress
from scheduler.rehearsal import Rehearsal
from scheduler.rehearsing import rehearsed_copies
from scheduler.release import check_releasable, release
from scheduler.running import cancel, cancel_some
from scheduler.seals import broken_seal
from scheduler.trial import Trial, entry_at, filled_specs, send_trial

DOCUMENTS: Final = 50
"""Documents of recipients' own that are set between two transactions: half a second's work."""


def release_campaign(
    database: Database,
    now: datetime,
    by: Actor,
    settings: Settings,
    keyring: Keyring,
    name: str,
    *,
    expected: int | None,
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
        for chunk in rehearsed_copies(source, now, settings, keyring, campaign, relay_limit, rehearsal):
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


def store_items(
    database: Database,
    now: datetime,
    field: str,
    own: OwnRows,
    *,
    on_progress: Callable[[int], object] = lambda _: None,
) -> int:
    """Store a file's items in chunks that nobody sees until a campaign has them; the id of the list.

    `on_progress` is told how many items each chunk had.
    """
    while True:
        with database.writing(synced=False) as session:
            if not clear_forgotten(session, now):
                break
    with database.writing() as session:
        list_id = begin_items(session, now, field, own)
    for chunk in chunks_to_store(list_id, own):
        with database.writing(synced=False) as session:
            store_some(session, chunk)
        on_progress(len(chunk))
    return list_id


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
    most: int | None = None,
    on_progress: OnProgress = lambda _: None,
    at_point: Callable[[str], None] = lambda _: None,
) -> bool:
    """Launch a due campaign, or go on with a launch that was cut short; whether the worker may claim from it.

    Both seals are verified first: if one does not hold, the campaign is paused with the reason and nothing is
    sent. Once `most` documents of recipients' own are set, the rest is left to the next call. Refused for a
    campaign that is not due.
    """
    with database.reading() as session:
        fault = broken_seal(session, name, settings.office)
    if fault:
        with database.writing() as session:
            pause_broken(session, now, by, name, fault)
        return False
    with database.writing() as session:
        begin_launch(session, now, by, name, key_id)
    at_point("begun")
    with database.reading() as session:
        papers = papers_for(session, campaign_named(session, name))
    with own_documents(papers) as own:
        full = _fill(database, now, by, name, own, chunk, most, on_progress, at_point)
    if not full:
        return False
    with database.writing() as session:
        return open_launched(session, now, by, name)


def _fill(
    database: Database,
    now: datetime,
    by: Actor,
    name: str,
    own: OwnDocuments | None,
    chunk: int,
    most: int | None,
    on_progress: OnProgress,
    at_point: Callable[[str], None],
) -> bool:
    """Fill the dispatch of a campaign that is launched; False if something of it is left for later.

    It may have been paused or cancelled meanwhile, or as many documents are set as may be.
    """
    documents = 0
    while True:
        parts = _set_next(database, name, own) if own else None
        with database.writing(synced=False) as session:
            if campaign_named(session, name).state is not CampaignState.RUNNING:
                return False
            progress = fill_some(session, now, by, name, chunk, parts)
        on_progress(progress)
        at_point("filled")
        if progress.full:
            return True
        documents += len(parts or ())
        if most is not None and documents >= most:
            return False


def _set_next(database: Database, name: str, own: OwnDocuments) -> OwnParts:
    """The documents of the next copies, set outside of any transaction."""
    with database.reading() as session:
        rows = next_rows(session, campaign_named(session, name), DOCUMENTS)
    return {row.id: own.of_text(row.language, mark_of(row.kind), row.merge_values) for row in rows}


def try_campaign(
    database: Database,
    now: datetime,
    by: Actor,
    settings: Settings,
    key_id: str,
    name: str,
    *,
    to: Sequence[str],
    like: str,
    languages: Sequence[str] = (),
) -> Trial:
    """Send colleagues a test of a campaign's letter, as who is written to at the address `like` will get it.

    A document of the recipient's own is set before the test is put into the outbox. Raises as
    `scheduler.trial.send_trial` does, and NotFound where nobody is written to there.
    """
    office = settings.office
    with database.reading() as session:
        campaign, entry = campaign_named(session, name), entry_at(session, like)
        papers = papers_for(session, campaign)
        specs = filled_specs(session, campaign, office, entry, languages) if papers else []
    with own_documents(papers) as own:
        parts = {spec.language: own.of(spec.language, CopyMark.TEST, values) for spec, values in specs if own}
    with database.writing() as session:
        return send_trial(
            session, now, by, office, key_id, name, to=to, in_place_of=entry, languages=languages, own=parts
        )


def cancel_campaign(
    database: Database,
    now: datetime,
    by: Actor,
    name: str,
    why: str,
    *,
    on_progress: OnProgress = lambda _: None,
) -> int:
    """Cancel a campaign and end all of its deliveries that wait; how many did."""
    with database.writing() as session:
        cancel(session, now, by, name, why)
    return cancel_rest(database, now, by, name, on_progress=on_progress)


def cancel_rest(
    database: Database, now: datetime, by: Actor, name: str, *, on_progress: OnProgress = lambda _: None
) -> int:
    """End the deliveries of a cancelled campaign that still wait, where that was cut short; how many did."""
    ended = 0
    while True:
        with database.writing() as session:
            some = cancel_some(session, now, by, name)
        if not some:
            return ended
        ended += some
        on_progress(Progress(ended, ended))
