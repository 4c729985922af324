"""Walks through what a document shows: runs its commands in turn, and holds what they say against it."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.rig.command_line import call

README: Final = Path(__file__).parents[2] / "README.md"
COORDINATORS: Final = README.parent / "docs" / "guide-coordinators.md"
REMINDERS: Final = README.parent / "docs" / "reminders.md"
_FENCE: Final = re.compile(r"^```\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SAVED: Final = re.compile(r"Save these lines as `([^`]+)`:\s+```\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_CHANGING: Final = re.compile(r"…|─+|[0-9a-f]{16,}|\d[\d,]*|\s+")


def walk(document: Path, start: str, end: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run each command between two headings in the present folder; how many.

    Files that the text says to save are saved. What a command says must be what is shown, in its order, but
    for moments, numbers, hashes, the width of columns, and what the text leaves out: `...` for lines, an
    ellipsis for the rest of a cell.
    """
    monkeypatch.delenv("COLUMNS", raising=False)  # in a narrow window less is shown
    text = document.read_text(encoding="utf-8")
    text = text[text.index(start) : text.index(end)]
    for name, content in _SAVED.findall(text):
        Path(name).write_text(content, encoding="utf-8")
    commands = 0
    for line, shown in _sessions(text):
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            monkeypatch.setenv(name, os.path.expandvars(value.replace("$PWD", str(Path.cwd()))))
            continue
        assert words[0] == "mailer", line
        result = call(*words[1:])
        assert result.code == 0, f"{line}\n{result.out}{result.err}"
        _hold_against(line, shown, result.out)
        commands += 1
    return commands


def shown_in(document: Path, start: str = "", end: str = "") -> list[list[str]]:
    """The words of each command that a document shows, between two texts where they are named."""
    text = document.read_text(encoding="utf-8")
    text = text[text.index(start) :]
    text = text[: text.index(end)] if end else text
    lines = (line.removeprefix("$ ") for block in _FENCE.findall(text) for line in block.splitlines())
    return [shlex.split(line)[1:] for line in lines if line.startswith("mailer ")]


def _sessions(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of the text's blocks, with the lines that are shown under it."""
    for block in _FENCE.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield command, shown


def _hold_against(command: str, shown: list[str], said: str) -> None:
    lines, at = said.splitlines(), 0
    skipping = False
    for expected in shown:
        if expected == "...":
            skipping = True
            continue
        pattern = _pattern(expected)
        ahead = range(at, len(lines)) if skipping else range(at, min(at + 1, len(lines)))
        found = next((index for index in ahead if pattern.fullmatch(lines[index])), None)
        assert found is not None, f"$ {command}\nis shown to say: {expected}\nand said:\n{said}"
        at, skipping = found + 1, False
    assert skipping or at == len(lines), f"$ {command}\nsaid more than is shown: {lines[at:]}"


def _pattern(line: str) -> re.Pattern[str]:
    parts, at = [], 0
    for match in _CHANGING.finditer(line):
        parts += [re.escape(line[at : match.start()]), _any_of(match[0])]
        at = match.end()
    return re.compile("".join([*parts, re.escape(line[at:])]) + r"\s*")


def _any_of(found: str) -> str:
    if found.isspace():
        return r"\s+"
    if found == "…":
        return ".*"
    if found[0] == "─":
        return "─+"
    return r"[0-9a-f]{16,}" if len(found) > 15 and "," not in found else r"\d[\d,]*"
