"""No command that writes a file destroys what the office lives in, or what somebody wrote for a letter."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import console
from console.cli import mailer
from console.cli.values import Target
from mailer.errors import Misused
from mailer.own_files import refuse_own
from recipients.files import whole_file, write_whole
from tests.rig.command_line import Run, call
from tests.rig.offices import CAMPAIGN, UNCERTAIN, Offices

ROOT = Path(console.__file__).parents[1]
OUT = "{out}"
PREVIEW = ("letters", "preview", "call-2027", "--language", "en")
WRITING: dict[str, tuple[str, tuple[str, ...]]] = {
    "recipients import --errors": (".csv", ("recipients", "import", "faulty.csv", "--errors", OUT)),
    "recipients export FILE": (".csv", ("recipients", "export", OUT)),
    "recipients disclose FILE": (".json", ("recipients", "disclose", "GOV-001", OUT)),
    "letters preview --output": (".txt", (*PREVIEW, "-o", OUT)),
    "letters compare --output": (".html", ("letters", "compare", "call-2027", "-o", OUT)),
    "letters document --output": (".pdf", ("letters", "document", "call-2027", "-o", OUT)),
    "campaigns rehearse --findings": (".csv", ("campaigns", "rehearse", "two", "--findings", OUT)),
    "register list --export": (".csv", ("register", "list", "--export", OUT)),
    "register close-year --output": (".csv", ("register", "close-year", "2020", "--yes", "-o", OUT)),
    "audit letter --export": (".csv", ("audit", "letter", CAMPAIGN, "--export", OUT)),
    "audit organisation --export": (".csv", ("audit", "organisation", "Ministry", "--export", OUT)),
    "audit address --export": (".csv", ("audit", "address", UNCERTAIN, "--export", OUT)),
    "audit period --export": (".xlsx", ("audit", "period", "2020-01-01", "2099-12-31", "--export", OUT)),
    "audit entries --export": (".xlsx", ("audit", "entries", "--export", OUT)),
    "audit message --eml": (".eml", ("audit", "message", "1", "--eml", OUT)),
    "backup FILE": (".db", ("backup", OUT)),
    "bounces list --export": (".csv", ("bounces", "list", "--export", OUT)),
    "bounces triage list --export": (".xlsx", ("bounces", "triage", "list", "--export", OUT)),
    "tasks list --export": (".csv", ("tasks", "list", "--export", OUT)),
    "replies list --export": (".csv", ("replies", "list", CAMPAIGN, "--export", OUT)),
    "replies status --output": (".csv", ("replies", "status", CAMPAIGN, "-o", OUT)),
    "replies show --save": (".txt", ("replies", "show", "1", "--save", OUT)),
    "replies report --output": (".csv", ("replies", "report", CAMPAIGN, "-o", OUT)),
    "replies burndown --output": (".svg", ("replies", "burndown", CAMPAIGN, "-o", OUT)),
    "replies import --errors": (".csv", ("replies", "import", CAMPAIGN, "forms.csv", "--errors", OUT)),
    "reminders preview --export": (".csv", ("reminders", "preview", CAMPAIGN, "--export", OUT)),
}
"""Each command that writes a file, by its parameter: the ending it wants, and how it is called."""
FORMATS = {
    f"letters preview --format {form}": (*PREVIEW, "--format", form, "-o", OUT)
    for form in ("text", "html", "eml", "pdf")
}
PRECIOUS = ("office.toml", "keys", "audit-heads.log", "office.db", "office.db-wal", "office.db-shm")
WRITTEN = ("letter.yaml", "en.md", "fr.md", "annexes/questionnaire-en.txt")


def writing_parameters(command: click.Command = mailer, path: str = "") -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from writing_parameters(below, f"{path} {name}".strip())
        return
    for parameter in command.params:
        if isinstance(parameter.type, Target):
            called = "FILE" if isinstance(parameter, click.Argument) else parameter.opts[-1]
            yield f"{path} {called}"


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def called(command: tuple[str, ...], target: object) -> list[str]:
    return [str(target) if word == OUT else word for word in command]


@pytest.fixture(scope="module")
def full_once(stories: Offices, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in which every command of the table has something to write; not to be changed."""
    folder = stories.copy("sent", tmp_path_factory.mktemp("full") / "office")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        Path("faulty.csv").write_text("email,organisation,category\nno address,Office,academia\n")
        Path("forms.csv").write_text("email,state\nnobody@elsewhere.example,complete\n")
        Path("answer.txt").write_text("We agree.\n")
        call("campaigns", "create", "coastal-report", "--name", "two").done()
        call("replies", "record", CAMPAIGN, "GOV-001", "--channel", "post", "--file", "answer.txt").done()
        call("reminders", "plan", CAMPAIGN, "--from-template", "chasing").done()
        call("reminders", "plan", CAMPAIGN, "chasing").done()
    for side in ("office.db-wal", "office.db-shm"):
        (folder / side).touch()
    return folder


