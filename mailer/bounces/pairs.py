"""How two words that stand near each other are found in a text: a noun, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mailer.bounces.phrases import GAP, plain, split

FARTHEST_BEHIND: Final = 40
"""Characters in which a noun begins before what is said behind it."""
FARTHEST_AHEAD: Final = 24
"""Characters between what is said before a noun and the noun."""
_WORDS_AHEAD: Final = 2
_TRIES: Final = 4


class Pairs:
    """The nouns of one language and what is said of them, in all combinations.

    So `user; mailbox` and `not known; not listed` find `the mailbox … is not known` as well as what no list
    of phrases foresees. The noun nearest to the statement counts. They do not fit where a word of `whose` is
    among the two words before them (`sender address unknown` says nothing of a recipient), nor where one of
    `whose` or `unless` stands between them. Words are compared by their beginnings, in the plain form; the
    nouns of a language of `compounds` also by their ends: an `Empfängerpostfach` is a `postfach`.
    """

    __slots__ = ("_after", "_before", "_compounds", "_in_ascii", "_nouns", "_unless", "_whose", "_written")

    def __init__(
        self,
        *,
        nouns: str,
        after: str = "",
        before: str = "",
        whose: str = "",
        unless: str = "",
        compounds: bool = False,
    ) -> None:
        self._written = (nouns, after, before, whose, unless)
        self._compounds = compounds
        self._nouns: tuple[str, ...] | None = None
        self._in_ascii: tuple[str, ...] = ()
        self._after: tuple[str, ...] = ()
        self._before: tuple[str, ...] = ()
        self._whose: tuple[str, ...] = ()
        self._unless: tuple[str, ...] = ()

    @property
    def said_behind(self) -> str:
        """What is said behind a noun, as written."""
        return self._written[1]

    @property
    def written(self) -> tuple[str, ...]:
        """All its words as written."""
        return tuple(word for words in self._written for word in split(words))

    def first_in(self, text: str) -> str:
        """A noun and a statement that a text of the plain form holds, `…` between them; or empty."""
        if self._nouns is None:
            self._make_ready()
        known = self._in_ascii if text.isascii() else self._nouns or ()
        nouns = [noun for noun in known if noun in text]
        if not nouns:
            return ""
        return next(self._behind(text, nouns), "") or next(self._ahead(text, nouns), "")

    def _make_ready(self) -> None:
        nouns, self._after, self._before, self._whose, self._unless = map(_ready, self._written)
        self._nouns = tuple(noun.strip() for noun in nouns) if self._compounds else nouns
        self._in_ascii = tuple(noun for noun in self._nouns if noun.isascii())

    def _behind(self, text: str, nouns: list[str]) -> Iterator[str]:
        """The pairs whose statement follows its noun."""
        for statement in self._after:
            for at in _places(statement, text):
                start, noun = max(
                    (text.rfind(noun, max(0, at - FARTHEST_BEHIND), at), noun) for noun in nouns
                )
                if start >= 0 and self._fits(text, start, start + len(noun), at):
                    yield f"{noun.strip()} {GAP} {statement.strip()}"

    def _ahead(self, text: str, nouns: list[str]) -> Iterator[str]:
        """The pairs whose statement stands before its noun."""
        for statement in self._before:
            for at in _places(statement, text):
                end = at + len(statement)
                places = ((text.find(noun, end, end + FARTHEST_AHEAD + len(noun)), noun) for noun in nouns)
                start, noun = min((one for one in places if one[0] >= 0), default=(-1, ""))
                if start >= 0 and self._fits(text, at, end, start):
                    yield f"{statement.strip()} {GAP} {noun.strip()}"

    def _fits(self, text: str, start: int, end: int, following: int) -> bool:
        """Whether nothing before the first word of a pair, or between the two, turns it to something else."""
        ahead, between = _words_ahead(text, start), text[end : following + 1]
        return not any(word in ahead or word in between for word in self._whose) and not any(
            word in between for word in self._unless
        )


def _ready(written: str) -> tuple[str, ...]:
    """Words in the plain form; those in Latin letters have to begin where a word does."""
    forms = (plain(word).strip() for word in split(written))
    return tuple(f" {form}" if form[:1].isascii() else form for form in forms)


def _places(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text, the first few times."""
    at = text.find(word)
    for _ in range(_TRIES):
        if at < 0:
            return
        yield at
        at = text.find(word, at + 1)


def _words_ahead(text: str, at: int) -> str:
    """The words before a place that may say whose something is; none from before a number or code."""
    words: list[str] = []
    for word in reversed(text[max(0, at - FARTHEST_BEHIND) : at].split()[-_WORDS_AHEAD:]):
        if word[0].isdigit():
            break
        words.append(word)
    return f" {' '.join(reversed(words))} "
