"""The outbox: filled while held, opened when full, cancelled set by set."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select, text

from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState, DispatchState, dispatch_of, tally, unfinished
from mailer.errors import Refused
from mailer.outbox import (
    blueprint_spec,
    cancel_some,
    close_dispatch,
    fill,
    keep_blueprint,
    keep_part,
    open_dispatch,
    part_bytes,
)
from tests.rig.ledger import PLAIN, dispatch_to, outgoing


def test_a_filled_dispatch_counts_its_deliveries(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example", "b@two.example", opened=False)
    assert tally(session, dispatch_id)[DeliveryState.QUEUED] == 2
    assert unfinished(session, dispatch_id) == 2
    rows = session.scalars(select(Delivery).order_by(Delivery.id)).all()
    assert [row.address for row in rows] == ["a@one.example", "b@two.example"]
    assert len({row.serial for row in rows}) == 2
    assert rows[0].due_at == now


def test_an_open_dispatch_takes_no_more(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example")
    with pytest.raises(Refused, match="takes no more"):
        fill(session, now, dispatch_id, [outgoing(1, "c@one.example")])


def test_only_a_closed_dispatch_is_cancelled_in_steps(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    addresses = [f"p{number}@one.example" for number in range(5)]
    dispatch_id = dispatch_to(session, now, clerk, *addresses)
    with pytest.raises(Refused):
        cancel_some(session, now, dispatch_id, clerk, "wrong annex")
    close_dispatch(session, now, dispatch_id, clerk, "wrong annex")
    steps = [cancel_some(session, now, dispatch_id, clerk, "wrong annex", limit=2) for _ in range(4)]
    assert steps == [2, 2, 1, 0]
    assert tally(session, dispatch_id)[DeliveryState.CANCELLED] == 5
    assert unfinished(session, dispatch_id) == 0


def test_a_closed_dispatch_stays_closed(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    dispatch_id = dispatch_to(session, now, clerk, "a@one.example")
    close_dispatch(session, now, dispatch_id, clerk, "over")
    with pytest.raises(Refused, match="cannot become open"):
        open_dispatch(session, now, dispatch_id, clerk)
    assert dispatch_of(session, dispatch_id).state is DispatchState.CLOSED


def test_parts_and_blueprints_are_kept_once(session: OfficeSession) -> None:
    assert keep_part(session, b"annex") == keep_part(session, b"annex")
    assert keep_blueprint(session, PLAIN) == keep_blueprint(session, PLAIN)
    assert blueprint_spec(session, keep_blueprint(session, PLAIN)).key == PLAIN.key


def test_an_altered_part_or_blueprint_is_refused(session: OfficeSession) -> None:
    sha256, blueprint_id = keep_part(session, b"annex"), keep_blueprint(session, PLAIN)
    session.execute(text("UPDATE part SET content = :x"), {"x": b"other"})
    session.execute(text("UPDATE blueprint SET spec = replace(spec, 'contribute', 'distribute')"))
    session.expire_all()
    with pytest.raises(Refused, match="altered"):
        part_bytes(session, sha256)
    with pytest.raises(Refused, match="altered"):
        blueprint_spec(session, blueprint_id)
