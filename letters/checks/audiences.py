"""Checks whom a letter says it is for: audience expressions, the categories it lists, and who gets copies."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from letters.checks.house import House
from letters.checks.places import fact_error, fact_warning
from letters.facts import Addressees
from letters.findings import Finding
from letters.source import LetterSource
from recipients.audience import ExpressionProblem
from recipients.categories_meant import categories_meant, names_only_categories
from recipients.proofreading import Proofreader


def check_audiences(
    letter: LetterSource, proofread: Proofreader, categories: Collection[str], house: House
) -> Iterator[Finding]:
    """Expressions with faults, each with its column; else what they mean against what is printed."""
    faults = [
        fact_error(letter, "audience", str(problem), *keys)
        for keys, expression in _expressions(letter)
        for problem in proofread(expression)
    ]
    yield from faults
    if faults or letter.facts.legacy:
        return
    addressees = letter.facts.addressees
    if addressees is not None and addressees.audience is not None:
        yield from _labels(letter, addressees, addressees.audience, categories)
        yield from _overlaps(letter, addressees.audience, categories, house)


def _expressions(letter: LetterSource) -> Iterator[tuple[tuple[str | int, ...], str]]:
    addressees = letter.facts.addressees
    if addressees is not None and addressees.audience is not None:
        yield ("addressees", "audience"), addressees.audience
    for index, group in enumerate(letter.facts.copies):
        if group.audience is not None:
            yield ("copies", index, "audience"), group.audience


def _labels(
    letter: LetterSource, addressees: Addressees, audience: str, categories: Collection[str]
) -> Iterator[Finding]:
    """Categories that are listed and cannot be meant, or that are meant by name and not listed."""
    try:
        meant = categories_meant(audience, categories)
        by_name = meant if names_only_categories(audience) else frozenset[str]()
    except ExpressionProblem:
        return
    listed = {line.category for line in addressees.categories}
    for index, line in enumerate(addressees.categories):
        if line.category in categories and line.category not in meant:
            message = f"{line.category} is listed, and nobody of that category is in the audience."
            yield fact_warning(letter, "label-without-audience", message, "addressees", "categories", index)
    if addressees.categories:
        for category in sorted(by_name - listed):
            message = f"The audience means {category}, which the letter does not list."
            yield fact_warning(letter, "audience-without-label", message, "addressees", "audience")


def _overlaps(
    letter: LetterSource, audience: str, categories: Collection[str], house: House
) -> Iterator[Finding]:
    """Copy groups of which some are addressees too: they get the letter once, as addressees."""
    for index, group in enumerate(letter.facts.copies):
        if group.audience is None:
            continue
        number = house.overlap(audience, group.audience)
        if number:
            message = (
                f"{number:,} of this group are addressees already; they get the letter once, and no copy."
            )
        elif number is None and _surely_overlap(audience, group.audience, categories):
            message = "Some of this group are addressees already; they get the letter once, and no copy."
        else:
            continue
        yield fact_warning(letter, "copy-overlap", message, "copies", index, "audience")


def _surely_overlap(audience: str, group: str, categories: Collection[str]) -> bool:
    """Whether two expressions that speak of categories only mean one category both."""
    try:
        if not (names_only_categories(audience) and names_only_categories(group)):
            return False
        return bool(categories_meant(audience, categories) & categories_meant(group, categories))
    except ExpressionProblem:
        return False
