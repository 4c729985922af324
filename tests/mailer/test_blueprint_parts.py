"""Annexes: named for new and old readers, and only with the bytes that were approved."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

import pytest

from mailer.blueprint.parts import PartRef, ascii_name, check_part, encode_part
from mailer.errors import Refused
from tests.rig.messages import ANNEX, filename, part, read

NAMES = [
    "Annex 1.pdf",
    "Annex; \u00e9tat 50%, 'draft'.pdf",
    "Приложение к циркулярному письму о созыве третьей сессии Ассамблеи прибрежных обсерваторий.pdf",
    "مرفق.pdf",
    "附件一.docx",
    "résumé",
    "x" * 190 + ".pdf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_name_comes_back_from_either_reader_and_has_a_plain_form(name: str) -> None:
    encoded = encode_part(part(name), ANNEX)
    second = read(encoded)
    assert second.content == ANNEX
    assert filename(second.field("Content-Disposition")) == name
    assert 'filename="' in second.field("Content-Disposition")
    assert ' name="' in second.field("Content-Type")
    first = email.message_from_bytes(b"MIME-Version: 1.0\r\n" + encoded, policy=email.policy.default)
    assert first.get_filename() == name
    assert first.get_param("name") is not None
    assert first.get_content_type() == "application/pdf"
    assert first.get_content_disposition() == "attachment"
    assert encoded.isascii()
    assert max(map(len, encoded.split(b"\r\n"))) <= (78 if len(name) < 100 else 240)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Annex 1.pdf", "Annex 1.pdf"),
        ("Étude générale.pdf", "Etude generale.pdf"),
        ("Приложение.pdf", "annex.pdf"),
        ("附件 1.docx", "annex.docx"),
        ("附件", "annex"),
        ("Annex 1 – Chair’s note.pdf", "Annex 1 - Chair's note.pdf"),
    ],
)
def test_the_plain_name_is_the_nearest_there_is(name: str, expected: str) -> None:
    assert ascii_name(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        *["", ".", "..", "x.", " x.pdf", "../x.pdf", "a\\b.pdf", "/etc/passwd", "C:x.pdf", 'a".pdf'],
        *["a\r\nBcc: x.pdf", "gpj.\u202eexe.pdf", "a\0.pdf", "x" * 201, "\ud800.pdf"],
    ],
)
def test_a19_names_that_lead_elsewhere_or_deceive_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        check_part(part(name))


@pytest.mark.parametrize(
    "kind", ["pdf", "message/rfc822", "multipart/mixed", "a/b\r\nBcc: x", "a/b; name=x y", "text/é", ""]
)
def test_media_types_that_are_none_are_refused(kind: str) -> None:
    with pytest.raises(Refused):
        check_part(part(media_type=kind))


def test_a_media_type_may_have_parameters() -> None:
    encoded = encode_part(part("x.ics", media_type="text/calendar; method=PUBLISH; charset=utf-8"), ANNEX)
    assert b"Content-Type: text/calendar; method=PUBLISH; charset=utf-8;\r\n name=" in encoded


def test_f50_other_bytes_than_those_approved_are_refused() -> None:
    good = part()
    for wrong, content in ((good, ANNEX + b"x"), (good, b""), (replace(good, size=1), ANNEX)):
        with pytest.raises(Refused, match="not those"):
            encode_part(wrong, content)
    with pytest.raises(Refused):
        encode_part(PartRef("0" * 64, good.media_type, good.filename, good.size), ANNEX)
