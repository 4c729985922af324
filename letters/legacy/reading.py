"""Reads a whole old letter: its blocks, who stands on it, and what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from letters.facts import BlockName, Language, LetterKind
from letters.legacy.annexes import annexes_in
from letters.legacy.asks import AskContext, asks_in, with_events
from letters.legacy.body_contacts import contacts_in_body
from letters.legacy.contacts import FoundContact, contact_in_sentence, contacts_in
from letters.legacy.dates import assumed_date, spans_in
from letters.legacy.deadlines import deadlines_in, each_once
from letters.legacy.events import events_in
from letters.legacy.furniture import strays_in
from letters.legacy.head import read_head
from letters.legacy.kinds import kind_of, purposes_of
from letters.legacy.letter import Blocks, Matters, OldLetter, Parties
from letters.legacy.lines import lost_links_in
from letters.legacy.old_file import OldFile
from letters.legacy.parties import addressees_in, copies_in, date_in, references_in
from letters.legacy.promises import credentials_in, promises_in
from letters.legacy.relations import relations_in
from letters.legacy.runs import of_block
from letters.legacy.sentences import Sentence, sentences_of
from letters.legacy.signing import signatory_in
from letters.legacy.subject import subject_in, subject_under_salutation
from letters.legacy.tail import read_tail
from letters.legacy.tongue import Tongue, language_of
from letters.legacy.verbal import addressed_in_text
from letters.legacy.zones import Zones, zones_of
from mailer.errors import Place, Refused

_NO_LETTER: Final = (
    "This does not look like a letter: a text in sentences is wanted, and around it at least two of date,"
    " reference, addressees, salutation, closing and signature."
)
_NO_DATE: Final = "The letter bears no date that can be read. Say it: --date 2004-03-15."


def read_old_letter(
    file: OldFile, *, language: Language | None = None, issued: date | None = None
) -> OldLetter:
    """The letter in a file; `language` and `issued` are used where the file does not tell them.

    Refused when the text is no letter, or bears no date that can be read and none is given.
    """
    place = Place(file=file.name)
    tongue = Tongue.of(language or language_of("\n".join(line.text for line in file.lines)))
    strays = strays_in(file.lines, tongue)
    taken = {stray.line.number for stray in strays if stray.taken_out}
    lines = [replace(line, text="") if line.number in taken else line for line in file.lines]
    zones = zones_of(lines, tongue)
    if zones is None:
        raise Refused(_NO_LETTER, place=place)
    blocks = _blocks(zones, tongue)
    sentences = sentences_of(blocks.body)
    parties = _parties(blocks, zones, sentences, tongue)
    kind = kind_of(zones, blocks, parties, sentences, tongue)
    if _signs_of_a_letter(zones, parties, kind) < 2:
        raise Refused(_NO_LETTER, place=place)
    day = parties.date.day if parties.date else issued or assumed_date(lines, tongue)
    if day is None:
        raise Refused(_NO_DATE, place=place)
    matters = _matters(blocks, parties, sentences, day, kind, tongue)
    purposes = purposes_of(parties, sentences, tongue)
    return OldLetter(file, tongue, zones, blocks, parties, day, kind, purposes, matters, strays)


def _blocks(zones: Zones, tongue: Tongue) -> Blocks:
    head = read_head(zones.head, tongue)
    subject, body = subject_under_salutation(zones, head, tongue)
    tail = read_tail(zones.tail, tongue, verbal=zones.verbal)
    return Blocks(head, zones.salutation, subject, body, zones.closing, tail)


def _parties(blocks: Blocks, zones: Zones, sentences: Sequence[Sentence], tongue: Tongue) -> Parties:
    runs = blocks.runs
    addressees = addressees_in(runs, tongue)
    if addressees is None and zones.verbal:
        addressees = addressed_in_text(sentences, tongue)
    return Parties(
        references=references_in(runs, tongue),
        date=date_in(runs, tongue),
        contacts=_contacts(blocks, sentences, tongue),
        addressees=addressees,
        subject=subject_in(runs),
        signatory=signatory_in(runs, tongue),
        annexes=annexes_in(runs, tongue),
        copies=copies_in(runs),
    )


def _contacts(blocks: Blocks, sentences: Sequence[Sentence], tongue: Tongue) -> list[FoundContact]:
    """The officers of the contact block, and those whom only the text names."""
    officers = [*contacts_in(blocks.runs, tongue), *contacts_in_body(blocks.body, tongue)]
    known = {officer.email for officer in officers}
    mentioned = (contact_in_sentence(sentence.text, sentence.line, tongue) for sentence in sentences)
    return [*officers, *(one for one in mentioned if one and (not one.email or one.email not in known))]


def _signs_of_a_letter(zones: Zones, parties: Parties, kind: LetterKind) -> int:
    """How many of the things are there that make a text a letter."""
    signed = parties.signatory is not None and bool(zones.closing or parties.signatory.signed)
    return sum(
        (
            kind is not LetterKind.CIRCULAR,
            parties.date is not None,
            bool(parties.references),
            parties.addressees is not None,
            bool(zones.salutation) or zones.verbal,
            bool(zones.closing) or zones.woven,
            parties.copies is not None or parties.annexes is not None,
            signed,
        )
    )


def _matters(
    blocks: Blocks,
    parties: Parties,
    sentences: Sequence[Sentence],
    day: date,
    kind: LetterKind,
    tongue: Tongue,
) -> Matters:
    everything = [*_headings(blocks, parties), *sentences]
    printed = deadlines_in(everything, day, tongue)
    deadlines = each_once(printed)
    events = events_in(everything, day, [deadline.day for deadline in deadlines], tongue)
    asks = asks_in(sentences, printed, _ask_context(blocks, parties), tongue)
    own = [reference.text for reference in parties.references if not reference.earlier]
    found = Matters(
        deadlines=deadlines,
        events=events,
        asks=with_events(asks, tongue) if events else asks,
        relations=relations_in(everything, own, kind, day, tongue),
        promises=promises_in(sentences, day, tongue),
        credentials=credentials_in(sentences, tongue),
    )
    return replace(found, dates=spans_in(blocks, parties, everything, found, day, tongue))


def _headings(blocks: Blocks, parties: Parties) -> list[Sentence]:
    """Subject and notices: they may set a deadline or name an event too."""
    subject = parties.subject
    found = [Sentence(subject.text, subject.lines[0], subject.lines[-1], -1)] if subject else []
    for run in of_block(blocks.runs, BlockName.NOTICE):
        for row in run.rows:
            words = " ".join(part.cell.words for part in row)
            found.append(Sentence(words, row[0].cell.number, row[-1].cell.number, -1))
    return found


def _ask_context(blocks: Blocks, parties: Parties) -> AskContext:
    mailboxes = (contact.email for contact in parties.contacts if contact.email and not contact.in_body)
    return AskContext(
        mailbox=next(mailboxes, ""),
        annexed=parties.annexes is not None,
        lost_links=tuple(words for line in blocks.body for words in lost_links_in(line.text)),
    )
