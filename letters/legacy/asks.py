"""Finds what an old letter asks, by which channel, and by when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from letters.facts import ChannelKind, DeadlineKind, Duty
from letters.languages.folding import fold
from letters.legacy.ask_pieces import pieces_of
from letters.legacy.asking import is_ask, is_promise
from letters.legacy.channels import AskContext, Channel, channels_in, only_informs
from letters.legacy.contacts import names_an_officer
from letters.legacy.matters import FoundAsk, FoundDeadline
from letters.legacy.same_asks import completed
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_NUMBERED: Final = re.compile(r"^\W*(?:\d{1,2}|[a-z])[.)]\s+")
__all__ = ["AskContext", "asks_in", "with_events"]


def asks_in(
    sentences: Sequence[Sentence], deadlines: Sequence[FoundDeadline], context: AskContext, tongue: Tongue
) -> list[FoundAsk]:
    """The asks of a body in order; channel and deadline of one may stand in neighbouring sentences."""
    reader = _Reader(deadlines, context, tongue)
    for sentence in sentences:
        reader.begin(sentence)
        for piece in pieces_of(sentence, reader.deadlines, tongue):
            reader.take(piece)
        reader.end()
    return completed(reader.all_asks())


def with_events(asks: Sequence[FoundAsk], tongue: Tongue) -> list[FoundAsk]:
    """The asks of a letter that tells of an event: who is asked to take part answers by being there."""
    attend = tongue.variants.asks.attend
    return [
        replace(ask, channel=ChannelKind.EVENT)
        if ask.channel is None and ask.deadline is None and tongue.says(attend, fold(ask.what))
        else ask
        for ask in asks
    ]


class _Reader:
    """Goes from sentence to sentence, with the asks so far and the deadlines that none of them owns."""

    def __init__(self, deadlines: Sequence[FoundDeadline], context: AskContext, tongue: Tongue) -> None:
        self.deadlines = [one for one in deadlines if one.kind is DeadlineKind.RESPONSE]
        self.context = context
        self.tongue = tongue
        self.asks: list[FoundAsk] = []
        self.unowned: list[tuple[Sentence, date]] = []
        self.paragraph = -1
        self.begun = 0
        self.matter = 0
        self.form: Channel | None = None
        self.asked_in = -1
        self.days_in_text: set[date] = set()

    def begin(self, sentence: Sentence) -> None:
        """A sentence begins, and with it perhaps a paragraph, and a matter."""
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.begun, self.form = sentence.paragraph, len(self.asks), None
            words = _NUMBERED.sub("", sentence.folded)
            self.matter += self.tongue.starts(self.tongue.variants.asks.besides, words)

    def end(self) -> None:
        """What the sentence asks belongs to the matter that is spoken of."""
        self.asks = [ask if ask.matter is not None else replace(ask, matter=self.matter) for ask in self.asks]

    def take(self, sentence: Sentence) -> None:
        """A sentence, or a piece of one: it may ask, complete an ask, or set a deadline."""
        day, asks = self._day(sentence), is_ask(sentence, self.tongue)
        if asks and not day and self.tongue.says(self.tongue.variants.asks.contact_only, sentence.folded):
            return
        if not asks and not day:
            self._complete(sentence)
            forms = channels_in(sentence, self.context, self.tongue)
            self.form = next((one for one in forms if one.kind is ChannelKind.ANNEX), self.form)
            return
        channels = channels_in(sentence, self._context(), self.tongue)
        if asks and self.form and self.tongue.says(self.tongue.variants.asks.returned, sentence.folded):
            channels = [replace(self.form, also=tuple(one.to for one in channels if "@" in one.to))]
        if asks and channels:
            self._add(sentence, channels, day)
        else:
            self._without_channel(sentence, channels, day, asks=asks)
        self.asked_in = sentence.paragraph

    def _context(self) -> AskContext:
        """What the letter says elsewhere; the address above is the last that the text has named."""
        named = [ask.to for ask in self.asks if ask.channel is ChannelKind.MAILBOX]
        return replace(self.context, mailbox=named[-1]) if named else self.context

    def all_asks(self) -> list[FoundAsk]:
        """The asks, with one for each deadline that nothing else claimed."""
        known = {ask.deadline for ask in self.asks}
        left = [(sentence, day) for sentence, day in self.unowned if day not in known]
        asks = [*self.asks, *(FoundAsk(one.text, one.line, deadline=day) for one, day in left)]
        return self._with_deadline_above(asks)

    def _with_deadline_above(self, asks: Sequence[FoundAsk]) -> list[FoundAsk]:
        """The one deadline that stands outside the text holds for every ask that sets none."""
        above = {one.day for one in self.deadlines} - self.days_in_text
        if len(above) != 1 or any(ask.deadline in above for ask in asks):
            return list(asks)
        (day,) = above
        return [ask if ask.deadline else replace(ask, deadline=day) for ask in asks]

    def _day(self, sentence: Sentence) -> date | None:
        """The first deadline for answers that the sentence sets."""
        days = [
            deadline.day
            for deadline in self.deadlines
            if deadline.phrase in sentence.text and sentence.line <= deadline.line <= sentence.last_line
        ]
        self.days_in_text.update(days)
        return days[0] if days else None

    def _before(self, sentence: Sentence) -> FoundAsk | None:
        """The ask that a sentence may belong to: the last of its paragraph, or one right before that has a
        deadline and says no channel.
        """
        last = self.asks[-1] if self.asks else None
        if last is None or len(self.asks) > self.begun:
            return last
        near_by = sentence.paragraph - self.asked_in <= 1
        return last if near_by and last.channel is None and last.deadline else None

    def _add(self, sentence: Sentence, channels: Sequence[Channel], day: date | None) -> None:
        what, line = sentence.text, sentence.line
        while (before := self._before(sentence)) and before.channel is None and not (day and before.deadline):
            # The sentence before asked without saying where: this one says it.
            self.asks.pop()
            self.begun = min(self.begun, len(self.asks))
            what, line, day = before.what, before.line, day or before.deadline
        continues = sentence.lead or self.tongue.starts(self.tongue.variants.asks.continues, sentence.folded)
        days = {ask.deadline for ask in self.asks[self.begun :]}
        if day is None and continues and (len(days) == 1 or (days and not sentence.lead)):
            day = self.asks[-1].deadline
        if day is None and self.unowned:
            self._claim(channels, what, line)
            return
        if day and sentence.lead and self.tongue.says(self.tongue.variants.asks.gathers, sentence.folded):
            self._date_items(day)
        duty = _duty(sentence, self.tongue)
        for channel in channels:
            known = any((ask.channel, ask.to) == (channel.kind, channel.to) for ask in self.asks)
            if day is not None or not known:
                self.asks.append(_ask(what, line, channel, day, duty))

    def _date_items(self, day: date) -> None:
        """The day of an item that speaks of all items of its list holds for each of them."""
        for at in range(self.begun, len(self.asks)):
            self.asks[at] = replace(self.asks[at], deadline=self.asks[at].deadline or day)

    def _claim(self, channels: Sequence[Channel], what: str, line: int) -> None:
        """Deadlines that stood by themselves belong to the channel that is named next."""
        several = len(self.unowned) > 1
        for sentence, day in self.unowned:
            said = (sentence.text, sentence.line) if several else (what, line)
            self.asks += [_ask(*said, one, day) for one in channels]
        self.unowned = []

    def _without_channel(
        self, sentence: Sentence, channels: Sequence[Channel], day: date | None, *, asks: bool
    ) -> None:
        waiting = [at for at in range(self.begun, len(self.asks)) if self.asks[at].deadline is None]
        if day and waiting:
            for at in waiting:
                self.asks[at] = replace(self.asks[at], deadline=day)
        elif day and not asks and not channels:
            self.unowned.append((sentence, day))
        elif day or _is_strong(sentence, self.tongue):
            duty, channel = _duty(sentence, self.tongue), channels[0] if channels else None
            self.asks.append(_ask(sentence.text, sentence.line, channel, day, duty))

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a sentence of the next paragraph still speaks of what was asked."""
        words = self.tongue.variants.asks
        ways = (*words.forms, *words.platforms, *words.returned, *words.continues)
        return "@" in sentence.text or self.tongue.says(ways, sentence.folded)

    def _complete(self, sentence: Sentence) -> None:
        """A page or mailbox right after an ask that names none is where the answer goes."""
        if self.unowned and sentence.paragraph - self.unowned[-1][0].paragraph <= 1:
            self._complete_deadline(sentence)
            return
        before = self._before(sentence)
        if before is None or before.channel is not None or before.deadline is None:
            return
        if self._only_helps(sentence):
            return
        if len(self.asks) == self.begun and not self._goes_on(sentence):
            return
        for one in channels_in(sentence, self.context, self.tongue):
            address = one.url or one.to if one.kind is not ChannelKind.PLATFORM else one.url
            form = one.kind is ChannelKind.ANNEX
            if form or (address and not only_informs(sentence, address, self.tongue)):
                self.asks[-1] = replace(before, channel=one.kind, to=one.to, url=one.url)
                return

    def _only_helps(self, sentence: Sentence) -> bool:
        """Whether a sentence promises, or names who can be asked, and not where an answer goes."""
        if is_promise(sentence, self.tongue) or names_an_officer(sentence.text, self.tongue):
            return True
        return self.tongue.says(self.tongue.variants.asks.contact_only, sentence.folded)

    def _complete_deadline(self, sentence: Sentence) -> None:
        """The same for a deadline by which nothing has been asked yet."""
        if self._only_helps(sentence):
            return
        channels = [one for one in channels_in(sentence, self.context, self.tongue) if one.url or one.to]
        pages = [one.url or one.to for one in channels]
        quoted = any(re.search(rf"[\"“«][^\"”»]*{re.escape(page)}", sentence.text) for page in pages)
        if pages and not quoted and not any(only_informs(sentence, page, self.tongue) for page in pages):
            self._claim(channels, sentence.text, sentence.line)


def _ask(
    what: str, line: int, channel: Channel | None, day: date | None, duty: Duty = Duty.VOLUNTARY
) -> FoundAsk:
    if channel is None:
        return FoundAsk(what, line, deadline=day, duty=duty)
    return FoundAsk(what, line, channel.kind, channel.to, channel.url, day, duty, channel.also)


def _is_strong(sentence: Sentence, tongue: Tongue) -> bool:
    """Whether a sentence, or what leads to it as an item of a list, asks without channel and deadline."""
    words = tongue.variants.asks
    strong = tuple(cue for cue in words.cues if cue not in words.weak)
    return tongue.says(strong, sentence.folded) or tongue.says(strong, sentence.lead)


def _duty(sentence: Sentence, tongue: Tongue) -> Duty:
    return Duty.MANDATORY if tongue.says(tongue.variants.asks.mandatory, sentence.folded) else Duty.VOLUNTARY
