"""More time for one organisation: granted with a reason and a later day, the newest grant alone in force."""

from __future__ import annotations

from datetime import date

import pytest

from mailer.audit import Actor
from mailer.errors import NotFound, Refused
from recipients.organisations_meant import organisation_meant
from scheduler.reminders.extensions import all_extensions, extend, extended_until
from scheduler.replies.asked import asking
from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import AUDITOR, World, furnish
from tests.scheduler.reminding.planning import ASK, COORDINATOR, DEADLINE, LETTER, send_letter

NAME = "  - {id: name, what: {en: Name somebody., fr: Désignez quelqu’un.}, deadline: replies}\n"


surveyed = beginning(furnish, send_letter)


def grant(
    world: World, until: date, reason: str = "asked", ask: str | None = None, by: Actor = COORDINATOR
) -> None:
    with world.database.writing() as session:
        whose = organisation_meant(session, "Lanterna S.A.")
        extend(session, world.now, by, asking(session, LETTER), whose, until, reason, ask)


def test_the_newest_grant_is_in_force_and_the_one_before_it_stays_readable(surveyed: World) -> None:
    grant(surveyed, date(2027, 4, 10))
    grant(surveyed, date(2027, 4, 20), "and once more")
    with surveyed.database.reading() as session:
        asked = asking(session, LETTER)
        home = organisation_meant(session, "info@lanterna.example").id
        found = extended_until(session, asked, None, {home})[home]
        assert (found.until, str(found.too_late_from)) == (date(2027, 4, 20), "2027-04-20 22:00:00+00:00")
        assert [one.replaced_at is None for one in all_extensions(session, asked.letter.id)] == [False, True]
    assert surveyed.deeds().count("reminders.extend") == 2


def test_a_grant_that_gives_nothing_or_says_nothing_is_refused(surveyed: World) -> None:
    for until, reason, why in (
        (date(2027, 4, 10), " ", "Say why"),
        (date(2027, 3, 31), "asked", "is no later than that"),
        (date(2027, 2, 1), "asked", "has passed"),
    ):
        with pytest.raises(Refused, match=why):
            grant(surveyed, until, reason)
    with pytest.raises(NotFound, match="does not ask “form”"):
        grant(surveyed, date(2027, 4, 10), ask="form")
    with pytest.raises(Refused, match="may not grant more time"):
        grant(surveyed, date(2027, 4, 10), by=AUDITOR)
    assert "reminders.extend" not in surveyed.deeds()


def test_more_time_for_one_ask_is_none_for_another(world: World) -> None:
    send_letter(world, DEADLINE + ASK + NAME)
    grant(world, date(2027, 4, 10), ask="name")
    with world.database.reading() as session:
        asked = asking(session, LETTER)
        home = organisation_meant(session, "Lanterna S.A.").id
        found = {ask: list(extended_until(session, asked, ask, {home})) for ask in ("name", "reply", None)}
    assert found == {"name": [home], "reply": [], None: []}
