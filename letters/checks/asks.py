"""Checks that asks, deadlines, events and annexes know one another."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from letters.checks.parties import mailbox_findings
from letters.checks.places import fact_error, fact_warning, new_letters_only
from letters.facts import AnnexDisplay, Ask, DeadlineKind, Duty
from letters.findings import Finding
from letters.markdown.links import target_of
from letters.sentences import did_you_mean
from letters.source import LetterSource, annex_paths


def check_asks(letter: LetterSource) -> Iterator[Finding]:
    """Asks whose deadline, event, annex or channel is not there; deadlines that nobody is asked to keep."""
    facts = letter.facts
    deadlines = [deadline.id for deadline in facts.deadlines]
    events = [event.id for event in facts.events]
    for index, ask in enumerate(facts.asks):
        if ask.deadline and ask.deadline not in deadlines:
            yield _unknown(letter, "deadline", ask.deadline, deadlines, "asks", index, "deadline")
        if ask.duty is Duty.MANDATORY and not ask.deadline:
            message = "An answer is owed, but no deadline is set for it."
            yield fact_warning(letter, "ask-without-deadline", message, "asks", index)
        yield from _channel(letter, index, ask, events)
    for index, deadline in enumerate(facts.deadlines):
        if deadline.event and deadline.event not in events:
            yield _unknown(letter, "event", deadline.event, events, "deadlines", index, "event")
        # A reminder speaks of the deadline that its parent asks by.
        asked = facts.is_child or any(ask.deadline == deadline.id for ask in facts.asks)
        if deadline.kind is DeadlineKind.RESPONSE and not asked:
            message = f"Nothing is asked by this deadline. Name it in an ask: deadline: {deadline.id}."
            yield fact_warning(letter, "deadline-unused", message, "deadlines", index)
    for index, promise in enumerate(facts.promises):
        if promise.event and promise.event not in events:
            yield _unknown(letter, "event", promise.event, events, "promises", index, "event")


def _unknown(letter: LetterSource, what: str, name: str, known: Collection[str], *keys: str | int) -> Finding:
    message = f"The letter has no {what} “{name}”.{did_you_mean(name, known)}"
    return fact_error(letter, f"unknown-{what}", message, *keys)


def _channel(letter: LetterSource, index: int, ask: Ask, events: Collection[str]) -> Iterator[Finding]:
    channel = ask.channel
    keys = ("asks", index, "channel")
    if channel is None:
        return
    if channel.mailbox:
        yield from mailbox_findings(letter, channel.mailbox, *keys, "mailbox")
    if channel.url and target_of(channel.url) is None:
        message = f"“{channel.url}” is no web address. It begins with https://."
        yield new_letters_only(letter, fact_error(letter, "url", message, *keys, "url"))
    if channel.event and channel.event not in events:
        yield _unknown(letter, "event", channel.event, events, *keys, "event")
    if channel.annex is not None:
        annex = letter.facts.annex(channel.annex)
        if annex is None:
            message = f"The letter has no annex {channel.annex}."
            yield fact_error(letter, "unknown-annex", message, *keys, "annex")
        elif not annex.form:
            message = f"Annex {channel.annex} is to be filled in and returned: say form: yes there."
            yield fact_warning(letter, "annex-no-form", message, *keys, "annex")


def check_annexes(letter: LetterSource) -> Iterator[Finding]:
    """Annexes without file, content or title, gaps in their numbers, forms that nobody is asked to return."""
    facts = letter.facts
    returned = {ask.channel.annex for ask in facts.asks if ask.channel}
    for index, annex in enumerate(facts.annexes):
        keys = ("annexes", index)
        if annex.file is None and not facts.legacy:
            message = f"Annex {annex.number} has no file. Name one under file:."
            yield fact_error(letter, "annex-without-file", message, *keys)
        if annex.title is None and facts.annex_form.display is not AnnexDisplay.COUNT:
            message = f"Annex {annex.number} has no title, yet the letter lists its annexes by title."
            yield new_letters_only(letter, fact_error(letter, "annex-without-title", message, *keys))
        if annex.form and annex.number not in returned:
            message = f"Annex {annex.number} is a form, but no ask names it as its channel."
            yield fact_warning(letter, "form-unused", message, *keys)
    numbers = [annex.number for annex in facts.annexes]
    if numbers != list(range(1, len(numbers) + 1)):
        message = f"The annexes are numbered {', '.join(map(str, numbers))}, not from 1 on without a gap."
        yield fact_warning(letter, "annex-numbers", message, "annexes")
    yield from _empty_files(letter)


def _empty_files(letter: LetterSource) -> Iterator[Finding]:
    for path, (keys, _) in annex_paths(letter.facts).items():
        annex = letter.annexes.get(path)
        if annex is not None and not annex.size:
            message = f"{path} is empty: 0 bytes. Save it anew, or take it out of the letter."
            yield fact_error(letter, "annex-empty", message, *keys)
