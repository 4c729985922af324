"""F31 on the command line: a disk that is full when something is imported, approved, released or sent."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rig import offices
from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, COPIES, Offices
from tests.rig.small_disk import KINDS, SmallDisk, small_disk

RELEASE = ("campaigns", "release", CAMPAIGN, "--count", COPIES, "--actor", "m.duarte", "--yes")


@pytest.fixture(params=KINDS)
def enter_disk(
    request: pytest.FixtureRequest, stories: Offices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], SmallDisk]]:
    """Makes an office on a disk that can be filled the present folder, as it is after a step."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with small_disk(folder, request.param) as disk:

        def enter(step: str) -> SmallDisk:
            shutil.copytree(stories.copy(step, tmp_path / step), folder, dirs_exist_ok=True)
            monkeypatch.chdir(folder)
            return disk

        yield enter
        monkeypatch.undo()


def state(run: Run) -> object:
    """What an office that nothing was done to answers."""
    asked = (
        ("recipients", "list"), ("letters", "list"), ("register", "list"), ("campaigns", "list"),
        ("audit", "verify"),
    )  # fmt: skip
    return [run(*arguments, "--json").done().json for arguments in asked]


@pytest.mark.parametrize(
    ("step", "command"),
    [
        ("founded", ("recipients", "import", "stakeholders.xlsx", "--accept")),
        ("submitted", ("letters", "approve", "call-2027", "--yes")),
        ("planned", RELEASE),
    ],
    ids=["import", "approve", "release"],
)
def test_f31_what_does_not_fit_on_the_disk_is_not_done_and_is_done_when_there_is_space(
    enter_disk: Callable[[str], SmallDisk], run: Run, step: str, command: tuple[object, ...]
) -> None:
    disk = enter_disk(step)
    before = state(run)
    disk.fill_up()
    result = run(*command)
    disk.free()
    assert (result.code, "disk" in result.err) == (3, True), result.said
    assert state(run) == before
    run(*command).done()
    assert run("audit", "verify").code == 0


def test_f31_a_backup_that_does_not_fit_is_not_there(
    enter_disk: Callable[[str], SmallDisk], run: Run
) -> None:
    disk = enter_disk("founded")
    disk.fill_up(65536)
    result = run("backup", "kept.db")
    disk.free()
    assert (result.code, "kept.db cannot be written: the disk" in result.err) == (3, True), result.said
    assert not [path.name for path in Path().iterdir() if "kept" in path.name]
    run("backup", "kept.db").done()


def test_f31_what_is_sent_while_the_disk_fills_up_is_sent_once(
    enter_disk: Callable[[str], SmallDisk], run: Run, mail_server: object
) -> None:
    disk = enter_disk("planned")
    offices.set_delay(Path(), 0)
    run(*RELEASE).done()
    disk.fill_up()
    result = run("serve", "--once")
    disk.free()
    assert (result.code, "disk" in result.err) == (3, True), result.said
    run("serve", "--once").done()
    counts = run("campaigns", "status", CAMPAIGN, "--json").json["counts"]
    assert sum(counts.values()) == COPIES
    assert set(counts) <= {"sent", "uncertain"}
