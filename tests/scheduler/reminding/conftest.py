"""What tests of reminders begin with: an office whose letter went out, and is to be answered by 31 March."""

from __future__ import annotations

from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import furnish
from tests.scheduler.reminding.planning import send_letter, start_at_any_hour, started

surveyed = beginning(furnish, send_letter)
"""The letter CL-27/0002, with a deadline on 31 March, went to five parties."""
planned = beginning(furnish, send_letter, started)
"""It is to be reminded of twice, by a plan that was started."""
any_hour = beginning(furnish, send_letter, start_at_any_hour)
"""Such a plan that waits for nobody's hours."""
