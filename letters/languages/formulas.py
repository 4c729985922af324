"""What the data file of a language holds: its formulas, typed, with patterns that know what they may name."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from letters.facts import Language


class _Group(BaseModel):
    """A table of the data file: frozen, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _twelve(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) not in {0, 12}:
        raise ValueError(f"A year has twelve months, here are {len(names)}.")
    return names


def _seven(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) != 7:
        raise ValueError(f"A week has seven days, here are {len(names)}.")
    return names


MonthNames = Annotated[tuple[str, ...], AfterValidator(_twelve)]


def _knows(*names: str) -> AfterValidator:
    """Only these stand between braces in a pattern, and nothing is done to them."""

    def check(pattern: str) -> str:
        for _, name, form, conversion in Formatter().parse(pattern):
            if name is not None and (name not in names or conversion):
                known = ", ".join(f"{{{known}}}" for known in names)
                raise ValueError(f"{{{name}}} cannot stand here; there is {known}.")
            if form not in {None, "", "02"}:
                raise ValueError("The only form there is are two digits: {minute:02}.")
        return pattern

    return AfterValidator(check)


DatePattern = Annotated[str, _knows("day", "month", "year")]
PlacePattern = Annotated[str, _knows("place", "date")]
TimePattern = Annotated[str, _knows("hour", "minute")]
RangePattern = Annotated[str, _knows("from", "day1", "month1", "year1", "day2", "month2", "year2")]
DeadlinePattern = Annotated[str, _knows("date", "time", "zone")]
SalutationPattern = Annotated[str, _knows("name", "title")]
ClosingPattern = Annotated[str, _knows("salutation")]
NumberedLabel = Annotated[str, _knows("number")]


class Punctuation(_Group):
    """What stands after a label, and between the parts of a heading."""

    colon: str
    after_colon: str
    comma: str


class Labels(_Group):
    """The words before the parts of a letter, without their colon; `{number}` where a number belongs in."""

    reference: str
    reference_long: str
    contact: str
    phone: str
    phone_long: str
    fax: str
    fax_long: str
    email: str
    email_long: str
    addressee: str
    subject: str
    earlier: str
    annex: str
    annexes: str
    enclosure: str
    enclosures: str
    copy_: str = Field(alias="copy")
    signed: str
    corrigendum: NumberedLabel
    addendum: NumberedLabel
    revision: NumberedLabel
    cancellation: NumberedLabel
    reminder: NumberedLabel


class Marks(_Group):
    """What a letter that is not the original says about itself."""

    copy_: str = Field(alias="copy")
    test: str
    draft: str


class RangePatterns(_Group):
    """How two dates are written as one: the same day, month, year, or none of them.

    Patterns know {day1} {month1} {year1} {day2} {month2} {year2}, and {from}, whose form may depend on the
    day.
    """

    from_: str = Field(default="", alias="from")
    from_on_day: Mapping[int, str] = {}
    day: RangePattern
    month: RangePattern
    year: RangePattern
    years: RangePattern


class Dates(_Group):
    """Month and weekday names (Monday first) and the patterns of dates.

    `months` stand in a date (Russian: the genitive), `months_alone` by themselves; `months_alternative` is a
    second usage of the same language, printed when `month_names` says so. `first_day` replaces the 1.
    """

    months: MonthNames
    months_alone: MonthNames = ()
    months_alternative: MonthNames = ()
    month_names: Literal["usual", "alternative"] = "usual"
    weekdays: Annotated[tuple[str, ...], AfterValidator(_seven)]
    first_day: str = "1"
    date: DatePattern
    alone: PlacePattern
    alone_with_article: PlacePattern = ""
    place: PlacePattern
    place_with_article: PlacePattern
    time: TimePattern
    prose: RangePatterns
    heading: RangePatterns
    brackets: RangePatterns

    @property
    def names(self) -> tuple[str, ...]:
        """The month names in use."""
        return (self.month_names == "alternative" and self.months_alternative) or self.months


class Deadlines(_Group):
    """The phrases that set a deadline; `inclusive` counts the day itself, `exclusive` does not."""

    inclusive: DeadlinePattern
    exclusive: DeadlinePattern
    inclusive_with_time: DeadlinePattern
    exclusive_with_time: DeadlinePattern
    zones: Mapping[str, str]


class CalendarLabels(_Group):
    """What stands before the subject in a calendar, without its colon: what falls on that day."""

    deadline: str
    opening: str
    publication: str


class GenderedSalutations(_Group):
    """The same for a woman or a man; empty where the language has no form of its own for them."""

    excellency: str = ""
    head: str = ""
    person: SalutationPattern = ""
    titled: SalutationPattern = ""
    title_only: SalutationPattern = ""
    formal: str = ""


class Salutations(_Group):
    """The salutations by kind of addressee; `greeting` is a second line where the language has one.

    `formal` is what a letter of high formality says instead of `circular` and `head`, where that is another.
    """

    circular: str
    greeting: str
    organisation: str
    excellency: str
    head: str = ""
    person: SalutationPattern
    titled: SalutationPattern
    title_only: SalutationPattern
    formal: str = ""
    women: GenderedSalutations = GenderedSalutations()
    men: GenderedSalutations = GenderedSalutations()


class Closings(_Group):
    """The closing formulas; `woven` ends a sentence of the author's; `{salutation}` is repeated in them."""

    circular: ClosingPattern
    high: ClosingPattern
    excellency: ClosingPattern
    woven: ClosingPattern


class CategoryNames(_Group):
    """A category as it is listed (nominative), and as it is addressed in a heading (dative, "Aux …")."""

    name: str
    heading: str


class Confidence(_Group):
    """How far the data can be relied on; `unverified` names the entries that rest on general knowledge."""

    labels: Literal["high", "medium", "low"]
    closings: Literal["high", "medium", "low"]
    unverified: tuple[str, ...] = ()
    note: str = ""


class Formulas(_Group):
    """Everything one language says in a letter (letters.md §3)."""

    language: Language
    name: str
    direction: Literal["ltr", "rtl"]
    punctuation: Punctuation
    labels: Labels
    marks: Marks
    dates: Dates
    deadlines: Deadlines
    calendar: CalendarLabels
    salutations: Salutations
    closings: Closings
    categories: Mapping[str, CategoryNames]
    confidence: Confidence

    @property
    def rtl(self) -> bool:
        """Whether the language runs from right to left."""
        return self.direction == "rtl"

    def label(self, text: str) -> str:
        """The label with its colon and the space that the language leaves after it; nothing for no label."""
        return f"{text}{self.punctuation.colon}{self.punctuation.after_colon}" if text else ""
