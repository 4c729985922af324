"""The references of a letter that is approved: a number under its parent, and those of series or by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from letters.facts import Facts, Language
from letters.languages import Formulas
from letters.letter import Letter
from letters.register import Modifier, RegisterEntry, take_child, take_references
from mailer.audit import Actor
from mailer.database import OfficeSession

Labels = Mapping[Language, str]
"""What each language of a letter prints for its number under the parent, such as `Corrigendum {number}`."""


def child_labels(facts: Facts, formulas: Mapping[Language, Formulas]) -> Labels:
    """The labels of a letter that follows on another, from these formulas; none for any other letter."""
    if not facts.is_child:
        return {}
    # Labels are named as the kinds of letters are; a house test of the languages' data holds them to it.
    return {language: getattr(formulas[language].labels, facts.kind.value) for language in facts.languages}


def take_numbers(
    session: OfficeSession, now: datetime, actor: Actor, letter: Letter, labels: Labels
) -> list[RegisterEntry]:
    """Reserve every reference of a letter, the primary one first; Refused as the register refuses."""
    facts = letter.read_facts()
    taken: list[RegisterEntry] = []
    if facts.is_child and facts.parent is not None:
        taken.append(
            take_child(
                session, now, actor, facts.parent, Modifier(facts.kind.value),
                issue_date=letter.issue_date, letter_id=letter.id, labels=labels,
            )
        )  # fmt: skip
    return taken + take_references(
        session, now, actor, facts.references,
        issue_date=letter.issue_date, letter_id=letter.id, first=len(taken),
    )  # fmt: skip
