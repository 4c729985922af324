"""Audiences: the answer to an audience expression, with a reason for each who is in or out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from mailer.errors import NotFound
from recipients.audience import AllOf, AnyOf, Clause, Except, Node, parse_expression
from recipients.clauses import Selected, Selector
from recipients.entries import Entry, load_entries
from recipients.idset import IdSet

NO_SETS: Final[Mapping[str, Collection[int]]] = MappingProxyType({})


@dataclass(frozen=True)
class _Answer:
    """A part of the expression with those it selects; `near` is that without what was excepted."""

    node: Node
    ids: IdSet
    near: IdSet
    values: tuple[Selected, ...] = ()
    parts: tuple[_Answer, ...] = ()

    def why(self, number: int) -> list[str]:
        """The clauses by which somebody who is in is in; all of them, for each is a capacity."""
        if isinstance(self.node, Clause):
            return [value.label for value in self.values if number in value.ids]
        if isinstance(self.node, Except):
            return self.parts[0].why(number)
        found = [reason for part in self.parts if number in part.ids for reason in part.why(number)]
        return list(dict.fromkeys(found))

    def why_not(self, number: int) -> str:
        """What keeps somebody out who is out."""
        if isinstance(self.node, Clause):
            return f"not {' or '.join(value.label for value in self.values)}"
        if isinstance(self.node, Except):
            base, out = self.parts
            if number in base.ids:
                return f"{' and '.join(base.why(number))}, but excepted by {' and '.join(out.why(number))}"
            return base.why_not(number)
        failing = [part.why_not(number) for part in self.parts if number not in part.ids]
        return (" and " if isinstance(self.node, AllOf) else "; ").join(dict.fromkeys(failing))


@dataclass(frozen=True)
class Audience:
    """Who is meant by an expression: ids of recipients, and for each a reason on demand.

    It holds sets of bits only, so half a million members take a few hundred kilobytes.
    """

    expression: str
    _answer: _Answer

    @property
    def members(self) -> IdSet:
        """Those who are in."""
        return self._answer.ids

    @property
    def left_out(self) -> IdSet:
        """Those who would be in, were it not for an `except`."""
        return self._answer.near - self._answer.ids

    def reason(self, number: int) -> str:
        """Why a recipient is in (`category governments and country CH`), or why it is not."""
        if number in self._answer.ids:
            return " and ".join(self._answer.why(number))
        return self._answer.why_not(number)

    def capacities(self, number: int) -> list[str]:
        """Every clause by which a member is in, each a capacity it is written to in; none for others."""
        return self._answer.why(number) if number in self._answer.ids else []

    def __len__(self) -> int:
        return len(self._answer.ids)

    def __iter__(self) -> Iterator[int]:
        return iter(self._answer.ids)


@dataclass(frozen=True)
class Explanation:
    """Whether one recipient is in an audience, and why."""

    entry: Entry
    is_member: bool
    reason: str


def evaluate(
    session: Session, expression: str, named_sets: Mapping[str, Collection[int]] = NO_SETS
) -> Audience:
    """The audience of an expression among everybody in the directory.

    `named_sets` are those that an upper floor knows, for clauses such as `set "silent on DM-1001"`.
    ExpressionProblem if the expression cannot be understood, is empty, or names what does not exist.
    """
    return Audience(expression, _answer(parse_expression(expression), Selector(session, named_sets)))


def explain(
    session: Session,
    expression: str,
    recipient_id: int,
    named_sets: Mapping[str, Collection[int]] = NO_SETS,
) -> Explanation:
    """Why one recipient is in the audience of an expression, or why not; NotFound if there is none such."""
    entry = next(load_entries(session, [recipient_id]), None)
    if entry is None:
        raise NotFound(f"There is no recipient {recipient_id}.")
    selector = Selector(session, named_sets, only=recipient_id)
    audience = Audience(expression, _answer(parse_expression(expression), selector))
    return Explanation(entry, recipient_id in audience.members, audience.reason(recipient_id))


def _answer(node: Node, selector: Selector) -> _Answer:
    if isinstance(node, Clause):
        values = selector.select(node)
        ids = IdSet()
        for value in values:
            ids |= value.ids
        return _Answer(node, ids, ids, values=values)
    if isinstance(node, Except):
        base, out = _answer(node.base, selector), _answer(node.out, selector)
        return _Answer(node, base.ids - out.ids, base.near, parts=(base, out))
    parts = tuple(_answer(part, selector) for part in node.parts)
    ids, near = parts[0].ids, parts[0].near
    for part in parts[1:]:
        if isinstance(node, AnyOf):
            ids, near = ids | part.ids, near | part.near
        else:
            ids, near = ids & part.ids, near & part.near
    return _Answer(node, ids, near, parts=parts)
