"""The document in the mail: what copies are made by has the one of record, or wants each one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from letters.compile import blueprints_for
from letters.facts import Language
from letters.layout.tree import CopyMark
from letters.letter import Approval, Letter, approval_of, renditions_of
from letters.numbers import reference_values
from letters.record import fields_of_its_own, kept_document
from mailer.blueprint import BlueprintSpec, PartRef
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.settings import OfficeSettings
from scheduler.campaign import Campaign, OnPaper, letter_of_campaign
from scheduler.papers import papers_of
from scheduler.personal import PDF


def specs_of(
    session: OfficeSession, campaign: Campaign, office: OfficeSettings, verified: Approval | None = None
) -> dict[tuple[Language, CopyMark], BlueprintSpec]:
    """What the copies of a campaign are made by, in every language and mark; with the document where wanted.

    Refused as `letters.compile.blueprints_for` says, which is told `verified`, for a document that is gone or
    was altered, and where recipients' own would not be set as they were approved; Unreachable where they
    cannot be set.
    """
    letter = letter_of_campaign(session, campaign)
    specs = blueprints_for(session, letter, office, verified)
    if campaign.document is OnPaper.NONE:
        return specs
    if campaign.document is OnPaper.PERSONAL:
        names = papers_of(session, letter).names
        return {key: replace(spec, own_part=names[key]) for key, spec in specs.items()}
    documents = documents_of(session, letter)
    return {key: replace(spec, parts=(documents[key], *spec.parts)) for key, spec in specs.items()}


def documents_of(session: OfficeSession, letter: Letter) -> Mapping[tuple[Language, CopyMark], PartRef]:
    """The kept documents of a letter, all of them; Refused where one was not made yet, or was altered."""
    found: dict[tuple[Language, CopyMark], PartRef] = {}
    for language in letter.read_facts().languages:
        for mark in CopyMark:
            kept = kept_document(session, letter, language, mark)
            if kept is None:
                raise Refused(f"The document of “{letter.handle}” in {language} ({mark}) was not made yet.")
            found[language, mark] = PartRef(kept[0].sha256, PDF, kept[0].name, kept[0].size)
    return found


def refuse_unattachable(session: OfficeSession, letter: Letter) -> None:
    """Refused for a letter that does not say the same to everybody: one document would be nobody's."""
    approval = approval_of(session, letter)
    own: set[str] = set()
    for rendition in renditions_of(session, approval) if approval else ():
        own |= fields_of_its_own(rendition, reference_values(session, letter, rendition.language))
    if own:
        raise Refused(
            f"“{letter.handle}” says something else to each recipient ({', '.join(sorted(own))}), so that no"
            " one document fits all. Send it with one for each (--document personal), or without."
        )
