"""The approval seal: one hash over every part of a letter, and the words for a part that is no longer so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from letters.facts import Language
from letters.layout.tree import CopyMark
from letters.letter import (
    FROZEN,
    Approval,
    Letter,
    LetterAnnex,
    LetterRendition,
    LetterVersion,
    annexes_of,
    approval_of,
    renditions_of,
    versions_of,
)
from letters.register import RegisterEntry, references_of, texts_of
from mailer.audit import AuditEntry
from mailer.canonical import digest
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.outbox import part_bytes

FORMAT: Final = 1
DOCUMENTS: Final = "the setting of documents"
"""The part of the manifest that names template, typesetter and fonts; empty where there were none."""
_WAYS: Final = frozenset(
    {"the layout", "the rendering", DOCUMENTS, "the seal's own format"}
    | {f"the {language} formulas" for language in Language}
)
"""Parts that say how the letter was made, and are not read from stored rows."""
APPROVED: Final = "letter.approve"
"""The deed under which the audit chain keeps the seal too."""


@dataclass(frozen=True)
class Rendered:
    """The templates of one language and mark, before they are frozen; `fields` are sorted."""

    language: Language
    mark: CopyMark
    subject: str
    text: str
    html: str
    document: str
    fields: tuple[str, ...]


def source_manifest(
    letter: Letter, versions: Iterable[LetterVersion], annexes: Iterable[LetterAnnex]
) -> dict[str, str]:
    """What was written, part by part: the facts, each version, each annex; names to hashes."""
    found = {"the facts": digest([letter.facts]), "the issue date": letter.issue_date.isoformat()}
    for version in versions:
        written = [version.subject, version.front_matter, version.body]
        found[f"the {version.language} version"] = digest(written)
    for annex in annexes:
        found[f"the annex {annex.path}"] = digest([annex.name, annex.media_type, annex.size, annex.sha256])
    return found


def source_hash(manifest: Mapping[str, str]) -> str:
    """One hash for what was written: equal texts, facts and annexes give equal hashes."""
    return digest(dict(manifest))


def rendition_manifest(renditions: Iterable[LetterRendition | Rendered]) -> dict[str, str]:
    """The frozen templates, part by part; their reference is still a field."""
    return {
        f"the {rendition.language} rendition ({rendition.mark})": digest(
            [
                rendition.subject,
                rendition.text,
                rendition.html,
                rendition.document,
                list(rendition.fields),
            ]
        )
        for rendition in renditions
    }


def full_manifest(
    source: Mapping[str, str],
    renditions: Iterable[LetterRendition | Rendered],
    *,
    formulas: Mapping[Language, str],
    layout: str,
    engine: int,
    emblem: str | None,
    documents: Mapping[str, str],
) -> dict[str, Any]:
    """All that the approval seal covers; `documents` says what they are set with, `formulas` are hashes."""
    ways = {
        "the layout": layout,
        "the rendering": engine,
        "the emblem": emblem,
        DOCUMENTS: dict(documents),
        "the seal's own format": FORMAT,
    }
    return {**source, **rendition_manifest(renditions), **_named(formulas), **ways}


def _named(formulas: Mapping[Language, str]) -> dict[str, str]:
    return {f"the {language} formulas": value for language, value in formulas.items()}


def changed_formulas(approval: Approval, formulas: Mapping[Language, str]) -> list[str]:
    """The set phrases that are others now than those a letter was approved with (`the fr formulas`).

    The letter goes out with those it was approved with, for its renditions are frozen; a new approval would
    take the new ones.
    """
    now = _named(formulas)
    return sorted(name for name in approval.manifest if name in now and approval.manifest[name] != now[name])


def changed_parts(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The names of the parts that are new, gone or others, sorted."""
    return sorted(name for name in {**before, **now} if before.get(name) != now.get(name))


def seal_of(manifest: Mapping[str, Any]) -> str:
    """The approval seal: the hash of the manifest."""
    return digest(dict(manifest))


def verify_seal(session: OfficeSession, letter: Letter) -> str | None:
    """None while the letter is exactly what was approved, else in words what differs.

    Reads every frozen row and the bytes of every annex; compares with the seal in the approval and with the
    one in the audit chain.
    """
    approval = approval_of(session, letter)
    if letter.state not in FROZEN or approval is None:
        return f"The letter “{letter.handle}” is {letter.state}: no approval of it holds."
    if seal_of(approval.manifest) != approval.seal:
        return f"The seal of the letter “{letter.handle}” is not the one of what was approved."
    try:
        differing = _differing(session, letter, approval)
    except (LookupError, ValueError):
        return f"Rows of the letter “{letter.handle}” were changed and cannot be read any more."
    if differing:
        listed = ", ".join(differing)
        return f"The letter “{letter.handle}” is not what was approved any more. Changed: {listed}."
    return _against_the_chain(session, letter, approval)


def require_seal(session: OfficeSession, letter: Letter) -> Approval:
    """The approval of a letter that is exactly what was approved; Refused with what differs otherwise."""
    differs = verify_seal(session, letter)
    approval = approval_of(session, letter)
    if differs or approval is None:
        raise Refused(f"{differs} It cannot be sent.")
    return approval


def _differing(session: OfficeSession, letter: Letter, approval: Approval) -> list[str]:
    annexes = annexes_of(session, letter)
    stored = source_manifest(letter, versions_of(session, letter), annexes)
    made = rendition_manifest(renditions_of(session, approval))
    found = {**stored, **made, "the emblem": approval.emblem}
    approved = {name: value for name, value in approval.manifest.items() if name not in _WAYS}
    differing = changed_parts(approved, found)
    if approval.manifest.get("the rendering") != approval.engine:
        differing.append("the rendering")
    parts = {f"the annex {annex.path}": annex.sha256 for annex in annexes}
    if approval.emblem is not None:
        parts["the emblem"] = approval.emblem
    return sorted({*differing, *_spoilt(session, parts)})


def _spoilt(session: OfficeSession, parts: Mapping[str, str]) -> list[str]:
    """The names of those whose bytes are gone or are others."""
    spoilt = []
    for name, sha256 in parts.items():
        try:
            part_bytes(session, sha256)
        except Refused:
            spoilt.append(name)
    return spoilt


def references_facts(session: OfficeSession, entries: Sequence[RegisterEntry]) -> list[dict[str, Any]]:
    """A letter's references as the audit chain keeps them, for the approval seal leaves them open."""
    return [
        {
            "key": entry.key,
            "printed": entry.printed,
            "texts": {language.value: text for language, text in texts_of(session, entry).items()},
        }
        for entry in entries
    ]


def _against_the_chain(session: OfficeSession, letter: Letter, approval: Approval) -> str | None:
    """Compare with what the chain says was approved; an approval of this transaction is not in it yet."""
    asked = select(AuditEntry.facts).where(
        AuditEntry.subject == f"letter:{letter.id}", AuditEntry.deed == APPROVED
    )
    chained = session.scalars(asked.order_by(AuditEntry.number.desc())).first()
    if chained is None:
        return None
    if chained["seal"] != approval.seal:
        return f"The seal of the letter “{letter.handle}” is not the one in the audit chain."
    if chained["references"] != references_facts(session, references_of(session, letter.id)):
        return f"The reference of the letter “{letter.handle}” is not the one it was approved under."
    return None
