"""What an absent or departed person's machine says: until when, and whom to write to instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from mailer.bounces.addresses import bare, find_addresses
from mailer.bounces.letter import Letter
from mailer.bounces.phrases import Phrases, plain
from mailer.bounces.vocabulary import Successor, Verdict

MOST_LINES: Final = 60
_INSTEAD: Final = Phrases(
    """
    contact; write to; address to; please use; forward; instead; replaced by; successor; in my absence;
    redirect; new address; new email; send … to; changed to; moved to; email me at; reach; urgent;
    please try; contacter; contactez; écrire à; écrivez à; adresser; remplacé par; nouvelle adresse;
    en mon absence; urgence; contactar; contacte; póngase en contacto; escriba a; escribir a; diríjase;
    dirigirse; nueva dirección; en mi ausencia; sustituye; urgencia; обращайтесь; обратитесь; пишите;
    новый адрес; направляйте; свяжитесь; на адрес; срочн; الاتصال ب; التواصل مع; يرجي الكتابة;
    العنوان الجديد; ارسال … الي; مراسلة; للامور العاجلة; 请联系; 请发送; 新邮箱; 联系; 请与; 联络; 请写信;
    wenden sie sich; neue adresse; kontaktieren
"""
)
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january janvier enero января يناير",
            "february février febrero февраля فبراير",
            "march mars marzo марта مارس",
            "april avril abril апреля ابريل",
            "may mai mayo мая مايو",
            "june juin junio июня يونيو",
            "july juillet julio июля يوليو",
            "august août agosto августа اغسطس",
            "september septembre septiembre сентября سبتمبر",
            "october octobre octubre октября اكتوبر",
            "november novembre noviembre ноября نوفمبر",
            "december décembre diciembre декабря ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY_MONTH: Final = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º)? (?:de )?([^\W\d_]{3,10})(?:,? (?:de )?(\d{4}))?\b"
)
_MONTH_DAY: Final = re.compile(r"\b([^\W\d_]{3,10}) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?\b")
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")
_HAN: Final = re.compile(r"(\d{1,2})月(\d{1,2})日")
_FROM: Final = Phrases("from; du ; depuis le; à partir du; desde; del ; с ; من ; 自; 从")
_UNTIL: Final = Phrases("""
    until; till; through; back on; return on; returning on; return to the office on; jusqu'au; au;
    de retour le; hasta; al; regreso el; до; по; вернусь; حتي; الي; 到; 至; 直到
""")


def successors(letter: Letter, verdicts: Sequence[Verdict]) -> tuple[Successor, ...]:
    """The addresses that are named for further mail, those that failed and the office's own left out."""
    fields = letter.message.fields
    known = {
        bare(fields.clear(name)).lower() for name in ("from", "to", "delivered-to", "return-path", "reply-to")
    }
    known |= {address.lower() for verdict in verdicts for address in (verdict.recipient, verdict.final)}
    found: dict[str, Successor] = {}
    lines = letter.notice.lines[:MOST_LINES]
    for at, line in enumerate(lines):
        if "@" not in line or not _INSTEAD.first_in(plain(" ".join(lines[max(0, at - 1) : at + 1]))):
            continue
        for one in find_addresses(line):
            key = one.address.lower()
            if key not in known and not key.startswith(("postmaster@", "mailer-daemon@", "abuse@")):
                found.setdefault(key, Successor(one.address, line.strip()[:300]))
    return tuple(found.values())


def absence(letter: Letter) -> tuple[str, str]:
    """The first and the last day of an absence as `2025-03-01`, each empty unless plainly told.

    A date without a year is in the year of the message's Date, or in the next if it is long past.
    """
    text = " ".join(letter.notice.lines[:MOST_LINES]).lower().replace("أ", "ا").replace("إ", "ا")[:4000]
    year = re.search(r"\b(?:19|20)\d\d\b", letter.message.fields.get("date"))
    start = end = ""
    for at, day in _dates(text, int(year[0]) if year else None):
        before = plain(text[max(0, at - 30) : at])
        if _UNTIL.first_in(before) and not end:
            end = day
        elif _FROM.first_in(before) and not start:
            start = day
    return start, end


def _dates(text: str, year: int | None) -> list[tuple[int, str]]:
    found: dict[int, str] = {}
    for one in _NUMBERS.finditer(text):
        found[one.start()] = _day(int(one[1]), int(one[2]), int(one[3]))
    for one in _DAY_MONTH.finditer(text):
        found.setdefault(one.start(), _day(int(one[3]) if one[3] else year, _MONTHS.get(one[2]), int(one[1])))
    for one in _MONTH_DAY.finditer(text):
        found.setdefault(one.start(), _day(int(one[3]) if one[3] else year, _MONTHS.get(one[1]), int(one[2])))
    for one in _HAN.finditer(text):
        found.setdefault(one.start(), _day(year, int(one[1]), int(one[2])))
    return [(at, day) for at, day in sorted(found.items()) if day]


def _day(year: int | None, month: int | None, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if year and month else ""
    except ValueError:
        return ""
