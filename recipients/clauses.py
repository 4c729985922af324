"""Clauses of an audience expression in a directory: what their values name, and whom each one selects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from mailer.errors import NotFound
from recipients.audience import Clause, ClauseKind, Value
from recipients.category import category_names
from recipients.conditions import is_in_country, prefers_language, reads_language
from recipients.directory_state import in_force
from recipients.idset import IdSet
from recipients.lists import ListMember, list_named
from recipients.meanings import (
    address_of,
    category_of,
    country_of,
    kind_of,
    language_of,
    unknown,
    unknown_because,
)
from recipients.names import did_you_mean, name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, in_directory

STREAMED: Final = 20_000
"""Ids fetched from the database at a time."""


@dataclass(frozen=True)
class Named:
    """What one value of a clause names: how a reason tells of it, and what is true of those it selects."""

    label: str
    condition: ColumnElement[bool] | IdSet


@dataclass(frozen=True)
class Selected:
    """One value of a clause: how a reason names it, and whom it selects."""

    label: str
    ids: IdSet


class Selector:
    """Finds whom clauses select, among everybody in the directory or for one recipient alone."""

    def __init__(
        self, session: Session, named_sets: Mapping[str, Collection[int]], only: int | None = None
    ) -> None:
        self._session = session
        self._named_sets = {name_key(name): ids for name, ids in named_sets.items()}
        self._set_names = list(named_sets)
        self._only = only

    def select(self, clause: Clause) -> tuple[Selected, ...]:
        """Whom each value of the clause selects; ExpressionProblem if it names what does not exist."""
        if clause.kind is ClauseKind.ALL:
            return (Selected("everyone", self._ids(true())),)
        found = []
        for value in clause.values:
            named = self.name(clause.kind, value)
            condition = named.condition
            ids = condition & self._ids(true()) if isinstance(condition, IdSet) else self._ids(condition)
            found.append(Selected(f"{clause.kind.value} {named.label}", ids))
        return tuple(found)

    def name(self, kind: ClauseKind, value: Value) -> Named:
        """What a value of a clause of this kind names; ExpressionProblem if that does not exist."""
        find: Callable[[Value], Named] = getattr(self, f"_{kind.value}")
        return find(value)

    def _category(self, value: Value) -> Named:
        code = category_of(value, category_names(self._session))
        return Named(code, Organisation.category == code)

    def _list(self, value: Value) -> Named:
        try:
            found = list_named(self._session, value.text)
        except NotFound as error:
            raise unknown_because(error, value) from error
        members = select(ListMember.recipient_id).where(ListMember.list_id == found.id)
        return Named(f"“{found.name}”", Recipient.id.in_(members))

    def _country(self, value: Value) -> Named:
        code = country_of(value)
        return Named(code, is_in_country(code))

    def _language(self, value: Value) -> Named:
        code = language_of(value)
        return Named(code, prefers_language(code))

    def _reads(self, value: Value) -> Named:
        code = language_of(value)
        return Named(code, reads_language(code))

    def _kind(self, value: Value) -> Named:
        kind = kind_of(value)
        return Named(kind.value, Recipient.kind == kind)

    def _organisation(self, value: Value) -> Named:
        named = or_(Organisation.name_key == name_key(value.text), Organisation.external_id == value.text)
        standing = in_force(Organisation.import_id)
        if self._session.scalars(select(Organisation.id).where(named, standing).limit(1)).first() is None:
            known = list(self._session.scalars(select(Organisation.name).where(standing)))
            raise unknown("organisation", value, did_you_mean(value.text, known), [])
        return Named(f"“{value.text}”", named)

    def _recipient(self, value: Value) -> Named:
        named: ColumnElement[bool] = Recipient.external_id == value.text
        if value.text.isdecimal() and len(value.text) < 19:
            named = or_(named, Recipient.id == int(value.text))
        if not self._anybody(named):
            raise unknown("recipient", value, "", [])
        return Named(value.text, named)

    def _address(self, value: Value) -> Named:
        address = address_of(value)
        holders = select(RecipientAddress.recipient_id).where(RecipientAddress.address_key == address.key)
        if not self._anybody(Recipient.id.in_(holders)):
            raise unknown("recipient with the address", value, "", [])
        return Named(address.display, Recipient.id.in_(holders))

    def _set(self, value: Value) -> Named:
        ids = self._named_sets.get(name_key(value.text))
        if ids is None:
            raise unknown("set", value, did_you_mean(value.text, self._set_names), self._set_names)
        return Named(f"“{value.text}”", ids if isinstance(ids, IdSet) else IdSet(ids))

    def _anybody(self, condition: ColumnElement[bool]) -> bool:
        self._session.flush()
        found = select(Recipient.id).where(condition, in_directory()).limit(1)
        return self._session.scalars(found).first() is not None

    def _ids(self, condition: ColumnElement[bool]) -> IdSet:
        """Everybody in the directory of whom a condition is true, or the one recipient if it is."""
        found = (
            select(Recipient.id)
            .join(Organisation, Organisation.id == Recipient.organisation_id)
            .where(condition, in_directory())
        )
        if self._only is not None:
            found = found.where(Recipient.id == self._only)
        self._session.flush()
        streamed = found.execution_options(yield_per=STREAMED)
        rows: Any = self._session.connection().execute(streamed)
        return IdSet(number for (number,) in rows)
