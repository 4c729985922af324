"""Whose form submissions are: by the ids of other systems, by address, by the name of the organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from sqlalchemy import select

from mailer.address import Address, parse
from mailer.database import OfficeSession
from recipients.among import among
from recipients.directory_state import in_force
from recipients.names import name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, in_directory
from scheduler.replies.form_rows import FormRow, UnfitRow

_CALLED: Final = {
    "id": "id",
    "organisation_id": "organisation id",
    "email": "email",
    "organisation": "organisation",
}


class Owners:
    """The organisations that the rows of a file may mean, all looked up at once."""

    def __init__(self, session: OfficeSession, rows: Iterable[FormRow]) -> None:
        written: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for column, text in row.whose.items():
                written[column].add(_key(column, text))
        ids = written["id"] | written["organisation_id"]
        found = _by_id(session, ids)
        self._found: Mapping[str, Mapping[str, set[int]]] = {
            "id": found,
            "organisation_id": found,
            "email": _by_address(session, written["email"]),
            "organisation": _by_name(session, written["organisation"]),
        }

    def of(self, row: FormRow) -> int:
        """The one organisation that a row means; UnfitRow with the reason for none or several."""
        told = {
            column: self._found[column].get(_key(column, text), set()) for column, text in row.whose.items()
        }
        told = {column: ids for column, ids in told.items() if ids}
        if not told:
            named = "; ".join(f"{_CALLED[column]} “{text}”" for column, text in row.whose.items())
            raise UnfitRow(f"Nobody in the directory is meant by {named}.")
        common = set.intersection(*told.values())
        if len(common) == 1:
            return common.pop()
        if not common:
            columns = " and ".join(_CALLED[column] for column in told)
            raise UnfitRow(f"Its {columns} mean different organisations.")
        columns = " and ".join(_CALLED[column] for column in told)
        raise UnfitRow(f"Its {columns} may mean {len(common)} organisations: write the organisation id.")


def _key(column: str, text: str) -> str:
    """The form in which what a column says is looked up."""
    if column == "email":
        address = parse(text)
        return address.key if isinstance(address, Address) else ""
    return name_key(text) if column == "organisation" else text


def _by_id(session: OfficeSession, ids: Collection[str]) -> dict[str, set[int]]:
    """By the ids of organisations, and of their recipients."""
    own = select(Organisation.external_id, Organisation.id).where(
        among(session, Organisation.external_id, sorted(ids)), in_force(Organisation.import_id)
    )
    of_people = select(Recipient.external_id, Recipient.organisation_id).where(
        among(session, Recipient.external_id, sorted(ids)), in_directory()
    )
    found: dict[str, set[int]] = defaultdict(set)
    for asked in (own, of_people):
        for external_id, organisation_id in session.execute(asked):
            found[external_id or ""].add(organisation_id)
    return found


def _by_address(session: OfficeSession, keys: Collection[str]) -> dict[str, set[int]]:
    asked = (
        select(RecipientAddress.address_key, Recipient.organisation_id)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(among(session, RecipientAddress.address_key, sorted(keys)), in_directory())
    )
    found: dict[str, set[int]] = defaultdict(set)
    for key, organisation_id in session.execute(asked):
        found[key].add(organisation_id)
    return found


def _by_name(session: OfficeSession, keys: Collection[str]) -> dict[str, set[int]]:
    asked = select(Organisation.name_key, Organisation.id).where(
        among(session, Organisation.name_key, sorted(keys)), in_force(Organisation.import_id)
    )
    found: dict[str, set[int]] = defaultdict(set)
    for key, organisation_id in session.execute(asked):
        found[key].add(organisation_id)
    return found
