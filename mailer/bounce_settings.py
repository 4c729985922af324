"""The settings of what fails softly: how much it counts, how it fades, and when an address is held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from mailer.section import Section

BounceWeight = Literal[
    "address", "domain", "inactive", "full", "size", "policy", "transport", "other", "delay"
]  # fmt: skip
"""What soft failures are weighed by: their reason, or that they are only a delay."""


class BounceSettings(Section):
    """When an address is held to which mail fails softly again and again."""

    hold_at: float = Field(default=3, gt=0)
    """The score from which an address is held."""
    half_life_days: float = Field(default=90, gt=0, le=3_650)
    """After so many days a failure counts half."""
    success_days: float = Field(default=5, ge=0, le=365)
    """After so many days a copy that did not come back is a success, which ends the score."""
    weights: Mapping[BounceWeight, Annotated[float, Field(ge=0, le=100)]] = Field(default_factory=dict)
    """What a failure counts, by its reason, where it is not the usual."""
