"""The worker against a real server: every row of the fault table of trust.md 1.3, through to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from mailer.audit import Actor, verify
from mailer.claims import ClaimBatch
from mailer.clock import utc_now
from mailer.database import Database
from mailer.delivery import Delivery, DeliveryAttempt
from mailer.dispatch import DeliveryState, Dispatch, DispatchState, Policy, tally
from mailer.limits import Limits
from mailer.outbox import close_dispatch, hold_dispatch
from mailer.post_room import PostRoom
from mailer.retry import RetryPolicy
from mailer.settings import Environment
from mailer.token import read_keys
from mailer.wire import Deadlines, Relay, Reply, Stage, Tls
from mailer.worker import Progress, WorkerRun
from tests.rig.ledger import PLAIN, dispatch_to, keyring
from tests.rig.scripted_smtp import ScriptedServer, in_thread
from tests.rig.smtp_script import Act, Key, Script, Step, cut, drip, endless, hang, raw, say, say_and_cut

S = DeliveryState
QUICK = replace(Deadlines(*(20.0 for _ in Deadlines.__slots__)), quit=0.2)


@dataclass
class Bench:
    """An office's post room with a scripted server at the other end."""

    database: Database
    server: ScriptedServer
    clerk: Actor

    def room(self, **changes: Any) -> PostRoom:
        """The post room, with what a test wants otherwise."""
        relay = Relay("127.0.0.1", self.server.port, Tls.OFF, deadlines=changes.pop("deadlines", QUICK))
        settled: dict[str, Any] = {
            "database": self.database, "keyring": keyring(), "relay": relay, "by": self.clerk,
            "clock": utc_now, "connections": 2,
        }  # fmt: skip
        return PostRoom(**settled | changes)

    def enqueue(self, *addresses: str, **changes: Any) -> int:
        """A dispatch, due now."""
        with self.database.writing() as session:
            return dispatch_to(session, utc_now(), self.clerk, *addresses, **changes)

    def send(self, **changes: Any) -> Progress:
        """One run until nothing is due."""
        return asyncio.run(WorkerRun(self.room(**changes), until_idle=True).run())

    def until_trouble(self, **changes: Any) -> Progress:
        """One run that is told to stop as soon as it tells anything."""
        run: list[WorkerRun] = []
        room = self.room(**changes)
        run.append(WorkerRun(room, until_idle=False, on_progress=lambda _: run[0].stop()))
        return asyncio.run(run[0].run())

    def delivery(self, address: str = "a@one.example") -> Delivery:
        """How a delivery stands."""
        with self.database.reading() as session:
            return session.scalars(select(Delivery).where(Delivery.address == address)).one()

    def attempt(self) -> DeliveryAttempt:
        """The last attempt."""
        with self.database.reading() as session:
            return session.scalars(select(DeliveryAttempt).order_by(DeliveryAttempt.id.desc())).first()  # type: ignore[return-value]

    def assert_invariants(self, dispatch_id: int) -> None:
        """Promise 1 and 2, and a chain that is whole (trust.md 1.4, I)."""
        with self.database.reading() as session:
            rows = session.scalars(select(Delivery).where(Delivery.dispatch_id == dispatch_id)).all()
            counts = tally(session, dispatch_id)
            assert sum(counts.values()) == len(rows)
            for state in DeliveryState:
                assert counts[state] == sum(row.state is state for row in rows), state
            assert verify(session).sound
        taken = [letter.recipient for letter in self.server.letters]
        assert len(taken) == len(set(taken)), "somebody got the letter twice"
        assert set(taken) <= {row.address for row in rows}
        assert {row.address for row in rows if row.state is S.SENT} <= set(taken)


@pytest.fixture
def bench(database: Database, clerk: Actor) -> Iterator[Bench]:
    with in_thread() as server:
        yield Bench(database, server, clerk)


