"""The demo clears a folder only if all that lies in it is of its own making."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from console.demo.ground import MARK, MARK_TEXT, alone_in, clear, earlier_demo, prepare
from mailer.errors import Refused
from tests.rig.command_line import Run


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """What a demo leaves, in small."""
    folder = tmp_path / "demo-office"
    prepare(folder)
    for name in ("office.toml", "keys", "office.db", "audit-heads.log", "coastal-report/annexes/a.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 1_000)
    return folder


def everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_a_folder_that_is_not_there_or_empty_holds_no_earlier_demo(tmp_path: Path) -> None:
    assert earlier_demo(tmp_path) is None
    assert earlier_demo(tmp_path / "new") is None


def test_an_earlier_demo_is_counted_and_cleared(earlier: Path) -> None:
    found = earlier_demo(earlier)
    assert found is not None
    assert found.files == 6
    assert str(found) == "6 files, 0.0 MB"
    clear(earlier)
    assert not everything(earlier)


def put_file(folder: Path) -> None:
    (folder / "my letter.txt").write_text("mine")


def put_folder(folder: Path) -> None:
    (folder / "call-2027").mkdir()


def take_mark(folder: Path) -> None:
    (folder / MARK).unlink()


def change_mark(folder: Path) -> None:
    (folder / MARK).write_text(MARK_TEXT.replace("demo", "office"))


def link_mark(folder: Path) -> None:
    (folder / MARK).rename(folder.parent / "mark")
    (folder / MARK).symlink_to(folder.parent / "mark")


def link_inside(folder: Path) -> None:
    (folder / "outside-world").symlink_to(folder.parent)


def swap_kinds(folder: Path) -> None:
    (folder / "keys").unlink()
    (folder / "keys").mkdir()


@pytest.mark.parametrize(
    "spoil", [put_file, put_folder, take_mark, change_mark, link_mark, link_inside, swap_kinds]
)
def test_a_folder_with_anything_else_in_it_is_left_as_it_is_even_with_yes(
    earlier: Path, spoil: Callable[[Path], None], run: Run
) -> None:
    spoil(earlier)
    before = everything(earlier)
    with pytest.raises(Refused):
        clear(earlier)
    refused = run("demo", earlier, "--yes")
    assert refused.code == 1
    assert "which the demo did not make" in refused.err
    assert everything(earlier) == before


def test_a_link_to_a_demo_is_not_followed(earlier: Path) -> None:
    link = earlier.parent / "link"
    link.symlink_to(earlier)
    with pytest.raises(Refused, match="link to another folder"):
        clear(link)
    assert (earlier / "office.db").exists()


def test_a_no_at_the_terminal_keeps_everything(earlier: Path, run: Run) -> None:
    before = everything(earlier)
    kept = run("demo", earlier, answers="n\n")
    assert kept.code == 1
    assert "6 files" in kept.out
    assert "Nothing was done." in kept.err
    assert everything(earlier) == before


def test_two_demos_are_not_at_work_in_one_folder(earlier: Path, run: Run) -> None:
    before = everything(earlier)
    with alone_in(earlier):
        second = run("demo", earlier, "--yes")
    assert second.code == 1
    assert second.err.startswith(f"Another demo is at work in {earlier}. Wait for its end")
    assert second.out == ""
    assert everything(earlier) == before
    with alone_in(earlier):
        pass  # the first has ended: nothing is left that keeps others out
