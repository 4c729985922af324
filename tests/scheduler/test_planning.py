"""Local times, the send delay, the grace, and what makes an audience unusual."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailer.errors import Misused, Refused
from mailer.settings import SendingSettings
from scheduler.campaign import CampaignState
from scheduler.planning import (
    Caution,
    Schedule,
    Turn,
    at_local_time,
    release_seal,
    state_for,
    turn_of,
    unusual,
    with_delay,
)

SENDING = SendingSettings(delay_minutes=10, grace_minutes=60)


@pytest.mark.parametrize(
    ("text", "zone", "utc", "remark"),
    [
        ("2027-03-01 09:00", "Europe/Zurich", "08:00", ""),
        ("2027-07-01T09:00", "Europe/Zurich", "07:00", ""),
        ("2027-03-28 02:30", "Europe/Zurich", "01:30", "02:30 is skipped there"),
        ("2027-10-31 02:30", "Europe/Zurich", "00:30", "starts the first time"),
        ("2027-03-14 02:30", "America/New_York", "07:30", "starts at 03:30"),
        ("2027-11-07 01:30", "America/New_York", "05:30", "comes twice"),
        ("2027-03-28 02:30", "UTC", "02:30", ""),
    ],
)  # fmt: skip
def test_f37_a_local_time_is_taken_by_the_stated_rule(text: str, zone: str, utc: str, remark: str) -> None:
    found = at_local_time(text, zone)
    assert f"{found.starts_at:%H:%M}" == utc
    assert found.starts_at.tzinfo is UTC
    assert remark in found.remark
    assert bool(remark) == bool(found.remark)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("tomorrow", "UTC"),
        ("2027-02-29 10:00", "UTC"),
        ("2027-03-01 10:00", "CET"),
        ("2027-03-01 25:00", "UTC"),
    ],
)  # fmt: skip
def test_what_is_no_time_or_zone_is_refused_with_a_sentence(text: str, zone: str) -> None:
    with pytest.raises(Misused, match=r"\.$"):
        at_local_time(text, zone)


def test_a_release_waits_for_the_send_delay(now: datetime) -> None:
    assert with_delay(None, now, SENDING).starts_at == now + timedelta(minutes=10)
    with pytest.raises(Refused, match="too early: what is released waits 10 minutes, so"):
        with_delay(Schedule(now + timedelta(minutes=9)), now, SENDING)
    with pytest.raises(Refused, match="waits 1 minute, so"):
        with_delay(Schedule(now), now, SendingSettings(delay_minutes=1))
    wished = Schedule(now + timedelta(hours=2), "2027-03-01 12:00", "Europe/Zurich")
    assert with_delay(wished, now, SENDING) == wished
    assert state_for(wished) is CampaignState.SCHEDULED


def test_f40_what_is_late_beyond_the_grace_is_missed(now: datetime) -> None:
    minute = timedelta(minutes=1)
    assert turn_of(now + minute, now, SENDING) is Turn.NOT_YET
    assert turn_of(now, now, SENDING) is Turn.DUE
    assert turn_of(now - 60 * minute, now, SENDING) is Turn.DUE
    assert turn_of(now - 61 * minute, now, SENDING) is Turn.MISSED


def test_the_release_seal_covers_letter_audience_blueprints_and_schedule(now: datetime) -> None:
    seals = {
        release_seal("a", "b", {"en": "c"}, Schedule(now)),
        release_seal("x", "b", {"en": "c"}, Schedule(now)),
        release_seal("a", "x", {"en": "c"}, Schedule(now)),
        release_seal("a", "b", {"en": "x"}, Schedule(now)),
        release_seal("a", "b", {"en": "c"}, Schedule(now + timedelta(seconds=1))),
    }
    assert len(seals) == 5
    assert release_seal("a", "b", {"en": "c"}, Schedule(now)) in seals


def test_a46_an_audience_is_unusual_by_growth_or_by_new_addresses() -> None:
    caution = Caution(growth=2, new_addresses=100)
    assert unusual(200, 100, 0, caution) == ""
    assert "more than 2 times" in unusual(201, 100, 0, caution)
    assert unusual(90, 0, 90, caution) == ""
    assert "never written to" in unusual(201, 0, 101, caution)