@pytest.fixture
def full(full_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That office for one test alone, as the present folder."""
    folder = tmp_path / "office"
    shutil.copytree(full_once, folder)
    monkeypatch.chdir(folder)
    return folder


def test_the_table_has_every_parameter_that_names_a_file_to_write() -> None:
    assert sorted(writing_parameters()) == sorted(WRITING)


@pytest.mark.parametrize("name", WRITING)
def test_no_command_writes_over_what_the_office_lives_in_also_through_a_link(
    name: str, full: Path, run: Run, tmp_path: Path
) -> None:
    ending, command = WRITING[name]
    for precious in PRECIOUS:
        link = tmp_path / f"link-to-{precious}{ending}"
        link.symlink_to(full / precious)
    before = files(full)
    for precious in PRECIOUS:
        for target in (precious, full / precious, tmp_path / f"link-to-{precious}{ending}"):
            refused = run(*called(command, target))
            assert (refused.code, refused.out) == (2, ""), f"{target}: {refused.said}"
            assert f"{target} is where the office keeps its " in refused.err
    assert files(full) == before


@pytest.mark.parametrize("name", WRITING)
def test_every_command_of_the_table_writes_a_file_of_another_name(name: str, full: Path, run: Run) -> None:
    ending, command = WRITING[name]
    target = Path(f"written{ending}")
    assert run(*called(command, target)).code in (0, 1), "1 where there is something to correct"
    assert target.stat().st_size > 0
    first = target.read_bytes()
    run(*called(command, target))
    assert target.read_bytes()[:4] == first[:4], "and a second time over its own"


@pytest.mark.parametrize("name", [*WRITING, *FORMATS])
def test_no_command_writes_over_what_somebody_wrote_for_a_letter(name: str, full: Path, run: Run) -> None:
    command = FORMATS.get(name) or WRITING[name][1]
    before = files(full / "call-2027")
    for written in WRITTEN:
        refused = run(*called(command, f"call-2027/{written}"))
        assert refused.code == 2
        assert f"call-2027/{written} belongs to the letter itself" in refused.err
    assert files(full / "call-2027") == before


def test_a_preview_follows_links_before_it_looks_and_may_write_beside_the_texts(full: Path, run: Run) -> None:
    Path("look.txt").symlink_to(full / "call-2027/en.md")
    before = (full / "call-2027/en.md").read_bytes()
    assert run(*PREVIEW, "-o", "look.txt").code == 2
    assert (full / "call-2027/en.md").read_bytes() == before
    run(*PREVIEW, "-o", "call-2027/look.txt").done()


def test_an_office_is_kept_whole_from_another_folder_and_without_settings(
    full: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(full / "call-2027", tmp_path / "elsewhere/call-2027")
    monkeypatch.chdir(tmp_path / "elsewhere")
    before = files(full)
    for precious in PRECIOUS:
        assert run(*PREVIEW, "-o", full / precious).code == 2
    (full / "office.toml").write_text("broken")
    for precious in PRECIOUS:
        assert run(*PREVIEW, "-o", full / precious).code == 2
    (full / "office.toml").write_bytes(before[full / "office.toml"])
    assert files(full) == before


def test_files_that_the_settings_name_are_the_offices_own_wherever_they_lie(
    office: Path, tmp_path: Path
) -> None:
    """Records and keys on another disk, a link in the folder, and the relay's password."""
    other = tmp_path / "other-disk"
    other.mkdir()
    shutil.move(office / "office.db", other / "records.db")
    shutil.move(office / "keys", other / "signing")
    (office / "keys").symlink_to(other / "signing")
    text = (
        (office / "office.toml").read_text().replace("sqlite:///office.db", f"sqlite:///{other}/records.db")
    )
    text = text.replace("[relay]\n", '[relay]\npassword_file = "relay-password"\n')
    (office / "office.toml").write_text(text)
    own = (other / "records.db", other / "records.db-wal", other / "signing", office / "relay-password")
    for path in own:
        with pytest.raises(Misused, match="is where the office keeps its"):
            refuse_own(path, office)
    refuse_own(other / "list.csv", office)
    with pytest.raises(Misused, match="is a database, or belongs to one"):
        write_whole(other / "records.db", b"x")
    with (
        pytest.raises(Misused, match="is a database, or belongs to one"),
        whole_file(other / "records.db-wal"),
    ):
        pass


OPENING = {"write_text", "write_bytes", "open"}
FLAGS = {"O_WRONLY", "O_RDWR"}
"""What a file is opened with below Python's own modes."""
PERHAPS = re.compile(rf"\.\s*({'|'.join(sorted(OPENING))})\s*\(")
"""Only what has such a call is worth parsing."""
ALLOWED = {
    "console/bootstrap.py",  # the office's own files, made anew only
    "console/demo/ground.py", "console/demo/office.py", "console/demo/letter.py", "console/demo/closing.py",
    "console/demo/chase.py",
    "letters/folder_writing.py",  # into a folder that is new or empty
    "letters/document/typesetting.py",  # into a folder of its own that goes again
    "mailer/backup.py",  # beside its target, which was looked at first
    "mailer/heads.py",  # the noted heads themselves
    "console/cli/__init__.py", "console/printing.py",  # what standard output is when it was closed
}  # fmt: skip


def writes(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in OPENING:
        return False
    modes = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
    flagged = any(isinstance(one, ast.Attribute) and one.attr in FLAGS for one in ast.walk(node))
    part = isinstance(node.func.value, ast.Name) and node.func.value.id == "part"  # given by `whole_file`
    to_write = flagged or any(str(mode)[:1] in "wax" for mode in modes if mode)
    return not part and (node.func.attr != "open" or to_write)


def test_nothing_writes_a_file_but_by_the_one_door() -> None:
    found = set()
    for floor in ("mailer", "recipients", "letters", "scheduler", "console"):
        for path in (ROOT / floor).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if PERHAPS.search(text) is None:
                continue
            if any(isinstance(node, ast.Call) and writes(node) for node in ast.walk(ast.parse(text))):
                found.add(str(path.relative_to(ROOT)))
    assert found == ALLOWED, "one writes that may not, or one that may writes no more"
