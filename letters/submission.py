"""Submitting a letter: a folder as it was read becomes a stored draft in review."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from letters.annexes import AnnexFile
from letters.clearance import void_clearances
from letters.editions import digest_of_edition, keep_edition
from letters.facts import facts_json
from letters.findings import Finding, errors_of, in_order
from letters.letter import (
    Letter,
    LetterAnnex,
    LetterState,
    LetterVersion,
    annexes_of,
    letter_called,
    lock_letter,
    move,
    versions_of,
)
from letters.reason import checked_reason
from letters.rows import annex_rows, version_rows
from letters.seal import source_hash, source_manifest
from letters.source import LetterSource, VersionSource, annex_paths
from mailer.audit import Actor, record
from mailer.database import OfficeSession
from mailer.errors import Misused, Refused
from mailer.outbox import keep_part, part_bytes
from mailer.staff import Role, require

LONGEST_HANDLE: Final = 80
_HANDLE: Final = re.compile(r"\w[\w.-]*")
_WITHDRAW_FIRST: Final = "; if that letter must not go out, withdraw it first"
_UNFIT: Final = re.compile(r"[^\w.-]+")


class HasErrors(Refused):
    """The checks found errors; `findings` are all of them, warnings too."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(in_order(findings))
        errors = errors_of(self.findings)
        listed = "\n".join(f"  {finding.bare}" for finding in errors)
        count = f"{len(errors)} errors" if len(errors) > 1 else "an error"
        super().__init__(f"The letter has {count}:\n{listed}")


def refuse_errors(findings: Iterable[Finding]) -> None:
    """HasErrors if any of the findings is an error."""
    found = tuple(findings)
    if errors_of(found):
        raise HasErrors(found)


def handle_from(name: str) -> str:
    """A handle made of a folder's name: blanks and signs become hyphens; Misused if nothing is left."""
    made = _UNFIT.sub("-", unicodedata.normalize("NFC", name)).strip("-._")[:LONGEST_HANDLE]
    return checked_handle(made)


def checked_handle(handle: str) -> str:
    """The handle in its one form; Misused for one that is no short name."""
    handle = unicodedata.normalize("NFC", handle)
    if len(handle) > LONGEST_HANDLE or not _HANDLE.fullmatch(handle):
        raise Misused(
            f"“{handle[:LONGEST_HANDLE]}” cannot name a letter. A name has at most {LONGEST_HANDLE} letters,"
            " digits and - . _ such as call-2027."
        )
    return handle


def submit(
    session: OfficeSession,
    now: datetime,
    actor: Actor,
    source: LetterSource,
    handle: str,
    findings: Iterable[Finding],
    *,
    drafter: str = "",
) -> Letter:
    """Store a letter, in review, under its handle; what lay there unapproved is replaced.

    `drafter` is the pseudonym of whoever wrote it, where the actor only hands it in, as the clock does.
    `findings` are what `letters.checks.check` said of the folder just now: HasErrors if there are errors.
    Refused if the letter of this handle is approved or ended. The same letter again is a new edition too.
    """
    require(actor, Role.DRAFTER, "submit a letter")
    handle = checked_handle(handle)
    found = tuple(findings)
    refuse_errors(found)
    _refuse_incomplete(source)
    known = letter_called(session, handle)
    before = None if known is None else known.source_hash
    if known is None:
        letter = _new_letter(session, now, actor, source, handle)
    else:
        letter = lock_letter(session, known.id)
        _clear(session, letter)
    _store(session, letter, source)
    letter.edition += 1
    letter.drafter, letter.submitted_at = drafter or actor.pseudonym, now
    letter.source_hash = stored_hash(session, letter)
    edition = keep_edition(session, letter, versions_of(session, letter), annexes_of(session, letter))
    void_clearances(session, now, letter, f"edition {letter.edition} took its place")
    why = "" if before is None else "replaces the draft"
    move(session, now, actor, letter, LetterState.IN_REVIEW, why)
    facts: dict[str, Any] = {
        "handle": handle,
        "edition": letter.edition,
        "source": letter.source_hash,
        "texts": digest_of_edition(edition),
        "replaced": before,
        "languages": [language.value for language in source.facts.languages],
        "warnings": len(found),
        **({"drafter": drafter} if drafter else {}),
    }
    record(session, now, actor, "letter.submit", f"letter:{letter.id}", facts)
    return letter


