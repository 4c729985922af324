"""Says in plain words on what a condition of a template depends, and what a loop repeats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeVar

from jinja2 import Environment, TemplateSyntaxError, nodes

LONGEST: Final = 2_000
"""Characters of a statement that is put into words; a longer one is shown as it was written."""
Kind = TypeVar("Kind", bound=nodes.Node)
_READER: Final = Environment()  # noqa: S701 - it only parses, and never renders


@dataclass(frozen=True)
class Statement:
    """One statement in words: what holds or is repeated, and the names of the fields that decide it."""

    words: str
    names: tuple[str, ...] = ()


def condition_in_words(test: str) -> Statement:
    """`focal_point and country != 'FR'` as `‹focal_point› has a value and ‹country› is not “FR”`.

    A test that the language does not allow stands as it was written, so that nothing is hidden.
    """
    node = _parsed(f"{{% if {test} %}}{{% endif %}}", nodes.If)
    found = _said(node.test, negated=False) if node is not None else None
    if node is None or found is None:
        return Statement(" ".join(test.split())[:LONGEST])
    return Statement(found, tuple(dict.fromkeys(_named(node.test))))


def rows_of(loop: str) -> str:
    """The field that holds the rows of `row in rows`; the loop as it was written where it is none."""
    node = _parsed(f"{{% for {loop} %}}{{% endfor %}}", nodes.For)
    if node is None or not isinstance(node.iter, nodes.Name):
        return " ".join(loop.split())[:LONGEST]
    return node.iter.name


def _parsed(source: str, kind: type[Kind]) -> Kind | None:
    if len(source) > LONGEST:
        return None
    try:
        body = _READER.parse(source).body
    except (TemplateSyntaxError, RecursionError):
        return None
    return body[0] if len(body) == 1 and isinstance(body[0], kind) else None


def _said(node: nodes.Node, *, negated: bool) -> str | None:
    """What holds where the test does, or where it does not; None for what cannot be put into words."""
    match node:
        case nodes.Not():
            return _said(node.node, negated=not negated)
        case nodes.And() | nodes.Or():
            return _joined(node, negated=negated)
        case nodes.Compare():
            return _compared(node, negated=negated)
    name = _name(node)
    return name and f"{name} {'is empty' if negated else 'has a value'}"


def _joined(node: nodes.And | nodes.Or, *, negated: bool) -> str | None:
    """Both sides; one that is joined by the other word is set apart."""
    word, sides = _joining(node, negated=negated), []
    for side in (node.left, node.right):
        said = _said(side, negated=negated)
        if said is None:
            return None
        alike = _joining(side, negated=negated) in ("", word)
        sides.append(said if alike else f"({said})")
    return f" {word} ".join(sides)


def _joining(node: nodes.Node, *, negated: bool) -> str:
    """`and` or `or`, as they are said: what is denied as a whole turns one into the other; else nothing."""
    if isinstance(node, nodes.Not):
        return _joining(node.node, negated=not negated)
    if isinstance(node, nodes.And | nodes.Or):
        return "and" if isinstance(node, nodes.And) is not negated else "or"
    return ""


def _compared(node: nodes.Compare, *, negated: bool) -> str | None:
    name, operand = _name(node.expr), node.ops[0]
    listed = isinstance(operand.expr, nodes.List | nodes.Tuple) and operand.op in ("in", "notin")
    literals = operand.expr.items if isinstance(operand.expr, nodes.List | nodes.Tuple) else [operand.expr]
    texts = [one.value for one in literals if isinstance(one, nodes.Const) and isinstance(one.value, str)]
    known = operand.op in ("eq", "ne") or listed
    if not name or not known or len(node.ops) != 1 or not texts or len(texts) != len(literals):
        return None
    denied = (operand.op in ("ne", "notin")) is not negated
    if texts == [""]:
        return f"{name} {'has a value' if denied else 'is empty'}"
    if len(texts) > 1 and denied:
        return f"{name} is neither {_enumerated(texts, 'nor')}"
    return f"{name} is {'not ' if denied else ''}{_enumerated(texts, 'or')}"


def _enumerated(texts: Iterable[str], word: str) -> str:
    quoted = [f"“{text}”" if text else "empty" for text in texts]
    return f" {word} ".join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _name(node: nodes.Node) -> str | None:
    """`‹field›`, or `‹row.column›`; filters change how a value is compared, not what decides."""
    is_value = isinstance(node, nodes.Name | nodes.Getattr | nodes.Filter)
    found = next(_named(node), None) if is_value else None
    return found and f"‹{found}›"


def _named(node: nodes.Node) -> Iterator[str]:
    """The fields that a test asks for, in the order of the text."""
    match node:
        case nodes.Name():
            yield node.name
        case nodes.Getattr() if isinstance(node.node, nodes.Name):
            yield f"{node.node.name}.{node.attr}"
        case nodes.Filter() if node.node is not None:
            yield from _named(node.node)
        case nodes.Not():
            yield from _named(node.node)
        case nodes.And() | nodes.Or():
            yield from _named(node.left)
            yield from _named(node.right)
        case nodes.Compare():
            yield from _named(node.expr)
