"""Writes the versions of a letter side by side, as a page or as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from letters.findings import Finding
from letters.pages import framed
from letters.parity.printed import Printed
from letters.parity.side_by_side import Row, Side


def page(title: str, rows: Sequence[Row], others: Sequence[Finding]) -> str:
    """An HTML page with a column for each version, those from right to left on the right.

    `others` are findings that stand at no line of these versions.
    """
    columns = _columns(rows)
    heads = (
        "".join(
            f'<th scope="col">{escape(side.version.formulas.name)} ({escape(side.version.file)})</th>'
            for side in _in(columns, rows[0])
        )
        if rows
        else ""
    )
    body = "\n".join(_row(row, columns) for row in rows)
    count = sum(len(row.remarks) for row in rows) + len(others)
    summary = "No differences were found." if not count else f"Findings: {count}."
    told = "".join(f"<li>{escape(str(finding))}</li>" for finding in others)
    return framed(
        title,
        f"<h1>{escape(title)}</h1>\n<p>{summary}</p>\n{f'<ul>{told}</ul>' if told else ''}\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n",
    )


def plain(rows: Sequence[Row], others: Sequence[Finding]) -> str:
    """The same as text: the versions of a portion under one another, what differs after a mark."""
    return "\n".join(
        [*(f"! {finding}" for finding in others), *(line for row in rows for line in _lines(row))]
    )


def _columns(rows: Sequence[Row]) -> list[int]:
    """The places of the versions from left to right."""
    sides = rows[0].sides if rows else ()
    return sorted(range(len(sides)), key=lambda index: (sides[index].version.formulas.rtl, index))


def _in(columns: Sequence[int], row: Row) -> list[Side]:
    return [row.sides[index] for index in columns]


def _row(row: Row, columns: Sequence[int]) -> str:
    cells = "".join(_cell(side) for side in _in(columns, row))
    differs = ' class="differs"' if row.remarks else ""
    remarks = "".join(f"<li>{escape(str(finding))}</li>" for finding in row.remarks)
    told = (
        f'\n<tr class="remarks"><td colspan="{len(columns)}"><ul>{remarks}</ul></td></tr>' if remarks else ""
    )
    return f"<tr{differs}>{cells}</tr>{told}"


def _cell(side: Side) -> str:
    formulas, portion = side.version.formulas, side.portion
    if portion is None:
        return '<td class="absent">nothing here</td>'
    kind = f'<span class="kind" lang="en" dir="ltr">{escape(_kind(portion))}</span>'
    return f'<td lang="{formulas.language}" dir="{formulas.direction}">{kind}{_words(portion)}</td>'


def _words(portion: Printed) -> str:
    """The text with its bold stretches."""
    pieces, end = [], 0
    for start, stop in portion.strong:
        pieces += [escape(portion.text[end:start]), f"<strong>{escape(portion.text[start:stop])}</strong>"]
        end = stop
    return "".join([*pieces, escape(portion.text[end:])])


def _kind(portion: Printed) -> str:
    condition = f", only under “{' … '.join(portion.under)}”" if portion.under else ""
    return f"line {portion.line}: {portion.kind}{condition}"


def _lines(row: Row) -> Iterator[str]:
    for side in row.sides:
        portion = side.portion
        shown = f"({_kind(portion)}) {portion.words}" if portion else "—"
        yield f"{side.version.source.language}  {shown}"
    yield from (f"!   {finding}" for finding in row.remarks)
    yield ""
