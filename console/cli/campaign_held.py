"""How the held addresses of a campaign's audience are told with its status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.printing import say
from console.terminal import print_table

if TYPE_CHECKING:
    from scheduler.outcomes.held import HeldAddress

SHOWN = 20
"""Addresses that the status names; the tasks name all."""


def show_held(held: Sequence[HeldAddress], name: str) -> None:
    """Which addresses get no mail until somebody repairs them; nothing where none is held."""
    if not held:
        return
    several = len(held) > 1
    say()
    say(
        f"HELD: {len(held):,} address{'es' if several else ''} of this audience get{'' if several else 's'}"
        f" no mail until {'they are' if several else 'it is'} repaired."
    )
    rows = [[one.task, one.organisation, one.category, one.address, one.line] for one in held[:SHOWN]]
    print_table(["task", "organisation", "category", "address", "line"], rows, spare=("category",))
    say(f"All of them:  mailer tasks list --kind repair --campaign {name}")
