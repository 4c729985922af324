"""The demo's clock: it runs as all clocks do, and leaps ahead when the story says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailer.clock import utc_now


class LeapingClock:
    """The present moment, some days ahead of the real one; it never goes back."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """The moment in the story, aware, in UTC."""
        return utc_now() + self._ahead

    def leap_to(self, moment: datetime) -> None:
        """Let it be that moment, unless it is later already."""
        self._ahead += max(timedelta(), moment - self())
