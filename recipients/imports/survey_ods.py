"""A look over the first visible sheet of an ODS workbook, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from recipients.imports.survey import Survey, new_parser, parse_part

_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_MAX_MARKED: Final = 20_000
"""Hidden rows or columns noted for one repetition; sheets repeat their empty rest a million times."""


@dataclass
class OdsSheet:
    """A sheet with the look over it."""

    name: str
    hidden: bool
    survey: Survey = field(default_factory=Survey)


def survey_ods(content: bytes) -> list[OdsSheet]:
    """A look over every sheet up to the first visible one; FileFault if that is too big or damaged."""
    walk = _Walk()
    parser = new_parser()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.text
    parse_part(parser, content)
    for sheet in walk.sheets:
        if not sheet.hidden:
            sheet.survey.check_extent()
            break
    return walk.sheets


@dataclass
class _Walk:
    """Where the parser stands in the workbook."""

    sheets: list[OdsSheet] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    style: str = ""
    row: int = 0
    row_times: int = 1
    column: int = 0
    cell_times: int = 1
    length: int = 0
    counted: bool = False
    has_value: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _STYLE + "style":
            self.style = attributes.get(_STYLE + "name", "")
        elif name == _STYLE + "table-properties":
            if attributes.get(_TABLE + "display") == "false":
                self.hidden_styles.add(self.style)
        elif name == _TABLE + "table":
            hidden = attributes.get(_TABLE + "style-name", "") in self.hidden_styles
            self.sheets.append(OdsSheet(attributes.get(_TABLE + "name", ""), hidden))
            self.row = self.column = 0
            self.counted = all(sheet.hidden for sheet in self.sheets[:-1])
        elif self.counted:
            self._start_inside(name, attributes)

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        survey = self.sheets[-1].survey
        hidden = attributes.get(_TABLE + "visibility", "visible") != "visible"
        if name == _TABLE + "table-column":
            times = _times(attributes, "number-columns-repeated")
            if hidden:
                survey.hidden_columns.update(range(self.column, self.column + min(times, _MAX_MARKED)))
            self.column += times
        elif name == _TABLE + "table-row":
            self.row_times = _times(attributes, "number-rows-repeated")
            self.column = 0
            if hidden:
                survey.hidden_rows.update(range(self.row, self.row + min(self.row_times, _MAX_MARKED)))
        elif name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self.cell_times = _times(attributes, "number-columns-repeated")
            self.length = 0
            self.has_value = _OFFICE + "value-type" in attributes
            survey.formulas += _TABLE + "formula" in attributes
            survey.note_number(self.row, self.column, attributes.get(_OFFICE + "value", ""))
        elif name.startswith(_TEXT):
            self.has_value = True

    def text(self, data: str) -> None:
        if self.counted:
            self.length += len(data)

    def end(self, name: str) -> None:
        if not self.counted:
            return
        survey = self.sheets[-1].survey
        if name in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            if self.has_value:
                survey.note_value(self.row + self.row_times - 1, self.column + self.cell_times - 1)
                survey.note_text(self.length, self.cell_times * self.row_times)
            self.column += self.cell_times
        elif name == _TABLE + "table-row":
            self.row += self.row_times
        elif name == _TABLE + "table":
            self.counted = False


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(_TABLE + name, "1")
    return max(1, min(int(text), 10_000_000)) if text.isdecimal() else 1
