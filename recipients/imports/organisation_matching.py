"""Which organisation of the directory each one in a file is, and what the file changes about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from recipients.among import among
from recipients.directory_state import in_force
from recipients.history import Change
from recipients.imports.columns import Columns
from recipients.imports.file_organisations import FileOrganisation, FileOrganisations
from recipients.imports.matching import Matcher
from recipients.imports.rows import ImportRow
from recipients.imports.spool import CHUNK, Spool
from recipients.names import name_key
from recipients.organisation import Organisation


class Known(NamedTuple):
    """An organisation of the directory."""

    id: int
    external_id: str
    name: str
    name_key: str
    category: str
    country: str
    languages: str


_COLUMNS: Final = (
    Organisation.id,
    func.coalesce(Organisation.external_id, ""),
    Organisation.name,
    Organisation.name_key,
    Organisation.category,
    Organisation.country,
    Organisation.languages,
)


@dataclass(frozen=True)
class OrganisationChange:
    """What a file changes about an organisation of the directory, if anything, and what it will then be."""

    after: Known
    changes: tuple[Change, ...]


def find_organisations(session: Session, organisations: FileOrganisations) -> list[int]:
    """For each organisation of a file its id in the directory, by its own id or name and country; or 0."""
    ids = [0] * len(organisations.found)
    if session.scalars(select(Organisation.id).limit(1)).first() is None:
        return ids
    for start in range(0, len(ids), CHUNK):
        asked = organisations.found[start : start + CHUNK]
        own = {one.external_id for one in asked if one.external_id}
        by_id = {
            found.external_id: found.id
            for found in _known(session, among(session, Organisation.external_id, own))
        }
        keys = {name_key(one.name) for one in asked}
        by_name: dict[tuple[str, str], Known] = {}
        for found in _known(session, among(session, Organisation.name_key, keys)):
            by_name.setdefault((found.name_key, found.country), found)
        for at, one in enumerate(asked, start=start):
            named = by_name.get((name_key(one.name), one.country))
            ids[at] = by_id.get(one.external_id, 0)
            if not ids[at] and named and _may_be(named, one):
                ids[at] = named.id
    return ids


def link_matched(
    session: Session, organisations: FileOrganisations, ids: list[int], spool: Spool, matcher: Matcher
) -> None:
    """Find the organisations that moved to another country: a row's recipient says which one is meant."""
    if matcher.nothing_to_match or all(ids):
        return
    meant: dict[int, int] = {}
    rows = (ImportRow._make(row) for chunk in spool.chunks() for row in chunk)
    for recipient_id, row in zip(matcher.matches, rows, strict=True):
        if recipient_id and not ids[row.organisation]:
            meant.setdefault(row.organisation, matcher.organisation_of[recipient_id])
    known = {found.id: found for found in known_organisations(session, sorted(set(meant.values())))}
    for place, organisation_id in meant.items():
        found, one = known[organisation_id], organisations.found[place]
        if found.name_key == name_key(one.name) and _may_be(found, one):
            ids[place] = organisation_id


def compare_organisations(
    session: Session, organisations: FileOrganisations, ids: Sequence[int], columns: Columns
) -> dict[int, OrganisationChange]:
    """What a file makes of the organisations it shares with the directory, by their id there."""
    asked: dict[int, list[FileOrganisation]] = {}
    for organisation_id, one in zip(ids, organisations.found, strict=True):
        if organisation_id:
            asked.setdefault(organisation_id, []).append(one)
    found: dict[int, OrganisationChange] = {}
    for known in known_organisations(session, sorted(asked)):
        after = _after(known, asked[known.id], columns)
        fields = ("external_id", "name", "category", "country", "languages")
        changes = tuple(
            Change(f"organisation {field}".replace("_", " "), getattr(known, field), getattr(after, field))
            for field in fields
            if getattr(known, field) != getattr(after, field)
        )
        found[known.id] = OrganisationChange(after, changes)
    return found


def known_organisations(session: Session, ids: Sequence[int]) -> Iterator[Known]:
    """Organisations of the directory by id."""
    for start in range(0, len(ids), CHUNK):
        yield from _known(session, among(session, Organisation.id, ids[start : start + CHUNK]))


def _after(known: Known, same: Sequence[FileOrganisation], columns: Columns) -> Known:
    """What the file makes of it: its own id brings a new name, its own rows country and languages."""
    after = known._replace(category=same[0].category)
    if same[0].external_id:
        name = same[0].name
        after = after._replace(external_id=same[0].external_id, name=name, name_key=name_key(name))
    if "country" in columns.known:
        said = [country for one in same for country in one.own_countries]
        after = after._replace(country=_settled(known.country, said))
    if "languages" in columns.known:
        said = [languages for one in same for languages in one.own_languages]
        after = after._replace(languages=_settled(known.languages, said))
    return after


def _settled(known: str, said: Sequence[str]) -> str:
    """What is known if a row says so too, or none says anything; else what the first row says."""
    return known if known in said else next(filter(None, said), known)


def _may_be(known: Known, one: FileOrganisation) -> bool:
    return not (known.external_id and one.external_id and known.external_id != one.external_id)


def _known(session: Session, condition: ColumnElement[bool]) -> Iterator[Known]:
    found = select(*_COLUMNS).where(condition, in_force(Organisation.import_id)).order_by(Organisation.id)
    yield from map(Known._make, session.connection().execute(found).all())
