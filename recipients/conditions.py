"""What can be asked of a recipient together with its organisation, as conditions of a query over both."""

from __future__ import annotations

from sqlalchemy import ColumnElement, case, or_

from recipients.organisation import Organisation
from recipients.recipient import Recipient


def country_of() -> ColumnElement[str]:
    """A recipient's country: its own, else the organisation's."""
    return case((Recipient.country != "", Recipient.country), else_=Organisation.country)


def languages_of() -> ColumnElement[str]:
    """A recipient's languages in order of preference (`fr,en`): its own, else the organisation's."""
    return case((Recipient.languages != "", Recipient.languages), else_=Organisation.languages)


def is_in_country(code: str) -> ColumnElement[bool]:
    """That the recipient is in the country of this code."""
    return country_of() == code


def prefers_language(code: str) -> ColumnElement[bool]:
    """That this language is the one the recipient prefers most."""
    return or_(languages_of() == code, languages_of().like(f"{code},%"))


def reads_language(code: str) -> ColumnElement[bool]:
    """That this language is among those the recipient prefers."""
    return ("," + languages_of() + ",").like(f"%,{code},%")
