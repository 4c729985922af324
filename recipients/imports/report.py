"""The report on a file: what its acceptance would do, and everything that is wrong with it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from recipients.duplicates import NearNames
from recipients.history import Change
from recipients.imports.columns import REASON, Columns
from recipients.imports.faults import FileFault, RowFault
from recipients.imports.file_organisations import FileOrganisation, FileOrganisations
from recipients.imports.matching import SharedAddress
from recipients.imports.organisation_matching import Known, OrganisationChange
from recipients.imports.sample import Sample
from recipients.imports.sheet import FileFacts
from recipients.imports.spool import Spool
from recipients.imports.twins import Twin
from recipients.spreadsheet import write_csv


@dataclass(frozen=True)
class RecipientChange:
    """One field of a recipient that a row would change."""

    row: int
    recipient: str
    change: Change

    def __str__(self) -> str:
        """`row 7, Ann Osei, Ministry (KE): email: a@x → b@x`."""
        return f"row {self.row}, {self.recipient}: {self.change}"


@dataclass
class Report:
    """What was found. If `problem` is set, the file as a whole cannot be imported and nothing else counts.

    The rows lie in private files that go with this object; nothing of it is in the directory.
    """

    file_name: str
    base_revision: int
    """The directory's revision that was compared with: acceptance refuses any other."""
    facts: FileFacts | None = None
    problem: FileFault | None = None
    columns: Columns | None = None
    rows: int = 0
    """Rows that are not empty."""
    added: int = 0
    unchanged: int = 0
    missing: int = 0
    """Recipients of the directory that the file does not name: they stay as they are."""
    changes: Sample[RecipientChange] = field(default_factory=Sample)
    """Every field that would change, recipients only."""
    missing_first: list[str] = field(default_factory=list)
    faults: Sample[RowFault] = field(default_factory=Sample)
    faults_by_column: Counter[str] = field(default_factory=Counter)
    warnings: Sequence[RowFault] = ()
    repeated: Sample[Twin] = field(default_factory=Sample)
    """Rows left out because they name a recipient of an earlier row again."""
    shared_in_file: Sample[Twin] = field(default_factory=Sample)
    """Rows that write to the address of an earlier row, for another recipient."""
    shared_in_directory: Sample[SharedAddress] = field(default_factory=Sample)
    """Rows that write to the address of another recipient of the directory."""
    near: Sample[NearNames] = field(default_factory=Sample)
    """New organisations whose names are near others of the same country."""
    near_looked_for: bool = True
    """False when there are too many new organisations to compare their names within a report."""
    new_lists: tuple[str, ...] = ()
    new_organisations: int = 0

    good_rows: Spool = field(default_factory=Spool)
    """`ImportRow`s as tuples."""
    matches: array[int] = field(default_factory=lambda: array("q"))
    """For each good row the id of its recipient in the directory, or 0."""
    changed_rows: Spool = field(default_factory=Spool)
    """`Changed` as tuples."""
    faulty_rows: Spool = field(default_factory=Spool)
    """Reason and cells."""
    organisations: FileOrganisations = field(default_factory=FileOrganisations)
    organisation_ids: list[int] = field(default_factory=list)
    """For each organisation of the file its id in the directory, or 0."""
    organisations_known: dict[int, OrganisationChange] = field(default_factory=dict)
    """What becomes of the organisations that the directory has, by their id there."""
    used_places: set[int] = field(default_factory=set)
    """The organisations of the file that good rows name."""
    lists: dict[str, str] = field(default_factory=dict)
    """Every list the file names, by the key of its name."""

    @property
    def changed(self) -> int:
        """Recipients that would change."""
        return self.changed_rows.rows

    @property
    def refused(self) -> int:
        """Rows with faults."""
        return self.faulty_rows.rows

    @property
    def changes_nothing(self) -> bool:
        """Whether acceptance would leave the directory as it is."""
        return not (self.added or self.changed or self.organisation_changes)

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name; rows = added + changed + unchanged + repeated + refused."""
        return {
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "repeated": self.repeated.total,
            "refused": self.refused,
            "missing": self.missing,
        }

    @property
    def organisation_changes(self) -> list[OrganisationChange]:
        """The organisations that would change."""
        return [found for found in self.organisations_known.values() if found.changes]

    def facts_of(self, place: int) -> Known | FileOrganisation:
        """The facts that an organisation of the file will have, by its place there."""
        known = self.organisations_known.get(self.organisation_ids[place])
        return known.after if known else self.organisations.found[place]

    def new_places(self) -> list[int]:
        """The organisations of the file that are new to the directory, by their place in it."""
        return sorted(place for place in self.used_places if not self.organisation_ids[place])

    def tasks(self) -> list[str]:
        """What is to be corrected, as a list to work through: `Correct 3 cells under “email”.`"""
        return [
            f"Correct {count} {'cell' if count == 1 else 'cells'} under “{column}”."
            if column
            else f"Correct {count} {'row' if count == 1 else 'rows'}."
            for column, count in self.faults_by_column.most_common()
        ]

    def write_faulty_rows(self, stream: IO[str]) -> int:
        """Write every row with faults as CSV, its reason in the first column; how many there are.

        The rows can be corrected in place and imported by themselves; the reason is then passed over.
        """
        header: Sequence[str] = self.columns.header if self.columns else ()
        rows = ((reason, *cells) for chunk in self.faulty_rows.chunks() for reason, cells in chunk)
        return write_csv(stream, (REASON, *header), rows)

    def close(self) -> None:
        """Let go of the private files."""
        for spool in (self.good_rows, self.changed_rows, self.faulty_rows):
            spool.close()
