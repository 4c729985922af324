"""Tells which sentences of a letter ask for something, and which only promise."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from letters.legacy.sentences import Sentence
from letters.legacy.tongue import Tongue

_BEFORE_CUE: Final = 40


def is_ask(sentence: Sentence, tongue: Tongue) -> bool:
    """Whether a sentence asks its readers to do something; items of a list ask with the sentence above."""
    if sentence.lead and is_ask(replace(sentence, text=sentence.lead, lead=""), tongue):
        return True
    words = tongue.variants.asks
    cue = tongue.pattern(words.cues).search(sentence.folded)
    if cue is None or _is_cited(sentence, cue.start(), tongue):
        return False
    never = tongue.pattern(words.never).search(sentence.folded)
    if never is None:
        past = tongue.pattern(words.past).search(sentence.folded)
        return past is None or past.start() >= cue.end() + _BEFORE_CUE
    # What follows after such a formula may still ask: "Please note that replies should be sent to …".
    rest = sentence.folded[never.end() :]
    return not tongue.says(words.contact_only, rest) and is_ask(replace(sentence, text=rest, lead=""), tongue)


def _is_cited(sentence: Sentence, at: int, tongue: Tongue) -> bool:
    """Whether it is a resolution that asks, and nobody is spoken to."""
    words = tongue.variants.asks
    if not tongue.pattern(words.others).match(sentence.folded, at):
        return False
    numbered = tongue.pattern(tongue.variants.relations.numbered).search(sentence.folded, 0, at)
    return numbered is not None and not tongue.says(words.you, sentence.folded)


def is_promise(sentence: Sentence, tongue: Tongue) -> bool:
    """Whether a sentence promises that something will follow."""
    if tongue.says(tongue.variants.asks.to_us, sentence.folded):
        return False
    return tongue.says(tongue.variants.promises.cues, sentence.folded)
