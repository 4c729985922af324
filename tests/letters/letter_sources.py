"""Builds letters for tests: whole and invented, with only what differs written in the test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from letters.facts import Facts, Language
from letters.source import LetterSource, VersionSource

OFFICE = "Bureau of Harbour Lights"
RECIPIENT = {
    "name": "Ms Ama Okoro",
    "organisation": "Ministry of Coasts of Atlantia",
    "category": "governments",
    "country": "XA",
    "language": "en",
    "address": "ama.okoro@coasts.example",
    "salutation": "",
    "reference": "HL-27/1004",
}
"""The merge values of one recipient, numbers given."""


def make_facts(**changed: Any) -> Facts:
    """The facts of a plain circular in all six languages; every entry can be replaced, None takes one out."""
    facts: dict[str, Any] = {
        "languages": [language.value for language in Language],
        "references": [{"series": "HL"}],
        "place": {
            "en": "Geneva",
            "fr": "Genève",
            "es": "Ginebra",
            "ru": "Женева",
            "ar": "جنيف",
            "zh": "日内瓦",
        },
        "date": "2027-02-01",
        "letterhead": [OFFICE, "The Secretary-General"],
        "contacts": [
            {"name": "Tove Lindqvist", "phone": "+41 22 555 0101", "email": "lights@harbour.example"}
        ],
        "signatory": {"name": "Idris Bello", "titles": ["Secretary-General"]},
        "addressees": {
            "heading": "To all partners:",
            "categories": [{"category": "governments"}, {"category": "academia"}],
        },
    }
    return Facts.model_validate(
        {name: value for name, value in {**facts, **changed}.items() if value is not None}
    )


def make_source(
    body: str = "I have the honour to write to you.\n",
    language: str = "en",
    *,
    facts: Facts | None = None,
    subject: str = "Lights of the coast",
    **front: Any,
) -> LetterSource:
    """A letter in one language with this body; the front matter can be given by name."""
    version = VersionSource(Language(language), subject, body, body_line=4, **front)
    versions: Mapping[Language, VersionSource] = {version.language: version}
    return LetterSource(facts or make_facts(), versions, {})
