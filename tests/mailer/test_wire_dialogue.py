"""One letter on the wire: every row of the fault table ends in the verdict that is safe."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from mailer.wire import Blame, Connection, Envelope, Outcome, Stage
from tests.rig.certificates import RIGHT
from tests.rig.scripted_smtp import ScriptedServer
from tests.rig.smtp_script import Act, Script, Step, cut, drip, endless, hang, raw, say, say_and_cut
from tests.rig.wire_cases import (
    ENVELOPE,
    LETTER,
    STEPWISE,
    OpenGate,
    deliver_once,
    relay_to,
    scripted,
)

BOTH_WAYS = pytest.mark.parametrize("together", [True, False], ids=["pipelined", "stepwise"])
LINES = pytest.mark.parametrize(
    "changes",
    [{}, {"certificate": RIGHT}, {"certificate": RIGHT, "implicit": True}],
    ids=["plain", "starttls", "implicit"],
)


@BOTH_WAYS
@LINES
async def test_letter_arrives_as_it_was_with_one_recipient(together: bool, changes: dict[str, Any]) -> None:
    verdict, server, gate = await deliver_once(scripted(Step.QUIT, Act(), together=together, **changes))

    assert (verdict.outcome, verdict.stage, verdict.blame) == (Outcome.ACCEPTED, Stage.DOT, None)
    assert verdict.queue_id == "SCRIPTED1"
    assert verdict.server == f"scripted.example (127.0.0.1:{server.port})"
    (letter,) = server.letters
    assert letter.message == LETTER
    assert (letter.sender, letter.recipient) == ("bounces@office.example", "b@state.example")
    assert letter.tls == bool(changes)
    assert gate.calls == 1


@LINES
async def test_many_letters_go_over_one_connection(changes: dict[str, Any]) -> None:
    async with ScriptedServer(scripted(Step.QUIT, Act(), **changes)) as server:
        connection = await Connection.open(relay_to(server))
        for number in range(20):
            verdict = await connection.deliver(
                Envelope("a@office.example", f"r{number}@state.example"), LETTER, OpenGate()
            )
            assert verdict.outcome is Outcome.ACCEPTED
        usable = [connection.usable]
        await connection.close()
        usable.append(connection.usable)

    assert connection.letters == 20
    assert usable == [True, False]
    assert [letter.recipient for letter in server.letters] == [f"r{n}@state.example" for n in range(20)]
    assert server.connections == 1
    assert server.commands("QUIT")


@LINES
async def test_large_letter_arrives_whole(changes: dict[str, Any]) -> None:
    letter = b"Subject: annexes\r\n\r\n" + b".0123456789012345678901234567890123456789\r\n" * 100_000

    async with ScriptedServer(scripted(Step.QUIT, Act(), **changes)) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, letter, OpenGate())
        await connection.close()

    assert verdict.outcome is Outcome.ACCEPTED
    assert server.letters[0].message == letter


# The table of what a fault means, row by row: first what is refused or deferred by a clear reply.

REPLIES = [
    (Step.MAIL, "451 4.3.0 later", Outcome.DEFERRED, Blame.SERVER),
    (Step.MAIL, "552 5.3.4 too big", Outcome.REFUSED, Blame.LETTER),
    (Step.MAIL, "550 5.1.8 sender unknown", Outcome.REFUSED, Blame.SENDER),
    (Step.RCPT, "450 4.2.0 greylisted", Outcome.DEFERRED, Blame.RECIPIENT),
    (Step.RCPT, "452 4.3.1 slow down", Outcome.DEFERRED, Blame.SERVER),
    (Step.RCPT, "454 4.7.1 rate limit", Outcome.DEFERRED, Blame.SERVER),
    (Step.RCPT, "550 5.1.1 no such user", Outcome.REFUSED, Blame.RECIPIENT),
    (Step.DATA, "451 4.3.2 not now", Outcome.DEFERRED, Blame.SERVER),
    (Step.DATA, "554 5.6.0 not such a letter", Outcome.REFUSED, Blame.LETTER),
]


@BOTH_WAYS
@pytest.mark.parametrize(("step", "line", "outcome", "blame"), REPLIES)
async def test_f17_refusal_before_the_letter_leaves_the_connection_fit_for_the_next(
    step: Step, line: str, outcome: Outcome, blame: Blame, together: bool
) -> None:
    async with ScriptedServer(scripted(step, [say(line)], together=together)) as server:
        connection = await Connection.open(relay_to(server))
        gate = OpenGate()
        first = await connection.deliver(ENVELOPE, LETTER, gate)
        assert (first.outcome, first.blame, str(first.stage)) == (outcome, blame, str(step))
        assert str(first.reply) == line
        assert gate.calls == 0
        assert connection.usable

        second = await connection.deliver(ENVELOPE, LETTER, gate)
        assert second.outcome is Outcome.ACCEPTED
        await connection.close()

    assert [letter.message for letter in server.letters] == [LETTER]
    assert server.connections == 1


@BOTH_WAYS
@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
@pytest.mark.parametrize("act", [say("421 4.3.2 closing"), say_and_cut("421 4.3.2 closing")])
async def test_f17_421_is_host_trouble_and_ends_the_connection(step: Step, act: Act, together: bool) -> None:
    async with ScriptedServer(scripted(step, act, together=together)) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert not connection.usable
        await connection.close()

    assert (verdict.outcome, verdict.blame) == (Outcome.DEFERRED, Blame.SERVER)
    assert verdict.reply is not None
    assert verdict.reply.code == 421
    assert server.letters == ()


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT])
async def test_354_for_a_letter_without_recipient_is_answered_with_the_lone_dot(step: Step) -> None:
    async with ScriptedServer(scripted(step, [say("550 5.1.1 no")], eager=True)) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert verdict.outcome is Outcome.REFUSED
        assert connection.usable
        again = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert again.outcome is Outcome.ACCEPTED
        await connection.close()

    assert [letter.message for letter in server.letters] == [LETTER]
    assert not server.commands("RSET")


async def test_server_that_takes_the_empty_letter_is_not_used_again() -> None:
    script = Script({Step.RCPT: say("550 no"), Step.DOT: say("250 thanks")}, eager=True)
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert (verdict.outcome, verdict.stage) == (Outcome.REFUSED, Stage.RCPT)
        assert not connection.usable
        await connection.close()


@BOTH_WAYS
@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
@pytest.mark.parametrize(
    "act",
    [cut(), raw(b"what?\r\n"), endless(), raw(b"250 " + b"x" * 9000 + b"\r\n"), raw(b"250-a\r\n550 b\r\n")],
    ids=["cut", "garbage", "endless", "overlong", "two-codes"],
)
async def test_a41_broken_dialogue_before_the_letter_is_deferred(
    step: Step, act: Act, together: bool
) -> None:
    verdict, server, gate = await deliver_once(scripted(step, act, together=together))

    assert (verdict.outcome, verdict.blame, str(verdict.stage)) == (
        Outcome.DEFERRED,
        Blame.SERVER,
        str(step),
    )
    assert verdict.reply is None
    assert verdict.note.endswith(".")
    assert gate.calls == 0
    assert server.letters == ()


@pytest.mark.parametrize("step", [Step.MAIL, Step.RCPT, Step.DATA])
@pytest.mark.parametrize("act", [hang(), drip("250 ok", 0.06)], ids=["silence", "drip"])
async def test_f17_deadline_before_the_letter_is_by_the_clock(step: Step, act: Act) -> None:
    verdict, server, _ = await deliver_once(scripted(step, act), slow_at=step)

    assert (verdict.outcome, str(verdict.stage)) == (Outcome.DEFERRED, str(step))
    assert "did not answer within 0.15 seconds" in verdict.note
    assert server.letters == ()


async def test_answer_that_does_not_fit_the_question_is_deferred() -> None:
    verdict, server, _ = await deliver_once(scripted(Step.DATA, say("250 done")))

    assert (verdict.outcome, verdict.blame, verdict.stage) == (Outcome.DEFERRED, Blame.SERVER, Stage.DATA)
    assert "does not fit" in verdict.note
    assert server.letters == ()


# In the middle of the letter.


@LINES
async def test_f17_drop_in_mid_body_is_deferred(changes: dict[str, Any]) -> None:
    letter = b"Subject: x\r\n\r\n" + b"0123456789\r\n" * 400_000

    async with ScriptedServer(scripted(Step.BODY, Act(cut=True, after=5000), **changes)) as server:
        connection = await Connection.open(relay_to(server))
        gate = OpenGate()
        verdict = await connection.deliver(ENVELOPE, letter, gate)
        await connection.close()

    assert (verdict.outcome, verdict.stage, verdict.blame) == (Outcome.DEFERRED, Stage.BODY, Blame.SERVER)
    assert "The line was cut before the final dot" in verdict.note
    assert gate.calls == 0
    assert server.letters == ()
    assert len(server.unfinished) == 1


async def test_server_that_reads_no_more_is_left_at_the_deadline() -> None:
    letter = b"Subject: x\r\n\r\n" + b"0123456789\r\n" * 1_000_000
    script = scripted(Step.BODY, Act(delay=30, cut=True))

    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server, slow_at="body"))
        verdict = await connection.deliver(ENVELOPE, letter, OpenGate())
        await connection.close()

    assert (verdict.outcome, verdict.stage) == (Outcome.DEFERRED, Stage.BODY)
    assert "did not answer within" in verdict.note


@pytest.mark.parametrize(
    ("line", "outcome", "blame"),
    [
        ("552 5.3.4 too big", Outcome.REFUSED, Blame.LETTER),
        ("452 4.3.1 disk full", Outcome.DEFERRED, Blame.SERVER),
        ("421 4.3.2 going down", Outcome.DEFERRED, Blame.SERVER),
        ("250 too soon", Outcome.DEFERRED, Blame.SERVER),
    ],
)
async def test_reply_in_mid_body_counts_and_no_dot_follows(line: str, outcome: Outcome, blame: Blame) -> None:
    letter = b"Subject: x\r\n\r\n" + b"0123456789\r\n" * 400_000

    async with ScriptedServer(scripted(Step.BODY, say(line))) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, letter, OpenGate())
        assert not connection.usable
        await connection.close()

    assert (verdict.outcome, verdict.blame, verdict.stage) == (outcome, blame, Stage.BODY)
    assert server.letters == ()


# The gate.


@BOTH_WAYS
@LINES
async def test_gate_is_asked_when_the_letter_is_out_and_the_dot_is_not(
    together: bool, changes: dict[str, Any]
) -> None:
    # The server interrupts once the whole letter is there: so it was, when the gate was asked.
    whole = LETTER.replace(b"\r\n.", b"\r\n..")
    script = scripted(
        Step.BODY, Act(b"451 4.0.0 all here\r\n", after=len(whole)), together=together, **changes
    )
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server))
        doubts = []

        async def gate() -> bool:
            doubts.append(connection.in_doubt)
            while connection.usable:
                await asyncio.sleep(0)
            return True

        verdict = await connection.deliver(ENVELOPE, LETTER, gate)
        await connection.close()
        while not server.unfinished:
            await asyncio.sleep(0)

    assert doubts == [False]
    assert (verdict.outcome, verdict.stage) == (Outcome.DEFERRED, Stage.BODY)
    assert server.unfinished == (whole,)


async def test_f09_gate_that_says_no_drops_the_line_without_the_dot() -> None:
    gate = OpenGate(answer=False)
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, gate)
        assert not connection.usable
        assert not connection.in_doubt
        await connection.close()
        await connection.close()  # again does no harm
        while not server.unfinished:
            await asyncio.sleep(0)

    assert (verdict.outcome, verdict.stage, verdict.blame) == (Outcome.RELEASED, Stage.BODY, None)
    assert server.letters == ()


async def test_gate_that_raises_drops_the_line_and_the_error_goes_on() -> None:
    async def gate() -> bool:
        raise LookupError("the ledger is gone")

    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        with pytest.raises(LookupError, match="ledger"):
            await connection.deliver(ENVELOPE, LETTER, gate)
        assert not connection.usable
        await connection.close()

    assert server.letters == ()


async def test_line_cut_while_the_gate_is_asked_is_deferred() -> None:
    cut_now = scripted(Step.BODY, Act(cut=True, after=1))
    async with ScriptedServer(cut_now) as server:
        connection = await Connection.open(relay_to(server))

        async def gate() -> bool:
            while connection.usable:
                await asyncio.sleep(0)
            return True

        verdict = await connection.deliver(ENVELOPE, LETTER, gate)
        assert not connection.in_doubt
        await connection.close()

    assert (verdict.outcome, verdict.stage) == (Outcome.DEFERRED, Stage.BODY)


# After the final dot.


@pytest.mark.parametrize("line", ["250 2.0.0 ok", "251 will forward", "200 fine", "299 well"])
async def test_f17_any_2xx_after_the_dot_is_accepted(line: str) -> None:
    verdict, server, _ = await deliver_once(scripted(Step.DOT, say(line)))

    assert verdict.outcome is Outcome.ACCEPTED
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("line", "outcome", "blame"),
    [
        ("450 4.2.0 try later", Outcome.DEFERRED, Blame.RECIPIENT),
        ("451 4.7.1 being looked at", Outcome.DEFERRED, Blame.LETTER),
        ("452 4.3.1 disk full", Outcome.DEFERRED, Blame.SERVER),
        ("421 4.3.2 closing", Outcome.DEFERRED, Blame.SERVER),
        ("550 5.1.1 no such user after all", Outcome.REFUSED, Blame.RECIPIENT),
        ("552 5.3.4 too big", Outcome.REFUSED, Blame.LETTER),
        ("554 5.7.1 looks like spam", Outcome.REFUSED, Blame.LETTER),
    ],
)
async def test_f17_4xx_and_5xx_after_the_dot_are_not_accepted(
    line: str, outcome: Outcome, blame: Blame
) -> None:
    verdict, server, gate = await deliver_once(scripted(Step.DOT, say(line)))

    assert (verdict.outcome, verdict.blame, verdict.stage) == (outcome, blame, Stage.DOT)
    assert gate.calls == 1
    assert server.letters == ()


@LINES
@pytest.mark.parametrize("keep", [True, False], ids=["taken", "not-taken"])
async def test_f17_drop_after_the_dot_is_uncertain(keep: bool, changes: dict[str, Any]) -> None:
    verdict, server, _ = await deliver_once(scripted(Step.DOT, cut(keep=keep), **changes))

    assert (verdict.outcome, verdict.stage, verdict.blame) == (Outcome.UNCERTAIN, Stage.DOT, Blame.SERVER)
    assert verdict.note.startswith("The line was cut after the final dot")
    assert len(server.letters) == keep


@pytest.mark.parametrize(
    ("act", "note"),
    [
        (raw(b"what?\r\n"), "was not SMTP"),
        (raw(b"\xff\x00\x80\r\n"), "was not SMTP"),
        (raw(b"250-so\r\n451 or so\r\n"), "was not SMTP"),
        (raw(b"900 excellent\r\n"), "was not SMTP"),
        (raw(b"250" + b"x" * 10 + b"\r\n"), "was not SMTP"),
        (say("354 more"), "does not fit"),
        (raw(b"250 " + b"x" * 8200 + b"\r\n"), "too long"),
        (raw(b"250 " + b"x" * 1_000_000), "too long"),
        (endless(), "too long"),
        (raw(b"250-ok\r\n" * 101), "too long"),
        (Act(b"250 o", cut=True), "was cut"),
    ],
    ids=lambda value: value if isinstance(value, str) else "act",
)
async def test_a41_no_clear_reply_after_the_dot_is_uncertain(act: Act, note: str) -> None:
    async with ScriptedServer(scripted(Step.DOT, act)) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert connection.in_doubt
        assert not connection.usable
        await connection.close()

    assert (verdict.outcome, verdict.stage) == (Outcome.UNCERTAIN, Stage.DOT)
    assert note in verdict.note


@pytest.mark.parametrize("act", [hang(keep=True), drip("250 ok", 0.06)], ids=["silence", "drip"])
async def test_f17_timeout_after_the_dot_is_uncertain_by_the_clock(act: Act) -> None:
    verdict, _, _ = await deliver_once(scripted(Step.DOT, act), slow_at="dot")

    assert (verdict.outcome, verdict.stage) == (Outcome.UNCERTAIN, Stage.DOT)
    assert "did not answer within 0.15 seconds after the final dot" in verdict.note


async def test_reply_that_drips_within_its_time_is_read() -> None:
    verdict, _, _ = await deliver_once(scripted(Step.DOT, drip("250 2.0.0 queued as D1D2", 0.001)))

    assert (verdict.outcome, verdict.queue_id) == (Outcome.ACCEPTED, "D1D2")


async def test_reply_of_many_lines_after_the_dot_is_one_reply() -> None:
    verdict, _, _ = await deliver_once(scripted(Step.DOT, say("250-2.0.0 thank", "250 2.0.0 you")))

    assert verdict.outcome is Outcome.ACCEPTED
    assert verdict.reply is not None
    assert (verdict.reply.enhanced, verdict.reply.text) == ("2.0.0", "thank you")


@pytest.mark.parametrize("act", [cut(), say("421 now"), hang(), raw(b"\0\r\n")])
async def test_f17_drop_on_quit_changes_nothing(act: Act) -> None:
    verdict, server, _ = await deliver_once(scripted(Step.QUIT, act), slow_at="quit")

    assert verdict.outcome is Outcome.ACCEPTED
    assert len(server.letters) == 1


@BOTH_WAYS
@pytest.mark.parametrize("act", [cut(), say("421 now"), say("500 what"), hang()])
async def test_f17_drop_on_rset_leaves_the_verdict_and_ends_the_connection(act: Act, together: bool) -> None:
    script = Script(
        {Step.RSET: act, Step.RCPT: say("550 5.1.1 no")}, extensions=("PIPELINING",) if together else ()
    )
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server, slow_at="quit"))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert (verdict.outcome, verdict.blame) == (Outcome.REFUSED, Blame.RECIPIENT)
        assert not connection.usable
        await connection.close()


# Connections that are used again.


async def test_f18_greylisted_letter_is_taken_the_second_time() -> None:
    async with ScriptedServer(scripted(Step.RCPT, [say("450 4.2.0 come back")])) as server:
        connection = await Connection.open(relay_to(server))
        outcomes = [(await connection.deliver(ENVELOPE, LETTER, OpenGate())).outcome for _ in range(2)]
        await connection.close()

    assert outcomes == [Outcome.DEFERRED, Outcome.ACCEPTED]


@BOTH_WAYS
async def test_f19_one_refused_recipient_of_many_harms_nobody_else(together: bool) -> None:
    script = scripted((Step.RCPT, "r3@state.example"), say("550 5.1.1 no"), together=together)
    async with ScriptedServer(script) as server:
        connection = await Connection.open(relay_to(server))
        outcomes = [
            (
                await connection.deliver(Envelope("a@o.example", f"r{n}@state.example"), LETTER, OpenGate())
            ).outcome
            for n in range(6)
        ]
        await connection.close()

    assert outcomes == [Outcome.REFUSED if n == 3 else Outcome.ACCEPTED for n in range(6)]
    assert [letter.recipient for letter in server.letters] == [f"r{n}@state.example" for n in (0, 1, 2, 4, 5)]


async def test_f20_f21_421_after_many_letters_defers_only_the_one_in_hand() -> None:
    async with ScriptedServer(Script(letters_per_connection=3)) as server:
        connection = await Connection.open(relay_to(server))
        verdicts = [await connection.deliver(ENVELOPE, LETTER, OpenGate()) for _ in range(4)]
        assert not connection.usable
        assert connection.letters > 1
        await connection.close()

    last = verdicts.pop()
    assert {verdict.outcome for verdict in verdicts} == {Outcome.ACCEPTED}
    assert (last.outcome, last.stage, last.blame) == (Outcome.DEFERRED, Stage.MAIL, Blame.SERVER)
    assert len(server.letters) == 3


async def test_f21_connection_says_when_it_has_carried_enough() -> None:
    async with ScriptedServer() as server:
        relay = replace(relay_to(server), letters_per_connection=2)
        connection = await Connection.open(relay)
        usable = []
        for _ in range(2):
            await connection.deliver(ENVELOPE, LETTER, OpenGate())
            usable.append(connection.usable)
        await connection.close()

    assert usable == [True, False]
    assert server.commands("QUIT")


@pytest.mark.parametrize("farewell", [b"", b"421 4.4.2 idle too long\r\n"], ids=["silent", "421"])
async def test_line_closed_between_letters_is_noticed_before_the_next(farewell: bytes) -> None:
    act = Act(b"250 ok\r\n" + farewell, cut=True)
    async with ScriptedServer(scripted(Step.DOT, act)) as server:
        connection = await Connection.open(relay_to(server))
        first = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert first.outcome is Outcome.ACCEPTED
        while connection.usable:
            await asyncio.sleep(0)
        second = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        await connection.close()

    assert (second.outcome, second.stage, second.blame) == (Outcome.DEFERRED, Stage.MAIL, Blame.SERVER)
    assert bool(second.reply) == bool(farewell)
    assert len(server.letters) == 1


async def test_a41_answers_to_nothing_end_the_connection() -> None:
    async with ScriptedServer(scripted(Step.DOT, raw(b"250 ok\r\n" * 40))) as server:
        connection = await Connection.open(relay_to(server))
        await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert not connection.usable
        await connection.close()


async def test_one_connection_carries_one_letter_at_a_time() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))

        async def gate() -> bool:
            with pytest.raises(RuntimeError, match="one letter at a time"):
                await connection.deliver(ENVELOPE, LETTER, OpenGate())
            return True

        verdict = await connection.deliver(ENVELOPE, LETTER, gate)
        await connection.close()

    assert verdict.outcome is Outcome.ACCEPTED


# Cancelling.


async def test_cancelled_before_the_dot_is_not_in_doubt() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        asked = asyncio.Event()

        async def gate() -> bool:
            asked.set()
            await asyncio.Event().wait()
            return True

        task = asyncio.create_task(connection.deliver(ENVELOPE, LETTER, gate))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not connection.in_doubt
        assert not connection.usable
        await connection.close()

    assert server.letters == ()


async def test_cancelled_after_the_dot_is_in_doubt() -> None:
    async with ScriptedServer(scripted(Step.DOT, hang(keep=True))) as server:
        connection = await Connection.open(relay_to(server))
        task = asyncio.create_task(connection.deliver(ENVELOPE, LETTER, OpenGate()))
        while not server.letters:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert connection.in_doubt
        assert not connection.usable
        await connection.close()


# What is not even offered.


async def test_f27_letter_larger_than_size_is_refused_before_anything_is_written() -> None:
    async with ScriptedServer(Script(extensions=("SIZE 50",))) as server:
        connection = await Connection.open(relay_to(server))
        assert connection.features.size_limit == 50
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        assert connection.usable
        await connection.close()

    assert (verdict.outcome, verdict.blame, verdict.reply) == (Outcome.REFUSED, Blame.LETTER, None)
    assert "at most 50" in verdict.note
    assert not server.commands("MAIL")


async def test_f28_server_without_extensions_is_given_bare_commands() -> None:
    async with ScriptedServer(Script(extensions=())) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, LETTER, OpenGate())
        await connection.close()

    assert verdict.outcome is Outcome.ACCEPTED
    assert server.commands("MAIL") == [b"MAIL FROM:<bounces@office.example>"]
    assert server.commands("RCPT") == [b"RCPT TO:<b@state.example>"]


async def test_server_that_knows_only_helo_is_given_a_letter() -> None:
    script = scripted(Step.EHLO, [say("502 5.5.2 what is that")])
    verdict, server, _ = await deliver_once(script)

    assert verdict.outcome is Outcome.ACCEPTED
    assert server.commands("HELO") == [b"HELO [127.0.0.1]"]


async def test_f28_smtputf8_is_demanded_by_the_address_alone() -> None:
    envelope = Envelope("a@office.example", "josé@state.example")
    letter = "To: josé@state.example\r\n\r\nx\r\n".encode()
    for extensions, outcome in (
        (("SMTPUTF8", "8BITMIME"), Outcome.ACCEPTED),
        (("8BITMIME",), Outcome.REFUSED),
    ):
        async with ScriptedServer(Script(extensions=extensions)) as server:
            connection = await Connection.open(relay_to(server))
            verdict = await connection.deliver(envelope, letter, OpenGate())
            await connection.deliver(ENVELOPE, LETTER, OpenGate())
            await connection.close()
        assert verdict.outcome is outcome
        if outcome is Outcome.ACCEPTED:
            assert server.commands("MAIL")[0] == b"MAIL FROM:<a@office.example> SMTPUTF8"
        else:
            assert verdict.blame is Blame.RECIPIENT
            assert "SMTPUTF8" in verdict.note
        assert server.commands("MAIL")[-1] == b"MAIL FROM:<bounces@office.example>"


async def test_dsn_is_asked_for_where_offered_and_the_envelope_id_travels() -> None:
    async with ScriptedServer(Script(extensions=("DSN", "SIZE"))) as server:
        connection = await Connection.open(relay_to(server))
        await connection.deliver(Envelope("a@o.example", "b+c@s.example", "L=1+2"), LETTER, OpenGate())
        await connection.close()

    (letter,) = server.letters
    assert letter.mail_parameters == (f"SIZE={len(LETTER)}", "RET=HDRS", "ENVID=L+3D1+2B2")
    assert letter.rcpt_parameters == ("NOTIFY=FAILURE,DELAY", "ORCPT=rfc822;b+2Bc@s.example")


@pytest.mark.parametrize(
    "recipient",
    [
        "a@b.example>\r\nRCPT TO:<x@evil.example",
        "a@b.example,c@d.example",
        "a@b.example c@d.example",
        '"a\r\n"@b.example',
        "a@b.example\n",
        "a\0@b.example",
        "<a@b.example>",
        "a\u2028@b.example",
        "a\u202e@b.example",
        "",
        "@b.example",
        "a@",
        "a" * 65 + "@b.example",
        "a@" + "b" * 254,
        "\ud800@b.example",
    ],
)
@pytest.mark.parametrize("extensions", [STEPWISE, ("PIPELINING", "SMTPUTF8")])
async def test_a03_hostile_address_never_reaches_the_wire(
    recipient: str, extensions: tuple[str, ...]
) -> None:
    async with ScriptedServer(Script(extensions=extensions)) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(Envelope("a@office.example", recipient), LETTER, OpenGate())
        as_sender = await connection.deliver(
            Envelope(recipient or "x", "b@state.example"), LETTER, OpenGate()
        )
        assert connection.usable
        await connection.close()

    assert (verdict.outcome, verdict.blame) == (Outcome.REFUSED, Blame.RECIPIENT)
    assert (as_sender.outcome, as_sender.blame) == (Outcome.REFUSED, Blame.SENDER)
    assert [heard.line.split()[0] for heard in server.heard] == [b"EHLO", b"QUIT"]


async def test_null_return_path_is_allowed() -> None:
    async with ScriptedServer() as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(Envelope("", "b@state.example"), LETTER, OpenGate())
        await connection.close()

    assert verdict.outcome is Outcome.ACCEPTED
    assert server.letters[0].sender == ""


@pytest.mark.parametrize("lenient", [True, False], ids=["lenient", "strict"])
async def test_a07_letter_with_dots_is_one_letter_for_every_kind_of_server(lenient: bool) -> None:
    evil = (
        b"Subject: x\r\n\r\n.\r\n..\r\n.\r\nMAIL FROM:<evil@evil.example>\r\nDATA\r\n.\r\n\r\n.\r\nQUIT\r\n"
    )
    async with ScriptedServer(Script(lenient=lenient)) as server:
        connection = await Connection.open(relay_to(server))
        verdict = await connection.deliver(ENVELOPE, evil, OpenGate())
        await connection.close()

    assert verdict.outcome is Outcome.ACCEPTED
    assert [letter.message for letter in server.letters] == [evil]
    assert len(server.commands("MAIL")) == 1


async def test_a07_bare_line_ends_are_not_sent() -> None:
    async with ScriptedServer(Script(lenient=True)) as server:
        connection = await Connection.open(relay_to(server))
        for evil in (b"a\r.\r\n", b"a\n.\n\r\n", b"a\r\n\0.\r\n", b"no end", b"\xc3\xa9\r\n"):
            with pytest.raises(ValueError, match="the message"):
                await connection.deliver(ENVELOPE, evil, OpenGate())
        assert connection.usable
        await connection.close()

    assert not server.commands("MAIL")


@pytest.mark.parametrize("text", ["\x1b[31mred", "two\tcells", "\u202eevil", "n\x00l"])
async def test_a37_what_a_server_says_is_safe_to_print(text: str) -> None:
    verdict, _, _ = await deliver_once(scripted(Step.RCPT, say(f"550 5.7.1 {text}")))

    assert verdict.reply is not None
    assert verdict.reply.text.isprintable()
    assert str(verdict).isprintable()
