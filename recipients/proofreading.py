"""Reads an audience expression for faults, all of them, and finds nobody by it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, Final

from sqlalchemy.orm import Session

from recipients.audience import Clause, ClauseKind, ExpressionProblem, Value, clauses_of, parse_expression
from recipients.category import shipped_names
from recipients.clauses import Selector
from recipients.meanings import address_of, category_of, country_of, kind_of, language_of

Proofreader = Callable[[str], list[ExpressionProblem]]
"""Says what is wrong with an expression: nothing, its syntax, or every value that names nothing."""
_BY_ITSELF: Final[Mapping[ClauseKind, Callable[[Value], Any]]] = {
    ClauseKind.COUNTRY: country_of,
    ClauseKind.LANGUAGE: language_of,
    ClauseKind.READS: language_of,
    ClauseKind.KIND: kind_of,
    ClauseKind.ADDRESS: address_of,
}


def proofread(expression: str, categories: Collection[str] | None = None) -> list[ExpressionProblem]:
    """What is wrong with an expression, as far as it shows without a directory.

    `categories` are the codes in use, those that an office begins with unless others are given. Whether there
    is such a list, organisation, recipient or set only a directory can tell: `proofread_in`.
    """
    shipped = shipped_names()
    codes = set(shipped.values()) if categories is None else set(categories)
    names = {name: code for name, code in shipped.items() if code in codes} | {code: code for code in codes}
    looks: dict[ClauseKind, Callable[[Value], Any]] = {
        **_BY_ITSELF,
        ClauseKind.CATEGORY: partial(category_of, names=names),
    }

    def look(clause: Clause) -> Iterator[Callable[[], Any]]:
        if clause.kind in looks:
            for value in clause.values:
                yield partial(looks[clause.kind], value)

    return _faults(expression, look)


def proofread_in(
    session: Session, expression: str, find_set: Callable[[Value], object]
) -> list[ExpressionProblem]:
    """What is wrong with an expression in a directory.

    `find_set` raises ExpressionProblem for a set that the floors above do not know.
    """
    selector = Selector(session, {})

    def look(clause: Clause) -> Iterator[Callable[[], Any]]:
        for value in clause.values:
            is_set = clause.kind is ClauseKind.SET
            yield partial(find_set, value) if is_set else partial(selector.name, clause.kind, value)

    return _faults(expression, look)


def _faults(
    expression: str, look: Callable[[Clause], Iterator[Callable[[], Any]]]
) -> list[ExpressionProblem]:
    try:
        clauses = list(clauses_of(parse_expression(expression)))
    except ExpressionProblem as problem:
        return [problem]
    found = [_fault(glance) for clause in clauses for glance in look(clause)]
    return [problem for problem in found if problem is not None]


def _fault(glance: Callable[[], Any]) -> ExpressionProblem | None:
    try:
        glance()
    except ExpressionProblem as problem:
        return problem
    return None
