"""The sizes up to which a file is read."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 200 * 1024 * 1024
"""Octets of a file."""
MAX_ROWS: Final = 600_000
"""Rows below the header."""
MAX_COLUMNS: Final = 1_000
MAX_CELL: Final = 32_767
"""Characters of a cell, as many as spreadsheets allow."""
MAX_LINE: Final = 4 * 1024 * 1024
"""Octets between two line ends of a CSV file."""
MAX_UNZIPPED: Final = 50 * 1024 * 1024
"""Octets that all members of a workbook make when unpacked (trust.md 2.2, 9)."""
MAX_RATIO: Final = 100
"""How many times bigger than packed a member of a workbook may be."""
MAX_MEMBERS: Final = 200
MAX_AREA: Final = 12_000_000
"""Cells in the rectangle that a sheet spans, empty ones included: the reader holds it in memory."""
MAX_TEXT: Final = 200_000_000
"""Characters of all cells of a sheet together; one shared text counts wherever it is used."""
