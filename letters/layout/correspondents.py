"""The blocks that name people and places: references, contact officers, addressees, signature, copies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letters.facts import Block as BlockStyle
from letters.facts import Bullet, CategoryLine, Contact, Facts, LabelForm, Language, Reference
from letters.languages import Formulas, category_heading, category_name
from letters.layout.tree import Labelled, Lines, Listed, Piece, Words
from letters.layout.wording import bold, label, plain, text_in
from letters.markdown.reading import read_line
from letters.markdown.tree import Direction, Emphasis, Field, Link
from letters.source import VersionSource

_UNDER_THE_PARENT: Final = "parent"
_BULLETS: Final = {Bullet.NONE: "", Bullet.HYPHEN: "-", Bullet.EN_DASH: "–", Bullet.DOT: "•"}


def references(facts: Facts, style: BlockStyle, language: Language, formulas: Formulas) -> tuple[Piece, ...]:
    """A line for each reference; those that the register gives are the fields `reference`, `reference_2`."""
    return tuple(
        _reference(reference, number, style, language, formulas)
        for number, reference in enumerate(_borne(facts), start=1)
    )


def _borne(facts: Facts) -> list[Reference]:
    """What the letter bears; a number under the parent is given by the register, like one of a series."""
    return [reference or Reference(series=_UNDER_THE_PARENT) for reference in facts.numbers]


def _reference(
    reference: Reference, number: int, style: BlockStyle, language: Language, formulas: Formulas
) -> Piece:
    labels = formulas.labels
    usual = labels.reference_long if reference.label is LabelForm.LONG else labels.reference
    own = text_in(reference.label_text, language)
    value = _reference_value(reference, number, language)
    if reference.bold and not style.bold:
        value = (Emphasis(value, strong=True),)
    signs = "/".join(sign for sign in (reference.unit, reference.initials) if sign)
    values = (bold(value, style), *((plain(signs),) if signs else ()))
    return Labelled(label(style, own or usual, language, formulas), values, style.placement)


def _reference_value(reference: Reference, number: int, language: Language) -> Words:
    if reference.series is not None:
        return (Direction((Field("reference" if number == 1 else f"reference_{number}"),)),)
    return (Direction(plain(text_in(reference.display, language) or reference.manual or "")),)


def first_reference(facts: Facts, language: Language) -> Words:
    """The letter's own reference without its label, as further pages repeat it; nothing where it has none."""
    return next((_reference_value(reference, 1, language) for reference in _borne(facts)), ())


def contacts(facts: Facts, style: BlockStyle, language: Language, formulas: Formulas) -> tuple[Piece, ...]:
    """Each contact officer with phone, fax and mailbox, those that are given."""
    return tuple(
        Labelled(formulas.label(name) if style.label_shown else "", (bold(value, style),), style.placement)
        for contact in facts.contacts
        for name, value in _contact_lines(contact, style, language, formulas)
    )


def _contact_lines(
    contact: Contact, style: BlockStyle, language: Language, formulas: Formulas
) -> Iterator[tuple[str, Words]]:
    own, labels = contact.labels, formulas.labels
    long = own.form is LabelForm.LONG
    name = " ".join(
        part for part in (text_in(contact.civility, language), text_in(contact.name, language)) if part
    )
    heading = text_in(own.contact, language) or text_in(style.label, language) or labels.contact
    yield heading, plain(name)
    if contact.phone:
        usual = labels.phone_long if long else labels.phone
        yield text_in(own.phone, language) or usual, (Direction(plain(contact.phone)),)
    if contact.fax:
        usual = labels.fax_long if long else labels.fax
        yield text_in(own.fax, language) or usual, (Direction(plain(contact.fax)),)
    if contact.email:
        usual = labels.email_long if long else labels.email
        mailbox = Link(plain(contact.email), f"mailto:{contact.email}", bare=True)
        yield text_in(own.email, language) or usual, (mailbox,)


def addressees(
    facts: Facts, style: BlockStyle, version: VersionSource, formulas: Formulas
) -> tuple[Piece, ...]:
    """The heading, and the categories under it; without a heading each category as headings address it."""
    named = facts.addressees
    language = version.language
    if named is None:
        return (Lines((bold(read_line(version.heading)[0], style),)),) if version.heading else ()
    heading = version.heading or named.heading.get(language)
    if not heading:
        lines = (plain(_addressed(line, language, formulas)) for line in named.categories)
        return (Lines(tuple(bold(line, style) for line in lines)),)
    top = Lines((bold(read_line(heading)[0], style),))
    if not named.categories:
        return (top,)
    listed = tuple(plain(_listed(line, language, formulas)) for line in named.categories)
    return (top, Listed(_BULLETS[named.bullet], listed))


def _listed(line: CategoryLine, language: Language, formulas: Formulas) -> str:
    code = line.category or ""
    return text_in(line.label, language) or category_name(code, formulas) or code


def _addressed(line: CategoryLine, language: Language, formulas: Formulas) -> str:
    return category_heading(line.category or "", formulas) or _listed(line, language, formulas)


def signature(facts: Facts, language: Language, formulas: Formulas) -> tuple[Piece, ...]:
    """The mark (signed) where the letter bears it, the name, and the titles line by line."""
    signatory = facts.signatory
    if signatory is None:
        return ()
    name = " ".join(
        part for part in (text_in(signatory.honorific, language), text_in(signatory.name, language)) if part
    )
    titles = signatory.titles.get(language) if signatory.titles else ()
    signed = (Lines((plain(formulas.labels.signed),)),) if signatory.signed else ()
    return (*signed, Lines((plain(name), *(plain(title) for title in titles))))


def copies(facts: Facts, style: BlockStyle, language: Language, formulas: Formulas) -> tuple[Piece, ...]:
    """The groups that get a copy, one under the other, after one label."""
    groups = tuple(plain(text) for group in facts.copies if (text := text_in(group.label, language)))
    if not groups:
        return ()
    return (Labelled(label(style, formulas.labels.copy_, language, formulas), groups, style.placement),)
