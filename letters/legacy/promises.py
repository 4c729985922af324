"""Finds what an old letter promises, and whether it speaks of credentials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from letters.deadlines import CalendarDate
from letters.languages.phrases import alternatives
from letters.legacy.asking import is_ask, is_promise
from letters.legacy.dated import dates_in
from letters.legacy.matters import FoundCredentials, FoundPromise
from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue


def promises_in(sentences: Sequence[Sentence], issued: date, tongue: Tongue) -> list[FoundPromise]:
    """What the letter says will follow; a sentence that only asks promises nothing."""
    found = []
    pattern = tongue.pattern(tongue.variants.promises.cues)
    for sentence in sentences:
        cue = pattern.search(sentence.folded)
        if cue and is_promise(sentence, tongue) and not _only_asks(sentence, cue.start(), tongue):
            due = _due(sentence, cue.start(), issued, tongue)
            found.append(FoundPromise(sentence.text, sentence.line, due))
    return found


def _only_asks(sentence: Sentence, cue: int, tongue: Tongue) -> bool:
    """Whether a sentence asks before it promises, and in the same clause."""
    asked = tongue.pattern(tongue.variants.asks.cues).search(sentence.folded)
    if asked is None or asked.start() >= cue or not is_ask(sentence, tongue):
        return False
    return not re.search(r"[;,]", sentence.text[:cue])


def _due(sentence: Sentence, cue: int, issued: date, tongue: Tongue) -> CalendarDate | None:
    """The first date after the words that promise."""
    for dated in dates_in(sentence, issued, tongue):
        if dated.span.start > cue:
            dates = dated.span.dates(issued.year)
            return dates[0] if dates else None
    return None


def credentials_in(sentences: Sequence[Sentence], tongue: Tongue) -> FoundCredentials | None:
    """The notice that user names, passwords or codes were or will be issued, and to whom."""
    words = tongue.variants.promises
    ends = r"(?=\s+(?:for|pour|para|in|en|by|par|por|seront|will)\b|[,.;()]|$)"
    given_to = re.compile(rf"{alternatives(words.given_to)}\s+(?P<who>[^,.;()]{{3,60}}?){ends}")
    for sentence in sentences:
        said = tongue.says(words.credentials, sentence.folded)
        if said and not tongue.says(words.not_credentials, sentence.folded):
            given = given_to.search(sentence.folded)
            who = sentence.text[given.start("who") : given.end("who")].strip() if given else ""
            return FoundCredentials(who, sentence.text, sentence.line)
    return None
