"""The report on an old letter: every block with its lines, everything found, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from typing import Any, Final

from letters.facts import BlockName, ChannelKind
from letters.legacy.folder import LetterFolder
from letters.legacy.letter import OldLetter
from letters.legacy.matters import FoundAsk, FoundDeadline

Plain = dict[str, Any]
FORMAT: Final = 1


def report_of(letter: OldLetter, made: LetterFolder) -> Plain:
    """The report as one document of plain values, for programs; lines count from 1."""
    return {
        "format": FORMAT,
        "file": {
            "name": letter.file.name,
            "sha256": letter.file.sha256,
            "encoding": letter.file.encoding,
            "line_ends": letter.file.line_ends,
            "lines": len(letter.file.lines),
            "notes": list(letter.file.notes),
        },
        "language": letter.tongue.language.value,
        "kind": letter.kind.value,
        "purposes": [purpose.value for purpose in letter.purposes],
        "layout": {
            "profile": made.layout.profile,
            "as_printed": [block.value for block in made.layout.as_printed],
        },
        "fidelity": {"words": made.words, "words_in_place": made.words_in_place},
        "blocks": list(_blocks(made)),
        **_head(letter),
        **_tail(letter),
        **_matters(letter),
        "defects": [_plain(defect) for defect in made.defects],
    }


def _plain(found: Any) -> Any:
    """Everything a dataclass holds, with lists for tuples, as they are in JSON."""
    if isinstance(found, list | tuple):
        return [_plain(one) for one in found]
    if isinstance(found, dict):
        return {name: _plain(value) for name, value in found.items()}
    return _plain(asdict(found)) if is_dataclass(found) and not isinstance(found, type) else found


def _blocks(made: LetterFolder) -> Iterator[Plain]:
    """The blocks in the order of the page; furniture of the pages is among the defects."""
    for stand in made.layout.stands:
        yield {
            "block": stand.name.value,
            "first_line": stand.first,
            "last_line": stand.last,
            "text": "\n".join(stand.rows),
            "as_printed": stand.printed,
            "label_shown": stand.style.get("label_shown", True),
            "placement": stand.style.get("placement", "inline"),
            "bold": bool(stand.style.get("bold")),
            "indented": bool(stand.style.get("indented")),
        }


def _lines(letter: OldLetter, block: BlockName) -> list[int]:
    return letter.blocks.numbers(block)


def _head(letter: OldLetter) -> Plain:
    parties, blocks = letter.parties, letter.blocks
    printed, subject = parties.date, parties.subject
    letterhead = [stand for stand in blocks.head if stand.block is BlockName.LETTERHEAD]
    return {
        "letterhead": {
            "text": [part.cell.words for run in letterhead for part in run.parts],
            "lines": _lines(letter, BlockName.LETTERHEAD),
        },
        "date": {
            "value": letter.issued.isoformat(),
            "assumed": printed is None,
            "printed": printed.printed if printed else "",
            "label": printed.label if printed else "",
            "place": printed.place if printed else "",
            "lines": list(printed.lines) if printed else [],
        },
        "references": [
            {
                "text": one.text,
                "label": one.label,
                "bold": one.bold,
                "own": not one.earlier,
                "signs": one.signs,
                "lines": list(one.lines),
            }
            for one in parties.references
        ],
        "contacts": [_plain(one) for one in parties.contacts],
        "addressees": _addressees(letter),
        "subject": {
            "text": subject.text if subject else "",
            "label": subject.label if subject else "",
            "bold": bool(subject and subject.bold),
            "lines": list(subject.lines) if subject else [],
        },
        "salutation": _passage(letter, BlockName.SALUTATION),
    }


def _addressees(letter: OldLetter) -> Plain:
    found = letter.parties.addressees
    if found is None:
        return {"heading": [], "label": "", "bullet": "", "categories": [], "lines": []}
    return {
        "heading": list(found.heading),
        "label": found.label,
        "bullet": found.bullet.value if found.bullet else "",
        "categories": [_plain(category) for category in found.categories],
        "lines": list(found.lines),
        "in_body": not _lines(letter, BlockName.ADDRESSEES),
    }


def _passage(letter: OldLetter, block: BlockName) -> Plain:
    lines = letter.blocks.salutation if block is BlockName.SALUTATION else letter.blocks.closing
    kept = [line for line in lines if not line.blank]
    return {"text": " ".join(line.words for line in kept), "lines": [line.number for line in kept]}


def _tail(letter: OldLetter) -> Plain:
    parties = letter.parties
    body = [line for line in letter.blocks.body if not line.blank]
    signatory, annexes, copies = parties.signatory, parties.annexes, parties.copies
    return {
        "body": {
            "begins": body[0].words if body else "",
            "ends": body[-1].words if body else "",
            "lines": [line.number for line in body],
        },
        "closing": {**_passage(letter, BlockName.CLOSING), "woven": letter.zones.woven},
        "signatory": {
            "name": "",
            "honorific": "",
            "titles": [],
            "signed": False,
            "mark": "",
            "others": [],
            "lines": [],
            **(_plain(signatory) if signatory else {}),
        },
        "annexes": {
            "label": annexes.label if annexes else "",
            "count": annexes.number if annexes else 0,
            "titles": list(annexes.titles) if annexes else [],
            "lines": list(annexes.lines) if annexes else [],
            "in_file": [
                {"number": one.number, "first_line": one.lines[0].number, "last_line": one.last_line}
                for one in letter.zones.annexes
            ],
        },
        "copies": {
            "label": copies.label if copies else "",
            "groups": list(copies.groups) if copies else [],
            "lines": list(copies.lines) if copies else [],
        },
    }


def _matters(letter: OldLetter) -> Plain:
    matters = letter.matters
    return {
        "dates": [
            {
                "text": one.text,
                "from": str(one.first),
                "to": str(one.last) if one.last else None,
                "line": one.line,
                "role": one.role.value,
                "year_printed": one.year_printed,
            }
            for one in matters.dates
        ],
        "deadlines": [_deadline(one) for one in matters.deadlines],
        "events": [
            {
                "title": one.title,
                "place": one.place,
                "country": one.country,
                "start": str(one.start),
                "end": str(one.end or one.start),
                "printed": one.display,
                "line": one.line,
            }
            for one in matters.events
        ],
        "asks": [_ask(one) for one in matters.asks],
        "relations": [
            {
                "kind": one.kind.value,
                "reference": one.reference,
                "title": one.title,
                "date": str(one.date) if one.date else None,
                "line": one.line,
            }
            for one in matters.relations
        ],
        "promises": [
            {"text": one.text, "due": str(one.due) if one.due else None, "line": one.line}
            for one in matters.promises
        ],
        "credentials": _plain(matters.credentials) if matters.credentials else None,
    }


def _deadline(one: FoundDeadline) -> Plain:
    return {
        "date": one.day.isoformat(),
        "time": one.clock,
        "zone": one.zone,
        "wording": one.wording.value,
        "kind": one.kind.value,
        "phrase": one.phrase,
        "computed": one.computed,
        "line": one.line,
    }


def _ask(one: FoundAsk) -> Plain:
    address = one.url or one.to if one.channel is ChannelKind.PLATFORM else one.to
    return {
        "what": one.what,
        "channel": one.channel.value if one.channel else None,
        "to": address,
        "also": list(one.also),
        "deadline": one.deadline.isoformat() if one.deadline else None,
        "duty": one.duty.value,
        "line": one.line,
    }
