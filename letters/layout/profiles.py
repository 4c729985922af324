"""The house's layout profiles: which blocks a letter has, in which order, and how each is set."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from letters.facts import Block, Layout
from mailer.errors import NotFound


@cache
def profiles() -> Mapping[str, tuple[Block, ...]]:
    """All profiles by name."""
    text = resources.files("letters.layout").joinpath("profiles.toml").read_text(encoding="utf-8")
    return {
        name: tuple(Block.model_validate(block) for block in profile["blocks"])
        for name, profile in tomllib.loads(text).items()
    }


def blocks_of(layout: Layout) -> tuple[Block, ...]:
    """The blocks of a letter in order: its own, else its profile's; NotFound for an unknown profile."""
    if layout.blocks:
        return layout.blocks
    known = profiles()
    if layout.profile not in known:
        names = ", ".join(known)
        raise NotFound(f"There is no layout profile “{layout.profile}”. There are: {names}.")
    return known[layout.profile]
