"""The letter's octets: dots doubled, nothing else changed, nothing ambiguous let through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.wire.body import BLOCK, blocks, dot_stuffed

LINES = st.lists(st.text("a. \t-", max_size=6), min_size=1, max_size=12)


@given(LINES)
@settings(max_examples=200)
def test_a07_stuffed_letter_holds_no_end_and_is_restored_by_the_receiver(lines: list[str]) -> None:
    message = "".join(f"{line}\r\n" for line in lines).encode()
    stuffed = dot_stuffed(message)

    assert b"\r\n.\r\n" not in b"\r\n" + stuffed
    assert re.sub(rb"(?m)^\.", b"", stuffed) == message


@pytest.mark.parametrize(
    "evil",
    [
        b"a\r.\r\r\n",
        b"a\n.\n\r\n",
        b"a\r\n\0.\r\n",
        b"\n",
        b"\r",
        b"\r\r\n",
        b"\n\r\n",
        b"a\r\n\n",
        b"a",
        b"",
    ],
)
def test_a07_ambiguous_letters_are_never_sent(evil: bytes) -> None:
    with pytest.raises(ValueError, match="the message"):
        dot_stuffed(evil)


def test_eight_bit_octets_only_where_announced() -> None:
    assert dot_stuffed(b"\xc3\xa9\r\n", eight_bit=True) == b"\xc3\xa9\r\n"
    with pytest.raises(ValueError, match="8-bit"):
        dot_stuffed(b"\xc3\xa9\r\n")


@pytest.mark.parametrize("length", [0, 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_blocks_are_the_whole_letter(length: int) -> None:
    body = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
    pieces = [bytes(block) for block in blocks(body)]

    assert b"".join(pieces) == body
    assert all(len(piece) <= BLOCK for piece in pieces)
