"""The limited child process: merges templates that nobody has approved yet, for a parent that may kill it.

It reads one JSON request a line and answers each with one JSON line; `mailer.merge.limits` is the other end.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from mailer.merge.language import Escaping
from mailer.merge.refusals import MergeFailed, TemplateRefused
from mailer.merge.template import Template, compile_template, problems

_MARGIN: Final = 2
"""How many times its time a request may run before the child ends itself, should its parent be gone."""


def main(memory: int, seconds: float) -> None:
    """Answer requests until the input ends, within `memory` bytes beyond the start and `seconds` for each."""
    _limit(memory)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sink.write(b"ready\n")
    sink.flush()
    for line in source:
        signal.setitimer(signal.ITIMER_REAL, seconds * _MARGIN)
        reply = _answered(line)
        sink.write(reply)
        sink.flush()
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(memory: int) -> None:
    """Bound the address space where the system can, and forbid core files and files altogether."""
    wanted = {
        resource.RLIMIT_AS: _address_space() + memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
    }
    for limit, bound in wanted.items():
        try:
            resource.setrlimit(limit, (bound, bound))
        except (ValueError, OSError):  # some systems refuse; the parent's clock still stands
            continue


def _address_space() -> int:
    """Bytes of address space in use at the start; a fair guess where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 512 * 1024 * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def _answered(line: bytes) -> bytes:
    """The reply to one request; a child out of memory says so and ends, for nothing in it is sure."""
    try:
        return _line(_answer(json.loads(line)))
    except MemoryError:
        pass
    sys.stdout.buffer.write(_line({"memory": True}))
    sys.stdout.buffer.flush()
    os._exit(1)


def _line(reply: dict[str, Any]) -> bytes:
    return json.dumps(reply).encode("ascii") + b"\n"


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    verb: Callable[..., Any] = {"problems": _problems, "missing": _missing, "merge": _merge}[request["verb"]]
    try:
        return {"done": verb(request["source"], Escaping(request["escaping"]), request["values"])}
    except TemplateRefused as refused:
        return {"refused": [[problem.line, problem.message] for problem in refused.problems]}
    except MergeFailed as failed:
        return {"failed": [failed.sentence, failed.field, failed.line]}


@lru_cache(maxsize=8)
def _compiled(source: str, escaping: Escaping) -> Template:
    return compile_template(source, escaping)


def _problems(source: str, escaping: Escaping, _values: object) -> list[list[Any]]:
    found = problems(source, escaping)
    if not found:
        _compiled(source, escaping)
    return [[problem.line, problem.message] for problem in found]


def _missing(source: str, escaping: Escaping, values: dict[str, Any]) -> tuple[str, ...]:
    return _compiled(source, escaping).missing(values)


def _merge(source: str, escaping: Escaping, values: dict[str, Any]) -> str:
    return _compiled(source, escaping).merge(values)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
