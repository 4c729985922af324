"""What a value of an audience clause names, as far as that shows without a directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mailer.address import Address, AddressProblem, parse
from mailer.errors import NotFound
from recipients.audience import ExpressionProblem, Value
from recipients.countries import country_code
from recipients.languages import language_code
from recipients.names import did_you_mean, listed, name_key
from recipients.recipient import RecipientKind

KINDS: Final = [kind.value for kind in RecipientKind]


def category_of(value: Value, names: Mapping[str, str]) -> str:
    """The code of a category by any of its names, given by key; ExpressionProblem if none is called so."""
    code = names.get(name_key(value.text))
    if code is None:
        codes = sorted(set(names.values()))
        raise unknown("category", value, did_you_mean(value.text, list(names)), codes)
    return code


def country_of(value: Value) -> str:
    """The two letters of a country by code or name; ExpressionProblem if it is none."""
    code = country_code(value.text)
    if code is None:
        message = f"“{value.text}” is no country: write its two letters (ISO 3166-1) or its name."
        raise ExpressionProblem(message, value.column)
    return code


def language_of(value: Value) -> str:
    """The code of a language by code or name; ExpressionProblem if it is none."""
    code = language_code(value.text)
    if code is None:
        message = f"“{value.text}” is no language: write its two letters (ISO 639) or its name."
        raise ExpressionProblem(message, value.column)
    return code


def kind_of(value: Value) -> RecipientKind:
    """A kind of recipient; ExpressionProblem if there is none of that name."""
    if value.text.casefold() not in KINDS:
        raise unknown("kind of recipient", value, did_you_mean(value.text, KINDS), KINDS)
    return RecipientKind(value.text.casefold())


def address_of(value: Value) -> Address:
    """An e-mail address; ExpressionProblem if it is none."""
    address = parse(value.text)
    if isinstance(address, AddressProblem):
        raise ExpressionProblem(address.message, value.column)
    return address


def unknown_because(error: NotFound, value: Value) -> ExpressionProblem:
    """The problem that something was looked for and not found, in the words of who looked."""
    return ExpressionProblem(error.message[:1].lower() + error.message[1:], value.column)


def unknown(what: str, value: Value, hint: str, known: list[str]) -> ExpressionProblem:
    """The problem that nothing of a sort is called so, with a hint, or else with what there is."""
    there_are = f" There are: {listed(known)}." if known and not hint else ""
    return ExpressionProblem(f"there is no {what} “{value.text}”.{hint}{there_are}", value.column)
