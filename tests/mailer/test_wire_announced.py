"""A letter that is announced goes out with the final dot of the one before, and nothing is lost by it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mailer.wire import Connection, Envelope, Outcome, Stage, Verdict
from tests.rig.scripted_smtp import ScriptedServer
from tests.rig.smtp_script import Act, Acts, Script, Step, cut, raw, say, say_and_cut
from tests.rig.wire_cases import LETTER, STEPWISE, OpenGate, relay_to, scripted

FIRST = Envelope("bounces@office.example", "a@state.example")
SECOND = Envelope("bounces@office.example", "b@state.example")


async def deliver_first(connection: Connection) -> Verdict:
    """The first letter, with the second announced while it is under way."""

    async def gate() -> bool:
        connection.announce(SECOND, len(LETTER))
        return True

    return await connection.deliver(FIRST, LETTER, gate)


async def heard(server: ScriptedServer, verb: str, times: int) -> bool:
    """Whether the server hears a command so often before long."""
    for _ in range(200):
        if len(server.commands(verb)) >= times:
            return True
        await asyncio.sleep(0)
    return False


async def test_an_announced_letter_is_presented_before_it_is_delivered() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        first = await deliver_first(connection)
        assert await heard(server, "DATA", 2)
        assert connection.usable
        second = await connection.deliver(SECOND, LETTER, OpenGate())
        await connection.close()

    assert {first.outcome, second.outcome} == {Outcome.ACCEPTED}
    assert [letter.recipient for letter in server.letters] == ["a@state.example", "b@state.example"]
    assert all(letter.message == LETTER for letter in server.letters)
    assert server.commands("QUIT")


async def test_where_pipelining_is_not_offered_an_announced_letter_waits_for_its_turn() -> None:
    async with ScriptedServer(Script(extensions=STEPWISE)) as server:
        connection = await Connection.open(relay_to(server))
        await deliver_first(connection)
        assert not await heard(server, "MAIL", 2)
        second = await connection.deliver(SECOND, LETTER, OpenGate())
        await connection.close()

    assert second.outcome is Outcome.ACCEPTED
    assert len(server.letters) == 2


async def test_f21_no_letter_is_presented_beyond_what_a_connection_carries() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(replace(relay_to(server), letters_per_connection=1))
        await deliver_first(connection)
        assert not connection.usable
        await connection.close()

    assert len(server.commands("MAIL")) == 1
    assert server.commands("QUIT")


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (say("550 5.7.1 spam"), Outcome.REFUSED),
        (say("450 4.7.1 later"), Outcome.DEFERRED),
        (replace(say("250 2.0.0 ok"), keep=True), Outcome.ACCEPTED),
    ],
    ids=["refused", "deferred", "accepted"],
)
async def test_f17_whatever_becomes_of_the_one_before_the_announced_letter_goes_on(
    act: Act, outcome: Outcome
) -> None:
    async with ScriptedServer(scripted((Step.DOT, FIRST.recipient), act)) as server:
        connection = await Connection.open(relay_to(server))
        first = await deliver_first(connection)
        second = await connection.deliver(SECOND, LETTER, OpenGate())
        await connection.close()

    assert (first.outcome, second.outcome) == (outcome, Outcome.ACCEPTED)
    assert SECOND.recipient in [letter.recipient for letter in server.letters]


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (say_and_cut("421 4.3.2 closing"), Outcome.DEFERRED),
        (cut(keep=True), Outcome.UNCERTAIN),
        (raw(b"\xff\xfe what\r\n"), Outcome.UNCERTAIN),
    ],
    ids=["421", "cut", "garbage"],
)
async def test_f17_a_line_that_breaks_at_the_dot_takes_nothing_of_the_announced_letter(
    act: Act, outcome: Outcome
) -> None:
    async with ScriptedServer(scripted((Step.DOT, FIRST.recipient), [act])) as server:
        connection = await Connection.open(relay_to(server))
        first = await deliver_first(connection)
        assert not connection.usable
        await connection.close()
        another = await Connection.open(relay_to(server))
        second = await another.deliver(SECOND, LETTER, OpenGate())
        await another.close()

    assert (first.outcome, second.outcome) == (outcome, Outcome.ACCEPTED)
    assert [letter.recipient for letter in server.letters].count(SECOND.recipient) == 1


@pytest.mark.parametrize(
    ("step", "act", "outcome", "stage"),
    [
        (Step.MAIL, [Act(), say("451 4.3.0 later")], Outcome.DEFERRED, Stage.MAIL),
        ((Step.RCPT, SECOND.recipient), say("550 5.1.1 nobody"), Outcome.REFUSED, Stage.RCPT),
        ((Step.DATA, SECOND.recipient), say("451 4.3.0 later"), Outcome.DEFERRED, Stage.DATA),
    ],
    ids=["mail", "rcpt", "data"],
)
async def test_f17_an_announced_letter_that_is_turned_away_leaves_the_line_fit(
    step: Step | tuple[Step, str], act: Acts, outcome: Outcome, stage: Stage
) -> None:
    async with ScriptedServer(scripted(step, act)) as server:
        connection = await Connection.open(relay_to(server))
        await deliver_first(connection)
        second = await connection.deliver(SECOND, LETTER, OpenGate())
        assert connection.usable
        third = await connection.deliver(FIRST, LETTER, OpenGate())
        await connection.close()

    assert (second.outcome, second.stage) == (outcome, stage)
    assert third.outcome is Outcome.ACCEPTED
    assert [letter.recipient for letter in server.letters] == [FIRST.recipient] * 2


async def test_f20_421_to_an_announced_letter_defers_it_alone() -> None:
    async with ScriptedServer(Script(letters_per_connection=1)) as server:
        connection = await Connection.open(relay_to(server))
        first = await deliver_first(connection)
        second = await connection.deliver(SECOND, LETTER, OpenGate())
        await connection.close()

    assert first.outcome is Outcome.ACCEPTED
    assert (second.outcome, second.stage) == (Outcome.DEFERRED, Stage.MAIL)
    assert connection.letters > 1
    assert not connection.usable


async def test_a_presented_letter_that_is_not_delivered_is_not_sent() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        await deliver_first(connection)
        await connection.close()

    assert [letter.recipient for letter in server.letters] == [FIRST.recipient]
    assert not server.commands("QUIT")


async def test_after_an_announcement_no_other_letter_may_come() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        await deliver_first(connection)
        with pytest.raises(RuntimeError, match="announced comes next"):
            await connection.deliver(FIRST, LETTER, OpenGate())
        second = await connection.deliver(SECOND, LETTER, OpenGate())
        await connection.close()

    assert second.outcome is Outcome.ACCEPTED