def test_letters_are_sent_recorded_and_the_bytes_are_those_of_the_hash(bench: Bench) -> None:
    import hashlib

    dispatch_id = bench.enqueue("a@one.example", "b@two.example", "c@one.example")
    assert bench.send().ended == {S.SENT: 3}
    bench.assert_invariants(dispatch_id)
    letter = next(letter for letter in bench.server.letters if letter.recipient == "a@one.example")
    row = bench.delivery()
    assert hashlib.sha256(letter.message).hexdigest() == row.bytes_hash
    assert letter.sender.startswith("bounces+")
    assert keyring().read("return path", letter.sender[8:].partition("@")[0]) == row.serial  # type: ignore[arg-type]
    attempt = bench.attempt()
    assert (attempt.code, attempt.stage, attempt.outcome) == (250, "dot", "accepted")
    assert attempt.queue_id
    assert "127.0.0.1" in attempt.server


LONG = replace(PLAIN, text="A line like any other.\n" * 20_000)
"""More than the line takes before the server reads, so that the dot cannot be out when it breaks off."""
TOO_LONG = raw(b"250 " + b"x" * 90_000)
TABLE: list[tuple[str, Key, Act, DeliveryState, str]] = [
    ("mail_451", Step.MAIL, say("451 4.3.0 later"), S.DEFERRED, "451 4.3.0 later"),
    ("mail_552", Step.MAIL, say("552 5.3.4 too big for us"), S.DEFERRED, "552 5.3.4 too big for us"),
    ("mail_421", Step.MAIL, say_and_cut("421 4.3.2 closing"), S.DEFERRED, "421 4.3.2 closing"),
    ("mail_drip", Step.MAIL, drip("250 2.1.0 very slowly", 0.05), S.DEFERRED, "not answer within 0.3"),
    ("mail_endless", Step.MAIL, endless(), S.DEFERRED, "answer was too long"),
    ("rcpt_450", Step.RCPT, say("450 4.2.0 greylisted"), S.DEFERRED, "450 4.2.0 greylisted"),
    ("rcpt_550", Step.RCPT, say("550 5.1.1 no such user"), S.FAILED, "550 5.1.1 no such user"),
    ("rcpt_drip", Step.RCPT, drip("250 2.1.5 very slowly", 0.05), S.DEFERRED, "not answer within 0.3"),
    ("rcpt_endless", Step.RCPT, endless(), S.DEFERRED, "answer was too long"),
    ("data_451", Step.DATA, say("451 4.3.0 later"), S.DEFERRED, "451 4.3.0 later"),
    ("data_554", Step.DATA, say("554 5.6.0 no"), S.FAILED, "554 5.6.0 no"),
    ("data_drip", Step.DATA, drip("354 very slowly", 0.05), S.DEFERRED, "not answer within 0.3"),
    ("data_endless", Step.DATA, endless("354-and more"), S.DEFERRED, "answer was too long"),
    ("drop_in_mid_body", Step.BODY, cut(), S.DEFERRED, "before the final dot"),
    ("drop_after_the_dot", Step.DOT, cut(keep=True), S.UNCERTAIN, "after the final dot"),
    ("time_out_after_the_dot", Step.DOT, hang(keep=True), S.UNCERTAIN, "not answer within 0.3"),
    ("drip_after_the_dot", Step.DOT, drip("250 2.0.0 slowly", 0.05), S.UNCERTAIN, "not answer within 0.3"),
    ("refused_4xx_after_the_dot", Step.DOT, say("450 4.7.1 later"), S.DEFERRED, "450 4.7.1 later"),
    ("refused_5xx_after_the_dot", Step.DOT, say("550 5.7.1 spam"), S.FAILED, "550 5.7.1 spam"),
    ("421_after_the_dot", Step.DOT, say_and_cut("421 4.3.2 closing"), S.DEFERRED, "421 4.3.2 closing"),
    ("any_2xx_after_the_dot", Step.DOT, replace(say("251 fine"), keep=True), S.SENT, "251 fine"),
    ("garbage_after_the_dot", Step.DOT, raw(b"\xff\xfe what\r\n"), S.UNCERTAIN, "answer was not SMTP"),
    ("reply_line_too_long_after_the_dot", Step.DOT, TOO_LONG, S.UNCERTAIN, "answer was too long"),
    ("endless_reply_after_the_dot", Step.DOT, endless(), S.UNCERTAIN, "answer was too long"),
    ("drop_on_quit", Step.QUIT, cut(), S.SENT, "250 2.0.0 Ok: queued as SCRIPTED1"),
]  # fmt: skip
"""The step, what the server does there, the state that follows, and what the record has to tell of it."""


