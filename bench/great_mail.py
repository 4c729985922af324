"""A measured process: mails of ten megabytes, read one after the other."""

from __future__ import annotations

from typing import Final

from bench.stopwatch import Stopwatch
from mailer.bounces import Sort, read

SIZE: Final = 10_000_000
HEAD: Final = b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.port.example\nSubject: failure notice\n"
NOTICE: Final = b"<ann.port@harbour.example>:\n550 no mailbox here by that name\n"
PARTS: Final = b"""\
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

%b
--b
%b

%b
--b--
"""


def great_mails() -> list[bytes]:
    """A notice with a great attachment, with a great text, in one line, and as a page."""
    attached = b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64"
    line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n"
    page = b"<p>" + NOTICE.replace(b"<", b"&lt;") + b"</p>" + b"<td><b>word</b></td>" * (SIZE // 20)
    return [
        HEAD + PARTS % (NOTICE, attached, line * (SIZE // len(line))),
        HEAD + b"\n" + NOTICE + b"and some words about it\n" * (SIZE // 24),
        HEAD + b"\n" + NOTICE + b"x" * SIZE,
        HEAD + b"Content-Type: text/html\n\n" + page,
    ]


def main() -> None:
    """Read them and print the reading."""
    mails = great_mails()
    watch = Stopwatch()
    for mail in mails:
        found = read(mail)
        assert found.sort is Sort.BOUNCE
        assert found.verdicts[0].recipient == "ann.port@harbour.example"
    watch.print_reading(len(mails))


if __name__ == "__main__":
    main()
