"""How two words that stand near each other are found in a text: a noun, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from mailer.bounces.phrases import GAP, plain, split

AN_ADDRESS: Final = " @ "
"""The word for an address in a text that is looked through for pairs; `@` is a noun like others."""
FARTHEST_BEHIND: Final = 40
"""Characters in which a noun begins before what is said behind it."""
FARTHEST_AHEAD: Final = 24
"""Characters between what is said before a noun and the noun."""
WIDEST_SPLIT: Final = 16
"""Characters between the two pieces of a statement that other words may part."""
_HERE: Final = split(
    """
    on this server; on our server; on this host; at this host; on this domain; at this domain;
    in this domain; in our domain; auf diesem server; auf unserem server; in dieser domain;
    sur ce serveur; sur notre serveur; dans ce domaine; en este servidor; en nuestro servidor;
    en este dominio; neste servidor; neste dominio; su questo server; in questo dominio;
    op deze server; op onze server; na tym serwerze; на этом сервере; на нашем сервере; в этом домене;
    علي هذا الخادم; 在此服务器上; 在本服务器上; to the recipient; by the recipient; dem empfanger;
    vom empfanger; par le destinataire; du destinataire; por el destinatario; del destinatario;
    pelo destinatario; dal destinatario; получателю; получателем; لدي المستلم
    """
)
"""Where somebody is not known, or to whom, in the plain form: no words about a server or a recipient."""
_WORDS_AHEAD: Final = 2
_TRIES: Final = 4


class Pairs:
    """The nouns of one language and what is said of them, in all combinations.

    So `user; mailbox` and `not known; not listed` find `the mailbox … is not known` as well as what no list
    of phrases foresees. The noun nearest to the statement counts. They do not fit where a word of `whose` is
    among the two words before them (`sender address unknown` says nothing of a recipient), nor where one of
    `whose` or `unless` stands between them. A statement may be parted by a word or two (`not … found`). Words
    are compared by their beginnings, in the plain form; the nouns of a language of `compounds` also by
    their ends: an `Empfängerpostfach` is a `postfach`.
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
        self._after: tuple[_Statement, ...] = ()
        self._before: tuple[_Statement, ...] = ()
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
        """A noun and a statement that a text of the plain form (with `AN_ADDRESS`) holds; or empty."""
        if self._nouns is None:
            self._make_ready()
        known = self._in_ascii if text.isascii() else self._nouns or ()
        nouns = [noun for noun in known if noun in text]
        if not nouns:
            return ""
        return next(self._behind(text, nouns), "") or next(self._ahead(text, nouns), "")

    def _make_ready(self) -> None:
        nouns, after, before, whose, unless = map(split, self._written)
        ready = _ready(nouns)
        self._nouns = tuple(noun.strip() for noun in ready) if self._compounds else ready
        self._in_ascii = tuple(noun for noun in self._nouns if noun.isascii())
        self._after, self._before = tuple(map(_Statement, after)), tuple(map(_Statement, before))
        self._whose, self._unless = _ready(whose), _ready(unless)

    def _behind(self, text: str, nouns: list[str]) -> Iterator[str]:
        """The pairs whose statement follows its noun."""
        for statement in self._after:
            for at, _, within in statement.places(text):
                start, noun = max(
                    (text.rfind(noun, max(0, at - FARTHEST_BEHIND), at), noun) for noun in nouns
                )
                if start >= 0 and self._fits(text, start, text[start + len(noun) : at + 1] + within):
                    yield f"{noun.strip()} {GAP} {statement.written}"

    def _ahead(self, text: str, nouns: list[str]) -> Iterator[str]:
        """The pairs whose statement stands before its noun."""
        for statement in self._before:
            for at, end, within in statement.places(text):
                places = ((text.find(noun, end, end + FARTHEST_AHEAD + len(noun)), noun) for noun in nouns)
                start, noun = min((one for one in places if one[0] >= 0), default=(-1, ""))
                if start >= 0 and self._fits(text, at, within + text[end : start + 1]):
                    yield f"{statement.written} {GAP} {noun.strip()}"

    def _fits(self, text: str, start: int, between: str) -> bool:
        """Whether nothing before the first word of a pair, or between its words, turns it to another."""
        ahead = _words_ahead(text, start)
        for here in _HERE:
            between = between.replace(here, " ")
        return not any(word in ahead or word in between for word in self._whose) and not any(
            word in between for word in self._unless
        )


class _Statement:
    """What is said of a noun, in one piece or with a word or two between its two pieces."""

    __slots__ = ("_first", "_second", "written")

    def __init__(self, written: str) -> None:
        first, _, second = written.partition(GAP)
        self.written = plain(first).strip() + (f" {GAP} {plain(second).strip()}" if second else "")
        self._first = _ready((first,))[0]
        self._second = _ready((second,))[0] if second else ""

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where it begins and ends in a text, the first few times, and the words that part it."""
        at = text.find(self._first)
        for _ in range(_TRIES):
            if at < 0:
                return
            end = at + len(self._first)
            found = text.find(self._second, end, end + WIDEST_SPLIT + len(self._second))
            if found >= 0:
                yield at, found + len(self._second), f"{text[end:found]} "
            at = text.find(self._first, at + 1)


def _ready(words: Iterable[str]) -> tuple[str, ...]:
    """Words in the plain form; those in Latin letters have to begin where a word does."""
    forms = (plain(word).strip() for word in words)
    return tuple(f" {form}" if form[:1].isascii() else form for form in forms)


def _words_ahead(text: str, at: int) -> str:
    """The words before a place that may say whose something is; none from before a number or code."""
    words: list[str] = []
    for word in reversed(text[max(0, at - FARTHEST_BEHIND) : at].split()[-_WORDS_AHEAD:]):
        if word[0].isdigit():
            break
        words.append(word)
    return f" {' '.join(reversed(words))} "