@pytest.mark.parametrize(
    ("key", "act", "state", "told"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_f17_the_fault_table_ends_in_the_ledger(
    bench: Bench, key: Step, act: Act, state: DeliveryState, told: str
) -> None:
    bench.server.play(key, [act])
    dispatch_id = bench.enqueue("a@one.example", spec=LONG if key is Step.BODY else PLAIN)
    stage = Stage.DOT if key is Step.QUIT else Stage(key)
    slow = {str(stage): 0.3} if act.drip or (act.silent and not act.cut) else {}
    bench.send(deadlines=replace(QUICK, **slow), connections=1)
    row, attempt = bench.delivery(), bench.attempt()
    assert (row.state, attempt.stage, row.attempts) == (state, stage, 1)
    assert (row.started_at, row.claim_id) == (None, None)
    if told[0].isdigit():
        assert Reply(attempt.code or 0, attempt.enhanced, attempt.reply) == reply_of(told)
    else:
        assert (attempt.code, attempt.enhanced, attempt.reply) == (None, "", "")
        assert told in attempt.note
    assert attempt.server == f"scripted.example (127.0.0.1:{bench.server.port})"
    assert (told in row.reason) == (state is not S.SENT)
    bench.assert_invariants(dispatch_id)


def reply_of(line: str) -> Reply:
    """A reply by hand, so that the reader of replies is not asked whether it reads well."""
    code, rest = int(line[:3]), line[4:]
    enhanced, _, words = rest.partition(" ") if rest[0].isdigit() else ("", "", rest)
    return Reply(code, enhanced, words)


def test_f17_a_line_dropped_on_rset_costs_the_refused_letter_nothing_and_the_next_one_a_line(
    bench: Bench,
) -> None:
    bench.server.play((Step.RCPT, "a@one.example"), say("550 5.1.1 no such user"))
    bench.server.play(Step.RSET, [cut()])
    dispatch_id = bench.enqueue("a@one.example", "b@one.example")
    assert bench.send(connections=1).ended == {S.FAILED: 1, S.SENT: 1}
    assert (bench.delivery().reason, bench.server.connections) == ("550 5.1.1 no such user", 2)
    bench.assert_invariants(dispatch_id)


@pytest.mark.parametrize("step", [Step.BANNER, Step.EHLO])
@pytest.mark.parametrize(
    "act",
    [say_and_cut("421 4.3.2 busy"), say_and_cut("554 no"), hang(), cut(), drip("220 slow.example", 0.05),
     endless("220-and more")],
    ids=["421", "554", "silent", "cut", "drip", "endless"],
)  # fmt: skip
def test_f17_trouble_before_any_letter_is_nothing_against_any_recipient(
    bench: Bench, step: Step, act: Act
) -> None:
    bench.server.play(step, act)
    dispatch_id = bench.enqueue("a@one.example", "b@one.example")
    assert bench.until_trouble(deadlines=replace(QUICK, banner=0.2, ehlo=0.2), connections=1).trouble
    row = bench.delivery()
    assert (row.state, row.attempts, bench.server.commands("MAIL")) == (S.QUEUED, 0, [])
    bench.server.play(step, Act())
    assert bench.send(connections=1).ended == {S.SENT: 2}
    assert bench.delivery().attempts == 1
    assert {letter.recipient for letter in bench.server.letters} == {"a@one.example", "b@one.example"}
    bench.assert_invariants(dispatch_id)


def test_f17_tls_that_is_wanted_and_not_offered_lets_nothing_out(bench: Bench) -> None:
    dispatch_id = bench.enqueue("a@one.example", "b@one.example")
    relay = Relay("127.0.0.1", bench.server.port, Tls.STARTTLS, deadlines=QUICK)
    assert "STARTTLS" in bench.until_trouble(relay=relay).trouble
    assert bench.server.letters == ()
    assert not bench.server.commands("MAIL")
    assert (bench.delivery().state, bench.delivery().attempts) == (S.QUEUED, 0)
    bench.assert_invariants(dispatch_id)


def test_f17_a_refused_sender_stops_the_dispatch_and_not_the_recipient(bench: Bench) -> None:
    bench.server.play(Step.MAIL, say("550 5.7.1 you may not send here"))
    dispatch_id = bench.enqueue("a@one.example", "b@one.example", "c@one.example")
    bench.send(connections=1)
    with bench.database.reading() as session:
        dispatch = session.get_one(Dispatch, dispatch_id)
        assert dispatch.state is DispatchState.HELD
        assert "you may not send here" in dispatch.why
        assert tally(session, dispatch_id)[S.FAILED] == 0
    bench.assert_invariants(dispatch_id)


def test_f18_a_greylisted_letter_is_sent_on_its_second_attempt_with_the_same_bytes(bench: Bench) -> None:
    bench.server.play(Step.DOT, [say("450 4.2.0 greylisted")])
    dispatch_id = bench.enqueue("a@one.example")
    bench.send()
    first = bench.delivery()
    assert first.state is S.DEFERRED
    assert first.due_at - utc_now() > timedelta(minutes=4)
    bench.send(clock=lambda: utc_now() + timedelta(minutes=30))
    second = bench.delivery()
    assert (second.state, second.attempts) == (S.SENT, 2)
    assert (second.bytes_hash, second.dated_at) == (first.bytes_hash, first.dated_at)
    bench.assert_invariants(dispatch_id)


def test_f18_a_letter_is_given_up_after_its_time(bench: Bench) -> None:
    bench.server.play(Step.RCPT, say("450 4.2.0 not now"))
    bench.enqueue("a@one.example")
    retry = RetryPolicy(give_up_after=timedelta(hours=1))
    for hours in (0, 2):
        bench.send(retry=retry, clock=lambda hours=hours: utc_now() + timedelta(hours=hours))
    row = bench.delivery()
    assert row.state is S.FAILED
    assert "4.4.7" in row.reason


def test_f19_one_refused_address_touches_no_other(bench: Bench) -> None:
    bench.server.play((Step.RCPT, "b@one.example"), say("550 5.1.1 no such user"))
    dispatch_id = bench.enqueue("a@one.example", "b@one.example", "c@one.example")
    assert bench.send().ended == {S.SENT: 2, S.FAILED: 1}
    bench.assert_invariants(dispatch_id)


def test_f20_f21_a_server_with_a_letter_limit_is_used_over_many_lines(
    database: Database, clerk: Actor
) -> None:
    with in_thread(Script(letters_per_connection=2)) as server:
        bench = Bench(database, server, clerk)
        dispatch_id = bench.enqueue(*[f"p{number}@one.example" for number in range(9)])
        assert bench.send(connections=1).ended == {S.SENT: 9}
        assert server.connections == 5
        with database.reading() as session:
            assert tally(session, dispatch_id)[S.SENT] == 9
        bench.assert_invariants(dispatch_id)


def test_f20_a_server_that_takes_fewer_lines_gets_no_more_and_all_letters_at_once(
    database: Database, clerk: Actor
) -> None:
    with in_thread(Script(lines=3, letters_per_connection=7)) as server:
        bench = Bench(database, server, clerk)
        dispatch_id = bench.enqueue(*[f"p{number}@one.example" for number in range(90)])
        done = bench.send(connections=8)
    assert (done.ended, done.halted, done.trouble) == ({S.SENT: 90}, "", "")
    bench.assert_invariants(dispatch_id)


def test_f20_a_server_that_takes_more_lines_later_gets_them(
    database: Database, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailer.way.PROBE", 0.05)
    with in_thread(Script(lines=1)) as server:
        bench = Bench(database, server, clerk)
        dispatch_id = bench.enqueue(*[f"p{number}@one.example" for number in range(150)])

        def relent(progress: Progress) -> None:
            if progress.ended.total() > 30:
                server.script = Script()

        run = WorkerRun(bench.room(connections=4), until_idle=True, on_progress=relent)
        assert asyncio.run(run.run()).ended == {S.SENT: 150}
    assert len({letter.connection for letter in server.letters[:30]}) == 1
    assert len({letter.connection for letter in server.letters}) == 4
    bench.assert_invariants(dispatch_id)


def test_f22_a_wrong_password_ends_the_run_at_the_first_refusal(database: Database, clerk: Actor) -> None:
    with in_thread(Script(users={"office": "right"})) as server:
        bench = Bench(database, server, clerk)
        bench.enqueue(*[f"p{number}@one.example" for number in range(6)])
        relay = Relay("127.0.0.1", server.port, Tls.OFF, user="office", password="wrong", deadlines=QUICK)
        done = bench.send(relay=relay, connections=1)
    assert done.halted
    assert server.connections == 1
    assert bench.delivery("p0@one.example").state is S.QUEUED


def test_a48_a_test_environment_writes_to_its_allow_list_only(bench: Bench) -> None:
    dispatch_id = bench.enqueue("a@one.example", "b@two.example", "c@three.example")
    room = {"environment": Environment.TEST, "allow": frozenset({"b@two.example", "@three.example"})}
    assert bench.send(**room).ended == {S.SENT: 2, S.SUPPRESSED: 1}
    assert bench.delivery().reason == "This is a test environment, and the address is not on its allow-list."
    assert {letter.recipient for letter in bench.server.letters} == {"b@two.example", "c@three.example"}
    bench.assert_invariants(dispatch_id)


def test_a48_no_server_is_needed_to_know_who_is_outside_the_allow_list(bench: Bench) -> None:
    bench.enqueue("a@one.example", "b@two.example")
    assert bench.send(environment=Environment.TEST).ended == {S.SUPPRESSED: 2}
    assert bench.server.connections == 0


@pytest.mark.parametrize("environment", Environment)
def test_a48_a_test_dispatch_refuses_an_outsider_slipped_in_behind_its_back(
    bench: Bench, environment: Environment
) -> None:
    bench.enqueue("a@one.example", "colleague@office.example", allowed=["colleague@office.example"])
    assert bench.send(environment=environment).ended == {S.SENT: 1, S.SUPPRESSED: 1}
    assert [letter.recipient for letter in bench.server.letters] == ["colleague@office.example"]


def test_a48_the_allow_list_is_looked_at_again_immediately_before_the_wire(bench: Bench) -> None:
    """Whatever a claim let through: here one that knew nothing of the list."""

    class Unaware(PostRoom):
        def claim(
            self, worker_id: int, limit: int, crowded: frozenset[str] = frozenset()
        ) -> ClaimBatch | None:
            return PostRoom.claim(
                replace(self, environment=Environment.PRODUCTION), worker_id, limit, crowded
            )

    dispatch_id = bench.enqueue("a@one.example", "b@two.example")
    given = vars(bench.room(environment=Environment.TEST, allow=frozenset({"b@two.example"})))
    assert asyncio.run(WorkerRun(Unaware(**given), until_idle=True).run()).ended == {
        S.SENT: 1,
        S.SUPPRESSED: 1,
    }
    assert [letter.recipient for letter in bench.server.letters] == ["b@two.example"]
    bench.assert_invariants(dispatch_id)


def test_f46_a_copy_that_cannot_be_merged_fails_alone_with_its_field(bench: Bench) -> None:
    spec = replace(PLAIN, text="Dear {{ name }}, {{ quota }}\n")
    bench.enqueue("a@one.example", spec=spec)
    bench.enqueue("b@one.example")
    assert bench.send().ended == {S.SENT: 1, S.FAILED: 1}
    row = bench.delivery()
    assert "quota" in row.reason
    assert bench.server.wait_for(1)[0].recipient == "b@one.example"


def test_f49_a49_a_dispatch_held_in_mid_send_lets_nothing_more_out(bench: Bench) -> None:
    addresses = [f"p{number}@one.example" for number in range(40)]
    dispatch_id = bench.enqueue(*addresses)
    with bench.database.reading() as session:
        when = utc_now()
    held: list[int] = []

    def hold(progress: Progress) -> None:
        if progress.ended[S.SENT] >= 5 and not held:
            with bench.database.writing() as session:
                hold_dispatch(session, when, dispatch_id, bench.clerk, "stop")
            held.append(len(bench.server.letters))

    asyncio.run(WorkerRun(bench.room(connections=2), until_idle=True, on_progress=hold).run())
    with bench.database.reading() as session:
        counts = tally(session, dispatch_id)
    assert counts[S.SENT] + counts[S.QUEUED] == 40
    assert len(bench.server.letters) <= held[0] + 2, "at most one letter a line was under way"
    bench.assert_invariants(dispatch_id)


def test_at_least_once_sends_again_with_the_same_name_and_bytes(bench: Bench) -> None:
    bench.server.play(Step.DOT, [cut(keep=True)])
    bench.enqueue("a@one.example", policy=Policy.AT_LEAST_ONCE)
    bench.send()
    bench.send(clock=lambda: utc_now() + timedelta(hours=1))
    first, second = bench.server.wait_for(2)
    assert first.message == second.message
    assert bench.delivery().state is S.SENT


def test_a_stopped_worker_ends_what_is_under_way_and_gives_the_rest_back(bench: Bench) -> None:
    dispatch_id = bench.enqueue(*[f"p{number}@one.example" for number in range(60)])
    run: list[WorkerRun] = []

    def stop(progress: Progress) -> None:
        if progress.ended[S.SENT] >= 3:
            run[0].stop()

    run.append(WorkerRun(bench.room(), until_idle=False, on_progress=stop))
    asyncio.run(run[0].run())
    with bench.database.reading() as session:
        counts = tally(session, dispatch_id)
    assert counts[S.SENDING] == counts[S.UNCERTAIN] == 0
    assert counts[S.SENT] == len(bench.server.letters) < 60
    bench.assert_invariants(dispatch_id)


@pytest.mark.parametrize(
    "limits", [Limits(overall=20), Limits(domains={"one.example": 20})], ids=["all", "domain"]
)
def test_a_run_under_a_rate_limit_ends_only_when_all_are_out(bench: Bench, limits: Limits) -> None:
    dispatch_id = bench.enqueue(*[f"p{number}@one.example" for number in range(24)])
    assert bench.send(limits=limits).ended == {S.SENT: 24}
    bench.assert_invariants(dispatch_id)


def test_a48_the_address_on_the_wire_is_what_the_allow_list_is_held_against(bench: Bench) -> None:
    bench.enqueue("a@one.example")
    with bench.database.writing() as session:
        session.execute(text("UPDATE delivery SET address_key = 'b@two.example', domain = 'two.example'"))
    room = {"environment": Environment.TEST, "allow": frozenset({"b@two.example", "@two.example"})}
    assert bench.send(**room).ended == {S.SUPPRESSED: 1}
    assert not bench.server.letters


def test_a_letter_deferred_while_its_dispatch_was_closed_is_cancelled(bench: Bench) -> None:
    bench.server.play(Step.RCPT, [replace(say("450 4.2.0 not now"), delay=0.2)])
    dispatch_id = bench.enqueue("a@one.example")

    def close(point: str) -> None:
        if point == "connected":
            with bench.database.writing() as session:
                close_dispatch(session, utc_now(), dispatch_id, bench.clerk, "cancelled")

    asyncio.run(WorkerRun(bench.room(), until_idle=True, at_point=close).run())
    assert bench.delivery().state is S.CANCELLED
    bench.assert_invariants(dispatch_id)


def test_an_altered_blueprint_holds_its_own_dispatch_and_no_other(bench: Bench) -> None:
    spoilt = bench.enqueue("a@one.example", spec=replace(PLAIN, subject="Another"))
    bench.enqueue("b@one.example")
    with bench.database.writing() as session:
        session.execute(text("UPDATE blueprint SET spec = replace(spec, 'Another', 'Changed')"))
    assert bench.send().ended == {S.SENT: 1}
    with bench.database.reading() as session:
        assert "altered" in session.get_one(Dispatch, spoilt).why
    assert bench.delivery().state is S.QUEUED


def test_a_missing_signing_key_holds_the_dispatch_and_fails_nobody(bench: Bench) -> None:
    dispatch_id = bench.enqueue("a@one.example", "b@one.example")
    assert not bench.send(keyring=read_keys("kb " + "5e" * 32)).ended
    with bench.database.reading() as session:
        assert "restore it" in session.get_one(Dispatch, dispatch_id).why
        assert tally(session, dispatch_id)[S.QUEUED] == 2


def test_f46_a_row_that_cannot_be_read_fails_alone(bench: Bench) -> None:
    bench.enqueue("a@one.example", "b@one.example", "c@one.example")
    with bench.database.writing() as session:
        session.execute(text("UPDATE delivery SET \"values\" = '{broken' WHERE address = 'a@one.example'"))
    assert bench.send(connections=1).ended == {S.SENT: 2, S.FAILED: 1}


def test_bytes_that_are_not_those_of_the_first_attempt_are_never_sent(bench: Bench) -> None:
    bench.enqueue("a@one.example", "b@one.example")
    with bench.database.writing() as session:
        session.execute(
            text(f"UPDATE delivery SET bytes_hash = '{'0' * 64}' WHERE address = 'a@one.example'")
        )
    assert bench.send().ended == {S.SENT: 1, S.FAILED: 1}
    assert "not those of the first attempt" in bench.delivery().reason


def test_f18_patience_is_counted_from_the_first_attempt_and_not_from_the_claim(bench: Bench) -> None:
    dispatch_id = bench.enqueue("a@one.example")
    with bench.database.writing() as session:
        session.execute(text("UPDATE delivery SET dated_at = '2020-01-01 00:00:00.000000+00'"))
    bench.server.play(Step.RCPT, say("450 4.2.0 not now"))
    bench.send()
    assert bench.delivery().state is S.DEFERRED
    bench.assert_invariants(dispatch_id)


def test_f22_many_lines_try_a_wrong_password_once(database: Database, clerk: Actor) -> None:
    with in_thread(Script(users={"office": "right"})) as server:
        bench = Bench(database, server, clerk)
        bench.enqueue(*[f"p{number}@one.example" for number in range(40)])
        relay = Relay("127.0.0.1", server.port, Tls.OFF, user="office", password="wrong", deadlines=QUICK)
        assert bench.send(relay=relay, connections=16).halted
    assert server.connections == 1


def test_f17_a_refused_sender_is_tried_no_more_than_once_a_line(bench: Bench) -> None:
    bench.server.play(Step.MAIL, say("550 5.7.1 you may not send here"))
    bench.enqueue(*[f"p{number}@one.example" for number in range(60)])
    bench.send(connections=2)
    assert len(bench.server.commands("MAIL")) <= 6
