"""An office in which everything happened that can: every state of a copy, by each way that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mailer.claims import Process, claim_due, register
from mailer.dispatch import DeliveryState
from mailer.lapses import lapse_dead
from mailer.limits import Limits
from mailer.recording import Mark, mark_started, record_results
from mailer.suppression import suppress
from scheduler.jobs import cancel_campaign
from scheduler.planning import Schedule
from scheduler.release import stop
from scheduler.running import schedule
from scheduler.trial import entry_at, send_trial
from scheduler.uncertain import settle
from tests.rig.ledger import anybody
from tests.scheduler.campaign_factory import (
    CLOCK,
    DRAFTER,
    OFFICE,
    PARTIES,
    RELEASER,
    SETTINGS,
    World,
    letter_source,
)

S = DeliveryState
FATES = {
    "info@lanterna.example": S.UNCERTAIN,  # settled as sent
    "luis@sur.example": S.DEFERRED,  # sent later
    "post@harbour.example": S.FAILED,
    "lost@one.example": S.UNCERTAIN,  # nobody ever finds out
    "slow@one.example": S.DEFERRED,  # the worker dies with it in hand
}
"""How the first attempts end; all others are sent."""


@dataclass
class Busy:
    """The office, and its campaigns by what became of them."""

    world: World
    finished: str
    cancelled: str
    broken_off: str
    """Cancelled while its launch was half done."""
    waiting: str


def make_busy(world: World) -> Busy:
    """Let everything happen in a furnished office."""
    for name in ("lost", "slow"):
        world.add(f"The {name} party", f"{name}@one.example")
    finished = _finished(world)
    for letter in ("second", "third", "fourth"):
        world.approve(letter, letter_source())
    return Busy(world, finished, _cancelled(world), _broken_off(world), _waiting(world))


def _finished(world: World) -> str:
    name = world.launched(expected=len(PARTIES) + 2)
    with world.database.writing() as session:
        like = entry_at(session, "ann@rivers.example")
        send_trial(session, world.now, DRAFTER, OFFICE, "ka", name, to=["d.drafter"], in_place_of=like)
        suppress(
            session, world.now, DRAFTER, address_key="awa@ponts.example", scope="all", reason="asked by phone"
        )
    world.send(lambda address: FATES.get(address, S.SENT))
    evidence = "their registry has it"
    world.do(settle, RELEASER, name, S.SENT, evidence, addresses=["info@lanterna.example"])
    world.later(minutes=6)
    _die_while_sending(world, "slow@one.example")
    world.send()
    world.later(minutes=6)
    assert world.tick().finished == [name]
    return name


def _die_while_sending(world: World, address: str) -> None:
    """A worker takes what is due, marks one, and its claim lapses; its record comes too late."""
    with world.database.writing() as session:
        here = Process("here", "boot", 99, "9")
        worker = register(session, world.now, here)
        batch = claim_due(session, world.now, CLOCK, worker, 100, Limits(), why_not=anybody)
        assert batch is not None
        (one,) = [claimed for claimed in batch.deliveries if claimed.address == address]
        mark_started(session, world.now, [Mark(one.id, batch.claim_id, "0" * 64)])
    with world.database.writing() as session:
        lapse_dead(session, world.now, CLOCK, here, lambda pid, _birth: pid != 99)
    with world.database.writing() as session:
        record_results(session, world.now, CLOCK, [world.result(one.id, batch.claim_id, S.SENT)])


def _cancelled(world: World) -> str:
    """Cancelled with some sent, some deferred and the rest not tried."""
    name = world.launched(letter="second", expected=len(PARTIES) + 2)
    world.send(lambda address: S.DEFERRED if "l" in address else S.SENT, limit=4)
    cancel_campaign(world.database, world.now, RELEASER, name, "a wrong date")
    return name


def _broken_off(world: World) -> str:
    name = world.released(letter="third", expected=len(PARTIES) + 2)
    world.later(minutes=10)
    world.dies("filled", lambda there, at_point: there.launch(name, chunk=3, at_point=at_point))
    cancel_campaign(world.database, world.now, RELEASER, name, "not now")
    return name


def _waiting(world: World) -> str:
    """Released, taken back, released again, and given another time."""
    name = world.released(letter="fourth", expected=len(PARTIES) + 2)
    world.do(stop, RELEASER, name, "a question")
    world.release(name, expected=len(PARTIES) + 2)
    later = Schedule(world.now + timedelta(days=1), "2027-03-02 10:00", "UTC")
    world.do(schedule, RELEASER, SETTINGS.sending, name, later)
    return name
