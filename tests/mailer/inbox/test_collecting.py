"""Mail is collected from IMAP and from a Maildir: once, whole, and never lost, whatever happens meanwhile."""

from __future__ import annotations

import mailbox
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mailer.audit import Actor
from mailer.database import Database, open_database
from mailer.dispatch import DeliveryState
from mailer.errors import Misused, Unreachable
from mailer.inbox.collecting import Collected, collect
from mailer.inbox.keeping import LARGEST
from mailer.inbox.opening import open_mailbox
from mailer.inbox.reading import read_stored
from mailer.inbox.record import InboundMessage, InboundNews, InboundReading
from mailer.inbox_settings import After, InboxSettings
from mailer.section import Tls
from tests.rig.certificates import AUTHORITY, EXPIRED, MISNAMED, RIGHT
from tests.rig.dying import assert_killed, die
from tests.rig.imap_server import PASSWORD, TOKEN, USER, ImapServer, imap_server
from tests.rig.inbound import answer, notice, return_path, sent_to, states
from tests.rig.ledger import MACHINE, OFFICE, keyring
from tests.rig.post_office import at

ADA = "ada@members.example"


def mail(number: int) -> bytes:
    return answer("ada@members.example", f"letters@{OFFICE}", body=f"Answer {number}")


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as office:
        yield office


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office's folder with the secrets of the inbox, and a Maildir."""
    for name, secret in (("password", PASSWORD), ("token", TOKEN)):
        (tmp_path / name).write_text(secret)
        (tmp_path / name).chmod(0o600)
    mailbox.Maildir(tmp_path / "returns", create=True)
    return tmp_path


def imap(server: ImapServer, **changes: object) -> InboxSettings:
    settled: dict[str, object] = {
        "host": "127.0.0.1", "port": server.port, "tls": Tls.OFF, "user": USER, "password_file": "password",
    }  # fmt: skip
    return InboxSettings.model_validate(settled | changes)


def look(
    database: Database,
    now: datetime,
    settings: InboxSettings,
    folder: Path,
    at_point: Callable[[str], None] = lambda _: None,
) -> Collected:
    with open_mailbox(settings, folder) as opened:
        return collect(database, now, MACHINE, opened, at_point=at_point)


def count(database: Database, table: type[InboundMessage | InboundReading | InboundNews]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_lies_in_an_imap_folder_is_stored_once_and_left_there(
    database: Database, now: datetime, server: ImapServer, folder: Path
) -> None:
    for number in range(3):
        server.add(mail(number))
    assert look(database, now, imap(server), folder) == Collected(new=3)
    server.add(mail(3))
    assert look(database, now, imap(server), folder) == Collected(new=1, known=3)
    assert (count(database, InboundMessage), server.count()) == (4, 4)
    assert not [said for said in server.said if "STORE" in said or "SELECT" in said], "it was only looked at"
    with database.reading() as session:
        assert set(session.scalars(select(InboundMessage.mailbox))) == {f"imap {USER}@127.0.0.1/INBOX"}


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 UIDPLUS MOVE", "IMAP4rev1 UIDPLUS"])
@pytest.mark.parametrize(("after", "kept"), [(After.MOVE, 2), (After.DELETE, 0)])
def test_what_is_stored_is_moved_or_deleted_if_that_is_wanted(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path, after: After, kept: int,
    capabilities: str,
) -> None:  # fmt: skip
    server.capabilities = f"{capabilities} AUTH=PLAIN"
    for number in range(2):
        server.add(mail(number))
    settings = imap(server, after=after, move_to="Retours reçus")
    assert look(sqlite_database, now, settings, folder).new == 2
    assert (server.count(), server.count("Retours re&AOc-us")) == (0, kept)


def test_a_server_that_expunges_nothing_by_itself_is_left_what_is_marked_and_copied_once(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path
) -> None:
    server.capabilities = "IMAP4rev1 AUTH=PLAIN"
    server.add(mail(1))
    for _ in range(3):
        look(sqlite_database, now, imap(server, after=After.MOVE), folder)
    assert [message.deleted for message in server.folders["INBOX"]] == [True]
    assert server.count("Stored") == 1


@pytest.mark.parametrize("how", ["token_file", "token_command"])
def test_an_oauth2_token_logs_in(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path, how: str
) -> None:
    value = "token" if how == "token_file" else ["cat", "token"]
    settings = imap(server, password_file="", **{how: value})
    server.add(mail(1))
    assert look(sqlite_database, now, settings, folder).new == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"user": "other"}, "refuses the login of other"),
        ({"token_command": ["cat", "password"]}, "refuses the login of office"),
        ({"token_command": ["false"]}, "gave no token for the inbox .exit code 1."),
        ({"token_command": ["no-such-program"]}, "cannot run"),
        ({"folder": "Returns"}, "no folder “Returns”"),
        ({"port": 1}, "cannot be reached"),
        ({"password_file": "nowhere"}, "cannot be read"),
    ],
)
def test_what_keeps_the_office_from_its_mailbox_is_said_without_the_secret(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path, changes: dict[str, object],
    message: str,
) -> None:  # fmt: skip
    with pytest.raises(Unreachable, match=message) as caught:
        look(sqlite_database, now, imap(server, **changes), folder)
    assert PASSWORD not in str(caught.value)


