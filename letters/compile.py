"""Compiles an approved letter into the blueprints of its copies: one for each language and mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from letters.calendar.kept import calendar_parts
from letters.facts import Facts, Language, MailKind
from letters.layout.tree import CopyMark
from letters.letter import (
    Approval,
    Letter,
    LetterAnnex,
    LetterRendition,
    annexes_of,
    renditions_of,
)
from letters.numbers import REFERENCE_FIELDS, values_in
from letters.register import RegisterEntry, references_of, texts_of
from letters.seal import require_seal
from letters.sender import sender_of
from mailer.blueprint import BlueprintSpec, PartRef
from mailer.database import OfficeSession
from mailer.dispatch import MailKind as PostKind
from mailer.errors import Refused
from mailer.settings import OfficeSettings

KINDS: Final = {MailKind.OFFICIAL: PostKind.OFFICIAL, MailKind.VOLUNTARY: PostKind.VOLUNTARY}


def blueprints_for(
    session: OfficeSession, letter: Letter, office: OfficeSettings, verified: Approval | None = None
) -> dict[tuple[Language, CopyMark], BlueprintSpec]:
    """The blueprint of every language and mark, from the database alone.

    Refused if the letter is not approved or issued, if it is not exactly what was approved (see
    `letters.seal.verify_seal`), or if a template asks for a reference that is not resolved. Whoever verified
    the seal in this very transaction gives the approval, and it is not verified a second time.
    """
    approval = verified or require_seal(session, letter)
    facts = letter.read_facts()
    annexes = {annex.path: annex for annex in annexes_of(session, letter)}
    calendars = calendar_parts(session, approval)
    entries = references_of(session, letter.id)
    texts = [texts_of(session, entry) for entry in entries]
    return {
        (rendition.language, rendition.mark): _blueprint(
            letter,
            facts,
            rendition,
            fixed=values_in(entries, texts, rendition.language),
            headers=_headers(entries),
            parts=_parts(facts, rendition.language, annexes, calendars.get(rendition.language)),
            office=office,
        )
        for rendition in renditions_of(session, approval)
    }


def _blueprint(
    letter: Letter,
    facts: Facts,
    rendition: LetterRendition,
    *,
    fixed: Mapping[str, str],
    headers: tuple[tuple[str, str], ...],
    parts: tuple[PartRef, ...],
    office: OfficeSettings,
) -> BlueprintSpec:
    open_fields = [name for name in REFERENCE_FIELDS if name in rendition.fields and not fixed.get(name)]
    if open_fields:
        raise Refused(f"The letter “{letter.handle}” has no reference yet and cannot be sent.")
    sender = sender_of(office)
    return BlueprintSpec(
        language=rendition.language.value,
        sender=sender.mailbox,
        reply_to=sender.reply_to,
        subject=rendition.subject,
        text=rendition.text,
        html=rendition.html,
        fixed={name: value for name, value in fixed.items() if name in rendition.fields},
        headers=headers,
        parts=parts,
        domain=sender.domain,
        kind=KINDS[facts.mail],
        list_id=_list_id(facts, office),
        signed_replies=facts.signed_replies,
    )


def _headers(entries: Sequence[RegisterEntry]) -> tuple[tuple[str, str], ...]:
    """RFC 3834 section 5: what a program sends says so, and is not answered by other programs."""
    machine = ("Auto-Submitted", "auto-generated")
    primary = [("X-Letter-Reference", entry.key) for entry in entries if entry.position == 0]
    return (machine, *primary)


def _parts(
    facts: Facts, language: Language, annexes: Mapping[str, LetterAnnex], calendar: PartRef | None
) -> tuple[PartRef, ...]:
    """The annexes of this language in the order of their numbers, then its calendar.

    A file named twice goes out once.
    """
    paths = dict.fromkeys(
        path
        for annex in sorted(facts.annexes, key=lambda annex: annex.number)
        if annex.file and (path := annex.file.get(language)) is not None
    )
    found = [annexes[path] for path in paths]
    parts = (PartRef(annex.sha256, annex.media_type, annex.name, annex.size) for annex in found)
    return (*parts, *([calendar] if calendar else []))


def _list_id(facts: Facts, office: OfficeSettings) -> str | None:
    """The list that voluntary mail belongs to, by which readers file and refuse it (RFC 2919)."""
    if facts.mail is not MailKind.VOLUNTARY:
        return None
    return f"{(facts.stream or 'letters').replace('_', '-').strip('-')}.{office.domain}"
