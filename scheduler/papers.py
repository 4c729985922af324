"""What the letters of a campaign on paper are set from: the sealed templates, references and particulars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from letters.document.engine import engine
from letters.document.typesetting import House, house_of
from letters.facts import Language
from letters.layout.tree import CopyMark
from letters.letter import Letter, renditions_of
from letters.numbers import reference_values
from letters.record import approved_emblem, file_name, sealed_for_paper
from mailer.database import OfficeSession
from mailer.merge import Escaping, Template, Values, compile_template

Version = tuple[Language, CopyMark]


@dataclass(frozen=True)
class Papers:
    """What all letters of one language and mark share on paper."""

    names: Mapping[Version, str]
    """Their file names, such as `DM-1276-fr.pdf`."""
    templates: Mapping[Version, Template]
    references: Mapping[Language, Mapping[str, str]]
    houses: Mapping[Language, House]

    def lines(self, version: Version, values: Values) -> str:
        """The merged lines of one recipient's letter; MergeFailed for values that cannot be merged."""
        return self.templates[version].merge({**values, **self.references[version[0]]})


def papers_of(session: OfficeSession, letter: Letter) -> Papers:
    """What an approved letter is set from, in a reading transaction.

    Refused if it is not exactly what was approved, or would be set otherwise than when it was approved;
    Unreachable where documents cannot be set.
    """
    engine()
    approval = sealed_for_paper(session, letter)
    emblem, languages = approved_emblem(session, approval), letter.read_facts().languages
    made = [((one.language, one.mark), one.document) for one in renditions_of(session, approval)]
    return Papers(
        names={version: file_name(session, letter, *version) for version, _ in made},
        templates={version: compile_template(document, Escaping.JSON) for version, document in made},
        references={language: reference_values(session, letter, language) for language in languages},
        houses={language: house_of(letter.read_facts(), language, emblem) for language in languages},
    )
