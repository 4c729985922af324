"""The package: a wheel is built, installed by pip, and gives a working `mailer`."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_five_packages_and_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"mailer", "recipients", "letters", "scheduler", "console"}
    for needed in (
        "letters/languages/ar.toml",
        "letters/document/paper.typ",
        "console/demo/data/stakeholders.xlsx",
        "console/migrations/env.py",
    ):
        assert needed in names
    assert not [name for name in names if "test" in name.rpartition("/")[2] and name.endswith(".py")]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment into which pip has installed the wheel; its libraries are those of this one."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python3*/site-packages")
    own = [path for path in sys.path if path.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(own) + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python"), "install", "--quiet"]
    offline = ["--no-deps", "--no-index", "--ignore-installed", "--disable-pip-version-check"]
    subprocess.run([*pip, *offline, str(wheel)], check=True, timeout=120)
    return folder


def run_in(environment: Path, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment in a folder; nothing of this checkout can be imported there."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "MAILER_"))}
    return subprocess.run(
        [str(environment / "bin" / command[0]), *command[1:]],
        cwd=folder, env=kept, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_installed_program_founds_an_office(installed: Path, tmp_path: Path) -> None:
    done = run_in(installed, tmp_path, "mailer", "--office", "office", "init", "--staff", "a.osei")
    assert done.returncode == 0, done.stderr
    assert "Founded an office" in done.stdout
    assert (tmp_path / "office/office.db").exists()
    where = run_in(installed, tmp_path, "python", "-c", "import console; print(console.__file__)")
    assert where.stdout.startswith(str(installed)), "it is the wheel's own code that ran"


def test_the_installed_program_knows_its_version(installed: Path, tmp_path: Path) -> None:
    told = run_in(installed, tmp_path, "mailer", "--version").stdout
    assert told.split()[-1] == PROJECT["version"]


def as_told(line: str) -> str:
    """A requirement in one spelling, however its name is written."""
    asked = Requirement(line)
    asked.name = canonicalize_name(asked.name)
    return str(asked)


def test_the_wheel_asks_for_the_libraries_that_the_project_names(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        told = email.message_from_bytes(archive.read(name))
    named = [(line, "") for line in PROJECT["dependencies"]]
    for extra, lines in PROJECT["optional-dependencies"].items():
        named += [(line, f'; extra == "{extra}"') for line in lines]
    assert sorted(map(as_told, told.get_all("Requires-Dist", []))) == sorted(
        as_told(f"{line}{condition}") for line, condition in named
    )
    assert (told["Name"], told["Version"]) == (PROJECT["name"], PROJECT["version"])
    assert told["Requires-Python"] == PROJECT["requires-python"]
