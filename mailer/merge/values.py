"""Merge values: what a recipient may bring into a template, checked and copied so that nothing else can."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, Never, TypeAlias

from mailer.direction import stray_mark
from mailer.merge.language import COLUMN_LIMIT, CONTROLS, ROW_LIMIT, VALUE_LIMIT
from mailer.merge.refusals import MergeFailed

Value: TypeAlias = str | Sequence[Mapping[str, str]]
Values: TypeAlias = Mapping[str, Value]

INVISIBLE: Final = (
    string.whitespace
    + "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, [*range(0x2000, 0x2010), *range(0x2060, 0x2065), *range(0x2066, 0x206A)]))
    + "\u00ad\u034f\u061c\u115f\u1160\u180e\u2800\u3164\ufeff\uffa0"
)
"""Blanks, and characters that show nothing: a value of these alone is as good as empty."""


class Missing(Exception):
    """A template asked for a value that is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Blank:
    """Stands for a value that is absent or empty: false when tested, refused when it would be printed.

    With `noted` given, nothing is refused: the name is noted there and the empty text taken.
    """

    __slots__ = ("absent", "name", "noted")

    def __init__(self, name: str, *, absent: bool, noted: dict[str, None] | None = None) -> None:
        self.name = name
        self.absent = absent
        self.noted = noted

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        if self.noted is None:
            raise Missing(self.name)
        self.noted[self.name] = None
        return ""

    def __iter__(self) -> Iterator[Never]:
        str(self)
        return iter(())

    def compared(self) -> str:
        """The empty text for a value that is there but empty; one that is absent cannot be compared."""
        return str(self) if self.absent else ""


class Row(dict[str, "str | Blank"]):
    """One row of a table as a loop sees it; the only thing in a template that has fields."""

    __slots__ = ()


class Freezer:
    """Copies the values that one template uses, refusing what is no plain text and what is too much."""

    def __init__(
        self,
        texts: Collection[str],
        tables: Mapping[str, Collection[str]],
        flags: Collection[str],
        *,
        header: bool,
    ) -> None:
        self.texts = tuple(texts)
        self.tables = tuple(tables.items())
        self.flags = tuple(flags)
        self.header = header
        self._quickly = 0 if header else VALUE_LIMIT

    def freeze(self, values: Values, noted: dict[str, None] | None = None) -> tuple[dict[str, object], int]:
        """The context of one merge, holding the template's own names only, and how many characters it holds.

        MergeFailed for a value of the wrong kind, a row cap passed, a control character for a header.
        """
        context: dict[str, object] = {}
        size = 0
        for name in self.texts:
            value = values.get(name)
            # Nearly all values are short and plain: the first branch alone decides what a merge costs.
            if type(value) is str and len(value) <= self._quickly and value.isascii():
                text = value
            else:
                text = self._plain(name, value)
            if text.strip(INVISIBLE):
                context[name] = text
                size += len(text)
            else:
                context[name] = Blank(name, absent=value is None, noted=noted)
        for name, columns in self.tables:
            rows = self._rows(name, columns, values.get(name, ()), noted)
            context[name] = rows or Blank(name, absent=name not in values, noted=noted)
        for name in self.flags:
            value = values.get(name)
            context[name] = bool(value.strip(INVISIBLE) if isinstance(value, str) else value)
        return context, size

    def _plain(self, name: str, value: object) -> str:
        if type(value) is not str:
            if value is None:
                return ""
            if not isinstance(value, str):
                raise MergeFailed("A piece of text is expected here, and the value is none.", field=name)
            value = str.__str__(value)
        if not value.isascii() or self.header:
            self._check_characters(name, value)
        if len(value) > VALUE_LIMIT:
            raise MergeFailed(f"The value is longer than {VALUE_LIMIT} characters.", field=name)
        return value

    def _check_characters(self, name: str, value: str) -> None:
        if self.header and CONTROLS.search(value):
            raise MergeFailed(
                "The value holds a line break or another control character, which no header may hold.",
                field=name,
            )
        if (stray := stray_mark(value)) is not None:
            raise MergeFailed(f"The value holds {stray[1]}. Type it again by hand.", field=name)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise MergeFailed("The value holds half a character; import it again.", field=name) from None

    def _rows(
        self, name: str, columns: Collection[str], value: Value, noted: dict[str, None] | None
    ) -> list[Row]:
        if isinstance(value, str) and not value.strip(INVISIBLE):
            return []
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise MergeFailed("A table of rows is expected here, and the value is none.", field=name)
        if len(value) > ROW_LIMIT:
            raise MergeFailed(f"The table has more than {ROW_LIMIT} rows.", field=name)
        return [self._row(name, columns, row, noted) for row in value]

    def _row(self, name: str, columns: Collection[str], row: object, noted: dict[str, None] | None) -> Row:
        if not isinstance(row, Mapping) or len(row) > COLUMN_LIMIT:
            raise MergeFailed(f"A row is no row of at most {COLUMN_LIMIT} fields.", field=name)
        frozen = Row()
        for column in columns:
            cell = row.get(column)
            text = self._plain(f"{name}.{column}", cell)
            blank = not text.strip(INVISIBLE)
            frozen[column] = Blank(f"{name}.{column}", absent=cell is None, noted=noted) if blank else text
        return frozen
