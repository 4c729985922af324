"""A real mail system of a test's own: Postfix takes letters and writes notices, Dovecot gives them out.

Nothing can leave the machine: there is no client service, and every foreign domain is an error.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.rig.certificates import CERTIFICATES, RIGHT

PROGRAMS: Final = ("postfix", "dovecot", "doveadm")
PATH: Final = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
"""Where Debian puts servers is in root's path only."""
PASSWORD: Final = "rig-secret"
MAIN: Final = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mx.rig.example
myorigin = rig.example
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
smtputf8_enable = yes
default_transport = error:5.4.4 no route out of the test rig
relay_transport = $default_transport
virtual_mailbox_domains = office.example, members.example
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access texthash:{folder}/etc/rcpt, permit_mynetworks, reject
transport_maps = texthash:{folder}/etc/transport
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
maximal_queue_lifetime = 8s
bounce_queue_lifetime = 8s
delay_warning_time = 2s
notify_classes =
"""
MASTER: Final = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
TABLES: Final = {
    "mailboxes": "bounces@office.example office.example/bounces/\n"
    "amina@members.example members.example/amina/\n"
    "hélène@members.example members.example/helene/\n",
    "rcpt": "refused@members.example 550 5.1.1 no such person\ngrey@members.example 450 4.2.0 greylisted\n",
    "transport": "full@members.example error:5.2.2 mailbox is full\n"
    "slow@members.example retry:4.4.1 host did not answer\n",
}
DOVECOT: Final = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/dstate
log_path = {folder}/dovecot.log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{certificate}
mail_location = maildir:{folder}/mail/%d/%n
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%d/%n allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class MailSystem:
    """A running Postfix and Dovecot; `office.example` has the mailbox `bounces`."""

    folder: Path
    smtp_port: int
    imap_port: int

    def delivered(self, mailbox: str) -> int:
        """How many messages lie in a mailbox of `members.example`."""
        return len(list((self.folder / "mail/members.example" / mailbox).glob("new/*")))

    @property
    def log(self) -> str:
        """What both wrote into their logs."""
        paths = (self.folder / "mail.log", self.folder / "dovecot.log")
        return "\n".join(path.read_text(errors="replace") for path in paths if path.exists())


def why_not() -> str:
    """Why there can be no mail system here; empty where there can."""
    missing = [program for program in PROGRAMS if shutil.which(program, path=PATH) is None]
    if missing:
        return f"{', '.join(missing)} not installed: apt-get install postfix dovecot-imapd"
    return "" if os.geteuid() == 0 else "Postfix is started by root only"


@contextmanager
def mail_system() -> Iterator[MailSystem]:
    """Postfix and Dovecot at free ports, for the time of a block."""
    with tempfile.TemporaryDirectory(prefix="mail-system-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        system = MailSystem(folder, *_free_ports(2))
        _lay_out(system)
        postfix = ["postfix", "-c", str(folder / "etc")]
        dovecot = ["-c", str(folder / "dovecot.conf")]
        try:
            _run([*postfix, "check"], folder)
            _run([*postfix, "start"], folder)
            _run(["dovecot", *dovecot], folder)
            yield system
        finally:
            _run([*postfix, "stop"], folder)
            _run(["doveadm", *dovecot, "stop"], folder)


def _lay_out(system: MailSystem) -> None:
    folder = system.folder
    for name in ("etc", "spool", "data", "mail", "run", "dstate"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", "nobody", "nogroup")
    (folder / "etc/main.cf").write_text(MAIN.format(folder=folder))
    (folder / "etc/master.cf").write_text(MASTER.format(port=system.smtp_port))
    for name, content in TABLES.items():
        (folder / "etc" / name).write_text(content, encoding="utf-8")
    certificate = CERTIFICATES / f"{RIGHT}.pem"
    (folder / "dovecot.conf").write_text(
        DOVECOT.format(folder=folder, certificate=certificate, port=system.imap_port, password=PASSWORD)
    )


def _run(command: Sequence[str], folder: Path) -> None:
    """Daemons keep the outputs they are given: they get a file, so that no pipe stays open."""
    with (folder / "start.log").open("ab") as log:
        program = shutil.which(command[0], path=PATH) or command[0]
        done = subprocess.run(
            [program, *command[1:]], stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        )
    assert done.returncode == 0, (folder / "start.log").read_text(errors="replace")


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
