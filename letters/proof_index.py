"""The first page of a proof: which letter it is and how it stands, and the way to each of its renditions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

from letters.facts import Facts, Language
from letters.languages import Formulas
from letters.layout.to_text import subject_line
from letters.letter import letter_called
from letters.naming import with_names
from letters.pages import framed
from letters.preview import draft_references
from letters.proof import Proof
from letters.register import references_of
from letters.rendering import read_letter, version_in
from letters.rows import written_hash
from letters.source import LetterSource
from mailer.database import OfficeSession

NOT_SUBMITTED = "a folder, not submitted yet"


@dataclass(frozen=True)
class Standing:
    """How the office knows a letter: its references as they are printed, if it has any, and its state."""

    references: tuple[str, ...] = ()
    state: str = NOT_SUBMITTED


def standing_of(session: OfficeSession, handle: str, source: LetterSource) -> Standing:
    """How the office knows a letter by its handle.

    What is not the stored edition word for word has neither its number nor its state.
    """
    letter = letter_called(session, handle)
    if letter is None:
        return Standing()
    if written_hash(source) != letter.source_hash:
        return Standing(state=f"differs from edition {letter.edition}, which is {letter.state}")
    printed = tuple(entry.printed for entry in references_of(session, letter.id))
    return Standing(printed, f"{letter.state}, edition {letter.edition}")


def proof_index(
    source: LetterSource,
    proofs: Collection[Proof],
    formulas: Mapping[Language, Formulas],
    standing: Standing,
) -> str:
    """The page, with a row for each language and a link for each category that reads the letter in it."""
    facts = source.facts
    subject = _subject(source, facts.languages[0], formulas)
    references = ", ".join(standing.references or draft_references(facts).values()) or "without a number"
    told = "".join(
        f"<dt>{name}</dt><dd>{escape(value)}</dd>\n"
        for name, value in _facts(facts, references, standing.state).items()
        if value
    )
    rows = "\n".join(_row(source, language, proofs, formulas) for language in facts.languages)
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("language", "subject", "as it is read by"))
    body = (
        f'<h1><span class="kind">Proof of {escape(references)}</span>\n{escape(subject)}</h1>\n'
        f'<dl>\n{told}</dl>\n<table class="proof">\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>\n"
    )
    return framed(f"Proof of {references}", body)


def _facts(facts: Facts, references: str, state: str) -> dict[str, str]:
    """What stands above the table, by its label; what the letter does not say is empty."""
    signatory = facts.signatory
    return {
        "Reference": references,
        "Dated": f"{facts.date.day} {facts.date:%B %Y}",
        "State": state,
        "Signed by": (signatory.name.get(facts.languages[0]) or "") if signatory else "",
    }


def _row(
    source: LetterSource,
    language: Language,
    proofs: Collection[Proof],
    formulas: Mapping[Language, Formulas],
) -> str:
    own, named = formulas[language], escape(_subject(source, language, formulas))
    links = " ".join(
        f'<a href="{escape(one.file)}">{escape(one.category)}</a>'
        for one in proofs
        if one.language is language
    )
    subject = f'<td lang="{language}" dir="{own.direction}">{named}</td>'
    return f'<tr><th scope="row" lang="{language}">{escape(own.name)}</th>{subject}<td>{links}</td></tr>'


def _subject(source: LetterSource, language: Language, formulas: Mapping[Language, Formulas]) -> str:
    """The subject with its merge fields named."""
    letter, _ = read_letter(source.facts, version_in(source, language), formulas[language])
    return subject_line(with_names(letter))
