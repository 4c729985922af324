"""Who stands on the letter: contact officers, signatory, addressees, copy groups."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, model_validator

from letters.facts.printed import LabelForm
from letters.facts.wording import Fact, Flag, Line, Lines, Name, Text

CATEGORIES: Final = (
    "governments",
    "private-sector",
    "civil-society",
    "academia",
    "international-organisations",
)
"""The categories of stakeholders that an office begins with; `recipients.category` keeps its own office's."""


class Mailbox(StrEnum):
    """Whether an address belongs to a function of the office or to one person."""

    FUNCTIONAL = "functional"
    PERSONAL = "personal"


class ContactLabels(Fact):
    """The labels of a contact block: the language's own short or long ones, each replaceable."""

    form: LabelForm = LabelForm.SHORT
    contact: Text | None = None
    phone: Text | None = None
    fax: Text | None = None
    email: Text | None = None


def _labels(value: object) -> object:
    """`labels: long` is enough where no label is replaced."""
    return {"form": value} if isinstance(value, str) else value


class Contact(Fact):
    """A contact officer; phone and fax are written as printed, e-mail keeps its case."""

    name: Text
    civility: Text | None = None
    phone: Line | None = None
    fax: Line | None = None
    email: Line | None = None
    mailbox: Mailbox = Mailbox.FUNCTIONAL
    labels: Annotated[ContactLabels, BeforeValidator(_labels)] = ContactLabels()

    @property
    def channels(self) -> tuple[str, ...]:
        """Phone, fax and e-mail, those there are."""
        return tuple(value for value in (self.phone, self.fax, self.email) if value)


class Signatory(Fact):
    """Who signs: name as printed, titles line by line, whether the mark (signed) stands before the name.

    `staff` is the member of staff who approves the letter; nobody else does, but who stands in for them.
    """

    name: Text
    honorific: Text | None = None
    titles: Lines | None = None
    signed: Flag = False
    staff: Line | None = None


def _office(value: object) -> object:
    """`legal` is enough where nobody is named."""
    return {"office": value} if isinstance(value, str) else value


class ClearanceWanted(Fact):
    """An office that has to clear the letter before it is approved, and who speaks for it."""

    office: Name
    staff: Line | None = None


Clearances = tuple[Annotated[ClearanceWanted, BeforeValidator(_office)], ...]
"""The offices that clear a letter, in their order."""


class Bullet(StrEnum):
    """What stands before each category of the addressees."""

    NONE = "none"
    HYPHEN = "hyphen"
    EN_DASH = "en-dash"
    DOT = "dot"


class CategoryLine(Fact):
    """One category in the list of addressees; `label` is frozen as printed, else the vocabulary's is used.

    An old letter may name categories that the office does not have: they have a label only.
    """

    category: Name | None = None
    label: Text | None = None

    @model_validator(mode="after")
    def _is_something(self) -> Self:
        if self.category is None and self.label is None:
            raise ValueError("Name the category, or write a label.")
        return self


class Addressees(Fact):
    """Whom the letter addresses: as printed, and as a question (`audience`) that the directory answers.

    `heading` is the whole text above the list, with its colon where one is printed; `post` is the office held
    that the letter addresses in each organisation, where it addresses one ("Minister of Foreign Affairs").
    """

    heading: Text
    bullet: Bullet = Bullet.HYPHEN
    categories: tuple[CategoryLine, ...] = ()
    post: Line | None = None
    audience: Line | None = None


class CopyGroup(Fact):
    """A group that gets courtesy copies; `label` is printed, `tracked` says whether replies are counted."""

    label: Text
    audience: Line | None = None
    tracked: Flag = False
