"""Soft failures: counted once a day, with decay, until the address is held; and ended by a success."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from mailer.audit import Actor
from mailer.bounce_settings import BounceSettings
from mailer.bounces.vocabulary import Action, Reason
from mailer.database import Database
from mailer.delivery import Delivery
from mailer.suppression import suppressions_of
from scheduler.outcomes.concluding import Concluded, Conclusion, draw_conclusions
from scheduler.outcomes.softness import SoftScore, decayed, weight_of
from scheduler.outcomes.task import Task, TaskKind
from tests.rig.inbound import answer, notice, read_mail, return_path, sent_to
from tests.rig.ledger import MACHINE

C = Conclusion
RULES = BounceSettings()
POST = "post@harbour.example"


@dataclass
class Post:
    """Letters to one address, one after the other, and what comes back of them."""

    database: Database
    clerk: Actor
    now: datetime
    sent: list[Delivery] = field(default_factory=list)

    def send(self) -> None:
        """One more copy, taken by the next server."""
        self.sent += sent_to(self.database, self.now, self.clerk, POST)

    def hears(self, status: str = "5.2.2", words: str = "552 5.2.2 Mailbox full", **more: str) -> Concluded:
        """A notice about the latest copy comes back, and is concluded."""
        raw = notice(return_path(self.sent[-1]), POST, status=status, words=words, **more)
        return self.reads(raw)

    def reads(self, *raws: bytes) -> Concluded:
        """Messages come back, and are concluded."""
        read_mail(self.database, self.now, *raws)
        return draw_conclusions(self.database, self.now, MACHINE, RULES)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    @property
    def score(self) -> float:
        """What failed softly, as it was counted last."""
        with self.database.reading() as session:
            return round(session.scalars(select(SoftScore.score)).first() or 0.0, 2)

    @property
    def reasons(self) -> list[str]:
        """Why the address gets no mail."""
        with self.database.reading() as session:
            return [row.reason for row in suppressions_of(session, [POST])]


@pytest.fixture
def post(database: Database, clerk: Actor, now: datetime) -> Post:
    """An office that writes to one address."""
    return Post(database, clerk, now)


def test_half_of_a_score_is_left_after_each_half_life() -> None:
    assert decayed(4, timedelta(days=90), RULES) == 2
    assert decayed(4, timedelta(days=180), RULES) == 1
    assert decayed(4, timedelta(0), RULES) == 4


@pytest.mark.parametrize(
    ("reason", "action", "weight"),
    [
        (Reason.FULL, Action.FAILED, 1.0),
        (Reason.TRANSPORT, Action.FAILED, 0.5),
        (Reason.POLICY, Action.FAILED, 0.0),
        (Reason.FULL, Action.DELAYED, 0.25),
        (None, None, 0.5),
    ],
)
def test_a_failure_counts_by_its_reason(reason: Reason | None, action: Action | None, weight: float) -> None:
    assert weight_of(RULES, reason, action) == weight


def test_the_settings_may_weigh_otherwise() -> None:
    own = BounceSettings(weights={"policy": 2, "delay": 0})
    assert weight_of(own, Reason.POLICY, Action.FAILED) == 2
    assert weight_of(own, Reason.POLICY, Action.DELAYED) == 0
    assert weight_of(own, Reason.FULL, Action.FAILED) == 1


def test_soft_failures_add_up_with_decay_until_the_address_is_held_with_a_task(post: Post) -> None:
    scores = []
    for _ in range(4):
        post.send()
        followed = post.hears()
        scores.append(post.score)
        post.later(days=7)
    assert scores == [1.0, 1.95, 2.85, 0.0]
    assert followed == {C.COUNTED: 1, C.HELD: 1}
    assert post.reasons[0].startswith("Held, for mail to it fails: failed softly again and again; the last")
    with post.database.reading() as session:
        task = session.scalars(select(Task)).one()
    assert (task.kind, task.address) == (TaskKind.REPAIR, POST)


def test_it_counts_once_a_day_however_many_notices_come(post: Post) -> None:
    for _ in range(3):
        post.send()
        post.hears()
        post.later(hours=2)
    assert post.score == 1


def test_a_copy_that_did_not_come_back_in_time_ends_the_score(post: Post) -> None:
    post.send()
    post.hears()
    post.later(days=10)
    post.send()
    post.later(days=6)
    post.send()
    post.hears()
    assert post.score == 1, "the second copy was a success"


def test_a_copy_that_was_only_just_taken_is_no_success_yet(post: Post) -> None:
    post.send()
    post.hears()
    post.later(days=9)
    post.send()
    post.send()
    post.later(days=1)
    post.hears()
    assert post.score == 1.93


def test_an_answer_ends_the_score(post: Post) -> None:
    post.send()
    post.hears()
    post.later(days=2)
    post.reads(answer(POST, return_path(post.sent[-1]), body="We shall answer in April."))
    post.later(days=2)
    post.send()
    post.hears()
    assert post.score == 1


def test_a_receipt_ends_the_score_at_once(post: Post) -> None:
    post.send()
    post.hears()
    post.later(days=2)
    post.send()
    assert post.hears("2.0.0", "250 2.0.0 delivered", action="delivered") == {}
    assert post.score == 0


def test_a_delay_is_counted_little_and_leaves_the_copy_as_it_was(post: Post) -> None:
    post.send()
    assert post.hears("4.4.1", "Connection timed out", action="delayed") == {C.COUNTED: 1}
    assert post.score == 0.25
    assert post.reasons == []


def test_what_says_something_of_the_letter_only_counts_nothing(post: Post) -> None:
    post.send()
    assert post.hears("5.7.1", "550 5.7.1 Message rejected as spam") == {}
    assert post.score == 0
