"""Recognises the labels before the parts of a letter: `Réf.:`, `N/Réf :`, `Tel. +41 …`, `cc`, `Encl. (2)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from letters.facts import BlockName, Language
from letters.languages.folding import fold
from letters.languages.phrases import alternatives
from letters.languages.variants import Labels, variants_of
from letters.legacy.tongue import Tongue

_LEAD: Final = r"^[\s(\[*]{0,3}"
_NUMBER: Final = r"(?:\s*(?:n[o°]\.?\s*)?(?:\d{1,2}|[ivx]{1,4}|[a-h])(?=\s*[:–-]))?"
_COUNTED: Final = r"(?:[\s.]*\(\s*(?P<count>\d{1,2})\s*\)(?=\s*:))?"
_SIGN: Final = r"(?:[\s.]{1,3}(?:n\.?\s?[o°º]|num)\.?(?=\s*:))?"
_AFTER: Final = r"(?:\s?\((?:e?s|en)\))?[\s.]{0,3}(?:(?P<colon>:[\s.-]*)|(?P<end>$)|(?P<space>\s))"
_PHONE: Final = re.compile(r"\(?\+?\d[\d\s()./\-]{5,}|(?:[\"”″〃]\s*)+\d[\d\s]+$")
"""A number, or the end of one under another with the marks for what is the same."""
_CODE: Final = re.compile(r"(?=\S*\d)[\w№°][\w./\-–_№° ]{1,40}$")
_COUNT: Final = re.compile(r"\(?\s*\d{1,2}\s*\)?\.?$")
_SHORT_ANNEXES: Final = frozenset({"encl", "encls", "enc", "encs", "p.j", "pj", "p j", "adj", "att"})
_ANNEXES_ALONE: Final = (
    frozenset(
        {
            "attachment",
            "attachments",
            "enclosure",
            "enclosures",
            "enclosed",
            "attached",
            "piece jointe",
            "pieces jointes",
            "adjunto",
            "adjuntos",
            "documentos adjuntos",
        }
    )
    | _SHORT_ANNEXES
)
"""Labels that tell of annexes even where nothing follows; `Annex` may be a heading."""
_LONGEST_ANNEX: Final = 70
_COUNT_FIRST: Final = re.compile(r"\(?(?P<count>\d{1,2})\s+(?P<label>[^\W\d_]+(?:\s[^\W\d_]+)?)\)?\.?")
"""`2 annexes`, `1 pièce jointe`: the number before the label, and nothing else on the line."""
_ENUMERATED: Final = re.compile(r"^(?:(?:[a-h]|\d|[ivx]{1,3}|and|et|y|e|a|-|to|,)[\s,]*){1,6}\s(?=\w{2})")
_SPACED: Final = frozenset({"cc", "c.c", "c c", "c.c.p", "ccp", "c/c", "cc/"})


class Kind(StrEnum):
    """What a label introduces."""

    REFERENCE = "reference"
    YOUR_REFERENCE = "your_reference"
    CONTACT = "contact"
    PHONE = "phone"
    FAX = "fax"
    EMAIL = "email"
    WEB = "web"
    DATE = "date"
    SENDER = "sender"
    ADDRESSEE = "addressee"
    SUBJECT = "subject"
    ANNEXES = "annexes"
    COPIES = "copies"
    DEADLINE = "deadline"

    @property
    def block(self) -> BlockName:
        """The block it belongs to."""
        return _BLOCKS[self]

    @property
    def of_contact(self) -> bool:
        """Whether it leads to somebody."""
        return self in {Kind.PHONE, Kind.FAX, Kind.EMAIL, Kind.WEB}


_BLOCKS: Final = {
    Kind.REFERENCE: BlockName.REFERENCE,
    Kind.YOUR_REFERENCE: BlockName.REFERENCE,
    Kind.CONTACT: BlockName.CONTACT,
    Kind.PHONE: BlockName.CONTACT,
    Kind.FAX: BlockName.CONTACT,
    Kind.EMAIL: BlockName.CONTACT,
    Kind.WEB: BlockName.CONTACT,
    Kind.DATE: BlockName.DATE,
    Kind.SENDER: BlockName.LETTERHEAD,
    Kind.ADDRESSEE: BlockName.ADDRESSEES,
    Kind.SUBJECT: BlockName.SUBJECT,
    Kind.ANNEXES: BlockName.ANNEXES,
    Kind.COPIES: BlockName.COPIES,
    Kind.DEADLINE: BlockName.NOTICE,
}


_ALONE: Final = frozenset({Kind.SUBJECT, Kind.CONTACT, Kind.COPIES, Kind.REFERENCE})
"""Labels that stand on a line of their own without a colon."""


@dataclass(frozen=True)
class Label:
    """A label as printed, without its colon, and what follows it on the line."""

    kind: Kind
    printed: str
    value: str
    colon: bool
    count: int | None = None


def label_at(text: str, tongue: Tongue, *, in_table: bool = False) -> Label | None:
    """The label that a text begins with; None where it begins with none.

    A label ends with a colon or is all there is; without a colon only such labels count whose value shows
    what they are: a number after `Tel.`, an address after `E-mail`, a count after `Encl.`. `in_table` says
    that the value stands in the next cell.
    """
    folded = fold(text)
    counted = _counted_first(text, folded)
    if counted:
        return counted
    for language in (tongue.language, *(each for each in Language if each is not tongue.language)):
        found = _in(language, text, folded, in_table=in_table)
        if found:
            return found
    return None


def _counted_first(text: str, folded: str) -> Label | None:
    match = _COUNT_FIRST.fullmatch(folded.strip())
    if match is None or not any(_annexes(each).fullmatch(match["label"]) for each in Language):
        return None
    return Label(Kind.ANNEXES, text.strip(), "", colon=False, count=int(match["count"]))


@cache
def _annexes(language: Language) -> re.Pattern[str]:
    return re.compile(alternatives(variants_of(language).labels.annexes))


@cache
def _patterns(language: Language) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    labels: Labels = variants_of(language).labels
    return tuple(
        (kind, re.compile(f"{_LEAD}(?P<label>{alternatives(getattr(labels, kind.value))}){_after(kind)}"))
        for kind in Kind
    )


def _after(kind: Kind) -> str:
    """What may stand between a label and its value: `Annex 2: Form`, `Encl. (2): …`, `Ref. N.º: …`."""
    if kind is Kind.ANNEXES:
        return f"{_NUMBER}{_COUNTED}{_AFTER}"
    return f"{_SIGN}{_AFTER}" if kind is Kind.REFERENCE else _AFTER


def _in(language: Language, text: str, folded: str, *, in_table: bool) -> Label | None:
    best: tuple[int, Label] | None = None
    for kind, pattern in _patterns(language):
        match = pattern.match(folded)
        if match is None:
            continue
        label = _label(kind, match, text)
        if _holds(label, match, folded, in_table=in_table) and (best is None or match.end("label") > best[0]):
            best = (match.end("label"), label)
    return best[1] if best else None


def _label(kind: Kind, match: re.Match[str], text: str) -> Label:
    end = match.start("colon") if match["colon"] else match.end()
    end = match.end("label") if kind is Kind.ANNEXES and match.groupdict().get("count") else end
    printed = text[match.start("label") : end].strip(" \t\u00a0*")
    value = text[match.end() :].strip(" \t\u00a0/")
    count = match.groupdict().get("count")
    return Label(kind, printed, value, colon=bool(match["colon"]), count=int(count) if count else None)


def _holds(label: Label, match: re.Match[str], folded: str, *, in_table: bool) -> bool:
    """Whether this is a label and not the beginning of a sentence."""
    if label.colon:
        return len(match["label"]) > 1 or label.kind is not Kind.PHONE or bool(_PHONE.match(label.value))
    if match["end"] is not None and match["space"] is None:
        short = match["label"] in _ANNEXES_ALONE and label.kind is Kind.ANNEXES
        return in_table or short or (label.kind in _ALONE and len(folded) > 2)
    return _shows(label, match["label"], folded[match.end() :].strip())


def _shows(label: Label, folded_label: str, rest: str) -> bool:
    """Whether the value shows by itself what it is."""
    match label.kind:
        case Kind.PHONE | Kind.FAX:
            return bool(_PHONE.match(rest))
        case Kind.EMAIL:
            return "@" in rest.split(" ", maxsplit=1)[0]
        case Kind.REFERENCE:
            return bool(_CODE.match(rest)) and folded_label not in {"file", "dossier"}
        case Kind.ANNEXES:
            short = folded_label in _SHORT_ANNEXES and len(rest) <= _LONGEST_ANNEX
            return short or bool(_COUNT.match(rest)) or _as_stated(rest)
        case Kind.COPIES:
            return folded_label in _SPACED or " " in folded_label
        case Kind.ADDRESSEE:
            return " " in folded_label and len(folded_label) > 8
    return False


def _as_stated(rest: str) -> bool:
    """`as mentioned`, also after letters or numbers: `A and B as mentioned`."""
    words = _ENUMERATED.sub("", rest.rstrip("."))
    return any(_stated(language).fullmatch(words) for language in Language)


@cache
def _stated(language: Language) -> re.Pattern[str]:
    return re.compile(alternatives(variants_of(language).marks.as_stated))
