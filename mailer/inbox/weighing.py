"""What a notice says of the copy it is about: the verdict that counts, and how much it counts."""

from __future__ import annotations

from dataclasses import replace

from mailer.address import forms_of_wire
from mailer.bounces import Action, Kind, Reading, Reason, Verdict


def verdict_on(reading: Reading, address_key: str) -> Verdict | None:
    """The verdict on the copy to this address; None where the notice gives none.

    It is the one that speaks of the address, else of nobody, else the worst of all. Hard it stays only where
    it speaks of the address itself or of nobody: who forwards to a dead mailbox is alive.
    """
    verdicts = sorted(reading.verdicts, key=lambda one: one.action is not Action.FAILED)
    if not verdicts:
        return None
    own = next((one for one in verdicts if _speaks_of(one, address_key)), None)
    own = own or next((one for one in verdicts if not one.recipient and not one.final), None)
    return own or replace(verdicts[0], kind=Kind.SOFT)


def key_of(told: str) -> str:
    """The address key of an address as a notice writes it; empty where it is none."""
    return forms_of_wire(told)[0] if "@" in told else ""


def _speaks_of(verdict: Verdict, address_key: str) -> bool:
    """Whether it is about this address, perhaps by the name that its own servers have for it."""
    return any(
        _means(key_of(told), address_key, verdict.reason) for told in (verdict.recipient, verdict.final)
    )


def _means(told: str, address_key: str, reason: Reason) -> bool:
    if not told or not address_key or told == address_key:
        return bool(told and address_key)
    local, _, domain = told.rpartition("@")
    own_local, _, own = address_key.rpartition("@")
    if reason is Reason.DOMAIN:
        return domain == own
    return local == own_local and (domain.endswith(f".{own}") or own.endswith(f".{domain}"))
