"""Audience expressions: the question who is meant, as clerks write it, read into a tree.

    expression := choice { "except" choice }            read from left to right
    choice     := group { "or" group }
    group      := part { "and" part }
    part       := "(" expression ")" | "all" | word value { "," value }

So `and` binds before `or`, and `except` takes out of everything before it: `A or B except C or D` means
those in A or B who are neither in C nor in D. Values of several words stand in quotation marks. Case does
not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mailer.errors import Misused
from recipients.names import did_you_mean

MAX_LENGTH: Final = 20_000
MAX_DEPTH: Final = 40
"""Parentheses within parentheses."""


class ClauseKind(StrEnum):
    """What a clause asks for; `all` stands alone, the others take values."""

    ALL = "all"
    CATEGORY = "category"
    LIST = "list"
    COUNTRY = "country"
    LANGUAGE = "language"  # the one preferred most
    READS = "reads"  # any of the languages preferred
    KIND = "kind"  # organisation, person or post
    ORGANISATION = "organisation"
    RECIPIENT = "recipient"
    ADDRESS = "address"
    SET = "set"  # one that an upper floor hands in by name


WORDS: Final = {kind.value: kind for kind in ClauseKind} | {
    "categories": ClauseKind.CATEGORY,
    "lists": ClauseKind.LIST,
    "countries": ClauseKind.COUNTRY,
    "languages": ClauseKind.LANGUAGE,
    "kinds": ClauseKind.KIND,
    "organisations": ClauseKind.ORGANISATION,
    "organization": ClauseKind.ORGANISATION,
    "organizations": ClauseKind.ORGANISATION,
    "recipients": ClauseKind.RECIPIENT,
    "addresses": ClauseKind.ADDRESS,
    "everyone": ClauseKind.ALL,
}
JOINING: Final = ("and", "or", "except")


class ExpressionProblem(Misused):
    """The expression cannot be understood, or names what does not exist; `column` counts from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"Column {column} of the audience: {message}")
        self.column = column


@dataclass(frozen=True)
class Value:
    """One value of a clause and where it stands."""

    text: str
    column: int


@dataclass(frozen=True)
class Clause:
    """Those of whom one thing is true, for any of its values."""

    kind: ClauseKind
    values: tuple[Value, ...]
    column: int


@dataclass(frozen=True)
class AllOf:
    """Those in every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class AnyOf:
    """Those in some part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Except:
    """Those in the base who are not in what is taken out."""

    base: Node
    out: Node


Node = Clause | AllOf | AnyOf | Except


@dataclass(frozen=True)
class _Token:
    text: str
    column: int
    quoted: bool = False

    def is_word(self, *words: str) -> bool:
        return not self.quoted and self.text.casefold() in words


_TOKEN: Final = re.compile(r'\s*(?:"([^"]*)"|“([^”]*)”|«\s*([^»]*?)\s*»|([(),])|([^\s(),"“«]+))')


def parse_expression(text: str) -> Node:
    """The tree of an expression; ExpressionProblem with its column if there is none.

    An empty expression is a problem, never everyone: who means everyone writes `all`.
    """
    if not text.strip():
        raise ExpressionProblem("it is empty. Write “all” to mean everyone in the directory.", 1)
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(f"it is longer than {MAX_LENGTH} characters.", MAX_LENGTH)
    for column, character in enumerate(text, start=1):
        if unicodedata.category(character) in ("Cs", "Cc") and not character.isspace():
            raise ExpressionProblem("there is a control character in it.", column)
    return _Parser(list(_tokens(text)), len(text) + 1).whole()


def clauses_of(node: Node) -> Iterator[Clause]:
    """Every clause of an expression, as they stand in it."""
    if isinstance(node, Clause):
        yield node
        return
    for part in (node.base, node.out) if isinstance(node, Except) else node.parts:
        yield from clauses_of(part)


def sets_named(node: Node) -> list[Value]:
    """The sets that an expression wants handed in, as they are written and where."""
    return [value for clause in clauses_of(node) if clause.kind is ClauseKind.SET for value in clause.values]


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if found is None:
            column = position + len(text[position:]) - len(text[position:].lstrip()) + 1
            raise ExpressionProblem("a quotation mark is opened here and never closed.", column)
        position = found.end()
        group = found.lastindex or 0
        yield _Token(found[group], found.start(group) + (1 if group > 3 else 0), quoted=group <= 3)


class _Parser:
    def __init__(self, tokens: Sequence[_Token], end: int) -> None:
        self._tokens = tokens
        self._at = 0
        self._end = end
        self._depth = 0

    def whole(self) -> Node:
        node = self._expression()
        token = self._peek()
        if token is not None:
            if token.is_word(")"):
                raise ExpressionProblem("this parenthesis closes nothing.", token.column)
            raise ExpressionProblem(
                f"“{token.text}” cannot stand here: and, or, or except was expected."
                f"{did_you_mean(token.text, list(JOINING))} Names of several words need quotation marks.",
                token.column,
            )
        return node

    def _expression(self) -> Node:
        node = self._choice()
        out = []
        while self._take("except"):
            out.append(self._choice())
        if not out:
            return node
        return Except(node, out[0] if len(out) == 1 else AnyOf(tuple(out)))

    def _choice(self) -> Node:
        parts = [self._group()]
        while self._take("or"):
            parts.append(self._group())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _group(self) -> Node:
        parts = [self._part()]
        while self._take("and"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _part(self) -> Node:
        token = self._next("a word such as category, list, country or all")
        if token.is_word("("):
            return self._parenthesis(token)
        kind = None if token.quoted else WORDS.get(token.text.casefold())
        if kind is None:
            raise ExpressionProblem(
                f"“{token.text}” cannot begin a clause.{did_you_mean(token.text, list(WORDS))} "
                f"A clause begins with one of: {', '.join(kind.value for kind in ClauseKind)}.",
                token.column,
            )
        if kind is ClauseKind.ALL:
            return Clause(kind, (), token.column)
        values = [self._value(token.text)]
        while self._take(","):
            values.append(self._value(token.text))
        return Clause(kind, tuple(values), token.column)

    def _parenthesis(self, opening: _Token) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionProblem(
                f"there are more than {MAX_DEPTH} parentheses in each other.", opening.column
            )
        node = self._expression()
        if not self._take(")"):
            raise ExpressionProblem("the parenthesis opened here is never closed.", opening.column)
        self._depth -= 1
        return node

    def _value(self, word: str) -> Value:
        token = self._next(f"a value after “{word}”")
        if token.is_word("(", ")", ",", *JOINING):
            raise ExpressionProblem(f"a value is missing after “{word}”.", token.column)
        if not token.text.strip():
            raise ExpressionProblem(f"the value after “{word}” is empty.", token.column)
        return Value(" ".join(token.text.split()), token.column)

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, word: str) -> bool:
        token = self._peek()
        if token is not None and token.is_word(word):
            self._at += 1
            return True
        return False

    def _next(self, expected: str) -> _Token:
        token = self._peek()
        if token is None:
            raise ExpressionProblem(f"it ends where {expected} was expected.", self._end)
        self._at += 1
        return token
