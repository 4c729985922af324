"""Completes asks of an old letter by each other, and tells each of them once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from letters.legacy.matters import FoundAsk


def completed(asks: Sequence[FoundAsk]) -> list[FoundAsk]:
    """The asks of a letter, those of each of its matters completed by each other, each once."""
    matters = dict.fromkeys(ask.matter for ask in asks)
    return [one for matter in matters for one in _completed([ask for ask in asks if ask.matter == matter])]


def _completed(asks: Sequence[FoundAsk]) -> list[FoundAsk]:
    """Asks with one channel and one deadline: what one of them leaves out another says."""
    ways = {(ask.channel, ask.to, ask.url, ask.also) for ask in asks if ask.channel}
    days = {ask.deadline for ask in asks if ask.deadline}
    if len(ways) != 1 or len(days) != 1:
        return _once(asks)
    ((channel, to, url, also),), (day,) = ways, days
    whole = (
        replace(ask, channel=channel, to=to, url=url, also=also, deadline=day)
        if ask.channel or ask.deadline
        else ask
        for ask in asks
    )
    return _once(list(whole))


def _once(asks: Sequence[FoundAsk]) -> list[FoundAsk]:
    """The same without those that say again, for the same day, what has been asked with a channel."""
    found: list[FoundAsk] = []
    for ask in asks:
        same = (one for one in found if one.channel and one.deadline == ask.deadline)
        again = ask.deadline and any(
            ask.channel is None or (one.channel, one.to) == (ask.channel, ask.to) for one in same
        )
        if not again:
            found.append(ask)
    return found
