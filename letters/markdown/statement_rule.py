"""A rule for markdown-it: a statement on a line of its own is a block, and ends the block before it."""

from __future__ import annotations

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from letters.markdown.tokens import Kind, read_token

TYPE: Final = "statement"
_INTERRUPTS: Final = ["paragraph", "reference", "blockquote", "list"]


def add_statements(parser: MarkdownIt) -> None:
    """Teaches the parser the rule; the token's `meta` holds what the author wrote."""
    parser.block.ruler.before("table", TYPE, _statement, {"alt": _INTERRUPTS})


def _statement(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    start = state.bMarks[start_line] + state.tShift[start_line]
    token = read_token(state.src[start : state.eMarks[start_line]])
    if token is None or token.kind not in {Kind.STATEMENT, Kind.ROW_STATEMENT}:
        return False
    # Between the rows of a table it is one of the rows, and does not end the table.
    if silent and token.kind is Kind.ROW_STATEMENT and state.parentType == "table":
        return False
    if not silent:
        state.line = start_line + 1
        opened = state.push(TYPE, "", 0)
        opened.map = [start_line, state.line]
        opened.meta = {"token": token}
    return True
