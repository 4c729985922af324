"""The register of reference numbers: who took which, for which letter, and what became of it."""

from letters.register.allocation import take_references
from letters.register.children import children_of, family_of, stands_on, take_child
from letters.register.closing import RegisterClosing, close_year, closings_of, contradiction_of
from letters.register.ending import cancel_entry, follow
from letters.register.entries import (
    issue_references,
    strike_out_next,
    void_entry,
    void_references,
)
from letters.register.gaps import Explained, Gap, explained_gaps, unexplained_gaps
from letters.register.lines import LINE_COLUMNS, Counts, EntryLine, lines_of
from letters.register.lost import LastNumber, last_numbers, reserve_to
from letters.register.patterns import ResetPolicy, filing_key, natural_key
from letters.register.reading import (
    RegisterPage,
    entries_in,
    entry_of,
    history_of,
    list_entries,
    references_of,
    texts_of,
)
from letters.register.series import EpochLine, define_series, list_series, open_period
from letters.register.tables import ABBREVIATIONS, EntryState, Modifier, RegisterEntry

__all__ = [
    "ABBREVIATIONS",
    "LINE_COLUMNS",
    "Counts",
    "EntryLine",
    "EntryState",
    "EpochLine",
    "Explained",
    "Gap",
    "LastNumber",
    "Modifier",
    "RegisterClosing",
    "RegisterEntry",
    "RegisterPage",
    "ResetPolicy",
    "cancel_entry",
    "children_of",
    "close_year",
    "closings_of",
    "contradiction_of",
    "define_series",
    "entries_in",
    "entry_of",
    "explained_gaps",
    "family_of",
    "filing_key",
    "follow",
    "history_of",
    "issue_references",
    "last_numbers",
    "lines_of",
    "list_entries",
    "list_series",
    "natural_key",
    "open_period",
    "references_of",
    "reserve_to",
    "stands_on",
    "strike_out_next",
    "take_child",
    "take_references",
    "texts_of",
    "unexplained_gaps",
    "void_entry",
    "void_references",
]
