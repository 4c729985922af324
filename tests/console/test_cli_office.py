"""Founding an office, its staff, and the doctor, on the command line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.rig.command_line import Run
from tests.rig.databases import Postgres
from tests.rig.scripted_smtp import in_thread


def test_init_founds_an_office_with_one_member_of_staff(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "new"
    said = run("--office", folder, "init", "--name", 'The "Example" Office', "--staff", "a.osei").done().out
    assert "Founded an office" in said
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o600
    staff = run("--office", folder, "staff", "list", "--json").done().json
    assert [person["name"] for person in staff] == ["a.osei"]
    assert staff[0]["roles"].split(", ") == [
        "administrator", "approver", "auditor", "coordinator", "drafter", "releaser",
    ]  # fmt: skip


def test_init_a_second_time_changes_nothing(office: Path, run: Run) -> None:
    before = (office / "office.toml").read_bytes(), (office / "keys").read_bytes()
    assert "up to date" in run("init", "--name", "Another name").done().out
    assert ((office / "office.toml").read_bytes(), (office / "keys").read_bytes()) == before
    assert len(run("staff", "list", "--json").json) == 5


def test_init_founds_new_records_where_settings_have_none_and_somebody_can_act(
    office: Path, run: Run
) -> None:
    for name in ("office.db", "audit-heads.log"):
        Path(name).unlink()
    keys = Path("keys").read_bytes()
    said = run("init", "--staff", "n.new").done().out
    assert "Founded new records" in said
    assert "n.new holds every role" in said
    assert stat.S_IMODE(Path("office.db").stat().st_mode) == 0o600
    assert Path("keys").read_bytes() == keys, "old bounces can still be read"
    run("register", "define", "DM", "--actor", "n.new").done()
    again = run("init", "--staff", "z.late").done().out
    assert "up to date" in again
    assert "z.late was not entered" in again
    known = run("init", "--staff", "n.new").done().out
    assert known.endswith("n.new is staff already, and stays as they are.\n")


def test_init_founds_new_records_although_a_command_looked_for_them_first(office: Path, run: Run) -> None:
    """SQLite makes an empty file for everybody when it is asked for tables that are not there."""
    for name in ("office.db", "audit-heads.log"):
        Path(name).unlink()
    Path("office.db").touch(0o644)
    run("init").done()
    assert stat.S_IMODE(Path("office.db").stat().st_mode) == 0o600
    assert [person["name"] for person in run("staff", "list", "--json").json] == ["a.osei"]


def test_init_does_not_found_anew_what_can_be_put_back(office: Path, run: Run) -> None:
    run("backup", "kept.db").done()
    Path("office.db").unlink()
    refused = run("init", "--staff", "n.new")
    assert refused.code == 1
    assert "mailer restore" in refused.err
    assert not Path("office.db").exists()
    run("restore", "kept.db", "--yes").done()
    run("register", "define", "DM").done()


def test_init_founds_the_records_of_settings_that_name_a_new_postgresql(
    office: Path, run: Run, postgres: Postgres
) -> None:
    address = postgres.without_tables()
    settings = Path("office.toml")
    settings.write_text(settings.read_text().replace("sqlite:///office.db", address))
    settings.chmod(0o600)
    refused = run("init", "--staff", "n.new")
    assert (refused.code, "audit-heads.log" in refused.err) == (1, True)
    Path("audit-heads.log").rename("heads-of-before.log")
    assert "n.new holds every role" in run("init", "--staff", "n.new").done().out
    run("register", "define", "DM", "--actor", "n.new").done()
    assert "up to date" in run("init").done().out
    postgres.drop(address)


def test_init_refuses_what_cannot_be_a_setting_and_leaves_nothing_half_done(tmp_path: Path, run: Run) -> None:
    result = run("--office", tmp_path / "new", "init", "--domain", "no domain", "--staff", "a.osei")
    assert result.code == 2
    assert "domain" in result.err
    assert not (tmp_path / "new/office.toml").exists()
    run("--office", tmp_path / "new", "init", "--staff", "a.osei").done()


def test_init_where_nothing_can_be_written_is_the_environments_fault(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("in the way")
    result = run("--office", tmp_path / "file" / "office", "init", "--staff", "a.osei")
    assert result.code == 3
    assert "cannot be founded" in result.err


def test_staff_are_entered_by_an_administrator_and_listed(office: Path, run: Run) -> None:
    added = run("staff", "add", "m.duarte", "--role", "releaser", "--email", "m.duarte@office.example").done()
    assert added.out == "Entered m.duarte: releaser.\n"
    assert "m.duarte@office.example" in run("staff", "list").done().out
    changed = run("staff", "change", "m.duarte", "--full-name", "Marta Duarte").done()
    assert changed.out == "m.duarte: Marta Duarte; releaser; m.duarte@office.example.\n"
    assert "Marta Duarte" in run("staff", "list").done().out


def test_a28_one_person_is_never_two_members_of_staff_with_one_address(office: Path, run: Run) -> None:
    shared = "m.duarte@office.example"
    for name, email in (("m.duarte", shared), ("twin", "twin@office.example")):
        run("staff", "add", name, "--role", "releaser", "--email", email).done()
    told = f"m.duarte has the address {shared} already: one person, one entry."
    for arguments in (("add", "third", "--role", "drafter"), ("change", "twin")):
        refused = run("staff", *arguments, "--email", shared)
        assert (refused.code, told in refused.err) == (1, True), arguments
    run("staff", "change", "m.duarte", "--inactive").done()
    run("staff", "change", "twin", "--email", shared).done()
    back = run("staff", "change", "m.duarte", "--active")
    assert (back.code, f"twin has the address {shared} already" in back.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["a.osei", "--role", "drafter"], 1, "already a member of staff called a.osei"),
        (["x", "--role", "drafter", "--actor", "e.auditor"], 1, "that needs the role “administrator”"),
        (["x", "--role", "drafter", "--actor", "nobody"], 1, "no active member of staff called “nobody”"),
        (["x"], 2, "Missing option '--role'"),
        (["x", "--role", "king"], 2, "'king' is not one of"),
        (["\x1b[31m", "--role", "drafter"], 2, "a line break or another control character"),
        (["-", "--role", "drafter"], 2, "A member of staff needs a name"),
        (["x" * 81, "--role", "drafter"], 2, "at most 80 characters"),
        (["x", "--role", "drafter", "--email", "nowhere"], 1, "“nowhere” cannot be used"),
    ],
)
def test_staff_that_cannot_be_entered(
    office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    result = run("staff", "add", *arguments)
    assert result.code == code
    assert message in result.said
    assert len(run("staff", "list", "--json").json) == 5


def test_the_actor_may_come_from_the_environment_and_must_come_from_somewhere(
    office: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (office / "office.toml").read_text().replace('actor = "a.osei"', "")
    (office / "office.toml").write_text(settings)
    result = run("staff", "add", "x", "--role", "drafter")
    assert result.code == 2
    assert "Say who you are with --actor" in result.err
    monkeypatch.setenv("MAILER_ACTOR", "a.osei")
    run("staff", "add", "x", "--role", "drafter").done()


def test_the_doctor_finds_a_new_office_well(office: Path, run: Run) -> None:
    found = run("doctor", "--no-relay", "--json").done().json
    looked_at = {"settings", "keys", "tables", "rights", "staff", "audit chain", "disk"}
    assert {item["what"] for item in found} == looked_at
    assert all(item["well"] for item in found)


def test_the_doctor_says_hello_to_the_mail_server(office: Path, run: Run) -> None:
    with in_thread() as server:
        _point_to(office, server.port)
        said = run("doctor").done().out
        assert "ok  mail server: " in said
        assert not server.letters
    result = run("doctor")
    assert result.code == 1
    assert "MEND  mail server" in result.out


def test_the_doctor_names_what_is_to_be_mended(office: Path, run: Run) -> None:
    (office / "keys").chmod(0o644)
    result = run("doctor", "--no-relay")
    assert result.code == 1
    assert "MEND  keys" in result.out
    assert "chmod 600" in result.out


def test_the_doctor_asks_for_a_second_person(tmp_path: Path, run: Run) -> None:
    run("--office", tmp_path, "init", "--staff", "a.osei").done()
    result = run("--office", tmp_path, "doctor", "--no-relay")
    assert result.code == 1
    assert "enter a second person" in result.out


def _point_to(office: Path, port: int) -> None:
    settings = (office / "office.toml").read_text()
    (office / "office.toml").write_text(settings.replace("port = 1\n", f"port = {port}\n"))
