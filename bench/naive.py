"""The naive loop: one connection of smtplib, one EmailMessage and two Jinja2 renderings for each recipient.

`python -m bench.naive PORT LETTERS` prints one JSON object: the seconds it took.
"""

from __future__ import annotations

import smtplib
import sys
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid

from jinja2 import Environment, StrictUndefined, Template

from bench.letter import DOMAIN, HTML, REFERENCE, SENDER, SUBJECT, TEXT, Reader, readers
from bench.stopwatch import Stopwatch


def message_for(reader: Reader, text: Template, html: Template) -> EmailMessage:
    """The letter to one recipient, with the headers of ours, written as the library's manual shows."""
    message = EmailMessage()
    message["From"] = formataddr((SENDER.name, SENDER.address))
    message["To"] = formataddr((reader.name, reader.address))
    message["Subject"] = SUBJECT
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=DOMAIN)
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    values = {**reader.values, "reference": REFERENCE}
    message.set_content(text.render(values))
    message.add_alternative(html.render(values), subtype="html")
    message["Content-Language"] = "en"  # only now, for the library drops it when it sets the content
    return message


def send_all(port: int, letters: int) -> None:
    """Send so many letters to a server on this machine, one after the other."""
    text = Environment(undefined=StrictUndefined).from_string(TEXT)
    html = Environment(undefined=StrictUndefined, autoescape=True).from_string(HTML)
    with smtplib.SMTP("127.0.0.1", port) as server:
        for reader in readers(letters):
            server.send_message(message_for(reader, text, html))


def main() -> None:
    """Send, and say how long it took."""
    port, letters = int(sys.argv[1]), int(sys.argv[2])
    watch = Stopwatch()
    send_all(port, letters)
    watch.print_reading(letters)


if __name__ == "__main__":
    main()
