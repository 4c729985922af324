"""Header lines: folding, encoded words and quoting, and what may never be encoded."""

from __future__ import annotations

import re

import pytest

from mailer.blueprint import headers
from mailer.errors import Refused
from tests.rig.messages import decode_mailbox, decode_words

LONG_RUSSIAN = "Межправительственная комиссия по наблюдению за прибрежными водами и морским льдом"
ENCODED_WORD = re.compile(r"=\?utf-8\?([qb])\?([^? ]*)\?=")


def unfolded(header: str) -> str:
    return header.removesuffix("\r\n").replace("\r\n ", " ").partition(": ")[2]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "To: a@b.example\r\n"),
        ("  ", "To: a@b.example\r\n"),
        ("Amina Okoro", "To: Amina Okoro <a@b.example>\r\n"),
        ("Okoro, Amina (Dr)", 'To: "Okoro, Amina (Dr)" <a@b.example>\r\n'),
        ('A. "Min" \\ Okoro', 'To: "A. \\"Min\\" \\\\ Okoro" <a@b.example>\r\n'),
        ("a@b.example", 'To: "a@b.example" <a@b.example>\r\n'),
        ("Zoë", "To: =?utf-8?q?Zo=C3=AB?= <a@b.example>\r\n"),
        ("王伟", "To: =?utf-8?b?546L5Lyf?= <a@b.example>\r\n"),
        ("=?utf-8?q?x?=", "To: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <a@b.example>\r\n"),
    ],
)
def test_display_names_are_words_quoted_or_encoded(name: str, expected: str) -> None:
    header = headers.mailbox("To", name, "a@b.example")
    assert header == expected
    assert decode_mailbox(unfolded(header)) == (name.strip(), "a@b.example")


def test_a_long_name_is_folded_between_words_and_comes_back() -> None:
    for name in (
        LONG_RUSSIAN,
        "Observatory of the Northern Coast " * 9 + "x",
        '"quoted" parts ' * 20 + "x",
        "漢" * 200,
    ):
        header = headers.mailbox("To", name, "somebody.with.a.long.address@members.example")
        assert decode_mailbox(unfolded(header)) == (name, "somebody.with.a.long.address@members.example")
        assert max(map(len, header.split("\r\n"))) <= 76


def test_encoded_words_end_after_a_blank_where_they_can() -> None:
    words = headers.encoded_words(LONG_RUSSIAN)
    assert all(decode_words(word).endswith(" ") for word in words[:-1])


@pytest.mark.parametrize("text", [LONG_RUSSIAN, "é" * 300, "🕊" * 99, "Zoë " * 60, "漢字" * 99, "a" * 2_000])
def test_encoded_words_have_75_characters_at_most_and_whole_characters(text: str) -> None:
    for room in (75, 40, 24):
        words = headers.encoded_words(text, room)
        assert len(words[0]) <= room
        assert max(map(len, words)) <= 75
        assert "".join(map(decode_words, words)) == text
        assert all(ENCODED_WORD.fullmatch(word) for word in words)


def test_the_shorter_of_b_and_q_is_taken() -> None:
    assert headers.encoded_words("General Assembly, Zoë")[0].startswith("=?utf-8?q?")
    assert headers.encoded_words("Поколение")[0].startswith("=?utf-8?b?")


def test_a_subject_is_encoded_from_the_first_word_that_needs_it_to_the_last() -> None:
    header = headers.unstructured("Subject", "ACO/CL/27: Réunion à Genève 2027")
    assert header == "Subject: ACO/CL/27: =?utf-8?b?UsOpdW5pb24gw6AgR2Vuw6h2ZQ==?= 2027\r\n"


@pytest.mark.parametrize(
    "text",
    [
        *["two  blanks", "one é  two", "é  é", "a  é  b", "a =?utf-8?q?=0aBcc:_x?= b", LONG_RUSSIAN],
        *["x" * 70 + " " + "y" * 100, "x " * 400 + "x", "x" * 1_500, "é" * 500],
        "مرحبا بكم في الاجتماع الدولي الثالث للمراصد الساحلية",
    ],
)
def test_free_text_comes_back_exactly_in_short_lines(text: str) -> None:
    header = headers.unstructured("Subject", text)
    assert decode_words(unfolded(header)) == text
    lines = header.removesuffix("\r\n").split("\r\n")
    assert all(len(line) <= 76 or " " not in line.removeprefix("Subject: ").strip() for line in lines)
    assert all(line.startswith(" ") and line.strip() for line in lines[1:])
    assert max(map(len, lines)) <= 998


@pytest.mark.parametrize(
    "odd", ["a\nb", "a\r\nBcc: x@y.example", "a\x0bb", "a\x85b", "a\u2028b", "a\0b", "a\tb", "\ud800"]
)
def test_a02_whatever_could_begin_a_line_is_refused_everywhere(odd: str) -> None:
    with pytest.raises(Refused):
        headers.unstructured("Subject", odd)
    with pytest.raises(Refused):
        headers.mailbox("To", odd, "a@b.example")
    with pytest.raises(Refused):
        headers.raw("List-Id", odd)


def test_ids_and_words_of_the_protocol_are_folded_at_blanks_and_never_encoded() -> None:
    ids = ", ".join(f"<mailto:{letter * 30}@assembly.example>" for letter in "abc")
    header = headers.raw("List-Unsubscribe", ids)
    assert unfolded(header) == ids
    assert "=?" not in header
    assert max(map(len, header.split("\r\n"))) <= 78
    for value in ("é", "", " ", "x" * 950):
        with pytest.raises(Refused):
            headers.raw("List-Id", value)


def test_a_name_beyond_a_thousand_characters_is_refused() -> None:
    with pytest.raises(Refused, match="longer"):
        headers.mailbox("To", "é" * 1_001, "a@b.example")
