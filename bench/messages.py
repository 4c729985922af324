"""The measure of messages: thousands of random letters are filled, read back by two readers, and compared."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings

from bench.figures import verdict
from mailer.blueprint.encoding import tidy
from mailer.merge import Escaping, MergeFailed, compile_template
from tests.mailer.test_blueprint_properties import (
    BASE64,
    INTENDED,
    QP,
    SUBJECT,
    attempt,
    bodies,
    check_wire_form,
    names,
    parsed,
)
from tests.rig import messages

LETTERS: Final = 10_000
TEXTS: Final = (
    ("quoted-printable", QP, compile_template("A {{ note }}.\n", Escaping.TEXT)),
    ("base64", BASE64, compile_template("Письмо {{ note }}.\n", Escaping.TEXT)),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this measure."""
    parser.add_argument("--letters", type=int, default=LETTERS)


def run(options: argparse.Namespace) -> bool:
    """Fill and read back so many letters, print, and say whether each was what was merged."""
    met, began = Counter[str](), time.monotonic()

    @settings(
        max_examples=options.letters,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(name=names, organisation=names, salutation=names, note=bodies)
    def read_back(name: str, organisation: str, salutation: str, note: str) -> None:
        values = {"organisation": organisation, "salutation": salutation, "note": note}
        for encoding, made, text in TEXTS:
            message = attempt(made, messages.filling(values, name=name))
            if isinstance(message, MergeFailed):
                assert message.field in {"name", *values}
                met["refused, with the field"] += 1
                continue
            _compare(message, name, tidy(text.merge(values)))
            if made is QP:
                _compare_subject(message, values)
            met[f"read back, {encoding}"] += 1

    fault = ""
    try:
        read_back()
    except AssertionError as error:
        fault = str(error) or "a letter was not what was merged"
    seconds = time.monotonic() - began
    print(f"Messages: {options.letters:,} random letters, each in two encodings, in {seconds:.0f} s")
    for what, count in sorted(met.items()):
        print(f"  {what}: {count:,}")
    if fault:
        print(f"  {fault}")
    return verdict(kept=not fault, promise="both readers find exactly what was merged, and the fields meant")


def _compare(message: bytes, name: str, expected: str) -> None:
    """The form on the wire, the fields, the mailbox and the text, as two readers see them."""
    check_wire_form(message)
    read, known = messages.read(message), parsed(message)
    assert read.names() == known.keys() == INTENDED
    shown, address = messages.decode_mailbox(read.field("To"))
    assert (shown.split(), address) == (name.strip(" ").split(), "amina.okoro@members.example")
    assert tidy(read.parts[0].content.decode()) == expected
    body = known.get_body(("plain",))
    assert body is not None
    assert tidy(body.get_content()) == expected
    assert [part.get_content_type() for part in known.iter_parts()] == ["text/plain", "text/html"]


def _compare_subject(message: bytes, values: dict[str, str]) -> None:
    expected = SUBJECT.merge(values).strip(" ")
    assert messages.decode_words(messages.read(message).field("Subject")) == expected
    assert parsed(message)["Subject"] == expected
