"""A look over the first visible sheet of an XLSX workbook, before it is loaded."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Final

from recipients.imports.faults import FaultKind, FileFault
from recipients.imports.survey import Survey, column_number, new_parser, parse_part

_REFERENCE: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_TRUE: Final = ("1", "true")
_WIDEST: Final = 16_384
_NO_VALUE: Final = "The formula in this cell has no stored value; save the file in a spreadsheet program."


@dataclass(frozen=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    part: str


def sheets_of(parts: dict[str, bytes]) -> list[SheetEntry]:
    """The sheets in their order; FileFault if the workbook does not list them properly."""
    targets: dict[str, str] = {}
    found: list[SheetEntry] = []

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship"):
            target = attributes.get("Target", "")
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(joined)

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" sheet"):
            relation_id = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            found.append(SheetEntry(attributes.get("name", ""), hidden, targets.get(relation_id, "")))

    for handler, part in ((relation, "xl/_rels/workbook.xml.rels"), (sheet, "xl/workbook.xml")):
        parser = new_parser()
        parser.StartElementHandler = handler
        parse_part(parser, parts.get(part, b""))
    return found


def survey_xlsx(parts: dict[str, bytes], sheet: SheetEntry) -> Survey:
    """The look over one sheet; FileFault if it is too big, damaged or hides entities."""
    if sheet.part not in parts:
        raise FileFault(FaultKind.UNREADABLE, f"The sheet “{sheet.name}” is missing from the workbook.")
    walk = _Walk(_text_lengths(parts.get("xl/sharedStrings.xml")))
    parser = new_parser()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parse_part(parser, parts[sheet.part])
    walk.survey.check_extent()
    return walk.survey


def _text_lengths(part: bytes | None) -> list[int]:
    """The length of each shared text."""
    lengths: list[int] = []
    if part is None:
        return lengths

    def start(name: str, _: dict[str, str]) -> None:
        if name.endswith(" si"):
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = new_parser()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parse_part(parser, part)
    return lengths


@dataclass
class _Walk:
    """Where the parser stands in the sheet."""

    shared: list[int]
    survey: Survey = field(default_factory=Survey)
    row: int = -1
    column: int = -1
    kind: str = "n"
    in_value: bool = False
    value: str = ""
    has_value: bool = False
    has_formula: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "c":
            self._start_cell(attributes)
        elif local in ("v", "is"):
            self.in_value = self.has_value = True
        elif local == "f":
            self.has_formula = True
        elif local == "row":
            self._start_row(attributes)
        elif local == "col" and attributes.get("hidden") in _TRUE:
            first, last = _whole(attributes.get("min")), _whole(attributes.get("max"))
            self.survey.hidden_columns.update(range(max(first, 1) - 1, min(last, _WIDEST)))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row = _whole(attributes.get("r"), self.row + 2) - 1
        self.column = -1
        if attributes.get("hidden") in _TRUE:
            self.survey.hidden_rows.add(self.row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        if reference:
            self.column, self.row = column_number(reference[1]), int(reference[2]) - 1
        else:
            self.column += 1
        self.kind = attributes.get("t", "n")
        self.in_value = self.has_value = self.has_formula = False
        self.value = ""

    def text(self, data: str) -> None:
        if self.in_value:
            self.value = data if self.kind == "s" else self.value + data

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local in ("v", "is"):
            self.in_value = False
        elif local == "c":
            self._end_cell()

    def _end_cell(self) -> None:
        survey = self.survey
        if self.has_formula:
            survey.formulas += 1
            if not self.has_value:
                survey.note_value(self.row, self.column)
                survey.note_fault(self.row, self.column, _NO_VALUE)
        if not self.has_value:
            return
        survey.note_value(self.row, self.column)
        if self.kind == "e":
            survey.note_fault(self.row, self.column, f"The cell shows the error {self.value[:20]}.")
        elif self.kind == "n":
            survey.note_number(self.row, self.column, self.value)
        elif self.kind == "s" and self.value.isdecimal() and int(self.value) < len(self.shared):
            survey.note_text(self.shared[int(self.value)])
        else:
            survey.note_text(len(self.value))


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise
