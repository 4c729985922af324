"""Header lines: folding and encoded words of our own, since the standard library's corrupt names."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from typing import Final

from mailer.direction import stray_mark
from mailer.errors import Refused
from mailer.merge.language import UNFIT_FOR_HEADER

LINE: Final = 76
"""Characters a line should not pass: 78 by RFC 5322 section 2.1.1, with encoded words 76 by RFC 2047."""
WORD: Final = 75
"""Characters an encoded word may have (RFC 2047 section 2)."""
LONGEST_RAW: Final = 900
"""A word longer than this is encoded, so that no line reaches the 998 characters that are the law."""
NAME_LIMIT: Final = 1_000

_PRINTABLE: Final = re.compile(r"[ -~]*")
_PLAIN_PHRASE: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_AFTER_BLANK: Final = re.compile(r"(?<=[^ ])(?= )")
_BLANKS: Final = re.compile(" {2,}")
_WORDS: Final = re.compile("[^ ]+ *| +")
_Q_SAFE: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
_ONE_IN_Q: Final = _Q_SAFE + b" "
_Q: Final = tuple(
    "_" if octet == 0x20 else chr(octet) if octet in _Q_SAFE else f"={octet:02X}" for octet in range(256)
)
_FRAME: Final = len("=?utf-8?q??=")


def unstructured(name: str, text: str) -> str:
    """A header of free text, such as Subject, folded, with its line end; what is not ASCII as encoded words.

    Only the stretch from the first word that needs it to the last is encoded. Blanks at either end are left
    out. Refused for a control character. RFC 2047 section 5 (1).
    """
    text = _checked(text.strip(" "))
    words = _AFTER_BLANK.split(text)
    odd = [number for number, word in enumerate(words) if _needs_encoding(word)]
    if not odd:
        return _folded(f"{name}:", [f" {words[0]}", *words[1:]])
    first, last = odd[0], odd[-1] + 1
    stretch = "".join(words[first:last])
    # Every word but the first begins with its blanks; one blank stays outside, the rest must be encoded.
    stretch = stretch[1:] if first else stretch
    lead = [f" {word}" if not number else word for number, word in enumerate(words[:first])]
    first_room = WORD if lead else LINE - len(name) - 2
    encoded = [f" {word}" for word in encoded_words(stretch, first_room)]
    return _folded(f"{name}:", [*lead, *encoded, *words[last:]])


def mailbox(name: str, display: str, address: str) -> str:
    """A header with one mailbox, such as To, folded, with its line end; the address is never encoded.

    The display name is written as words, as a quoted string, or, where it is not ASCII or would read as an
    encoded word, as encoded words (RFC 2047 section 5 (3)). Runs of blanks in it become one. Refused for a
    control character or more than 1,000 characters. The address must have been checked.
    """
    display = display.strip(" ")
    if not display:
        return f"{name}: {address}\r\n"
    if _PLAIN_PHRASE.fullmatch(display) and "=?" not in display and len(display) < LINE // 2:
        line = f"{name}: {display} <{address}>\r\n"
        return line if len(line) <= LINE + 2 else f"{name}: {display}\r\n <{address}>\r\n"
    return _folded(f"{name}:", [*_phrase(_BLANKS.sub(" ", display), len(name) + 2), f" <{address}>"])


def raw(name: str, value: str) -> str:
    """A header of ids, addresses in angles or words of the protocol: ASCII, folded at blanks, never encoded.

    Refused for anything but printable ASCII, and for a word that no line can hold.
    """
    words = [f" {word}" for word in value.split(" ") if word]
    if not words or not _PRINTABLE.fullmatch(value) or max(map(len, words)) > LONGEST_RAW:
        raise Refused(f"The header {name} may hold only short words in plain letters.")
    return _folded(f"{name}:", words)


def encoded_words(text: str, first_room: int = WORD) -> list[str]:
    """The text as encoded words in UTF-8, in B or Q, whichever is shorter, none longer than 75 characters.

    The first one is no longer than `first_room`. They end after a blank where they can, since some readers,
    the standard library's among them, show a blank between two of them. No character is ever split.
    """
    octets = text.encode()
    in_q, in_b = _cost(octets, "q"), (len(octets) + 2) // 3 * 4
    kind = "q" if in_q <= in_b else "b"
    if min(in_q, in_b) + _FRAME <= first_room:
        return [_encoded_word(octets, kind)]
    most = _capacity(first_room, kind)
    chunks = [b""]
    for unit in _units(text, kind, most):
        if _cost(chunks[-1] + unit, kind) > most:
            chunks.append(b"")
            most = _capacity(WORD, kind)
        chunks[-1] += unit
    return [_encoded_word(chunk, kind) for chunk in chunks]


def _units(text: str, kind: str, most: int) -> Iterator[bytes]:
    """What is not to be split: words with the blanks after them, or characters where a word is too long."""
    for word in _WORDS.findall(text):
        octets = word.encode()
        if _cost(octets, kind) <= most:
            yield octets
        else:
            yield from (character.encode() for character in word)


def _cost(octets: bytes, kind: str) -> int:
    return len(octets) + 2 * len(octets.translate(None, _ONE_IN_Q)) if kind == "q" else len(octets)


def _capacity(room: int, kind: str) -> int:
    return room - _FRAME if kind == "q" else (room - _FRAME) // 4 * 3


def _encoded_word(octets: bytes, kind: str) -> str:
    if kind == "q":
        return f"=?utf-8?q?{''.join(map(_Q.__getitem__, octets))}?="
    return f"=?utf-8?b?{binascii.b2a_base64(octets, newline=False).decode('ascii')}?="


def _phrase(display: str, taken: int) -> list[str]:
    """The display name in pieces that each begin with a blank, between which the line may be folded."""
    _checked(display)
    if len(display) > NAME_LIMIT:
        raise Refused(f"The name is longer than {NAME_LIMIT} characters.")
    if _needs_encoding(display) or max(map(len, display.split(" "))) > LONGEST_RAW // 2:
        return [f" {word}" for word in encoded_words(display, LINE - taken)]
    if _PLAIN_PHRASE.fullmatch(display):
        return [f" {word}" for word in display.split(" ")]
    quoted = display.replace("\\", "\\\\").replace('"', '\\"')
    return [f" {word}" for word in f'"{quoted}"'.split(" ")]


def _needs_encoding(text: str) -> bool:
    return not text.isascii() or "=?" in text or len(text) > LONGEST_RAW


def _checked(text: str) -> str:
    """The text; Refused if it holds what would begin a line or another header (A01, A02)."""
    if UNFIT_FOR_HEADER.search(text):
        raise Refused("A line break or another control character may not stand in a header.")
    if not text.isascii() and (stray := stray_mark(text)) is not None:
        raise Refused(f"A header may not hold {stray[1]}.")
    return text


def _folded(start: str, pieces: Iterable[str]) -> str:
    """The pieces after one another, a line break before each that would pass the line's length."""
    lines = [start]
    size = len(start)
    for piece in pieces:
        if size + len(piece) > LINE and size > len(start):
            lines.append("\r\n")
            size = 0
        lines.append(piece)
        size += len(piece)
    lines.append("\r\n")
    return "".join(lines)
