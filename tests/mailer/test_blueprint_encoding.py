"""Bodies in seven bits: which encoding, and what its lines look like."""

from __future__ import annotations

import base64
import quopri
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.blueprint.encoding import (
    TransferEncoding,
    base64_lines,
    choose_encoding,
    finish_base64,
    finish_quoted_printable,
    in_lines,
    quoted_printable,
    tidy,
)

pieces = st.lists(
    st.text(max_size=90)
    | st.text("ab .=é漢\n\r\t\0", max_size=90)
    | st.sampled_from([".", "From x", " ", "."]),
    max_size=8,
)


def lines_of(encoded: str) -> list[str]:
    assert encoded.endswith("\r\n") or not encoded
    assert re.search(r"(?<!\r)\n|\r(?!\n)", encoded) is None
    return encoded.split("\r\n")[:-1]


@settings(max_examples=200, deadline=None)
@given(texts=pieces)
def test_a07_pieces_of_quoted_printable_follow_one_another_whatever_they_hold(texts: list[str]) -> None:
    encoded = finish_quoted_printable("".join(map(quoted_printable, texts)))
    for line in lines_of(encoded):
        assert len(line) <= 76
        assert line.isascii()
        assert not line.startswith((".", "From "))
        assert not line.endswith((" ", "\t"))
    decoded = quopri.decodestring(encoded.encode()).decode()
    assert decoded.replace("\r\n", "\n").removesuffix("\n") == "".join(map(tidy, texts)).removesuffix("\n")


@settings(max_examples=200, deadline=None)
@given(texts=pieces)
def test_base64_says_the_same_in_lines_of_76(texts: list[str]) -> None:
    encoded = finish_base64("".join(map(in_lines, texts)))
    assert all(len(line) <= 76 for line in lines_of(encoded))
    decoded = base64.b64decode(encoded).decode()
    assert decoded.endswith("\r\n")
    assert decoded.replace("\r\n", "\n").removesuffix("\n") == "".join(map(tidy, texts)).removesuffix("\n")


@settings(max_examples=100, deadline=None)
@given(octets=st.binary(max_size=400) | st.integers(0, 60_000).map(bytes))
def test_base64_lines_are_those_of_the_standard_library(octets: bytes) -> None:
    assert base64_lines(octets) == base64.encodebytes(octets).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Dear Ms Okoro", "Dear Ms Okoro=\r\n"),
        ("Zoë", "Zo=C3=AB=\r\n"),
        (".", "=2E=\r\n"),
        (".\n.\n", "=2E\r\n=2E\r\n"),
        ("From us\nFrom you", "=46rom us\r\n=46rom you=\r\n"),
        ("a \nb\t\n", "a=20\r\nb=09\r\n"),
        ("a\r\nb\rc\n", "a\r\nb\r\nc\r\n"),
        ("1=2\0\x07", "1=3D2=\r\n"),
    ],
)
def test_a07_quoted_printable_by_example(text: str, expected: str) -> None:
    assert quoted_printable(text) == expected


def test_the_fixed_text_alone_chooses_the_encoding() -> None:
    assert choose_encoding("") is TransferEncoding.QUOTED_PRINTABLE
    assert choose_encoding("Dear all, we write to you.") is TransferEncoding.QUOTED_PRINTABLE
    assert (
        choose_encoding("La réunion se tiendra à Genève, à l'été 2027, du 3 au 7 août")
        is TransferEncoding.QUOTED_PRINTABLE
    )
    for text in ("Уважаемые дамы и господа", "السادة الأفاضل", "尊敬的女士们先生们"):
        assert choose_encoding(text) is TransferEncoding.BASE64
