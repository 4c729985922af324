"""The names of the categories of addressees in each language, as listed and as addressed."""

from __future__ import annotations

from letters.languages.formulas import Formulas


def category_name(category: str, formulas: Formulas) -> str | None:
    """The category in a list (nominative); None for one the language has no name for."""
    names = formulas.categories.get(category)
    return names.name if names else None


def category_heading(category: str, formulas: Formulas) -> str | None:
    """The category as a heading addresses it, `Aux Gouvernements`, `Правительствам`; None if unknown."""
    names = formulas.categories.get(category)
    return names.heading if names else None
