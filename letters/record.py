"""The document of record: an approved letter on paper, made once, kept by its hash, read back whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from letters.compile import REFERENCE_FIELDS, reference_values
from letters.document.emblem import Emblem, read_emblem
from letters.document.engine import engine, engine_manifest
from letters.document.to_lines import document_lines
from letters.document.typesetting import House, house_of
from letters.facts import Language
from letters.languages import load_formulas
from letters.layout.tree import CopyMark
from letters.letter import Approval, Letter, LetterDocument, LetterRendition, approval_of, renditions_of
from letters.naming import with_names_but_numbers
from letters.register import references_of
from letters.rendering import read_letter, version_in
from letters.seal import DOCUMENTS, changed_parts, verify_seal
from letters.submission import stored_source
from mailer.audit import Actor, AuditEntry, record
from mailer.database import OfficeSession
from mailer.errors import NotFound, Refused
from mailer.merge import Escaping, compile_template
from mailer.outbox import keep_part, part_bytes

KEPT: Final = "letter.document"
"""The deed under which the audit chain keeps a document's hash."""
_UNSAFE: Final = re.compile("[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Sheet:
    """A document that is to be set: its merged lines, what it bears beside them, and what it belongs to."""

    letter_id: int
    approval_id: int
    seal: str
    language: Language
    mark: CopyMark
    name: str
    lines: str
    house: House


def file_name(session: OfficeSession, letter: Letter, language: Language, mark: CopyMark) -> str:
    """`DM-1276-fr.pdf`: the reference in plain letters, the language, and the mark of what is no original."""
    entries = references_of(session, letter.id)
    stem = _UNSAFE.sub("-", entries[0].key if entries else letter.handle).strip("-.") or f"letter-{letter.id}"
    return f"{stem}-{language}{'' if mark is CopyMark.ORIGINAL else f'-{mark}'}.pdf"


def kept_document(
    session: OfficeSession, letter: Letter, language: Language, mark: CopyMark = CopyMark.ORIGINAL
) -> tuple[LetterDocument, bytes] | None:
    """The document that was kept under the latest approval, with its bytes; None if none was made yet.

    Refused if the bytes are gone or altered, or are not those that the audit chain names.
    """
    asked = (
        select(LetterDocument)
        .join(Approval, Approval.id == LetterDocument.approval_id)
        .where(Approval.letter_id == letter.id)
        .where(LetterDocument.language == language, LetterDocument.mark == mark)
        .order_by(Approval.id.desc())
    )
    document = session.scalars(asked).first()
    if document is None:
        return None
    chained = select(AuditEntry.facts).where(
        AuditEntry.subject == f"letter:{letter.id}", AuditEntry.deed == KEPT
    )
    if document.sha256 not in {facts["sha256"] for facts in session.scalars(chained)}:
        raise Refused(f"The document {document.name} is not the one that the audit chain names.")
    return document, part_bytes(session, document.sha256)


def plan_document(
    session: OfficeSession, letter: Letter, language: Language, mark: CopyMark = CopyMark.ORIGINAL
) -> Sheet:
    """What the document of record is set from, in a reading transaction; nothing is changed.

    A letter that is the same for all is set as everybody gets it. Where it has merge fields they stand by
    their names, and remarks say who gets what. Refused if the letter is not exactly what was approved, or if
    documents would be set otherwise than when it was approved, naming what differs; NotFound for a language
    that it is not written in; Unreachable where documents cannot be set.
    """
    engine()
    approval = sealed_for_paper(session, letter)
    rendition = rendition_in(session, approval, language, mark)
    facts = letter.read_facts()
    return Sheet(
        letter_id=letter.id,
        approval_id=approval.id,
        seal=approval.seal,
        language=language,
        mark=mark,
        name=file_name(session, letter, language, mark),
        lines=_lines(session, letter, rendition),
        house=house_of(facts, language, approved_emblem(session, approval)),
    )


def sealed_for_paper(session: OfficeSession, letter: Letter) -> Approval:
    """The approval of a letter whose documents would be set as they were approved; Refused otherwise."""
    differs = verify_seal(session, letter)
    approval = approval_of(session, letter)
    if differs or approval is None:
        raise Refused(f"{differs} No document can be made of it.")
    sealed: Mapping[str, str] = approval.manifest[DOCUMENTS]
    if not sealed:
        raise Refused(
            f"The letter “{letter.handle}” was approved where no documents could be set (the extra `pdf` was"
            " not installed); it has none."
        )
    changed = changed_parts(sealed, engine_manifest())
    if changed:
        raise Refused(
            f"Documents would be set otherwise now than when “{letter.handle}” was approved. Changed:"
            f" {', '.join(changed)}. Install what was used then."
        )
    return approval


def approved_emblem(session: OfficeSession, approval: Approval) -> Emblem | None:
    """The picture that documents under this approval bear."""
    return read_emblem(part_bytes(session, approval.emblem)) if approval.emblem else None


def rendition_in(
    session: OfficeSession, approval: Approval, language: Language, mark: CopyMark
) -> LetterRendition:
    """The frozen templates of a language and mark; NotFound where the letter is not written in it."""
    for rendition in renditions_of(session, approval):
        if (rendition.language, rendition.mark) == (language, mark):
            return rendition
    raise NotFound(f"The letter is not written in “{language}”.")


def fields_of_its_own(rendition: LetterRendition, references: Mapping[str, str]) -> set[str]:
    """What in the document depends on who gets it; a salutation that has a usual form does not count."""
    own = set(rendition.fields) - {*REFERENCE_FIELDS, "salutation"}
    return own | set(compile_template(rendition.document, Escaping.JSON).missing(references))


def _lines(session: OfficeSession, letter: Letter, rendition: LetterRendition) -> str:
    references = reference_values(session, letter, rendition.language)
    source = rendition.document
    if fields_of_its_own(rendition, references):
        stored = stored_source(session, letter)
        version = version_in(stored, rendition.language)
        formulas = load_formulas(rendition.language)
        written, _ = read_letter(stored.facts, version, formulas, rendition.mark)
        source = document_lines(with_names_but_numbers(written))
    return compile_template(source, Escaping.JSON).merge(references)


def keep_document(
    session: OfficeSession, now: datetime, actor: Actor, sheet: Sheet, content: bytes
) -> LetterDocument:
    """Keep a document that was set, once; one that is kept already is given back. Leaves an audit entry."""
    asked = select(LetterDocument).where(
        LetterDocument.approval_id == sheet.approval_id,
        LetterDocument.language == sheet.language,
        LetterDocument.mark == sheet.mark,
    )
    if (known := session.scalars(asked).first()) is not None:
        return known
    document = LetterDocument(
        approval_id=sheet.approval_id,
        language=sheet.language,
        mark=sheet.mark,
        name=sheet.name,
        size=len(content),
        sha256=keep_part(session, content),
        made_at=now,
    )
    session.add(document)
    session.flush()
    facts = {
        "language": sheet.language.value,
        "mark": sheet.mark.value,
        "name": sheet.name,
        "sha256": document.sha256,
        "size": document.size,
        "seal": sheet.seal,
    }
    record(session, now, actor, KEPT, f"letter:{sheet.letter_id}", facts)
    return document
