"""Compiled templates: checked once, then merged with the values of one recipient after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType, TracebackType
from typing import Any, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from mailer.direction import HIDING
from mailer.merge.filters import COMPARED, PRINTED, filters
from mailer.merge.grammar import Reading, read
from mailer.merge.language import (
    CONTROLS,
    HEADER_LIMIT,
    NO_CODING,
    OUTPUT_LIMIT,
    SOURCE_LIMIT,
    TURN_LIMIT,
    Coding,
    Escaping,
)
from mailer.merge.refusals import MergeFailed, Problem, TemplateRefused
from mailer.merge.values import Blank, Freezer, Missing, Row, Values

_FILE: Final = "<template>"
_REMEMBERED: Final = 128
_LONGEST_ESCAPE: Final = 12
"""No character grows more than this by filters and escaping: four bytes in a link are `%F0%9F%93%AE`."""


def problems(source: str, escaping: Escaping) -> tuple[Problem, ...]:
    """What is wrong in a template, by line: broken syntax, and all that the language does not allow.

    Nothing of the template is run. Templates of strangers belong into a `LimitedMerger` even so.
    """
    return tuple(_understand(source, escaping)[1].problems)


def fixed_text(source: str, escaping: Escaping) -> str:
    """The template's own text without its fields; TemplateRefused for a template with problems."""
    return "".join(_accepted(source, escaping)[1].fixed)


def compile_template(
    source: str,
    escaping: Escaping,
    coding: Coding = NO_CODING,
    fixed: Mapping[str, str] = MappingProxyType({}),
) -> Template:
    """The template, ready to be merged many times; TemplateRefused with every problem found.

    `fixed` are values that every merge brings, the same each time: they are merged now, where they can be.
    """
    return _compiled(source, escaping, coding, tuple(fixed.items()))


@lru_cache(maxsize=_REMEMBERED)
def _compiled(
    source: str, escaping: Escaping, coding: Coding, given: tuple[tuple[str, str], ...]
) -> Template:
    """A letter is compiled for its check, its approval, its rehearsal and its sending: the same each time."""
    fixed = dict(given)
    tree, reading = _accepted(source, escaping)
    merged = _mergeable_now(fixed, reading, escaping)
    environment = _Sandbox(escaping, coding)
    _Rewriting(coding, merged).visit(tree)
    try:
        code = environment.compile(tree, filename=_FILE)
        compiled = JinjaTemplate.from_code(environment, code, {})
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise TemplateRefused([Problem(1, "The template is too involved to be compiled.")]) from error
    return Template(compiled, reading, escaping, coding, merged)


class Template:
    """One compiled template. It keeps nothing of a merge, so no value can reach another recipient.

    `fields` are all names it uses, `row_fields` the columns used of each field that is a table.
    """

    def __init__(
        self,
        compiled: JinjaTemplate,
        reading: Reading,
        escaping: Escaping,
        coding: Coding,
        merged: Mapping[str, str],
    ) -> None:
        self.fields = frozenset([*reading.texts, *reading.tables, *reading.flags])
        self.row_fields: Mapping[str, frozenset[str]] = MappingProxyType(
            {table: frozenset(columns) for table, columns in reading.tables.items()}
        )
        self._compiled = compiled
        self._loops = tuple(reading.loops)
        places = reading.texts
        self._fixed_size = sum(map(len, reading.fixed)) + _LONGEST_ESCAPE * sum(
            len(text) * places.get(name, 0) for name, text in merged.items()
        )
        texts = places.keys() - merged.keys()
        self._growth = _LONGEST_ESCAPE * max((places[name] for name in texts), default=0)
        self._surely_short = HEADER_LIMIT if escaping is Escaping.HEADER else OUTPUT_LIMIT
        self._limit = self._surely_short * coding.growth
        self._freezer = Freezer(
            [name for name in places if name in texts],
            reading.tables,
            reading.flags.keys() - merged.keys(),
            header=escaping is Escaping.HEADER,
        )

    def merge(self, values: Values) -> str:
        """The template filled with these values; equal values give equal text.

        MergeFailed, with field and line where known, for a value that is missing (see `missing`), of the
        wrong kind, no link where one is asked for, or too long, for a control character in a header, and for
        text beyond 1 MiB (2,000 characters in a header). Names that the template does not use are ignored.
        """
        context, size = self._freezer.freeze(values)
        try:
            if not self._loops and self._fixed_size + size * self._growth <= self._surely_short:
                return "".join(self._pieces(context))
            self._check_turns(context)
            return self._counted(context)
        except Missing as missing:
            line = self._line_of(missing.__traceback__)
            message = "The field has no value for this recipient."
            raise MergeFailed(message, field=missing.name, line=line) from None
        except MergeFailed as failed:
            if failed.line is not None:
                raise
            line = self._line_of(failed.__traceback__)
            raise MergeFailed(failed.sentence, field=failed.field, line=line) from None

    def missing(self, values: Values) -> tuple[str, ...]:
        """The fields that a merge with these values would lack, as first asked for; `table.column` for rows.

        A field is missing where it is printed, or a table looped over, and it is absent, empty or blank. It
        is not where the values lead past that place, where it is only asked for (`{% if x %}`), or where it
        has a default. A field that is compared (`{% if x == 'a' %}`) may be empty but not absent.
        MergeFailed as from `merge` for values that are there but of the wrong kind or too many.
        """
        noted: dict[str, None] = {}
        context, _ = self._freezer.freeze(values, noted)
        self._check_turns(context)
        self._counted(context)
        return tuple(noted)

    def _pieces(self, context: dict[str, object]) -> Iterator[str]:
        return self._compiled.root_render_func(_Names(context))  # type: ignore[arg-type]

    def _counted(self, context: dict[str, object]) -> str:
        pieces: list[str] = []
        size = 0
        for piece in self._pieces(context):
            size += len(piece)
            if size > self._limit:
                raise MergeFailed(f"The merged text is longer than {self._limit} characters.")
            pieces.append(piece)
        return "".join(pieces)

    def _check_turns(self, context: dict[str, object]) -> None:
        turns = 0
        for tables in self._loops:
            product = 1
            for table in tables:
                rows = context[table]
                product *= 0 if isinstance(rows, Blank) else len(rows)  # type: ignore[arg-type]
            turns += product
        if turns > TURN_LIMIT:
            raise MergeFailed(f"The loops would take {turns} turns; {TURN_LIMIT} is the limit.")

    def _line_of(self, traceback: TracebackType | None) -> int | None:
        line = None
        while traceback:
            if traceback.tb_frame.f_code.co_filename == _FILE:
                line = self._compiled.get_corresponding_lineno(traceback.tb_lineno)
            traceback = traceback.tb_next
        return line


