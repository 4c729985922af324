"""What holds for every command: exit codes, refusals in sentences, secrets kept, terminals left in peace."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

import console.cli
from console.bootstrap import open_office
from mailer.clock import utc_now
from mailer.staff import Role, add_staff, machine
from mailer.suppression import suppress
from recipients.lists import create_list
from tests.rig.command_line import Run, call

READING = [
    ("staff", "list"),
    ("doctor",),
    ("suppressions", "list"),
    ("register", "list"),
    ("letters", "list"),
    ("letters", "show", "X"),
    ("recipients", "list"),
    ("recipients", "duplicates"),
    ("lists", "list"),
    ("audience", "show", "all"),
]
CHANGING = [
    ("staff", "add", "x", "--role", "drafter"),
    ("suppressions", "add", "a@harbour.example", "--reason", "x"),
    ("register", "define", "ZZ"),
    ("lists", "create", "Readers"),
    ("letters", "submit", "call-2027"),
    ("letters", "approve", "call-2027", "--yes"),
    ("recipients", "import", "people.csv", "--accept"),
]
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e"
SECRET = "s3cret-of-the-relay"
PEOPLE = "email,organisation,category\nann@tides.example,Ministry of Tides,governments\n"


@pytest.fixture
def furnished(submitted_office: Path) -> Path:
    """An office with something for every command of CHANGING."""
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")
    return submitted_office


@pytest.fixture
def read_only_database() -> Iterator[None]:
    """Every SQLite database opened meanwhile refuses to be written."""

    def refuse(connection: object, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    event.listen(Engine, "connect", refuse)
    yield
    event.remove(Engine, "connect", refuse)


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file grows beyond what is there: as good as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("arguments", [*READING, *CHANGING], ids=" ".join)
def test_without_an_office_a_command_says_where_it_looked(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    for result in (run(*arguments), run("--office", tmp_path / "nowhere", *arguments)):
        assert result.code == 3
        assert "There is no office in" in result.err
        assert "mailer init" in result.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--offfice", "x", "staff", "list"),
        ("staf", "list"),
        ("staff",),
        ("staff", "lst"),
        ("staff", "list", "--jsn"),
        ("--office", "office.toml", "staff", "list"),
    ],
)
def test_wrong_usage_is_2_and_shows_how(office: Path, run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert "Usage: mailer" in result.said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[office]", "[office", "office.toml"),
        ('environment = "production"', 'environment = "prodution"', "office.environment"),
        ("[relay]", "[relay]\npasword = 1", "relay.pasword is not a setting"),
        ("sqlite:///office.db", "mysql://u:hush@h/x", "database.url: write sqlite:///FILE, or postgresql://"),
        ("sqlite:///office.db", "postgresql://u:hush@h:port/x", "database.url: write sqlite:///FILE"),
        ("sqlite:///office.db", "u:hush@h", "database.url: write sqlite:///FILE"),
        ('name = "Example Secretariat"', "", "office.name"),
    ],
)
def test_settings_that_are_not_understood(office: Path, run: Run, old: str, new: str, message: str) -> None:
    path = office / "office.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    result = run("staff", "list")
    assert result.code == 2
    assert message in result.err
    assert "hush" not in result.said


@pytest.mark.parametrize("arguments", CHANGING, ids=" ".join)
def test_f32_a_database_that_cannot_be_written_is_the_environments_fault(
    furnished: Path, run: Run, read_only_database: None, arguments: tuple[str, ...]
) -> None:
    result = run(*arguments)
    assert result.code == 3
    assert "read-only for this user. Nothing was changed." in result.err


def test_f31_a_full_disk_loses_nothing_and_stores_nothing(
    furnished: Path, run: Run, request: pytest.FixtureRequest
) -> None:
    before = run("suppressions", "list", "--json").out
    request.getfixturevalue("small_files")
    for arguments in CHANGING[:2]:
        result = run(*arguments)
        assert result.code == 3
        assert "The database could not be used" in result.err
    assert run("recipients", "export", "all.csv").code in (0, 3)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert run("suppressions", "list", "--json").out == before
    run(*CHANGING[1]).done()


def test_a_damaged_database_is_named(office: Path, run: Run) -> None:
    (office / "office.db").write_bytes(b"no database" * 1000)
    for leftover in office.glob("office.db-*"):
        leftover.unlink()
    result = run("staff", "list")
    assert result.code == 3
    assert "not a database of this program" in result.err


@pytest.mark.parametrize(
    ("step", "arguments"),
    [
        ("submitted", ("letters", "approve", "call-2027")),
        ("approved", ("letters", "withdraw", "call-2027", "--reason", "x")),
        ("submitted", ("lists", "remove", "Drafting group", "GOV-002")),
    ],
)
def test_without_a_terminal_and_without_yes_nothing_happens(
    enter: Callable[[str], Path], run: Run, step: str, arguments: tuple[str, ...]
) -> None:
    office = enter(step)
    before = (office / "audit-heads.log").read_bytes()
    result = run(*arguments)
    assert result.code == 2
    assert "Nothing was done: there is nobody to ask here. Add --yes to go ahead." in result.err
    assert (office / "audit-heads.log").read_bytes() == before


@pytest.mark.parametrize("arguments", CHANGING, ids=" ".join)
def test_an_unknown_actor_changes_nothing(furnished: Path, run: Run, arguments: tuple[str, ...]) -> None:
    before = (furnished / "audit-heads.log").read_bytes()
    result = run(*arguments, "--actor", "n.obody")
    assert result.code == 1
    assert "no active member of staff called “n.obody”. There are: a.osei, b.approver" in result.err
    assert (furnished / "audit-heads.log").read_bytes() == before


@pytest.mark.parametrize("arguments", CHANGING, ids=" ".join)
def test_an_auditor_changes_nothing(furnished: Path, run: Run, arguments: tuple[str, ...]) -> None:
    before = (furnished / "audit-heads.log").read_bytes()
    result = run(*arguments, "--actor", "e.auditor")
    assert result.code == 1
    assert "e.auditor may not" in result.err
    assert (furnished / "audit-heads.log").read_bytes() == before


def test_a37_what_strangers_wrote_moves_no_terminal(furnished: Path, run: Run) -> None:
    office, by = open_office(furnished), machine("tester")
    with office.database.writing() as session:
        add_staff(session, utc_now(), by, name="x", full_name=ESCAPES, roles=frozenset({Role.DRAFTER}))
        reason = f"asked{ESCAPES}\nforged  line"
        suppress(session, utc_now(), by, address_key="a@harbour.example", scope="all", reason=reason)
        create_list(session, utc_now(), by, "Drafts", ESCAPES)
    office.database.close()
    for arguments in (
        ("staff", "list"),
        ("suppressions", "list"),
        ("lists", "list"),
        ("lists", "show", "Drafts"),
    ):
        for option in ((), ("--json",)):
            out = run(*arguments, *option).done().out
            assert not set(ESCAPES) - set("[2J]0;owned31m") & set(out)
            assert "\\u001b" in out
            assert "\nforged" not in out
    assert run("suppressions", "list", "--json").json["items"][-1]["reason"].startswith(f"asked{ESCAPES}")
    for refused in (run("letters", "show", ESCAPES), run("letters", "check", ESCAPES), run(ESCAPES)):
        assert refused.code in (1, 2)
        assert "\x1b" not in refused.out + refused.err


def test_a36_no_command_shows_a_secret(office: Path, run: Run) -> None:
    (office / "relay-password").write_text(SECRET)
    (office / "relay-password").chmod(0o644)
    path = office / "office.toml"
    path.write_text(
        path.read_text().replace("[relay]", '[relay]\nuser = "u"\npassword_file = "relay-password"')
    )
    key = (office / "keys").read_text().split()[-1]
    for arguments in (("worker", "--once"), ("doctor",), *READING):
        said = run(*arguments).said
        assert SECRET not in said
        assert key not in said
    result = run("worker", "--once")
    assert result.code == 2
    assert "chmod 600" in result.err


def test_a36_a_database_that_is_not_there_is_named_without_its_password(office: Path, run: Run) -> None:
    path = office / "office.toml"
    url = f"postgresql://office:{SECRET}@127.0.0.1:1/office"
    path.write_text(path.read_text().replace("sqlite:///office.db", url))
    for arguments in READING:
        result = run(*arguments)
        assert result.code in (1, 3)  # the doctor finds it, the others stop
        assert SECRET not in result.said
        assert "could not be used" in result.said


def test_a36_an_unknown_option_of_the_databases_address_is_named_without_the_rest(
    office: Path, run: Run
) -> None:
    path = office / "office.toml"
    url = f"postgresql://office:{SECRET}@127.0.0.1:1/office?nonsense=1"
    path.write_text(path.read_text().replace("sqlite:///office.db", url))
    result = run("staff", "list")
    assert result.code == 3
    assert 'holds an invalid connection option "nonsense"' in result.err
    assert SECRET not in result.said


def test_a36_no_secret_stands_in_the_list_of_processes(
    office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `serve` starts is told the folder, and reads the secrets there itself."""
    path = office / "office.toml"
    path.write_text(path.read_text().replace("sqlite:///office.db", f"postgresql://o:{SECRET}@127.0.0.1:1/o"))
    listed: list[str] = []

    class Started(subprocess.Popen[bytes]):
        def __init__(self, command: list[str]) -> None:
            super().__init__(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while not (line := Path(f"/proc/{self.pid}/cmdline").read_text()):
                pass  # the system fills it in a moment after the start
            listed.append(line)
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("console.cli.serve.subprocess.Popen", Started)
    run("serve", "--every", "3600")
    assert listed
    assert "worker" in listed[0]
    assert SECRET not in listed[0]


def test_a_fault_of_the_program_is_one_sentence_and_a_file(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("console.bootstrap.open_office", lambda _folder: 1 // 0)
    assert console.cli.run(["staff", "list"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert "This is a fault of the program. Please send" in said.err
    (trace,) = tmp_path.glob("mailer-fault-*.txt")
    assert "ZeroDivisionError" in trace.read_text()


def test_being_interrupted_is_no_fault(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("console.bootstrap.open_office", interrupt)
    assert console.cli.run(["staff", "list"]) == 130
    assert capsys.readouterr().err == "\nStopped. What was done until now is recorded.\n"


def _start(*arguments: str, stdout: int) -> subprocess.Popen[str]:
    code = "import sys; from console.cli import main; main(sys.argv[1:])"
    environment = {**os.environ, "PYTHONPATH": str(Path(console.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip


def test_output_that_nobody_reads_to_the_end_is_no_fault(full_office: Path) -> None:
    """As in `mailer recipients list | head -1`."""
    started = _start("recipients", "list", "--limit", "1000", "--json", stdout=subprocess.PIPE)
    assert started.stdout is not None
    assert started.stdout.readline() == "{\n"
    started.stdout.close()
    _, said = started.communicate(timeout=30)
    assert (started.returncode, said) == (0, "")


def test_output_that_cannot_be_written_is_the_environments_fault(office: Path) -> None:
    with Path("/dev/full").open("w") as full:
        started = _start("staff", "list", stdout=full.fileno())
        _, said = started.communicate(timeout=30)
    assert started.returncode == 3
    assert "No space left on device" in said


def test_help_is_there_before_any_command_is_loaded(tmp_path: Path) -> None:
    code = "import sys; from console.cli import run; run(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert "Circular letters of a secretariat" in done.stdout
    assert not {"sqlalchemy", "pydantic", "asyncio", "console.cli.letters"} & set(loaded)


def test_everything_that_is_printed_goes_through_one_door() -> None:
    """So that no command can print what a stranger wrote as it is (A37)."""
    folder = Path(console.__file__).parent
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert path.name == "printing.py" or not [
            word for word in ("click.echo(", "click.secho(", "print(") if f" {word}" in text
        ], path.name


def test_two_commands_in_one_process_leave_nothing_behind(office: Path) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    call("staff", "list").done()
    call("suppressions", "list").done()
    assert len(set(Path("/proc/self/fd").iterdir())) <= len(before)
