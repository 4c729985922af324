"""The way to a relay that takes fewer lines than are wanted, or none any more."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mailer.way import Way
from mailer.wire import Deadlines, Relay, Tls
from tests.rig.scripted_smtp import ScriptedServer
from tests.rig.smtp_script import Script

QUICK = replace(Deadlines(*(20.0 for _ in Deadlines.__slots__)), quit=0.2)


def way_to(server: ScriptedServer, told: list[str]) -> Way:
    relay = Relay("127.0.0.1", server.port, Tls.OFF, deadlines=QUICK)
    return Way(relay, stopping=asyncio.Event(), wait_for_ever=True, tell=told.append, give_up=told.append)


async def settled() -> None:
    """Let every task that may go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_f20_a_relay_that_is_full_is_asked_by_one_line_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    async with ScriptedServer(Script(lines=1)) as server:
        way = way_to(server, told)
        first = await way.instead_of(None)
        assert first is not None
        assert await way.instead_of(None) is None
        assert not way.resting, "the first line goes on"
        monkeypatch.setattr("mailer.way.PROBE", 0.1)
        assert await way.instead_of(None) is None  # from here the shorter time counts
        waiting = [asyncio.create_task(way.room()) for _ in range(5)]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        await settled()
        assert sum(task.done() for task in waiting) == 1
        way.end()
        await asyncio.gather(*waiting)
        await way.close(first)
    assert told == []


async def test_f20_a_line_that_is_closed_makes_room_for_one_that_waits() -> None:
    async with ScriptedServer(Script(lines=1)) as server:
        way = way_to(server, [])
        first = await way.instead_of(None)
        assert first is not None
        assert await way.instead_of(None) is None
        waiting = asyncio.create_task(way.room())
        await settled()
        assert not waiting.done()
        await way.close(first)
        await asyncio.wait_for(waiting, 10)


async def test_f17_a_relay_that_went_down_is_left_alone_although_nobody_closed_its_lines_yet() -> None:
    told: list[str] = []
    async with ScriptedServer() as server:
        way = way_to(server, told)
        lines = [await way.instead_of(None) for _ in range(3)]
    for line in lines:
        assert line is not None
        while line.stands:
            await asyncio.sleep(0.01)
    assert await way.instead_of(None) is None
    assert way.resting
    assert told
    await asyncio.wait_for(way.room(), 10)
    for line in lines:
        assert line is not None
        await way.close(line)
