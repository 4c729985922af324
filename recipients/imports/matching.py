"""Which recipient each row of a file means: by id, else address, else organisation and person."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from recipients.among import among
from recipients.entries import Entry
from recipients.imports.file_organisations import FileOrganisations
from recipients.imports.rows import ImportRow
from recipients.imports.sample import Sample
from recipients.imports.spool import Spool
from recipients.names import name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, in_directory


class Candidate(NamedTuple):
    """A recipient that a row might mean."""

    id: int
    external_id: str
    organisation_id: int
    organisation: str
    organisation_key: str
    name: str
    post: str

    @property
    def label(self) -> str:
        """How a report names it."""
        return ", ".join(word for word in (self.name, self.post, self.organisation) if word)


_COLUMNS: Final = (
    Recipient.id,
    func.coalesce(Recipient.external_id, ""),
    Recipient.organisation_id,
    Organisation.name,
    Organisation.name_key,
    Recipient.name,
    Recipient.post,
)


@dataclass(frozen=True)
class SharedAddress:
    """A row whose address another recipient of the directory has as well."""

    row: int
    address: str
    other: str


class Matcher:
    """Matches the rows of one file, each to one recipient at most, and no recipient twice.

    `match_chunk` sees the rows in order and settles what is certain; `match_rest` the others at the end.
    """

    def __init__(self, session: Session, organisations: FileOrganisations) -> None:
        self.matches = array("q")
        """For each row in order the id of its recipient, or 0."""
        self.organisation_of: dict[int, int] = {}
        """The organisation of each recipient that is matched."""
        self.shared: Sample[SharedAddress] = Sample()
        self._session = session
        self._organisations = organisations
        self._row_of: dict[int, int] = {}
        self._unsettled: dict[int, list[Candidate]] = {}
        self._shared_keys = _keys_shared(session)
        self._is_empty = session.scalars(select(Recipient.id).where(in_directory()).limit(1)).first() is None

    @property
    def nothing_to_match(self) -> bool:
        """Whether the directory is empty."""
        return self._is_empty

    def match_chunk(self, rows: Sequence[ImportRow]) -> None:
        """Match by id, and by address where the person is the same too."""
        start = len(self.matches)
        self.matches.extend([0] * len(rows))
        if self._is_empty:
            return
        by_id = self._with_ids([row.external_id for row in rows if row.external_id])
        others: list[tuple[int, ImportRow]] = []
        for index, row in enumerate(rows, start=start):
            found = by_id.get(row.external_id)
            if found is not None:
                self._claim(index, *found, by_id=True)
            else:
                others.append((index, row))
        by_address = self._with_addresses([key for _, row in others for _, key in row.to])
        for index, row in others:
            candidates = {found.id: found for _, key in row.to for found in by_address.get(key, ())}
            certain = self._same_person(row, candidates.values())
            if certain is not None:
                self._claim(index, certain.id, certain.organisation_id)
            if candidates:
                self._unsettled[index] = list(candidates.values())

    def match_rest(self, spool: Spool, organisation_ids: Sequence[int]) -> None:
        """Match what is left: by address where only one recipient has it, else by organisation and person.

        `organisation_ids` holds for each organisation of the file its id in the directory, or 0.
        """
        start = 0
        for chunk in spool.chunks() if self.matches.count(0) and not self._is_empty else ():
            rest = [
                (start + at, ImportRow._make(row))
                for at, row in enumerate(chunk)
                if not self.matches[start + at]
            ]
            for index, row in rest:
                free = [one for one in self._unsettled.get(index, ()) if self._is_free(one, row)]
                if len(free) == 1:
                    self._claim(index, free[0].id, free[0].organisation_id)
            self._match_by_person(rest, organisation_ids)
            start += len(chunk)

    def note_shared(self, rows: Sequence[tuple[ImportRow, Entry | None]]) -> None:
        """Note rows that write to addresses of others than the recipient they mean."""
        asked = [
            (row, entry, wire, key)
            for row, entry in rows
            if entry is None or row.to != entry.to or self._shared_keys
            for wire, key in row.to
            if entry is None or key in self._shared_keys or key not in [known for _, known in entry.to]
        ]
        by_address = self._with_addresses([key for _, _, _, key in asked])
        for row, entry, wire, key in asked:
            for other in by_address.get(key, ()):
                if entry is None or other.id != entry.id:
                    self.shared.add(SharedAddress(row.row, wire, other.label))

    def missing(self, limit: int) -> tuple[int, list[int]]:
        """How many recipients of the directory no row means, and the first of them."""
        if self._is_empty:
            return 0, []
        total = self._session.scalars(select(func.count()).select_from(Recipient).where(in_directory())).one()
        first: list[int] = []
        if total > len(self._row_of):
            ids = select(Recipient.id).where(in_directory()).order_by(Recipient.id)
            for number in self._session.scalars(ids.execution_options(yield_per=10_000)):
                if number not in self._row_of:
                    first.append(number)
                    if len(first) == limit:
                        break
        return total - len(self._row_of), first

    def _claim(self, index: int, number: int, organisation_id: int, *, by_id: bool = False) -> None:
        holder = self._row_of.get(number)
        if holder is not None:
            if not by_id:
                return
            self.matches[holder] = 0  # an id is stronger than an address
        self.matches[index] = number
        self._row_of[number] = index
        self.organisation_of[number] = organisation_id

    def _same_person(self, row: ImportRow, candidates: Iterable[Candidate]) -> Candidate | None:
        organisation = name_key(self._organisations.found[row.organisation].name)
        for found in candidates:
            same = (found.organisation_key, found.name, found.post) == (organisation, row.name, row.post)
            if same and self._is_free(found, row):
                return found
        return None

    def _is_free(self, found: Candidate, row: ImportRow) -> bool:
        if found.id in self._row_of:
            return False
        return not (found.external_id and row.external_id and found.external_id != row.external_id)

    def _match_by_person(
        self, open_rows: Sequence[tuple[int, ImportRow]], organisation_ids: Sequence[int]
    ) -> None:
        wanted = {
            organisation_ids[row.organisation] for index, row in open_rows if not self.matches[index]
        } - {0}
        if not wanted:
            return
        people: dict[tuple[int, str, str], list[Candidate]] = {}
        for found in self._of_organisations(sorted(wanted)):
            people.setdefault((found.organisation_id, found.name, found.post), []).append(found)
        for index, row in open_rows:
            if not self.matches[index]:
                known = people.get((organisation_ids[row.organisation], row.name, row.post), ())
                free = [found for found in known if self._is_free(found, row)]
                if len(free) == 1:
                    self._claim(index, free[0].id, free[0].organisation_id)

    def _with_ids(self, external_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
        """By external id: recipient and organisation."""
        if not external_ids:
            return {}
        found = (
            self._session.connection()
            .execute(
                select(Recipient.external_id, Recipient.id, Recipient.organisation_id).where(
                    among(self._session, Recipient.external_id, external_ids), in_directory()
                )
            )
            .all()
        )
        return {str(external_id): (number, organisation) for external_id, number, organisation in found}

    def _of_organisations(self, ids: Sequence[int]) -> Iterator[Candidate]:
        yield from self._candidates(among(self._session, Recipient.organisation_id, ids))

    def _candidates(self, condition: ColumnElement[bool]) -> Iterator[Candidate]:
        found = select(*_COLUMNS).join(Organisation, Organisation.id == Recipient.organisation_id)
        found = found.where(condition, in_directory())
        yield from map(Candidate._make, self._session.execute(found.order_by(Recipient.id)))

    def _with_addresses(self, keys: Sequence[str]) -> dict[str, list[Candidate]]:
        """By address key: everybody who is written to there."""
        found: dict[str, list[Candidate]] = {}
        if keys:
            asked = (
                select(RecipientAddress.address_key, *_COLUMNS)
                .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
                .join(Organisation, Organisation.id == Recipient.organisation_id)
                .where(among(self._session, RecipientAddress.address_key, keys), in_directory())
                .order_by(Recipient.id)
            )
            for key, *rest in self._session.connection().execute(asked).all():
                found.setdefault(key, []).append(Candidate._make(rest))
        return found


def _keys_shared(session: Session) -> frozenset[str]:
    """The addresses that more than one row of the directory has."""
    key = RecipientAddress.address_key
    return frozenset(session.scalars(select(key).group_by(key).having(func.count() > 1)))