class _Names:
    """What a compiled template asks for its fields: all that it knows of a context of Jinja's."""

    __slots__ = ("resolve_or_missing",)

    def __init__(self, context: dict[str, object]) -> None:
        self.resolve_or_missing = context.__getitem__


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it: no globals, no tests, no loader, and no reach into any object but a row."""

    def __init__(self, escaping: Escaping, coding: Coding) -> None:
        # Escaping is done by the filter that prints, so that it happens before the coding.
        super().__init__(
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,
        )
        self.globals = {}
        self.tests = {}
        self.filters = filters(escaping, coding)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is not Row:
            raise SecurityError("Only a row has fields.")
        return obj[attribute]

    def getitem(self, /, *_args: Any) -> Any:
        raise SecurityError("There is no indexing.")

    def call(self, /, *_args: Any, **_kwargs: Any) -> Any:
        raise SecurityError("There are no calls.")


class _Rewriting(NodeTransformer):
    """Codes the fixed text, and puts the engine's own filters around all that is printed or compared.

    Fields whose value is known already become literals, which Jinja's compiler merges into the text around.
    """

    def __init__(self, coding: Coding, merged: Mapping[str, str]) -> None:
        self.coding = coding
        self.merged = merged

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802 - the visitor's own naming
        return nodes.Const(self.merged[node.name], lineno=node.lineno) if node.name in self.merged else node

    def visit_Output(self, node: nodes.Output) -> nodes.Node:  # noqa: N802
        node.nodes = [
            nodes.TemplateData(self.coding.fixed(child.data), lineno=child.lineno)
            if isinstance(child, nodes.TemplateData)
            else _filtered(self.visit(child), PRINTED)
            for child in node.nodes
        ]
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        node.expr = _filtered(self.visit(node.expr), COMPARED)
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        if node.name == "url":
            node.args = [nodes.Const(_field_of(node))]
        return self.generic_visit(node)


def _mergeable_now(fixed: Mapping[str, str], reading: Reading, escaping: Escaping) -> dict[str, str]:
    """The fixed values that are plain text and there; the others are refused, or missing, at each merge."""
    now: dict[str, str] = {}
    for name in fixed.keys() & {*reading.texts, *reading.flags}:
        try:
            frozen, _ = Freezer([name], {}, [], header=escaping is Escaping.HEADER).freeze(fixed)
        except MergeFailed:
            continue
        if isinstance(text := frozen[name], str):
            now[name] = text
    return now


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _field_of(node: nodes.Node | None) -> str:
    while isinstance(node, nodes.Filter):
        node = node.node
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _understand(source: str, escaping: Escaping) -> tuple[nodes.Template, Reading]:
    empty = nodes.Template([], lineno=1)
    if len(source) > SOURCE_LIMIT:
        sentence = f"The template is longer than {SOURCE_LIMIT} characters."
        return empty, Reading(problems=[Problem(1, sentence)])
    if escaping is Escaping.HEADER and CONTROLS.search(source):
        sentence = "A line of the letter's head may hold no line break and no control character."
        return empty, Reading(problems=[Problem(1, sentence)])
    if (found := HIDING.search(source)) is not None:
        sentence = f"The invisible character U+{ord(found[0]):04X} shows the text otherwise than it is."
        return empty, Reading(problems=[Problem(source.count("\n", 0, found.start()) + 1, sentence)])
    try:
        source.encode()
        tree = _Sandbox(escaping, NO_CODING).parse(source)
        return tree, read(tree, escaping)
    except TemplateSyntaxError as error:
        sentence = f"The template cannot be read here: {(error.message or 'broken syntax').rstrip('.')}."
        return empty, Reading(problems=[Problem(error.lineno, sentence)])
    except (RecursionError, MemoryError, ValueError):
        return empty, Reading(problems=[Problem(1, "The template is too involved to be read.")])


def _accepted(source: str, escaping: Escaping) -> tuple[nodes.Template, Reading]:
    tree, reading = _understand(source, escaping)
    if reading.problems:
        raise TemplateRefused(reading.problems)
    return tree, reading
