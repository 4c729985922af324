"""What tests of replies may ask for: an office that asked five organisations three things, made once."""

from __future__ import annotations

from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import furnish
from tests.scheduler.replies.answering import ask_everybody

questioned = beginning(furnish, ask_everybody)
"""Five organisations got a letter, and nobody has answered yet."""
