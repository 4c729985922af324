"""Runs `mailer` within the test's own process as a shell would: arguments in, exit code and outputs out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from console.cli import main


@dataclass(frozen=True)
class Result:
    """What came of one command."""

    code: int
    out: str
    err: str
    raw: bytes = b""
    """Standard output as it was written, where it is no text."""

    @property
    def json(self) -> Any:
        """Standard output as the one JSON document that it is."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Both outputs on one line."""
        return " ".join(f"{self.out} {self.err}".split())

    def done(self) -> Self:
        """Itself, once it is certain that the command succeeded."""
        assert self.code == 0, f"exit {self.code}\n{self.out}\n{self.err}"
        return self


class Run(Protocol):
    """How a command is run: `run("lists", "show", name)`."""

    def __call__(self, *arguments: object, answers: str | None = None) -> Result:
        """Run it in the present folder; `answers` are typed at a terminal, None means there is none."""


class _Output(io.TextIOWrapper):
    """A stream whose text can still be read after the command."""

    def __init__(self) -> None:
        self.octets = io.BytesIO()
        super().__init__(self.octets, encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        self.flush()
        return self.octets.getvalue().decode("utf-8", errors="replace")


class _Input(io.StringIO):
    def __init__(self, answers: str | None) -> None:
        super().__init__(answers or "")
        self._terminal = answers is not None

    def isatty(self) -> bool:
        return self._terminal


@contextmanager
def _streams(answers: str | None) -> Iterator[tuple[_Output, _Output]]:
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = _Output(), _Output()
    sys.stdin, sys.stdout, sys.stderr = _Input(answers), out, err
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


def call(*arguments: object, answers: str | None = None) -> Result:
    """Run `mailer` with these arguments in the present folder; see `Run`.

    A fault of the program, which users are told of in a sentence, fails the test with its trace.
    """
    with _streams(answers) as (out, err):
        code: object = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    result = Result(code, out.text, err.text, out.octets.getvalue())
    assert "This is a fault of the program" not in result.err, _trace_named_in(result.err)
    assert "Traceback" not in result.out + result.err
    return result


def _trace_named_in(said: str) -> str:
    path = Path(said.partition("Please send ")[2].partition(" to who")[0])
    return path.read_text(encoding="utf-8") if path.is_file() else said
