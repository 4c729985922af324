"""Clauses of an audience expression: what their values name, and which recipients each one selects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from mailer.address import AddressProblem, parse
from mailer.errors import NotFound
from recipients.audience import Clause, ClauseKind, ExpressionProblem, Value
from recipients.category import category_names
from recipients.conditions import is_in_country, prefers_language, reads_language
from recipients.countries import country_code
from recipients.directory_state import in_force
from recipients.idset import IdSet
from recipients.languages import language_code
from recipients.lists import ListMember, list_named
from recipients.names import did_you_mean, listed, name_key
from recipients.organisation import Organisation
from recipients.recipient import Recipient, RecipientAddress, RecipientKind, in_directory

STREAMED: Final = 20_000
"""Ids fetched from the database at a time."""


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
        find: Callable[[Value], tuple[str, IdSet]] = getattr(self, f"_{clause.kind.value}")
        found = []
        for value in clause.values:
            label, ids = find(value)
            found.append(Selected(f"{clause.kind.value} {label}", ids))
        return tuple(found)

    def _category(self, value: Value) -> tuple[str, IdSet]:
        names = category_names(self._session)
        code = names.get(name_key(value.text))
        if code is None:
            codes = sorted(set(names.values()))
            raise _unknown("category", value, did_you_mean(value.text, list(names)), codes)
        return code, self._ids(Organisation.category == code)

    def _list(self, value: Value) -> tuple[str, IdSet]:
        try:
            found = list_named(self._session, value.text)
        except NotFound as error:
            raise ExpressionProblem(error.message, value.column) from error
        members = select(ListMember.recipient_id).where(ListMember.list_id == found.id)
        return f"“{found.name}”", self._ids(Recipient.id.in_(members))

    def _country(self, value: Value) -> tuple[str, IdSet]:
        code = country_code(value.text)
        if code is None:
            message = f"“{value.text}” is no country: write its two letters (ISO 3166-1) or its name."
            raise ExpressionProblem(message, value.column)
        return code, self._ids(is_in_country(code))

    def _language(self, value: Value) -> tuple[str, IdSet]:
        code = _language_of(value)
        return code, self._ids(prefers_language(code))

    def _reads(self, value: Value) -> tuple[str, IdSet]:
        code = _language_of(value)
        return code, self._ids(reads_language(code))

    def _kind(self, value: Value) -> tuple[str, IdSet]:
        kinds = [kind.value for kind in RecipientKind]
        if value.text.casefold() not in kinds:
            raise _unknown("kind of recipient", value, did_you_mean(value.text, kinds), kinds)
        return value.text.casefold(), self._ids(Recipient.kind == RecipientKind(value.text.casefold()))

    def _organisation(self, value: Value) -> tuple[str, IdSet]:
        named = or_(Organisation.name_key == name_key(value.text), Organisation.external_id == value.text)
        standing = in_force(Organisation.import_id)
        if self._session.scalars(select(Organisation.id).where(named, standing).limit(1)).first() is None:
            known = list(self._session.scalars(select(Organisation.name).where(standing)))
            raise _unknown("organisation", value, did_you_mean(value.text, known), [])
        return f"“{value.text}”", self._ids(named)

    def _recipient(self, value: Value) -> tuple[str, IdSet]:
        named: ColumnElement[bool] = Recipient.external_id == value.text
        if value.text.isdecimal() and len(value.text) < 19:
            named = or_(named, Recipient.id == int(value.text))
        ids = self._ids(named, only=False)
        if not ids:
            raise _unknown("recipient", value, "", [])
        return value.text, ids

    def _address(self, value: Value) -> tuple[str, IdSet]:
        address = parse(value.text)
        if isinstance(address, AddressProblem):
            raise ExpressionProblem(address.message, value.column)
        holders = select(RecipientAddress.recipient_id).where(RecipientAddress.address_key == address.key)
        ids = self._ids(Recipient.id.in_(holders), only=False)
        if not ids:
            raise _unknown("recipient with the address", value, "", [])
        return address.display, ids

    def _set(self, value: Value) -> tuple[str, IdSet]:
        ids = self._named_sets.get(name_key(value.text))
        if ids is None:
            raise _unknown("set", value, did_you_mean(value.text, self._set_names), self._set_names)
        handed_in = ids if isinstance(ids, IdSet) else IdSet(ids)
        return f"“{value.text}”", handed_in & self._ids(true())

    def _ids(self, condition: ColumnElement[bool], *, only: bool = True) -> IdSet:
        """Everybody in the directory of whom a condition is true."""
        found = (
            select(Recipient.id)
            .join(Organisation, Organisation.id == Recipient.organisation_id)
            .where(condition, in_directory())
        )
        if only and self._only is not None:
            found = found.where(Recipient.id == self._only)
        self._session.flush()
        streamed = found.execution_options(yield_per=STREAMED)
        rows: Any = self._session.connection().execute(streamed)
        return IdSet(number for (number,) in rows)


def _language_of(value: Value) -> str:
    code = language_code(value.text)
    if code is None:
        message = f"“{value.text}” is no language: write its two letters (ISO 639) or its name."
        raise ExpressionProblem(message, value.column)
    return code


def _unknown(what: str, value: Value, hint: str, known: list[str]) -> ExpressionProblem:
    there_are = f" There are: {listed(known)}." if known and not hint else ""
    return ExpressionProblem(f"there is no {what} “{value.text}”.{hint}{there_are}", value.column)
