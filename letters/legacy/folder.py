"""Makes the files of a letter folder out of an old letter, and sees how faithful they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from letters.facts import Facts
from letters.findings import Finding, errors_of
from letters.layout.to_text import letter_text
from letters.legacy.body import body_markdown
from letters.legacy.defects import FoundDefect, defects_in
from letters.legacy.fact_texts import line, text
from letters.legacy.facts_of import facts_of
from letters.legacy.layout_of import FoundLayout, layout_of
from letters.legacy.letter import OldLetter
from letters.legacy.same_words import share_kept, tokens_of
from letters.rendering import read_letter
from letters.source import ANNEX_FOLDER, FACTS_FILE, VersionSource, read_facts, read_version
from letters.yaml_writing import as_yaml
from mailer.errors import Place, Refused

SOURCE_FILE: Final = "source.txt"
"""The old letter as it came, octet for octet."""
_HEAD: Final = (
    "# An old letter, read in from {name} and kept as it was. What was read is to be looked over:\n"
    "#   mailer letters preview FOLDER --language {language}    shows the letter as it reads now\n"
    "#   mailer letters check FOLDER                    shows what is odd about it\n"
    "# {source} is the file as it came.\n\n"
)


@dataclass(frozen=True)
class LetterFolder:
    """The files of a letter folder by name, the layout and the defects.

    Of `words` that the letter has, so many stand in their order in the text that the folder prints.
    """

    files: Mapping[str, bytes]
    layout: FoundLayout
    defects: tuple[FoundDefect, ...]
    words: int
    words_in_place: int


def folder_of(letter: OldLetter) -> LetterFolder:
    """The files of the folder; Refused where a letter folder cannot hold the letter."""
    defects = tuple(defects_in(letter))
    facts = facts_of(letter, defects)
    version_text = f"---\n{as_yaml(_front(letter))}---\n\n{body_markdown(letter.blocks.body)}\n"
    version = _version(letter, version_text)
    layout = layout_of(letter, facts, version)
    facts_text = _facts_text(letter, {**facts, "layout": layout.plain})
    files = {
        FACTS_FILE: facts_text.encode(),
        version.file: version_text.encode(),
        SOURCE_FILE: letter.file.content,
        **_annex_files(letter),
    }
    kept, words = _kept(letter, _facts(letter, facts_text), version)
    return LetterFolder(files, layout, defects, words, kept)


def _front(letter: OldLetter) -> dict[str, Any]:
    """The front matter: what the letter says in its own words."""
    front: dict[str, Any] = {}
    subject, blocks = letter.parties.subject, letter.blocks
    salutation = text("\n".join(one.words for one in blocks.salutation if not one.blank))
    closing = text("\n".join(one.words for one in blocks.closing if not one.blank))
    if subject:
        front["subject"] = line(subject.text)
    if salutation and salutation != letter.tongue.formulas.salutations.circular:
        front["salutation"] = salutation
    if closing:
        front["closing"] = closing
    if letter.zones.woven:
        front["closing_in_body"] = "yes"
    return front


def _facts_text(letter: OldLetter, facts: Mapping[str, Any]) -> str:
    head = _HEAD.format(name=line(letter.file.name), language=letter.tongue.language, source=SOURCE_FILE)
    return head + as_yaml(facts)


def _annex_files(letter: OldLetter) -> dict[str, bytes]:
    return {
        f"{ANNEX_FOLDER}/annex-{annex.number}.txt": "".join(
            f"{one.text.rstrip()}\n" for one in annex.lines
        ).encode()
        for annex in letter.zones.annexes
    }


def _version(letter: OldLetter, written: str) -> VersionSource:
    read = read_version(written, letter.tongue.language)
    if isinstance(read, VersionSource):
        return read
    raise _refusal(letter, read)


def _facts(letter: OldLetter, written: str) -> Facts:
    read, _, findings = read_facts(written)
    if read is None:
        raise _refusal(letter, findings)
    return read


def _refusal(letter: OldLetter, findings: list[Finding]) -> Refused:
    """What a letter folder cannot hold, named by the field that it would stand in."""
    first = errors_of(findings)[0]
    place = Place(file=letter.file.name, field=first.place.field)
    return Refused(f"The letter cannot be kept as a folder: {first.message}", place=place)


def _kept(letter: OldLetter, facts: Facts, version: VersionSource) -> tuple[int, int]:
    """How many words of the letter the folder prints in their order, and how many it has."""
    built, _ = read_letter(facts, version, letter.tongue.formulas)
    taken = {stray.line.number for stray in letter.strays if stray.taken_out}
    taken |= {one.number for annex in letter.zones.annexes for one in annex.lines}
    source = [word for one in letter.file.lines if one.number not in taken for word in tokens_of(one.text)]
    return share_kept(source, tokens_of(letter_text(built)))
