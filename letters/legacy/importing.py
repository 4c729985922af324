"""Imports an old letter: a file is read, a folder is made of it, and a report says what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from letters.facts import Language
from letters.folder_writing import write_folder
from letters.legacy.folder import LetterFolder, folder_of
from letters.legacy.letter import OldLetter
from letters.legacy.old_file import OldFile, read_old_file
from letters.legacy.reading import read_old_letter
from letters.legacy.report import report_of


@dataclass(frozen=True)
class Imported:
    """What came of one import."""

    letter: OldLetter
    made: LetterFolder
    written: list[Path]

    @property
    def report(self) -> dict[str, Any]:
        """The report as one document."""
        return report_of(self.letter, self.made)


def import_letter(
    path: Path, folder: Path, *, language: Language | None = None, issued: date | None = None
) -> Imported:
    """Read the letter in a file and write its folder; nothing is written where anything is refused.

    NotFound, Refused or Unreachable as `read_old_file`, `read_old_letter` and `write_folder` say.
    """
    letter = read_old_letter(read_old_file(path), language=language, issued=issued)
    made = folder_of(letter)
    return Imported(letter, made, write_folder(folder, made.files))


def import_report(
    file: OldFile, *, language: Language | None = None, issued: date | None = None
) -> dict[str, Any]:
    """The report on a letter, of which no folder is written."""
    letter = read_old_letter(file, language=language, issued=issued)
    return report_of(letter, folder_of(letter))
