"""The allow-list: reads a parsed template and says what it uses and what in it is not allowed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from jinja2 import nodes

from mailer.merge.language import (
    FILTERS,
    LOOP_NESTING_LIMIT,
    NESTING_LIMIT,
    RESERVED,
    STATEMENT_LIMIT,
    UNFIT,
    UNFIT_FOR_HEADER,
    Escaping,
)
from mailer.merge.refusals import Problem

_WORDS: Final = {
    "FromImport": "from",
    "CallBlock": "call",
    "FilterBlock": "filter",
    "Assign": "set",
    "AssignBlock": "set",
    "ScopedEvalContextModifier": "autoescape",
}
_PHRASES: Final = {
    "Call": "Calling a function",
    "Getitem": "An index in brackets",
    "Test": "A test with `is`",
    "CondExpr": "An `if` inside braces",
    "Concat": "Joining with `~`",
    "Const": "A number or a constant",
    "Add": "Reckoning",
    "Sub": "Reckoning",
    "Mul": "Reckoning",
    "Div": "Reckoning",
    "FloorDiv": "Reckoning",
    "Mod": "Reckoning",
    "Pow": "Reckoning",
}
_LINK_OPENS: Final = re.compile(
    r"[\s\"'](?:href|src|action|formaction|background|cite|poster)\s*=\s*[\"']?\s*\Z", re.IGNORECASE
)
_UNQUOTED: Final = re.compile(r"<[^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*=\s*\Z")
_TAIL: Final = 500
"""Characters before a field in which its attribute is looked for."""


class TooMuch(Exception):
    """The template is beyond a limit; reading on would only cost time."""


@dataclass
class Reading:
    """What one template uses: its fields, its tables with their columns, its loops, its fixed text."""

    fixed: list[str] = field(default_factory=list)
    texts: dict[str, int] = field(default_factory=dict)
    """Each field that is used as text, with the number of places that use it."""
    tables: dict[str, dict[str, None]] = field(default_factory=dict)
    """Each field that is looped over, with the columns used."""
    flags: dict[str, None] = field(default_factory=dict)
    """Fields of which it is only asked whether they are there, text or table alike."""
    loops: list[tuple[str, ...]] = field(default_factory=list)
    """The tables that each loop runs through, from the outermost inwards."""
    problems: list[Problem] = field(default_factory=list)


def read(tree: nodes.Template, escaping: Escaping) -> Reading:
    """Everything that the parsed template uses, and every problem in it in the order of its lines."""
    reader = _Reader(escaping)
    try:
        reader.body(tree.body, {}, 0)
    except TooMuch as limit:
        reader.report(1, str(limit))
    return reader.finish()


class _Reader:
    """Walks the tree in the order of the text. A scope maps each loop's row to the table it comes from."""

    def __init__(self, escaping: Escaping) -> None:
        self.html = escaping is Escaping.HTML
        self.header = escaping is Escaping.HEADER
        self.reading = Reading()
        self.rows: dict[str, int] = {}
        self.count = 0
        self.tail = ""
        self.statements: Mapping[type[nodes.Node], Callable[..., None]] = {
            nodes.Output: self._output,
            nodes.If: self._if,
            nodes.For: self._for,
        }

    def report(self, line: int, message: str) -> None:
        self.reading.problems.append(Problem(line, message))

    def finish(self) -> Reading:
        reading = self.reading
        for name, line in self.rows.items():
            if name in reading.texts or name in reading.tables or name in reading.flags:
                self.report(
                    line,
                    f"`{name}` is the row of a loop here and a field elsewhere; give the row another name.",
                )
        for name in reading.tables.keys() & reading.texts.keys():
            self.report(1, f"`{name}` is used as a table of rows and as a text; it can be only one.")
        for name in [*reading.tables, *reading.texts]:
            reading.flags.pop(name, None)
        reading.problems = sorted(set(reading.problems))
        return reading

    def body(self, statements: Sequence[nodes.Node], scope: Mapping[str, str], depth: int) -> None:
        if depth > NESTING_LIMIT:
            raise TooMuch(f"The template nests more than {NESTING_LIMIT} blocks.")
        for statement in statements:
            self._tally()
            handler = self.statements.get(type(statement))
            if handler:
                handler(statement, scope, depth)
            else:
                self._refuse_statement(statement)

    def _tally(self) -> None:
        self.count += 1
        if self.count > STATEMENT_LIMIT:
            raise TooMuch(f"The template holds more than {STATEMENT_LIMIT} expressions and statements.")

    def _refuse_statement(self, statement: nodes.Node) -> None:
        if isinstance(statement, nodes.Scope):
            # The parser's own wrapping, of which the author knows nothing; it has not even a line.
            statement = statement.body[0]
        kind = type(statement).__name__
        word = _WORDS.get(kind, kind.lower())
        self.report(statement.lineno, f"`{{% {word} %}}` is not allowed; only `if` and `for` are.")

    def _output(self, node: nodes.Output, scope: Mapping[str, str], _depth: int) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self.reading.fixed.append(child.data)
                self.tail = child.data[-_TAIL:]
            else:
                self._tally()
                self._check_attribute(child)
                self._printed(child, scope)
                self.tail = ""

    def _check_attribute(self, node: nodes.Expr) -> None:
        """In HTML, what opens a link must be a checked link, and no attribute may stand without quotes."""
        if not self.html or "=" not in self.tail:
            return
        if _LINK_OPENS.search(self.tail) and "url" not in _filters_of(node):
            self.report(node.lineno, "A field that opens a link needs the filter `url`: `{{ field | url }}`.")
        elif _UNQUOTED.search(self.tail):
            self.report(node.lineno, "An attribute that holds a field must stand in quotes.")

    def _printed(self, node: nodes.Expr, scope: Mapping[str, str]) -> None:
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            self._literal(node, node.value)
        else:
            self._value(node, scope)

    def _literal(self, node: nodes.Const, text: str) -> None:
        self.reading.fixed.append(text)
        if (UNFIT_FOR_HEADER if self.header else UNFIT).search(text):
            self.report(node.lineno, "The text in quotes holds a character that may not stand here.")

    def _if(self, node: nodes.If, scope: Mapping[str, str], depth: int) -> None:
        for branch in (node, *node.elif_):
            self._tally()
            self._test(branch.test, scope)
            self.body(branch.body, scope, depth + 1)
        self.body(node.else_, scope, depth + 1)

    def _for(self, node: nodes.For, scope: Mapping[str, str], depth: int) -> None:
        if node.test or node.else_ or node.recursive or not isinstance(node.target, nodes.Name):
            self.report(node.lineno, "A loop is written `{% for row in rows %}`, with nothing more.")
            return
        table, row = self._table(node.iter, scope), node.target.name
        if not table or not self._usable(row, node.lineno):
            return
        if row in scope:
            self.report(node.lineno, f"The loops here both call their row `{row}`; name them apart.")
        if len(scope) >= LOOP_NESTING_LIMIT:
            self.report(node.lineno, f"Loops may be nested {LOOP_NESTING_LIMIT} deep, and no deeper.")
        self.rows.setdefault(row, node.lineno)
        self.reading.loops.append((*scope.values(), table))
        self.body(node.body, {**scope, row: table}, depth + 1)

    def _table(self, node: nodes.Node, scope: Mapping[str, str]) -> str:
        if not isinstance(node, nodes.Name) or node.name in scope:
            self.report(node.lineno, "A loop runs over a field that holds a table of rows, and nothing else.")
            return ""
        if not self._usable(node.name, node.lineno):
            return ""
        self.reading.tables.setdefault(node.name, {})
        return node.name

    def _test(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        self._tally()
        if isinstance(node, nodes.And | nodes.Or):
            self._test(node.left, scope)
            self._test(node.right, scope)
        elif isinstance(node, nodes.Not):
            self._test(node.node, scope)
        elif isinstance(node, nodes.Compare):
            self._comparison(node, scope)
        elif isinstance(node, nodes.Name) and node.name not in scope:
            if self._usable(node.name, node.lineno):
                self.reading.flags[node.name] = None
        else:
            self._value(node, scope)

    def _comparison(self, node: nodes.Compare, scope: Mapping[str, str]) -> None:
        operand = node.ops[0]
        right = operand.expr
        listed = operand.op in ("in", "notin") and isinstance(right, nodes.List | nodes.Tuple)
        literals = right.items if listed and isinstance(right, nodes.List | nodes.Tuple) else [right]
        if (
            len(node.ops) != 1
            or operand.op not in ("eq", "ne", "in", "notin")
            or not all(isinstance(item, nodes.Const) and isinstance(item.value, str) for item in literals)
        ):
            self.report(
                node.lineno,
                "A field is compared with a text in quotes by `==` or `!=`, or with a list of such by `in`.",
            )
            return
        self._value(node.expr, scope)

    def _value(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        while isinstance(node, nodes.Filter):
            self._filter(node)
            if node.node is None:
                return
            node = node.node
        if isinstance(node, nodes.Name) and node.name not in scope:
            if self._usable(node.name, node.lineno):
                self.reading.texts[node.name] = self.reading.texts.get(node.name, 0) + 1
        elif isinstance(node, nodes.Name):
            self.report(node.lineno, f"`{node.name}` is a row; name one of its fields: `{node.name}.field`.")
        elif (
            isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in scope
        ):
            if self._usable(node.attr, node.lineno):
                self.reading.tables[scope[node.node.name]][node.attr] = None
        elif isinstance(node, nodes.Getattr):
            self.report(node.lineno, f"`.{node.attr}` is not allowed; only a row of a loop has fields.")
        else:
            self.report(node.lineno, _refusal(node))

    def _filter(self, node: nodes.Filter) -> None:
        self._tally()
        if node.name not in FILTERS:
            known = ", ".join(sorted(FILTERS))
            self.report(node.lineno, f"The filter `{node.name}` is not allowed; there are {known}.")
            return
        literals = [arg for arg in node.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
        for literal in literals:
            self._literal(literal, literal.value)
        wanted = 1 if node.name == "default" else 0
        odd = node.kwargs or node.dyn_args or node.dyn_kwargs
        if odd or len(node.args) != wanted or len(literals) != wanted:
            example = "default('text')" if wanted else node.name
            self.report(node.lineno, f"The filter is written `{example}`, and not otherwise.")

    def _usable(self, name: str, line: int) -> bool:
        if name in RESERVED or name.startswith("_"):
            self.report(line, f"`{name}` is not allowed as the name of a field.")
            return False
        if unicodedata.normalize("NFKC", name) != name:
            self.report(line, f"The field `{name}` is written in unusual characters; type the name anew.")
            return False
        return True


def _filters_of(node: nodes.Node | None) -> set[str]:
    found = set()
    while isinstance(node, nodes.Filter):
        found.add(node.name)
        node = node.node
    return found


def _refusal(node: nodes.Node) -> str:
    what = _PHRASES.get(type(node).__name__, "This expression")
    return f"{what} is not allowed; write a field, with filters where needed."
