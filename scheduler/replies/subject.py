"""Which letter the subject of a mail names, by any form in which its reference is printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select, union

from letters.letter import Letter
from letters.register.patterns import comparable
from letters.register.tables import RegisterEntry, RegisterText
from mailer.database import OfficeSession

MOST: Final = 1_000
"""Characters of a subject that are looked at."""
WORDS: Final = 40
"""Words of a subject that are looked at."""
LONGEST: Final = 6
"""Words that a printed reference has at most: `DM-1276 (rev. 2) Addendum 1`."""
SHORTEST: Final = 3
"""Characters that a reference has at least to be recognised: a bare number may mean anything."""
_PREFIX: Final = re.compile(r"[:;,،؛]")
"""What stands after `Re` and its like without a blank."""
_BESIDE_HAN: Final = re.compile(r"[:;,、]|(?<=[\u3040-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u3040-\u9fff])")
"""Where Latin letters stand in Chinese without a blank."""
_AROUND: Final = "\"'“”„«»‹›‘’()[]{}<>,;:.!?،؛：，。（）【】《》"


def letter_in_subject(session: OfficeSession, subject: str) -> Letter | None:
    """The letter whose reference stands in a subject; None if there is none, or several are as likely.

    Of references within each other the longest counts: `DM-1276 Add.1` is not `DM-1276`.
    """
    candidates = set(references_in(subject))
    if not candidates:
        return None
    by_itself = select(RegisterEntry.compared, RegisterEntry.letter_id).where(
        RegisterEntry.compared.in_(candidates), RegisterEntry.letter_id.is_not(None)
    )
    in_a_language = (
        select(RegisterText.compared, RegisterEntry.letter_id)
        .join(RegisterEntry, RegisterEntry.id == RegisterText.entry_id)
        .where(RegisterText.compared.in_(candidates), RegisterEntry.letter_id.is_not(None))
    )
    found = session.execute(union(by_itself, in_a_language)).all()
    longest = max((len(compared) for compared, _ in found), default=0)
    letters = {letter_id for compared, letter_id in found if len(compared) == longest}
    return session.get(Letter, letters.pop()) if len(letters) == 1 else None


def references_in(subject: str) -> Iterator[str]:
    """What may be a reference in a subject, in the form in which two references are the same."""
    visible = "".join(character for character in subject if unicodedata.category(character) != "Cf")
    text = comparable(visible[:MOST])
    for written in {text, _PREFIX.sub(" ", text), _BESIDE_HAN.sub(" ", text)}:
        words = written.split()[:WORDS]
        for first in range(len(words)):
            for last in range(first + 1, min(first + LONGEST, len(words)) + 1):
                yield from _fit(" ".join(words[first:last]))


def _fit(words: str) -> Iterator[str]:
    """The words, and the words without the marks around them, as far as they may be a reference."""
    for text in {words, words.strip(_AROUND)}:
        if len(text) >= SHORTEST and any(map(str.isdigit, text)) and not text.isdigit():
            yield text
