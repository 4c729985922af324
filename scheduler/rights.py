"""Who may do what with a campaign: to send takes a releaser, to stop something takes anybody who acts."""

from __future__ import annotations

from typing import Final

from mailer.audit import Actor
from mailer.errors import Refused
from mailer.staff import Role

ACTING: Final = frozenset({Role.DRAFTER, Role.APPROVER, Role.RELEASER, Role.COORDINATOR})
"""Those who may prepare a campaign, and may stop one: stopping is always the safe side."""


def require_acting(actor: Actor, deed: str) -> None:
    """Refused, with a sentence, for an actor who only reads, or only keeps the staff."""
    if not actor.roles & ACTING:
        roles = ", ".join(sorted(ACTING))
        raise Refused(f"{actor.name} may not {deed}: that needs one of the roles {roles}.")
