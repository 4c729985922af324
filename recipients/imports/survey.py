"""What a sheet of a workbook holds, without loading it: its extent, what is hidden, formulas, errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.limits import MAX_AREA, MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_TEXT

MAX_CELL_FAULTS = 10_000
"""How many cells without a usable value are named one by one."""

MANY_DIGITS = 16
"""From this many digits on spreadsheets keep only the first ones of a number."""


@dataclass
class Survey:
    """A look over one sheet; rows and columns count from 0."""

    last_row: int = -1
    last_column: int = -1
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: int = 0
    characters: int = 0
    cell_faults: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    _named: int = 0

    def note_value(self, row: int, column: int) -> None:
        """A cell holds a value."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def note_fault(self, row: int, column: int, message: str) -> None:
        """A cell has no usable value; the row will be refused with this sentence."""
        self._named += 1
        if self._named <= MAX_CELL_FAULTS:
            self.cell_faults.setdefault(row, []).append((column, message))

    def note_number(self, row: int, column: int, number: str) -> None:
        """A cell holds a number; one of more digits than spreadsheets keep has lost some already."""
        if len(number) >= MANY_DIGITS:
            try:
                lost = abs(float(number)) >= 10.0 ** (MANY_DIGITS - 1)
            except ValueError:
                lost = False
            if lost:
                message = "The number has more digits than a spreadsheet keeps; format the cell as text."
                self.note_fault(row, column, message)

    def note_text(self, length: int, times: int = 1) -> None:
        """A cell holds so many characters, so many times; FileFault if that is too much."""
        self.characters += length * times
        if length > MAX_CELL:
            message = f"A cell holds {length} characters; at most {MAX_CELL} are read."
            raise FileFault(FaultKind.TOO_BIG, message)
        if self.characters > MAX_TEXT:
            raise FileFault(
                FaultKind.TOO_BIG, f"The sheet holds over {MAX_TEXT // 10**6} million characters."
            )

    def check_extent(self) -> None:
        """FileFault if the sheet spans more rows, columns or cells than are read."""
        rows, columns = self.last_row + 1, self.last_column + 1
        if rows > MAX_ROWS + 1:
            raise _too_far(f"down to row {rows}; at most {MAX_ROWS} rows below the header")
        if columns > MAX_COLUMNS:
            raise _too_far(f"to column {column_letters(columns - 1)}; at most {MAX_COLUMNS} columns")
        if rows * columns > MAX_AREA:
            raise _too_far(f"over {rows} rows and {columns} columns; at most {MAX_AREA} cells")


def _too_far(reach: str) -> FileFault:
    advice = "If what lies far out looks empty, delete it and save the file again."
    return FileFault(FaultKind.TOO_BIG, f"The sheet reaches {reach} are read. {advice}")


def column_letters(column: int) -> str:
    """How a spreadsheet names a column counted from 0: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column from 0 that letters name."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def new_parser() -> expat.XMLParserType:
    """A parser that tells elements as `namespace name` and refuses any document type, hence any entity."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise FileFault(
            FaultKind.UNREADABLE, "The workbook was not opened: its XML declares a document type."
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def parse_part(parser: expat.XMLParserType, part: bytes) -> None:
    """Run the parser over a part of the workbook; FileFault if it is not well formed."""
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise FileFault(
            FaultKind.UNREADABLE,
            "The workbook is damaged; open it in a spreadsheet program and save it again.",
        ) from error


def check_part(part: bytes) -> None:
    """FileFault if a part of the workbook is not well formed or declares entities."""
    parse_part(new_parser(), part)