def send_back(session: OfficeSession, now: datetime, actor: Actor, letter: Letter, reason: str) -> None:
    """Return a letter in review to its drafter: a draft, until it is submitted again; Refused otherwise."""
    require(actor, Role.APPROVER, "send a letter back")
    why = checked_reason(reason, "send the letter back")
    letter = lock_letter(session, letter.id)
    move(session, now, actor, letter, LetterState.DRAFT, why)
    facts = {"edition": letter.edition}
    record(session, now, actor, "letter.send_back", f"letter:{letter.id}", facts, {"reason": why})


def stored_hash(session: OfficeSession, letter: Letter) -> str:
    """The hash of what is stored of a letter now, whatever the letter says of itself."""
    return source_hash(source_manifest(letter, versions_of(session, letter), annexes_of(session, letter)))


def stored_source(session: OfficeSession, letter: Letter) -> LetterSource:
    """The letter as it was submitted, from the database alone; Refused if bytes of an annex are gone."""
    versions = {
        version.language: VersionSource(
            language=version.language, subject=version.subject, body=version.body, **version.front_matter
        )
        for version in versions_of(session, letter)
    }
    annexes = {
        annex.path: AnnexFile(
            path=annex.path,
            name=annex.name,
            media_type=annex.media_type,
            size=annex.size,
            sha256=annex.sha256,
            content=part_bytes(session, annex.sha256),
        )
        for annex in annexes_of(session, letter)
    }
    return LetterSource(letter.read_facts(), versions, annexes)


def _refuse_incomplete(source: LetterSource) -> None:
    """What the checks of a folder would have named; a caller may have checked another one."""
    missing = [language for language in source.facts.languages if language not in source.versions]
    if missing:
        raise Refused(f"The letter has no {missing[0]}.md, although it names that language.")
    for path in annex_paths(source.facts):
        if path not in source.annexes:
            raise Refused(f"The annex {path} was not read.")


def _new_letter(
    session: OfficeSession, now: datetime, actor: Actor, source: LetterSource, handle: str
) -> Letter:
    letter = Letter(
        handle=handle,
        state=LetterState.DRAFT,
        edition=0,
        facts="",
        source_hash="",
        issue_date=source.facts.date,
        drafter=actor.pseudonym,
        submitted_at=now,
    )
    session.add(letter)
    try:
        session.flush()
    except IntegrityError as error:
        raise Refused(f"Somebody submitted a letter “{handle}” at this very moment. Try again.") from error
    return letter


def _clear(session: OfficeSession, letter: Letter) -> None:
    """Take the draft that is replaced out of the way; Refused for a letter that is no draft any more."""
    if letter.state not in {LetterState.DRAFT, LetterState.IN_REVIEW}:
        approved = letter.state is LetterState.APPROVED
        raise Refused(
            f"The letter “{letter.handle}” is {letter.state} and is not changed any more. Submit this one"
            f" under another name, with --handle NAME{_WITHDRAW_FIRST if approved else ''}."
        )
    session.execute(delete(LetterVersion).where(LetterVersion.letter_id == letter.id))
    session.execute(delete(LetterAnnex).where(LetterAnnex.letter_id == letter.id))


def _store(session: OfficeSession, letter: Letter, source: LetterSource) -> None:
    letter.facts, letter.issue_date = facts_json(source.facts), source.facts.date
    for version in version_rows(source):
        version.letter_id = letter.id
        session.add(version)
    for annex in annex_rows(source):
        annex.letter_id = letter.id
        annex.sha256 = keep_part(session, source.annexes[annex.path].content)
        session.add(annex)
    session.flush()
