"""The five-minute tour of the README, taken as it is written there: an office founded, a letter released."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rig.command_line import call
from tests.rig.offices import found
from tests.rig.showing import COORDINATORS, README, walk


def test_the_tour_of_the_readme_runs_from_its_first_command_to_its_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAILER_ACTOR", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    commands = walk(README, "**Found an office of your own.**", "To send for real", monkeypatch)
    assert commands > 12
    assert call("campaigns", "status", "CL-1", "--json").done().json["state"] == "draft", (
        "it was stopped in time"
    )
    assert call("audit", "entries", "--json").done().json["total"] == entries_told() > 10


def test_what_the_coordinators_guide_shows_of_suppressions_is_what_they_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(found(tmp_path / "office"))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("MAILER_OFFICE", raising=False)
    begin, end = "## Addresses that get no mail", "## When somebody asks to be forgotten"
    assert walk(COORDINATORS, begin, end, monkeypatch) == 3


def entries_told() -> int:
    """How many entries the tour says that the chain has at its end."""
    tour = README.read_text(encoding="utf-8").partition("**Account for it.**")[2]
    found = re.search(r"The chain is whole: (\d+) entries", tour)
    assert found is not None
    return int(found[1])
