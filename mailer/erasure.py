"""Erasing what the post room holds of a person: texts and salts go, hashes stay, and the chain says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from mailer.audit import AuditEntry
from mailer.database import OfficeSession

DEED: Final = "person.erase"
"""The deed of the entry that says which rows were erased."""
UNTOLD: Final = "was erased, and no audit entry says so"
"""Why a row without its contents is a contradiction."""

Erased = Mapping[str, frozenset[int]]
"""The rows that the audit chain says were erased: tables to ids."""


def erased_by_the_record(session: OfficeSession) -> Erased:
    """The rows of which an audit entry says that they were erased; all other ones must be whole."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for facts in session.scalars(select(AuditEntry.facts).where(AuditEntry.deed == DEED)):
        for table, ids in facts["rows"].items():
            found[table].update(ids)
    return {table: frozenset(ids) for table, ids in found.items()}
