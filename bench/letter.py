"""The letter and the recipients of the measures: 4 KB, text and HTML, with four fields for each copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mailer.blueprint import BlueprintSpec, Mailbox
from mailer.dispatch import MailKind

DOMAIN: Final = "office.example"
REFERENCE: Final = "IOCO-1001"
SUBJECT: Final = "Call for contributions to the register of practice"
SENDER: Final = Mailbox("Office of the Registrar", f"letters@{DOMAIN}")
_BODY: Final = """\
The Office keeps a register of practice, and asks all those who hold an observatory, a tide gauge or a
harbour light to tell it which instruments they used in the past two years and who reads them.

A contribution may be as short as a page. It names the place, the instrument, the hours at which it is
read, and a person who can be asked about it. Tables are welcome; pictures are not needed.

Contributions that arrive by the date above are printed in the next volume. Later ones wait for the
volume after it, and are shown on the pages of the register until then.

Where an instrument was moved, mended or read by somebody else than before, a line about it is worth
more than a page of figures: most of what readers of the register ask us is about such changes.

Those who cannot write in one of the six languages of the register may write in their own: we have the
page translated, and send the translation back to be read before it is printed.

Nothing in this letter asks for a payment, and no contribution is changed without the consent of the one
who sent it. The rules of the register stand at the address below.
"""
_PARAGRAPHS: Final = tuple(" ".join(paragraph.split()) for paragraph in _BODY.split("\n\n"))
TEXT: Final = "\n\n".join(
    [
        "Reference: {{ reference }}",
        "{{ salutation }},",
        *_PARAGRAPHS,
        "Your own page, where the contribution of {{ organisation }} can be left:\n{{ link }}",
        "For the Registrar",
    ]
)
HTML: Final = "\n".join(
    [
        '<html lang="en"><body style="font-family: Georgia, serif; font-size: 11pt; color: #1a1a1a">',
        '<p style="text-align: right">Reference: {{ reference }}</p>',
        "<p>{{ salutation }},</p>",
        *(f'<p style="margin: 0 0 1em 0; line-height: 1.4">{text}</p>' for text in _PARAGRAPHS),
        "<p>Your own page, where the contribution of {{ organisation }} can be left:<br>",
        '<a href="{{ link }}">{{ link }}</a></p>',
        "<p>For the Registrar</p></body></html>",
    ]
)


@dataclass(frozen=True)
class Reader:
    """One recipient."""

    address: str
    domain: str
    name: str
    values: dict[str, str]


def readers(count: int, start: int = 0) -> Iterator[Reader]:
    """So many recipients, spread over a hundred domains."""
    for number in range(start, start + count):
        domain = f"d{number % 100:02d}.example"
        yield Reader(
            address=f"reader{number}@{domain}",
            domain=domain,
            name=f"Ada Reader {number}",
            values={
                "salutation": f"Dear Ms Reader {number}",
                "organisation": f"Observatory & Harbour Light No. {number}",
                "link": f"https://{DOMAIN}/register/{number:08d}",
            },
        )


def blueprint() -> BlueprintSpec:
    """The letter as the product sends it."""
    return BlueprintSpec(
        language="en",
        sender=SENDER,
        subject=SUBJECT,
        text=TEXT,
        html=HTML.replace('href="{{ link }}"', 'href="{{ link | url }}"'),
        domain=DOMAIN,
        kind=MailKind.OFFICIAL,
        fixed={"reference": REFERENCE},
    )
