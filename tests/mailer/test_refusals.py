"""Refusals that concern all copies hold the dispatch and fail nobody; those of one recipient stop nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mailer.clock import utc_now
from mailer.database import Database
from mailer.dispatch import DeliveryState, DispatchState, dispatch_of
from mailer.outbox import open_dispatch
from mailer.refusals import Outlook, Reach, Refusals
from mailer.worker import Progress
from tests.rig.post_office import MACHINE, PostOffice
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Act, Script, Step, say

S = DeliveryState
SPAM = "554 5.7.1 spam, blocked"
ADDRESSES = [f"p{number}@d{number}.example" for number in range(40)]
LATER = timedelta(hours=1)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


@pytest.fixture
def office(database: Database, server: ScriptedServer) -> PostOffice:
    return PostOffice(database, server)


def why_held(office: PostOffice, dispatch_id: int) -> str:
    """Why a dispatch is held; nothing while it is open."""
    with office.database.reading() as session:
        dispatch = dispatch_of(session, dispatch_id)
        return dispatch.why if dispatch.state is DispatchState.HELD else ""


def let_go_on(office: PostOffice, dispatch_id: int) -> None:
    with office.database.writing() as session:
        open_dispatch(session, utc_now(), dispatch_id, MACHINE)


@pytest.mark.parametrize(
    ("script", "said", "way_out"),
    [
        (Script({Step.MAIL: say("552 5.3.4 too big")}), "552 5.3.4 too big", "smaller annexes"),
        (Script(extensions=("SIZE 100",)), "the server takes at most 100", "smaller annexes"),
        (Script({Step.DATA: say("554 5.7.1 no")}), "554 5.7.1 no", "write another one"),
        (Script({Step.DOT: say(SPAM)}), SPAM, "write another one"),
        (Script({Step.MAIL: say("550 5.7.1 not you")}), "550 5.7.1 not you", "let the letter go on"),
    ],
    ids=["size_at_mail", "size_in_ehlo", "contents_at_data", "contents_at_the_dot", "sender"],
)
def test_f17_f27_what_every_copy_would_meet_holds_the_dispatch_and_fails_nobody(
    database: Database, script: Script, said: str, way_out: str
) -> None:
    with in_thread(script) as server:
        office = PostOffice(database, server)
        dispatch_id = office.enqueue_to(*ADDRESSES)
        done = office.send()
        counts = office.account(dispatch_id)
    assert counts.keys() <= {S.QUEUED, S.DEFERRED}
    assert counts.get(S.DEFERRED, 0) <= 5, "each of two lines had a letter under way when it was decided"
    why = why_held(office, dispatch_id)
    assert said in why
    assert way_out in why
    assert done.held == {"IOCO-1": why}


def test_a_letter_whose_only_domain_refuses_its_contents_is_held(office: PostOffice) -> None:
    office.server.play(Step.DOT, say(SPAM))
    dispatch_id = office.enqueue(20)
    office.send()
    assert SPAM in why_held(office, dispatch_id)
    assert office.account(dispatch_id).keys() == {S.QUEUED, S.DEFERRED}


def test_one_domain_that_refuses_the_contents_stops_nobody_else_and_fails_at_the_second_asking(
    office: PostOffice,
) -> None:
    picky = [f"p{number}@picky.example" for number in range(8)]
    for address in picky:
        office.server.play((Step.DOT, address), say(SPAM))
    dispatch_id = office.enqueue_to(*picky, *ADDRESSES[:8])
    office.send()
    assert not why_held(office, dispatch_id)
    assert office.account(dispatch_id) == {S.SENT: 8, S.DEFERRED: 8}
    office.send(clock=lambda: utc_now() + LATER)
    assert office.account(dispatch_id) == {S.SENT: 8, S.FAILED: 8}
    assert not why_held(office, dispatch_id)


def test_a_filter_that_begins_to_refuse_in_mid_letter_holds_the_dispatch(office: PostOffice) -> None:
    office.server.play(Step.DOT, [*[Act()] * 10, *[say(SPAM)] * 30])
    dispatch_id = office.enqueue_to(*ADDRESSES)
    office.send()
    counts = office.account(dispatch_id)
    assert counts[S.SENT] == 10
    assert counts.keys() == {S.SENT, S.QUEUED, S.DEFERRED}
    assert SPAM in why_held(office, dispatch_id)


def test_the_only_copy_of_a_letter_fails_at_once_when_its_contents_are_refused(office: PostOffice) -> None:
    office.server.play(Step.DOT, say(SPAM))
    dispatch_id = office.enqueue(1)
    assert office.send().ended == {S.FAILED: 1}
    assert not why_held(office, dispatch_id)


def test_a_dispatch_that_may_go_on_is_sent_by_the_worker_that_held_it(office: PostOffice) -> None:
    office.server.play(Step.MAIL, say("552 5.3.4 too big"))
    dispatch_id = office.enqueue_to(*ADDRESSES)
    mended: list[str] = []

    def mend(progress: Progress) -> None:
        if progress.held and not mended:
            mended.extend(progress.held)
            office.server.play(Step.MAIL, Act())
            let_go_on(office, dispatch_id)

    office.run(on_progress=mend, connections=1)
    counts = office.account(dispatch_id)
    assert mended
    assert counts.keys() <= {S.SENT, S.DEFERRED}
    assert counts[S.SENT] >= len(ADDRESSES) - 3


def test_no_copy_grows_too_old_while_its_dispatch_waits_for_a_person(office: PostOffice) -> None:
    office.server.play(Step.MAIL, say("552 5.3.4 too big"))
    dispatch_id = office.enqueue(1)
    for days in (0, 30):
        office.send(clock=lambda days=days: utc_now() + timedelta(days=days))
        assert office.account(dispatch_id) == {S.DEFERRED: 1}
        let_go_on(office, dispatch_id)


@pytest.mark.parametrize(
    ("domains", "outlook", "attempts", "reach"),
    [
        ("a", Outlook(others=0, taken=False, elsewhere=False), 0, Reach.COPY),
        ("a", Outlook(others=9, taken=True, elsewhere=True), 1, Reach.COPY),
        ("a", Outlook(others=9, taken=True, elsewhere=True), 0, Reach.UNKNOWN),
        ("a", Outlook(others=9, taken=False, elsewhere=True), 1, Reach.UNKNOWN),
        ("ab", Outlook(others=9, taken=False, elsewhere=False), 0, Reach.UNKNOWN),
        ("aaaaaa", Outlook(others=9, taken=False, elsewhere=True), 0, Reach.UNKNOWN),
        ("aaa", Outlook(others=9, taken=False, elsewhere=False), 0, Reach.DISPATCH),
        ("abc", Outlook(others=9, taken=True, elsewhere=True), 0, Reach.DISPATCH),
    ],
)
def test_refusals_of_contents_are_weighed_by_domains_in_a_row(
    domains: str, outlook: Outlook, attempts: int, reach: Reach
) -> None:
    refusals = Refusals()
    for domain in ("x", "y"):
        refusals.note(1, domain)
    refusals.forget(1)  # somebody took the letter, and what was before does not count
    for domain in domains:
        refusals.note(1, domain)
    refusals.note(2, "another dispatch")
    assert refusals.weigh(1, outlook, attempts) is reach
