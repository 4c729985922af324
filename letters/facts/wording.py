"""The smallest facts: languages, and texts that are the same for all languages or differ by them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    PlainSerializer,
    RootModel,
    StringConstraints,
    Tag,
)

from letters.deadlines import CalendarDate, read_date, read_time, read_zone
from mailer.direction import stray_mark

PLAIN: Final = "<plain>"
BY_LANGUAGE: Final = "<by language>"
_FORBIDDEN: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


class Language(StrEnum):
    """The six languages a letter can be written in, in the order the house lists them."""

    EN = "en"
    FR = "fr"
    ES = "es"
    RU = "ru"
    AR = "ar"
    ZH = "zh"


class Fact(BaseModel):
    """What every group of facts is: frozen, and strict about names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _harmless(text: str) -> str:
    """No control characters, no marks that turn the direction of reading: they hide what is written."""
    found = _FORBIDDEN.search(text)
    if found:
        raise ValueError(f"The text holds the invisible character U+{ord(found[0]):04X}. Take it out.")
    if (stray := stray_mark(text)) is not None:
        raise ValueError(f"The text holds {stray[1]}. Take it out.")
    return text


def _one_line(text: str) -> str:
    """For what goes into headers, labels and references."""
    if "\n" in text:
        raise ValueError("This must stand on one line.")
    return text


def _date(value: object) -> object:
    return read_date(value.strip()) if isinstance(value, str) else value


def _calendar_date(value: object) -> object:
    return CalendarDate.read(value.strip()) if isinstance(value, str) else value


def _flag(value: object) -> object:
    """YAML 1.2 knows only true and false; people write yes and no."""
    if isinstance(value, str) and value.lower() in {"yes", "no"}:
        return value.lower() == "yes"
    if isinstance(value, str) and value not in {"true", "false"}:
        raise ValueError(f"“{value}” is neither yes nor no.")
    return value


Passage = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(_harmless)]
"""A text of one or more lines, without control characters."""
Line = Annotated[Passage, StringConstraints(max_length=500), AfterValidator(_one_line)]
"""A text of one line."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
"""A name that the files of a letter use among themselves: small letters, digits, - and _."""
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""The name of a merge field or term: small letters, digits and _."""
Flag = Annotated[bool, BeforeValidator(_flag)]
"""yes or no."""
Day = Annotated[date, BeforeValidator(_date)]
"""A day, ISO 8601."""
RoughDay = Annotated[
    CalendarDate, BeforeValidator(_calendar_date), PlainSerializer(str, return_type=str, when_used="json")
]
"""A day, month or year, ISO 8601."""
Clock = Annotated[str, AfterValidator(read_time)]
"""A time of day, 00:00 to 24:00."""
Zone = Annotated[str, AfterValidator(read_zone)]
"""The IANA name of a time zone."""


def _shape(value: Any) -> str | None:
    """Which of the two ways of writing a text this is; None when it is neither."""
    if isinstance(value, Mapping):
        return BY_LANGUAGE
    return PLAIN if isinstance(value, str | list | tuple) else None


class Text(
    RootModel[
        Annotated[
            Annotated[Passage, Tag(PLAIN)] | Annotated[Mapping[Language, Passage], Tag(BY_LANGUAGE)],
            Discriminator(_shape),
        ]
    ],
    frozen=True,
):
    """A text: one for all languages, or one for each language."""

    def get(self, language: Language) -> str | None:
        """The text in this language; None where the letter has none."""
        return self.root if isinstance(self.root, str) else self.root.get(language)

    @property
    def languages(self) -> frozenset[Language] | None:
        """The languages it is written in; None when one text serves all."""
        return None if isinstance(self.root, str) else frozenset(self.root)


def _as_lines(value: object) -> object:
    """One line may be written without a list."""
    return [value] if isinstance(value, str) else value


LineList = Annotated[tuple[Line, ...], BeforeValidator(_as_lines)]
"""Lines in the order they are printed."""


class Lines(
    RootModel[
        Annotated[
            Annotated[LineList, Tag(PLAIN)] | Annotated[Mapping[Language, LineList], Tag(BY_LANGUAGE)],
            Discriminator(_shape),
        ]
    ],
    frozen=True,
):
    """Lines that stand one under the other: the same for all languages, or each language's own."""

    def get(self, language: Language) -> tuple[str, ...]:
        """The lines in this language; none where the letter has none."""
        return self.root if isinstance(self.root, tuple) else self.root.get(language, ())

    @property
    def languages(self) -> frozenset[Language] | None:
        """The languages they are written in; None when the same lines serve all."""
        return None if isinstance(self.root, tuple) else frozenset(self.root)
