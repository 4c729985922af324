"""Spans: read as people write them, months that end early, leap days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.office_calendar.spans import Span, Unit, day_from, read_span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 days", Span(30, Unit.DAY)),
        ("1 week", Span(1, Unit.WEEK)),
        ("5  working days", Span(5, Unit.WORKING_DAY)),
        ("6 hours", Span(6, Unit.HOUR)),
        ("2 months", Span(2, Unit.MONTH)),
    ],
)
def test_a_span_is_read_as_it_is_written(text: str, span: Span) -> None:
    assert read_span(text) == span
    assert read_span(str(span)) == span


@pytest.mark.parametrize(
    "text", ["", "days", "0 days", "-3 days", "1001 days", "9999 weeks", "3 fortnights", "٣ days"]
)
def test_what_is_no_span_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="“") as refused:
        read_span(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("day", "span", "before", "found"),
    [
        (date(2028, 3, 31), Span(1, Unit.MONTH), True, date(2028, 2, 29)),
        (date(2027, 3, 31), Span(1, Unit.MONTH), True, date(2027, 2, 28)),
        (date(2027, 8, 31), Span(1, Unit.MONTH), False, date(2027, 9, 30)),
        (date(2028, 2, 29), Span(1, Unit.YEAR), False, date(2029, 2, 28)),
        (date(2028, 2, 29), Span(4, Unit.YEAR), False, date(2032, 2, 29)),
        (date(2028, 3, 30), Span(30, Unit.DAY), True, date(2028, 2, 29)),
        (date(2027, 1, 31), Span(2, Unit.MONTH), False, date(2027, 3, 31)),
        (date(2027, 1, 5), Span(1, Unit.WEEK), True, date(2026, 12, 29)),
    ],
)
def test_f38_months_end_early_and_leap_days_have_a_rule(
    day: date, span: Span, before: bool, found: date
) -> None:
    assert day_from(day, span, before=before) == found


def test_f38_a_monthly_repetition_comes_back_to_the_31st() -> None:
    months = [day_from(date(2027, 1, 31), Span(1, Unit.MONTH), before=False, times=n) for n in (1, 2, 3)]
    assert months == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


def test_only_hours_days_and_weeks_have_a_length() -> None:
    assert Span(36, Unit.HOUR).exact == timedelta(days=1, hours=12)
    with pytest.raises(ValueError, match="no fixed length"):
        _ = Span(1, Unit.MONTH).exact
