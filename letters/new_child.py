"""Lays out a letter that follows on another: a folder with the parent's facts, its text to be written."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from letters.effective import EffectiveDeadline, effective_deadlines
from letters.facts import Facts, Language, LetterKind
from letters.folder_writing import write_folder
from letters.languages import Formulas, format_date, load_formulas
from letters.letter import Letter, LetterVersion, annexes_of, versions_of
from letters.register import Modifier, RegisterEntry, entry_of, stands_on, texts_of
from letters.source import FACTS_FILE
from letters.yaml_writing import as_yaml
from mailer.database import OfficeSession
from mailer.errors import Refused
from mailer.outbox import part_bytes

_CARRIED: Final = (
    "mail", "stream", "formality", "languages", "fallback", "layout", "place", "date_form", "time_zone",
    "letterhead", "contacts", "signatory", "addressees", "copies",
)  # fmt: skip
"""What a child has from its parent; a revision has all."""
_OWN: Final = ("kind", "parent", "reason", "moves", "references", "date", "relations")
"""What a child never has from its parent."""
_FRONT: Final = ("heading", "salutation", "closing", "closing_in_body", "place")
"""What may stand above the text beside the subject."""
_HEAD: Final = "# The facts of a letter that follows on {parent}; what they mean:  docs/letter-format.md\n"
_MOVES: Final = """
# An addendum that moves a deadline says so; each language prints the new day, and the one before it:
# moves:
{moves}"""


def write_child(
    session: OfficeSession, folder: Path, kind: LetterKind, parent: str, today: date
) -> list[Path]:
    """Write a letter of a kind that follows on the one of this reference into a new folder; its files.

    A revision has all that the parent has, its deadlines as they hold now. NotFound and Refused as
    `letters.register.stands_on` says, and Refused where anything is in the folder.
    """
    entry = stands_on(session, parent, Modifier(kind.value))
    letter = session.get(Letter, entry.letter_id or 0)
    if letter is None:
        raise Refused(f"{entry.printed} is in the register without its letter: nothing can be laid out.")
    return write_folder(folder, child_files(session, entry_of(session, parent), letter, kind, today))


def child_files(
    session: OfficeSession,
    parent: RegisterEntry,
    letter: Letter,
    kind: LetterKind,
    today: date,
    *,
    bodies: Mapping[Language, str] | None = None,
    more: Mapping[str, Any] | None = None,
    without: Collection[str] = (),
) -> dict[str, bytes]:
    """The files of a letter of a kind that follows on this one, by their names.

    `bodies` are its texts, with {reference} and {date} of the parent, where they are not to be the blanks of
    its kind; `more` are facts besides those that it has from its parent, and those `without` it has not.
    """
    facts, holds = letter.read_facts(), effective_deadlines(session, letter)
    facts_file = _facts(facts, kind, parent, today, holds, more or {}, without)
    files = {FACTS_FILE: facts_file.encode()}
    for version in versions_of(session, letter):
        text = _version(session, version, facts, kind, parent, bodies)
        files[f"{version.language}.md"] = text.encode()
    if kind is LetterKind.REVISION:
        for annex in annexes_of(session, letter):
            files[annex.path] = part_bytes(session, annex.sha256)
    return files


def _facts(
    facts: Facts,
    kind: LetterKind,
    parent: RegisterEntry,
    today: date,
    holds: tuple[EffectiveDeadline, ...],
    more: Mapping[str, Any],
    without: Collection[str],
) -> str:
    own: dict[str, Any] = {"kind": kind.value, "parent": parent.printed}
    if kind is LetterKind.CANCELLATION:
        own["reason"] = "____"
    own["date"] = today.isoformat()
    written = facts.model_dump(mode="json", exclude_defaults=True)
    whole = kind is LetterKind.REVISION
    carried = {
        name: value
        for name, value in written.items()
        if name not in _OWN and name not in without and (whole or name in _CARRIED)
    }
    if whole and holds:
        carried["deadlines"] = [one.now.model_dump(mode="json", exclude_defaults=True) for one in holds]
    text = _HEAD.format(parent=parent.printed) + as_yaml({**own, **_without_audiences(carried), **more})
    return text + (_MOVES.format(moves="".join(_example(holds))) if _moves_some(kind, holds) else "")


def _moves_some(kind: LetterKind, holds: tuple[EffectiveDeadline, ...]) -> bool:
    return kind is LetterKind.ADDENDUM and bool(holds)


def _example(holds: tuple[EffectiveDeadline, ...]) -> Iterator[str]:
    for one in holds:
        yield f"#   - deadline: {one.id}\n#     was: {one.now.date}\n#     date: {one.now.date}\n"


def _without_audiences(carried: Mapping[str, Any]) -> dict[str, Any]:
    """It goes to those who got the parent: the parent's own audience expressions are not asked."""
    found = dict(carried)
    if "addressees" in found:
        found["addressees"] = {k: v for k, v in found["addressees"].items() if k != "audience"}
    if "copies" in found:
        found["copies"] = [{k: v for k, v in one.items() if k != "audience"} for one in found["copies"]]
    return found


def _version(
    session: OfficeSession,
    version: LetterVersion,
    facts: Facts,
    kind: LetterKind,
    parent: RegisterEntry,
    bodies: Mapping[Language, str] | None,
) -> str:
    if kind is LetterKind.REVISION:
        written = {name: version.front_matter.get(name) for name in _FRONT}
        front = {"subject": version.subject, **{name: value for name, value in written.items() if value}}
        return f"---\n{as_yaml(front)}---\n{version.body}"
    formulas = load_formulas(version.language)
    reference = texts_of(session, parent).get(version.language, parent.printed)
    body = bodies[version.language] if bodies is not None else _words()[version.language][kind.value]
    body = body.replace("{reference}", reference).replace("{date}", format_date(facts.date, formulas))
    return f"---\n{as_yaml({'subject': _subject(formulas, kind, version.subject)})}---\n{body}\n"


def _subject(formulas: Formulas, kind: LetterKind, subject: str) -> str:
    """What the language calls such a letter, and the parent's subject, unless that has fields of its own."""
    label: str = getattr(formulas.labels, kind.value)
    word = label.replace("{number}", "").strip()
    return (
        word
        if "{" in subject
        else f"{word}{formulas.punctuation.colon}{formulas.punctuation.after_colon}{subject}"
    )


@cache
def _words() -> Mapping[Language, Mapping[str, str]]:
    text = resources.files("letters.starters").joinpath("children.toml").read_text(encoding="utf-8")
    return {Language(language): texts for language, texts in tomllib.loads(text).items()}
