"""The duty of concluding: by the clock, cut short, beside another one, and of many at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from mailer.audit import Actor
from mailer.bounce_settings import BounceSettings
from mailer.database import Database, open_database
from mailer.inbox.keeping import arrived, store
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundNews
from mailer.suppression import Suppression
from scheduler.outcomes.concluding import Concluded, Conclusion, conclude_heard, draw_conclusions
from scheduler.outcomes.task import Task
from tests.rig.dying import assert_killed, die
from tests.rig.inbound import notice, return_path, sent_to
from tests.rig.ledger import MACHINE, keyring
from tests.scheduler.campaign_factory import World
from tests.scheduler.outcomes.mailbag import POST, bounce, take_in

RULES = BounceSettings()
C = Conclusion


def test_the_clock_concludes_what_came_back(sent: World) -> None:
    take_in(sent, bounce(sent, POST))
    assert sent.tick().concluded == {C.HELD: 1}
    assert sent.tick().concluded == {}


def came_back(database: Database, now: datetime, clerk: Actor, count: int) -> None:
    """Notices of so many unknown users, read and not concluded."""
    copies = sent_to(database, now, clerk, *[f"user{number}@members.example" for number in range(count)])
    ready = [arrived(notice(return_path(copy), copy.address), "standard input") for copy in copies]
    with database.writing() as session:
        store(session, now, MACHINE, ready)
    read_stored(database, now, MACHINE, keyring())


def held(database: Database) -> tuple[int, int, int]:
    """How many addresses are held, how many tasks there are, how much news waits."""
    with database.reading() as session:
        return (
            len(session.scalars(select(Suppression.id)).all()),
            len(session.scalars(select(Task.id)).all()),
            len(session.scalars(select(InboundNews.id)).all()),
        )


def test_f14_a_kill_before_the_commit_leaves_the_news_as_it_was_and_one_after_it_repeats_nothing(
    database: Database, now: datetime, clerk: Actor
) -> None:
    came_back(database, now, clerk, 3)
    url = database.engine.url.render_as_string(hide_password=False)

    def before() -> None:
        database.engine.dispose(close=False)
        with open_database(url, heads=database.heads).writing() as session:
            assert conclude_heard(session, now, MACHINE, RULES) == {C.HELD: 3}
            die()

    def after() -> None:
        database.engine.dispose(close=False)
        with open_database(url, heads=database.heads).writing() as session:
            conclude_heard(session, now, MACHINE, RULES)
        die()

    assert_killed(before)
    assert held(database) == (0, 0, 3)
    assert_killed(after)
    assert held(database) == (3, 3, 0)
    assert draw_conclusions(database, now, MACHINE, RULES) == {}
    assert held(database) == (3, 3, 0)


def test_a_group_is_concluded_in_a_transaction_of_its_own(
    database: Database, now: datetime, clerk: Actor
) -> None:
    came_back(database, now, clerk, 5)
    with database.writing() as session:
        assert conclude_heard(session, now, MACHINE, RULES, limit=2) == {C.HELD: 2}
    assert held(database) == (2, 2, 3)


def test_f41_two_who_conclude_at_once_hold_each_address_once(
    database: Database, now: datetime, clerk: Actor
) -> None:
    came_back(database, now, clerk, 40)
    done = [Concluded(), Concluded()]
    failures: list[BaseException] = []

    def guarded(place: int) -> Callable[[], None]:
        def run() -> None:
            try:
                done[place] += draw_conclusions(database, now, MACHINE, RULES)
            except BaseException as failure:
                failures.append(failure)

        return run

    threads = [threading.Thread(target=guarded(place)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(done, Counter()) == {C.HELD: 40}
    assert held(database) == (40, 40, 0)
