"""Which categories an audience expression can mean, as far as that shows without a directory."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from recipients.audience import (
    AllOf,
    AnyOf,
    Clause,
    ClauseKind,
    Except,
    Node,
    clauses_of,
    parse_expression,
)
from recipients.category import shipped_names
from recipients.names import name_key


def categories_meant(expression: str, categories: Collection[str]) -> frozenset[str]:
    """The codes, of those in use, of which somebody may be in the audience of an expression.

    A clause that names no category may mean any: lists, countries and the like. ExpressionProblem if the
    expression cannot be understood; a category that is none counts for nothing.
    """
    codes = frozenset(categories)
    names = {name: code for name, code in shipped_names().items() if code in codes}
    return _meant(parse_expression(expression), codes, {**names, **{code: code for code in codes}})


def names_only_categories(expression: str) -> bool:
    """Whether an expression asks for nothing but categories; ExpressionProblem if it is not understood."""
    return all(clause.kind is ClauseKind.CATEGORY for clause in clauses_of(parse_expression(expression)))


def _meant(node: Node, every: frozenset[str], names: Mapping[str, str]) -> frozenset[str]:
    match node:
        case Clause():
            if node.kind is not ClauseKind.CATEGORY:
                return every
            return frozenset(code for value in node.values if (code := names.get(name_key(value.text))))
        case AllOf():
            return frozenset.intersection(*(_meant(part, every, names) for part in node.parts))
        case AnyOf():
            return frozenset.union(*(_meant(part, every, names) for part in node.parts))
        case Except():
            return _meant(node.base, every, names) - _wholly_meant(node.out, names)


def _wholly_meant(node: Node, names: Mapping[str, str]) -> frozenset[str]:
    """The categories of which everybody is meant: what is taken out leaves nobody of them."""
    match node:
        case Clause():
            is_category = node.kind is ClauseKind.CATEGORY
            found = (names.get(name_key(value.text)) for value in node.values) if is_category else ()
            return frozenset(code for code in found if code)
        case AllOf():
            return frozenset.intersection(*(_wholly_meant(part, names) for part in node.parts))
        case AnyOf():
            return frozenset.union(*(_wholly_meant(part, names) for part in node.parts))
        case Except():
            return frozenset()
