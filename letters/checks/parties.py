"""Checks who stands on the letter: its reference, contact officers, addressees, signatory."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from letters.checks.places import fact_error, fact_warning, new_letters_only
from letters.facts import BlockName, LetterKind
from letters.findings import Finding
from letters.sentences import did_you_mean
from letters.source import LetterSource
from mailer.address import AddressProblem, parse


def check_parties(letter: LetterSource, categories: Collection[str]) -> Iterator[Finding]:
    """No reference, contacts that cannot be reached, unknown categories, no addressees, nobody who signs."""
    yield from _presence(letter)
    yield from _contacts(letter)
    yield from _categories(letter, categories)
    yield from _layout(letter)


def _presence(letter: LetterSource) -> Iterator[Finding]:
    facts = letter.facts
    if not facts.numbers:
        message = "The letter has no reference. Name a series, or a manual reference, under references:."
        yield new_letters_only(letter, fact_error(letter, "no-reference", message, "references"))
    if facts.signatory is None and facts.kind is not LetterKind.NOTE_VERBALE:
        message = "Nobody signs the letter. Fill in signatory:."
        yield new_letters_only(letter, fact_error(letter, "no-signatory", message, "signatory"))
    if facts.addressees is None:
        message = "The letter says nowhere whom it addresses. Fill in addressees:."
        yield new_letters_only(letter, fact_error(letter, "no-addressees", message, "addressees"))
    own_places = [version.place for version in letter.versions.values()]
    if facts.date_form.place and facts.place is None and not all(own_places):
        message = "The place before the date is missing. Fill in place:, or say place: no under date_form:."
        yield fact_warning(letter, "no-place", message, "place")


def _contacts(letter: LetterSource) -> Iterator[Finding]:
    for index, contact in enumerate(letter.facts.contacts):
        if not contact.channels:
            message = "This contact officer has neither phone nor fax nor e-mail."
            found = fact_error(letter, "contact-unreachable", message, "contacts", index)
            yield new_letters_only(letter, found)
        if contact.email:
            yield from mailbox_findings(letter, contact.email, "contacts", index, "email")


def mailbox_findings(letter: LetterSource, mailbox: str, *keys: str | int) -> Iterator[Finding]:
    """What is wrong or odd about a mailbox that the letter prints."""
    address = parse(mailbox)
    if isinstance(address, AddressProblem):
        yield new_letters_only(letter, fact_error(letter, "mailbox", str(address), *keys))
    else:
        yield from (fact_warning(letter, "mailbox", odd, *keys) for odd in address.warnings)


def _categories(letter: LetterSource, categories: Collection[str]) -> Iterator[Finding]:
    addressees = letter.facts.addressees
    for index, line in enumerate(addressees.categories if addressees else ()):
        if line.category is not None and line.category not in categories:
            message = unknown_category(line.category, categories)
            yield fact_error(
                letter, "unknown-category", message, "addressees", "categories", index, "category"
            )
    for name, wordings in letter.facts.terms.items():
        for category in wordings:
            if category not in categories and category != "others":
                message = unknown_category(category, [*categories, "others"])
                yield fact_error(letter, "unknown-category", message, "terms", name, category)
        lacking = [category for category in categories if category not in wordings]
        if lacking and "others" not in wordings:
            message = f"“{name}” has no wording for {', '.join(lacking)}. Add one, or one for others."
            yield fact_warning(letter, "term-incomplete", message, "terms", name)


def unknown_category(category: str, categories: Collection[str]) -> str:
    """The sentence about a category that the office does not have."""
    hint = did_you_mean(category, categories) or f" Known here: {', '.join(categories)}."
    return f"There is no category “{category}”.{hint}"


def _layout(letter: LetterSource) -> Iterator[Finding]:
    order = letter.facts.layout.order()
    for needed in (BlockName.SUBJECT, BlockName.BODY):
        if order and needed not in order:
            message = f"The layout has no place for the {needed}. Add it to the list."
            found = fact_error(letter, "layout", message, "layout")
            yield new_letters_only(letter, found) if needed is BlockName.SUBJECT else found
    for index, block in enumerate(letter.facts.layout.blocks):
        if block.beside is not None and block.beside not in order:
            message = f"The layout has no block {block.beside} for this one to stand beside."
            yield fact_error(letter, "layout", message, "layout", index, "beside")