def test_a36_a_secret_that_others_may_read_is_refused(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path
) -> None:
    (folder / "password").chmod(0o644)
    with pytest.raises(Misused, match="may be read by others"):
        look(sqlite_database, now, imap(server), folder)


@pytest.mark.parametrize("certificate", [RIGHT, EXPIRED, MISNAMED])
def test_a39_only_a_server_with_a_right_certificate_is_told_the_password(
    sqlite_database: Database, now: datetime, folder: Path, certificate: str
) -> None:
    shutil.copy(AUTHORITY, folder / "authority.pem")
    with imap_server(certificate=certificate) as server:
        server.add(mail(1))
        settings = imap(server, tls=Tls.IMPLICIT, ca_file="authority.pem")
        if certificate == RIGHT:
            assert look(sqlite_database, now, settings, folder).new == 1
            return
        with pytest.raises(Unreachable, match="certificate that is not to be trusted"):
            look(sqlite_database, now, settings, folder)
        assert server.said == []


def test_a39_a_server_without_tls_is_not_spoken_to_plainly(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path
) -> None:
    for tls in (Tls.IMPLICIT, Tls.STARTTLS):
        with pytest.raises(Unreachable):
            look(sqlite_database, now, imap(server, tls=tls), folder)
    assert "AUTHENTICATE" not in server.said


