"""The office's emblem: a picture of a bounded size, nothing that could act, and a sentence for each other."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from letters.document.emblem import LARGEST_FILE, Emblem, take_emblem
from letters.document.typesetting import House, Typesetter, Unprintable
from letters.findings import Finding
from mailer.merge import LimitedMerger
from tests.letters.documents import merged_forms, set_letter
from tests.letters.letter_sources import RECIPIENT, make_source

SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'
DISC: Final = SVG.format('<circle cx="5" cy="5" r="4" fill="#000"/>')


def png(width: int, height: int, rows: bytes | None = None) -> bytes:
    """A grey picture; `rows` are its bytes where they are not to be true to its size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = (b"\0" + b"\x40" * width) * height if rows is None else rows
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as shared:
        yield shared


def taken(folder: Path, content: bytes | str, name: str = "emblem.svg") -> Emblem | Finding:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return take_emblem(path)


@pytest.mark.parametrize(("content", "kind"), [(DISC.encode(), "svg"), (png(40, 30), "png")])
def test_the_emblem_stands_above_the_letterhead(
    content: bytes, kind: str, tmp_path: Path, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    emblem = taken(tmp_path, content)
    assert isinstance(emblem, Emblem)
    assert emblem.kind == kind
    source = make_source()
    bare = set_letter(typesetter, source, "en", RECIPIENT, merger)
    with_it = set_letter(typesetter, source, "en", RECIPIENT, merger, emblem=emblem)
    assert with_it.where("Bureau").top < bare.where("Bureau").top - 50
    middle = [sum(row[6:8]) for row in with_it.ink()[:4]]
    assert max(middle) > 0.2, "there is ink where the emblem stands"
    assert with_it.content == set_letter(typesetter, source, "en", RECIPIENT, merger, emblem=emblem).content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG.format("<script>alert(1)</script>"), "an element “script”"),
        (SVG.format("<foreignObject/>"), "an element “foreignobject”"),
        (SVG.format('<rect onclick="x()"/>'), "a script (“onclick”)"),
        (SVG.format('<image href="https://a.example/x.png"/>'), "outside the file"),
        (SVG.format('<image href="data:image/png;base64,AAAA"/>'), "outside the file"),
        (SVG.format('<use xlink:href="other.svg#a" xmlns:xlink="http://www.w3.org/1999/xlink"/>'), "outside"),
        (SVG.format('<rect style="fill: url( https://a.example/x )"/>'), "outside the file"),
        (SVG.format("<style>@import 'x.css';</style>"), "outside the file"),
        ('<?xml-stylesheet href="x.css"?>' + DISC, "a style sheet"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + DISC, "a document type"),
        (SVG.format("<g/>" * 20_001), "more than 20000 elements"),
        (SVG.format("<g>"), "no sound SVG"),
        ("<html><svg></svg></html>", "is no SVG"),
        (b"GIF89a", "no picture in PNG, JPEG or SVG"),
        (png(10_000, 10_000, b""), "10000 × 10000 pixels; at most 25 million"),
        (b"\x89PNG\r\n\x1a\nnothing of the kind", "not a whole one"),
        (b"\xff\xd8\xff\xe0\0\4ab", "not a whole one"),
        (b"\xff\xd8\xff\xc0\0\x11\x08\x75\x30\x75\x30\3" + bytes(20), "30000 × 30000 pixels"),
        (b"", "no picture"),
    ],
)
def test_what_is_no_mere_picture_is_refused(content: bytes | str, said: str, tmp_path: Path) -> None:
    found = taken(tmp_path, content)
    assert isinstance(found, Finding)
    assert said in found.message
    assert "emblem.svg" in found.message


def test_references_inside_the_file_may_stand(tmp_path: Path) -> None:
    inner = '<defs><g id="a"/></defs><use href="#a"/><rect fill="url(#a)" style="fill:url(\'#a\')"/>'
    assert isinstance(taken(tmp_path, SVG.format(inner)), Emblem)


def test_a_missing_emblem_is_named(tmp_path: Path) -> None:
    found = take_emblem(tmp_path / "none.png")
    assert isinstance(found, Finding)
    assert found.message == f"There is no emblem {tmp_path / 'none.png'}. Put the file there or name another."


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "emblem.png"
    with path.open("wb") as sparse:
        sparse.truncate(200 * 2**20)
    found = take_emblem(path)
    assert isinstance(found, Finding)
    assert "200.0 MB; at most 5.0 MB" in found.message
    assert LARGEST_FILE == 5 * 2**20


def test_a_picture_that_breaks_off_is_refused_when_it_is_drawn(
    tmp_path: Path, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    emblem = taken(tmp_path, png(30, 30, b"\0\1\2"))
    assert isinstance(emblem, Emblem)
    lines = merged_forms(make_source(), "en", RECIPIENT, merger)[2]
    with pytest.raises(Unprintable, match="emblem cannot be drawn"):
        typesetter.typeset(lines, House("x", date(2027, 1, 1), emblem))
