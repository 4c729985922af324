"""Reads contact officers: names, civilities, phones, faxes and mailboxes, with the labels printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from letters.facts import BlockName
from letters.languages.folding import fold
from letters.legacy.labels import Kind, label_at
from letters.legacy.runs import Part, Run, of_block
from letters.legacy.signs import is_name
from letters.legacy.tongue import Tongue

MAILBOX: Final = re.compile(
    r"(?<![A-Za-z0-9_.%+-])[A-Za-z0-9][A-Za-z0-9_.%+-]{0,80}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
PHONE: Final = re.compile(
    r"(?<![\w/@.-])\(?\+?\(?\d[\d()]*(?:[\s./-]{1,2}\(?\d[\d()]*)+(?:/\d{2,6})?(?![\w@])"
)
_BRACKETED: Final = re.compile(r"[A-ZÀ-Ý][\w'’.-]+(?:,[^,()]{3,60})?\s\([^()]{0,100}?(?:@|\d[\d\s./-]{6})")
"""A name, perhaps with a title, and in brackets after it how to reach it."""
_NAME: Final = re.compile(
    r"(?:[A-ZÀ-ÝĀ-Ž][\w'’.-]*\s?|(?:de|del|la|van|von|el|le|du|dos|da|bin)\s(?=[A-Z])){1,6}"
)
_REACH: Final = 80
"""How far after a name the way to reach somebody stands."""
_LEAST_DIGITS: Final = 6
_LABEL_AHEAD: Final = r"\s*[^\W\d_][\w.-]{0,20}(?:\s[^\W\d_][\w.-]{0,20})?"
_PARTS: Final = re.compile(
    rf"\s*(?:[|;•]|\s[-–]\s|,(?={_LABEL_AHEAD}[:.])|(?<=\d)\s+/\s+|/(?=\s*[^\W\d_]))\s*"
)
_JOINED: Final = re.compile(r"\s*/\s*|\s+(?:and|et|y|и|&)\s+")
_SHARED: Final = re.compile(r"(.*?)(\d+)\s*/\s*(\d+)")
_TITLED: Final = re.compile(r"\s*[,(–-]\s+|,\s*")


@dataclass(frozen=True)
class FoundContact:
    """A contact officer; `labels` are those printed, by kind; `in_body` says that the text names them."""

    name: str = ""
    civility: str = ""
    title: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    in_body: bool = False


def contacts_in(runs: Sequence[Run], tongue: Tongue) -> list[FoundContact]:
    """The officers of the contact block, in order; two names before one phone are two officers."""
    parts = [part for run in of_block(runs, BlockName.CONTACT) for part in run.parts]
    found: list[FoundContact] = []
    for part in parts:
        for kind, label, value in _items(part, tongue):
            found = _with(found, kind, label, value, part.cell.number, tongue)
    return [officer for one in found for officer in _separated(one, tongue)]


def _items(part: Part, tongue: Tongue) -> Iterator[tuple[Kind | None, str, str]]:
    """Kind, label and value of everything a cell says; one cell may hold several channels."""
    if not re.search(r"\w", part.cell.words):
        return
    if part.label is not None and part.value_only:
        yield part.label.kind, part.label.printed, part.value
        return
    pieces = [piece for piece in _PARTS.split(part.cell.words) if piece]
    labelled = [label_at(piece, tongue) for piece in pieces]
    reaches = (label and label.kind.of_contact for label in labelled[1:])
    if len(pieces) > 1 and (any(reaches) or any(map(_is_channel, pieces[1:]))):
        for piece, label in zip(pieces, labelled, strict=True):
            yield (label.kind, label.printed, label.value) if label else (None, "", piece)
        return
    if part.label is None:
        yield None, "", part.value
    elif part.value:
        yield part.label.kind, part.label.printed, part.value


def _is_channel(piece: str) -> bool:
    """Whether a piece is a mailbox or a number and nothing else."""
    return bool(MAILBOX.fullmatch(piece) or (PHONE.fullmatch(piece) and _is_number(piece)))


def _with(
    found: list[FoundContact], kind: Kind | None, label: str, value: str, line: int, tongue: Tongue
) -> list[FoundContact]:
    """The officers with one thing more known about the last of them."""
    if kind is None:
        kind, value = _told_by_looks(value, found)
    if kind is Kind.CONTACT:
        return _with_name(found, label, value, line, tongue)
    last = found[-1] if found else FoundContact()
    lines = (*last.lines, line)
    if kind is None or not kind.of_contact or kind is Kind.WEB:
        title = last.title or (value if len(value) > 2 else "")
        return [*found[:-1], replace(last, title=title, lines=lines)]
    inner = label_at(value, tongue)
    value = inner.value if inner and inner.value and inner.kind.of_contact else value
    known = {Kind.PHONE: last.phone, Kind.FAX: last.fax, Kind.EMAIL: last.email}[kind]
    joined = f"{known} / {value}" if known and known != value else value
    labels = {kind.value: label, **last.labels} if label else dict(last.labels)
    last = replace(last, labels=labels, lines=lines)
    if kind is Kind.PHONE:
        return [*found[:-1], replace(last, phone=joined)]
    if kind is Kind.FAX:
        return [*found[:-1], replace(last, fax=joined)]
    return [*found[:-1], replace(last, email=joined)]


def _with_name(
    found: list[FoundContact], label: str, value: str, line: int, tongue: Tongue
) -> list[FoundContact]:
    """A name begins an officer, unless the last one has none yet."""
    value, mailbox = _without_mailbox(value)
    civility, name, title = named(value, tongue)
    starts = not found or bool(found[-1].name)
    if starts and not label and not is_name(name):
        return found
    last = FoundContact() if starts else found[-1]
    last = replace(
        last,
        name=name,
        civility=civility,
        title=title,
        email=mailbox or last.email,
        labels={**last.labels, "contact": label} if label else dict(last.labels),
        lines=(*last.lines, line),
    )
    return [*found, last] if starts else [*found[:-1], last]


def _without_mailbox(value: str) -> tuple[str, str]:
    """A name without the mailbox printed after it, and the mailbox."""
    match = MAILBOX.search(value)
    if match is None or not re.search(r"\w", value[: match.start()]):
        return value, ""
    return value[: match.start()].rstrip(" ,;(<–-"), match[0]


def _told_by_looks(value: str, found: Sequence[FoundContact]) -> tuple[Kind | None, str]:
    if mailbox := MAILBOX.search(value):
        return Kind.EMAIL, mailbox[0]
    if PHONE.search(value) and sum(map(str.isdigit, value)) >= _LEAST_DIGITS:
        return Kind.PHONE, value
    if is_name(value) and (not found or found[-1].email or found[-1].phone):
        return Kind.CONTACT, value
    return None, value


def named(value: str, tongue: Tongue) -> tuple[str, str, str]:
    """Civility, name and title in `Ms Ana Ruiz, Programme Officer`."""
    civility, name = without_civility(value, tongue)
    title = ""
    split = _TITLED.search(name)
    if split and split.start() > 2 and tongue.offices.search(fold(name[split.end() :])):
        name, title = name[: split.start()], name[split.end() :].rstrip(")")
    return civility, name.strip(" ,"), title.strip()


def without_civility(value: str, tongue: Tongue) -> tuple[str, str]:
    """What stands before a name, and the name: `M.`, `H.E. Dr`, `Sra.`; nothing where there is none."""
    end, folded = 0, fold(value)
    while match := re.compile(rf"{tongue.civilities.pattern}\.?\s+").match(folded, end):
        own = tongue.says(tongue.variants.people.civilities, match[0])
        if len(match[0].strip(" .")) == 1 and not own:
            break  # the initial of a name, and no `M.` or `D.` of another language
        end = match.end()
    return (value[:end].strip(), value[end:].strip()) if end < len(value) else ("", value.strip())


def _separated(officer: FoundContact, tongue: Tongue) -> list[FoundContact]:
    """Two officers where two names are printed: phones that share their beginning are parted too."""
    people = [without_civility(name.strip(), tongue) for name in _JOINED.split(officer.name)]
    names = [name for _, name in people]
    if len(names) != 2 or not all(is_name(name) and len(name.split()) > 1 for name in names):
        return [officer]
    phones, faxes = _pair(officer.phone), _pair(officer.fax)
    mails = MAILBOX.findall(officer.email)
    emails = mails if len(mails) == 2 else [officer.email] * 2
    return [
        replace(officer, name=name, civility=civility or officer.civility, phone=phone, fax=fax, email=email)
        for (civility, name), phone, fax, email in zip(people, phones, faxes, emails, strict=True)
    ]


def _pair(number: str) -> list[str]:
    """`+41 22 555 5989/5887` as two numbers; the same one twice where only one is printed."""
    shared = _SHARED.fullmatch(number)
    if not shared:
        return [number] * 2
    stem, first, second = shared.groups()
    kept = first[: max(0, len(first) - len(second))]
    return [f"{stem}{first}", f"{stem}{kept}{second}"]


def names_an_officer(text: str, tongue: Tongue) -> bool:
    """Whether a sentence gives a person by name, and how to reach them."""
    return bool(_BRACKETED.search(text)) and tongue.civilities.search(fold(text)) is not None


def contact_in_sentence(text: str, line: int, tongue: Tongue) -> FoundContact | None:
    """An officer whom the text names with a civility, a phone or mailbox, and a word that says so."""
    folded = fold(text)
    mailbox = MAILBOX.search(text)
    numbers = [_balanced(found[0].strip()) for found in PHONE.finditer(text) if _is_number(found[0])]
    person = _person(text, folded, tongue)
    if person is None or not (mailbox or numbers):
        return None
    who, name = person
    beside = text[name.end() : name.end() + _REACH]
    reached = bool(re.match(r"\s?[,;:(–-]", beside)) and bool(MAILBOX.search(beside) or PHONE.search(beside))
    if not reached and not _BRACKETED.search(text) and not tongue.says(tongue.variants.asks.officer, folded):
        return None
    fax = re.search(r"fax|telecop\w+|telefax", folded)
    phone = next((number for number in numbers if not (fax and text.find(number) > fax.start())), "")
    fax_number = next((number for number in numbers if number != phone and fax), "")
    civility = text[who.start() : who.end()].strip()
    return FoundContact(
        name=name[0].strip(" ,."), civility=civility, phone=phone, fax=fax_number,
        email=mailbox[0].rstrip(".") if mailbox else "", lines=(line,), in_body=True,
    )  # fmt: skip


def _person(text: str, folded: str, tongue: Tongue) -> tuple[re.Match[str], re.Match[str]] | None:
    """The first civility that a name follows, and the name."""
    for who in re.finditer(rf"{tongue.civilities.pattern}\.?\s+", folded):
        name = _NAME.match(text, who.end())
        if name:
            return who, name
    return None


def _balanced(number: str) -> str:
    """A number without the bracket that closes what stands around it."""
    return number if number.count("(") == number.count(")") else number.rstrip(") ")


def _is_number(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _LEAST_DIGITS
