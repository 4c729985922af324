"""What somebody wrote for a letter is never written over by what the program makes of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from letters.facts import Language
from letters.files import names_in, read_text
from letters.findings import Finding
from letters.source import ANNEX_FOLDER, FACTS_FILE, MAX_FACTS, annex_paths, read_facts
from mailer.errors import Misused


def refuse_source(target: Path, folder: Path | None = None) -> None:
    """Misused if `target` is a text, the facts or an annex of a letter, links followed.

    That is the letter in `folder`, and any in the folder of the target itself or the one above.
    """
    place = Path(os.path.realpath(target))
    for each in (folder or place.parent, place.parent, place.parent.parent):
        if (each / FACTS_FILE).is_file() and place in _written_in(each):
            raise Misused(f"{target} belongs to the letter itself. Name another file to write to.")


def _written_in(folder: Path) -> Iterator[Path]:
    """Where everything lies that makes up the letter in a folder, or would if it were there."""
    text = read_text(folder, FACTS_FILE, MAX_FACTS)
    facts = None if isinstance(text, Finding) else read_facts(text)[0]
    annexes = [f"{ANNEX_FOLDER}/{name}" for name in names_in(folder / ANNEX_FOLDER)]
    texts = [FACTS_FILE, *(f"{language}.md" for language in Language)]
    for name in (*texts, *annexes, *(annex_paths(facts) if facts else ())):
        yield Path(os.path.realpath(folder / name))
