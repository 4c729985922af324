"""Terms: wordings that depend on the recipient's category, with the forms that grammar asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

from pydantic import Discriminator, RootModel, Tag

from letters.facts.wording import BY_LANGUAGE, PLAIN, FieldName, Language, Passage

ALONE: Final = "alone"
"""The form that stands for the term itself."""
BY_FORM: Final = "<by form>"


def _shape_in_language(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return BY_FORM
    return PLAIN if isinstance(value, str) else None


def _shape(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return BY_LANGUAGE
    return PLAIN if isinstance(value, str) else None


Forms: TypeAlias = Annotated[
    Annotated[Passage, Tag(PLAIN)] | Annotated[Mapping[FieldName, Passage], Tag(BY_FORM)],
    Discriminator(_shape_in_language),
]
"""One text; or a text for each form: the term alone, and others by names of the author's own."""


class Wording(
    RootModel[
        Annotated[
            Annotated[Passage, Tag(PLAIN)] | Annotated[Mapping[Language, Forms], Tag(BY_LANGUAGE)],
            Discriminator(_shape),
        ]
    ],
    frozen=True,
):
    """What a term says to one category: one text for all languages, or for each language a text or forms."""

    def get(self, language: Language, form: str = ALONE) -> str | None:
        """The wording in this language and form; None where it has none."""
        return self.forms(language).get(form)

    def forms(self, language: Language) -> Mapping[str, str]:
        """The forms that this language has, each with its text."""
        own = self.root if isinstance(self.root, str) else self.root.get(language)
        if own is None:
            return {}
        return {ALONE: own} if isinstance(own, str) else own

    @property
    def languages(self) -> frozenset[Language] | None:
        """The languages it is written in; None when one text serves all."""
        return None if isinstance(self.root, str) else frozenset(self.root)