def test_a_mailbox_that_disappears_in_mid_poll_leaves_what_came_and_gives_the_rest_next_time(
    database: Database, now: datetime, server: ImapServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailer.inbox.collecting.AT_ONCE", 2)
    uids = [server.add(mail(number)) for number in range(5)]
    server.vanish_at = uids[3]
    with pytest.raises(Unreachable, match=r"ended the line|fell away"):
        look(database, now, imap(server), folder)
    assert count(database, InboundMessage) == 2
    server.vanish_at = 0
    assert look(database, now, imap(server), folder) == Collected(new=3, known=2)


def test_a_message_that_the_server_does_not_give_out_keeps_no_other_one_waiting(
    sqlite_database: Database, now: datetime, server: ImapServer, folder: Path
) -> None:
    uids = [server.add(mail(number)) for number in range(3)]
    server.mute = frozenset({uids[1]})
    assert look(sqlite_database, now, imap(server), folder) == Collected(new=2, missed=1)
    server.mute = frozenset()
    assert look(sqlite_database, now, imap(server), folder) == Collected(new=1, known=2)


def test_f14_a_folder_that_is_numbered_anew_brings_nothing_twice_and_hides_nothing(
    database: Database, now: datetime, server: ImapServer, folder: Path
) -> None:
    server.add(mail(1))
    server.add(mail(2))
    look(database, now, imap(server), folder)
    server.folders["INBOX"].pop(0)
    server.add(mail(3))
    server.renumber()
    assert look(database, now, imap(server), folder) == Collected(new=1, known=1)
    assert count(database, InboundMessage) == 3


def test_a_maildir_is_looked_into_and_what_was_stored_leaves_new(
    database: Database, now: datetime, folder: Path
) -> None:
    maildir = mailbox.Maildir(folder / "returns")
    maildir.add(mail(1))
    (folder / "returns/tmp/half-written").write_bytes(mail(2))
    (folder / "returns/new/link").symlink_to(folder / "password")
    settings = InboxSettings(maildir="returns")
    assert look(database, now, settings, folder) == Collected(new=1)
    assert len(list((folder / "returns/cur").iterdir())) == 1
    assert look(database, now, settings, folder) == Collected(known=1)


def test_a_mail_program_that_sets_flags_brings_no_message_twice(
    sqlite_database: Database, now: datetime, folder: Path
) -> None:
    mailbox.Maildir(folder / "returns").add(mail(1))
    settings = InboxSettings(maildir="returns")
    look(sqlite_database, now, settings, folder)
    [path] = (folder / "returns/cur").iterdir()
    path.rename(path.with_name(f"{path.name}RS"))
    assert look(sqlite_database, now, settings, folder) == Collected(known=1)


@pytest.mark.parametrize(("after", "stored"), [(After.MOVE, 2), (After.DELETE, 0)])
def test_a_maildir_is_emptied_if_that_is_wanted(
    sqlite_database: Database, now: datetime, folder: Path, after: After, stored: int
) -> None:
    maildir = mailbox.Maildir(folder / "returns")
    maildir.add(mail(1))
    maildir.add(mail(2))
    settings = InboxSettings(maildir="returns", after=after)
    assert look(sqlite_database, now, settings, folder).new == 2
    assert list((folder / "returns/new").iterdir()) == list((folder / "returns/cur").iterdir()) == []
    assert len(list((folder / "returns").glob(".Stored/cur/*"))) == stored


def test_a_maildir_that_is_gone_is_said(sqlite_database: Database, now: datetime, folder: Path) -> None:
    with pytest.raises(Unreachable, match="nowhere cannot be used"):
        look(sqlite_database, now, InboxSettings(maildir="nowhere"), folder)


def test_a_message_that_vanishes_between_two_looks_at_it_is_passed_over(
    sqlite_database: Database, now: datetime, folder: Path
) -> None:
    maildir = mailbox.Maildir(folder / "returns")
    maildir.add(mail(1))
    maildir.add(mail(2))
    with open_mailbox(InboxSettings(maildir="returns"), folder) as opened:
        opened.listed()
        next((folder / "returns/new").iterdir()).unlink()

        class Listed:
            name, validity = opened.name, 0
            fetch, put_away = opened.fetch, opened.put_away

            def listed(self) -> list[str]:
                return list(names)

        names = opened._files  # type: ignore[attr-defined]
        assert collect(sqlite_database, now, MACHINE, Listed()) == Collected(new=1, missed=1)


def test_a43_a_message_of_fifty_megabytes_is_stored_and_read_within_bounds(
    sqlite_database: Database, now: datetime, clerk: Actor, folder: Path
) -> None:
    [copy] = sent_to(sqlite_database, now, clerk, ADA)
    huge = notice(return_path(copy), ADA) + b"x" * (LARGEST + 1000)
    (folder / "returns/new/huge").write_bytes(huge)
    assert look(sqlite_database, now, InboxSettings(maildir="returns"), folder).new == 1
    read_stored(sqlite_database, now, MACHINE, keyring())
    assert states(sqlite_database) == [DeliveryState.BOUNCED]
    with sqlite_database.reading() as session:
        assert session.scalars(select(InboundMessage.size)).one() == len(huge)


@contextmanager
def _either(
    kind: str, folder: Path, after: After
) -> Iterator[tuple[InboxSettings, Callable[[bytes], object]]]:
    if kind == "maildir":
        yield InboxSettings(maildir="returns", after=after), mailbox.Maildir(folder / "returns").add
        return
    with imap_server() as server:
        yield imap(server, after=after), server.add


def _die_looking(
    url: str, now: datetime, settings: InboxSettings, folder: Path, hook: Callable[[str], None]
) -> None:
    look(open_database(url), now, settings, folder, hook)


@pytest.mark.parametrize("point", ["fetched", "stored", "committed", "put away"])
@pytest.mark.parametrize(("kind", "after"), [("imap", After.DELETE), ("maildir", After.MOVE)])
def test_f14_a_collector_killed_at_any_point_loses_no_bounce_and_counts_none_twice(
    database: Database, now: datetime, clerk: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch,
    point: str, kind: str, after: After,
) -> None:  # fmt: skip
    monkeypatch.setattr("mailer.inbox.collecting.AT_ONCE", 2)
    copies = sent_to(database, now, clerk, *[f"p{number}@members.example" for number in range(6)])
    url = database.engine.url.render_as_string(hide_password=False)
    with _either(kind, folder, after) as (settings, add):
        for copy in copies:
            add(notice(return_path(copy), copy.address))
        database.close()
        for times in (2, 1):
            assert_killed(partial(_die_looking, url, now, settings, folder, at(point, times, die)))
        look(database, now, settings, folder)
    read_stored(database, now, MACHINE, keyring())
    assert count(database, InboundMessage) == count(database, InboundNews) == 6
    assert states(database) == [DeliveryState.BOUNCED] * 6


@pytest.mark.parametrize("point", ["read", "concluded", "committed"])
def test_f14_a_reader_killed_at_any_point_concludes_everything_once(
    database: Database, now: datetime, clerk: Actor, folder: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setattr("mailer.inbox.reading.AT_ONCE", 2)
    copies = sent_to(database, now, clerk, *[f"p{number}@members.example" for number in range(6)])
    maildir = mailbox.Maildir(folder / "returns")
    for copy in copies:
        maildir.add(notice(return_path(copy), copy.address))
    look(database, now, InboxSettings(maildir="returns"), folder)
    url = database.engine.url.render_as_string(hide_password=False)
    database.close()
    assert_killed(
        lambda: read_stored(open_database(url), now, MACHINE, keyring(), at_point=at(point, 2, die))
    )
    read_stored(database, now + timedelta(seconds=1), MACHINE, keyring())
    assert count(database, InboundReading) == count(database, InboundNews) == 6
    assert states(database) == [DeliveryState.BOUNCED] * 6


def test_two_collectors_and_readers_at_once_store_and_conclude_everything_once(
    database: Database, now: datetime, clerk: Actor, folder: Path
) -> None:
    import threading

    copies = sent_to(database, now, clerk, *[f"p{number}@members.example" for number in range(30)])
    maildir = mailbox.Maildir(folder / "returns")
    for copy in copies:
        maildir.add(notice(return_path(copy), copy.address))
    failures: list[BaseException] = []

    def work() -> None:
        try:
            look(database, now, InboxSettings(maildir="returns"), folder)
            read_stored(database, now, MACHINE, keyring())
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    read_stored(database, now, MACHINE, keyring())
    assert count(database, InboundMessage) == count(database, InboundNews) == 30
    assert states(database) == [DeliveryState.BOUNCED] * 30
