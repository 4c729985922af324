"""An office on SQLite to call commands in: founded once, copied for each test, the test's present folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rig.command_line import Run, call
from tests.rig.offices import Offices, found, relay
from tests.rig.scripted_smtp import ScriptedServer


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with its staff and nothing else; not to be changed."""
    return found(tmp_path_factory.mktemp("founded") / "office")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[ScriptedServer]:
    """The relay of all offices but the empty one."""
    with relay() as server:
        yield server


@pytest.fixture(scope="session")
def stories(mail_server: ScriptedServer, tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """Offices at every step of their life."""
    offices = Offices(tmp_path_factory.mktemp("offices"), mail_server.port)
    # Before a test writes to the address of which the relay cuts the first letter alone.
    offices.copy("sent", tmp_path_factory.mktemp("sent") / "office")
    return offices


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new letter in English and French, as `letters new` writes it; not to be changed."""
    folder = tmp_path_factory.mktemp("drafted") / "call-2027"
    call("letters", "new", folder, "--series", "DM").done()
    return folder


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAILER_OFFICE", "MAILER_ACTOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def office(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh office with staff only and no mail server, as the present folder."""
    folder = tmp_path / "office"
    shutil.copytree(founded, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def enter(stories: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a fresh office, as it is after a step, the present folder."""

    def office_at(step: str) -> Path:
        folder = stories.copy(step, tmp_path / "office")
        monkeypatch.chdir(folder)
        return folder

    return office_at


@pytest.fixture
def full_office(enter: Callable[[str], Path]) -> Path:
    """An office with the demo's directory."""
    return enter("stocked")


@pytest.fixture
def submitted_office(enter: Callable[[str], Path]) -> Path:
    """An office with the letter call-2027 in review."""
    return enter("submitted")


@pytest.fixture
def numbered_office(enter: Callable[[str], Path]) -> Path:
    """An office with the letter call-2027, approved as DM-1001."""
    return enter("approved")


@pytest.fixture
def planned_office(enter: Callable[[str], Path]) -> Path:
    """An office with a campaign, a draft, for the letter coastal-report."""
    return enter("planned")


@pytest.fixture
def sent_office(enter: Callable[[str], Path]) -> Path:
    """An office whose campaign was sent, and left one copy uncertain."""
    return enter("sent")


@pytest.fixture
def letter(office: Path, drafted: Path) -> Path:
    """The folder of a sound letter in the present folder, itself a fresh office."""
    shutil.copytree(drafted, office / "call-2027")
    return Path("call-2027")


@pytest.fixture
def run() -> Run:
    """Runs `mailer` in the present folder."""
    return call
