"""The package: a wheel is built, installed with nothing else, and gives a working `mailer`."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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


def test_the_installed_wheel_founds_an_office(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are those of this environment, reached by a path file; the package is the wheel's."""
    venv.create(tmp_path / "env", with_pip=False)
    (site,) = (tmp_path / "env/lib").glob("python3*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    own = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(own) + "\n")
    python = tmp_path / "env/bin/python"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    code = "import console, sys; print(console.__file__); from console.cli import main; main(sys.argv[1:])"
    done = subprocess.run(
        [python, "-P", "-c", code, "--office", str(tmp_path / "office"), "init", "--staff", "a.osei"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert str(site) in done.stdout
    assert "Founded an office" in done.stdout
    assert (tmp_path / "office/office.db").exists()
