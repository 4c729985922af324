"""Finds merge expressions and statements in what an author wrote, and puts tokens in their place."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from letters.findings import Finding, error
from letters.markdown.tokens import Kind, Token, concealed, has_private_use, without_private_use

_LITERAL: Final = r"'[^'\n]*'|\"[^\"\n]*\""
_FIELD: Final = re.compile(rf"(?<!\\)\{{\{{[-+]?((?:{_LITERAL}|[^{{}}'\"\n])*?)[-+]?\}}\}}")
_STATEMENT: Final = re.compile(
    rf"(?P<indent>[ \t]*(?:>[ \t]?)*[ \t]*)\{{%[-+]?(?P<source>(?:{_LITERAL}|[^%'\"\n])*?)[-+]?%\}}[ \t]*"
)
_LOOSE: Final = re.compile(r"(?<!\\)(?:\{\{|\{%|\{#)")
_ENTITY: Final = re.compile(r"&(?=#)")
_DELIMITER_ROW: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PRIVATE_USE: Final = (
    "This line holds a private-use character, which readers see as an empty box. Take it out."
)
_WORDS: Final = frozenset({"if", "elif", "else", "endif", "for", "endfor"})
_OPENING: Final = frozenset({"if", "for"})
_CLOSING: Final = frozenset({"endif", "endfor"})


@dataclass(frozen=True)
class Concealed:
    """What an author wrote, with tokens for its expressions and statements."""

    text: str
    findings: tuple[Finding, ...]


def word_of(statement: str) -> str:
    """`for` of `for row in rows`."""
    return statement.split(maxsplit=1)[0] if statement else ""


def conceal_line(text: str, line: int = 0) -> str:
    """One line with tokens for its fields, and for whatever else opens like an expression."""
    fields = _FIELD.sub(lambda found: concealed(Token(Kind.FIELD, found[1].strip(), line)), text)
    return _LOOSE.sub(lambda found: concealed(Token(Kind.LOOSE, found[0], line)), fields)


def conceal(body: str, file: str, first_line: int = 1) -> Concealed:
    """The whole text of a letter, its statements told apart by where they stand."""
    lines = body.split("\n")
    findings = [
        error("private-characters", _PRIVATE_USE, file, first_line + index)
        for index, line in enumerate(lines)
        if has_private_use(html.unescape(line))
    ]
    if findings:
        lines = [_harmless(line) for line in lines]
    statements = {index: found for index, line in enumerate(lines) if (found := _statement(line))}
    rows = _row_statements(lines, {index: found[1] for index, found in statements.items()})
    for index, line in enumerate(lines):
        number = first_line + index
        if index in statements:
            indent, source = statements[index]
            kind = Kind.ROW_STATEMENT if index in rows else Kind.STATEMENT
            lines[index] = indent + concealed(Token(kind, source, number))
        else:
            lines[index] = conceal_line(line, number)
    return Concealed("\n".join(lines), tuple(findings))


def _harmless(line: str) -> str:
    """A line in which neither characters nor entities can spell a token."""
    return without_private_use(_ENTITY.sub("&amp;", line) if has_private_use(html.unescape(line)) else line)


def _statement(line: str) -> tuple[str, str] | None:
    """Indentation and source of a line that is one statement and nothing else."""
    match = _STATEMENT.fullmatch(line)
    if not match or word_of(match["source"].strip()) not in _WORDS:
        return None
    return match["indent"], match["source"].strip()


def _row_statements(lines: list[str], statements: dict[int, str]) -> set[int]:
    """Those that stand between rows of a table and have nothing but rows and such statements between them."""
    found: set[int] = set()
    opened: list[list[int]] = []
    for index in sorted(statements):
        word = word_of(statements[index])
        if word in _OPENING:
            opened.append([index])
        elif opened:
            opened[-1].append(index)
            if word in _CLOSING:
                group = opened.pop()
                if _all_rows(lines, statements, group[0] + 1, index):
                    found.update(group)
    return found


def _all_rows(lines: list[str], statements: dict[int, str], start: int, end: int) -> bool:
    """Whether every line in between is a table's row; a heading of its own makes it a whole table instead."""
    between = [index for index in range(start, end) if index not in statements]
    return bool(between) and all(
        "|" in lines[index] and not _DELIMITER_ROW.fullmatch(lines[index]) for index in between
    )
