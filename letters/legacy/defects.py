"""Lists what is wrong with an old letter; nothing of it is mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from letters.facts import DeadlineKind, DefectKind
from letters.legacy.channels import URL
from letters.legacy.contacts import MAILBOX
from letters.legacy.letter import OldLetter
from letters.legacy.lines import lost_links_in, paragraphs_of
from letters.legacy.matters import FoundEvent
from letters.legacy.overlap import overlapping_copies
from letters.legacy.sentences import cut_by_page
from letters.legacy.typing_errors import typing_errors_in
from letters.unfilled import unresolved

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OPEN: Final = re.compile(
    r"\[\s*(?:\.{2,}|…)\s*\]|(?<![_\w])_{3}(?![_\w])|\b[A-Z]{1,6}\s?[-/]\s?X{2,}\b|\bX{1,4}\s?/\s?X{1,4}\b"
)
_TO_BE_DONE: Final = re.compile(
    r"(?<![\[(])\b(?:to be (?:completed|confirmed)|à (?:compléter|confirmer)|por (?:completar|confirmar))\b"
    r"(?![^(\[]*[\])])",
    re.IGNORECASE,
)
_SIGNATURE_RULE: Final = re.compile(r"[_.\s-]{6,}")
_OPENING: Final = 2
_PIECE: Final = 1000
_SECOND_LEVEL: Final = frozenset({"co", "com", "org", "gov", "gob", "gouv", "ac", "edu", "net", "int"})
_STRAY_SENTENCES: Final = {
    DefectKind.PAGE_NUMBER: "A page number, or the header of a page, stands in the text.",
    DefectKind.LOST_IMAGE: "A picture stood here and is lost.",
    DefectKind.SCAN_NOISE: "The line holds the noise of a scan.",
}


@dataclass(frozen=True)
class FoundDefect:
    """One thing that is wrong: the words it is about, their line, and a sentence for a clerk."""

    kind: DefectKind
    what: str
    line: int | None
    message: str


def defects_in(letter: OldLetter) -> list[FoundDefect]:
    """Everything that is wrong with a letter, by line."""
    found = [
        *_strays(letter),
        *_notes(letter),
        *_undated(letter),
        *_page_breaks(letter),
        *_lost_links(letter),
        *_open(letter),
        *_typing(letter),
        *_foreign_domains(letter),
        *_deadlines(letter),
        *_weekdays(letter),
        *_annexes(letter),
        *_copies(letter),
    ]
    return sorted(dict.fromkeys(found), key=lambda defect: defect.line or 0)


def _strays(letter: OldLetter) -> Iterator[FoundDefect]:
    for stray in letter.strays:
        yield FoundDefect(stray.kind, stray.line.words, stray.line.number, _STRAY_SENTENCES[stray.kind])


def _notes(letter: OldLetter) -> Iterator[FoundDefect]:
    for note in letter.file.notes:
        if not note.startswith("The file is not in"):
            yield FoundDefect(DefectKind.DAMAGED_CHARACTERS, letter.file.name, None, note)


def _undated(letter: OldLetter) -> Iterator[FoundDefect]:
    if letter.parties.date is None:
        message = (
            f"The letter bears no whole date on a line of its own; {letter.issued} is assumed. Set it right."
        )
        yield FoundDefect(DefectKind.UNDATED, str(letter.issued), None, message)


def _page_breaks(letter: OldLetter) -> Iterator[FoundDefect]:
    for number in cut_by_page(paragraphs_of(letter.blocks.body)):
        words = next(line.words for line in letter.blocks.body if line.number == number)
        message = f"A page's end, or an empty line, cuts a sentence before “{words[:40]}”."
        yield FoundDefect(DefectKind.PAGE_BREAK, f"before line {number}", number, message)


def _lost_links(letter: OldLetter) -> Iterator[FoundDefect]:
    for line in letter.file.lines:
        for words in lost_links_in(line.text):
            message = f"The link “{words}” has lost its address."
            yield FoundDefect(DefectKind.LOST_LINK, words, line.number, message)


def _open(letter: OldLetter) -> Iterator[FoundDefect]:
    behind = min((annex.lines[0].number for annex in letter.zones.annexes), default=None)
    for line in letter.file.lines:
        if (behind is not None and line.number >= behind) or _SIGNATURE_RULE.fullmatch(line.words):
            continue
        left = _left_open(line.words)
        if left:
            message = f"“{left}” was to be filled in and was not."
            yield FoundDefect(DefectKind.UNRESOLVED, left, line.number, message)


def _left_open(words: str) -> str | None:
    """The first thing that was to be filled in; piece by piece, for lines may be long."""
    match = _OPEN.search(words)
    if match:
        return match[0]
    without_pages = URL.sub("", words)
    pieces = (without_pages[at : at + _PIECE] for at in range(0, len(without_pages), _PIECE))
    return next((left for piece in pieces if (left := unresolved(_without_prose(piece)))), None)


def _without_prose(words: str) -> str:
    """The words without such as `a form to be completed`, which leave nothing open."""
    return _TO_BE_DONE.sub("", words)


def _typing(letter: OldLetter) -> Iterator[FoundDefect]:
    for words, line, message in typing_errors_in(letter):
        yield FoundDefect(DefectKind.TYPING_ERROR, words, line, message)


def _foreign_domains(letter: OldLetter) -> Iterator[FoundDefect]:
    """Mailboxes whose domain is masked, or is not that of the letter's other mailboxes."""
    boxes = [
        (box.rstrip("."), line.number) for line in letter.file.lines for box in MAILBOX.findall(line.words)
    ]
    pages = [
        _house(_host(url)) for line in letter.file.lines for url in URL.findall(MAILBOX.sub("", line.words))
    ]
    houses = Counter(_house(box.rpartition("@")[2]) for box, _ in dict(boxes).items())
    contacts = {contact.email for contact in letter.parties.contacts}
    for box, line in boxes:
        domain = box.rpartition("@")[2].lower()
        house = _house(domain)
        if _is_masked(domain):
            message = f"The mailbox {box} has a masked or wrong domain."
            yield FoundDefect(DefectKind.FOREIGN_DOMAIN, domain, line, message)
        elif len(houses) > 1 and _is_foreign(house, houses, pages, contact=box in contacts):
            message = f"The mailbox {box} is of another domain than the letter's others."
            yield FoundDefect(DefectKind.FOREIGN_DOMAIN, domain, line, message)


