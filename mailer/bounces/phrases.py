"""How a text is compared with phrases: both in one plain form, phrases with gaps, in linear time."""

from __future__ import annotations

import unicodedata
from typing import Final

from mailer.bounces.addresses import find_addresses

LONGEST_TEXT: Final = 16_000
"""Characters of a text that are compared."""
GAP: Final = "…"
WIDEST_GAP: Final = 40
"""Characters that a gap may stand for."""
LONGEST_WHOLE_WORD: Final = 4
"""Characters of a phrase in Latin letters that has to be a whole word."""
_TRIES: Final = 6
_DROPPED: Final = {
    ord(mark): " "
    for mark in '"<>()[]{}:;,!?.*=|~`«»“”„‹›¡¿、。，：；！？（）「」『』\u00a0\u3000\u200b…·#&_/\\^+•'
}
_FOLDED_MARKS: Final = {
    ord("'"): " ",
    ord("’"): " ",
    ord("‘"): " ",
    ord("‑"): "-",
    ord("–"): "-",
    ord("—"): "-",
    ord("ё"): "е",
}
_LEFT_OUT: Final[dict[int, None]] = dict.fromkeys(
    (0xAD, 0x640, *range(0x64B, 0x653), *range(0x300, 0x370), 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF)
)
_WITHOUT_ACCENTS: Final = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in range(0xC0, 0x180)
    if unicodedata.decomposition(chr(code))[:1] not in ("", "<")
}
_TABLE: Final = {
    **_WITHOUT_ACCENTS,
    **_DROPPED,
    **_FOLDED_MARKS,
    **_LEFT_OUT,
    ord("أ"): "ا",
    ord("إ"): "ا",
    ord("آ"): "ا",
    ord("ى"): "ي",
}


def plain(text: str, for_address: str = " ") -> str:
    """Lower case, single spaces, no accents, punctuation, addresses or paths of links; a space at both ends.

    So `User <a@b.example> unknown.` and `user unknown` are the same, unless a word is wanted for an address.
    """
    text = text[:LONGEST_TEXT]
    if "@" in text:
        text = _without_addresses(text, for_address)
    if "://" in text:
        text = " ".join(map(_host_of_link, text.split()))
    folded = text.lower().translate(_TABLE)
    return f" {' '.join(folded.split())} ".replace("e-mail", "email").replace(" - ", " ")


def _host_of_link(word: str) -> str:
    """Of a link only who is meant, since its path may hold any word."""
    before, mark, link = word.partition("://")
    return f"{before} {link.partition('/')[0]}" if mark else word


def _without_addresses(text: str, instead: str) -> str:
    pieces, at = [], 0
    for found in find_addresses(text):
        pieces.append(text[at : found.start])
        at = found.end
    return instead.join((*pieces, text[at:]))


def split(written: str) -> tuple[str, ...]:
    """The phrases of a table, which are written with semicolons between them."""
    return tuple(phrase for piece in written.split(";") if (phrase := " ".join(piece.split())))


def plain_words(written: str) -> frozenset[str]:
    """The phrases of a table in the plain form, for comparing with a whole text."""
    return frozenset(plain(phrase).strip() for phrase in split(written))


class Phrase:
    """A phrase such as `mailbox … does not exist`: words in their order, a gap for up to forty characters.

    With `$` behind it, it has to end the text.
    """

    __slots__ = ("first", "last", "others")

    def __init__(self, phrase: str) -> None:
        self.last = phrase.endswith("$")
        pieces = [plain(piece).strip() for piece in phrase.rstrip("$").split(GAP)]
        self.first = f" {pieces[0]}" if pieces[0][:1].isascii() else pieces[0]
        self.others = tuple(pieces[1:])
        if not self.others and pieces[0].isascii() and len(pieces[0]) <= LONGEST_WHOLE_WORD:
            self.first += " "

    def is_in(self, text: str) -> bool:
        """Whether a text of the plain form holds it.

        A phrase begins where a word does (not in scripts beyond Latin), and may end within one if it is long.
        """
        at = text.find(self.first)
        for _ in range(_TRIES):
            if at < 0:
                return False
            if self._goes_on(text, at + len(self.first)):
                return True
            at = text.find(self.first, at + 1)
        return False

    def _goes_on(self, text: str, at: int) -> bool:
        for piece in self.others:
            found = text.find(piece, at, at + WIDEST_GAP + len(piece))
            if found < 0:
                return False
            at = found + len(piece)
        return not self.last or at >= len(text) - 1


class Phrases:
    """Several phrases, written with semicolons between them, made ready when they are first needed."""

    __slots__ = ("_gapped", "_whole", "written")

    def __init__(self, written: str) -> None:
        self.written = split(written)
        self._whole: list[tuple[str, str]] | None = None
        self._gapped: list[tuple[str, Phrase, str]] = []

    def first_in(self, text: str) -> str:
        """A phrase that a text of the plain form holds, as written, those without gaps first; or empty."""
        if self._whole is None:
            self._make_ready()
        for first, written in self._whole or ():
            if first in text:
                return written
        for first, phrase, written in self._gapped:
            if first in text and phrase.is_in(text):
                return written
        return ""

    def _make_ready(self) -> None:
        ready = [(Phrase(written), written) for written in self.written]
        self._gapped = [(one.first, one, written) for one, written in ready if one.others or one.last]
        self._whole = [(one.first, written) for one, written in ready if not one.others and not one.last]


def phrases_of(**languages: str) -> Phrases:
    """The phrases of several languages (`en="…; …"`, `fr="…"`; `xx` for names, and for further languages)."""
    return Phrases(";".join(languages.values()))
