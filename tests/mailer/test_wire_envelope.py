"""The envelope: addresses that are fit for a command line, and parameters only as offered."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailer.wire import Envelope, Features
from mailer.wire.envelope import address_fault, commands, objection, original_recipient, xtext

ALL = Features(size_limit=0, size=True, pipelining=True, smtputf8=True, dsn=True, eightbit=True)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example",
        "o'neil+tag=x@b.example",
        "josé@b.example",
        "用户@例子.example",
        "a@xn--bcher-kva.example",
    ],
)
def test_ordinary_addresses_are_fit(address: str) -> None:
    assert address_fault(address) == ""


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200)
def test_a03_commands_are_one_line_with_one_path_whatever_the_address(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    envelope = Envelope("a@office.example", address)
    if objection(envelope, ALL, 10) is None:
        mail, rcpt = commands(envelope, ALL, 10)
        assert re.fullmatch(rb"MAIL FROM:<[^<>\x00-\x20]*> [^\x00-\x1f]*\r\n", mail)
        assert re.fullmatch(rb"RCPT TO:<([^<>\x00-\x20]*)> [!-;=?-\xff ]*\r\n", rcpt)
        assert f"<{address}>".encode() in rcpt
    else:
        assert address_fault(address)


@pytest.mark.parametrize(
    "address",
    ["a b@c.example", "a@b@c.example", '"a"@c.example', "a@[127.0.0.1]", "a(b)@c.example", "a;b@c.example"],
)
def test_a04_odd_forms_are_refused_with_the_character(address: str) -> None:
    assert "which may not stand there" in address_fault(address)


def test_lengths_are_counted_in_octets() -> None:
    assert address_fault("é" * 32 + "@b.example") == ""
    assert address_fault("é" * 33 + "@b.example") == "is too long"
    assert address_fault("a@" + "b" * 252) == ""
    assert address_fault("a@" + "b" * 253) == "is too long"


def test_parameters_are_only_those_offered() -> None:
    envelope = Envelope("a@office.example", "é@b.example", "id 1")

    assert commands(envelope, Features(), 9) == (
        b"MAIL FROM:<a@office.example> SMTPUTF8\r\n",
        "RCPT TO:<é@b.example>\r\n".encode(),
    )
    assert commands(envelope, ALL, 9) == (
        b"MAIL FROM:<a@office.example> SIZE=9 SMTPUTF8 RET=HDRS ENVID=id+201\r\n",
        "RCPT TO:<é@b.example> NOTIFY=FAILURE,DELAY ORCPT=utf-8;é@b.example\r\n".encode(),
    )


def test_f28_body_is_never_announced_as_8bitmime() -> None:
    mail, rcpt = commands(Envelope("a@b.example", "c@d.example"), ALL, 9)
    assert b"BODY" not in mail + rcpt
    assert b"SMTPUTF8" not in mail + rcpt


def test_reports_are_not_asked_for_where_they_could_not_come() -> None:
    mail, rcpt = commands(Envelope("", "c@d.example", "e1"), ALL, 9)
    assert (mail, rcpt) == (b"MAIL FROM:<> SIZE=9\r\n", b"RCPT TO:<c@d.example>\r\n")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30))
@settings(max_examples=100)
def test_xtext_can_be_read_back(value: str) -> None:
    written = xtext(value)
    assert re.fullmatch(r"[!-~]*", written)
    assert "=" not in written
    assert re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), written) == value


def test_international_address_is_written_as_rfc_6533_says() -> None:
    assert original_recipient("a+b=é@c.example") == "utf-8;a\\x{2B}b\\x{3D}é@c.example"


@pytest.mark.parametrize("envid", ["é", "a\r\nb", "x" * 101, "+" * 34])
def test_envelope_id_is_short_printable_ascii(envid: str) -> None:
    with pytest.raises(ValueError, match="envelope id"):
        Envelope("a@b.example", "c@d.example", envid)


@pytest.mark.parametrize(
    ("extensions", "limit"),
    [({"size": "1000"}, 1000), ({"size": ""}, 0), ({"size": "much"}, 0), ({"size": "9" * 30}, 0), ({}, 0)],
)
def test_size_limit_is_read_or_unknown(extensions: dict[str, str], limit: int) -> None:
    features = Features.offered(extensions)
    assert features.size_limit == limit
    assert features.size == ("size" in extensions)
