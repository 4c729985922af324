"""How offices have written in each language: labels, courtesies and turns of phrase that old letters hold.

The formulas (`letters.languages.formulas`) say what the house prints; these say what it can read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from letters.facts import Language
from letters.languages.phrases import pattern_of

Phrases = tuple[str, ...]


class _Table(BaseModel):
    """A table of the data file: frozen, strict about names, and empty where a language says nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Labels(_Table):
    """The words before the parts of a letter, without their colon."""

    reference: Phrases
    your_reference: Phrases = ()
    contact: Phrases
    phone: Phrases
    fax: Phrases
    email: Phrases
    web: Phrases = ()
    date: Phrases
    sender: Phrases = ()
    addressee: Phrases
    subject: Phrases
    annexes: Phrases
    copies: Phrases
    deadline: Phrases = ()


class People(_Table):
    """What stands before and after names, and how a line begins that addresses somebody."""

    civilities: Phrases
    honorifics: Phrases
    offices: Phrases
    organisations: Phrases
    addressed: Phrases
    everyone: Phrases = ()


class Courtesy(_Table):
    """Salutations, closings and the set phrases of notes verbales."""

    salutation_starts: Phrases
    salutations: Phrases
    closing_starts: Phrases
    closing_woven: Phrases
    assurances: Phrases
    compliments: Phrases
    renewals: Phrases
    signed: Phrases
    initials: Phrases = ()


class DateWords(_Table):
    """Other names of months and days, and the words that stand between the parts of dates and times.

    A date after `instead` has been replaced by another; after `moved` stand the old date and the new one.
    """

    months: Mapping[str, int] = {}
    capital_months: bool = False
    weekdays: Phrases = ()
    ordinals: Phrases = ()
    joins: Phrases = ()
    ranges: Phrases
    between: Phrases = ()
    ands: Phrases = ()
    in_month: Phrases = ()
    after_month: Phrases = ()
    instead: Phrases = ()
    moved: Phrases = ()
    place_date_joins: Phrases = ()
    time_words: Mapping[str, str] = {}
    hours: Phrases = ()
    time_leads: Phrases = ()
    zone_words: Phrases = ()
    cities: Mapping[str, str] = {}


class DeadlineWords(_Table):
    """What makes a date a deadline; `after` follows the date, everything else comes before it.

    `fillers` stand between such a phrase and the date, `links` between the word deadline and the date.
    `strong` phrases make a deadline where nothing else in the sentence asks; `history` tells of one gone by;
    `corrects` begins a sentence that puts another date in the place of the last; in a table of dates one of
    `rows` beside a day says that it is a deadline.
    """

    inclusive: Phrases
    exclusive: Phrases
    fillers: Phrases = ()
    links: Phrases = ()
    history: Phrases = ()
    corrects: Phrases = ()
    strong: Phrases = ()
    after: Phrases = ()
    nouns: Phrases
    rows: Phrases = ()
    between: Phrases = ()
    opening: Phrases = ()
    opening_subjects: Phrases = ()
    publication: Phrases = ()
    end_of: Phrases = ()
    within: Phrases = ()
    from_letter: Phrases = ()
    units: Mapping[str, int] = {}
    numbers: Mapping[str, int] = {}
    never: Phrases = ()


class EventWords(_Table):
    """What says that something takes place.

    `past` verbs look back; after `cited` a date is that of a document; `decided` and `once` say that the date
    is no event of the letter's; `ends` that what began on the date before closes on this one. Beside
    `venues`, which are buildings, stands the city.
    """

    verbs: Phrases
    nouns: Phrases
    places: Phrases
    past: Phrases = ()
    cited: Phrases = ()
    decided: Phrases = ()
    once: Phrases = ()
    ends: Phrases = ()
    venues: Phrases = ()
    determiners: Phrases = ()
    demonstratives: Phrases = ()
    bounds: Phrases = ()
    auxiliaries: Phrases = ()


class AskWords(_Table):
    """What asks somebody to do something, and by which channel.

    `weak` are those of the cues that ask only together with a channel or a deadline; `others` are those by
    which a resolution asks, unless somebody is spoken to (`you`). `informs` precedes a page to be read,
    `above` names the mailbox in the head, `returned` says that a form goes back; a sentence that begins with
    one of `continues` says more about what the one before asks; `gathers` speaks of all items of a list;
    what goes `to_us` is asked and not promised; a paragraph that begins with one of `besides` asks for more.
    """

    cues: Phrases
    weak: Phrases = ()
    others: Phrases = ()
    you: Phrases = ()
    past: Phrases = ()
    informs: Phrases = ()
    above: Phrases = ()
    continues: Phrases = ()
    returned: Phrases = ()
    gathers: Phrases = ()
    besides: Phrases = ()
    to_us: Phrases = ()
    officer: Phrases = ()
    never: Phrases = ()
    mandatory: Phrases = ()
    forms: Phrases = ()
    form_enclosed: Phrases = ()
    platforms: Phrases = ()
    attend: Phrases = ()
    contact_only: Phrases = ()


class PromiseWords(_Table):
    """What promises that more will follow, or speaks of credentials."""

    cues: Phrases
    credentials: Phrases = ()
    not_credentials: Phrases = ()
    given_to: Phrases = ()


class RelationWords(_Table):
    """What ties a letter to others."""

    further: Phrases
    letters: Phrases
    documents: Phrases
    numbered: Phrases = ()
    reminder: Phrases
    reminding: Phrases = ()
    corrigendum: Phrases
    addendum: Phrases
    revision: Phrases
    cancels: Phrases = ()
    own: Phrases = ()
    this: Phrases = ()
    number_signs: Phrases = ()


class PurposeWords(_Table):
    """What tells the purposes of letters apart."""

    invitation: Phrases = ()
    call_for_proposals: Phrases = ()
    call_for_contributions: Phrases = ()
    consultation: Phrases = ()
    information: Phrases = ()


class MarkWords(_Table):
    """Lines that stand for themselves: classifications, kinds of letters, pages, headings of annexes."""

    notices: Phrases
    circular_titles: Phrases
    as_stated: Phrases = ()
    page: Phrases = ()
    attention_pages: Phrases = ()
    annex_headings: Phrases


class Variants(_Table):
    """All that one language adds; every list holds phrases as `letters.languages.phrases` reads them."""

    language: Language
    unspaced: bool = False
    common: Phrases
    labels: Labels
    people: People
    courtesy: Courtesy
    dates: DateWords
    deadlines: DeadlineWords
    events: EventWords
    asks: AskWords
    promises: PromiseWords
    relations: RelationWords
    purposes: PurposeWords = Field(default_factory=PurposeWords)
    marks: MarkWords
    categories: Mapping[str, Phrases] = {}

    def pattern(self, phrases: Phrases) -> re.Pattern[str]:
        """The pattern that finds any of these phrases in folded text."""
        return pattern_of(phrases, unspaced=self.unspaced)

    def says(self, phrases: Phrases, folded: str) -> bool:
        """Whether the folded text holds one of these phrases."""
        return self.pattern(phrases).search(folded) is not None


@cache
def variants_of(language: Language) -> Variants:
    """The variants of a language."""
    file = resources.files("letters.languages.variants").joinpath(f"{language}.toml")
    return Variants.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
