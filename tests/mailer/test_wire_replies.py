"""Replies: read whole from any pieces, within bounds, and shown safely."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.wire.replies import LONGEST_TEXT, MOST_LINES, RawReply, ReplyReader, queue_id, readable, visible

STREAM = b"220 hello\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n550 5.1.1 no\n250-\r\n250 \r\n"
REPLIES = [
    RawReply(220, (b"hello",)),
    RawReply(250, (b"one", b"two", b"three")),
    RawReply(354, (b"",)),
    RawReply(550, (b"5.1.1 no",)),
    RawReply(250, (b"", b"")),
]


@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=20))
@settings(max_examples=100)
def test_replies_are_the_same_however_they_arrive(cuts: list[int]) -> None:
    reader = ReplyReader()
    edges = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(edges):
        reader.feed(STREAM[start:end])

    assert list(reader.replies) == REPLIES
    assert reader.fault == ""


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_a41_anything_at_all_is_read_without_an_error(octets: bytes) -> None:
    reader = ReplyReader()
    reader.feed(octets)
    for reply in reader.replies:
        assert 200 <= reply.code < 600
        assert readable(reply.code, reply.lines).text.isprintable()


@pytest.mark.parametrize(
    "octets",
    [
        b"what\r\n",
        b"99 x\r\n",
        b"199 x\r\n",
        b"600 x\r\n",
        b"2500 x\r\n",
        b"250x\r\n",
        b"\r\n",
        b"\xb2\xb250 x\r\n",
    ],
)
def test_what_is_no_reply_ends_the_reading_but_not_what_came_before(octets: bytes) -> None:
    reader = ReplyReader()
    reader.feed(b"250 before\r\n" + octets + b"250 after\r\n")

    assert list(reader.replies) == [RawReply(250, (b"before",))]
    assert reader.fault == "the server's answer was not SMTP"


def test_reply_with_two_codes_is_no_reply() -> None:
    reader = ReplyReader()
    reader.feed(b"250-yes\r\n550 no\r\n")

    assert not reader.replies
    assert reader.fault == "the server's answer was not SMTP"


@pytest.mark.parametrize(
    ("octets", "fits"),
    [
        (b"250-x\r\n" * (MOST_LINES - 1) + b"250 x\r\n", True),
        (b"250-x\r\n" * MOST_LINES + b"250 x\r\n", False),
        (b"250 " + b"x" * 8000 + b"\r\n", True),
        (b"250 " + b"x" * 8200 + b"\r\n", False),
        (b"x" * 9000, False),
        ((b"250-" + b"x" * 8000 + b"\r\n") * 9, False),
    ],
)
def test_a41_replies_are_bounded(octets: bytes, fits: bool) -> None:
    reader = ReplyReader()
    reader.feed(octets)

    assert bool(reader.replies) == fits
    assert reader.fault == ("" if fits else "the server's answer was too long")


def test_enhanced_code_is_taken_out_of_every_line() -> None:
    reply = readable(550, [b"5.1.1 no such user", b"5.1.1 here"])

    assert (reply.enhanced, reply.text) == ("5.1.1", "no such user here")
    assert str(reply) == "550 5.1.1 no such user here"


@pytest.mark.parametrize("line", [b"4.1.1 other class", b"5.1 short", b"5.1.1x", b"10.0.0.1 said no"])
def test_what_only_looks_like_an_enhanced_code_stays(line: bytes) -> None:
    reply = readable(550, [line])
    assert (reply.enhanced, reply.text) == ("", line.decode())


def test_a37_text_is_printable_and_short() -> None:
    assert readable(550, [b"\x1b[2J\xff\xe2\x80\xae"]).text == "\\x1b[2J\\xff\\u202e"
    assert len(readable(550, [b"\x1b" * 5000]).text) == LONGEST_TEXT
    assert visible("a\nb", 3) == "a\\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ok: queued as 4WxYz12345", "4WxYz12345"),
        ("OK id=1rAbCd-0001Ef-2G", "1rAbCd-0001Ef-2G"),
        ("4AB1C2D3012345 Message accepted for delivery", "4AB1C2D3012345"),
        ("e1a2b3c4 Message accepted for delivery", "e1a2b3c4"),
        (
            "<a@b> [InternalId=8312345678, Hostname=MX1.example] 7 bytes in 0.1 Queued mail for delivery",
            "8312345678",
        ),
        ("ok 1700000000 qp 12345", "qp 12345"),
        ("OK  1700000000 a1-20020ab.123 - gsmtp", "a1-20020ab.123"),
        ("Ok 0102018c1d2e3f40-a1b2c3d4-000000", "0102018c1d2e3f40-a1b2c3d4-000000"),
        ("Message Queued (2B7E-4F.1)", "2B7E-4F.1"),
        ("Ok", ""),
        ("thank you", ""),
    ],
)
def test_server_names_what_it_took(text: str, name: str) -> None:
    assert queue_id(text) == name
