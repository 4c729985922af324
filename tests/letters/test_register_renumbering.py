"""What is shown before a series in use is numbered anew."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from letters.facts import Reference
from letters.register import ResetPolicy, define_series, take_references
from letters.register.renumbering import renumbering
from mailer.audit import Actor
from mailer.database import OfficeSession
from mailer.errors import Refused

DM = Reference(series="DM")
LATER = date(2099, 1, 1)


def test_a_numbering_that_begins_later_is_not_shown_as_the_one_that_holds(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    wanted = (session, now, clerk, "DM", "{series}/{yyyy}/{seq}", 7, ResetPolicy.YEAR)
    define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}")
    take_references(session, now, clerk, [DM], issue_date=date(2027, 3, 1))
    define_series(session, now, clerk, "DM", "{series}:{seq}", valid_from=LATER)
    change = renumbering(*wanted, valid_from=date(2100, 1, 1))
    assert change is not None
    assert (change.before, change.first) == ("{series}-{yy}/{seq}", "DM/2100/7")
    with pytest.raises(Refused, match="defined last begins on 2099-01-01"):
        renumbering(*wanted, valid_from=None)


def test_a_series_that_begins_later_is_shown_as_it_will_be_numbered(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    define_series(session, now, clerk, "DM", "{series}:{seq}", valid_from=LATER)
    take_references(session, now, clerk, [DM], issue_date=LATER)
    change = renumbering(session, now, clerk, "DM", "{seq}", 7, ResetPolicy.NEVER, valid_from=LATER)
    assert change is not None
    assert change.before == "{series}:{seq}"
