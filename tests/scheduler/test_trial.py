"""Test sends: to named colleagues only, filled with somebody's values, marked as a test."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState, DispatchState, dispatch_of
from mailer.errors import NotFound, Refused
from mailer.outbox import blueprint_spec, fill
from mailer.post_room import PostRoom
from mailer.wire import Relay, Tls
from mailer.worker import WorkerRun
from scheduler.trial import Trial, entry_at, send_trial
from tests.rig.ledger import outgoing
from tests.rig.scripted_smtp import in_thread
from tests.rig.smtp_script import Script
from tests.scheduler.campaign_factory import AUDITOR, CLOCK, DRAFTER, OFFICE, World, letter_source


def trial(world: World, name: str, *to: str, like: str = "awa@ponts.example", **choices: Any) -> Trial:
    with world.database.writing() as session:
        somebody = entry_at(session, like)
        return send_trial(
            session, world.now, choices.pop("by", DRAFTER), OFFICE, "ka", name, to=to, in_place_of=somebody,
            **choices,
        )  # fmt: skip


def test_a_test_is_filled_like_somebodys_copy_and_goes_to_the_colleague(world: World) -> None:
    name = world.create()
    made = trial(world, name, "d.drafter", "guest@partner.example", "eve@friends.example")
    assert made.languages == ("fr",)
    with world.database.reading() as session:
        rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
        spec = blueprint_spec(session, rows[0].blueprint_id)
        allowed = dispatch_of(session, made.dispatch_id).allowed or []
    assert [row.address for row in rows] == [
        "d.drafter@libraries.example", "guest@partner.example", "eve@friends.example"
    ]  # fmt: skip
    assert "Ministère des Ponts" in rows[0].values
    assert "TEST" in spec.text.upper()
    assert set(allowed) > {row.address_key for row in rows}
    assert "ann@rivers.example" not in allowed
    assert "campaign.test" in world.deeds()
    assert len(world.send()) == 3
    world.tick()
    with world.database.reading() as session:
        assert dispatch_of(session, made.dispatch_id).state is DispatchState.CLOSED


def test_every_language_asked_for_is_tested(world: World) -> None:
    name = world.create()
    made = trial(world, name, "d.drafter", languages=("en", "fr"))
    assert (made.languages, len(made.delivery_ids)) == (("en", "fr"), 2)
    with pytest.raises(Refused, match="no version in “zh”"):
        trial(world, name, "d.drafter", languages=("zh",))


def test_nobody_else_gets_a_test(world: World) -> None:
    name = world.create()
    for stranger in ("ann@rivers.example", "x@libraries.example", "nobody"):
        with pytest.raises(Refused):
            trial(world, name, stranger)
    with pytest.raises(Refused, match="Name the colleagues"):
        trial(world, name)
    with pytest.raises(Refused, match="needs one of the roles"):
        trial(world, name, "d.drafter", by=AUDITOR)
    with pytest.raises(NotFound):
        trial(world, name, "d.drafter", like="who@nowhere.example")


def test_a_test_with_a_missing_value_is_refused_by_name(world: World) -> None:
    english = "---\nsubject: Quota\n---\n{{ reference }}: {{ quota }}\n"
    world.approve("quotas", letter_source(english=english))
    with pytest.raises(Refused, match="has no value for quota"):
        trial(world, world.create("quotas"), "d.drafter", like="ann@rivers.example")


def test_a48_going_round_the_campaign_reaches_nobody_else(world: World) -> None:
    """A copy slipped into the test's dispatch behind its back: no server hears of it."""
    made = trial(world, world.create(), "d.drafter")
    with world.database.writing() as session:
        dispatch = dispatch_of(session, made.dispatch_id)
        dispatch.state = DispatchState.HELD
        session.flush()
        proper = session.scalars(select(Delivery)).one()
        slipped = outgoing(proper.blueprint_id, "ann@rivers.example")
        fill(session, world.now, made.dispatch_id, [replace(slipped, values=json.loads(proper.values))])
        dispatch.state = DispatchState.OPEN
    with in_thread(Script()) as server:
        room = PostRoom(
            database=world.database, keyring=world.keyring(), by=CLOCK, clock=lambda: world.now,
            relay=Relay("127.0.0.1", server.port, Tls.OFF), environment=OFFICE.environment,
        )  # fmt: skip
        ended = asyncio.run(WorkerRun(room, until_idle=True).run()).ended
        letters = list(server.letters)
    assert ended == {DeliveryState.SENT: 1, DeliveryState.SUPPRESSED: 1}
    assert [letter.recipient for letter in letters] == ["d.drafter@libraries.example"]
    with world.database.reading() as session:
        asked = select(Delivery).where(Delivery.address == "ann@rivers.example")
        stranger = session.scalars(asked).one()
    assert stranger.state is DeliveryState.SUPPRESSED
    assert "allow-list" in stranger.reason
