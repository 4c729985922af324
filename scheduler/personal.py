"""The document of one recipient's own: set from what was sealed and frozen, and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from letters.document.typesetting import Typesetter, Unprintable
from letters.facts import Language
from letters.layout.tree import CopyMark
from mailer.blueprint import PartRef
from mailer.canonical import digest
from mailer.database import OfficeSession
from mailer.merge import MergeFailed, Values
from scheduler.campaign import Campaign, OnPaper, letter_of_campaign
from scheduler.papers import Papers, papers_of

PDF: Final = "application/pdf"
OwnPart = tuple[PartRef, bytes]


class OwnDocuments:
    """Sets the documents of a campaign, one recipient's after the other; in one thread only.

    Templates and typesetter are under the approval seal, values under the release seal, so that the same
    recipient's is always the same bytes.
    """

    def __init__(self, papers: Papers, typesetter: Typesetter) -> None:
        self._papers = papers
        self._typesetter = typesetter

    def of(self, language: str, mark: CopyMark, values: Values) -> OwnPart:
        """The document with these merge values, as a part of a message.

        MergeFailed where they cannot be merged, and for a sign that no font of documents has.
        """
        version = Language(language), mark
        lines = self._papers.lines(version, values)
        try:
            content = self._typesetter.typeset(lines, self._papers.houses[version[0]])
        except Unprintable as refused:
            raise MergeFailed(refused.message, field="document") from refused
        sha256 = hashlib.sha256(content).hexdigest()
        return PartRef(sha256, PDF, self._papers.names[version], len(content)), content

    def of_text(self, language: str, mark: CopyMark, values_text: str) -> OwnPart:
        """The same, from the canonical text of the values as it is frozen."""
        return self.of(language, mark, json.loads(values_text))


def papers_for(session: OfficeSession, campaign: Campaign) -> Papers | None:
    """What the documents of a campaign's recipients are set from; None where none has one of their own.

    Refused and Unreachable as `scheduler.papers.papers_of` says.
    """
    if campaign.document is not OnPaper.PERSONAL:
        return None
    return papers_of(session, letter_of_campaign(session, campaign))


@contextmanager
def own_documents(papers: Papers | None) -> Iterator[OwnDocuments | None]:
    """What sets documents from these papers, until the block ends; None without them."""
    if papers is None:
        yield None
        return
    with Typesetter() as typesetter:
        yield OwnDocuments(papers, typesetter)


def digest_of_parts(rows: Iterable[tuple[int, str]]) -> str:
    """One hash over whose document is which: frozen rows in order, each with the hash of its file."""
    return digest([[row, sha256] for row, sha256 in rows])
