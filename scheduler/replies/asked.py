"""What a letter asks of its addressees: the asks that replies are held against, each with its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from letters.correspondence import find_letter
from letters.effective import EffectiveDeadline, effective_deadlines
from letters.facts import Ask, DeadlineKind, Duty, Facts
from letters.letter import Letter
from letters.register import RegisterEntry, references_of
from mailer.database import OfficeSession
from mailer.errors import Misused, NotFound
from scheduler.replies.reply import WHOLE


@dataclass(frozen=True)
class AskOf:
    """One ask of a letter. `name` is its id, or WHOLE for a letter that asks nothing in particular."""

    name: str
    what: str
    mandatory: bool
    due: EffectiveDeadline | None

    def late(self, came_at: datetime) -> bool:
        """Whether a reply that came then is late, by the deadline as it holds now for everybody."""
        return self.due is not None and came_at >= self.due.too_late_from


@dataclass(frozen=True)
class Asking:
    """A letter with what it asks."""

    letter: Letter
    printed: str
    """Its reference, or its short name where it has none."""
    time_zone: str
    asks: tuple[AskOf, ...]

    @property
    def counted(self) -> tuple[AskOf, ...]:
        """The asks by which an organisation has answered the letter: what is mandatory, else all of them."""
        return tuple(ask for ask in self.asks if ask.mandatory) or self.asks

    def towards(self, ask: str | None) -> tuple[AskOf, ...]:
        """The one ask that is named, else those that count; NotFound if there is none of that name."""
        return (self.ask(ask),) if ask is not None else self.counted

    def more_time_for(self, ask: str | None) -> str:
        """The ask for which more time is to be granted to count for one, or for the letter if none is named.

        Where a single ask counts, more time for it is more time for the letter; else empty, the whole letter.
        """
        return ask or (self.counted[0].name if len(self.counted) == 1 else "")

    @property
    def answered_by(self) -> EffectiveDeadline | None:
        """The last deadline of the asks that count; None where none of them has one."""
        dated = [ask.due for ask in self.counted if ask.due is not None]
        return max(dated, key=lambda due: due.too_late_from, default=None)

    def before_it_went_out(self, came_at: datetime) -> str:
        """A sentence where a reply came on a day before the letter went out; empty otherwise.

        Days are those of the letter's place: of many replies nothing but the day is known.
        """
        issued_at, zone = self.letter.issued_at, ZoneInfo(self.time_zone)
        if issued_at is None:
            return ""
        went, came = issued_at.astimezone(zone).date(), came_at.astimezone(zone).date()
        return f"{self.printed} went out on {went}, and this came on {came}." if came < went else ""

    def ask(self, name: str) -> AskOf:
        """The ask of that name; NotFound, naming those there are, if there is none."""
        found = next((ask for ask in self.asks if ask.name == name), None)
        if found is None:
            raise NotFound(f"{self.printed} does not ask “{name}”. {self._what_it_asks()}")
        return found

    def the_ask(self, name: str | None) -> AskOf:
        """The ask of that name or, where none is named, the only one; Misused if there are several."""
        if name is not None:
            return self.ask(name)
        if len(self.asks) > 1:
            raise Misused(f"Say to which ask, with --ask. {self._what_it_asks()}")
        return self.asks[0]

    def _what_it_asks(self) -> str:
        named = [ask.name for ask in self.asks if ask.name]
        if not named:
            return "It asks nothing in particular: leave the ask out."
        return f"It asks: {', '.join(named)}."


def asking(session: OfficeSession, name: str) -> Asking:
    """What the letter of this reference or short name asks, or the one it follows on where it asks nothing.

    NotFound, with what comes near, if there is no such letter.
    """
    return asked_by(session, find_letter(session, name))


def asked_by(session: OfficeSession, letter: Letter) -> Asking:
    """What a letter asks. An answer to a reminder, or to a corrigendum, is one to the letter above it."""
    facts = letter.read_facts()
    references = references_of(session, letter.id)
    above = _above(session, references) if not facts.asks else None
    if above is not None:
        return asked_by(session, above)
    deadlines = {due.id: due for due in effective_deadlines(session, letter)}
    printed = references[0].printed if references else letter.handle
    asks = tuple(_ask(facts, ask, deadlines.get(ask.deadline or "")) for ask in facts.asks)
    return Asking(letter, printed, facts.time_zone, asks or (_whole(list(deadlines.values())),))


def _above(session: OfficeSession, references: Sequence[RegisterEntry]) -> Letter | None:
    """The letter that one of these references follows on."""
    for entry in references:
        above = session.get(RegisterEntry, entry.parent_id or 0)
        if above is not None and above.letter_id is not None:
            return session.get(Letter, above.letter_id)
    return None


def _ask(facts: Facts, ask: Ask, due: EffectiveDeadline | None) -> AskOf:
    what = next((text for code in facts.languages if (text := ask.what.get(code))), ask.id)
    return AskOf(ask.id, what, ask.duty is Duty.MANDATORY, due)


def _whole(deadlines: Sequence[EffectiveDeadline]) -> AskOf:
    """What a letter without asks is answered by: the letter as such, by its one date for responses."""
    due = [one for one in deadlines if one.now.kind is DeadlineKind.RESPONSE]
    return AskOf(WHOLE, "an answer", mandatory=False, due=due[0] if len(due) == 1 else None)
