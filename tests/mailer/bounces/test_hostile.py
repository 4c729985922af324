"""Whatever the bytes: the reader answers, within its bounds, and no single mail stops the others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.bounces import Sort, read
from mailer.bounces import reader as reader_module
from mailer.bounces.decoding import text_of
from mailer.bounces.message import DEEPEST, MOST_PARTS, Part, parse
from mailer.bounces.status_report import MOST_RECIPIENTS
from tests.mailer.bounces.sample import mail
from tests.mailer.bounces.samples_other import OTHERS
from tests.mailer.bounces.samples_plain import PLAIN
from tests.mailer.bounces.samples_report import HEAD, REPORTS, report

SAMPLES = [sample.raw for sample in (*PLAIN, *REPORTS, *OTHERS)]
FRAGMENTS = [
    b"\0",
    b"\r",
    b"\n",
    b"\n\n",
    b"--b",
    b"\n--b--\n",
    b"@" * 200,
    b"=?utf-8?b?////?=",
    b"Content-Type: multipart/mixed; boundary=b\n",
    b"Content-Type: text/plain; charset=utf-7\n",
    b"Content-Type: text/plain; charset=no-such-set\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"Final-Recipient: rfc822;\n",
    b"\xff\xfe\xfd",
    b"\x1b$B",
    b"~{",
    b"<" * 300,
    b"&#x110000;",
    b'"' * 99,
    "\u202e\U0001f408ǅ".encode(),
]
cuts = st.tuples(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 200), st.sampled_from(FRAGMENTS) | st.binary(max_size=20)),
        max_size=6,
    ),
)


@given(st.binary(max_size=3000))
@settings(deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    assert read(raw).sort is not Sort.UNREADABLE


@pytest.mark.parametrize("charset", ["utf-8\0", "iso-8859-1\0x", "utf\ud800"])
def test_text_in_a_character_set_whose_name_is_none_is_read(charset: str) -> None:
    assert text_of("Réponse".encode(), charset) == "Réponse"


@given(cuts)
@settings(max_examples=120, deadline=None)
def test_a_spoiled_notice_is_read(spoiled: tuple[bytes, list[tuple[float, int, bytes]]]) -> None:
    raw, changes = spoiled
    for place, length, fragment in changes:
        at = int(place * len(raw))
        raw = raw[:at] + fragment + raw[at + length :]
    reading = read(raw)
    assert reading.sort is not Sort.UNREADABLE, reading.rule
    for verdict in reading.verdicts:
        assert len(verdict.line) <= 300
        assert "\n" not in verdict.recipient


@pytest.mark.parametrize("sample", [PLAIN[0], REPORTS[1], OTHERS[-1]], ids=lambda sample: sample.name)
def test_a_notice_cut_anywhere_is_read(sample: object) -> None:
    raw: bytes = sample.raw  # type: ignore[attr-defined]
    assert all(read(raw[:end]).sort is not Sort.UNREADABLE for end in range(0, len(raw), 13))


@pytest.mark.parametrize("sample", [*PLAIN, *REPORTS], ids=lambda sample: sample.name)
def test_line_ends_make_no_difference(sample: object) -> None:
    raw: bytes = sample.raw  # type: ignore[attr-defined]
    assert read(raw.replace(b"\n", b"\r\n")) == read(raw) == read(raw.replace(b"\n", b"\r"))


def _depth(part: Part) -> int:
    return 1 + max(map(_depth, part.parts), default=0)


def test_two_thousand_nested_parts_are_not_followed_down() -> None:
    nest = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2000))
    raw = (nest + "Content-Type: text/plain\n\nhello\n").encode()
    assert _depth(parse(raw)) <= DEEPEST + 1
    assert read(raw).sort is Sort.REPLY


def test_no_more_parts_than_the_bound_are_made() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=q\n\n" + b"--q\n\nx\n" * 10_000
    assert len(list(parse(raw).leaves())) <= MOST_PARTS


def test_no_more_recipients_than_the_bound_are_told_of() -> None:
    groups = "\n".join(
        f"Final-Recipient: rfc822; a{n}@b.example\nAction: failed\n" for n in range(MOST_RECIPIENTS + 9)
    )
    assert len(read(report(HEAD + groups)).verdicts) == MOST_RECIPIENTS


@pytest.mark.parametrize(
    "filling",
    [
        "X-Filling: y\n" * 50_000,
        "X-Filling: y\n" + " folded\n" * 50_000,
        "X-Filling: " + "y" * 1_000_000 + "\n",
    ],
    ids=["many", "folded", "long"],
)
def test_a_flood_of_headers_hides_no_notice_that_stands_before_it(filling: str) -> None:
    raw = mail(
        "Hi. This is the qmail-send program.\n\n<ann.port@harbour.example>:\nno mailbox here by that name\n"
    )
    head, _, body = raw.partition(b"\n\n")
    verdicts = read(head + b"\n" + filling.encode() + b"\n" + body).verdicts
    assert [verdict.recipient for verdict in verdicts] == ["ann.port@harbour.example"]


@pytest.mark.parametrize("junk", ["x", "@", "a@", "<", "user ", "\0", "5.1.1", "\u202e"])
def test_a_line_of_a_million_characters_hides_no_notice(junk: str) -> None:
    raw = mail(
        "Hi. This is the qmail-send program.\n\n<ann.port@harbour.example>:\nno mailbox here by that name\n\n"
        + junk * 1_000_000
    )
    assert [verdict.recipient for verdict in read(raw).verdicts] == ["ann.port@harbour.example"]


def test_what_the_reader_itself_cannot_do_is_kept_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: bytes) -> Part:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(reader_module, "parse", fail)
    reading = read(b"anything")
    assert reading.sort is Sort.UNREADABLE
    assert "a fault of ours" in reading.rule
    assert reading.verdicts == ()
