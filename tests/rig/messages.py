"""Sample blueprints and fillings, and a second reader of messages that shares no code with the first."""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from mailer.blueprint import Blueprint, BlueprintSpec, Filling, Mailbox, PartRef
from mailer.dispatch import MailKind

ANNEX = b"%PDF-1.7 an invented annex\n" * 9

TEXT = """{{ reference }}

{{ salutation }}

The office invites {{ organisation }} to answer by 29 March 2027:
{{ link | url }}

{% if note %}
{{ note }}
{% endif %}
The Secretary-General
"""
HTML = """<html><body><p>{{ reference }}</p>
<p>{{ salutation }}</p>
<p>The office invites {{ organisation }} to answer: <a href="{{ link | url }}">the page</a>.</p>
{% if note %}
<p>{{ note }}</p>
{% endif %}
</body></html>
"""
VALUES = {
    "salutation": "Dear Ms Okoro,",
    "organisation": "Port Merrow Observatory",
    "link": "https://answers.assembly.example/?r=42&l=en",
}


def part(
    filename: str = "Annex 1.pdf", content: bytes = ANNEX, media_type: str = "application/pdf"
) -> PartRef:
    """A reference to these bytes."""
    return PartRef(hashlib.sha256(content).hexdigest(), media_type, filename, len(content))


def spec(**changes: Any) -> BlueprintSpec:
    """An English circular without annexes, changed as wished."""
    base = BlueprintSpec(
        language="en",
        sender=Mailbox("Assembly of Coastal Observatories", "letters@assembly.example"),
        reply_to=Mailbox("Contact officer", "answers@assembly.example"),
        subject="{{ reference }}: call for contributions",
        text=TEXT,
        html=HTML,
        fixed={"reference": "ACO/CL/2027/15"},
        headers=(("Auto-Submitted", "auto-generated"),),
        domain="assembly.example",
        kind=MailKind.OFFICIAL,
    )
    return replace(base, **changes)


def blueprint(**changes: Any) -> Blueprint:
    """The blueprint of `spec`, with the sample annex at hand."""
    return Blueprint(spec(**changes), {part().sha256: ANNEX})


def filling(values: Mapping[str, Any] | None = None, **changes: Any) -> Filling:
    """One copy, changed as wished; `values` are laid over the sample's."""
    base = Filling(
        serial="abcdefghijklmnop",
        return_token="kaabcdefghijklmnop2222222222222222",
        unsubscribe_token="kaabcdefghijklmnop3333333333333333",
        address="amina.okoro@members.example",
        name="Amina Okoro",
        dated_at=datetime(2027, 3, 1, 9, 0, tzinfo=UTC),
        values={**VALUES, **(values or {})},
    )
    return base._replace(**changes)


@dataclass(frozen=True)
class ReadPart:
    """What the second reader found: header fields in order, unfolded, and either parts or content."""

    fields: tuple[tuple[str, str], ...]
    parts: tuple[ReadPart, ...]
    content: bytes

    def names(self) -> list[str]:
        return [name for name, _ in self.fields]

    def field(self, name: str) -> str:
        (value,) = [value for found, value in self.fields if found.lower() == name.lower()]
        return value


def read(message: bytes) -> ReadPart:
    """The message taken apart by the letter of RFC 5322 and RFC 2046, with no tolerance at all."""
    head, blank, body = message.partition(b"\r\n\r\n")
    assert blank, "no blank line after the headers"
    fields = []
    for line in re.sub(r"\r\n(?=[ \t])", "", head.decode()).split("\r\n"):
        name, colon, value = line.partition(": ")
        assert colon, line
        assert re.fullmatch(r"[!-9;-~]+", name), line
        fields.append((name, value))
    part = ReadPart(tuple(fields), (), body)
    content_type = part.field("Content-Type")
    if not content_type.startswith("multipart/"):
        encoding = part.field("Content-Transfer-Encoding")
        assert encoding in {"base64", "quoted-printable"}
        content = base64.b64decode(body) if encoding == "base64" else quopri.decodestring(body)
        return replace(part, content=content)
    boundary = re.search(r'boundary="([^"]+)"', content_type)
    assert boundary, content_type
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())
    assert pieces[0] == b"", "a preamble"
    assert pieces[-1] in (b"--\r\n", b"--"), "no closing boundary"
    return replace(
        part, parts=tuple(read(piece.removeprefix(b"\r\n")) for piece in pieces[1:-1]), content=b""
    )


def decode_words(value: str) -> str:
    """Unstructured text or a phrase with its encoded words decoded (RFC 2047 section 6)."""
    word = r"=\?utf-8\?([qb])\?([^? ]*)\?="
    joined = re.sub(rf"({word}) +(?={word})", r"\1", value)
    return re.sub(word, _decoded, joined)


def _decoded(word: re.Match[str]) -> str:
    if word[1] == "b":
        return base64.b64decode(word[2], validate=True).decode()
    return re.sub(
        rb"=([0-9A-F]{2})", lambda code: bytes([int(code[1], 16)]), word[2].replace("_", " ").encode()
    ).decode()


def decode_mailbox(value: str) -> tuple[str, str]:
    """Display name and address of a header with exactly one mailbox."""
    found = re.fullmatch(r"(?:(.*) )?<([^<>]+)>|([^<>, ]+)", value)
    assert found, value
    display, address = found[1] or "", found[2] or found[3]
    if display.startswith('"') and display.endswith('"'):
        return re.sub(r"\\(.)", r"\1", display[1:-1]), address
    return decode_words(display), address


def filename(value: str) -> str:
    """The file name in a Content-Disposition, by the extended form where there is one (RFC 2231)."""
    sections = re.findall(r"filename\*(?:\d+\*)?=([^;]+)", value)
    if sections:
        return unquote("".join(sections).removeprefix("utf-8''"))
    plain = re.search(r'filename="([^"]+)"', value)
    assert plain, value
    return plain[1]