def _is_foreign(house: str, houses: Counter[str], pages: list[str], *, contact: bool) -> bool:
    weight = {name: count + pages.count(name) for name, count in houses.items()}
    most = max(weight.values())
    if weight[house] < most:
        return True
    return contact and list(weight.values()).count(most) > 1 and house not in pages


def _host(url: str) -> str:
    return re.sub(r"^https?://", "", url).split("/")[0].lower()


def _house(domain: str) -> str:
    """The part of a domain that an organisation owns."""
    labels = domain.lower().rstrip(".").removeprefix("www.").split(".")
    length = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-length:])


def _is_masked(domain: str) -> bool:
    labels = domain.split(".")
    return labels[-1] in labels[:-1] or any(set(label) == {"x"} for label in labels) or "masked" in domain


def _deadlines(letter: OldLetter) -> Iterator[FoundDefect]:
    for deadline in letter.matters.deadlines:
        if deadline.kind is not DeadlineKind.RESPONSE:
            continue
        day = deadline.day
        if day.weekday() >= 5 and deadline.names_day:
            message = f"The deadline {day} is a {_WEEKDAYS[day.weekday()]}."
            yield FoundDefect(DefectKind.DEADLINE_WEEKEND, deadline.phrase, deadline.line, message)
        if day < letter.issued:
            message = f"The deadline {day} comes before the letter's own date {letter.issued}."
            yield FoundDefect(DefectKind.DEADLINE_BEFORE_LETTER, deadline.phrase, deadline.line, message)
        to_come = [event for event in _main_events(letter) if event.start.last_day() >= letter.issued]
        last = max(to_come, key=lambda event: event.start.last_day(), default=None)
        if last and day > last.start.last_day():
            message = f"The deadline {day} comes after the event began ({last.start})."
            yield FoundDefect(DefectKind.DEADLINE_AFTER_EVENT, deadline.phrase, deadline.line, message)


def _main_events(letter: OldLetter) -> list[FoundEvent]:
    """What the letter is about: the events of its subject and of its first paragraphs."""
    subject = letter.parties.subject.lines if letter.parties.subject else ()
    opening = paragraphs_of(letter.blocks.body)[:_OPENING]
    lines = {*subject, *(line.number for paragraph in opening for line in paragraph.lines)}
    return [event for event in letter.matters.events if event.line in lines]


def _weekdays(letter: OldLetter) -> Iterator[FoundDefect]:
    for span in letter.matters.dates:
        if span.weekday is None or span.first.day is None or not span.year_printed:
            continue
        real = span.first.first_day().weekday()
        if real != span.weekday:
            message = f"{span.first} is a {_WEEKDAYS[real]}; the letter prints “{span.text}”."
            yield FoundDefect(DefectKind.WRONG_WEEKDAY, span.text, span.line, message)


def _annexes(letter: OldLetter) -> Iterator[FoundDefect]:
    annexes = letter.parties.annexes
    if annexes and not annexes.titles and not letter.zones.annexes:
        count = annexes.count or 1
        message = f"The letter announces annexes ({count}); the file names none of them and holds none."
        yield FoundDefect(
            DefectKind.ANNEXES_MISSING,
            f"{annexes.label} {annexes.count or ''}".strip(),
            annexes.lines[0],
            message,
        )


def _copies(letter: OldLetter) -> Iterator[FoundDefect]:
    copies = letter.parties.copies
    for group in overlapping_copies(letter):
        message = f"The copy group “{group}” is among the addressees already."
        yield FoundDefect(DefectKind.COPY_OVERLAP, group, copies.lines[0] if copies else None, message)
