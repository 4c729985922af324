"""The checks of a letter before it is approved: every finding with its file and line."""

from letters.checks.children import ParentLetter, ParentLookup
from letters.checks.run import RESERVED_FIELDS, check

__all__ = ["RESERVED_FIELDS", "ParentLetter", "ParentLookup", "check"]
