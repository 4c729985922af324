"""Makes letter folders for tests: one that is right, and what a test changes in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from letters.findings import Finding
from letters.source import LetterSource, load_folder

TODAY: Final = date(2027, 1, 15)
ENGLISH: Final = """---
subject: Inventory of lighthouses
---

I have the honour to invite you to answer **by 31 March 2027**.
"""
FRENCH: Final = """---
subject: Inventaire des phares
---

J'ai l'honneur de vous inviter à répondre **d'ici au 31 mars 2027**.
"""
FACTS: Final[Mapping[str, Any]] = {
    "languages": ["en", "fr"],
    "fallback": ["en"],
    "references": [{"series": "CL"}],
    "date": "2027-01-15",
    "place": {"en": "Geneva", "fr": "Genève"},
    "time_zone": "Europe/Zurich",
    "contacts": [{"name": "Ana Duarte", "phone": "+41 22 555 01 00", "email": "ana@lights.example"}],
    "signatory": {"name": "Henrik Solberg", "titles": {"en": "Director", "fr": "Directeur"}},
    "addressees": {
        "heading": {"en": "To all keepers", "fr": "À tous les gardiens"},
        "categories": [{"category": "governments"}],
    },
    "asks": [
        {
            "id": "answer",
            "what": "Answer",
            "channel": {"mailbox": "ana@lights.example"},
            "deadline": "answers",
        }
    ],
    "deadlines": [{"id": "answers", "date": "2027-03-31"}],
}


def facts_with(**changes: Any) -> dict[str, Any]:
    """The facts of the letter that is right, with these changes; None takes a name out."""
    return {name: value for name, value in {**FACTS, **changes}.items() if value is not None}


def write_letter(
    folder: Path,
    facts: Mapping[str, Any] | str = FACTS,
    files: Mapping[str, str | bytes | None] | None = None,
) -> Path:
    """The folder of a letter in English and French; `files` replace what is in it, None leaves a file out."""
    text = facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False, indent=1)
    contents: dict[str, str | bytes | None] = {"letter.yaml": text, "en.md": ENGLISH, "fr.md": FRENCH}
    for name, content in (contents | dict(files or {})).items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def body(text: str, subject: str = "Inventory of lighthouses") -> str:
    """A language file; its body begins on line 5."""
    return f"---\nsubject: {subject}\n---\n\n{text}\n"


def loaded(folder: Path) -> LetterSource:
    """The letter in a folder that loads without a finding."""
    source, findings = load_folder(folder)
    assert findings == []
    assert source is not None
    return source


def said(findings: list[Finding]) -> list[str]:
    """Code, file and line of each finding, in order: `date-past letter.yaml:5`."""
    return [f"{one.code} {one.place.file}:{one.place.line}" for one in findings]


def of_one_text(findings: list[Finding]) -> list[Finding]:
    """Without what is found by comparing texts, for tests that change one and leave the others."""
    compared = {"deadline-not-printed", "deadline-text", "deadline-text-wording", "date-text"}
    return [one for one in findings if one.code not in compared and not one.code.startswith("parity-")]


def only(findings: list[Finding], code: str) -> Finding:
    """The one finding with this code."""
    found = [one for one in findings if one.code == code]
    assert len(found) == 1, [str(one) for one in findings]
    return found[0]
