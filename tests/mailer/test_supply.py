"""The supply: letters made ready in strides, given back when nobody wants them, bounded in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime

import pytest

from mailer import scribe as scribes
from mailer import supply as supplies
from mailer.audit import Actor
from mailer.claims import ClaimBatch
from mailer.clock import utc_now
from mailer.database import Database
from mailer.dispatch import DeliveryState, tally
from mailer.errors import Unreachable
from mailer.in_hand import Job, Letter
from mailer.outbox import hold_dispatch
from mailer.post_room import PostRoom
from mailer.recording import Result
from mailer.scribe import Scribe
from mailer.supply import STRIDE, Supply
from mailer.turns import SLOW
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun
from tests.rig.ledger import dispatch_to, keyring
from tests.rig.scripted_smtp import ScriptedServer, in_thread

LETTERS = STRIDE + 24


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with in_thread() as running:
        yield running


def room_of(database: Database, clerk: Actor, port: int = 25, connections: int = 1) -> PostRoom:
    return PostRoom(
        database=database, keyring=keyring(), relay=Relay("127.0.0.1", port, Tls.OFF), by=clerk,
        clock=utc_now, connections=connections,
    )  # fmt: skip


def enqueue(database: Database, clerk: Actor) -> int:
    with database.writing() as session:
        return dispatch_to(session, utc_now(), clerk, *[f"p{n}@one.example" for n in range(LETTERS)])


def claim(database: Database, clerk: Actor) -> tuple[PostRoom, ClaimBatch]:
    room = room_of(database, clerk)
    enqueue(database, clerk)
    batch = room.claim(room.begin(), LETTERS)
    assert batch is not None
    room.prepare(room.unprepared(batch))
    return room, batch


async def supply_of(room: PostRoom, returned: list[Job | Result]) -> tuple[Supply, Scribe]:
    async def submit(item: Job | Result) -> bool:
        returned.append(item)
        return True

    scribe = Scribe(1.0, lambda _: None, lambda: None)
    return Supply(room, scribe, submit), scribe


def test_every_job_comes_out_once_in_order_and_the_rest_is_given_back(
    sqlite_database: Database, clerk: Actor
) -> None:
    async def story() -> None:
        room, batch = claim(sqlite_database, clerk)
        supply, scribe = await supply_of(room, [])
        supply.add(batch)
        assert len(supply) == LETTERS
        ids = []
        for _ in range(STRIDE + 3):
            letter = await supply.next()
            assert letter is not None
            ids.append(letter.job.claimed.id)
            supply.begin(letter)
            supply.done(letter.job)
        ids += [job.claimed.id for job in supply.end()]
        assert ids == [claimed.id for claimed in batch.deliveries]
        assert await supply.ahead() is None
        assert await supply.next() is None
        scribe.close()

    asyncio.run(story())


def test_after_two_refusals_the_rest_of_the_claim_is_given_back_without_a_try(
    sqlite_database: Database, clerk: Actor
) -> None:
    async def story() -> None:
        room, batch = claim(sqlite_database, clerk)
        returned: list[Job | Result] = []
        supply, scribe = await supply_of(room, returned)
        supply.add(batch)
        first = await supply.ahead()
        assert first is not None
        for _ in range(2):
            supply.refuse(first.job)
        while len(supply):
            assert await supply.ahead() is None
        assert len(returned) == LETTERS - 1
        scribe.close()

    asyncio.run(story())


def test_no_more_is_made_ready_than_fits_into_the_memory(
    sqlite_database: Database, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supplies, "STRIDE_OCTETS", 1)

    async def story() -> None:
        room, batch = claim(sqlite_database, clerk)
        supply, scribe = await supply_of(room, [])
        supply.add(batch)
        assert await supply.ahead() is not None
        assert len(supply.end()) == LETTERS - 1
        scribe.close()

    asyncio.run(story())


def test_f29_letters_made_ready_while_their_domain_was_quick_wait_when_it_turns_slow(
    sqlite_database: Database, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(supplies, "monotonic", lambda: now[0])

    async def story() -> None:
        room = room_of(sqlite_database, clerk, connections=4)
        addresses = [*(f"p{n}@slow.example" for n in range(8)), "a@one.example", "b@one.example"]
        with sqlite_database.writing() as session:
            dispatch_to(session, utc_now(), clerk, *addresses)
        worker_id = room.begin()
        supply, scribe = await supply_of(room, [])

        def claim_some(limit: int) -> None:
            batch = room.claim(worker_id, limit)
            assert batch is not None
            room.prepare(room.unprepared(batch))
            supply.add(batch)

        async def begun() -> Letter:
            letter = await supply.next()
            assert letter is not None
            supply.begin(letter)
            return letter

        claim_some(9)
        quick = [await begun() for _ in range(3)]
        for letter in quick:
            supply.done(letter.job)
        slow = [await begun() for _ in range(2)]
        now[0] = SLOW + 1
        claim_some(1)
        assert supply.at_hand() is None
        other = await begun()
        assert other.job.claimed.address == "b@one.example"
        assert await supply.ahead() is None
        for letter in [*slow, other]:
            supply.done(letter.job)
        last = [await begun() for _ in range(2)]
        assert await supply.ahead() is None
        assert len({letter.job.claimed.id for letter in (*quick, *slow, other, *last)}) == 8
        assert len(supply.end()) == 2
        scribe.close()

    asyncio.run(story())


def test_f30_blueprints_that_cannot_be_read_at_once_keep_no_letter_of_the_claim_back(
    sqlite_database: Database, server: ScriptedServer, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribes, "REST", 0)
    tries: list[None] = []

    class Locked(PostRoom):
        def prepare(self, blueprint_ids: Iterable[int]) -> None:
            tries.append(None)
            if len(tries) == 1:
                raise Unreachable("Another program keeps it locked.")
            super().prepare(blueprint_ids)

    enqueue(sqlite_database, clerk)
    room = Locked(**vars(room_of(sqlite_database, clerk, server.port)))
    assert asyncio.run(WorkerRun(room, until_idle=True).run()).ended == {DeliveryState.SENT: LETTERS}
    assert len(tries) == 2


def test_f49_a_hold_gives_the_letters_back_with_few_connections_spent_on_it(
    database: Database, server: ScriptedServer, clerk: Actor, now: datetime
) -> None:
    dispatch_id = enqueue(database, clerk)
    held: list[bool] = []

    def hold(point: str) -> None:
        if point == "answered" and not held:
            held.append(True)
            with database.writing() as session:
                hold_dispatch(session, now, dispatch_id, clerk, "a question came up")

    room = room_of(database, clerk, server.port)
    asyncio.run(WorkerRun(room, until_idle=True, at_point=hold).run())
    with database.reading() as session:
        counts = tally(session, dispatch_id)
    assert counts[DeliveryState.SENT] == len(server.letters)
    assert counts[DeliveryState.SENT] + counts[DeliveryState.QUEUED] == LETTERS
    assert len(server.letters) <= 2
    assert server.connections <= 5
