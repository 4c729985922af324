"""What the words of a command stand for in the directory: category, country, language, who is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer.errors import Misused, NotFound, Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mailer.database import OfficeSession
    from recipients.entries import Entry
    from recipients.members import Audience

SEVERAL = 8
"""How many of those that a word may mean are named in a sentence."""


def category_meant(session: Session, word: str) -> str:
    """The code of a category given by code or by one of its names; NotFound if there is none."""
    from recipients.category import category_names
    from recipients.names import did_you_mean, listed, name_key

    names = category_names(session)
    code = names.get(name_key(word)) if word else ""
    if code is None:
        hint = did_you_mean(word, list(names)) or f" There are: {listed(sorted(set(names.values())))}."
        raise NotFound(f"There is no category “{word}”.{hint}")
    return code


def country_meant(word: str) -> str:
    """The two letters of a country given by code or name; Misused if it is none."""
    from recipients.countries import country_code

    code = country_code(word) if word else ""
    if code is None:
        raise Misused(f"“{word}” is no country: write its two letters (ISO 3166-1) or its name.")
    return code


def language_meant(word: str) -> str:
    """The code of a language given by code or name; Misused if it is none."""
    from recipients.languages import language_code

    code = language_code(word) if word else ""
    if code is None:
        raise Misused(f"“{word}” is no language: write its two letters (ISO 639) or its name.")
    return code


def campaign_meant(session: OfficeSession, name: str) -> str:
    """The name of a campaign that there is, empty where none was named; NotFound naming the latest ones."""
    from scheduler.campaign import campaign_named

    return campaign_named(session, name).name if name else ""


def audience_meant(session: OfficeSession, expression: str) -> Audience:
    """The audience of an expression; it may name the sets that campaigns know: `set "got DM-1001"`."""
    from recipients.members import evaluate
    from scheduler.addressing import named_sets

    return evaluate(session, expression, named_sets(session, expression))


def recipients_named(session: Session, word: str) -> list[Entry]:
    """Those that a number, an id, an address or part of a name may mean; NotFound if nobody."""
    from recipients.directory import recipients_meant

    found = recipients_meant(session, word)
    if not found:
        raise NotFound(f"Nobody in the directory has the number, id, address or name “{word}”.")
    return found


def recipient_named(session: Session, word: str) -> Entry:
    """The one recipient that a word means; Refused, with their numbers, if it may mean several."""
    found = recipients_named(session, word)
    if len(found) > 1:
        some = "; ".join(f"{entry.id} {entry.label}" for entry in found[:SEVERAL])
        more = " and others" if len(found) > SEVERAL else ""
        raise Refused(f"“{word}” may mean several, name one by its number: {some}{more}.")
    return found[0]
