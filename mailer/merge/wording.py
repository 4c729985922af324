"""Says in plain words of a language what a condition of a template asks, and what a loop repeats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from jinja2 import Environment, TemplateSyntaxError, nodes

LONGEST: Final = 2_000
"""Characters of a statement that is put into words; a longer one is shown as it was written."""
Kind = TypeVar("Kind", bound=nodes.Node)
_READER: Final = Environment()  # noqa: S701 - it only parses, and never renders


@dataclass(frozen=True)
class ConditionWords:
    """How a language says what holds; `{name}` is the field in its marks, `{values}` what it is held against.

    `both`, `either` and `nor` stand between two sides, `comma` between values, with the blanks they need.
    """

    filled: str = "{name} has a value"
    empty: str = "{name} is empty"
    equal: str = "{name} is {values}"
    unequal: str = "{name} is not {values}"
    neither: str = "{name} is neither {values}"
    both: str = " and "
    either: str = " or "
    nor: str = " nor "
    comma: str = ", "
    quoted: str = "“{text}”"
    nothing: str = "empty"

    def listed(self, texts: Sequence[str], last: str) -> str:
        """`a, b and c`, with `last` before the last one."""
        return last.join(filter(None, (self.comma.join(texts[:-1]), *texts[-1:])))


ENGLISH: Final = ConditionWords()


@dataclass(frozen=True)
class Statement:
    """One statement in words: what holds or is repeated, and the names of the fields that decide it."""

    words: str
    names: tuple[str, ...] = ()


def condition_in_words(test: str, words: ConditionWords = ENGLISH) -> Statement:
    """`focal_point and country != 'FR'` as `‹focal_point› has a value and ‹country› is not “FR”`.

    A test that the language does not allow stands as it was written, so that nothing is hidden.
    """
    node = _parsed(f"{{% if {test} %}}{{% endif %}}", nodes.If)
    found = _said(node.test, words, negated=False) if node is not None else None
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


def _said(node: nodes.Node, words: ConditionWords, *, negated: bool) -> str | None:
    """What holds where the test does, or where it does not; None for what cannot be put into words."""
    match node:
        case nodes.Not():
            return _said(node.node, words, negated=not negated)
        case nodes.And() | nodes.Or():
            return _joined(node, words, negated=negated)
        case nodes.Compare():
            return _compared(node, words, negated=negated)
    name = _name(node)
    return name and (words.empty if negated else words.filled).format(name=name)


def _joined(node: nodes.And | nodes.Or, words: ConditionWords, *, negated: bool) -> str | None:
    """Both sides; one that is joined by the other word is set apart."""
    joining, sides = _joining(node, negated=negated), []
    for side in (node.left, node.right):
        said = _said(side, words, negated=negated)
        if said is None:
            return None
        alike = _joining(side, negated=negated) in (None, joining)
        sides.append(said if alike else f"({said})")
    return (words.both if joining is nodes.And else words.either).join(sides)


def _joining(node: nodes.Node, *, negated: bool) -> type[nodes.And | nodes.Or] | None:
    """How the sides are joined as they are said: what is denied as a whole turns one into the other."""
    if isinstance(node, nodes.Not):
        return _joining(node.node, negated=not negated)
    if isinstance(node, nodes.And | nodes.Or):
        return nodes.And if isinstance(node, nodes.And) is not negated else nodes.Or
    return None


def _compared(node: nodes.Compare, words: ConditionWords, *, negated: bool) -> str | None:
    name, operand = _name(node.expr), node.ops[0]
    listed = isinstance(operand.expr, nodes.List | nodes.Tuple) and operand.op in ("in", "notin")
    literals = operand.expr.items if isinstance(operand.expr, nodes.List | nodes.Tuple) else [operand.expr]
    texts = [one.value for one in literals if isinstance(one, nodes.Const) and isinstance(one.value, str)]
    known = operand.op in ("eq", "ne") or listed
    if not name or not known or len(node.ops) != 1 or not texts or len(texts) != len(literals):
        return None
    denied = (operand.op in ("ne", "notin")) is not negated
    if texts == [""]:
        return (words.filled if denied else words.empty).format(name=name)
    quoted = [words.quoted.format(text=text) if text else words.nothing for text in texts]
    if len(texts) > 1 and denied:
        return words.neither.format(name=name, values=words.listed(quoted, words.nor))
    pattern = words.unequal if denied else words.equal
    return pattern.format(name=name, values=words.listed(quoted, words.either))


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
