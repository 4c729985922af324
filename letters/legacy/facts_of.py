"""Makes the facts of a letter folder out of an old letter as read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from letters.facts import BlockName
from letters.languages.clock_reading import zone_of_place
from letters.languages.folding import fold
from letters.legacy.defects import FoundDefect
from letters.legacy.fact_texts import line, without_nothing
from letters.legacy.letter import OldLetter
from letters.legacy.matter_facts import matter_facts
from letters.legacy.party_facts import party_facts
from letters.legacy.runs import of_block

Plain = dict[str, Any]
_ORDER: Final = (
    *("kind", "old", "purposes", "languages", "fallback", "references", "place", "date", "date_form"),
    *("time_zone", "letterhead", "contacts", "addressees", "asks", "deadlines", "events", "annexes"),
    *("annex_form", "copies", "relations", "promises", "credentials", "signatory", "defects"),
)
"""The order in which `letter.yaml` says them."""
_COUNTRY_CODES: Final = {
    "31": "Europe/Amsterdam",
    "32": "Europe/Brussels",
    "33": "Europe/Paris",
    "39": "Europe/Rome",
    "41": "Europe/Zurich",
    "43": "Europe/Vienna",
    "44": "Europe/London",
    "251": "Africa/Addis_Ababa",
    "254": "Africa/Nairobi",
}
"""The zones of countries with one, where many organisations sit, by the code of their phones."""


def facts_of(letter: OldLetter, defects: Sequence[FoundDefect]) -> Plain:
    """Everything `letter.yaml` says but the layout; empty entries are left out."""
    letterhead = [
        part.cell for run in of_block(letter.blocks.runs, BlockName.LETTERHEAD) for part in run.parts
    ]
    facts: Plain = {
        "kind": letter.kind.value,
        "old": "yes",
        "purposes": [purpose.value for purpose in letter.purposes],
        "languages": [letter.tongue.language.value],
        "fallback": "none",
        "place": letter.parties.date.place if letter.parties.date else "",
        "date": letter.issued.isoformat(),
        "date_form": _date_form(letter),
        "time_zone": _zone(letter),
        "letterhead": [line(cell.words) for cell in letterhead],
        **party_facts(letter),
        **matter_facts(letter),
        "defects": [{"kind": one.kind.value, "what": line(one.what) or one.kind.value} for one in defects],
    }
    return in_order(without_nothing(facts))


def in_order(facts: Mapping[str, Any]) -> Plain:
    """The facts in the order of the format."""
    return {name: facts[name] for name in _ORDER if name in facts}


def _date_form(letter: OldLetter) -> Plain:
    """How the date is printed, where that is not the house's own form."""
    printed = letter.parties.date
    if printed is None:
        return {"place": "no"}
    form = {} if printed.place else {"place": "no"}
    articled = letter.tongue.formulas.dates.alone_with_article
    if articled and not re.search(r"\ble\s", fold(printed.printed)):
        form["article"] = "no"
    return form


def _zone(letter: OldLetter) -> str:
    """The zone of the place before the date, else of the country whose code the contact's phone has."""
    printed = letter.parties.date
    found = zone_of_place(printed.place, letter.tongue.language) if printed and printed.place else None
    if found:
        return found
    for contact in letter.parties.contacts:
        for number in (contact.phone, contact.fax):
            code = re.match(r"\(?\+\s?(\d{1,3})\b", number)
            if code and code[1] in _COUNTRY_CODES:
                return _COUNTRY_CODES[code[1]]
    return "UTC"
