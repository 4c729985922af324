"""An office on SQLite to call commands in: founded once, copied for each test, the test's present folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rig.command_line import Run, call
from tests.rig.offices import found, lay_out_stakeholders


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with its staff and nothing else; not to be changed."""
    return found(tmp_path_factory.mktemp("founded") / "office")


@pytest.fixture(scope="session")
def peopled(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the demo's directory; not to be changed."""
    folder = tmp_path_factory.mktemp("peopled") / "office"
    shutil.copytree(founded, folder)
    file = lay_out_stakeholders(folder)
    call("--office", folder, "recipients", "import", file, "--accept").done()
    return folder


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new letter in English and French, as `letters new` writes it; not to be changed."""
    folder = tmp_path_factory.mktemp("drafted") / "call-2027"
    call("letters", "new", folder, "--series", "DM").done()
    return folder


@pytest.fixture(scope="session")
def submitted(founded: Path, drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a series and a letter in review, whose folder is there; not to be changed."""
    folder = tmp_path_factory.mktemp("submitted") / "office"
    shutil.copytree(founded, folder)
    shutil.copytree(drafted, folder / "call-2027")
    call("--office", folder, "register", "define", "DM", "--start", 1001).done()
    call("--office", folder, "letters", "submit", folder / "call-2027").done()
    return folder


@pytest.fixture(scope="session")
def numbered(submitted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a letter that bears DM-1001; not to be changed."""
    folder = tmp_path_factory.mktemp("numbered") / "office"
    shutil.copytree(submitted, folder)
    call("--office", folder, "letters", "approve", "call-2027", "--yes").done()
    return folder


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAILER_OFFICE", "MAILER_ACTOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def office(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh office with staff only, as the present folder."""
    return _copy(founded, tmp_path, monkeypatch)


@pytest.fixture
def full_office(peopled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh office with the demo's directory, as the present folder."""
    return _copy(peopled, tmp_path, monkeypatch)


@pytest.fixture
def submitted_office(submitted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh office with the letter call-2027 in review, as the present folder."""
    return _copy(submitted, tmp_path, monkeypatch)


@pytest.fixture
def numbered_office(numbered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh office with the letter call-2027, approved as DM-1001, as the present folder."""
    return _copy(numbered, tmp_path, monkeypatch)


@pytest.fixture
def letter(office: Path, drafted: Path) -> Path:
    """The folder of a sound letter in the present folder, itself a fresh office."""
    shutil.copytree(drafted, office / "call-2027")
    return Path("call-2027")


@pytest.fixture
def run() -> Run:
    """Runs `mailer` in the present folder."""
    return call


def _copy(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(template, folder)
    monkeypatch.chdir(folder)
    return folder
