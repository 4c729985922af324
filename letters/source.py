"""A letter as it is written: facts, one version per language, and annexes, read from a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from letters.annexes import ANNEX_LIMITS, AnnexFile, AnnexLimits, take_annex
from letters.facts import Facts, Language
from letters.files import megabytes, names_in, read_text
from letters.findings import Finding, error, in_order, warning
from letters.frontmatter import FrontMatter, split_version
from letters.sentences import did_you_mean, findings_of, without_nothing
from letters.yamltext import Path as Keys
from letters.yamltext import YamlProblem, YamlText, read_yaml
from mailer.errors import Place

FACTS_FILE: Final = "letter.yaml"
ANNEX_FOLDER: Final = "annexes"
MAX_FACTS: Final = 256 * 1024
MAX_VERSION: Final = 2**20
_SHIPPED_BESIDE: Final = frozenset({"readme.md"})


@dataclass(frozen=True)
class VersionSource:
    """The letter in one language: its front matter, and its body in Markdown with merge expressions.

    None means that the language's own formula, or the facts, decide. `closing_in_body` says that the body's
    last paragraph already is the closing. `body_line` is the line of the file where the body begins, from 1;
    `lines` are those of the names in the front matter.
    """

    language: Language
    subject: str
    body: str
    salutation: str | None = None
    closing: str | None = None
    closing_in_body: bool = False
    heading: str | None = None
    place: str | None = None
    body_line: int = 1
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def file(self) -> str:
        """The name of its file in the letter's folder."""
        return f"{self.language}.md"


@dataclass(frozen=True)
class LetterSource:
    """A whole letter: facts, versions by language, annex files by the path that the facts name.

    `unreadable` are the files that are there but could not be read; their findings came with the letter.
    """

    facts: Facts
    versions: Mapping[Language, VersionSource]
    annexes: Mapping[str, AnnexFile]
    unreadable: frozenset[str] = frozenset()
    read: YamlText = field(default_factory=lambda: YamlText(None), compare=False, repr=False)

    def place(self, *keys: str | int) -> Place:
        """Where in `letter.yaml` something stands; of what it should stand in, where it is missing."""
        return Place(file=FACTS_FILE, line=self.read.line_of(keys), field=dotted(keys))


def dotted(keys: Keys) -> str:
    """`asks.1.deadline`, entries counted from 1 as people count them."""
    return ".".join(str(key + 1 if isinstance(key, int) else key) for key in keys)


def load_folder(
    folder: Path, limits: AnnexLimits = ANNEX_LIMITS
) -> tuple[LetterSource | None, list[Finding]]:
    """The letter in a folder, with what is wrong with its files; None when its facts cannot be read.

    Never raises because of what the folder holds. Whether the letter may be sent is for `letters.checks`.
    """
    if why := _no_folder(folder):
        return None, [error("missing-folder", f"“{folder}” {why}.")]
    facts, read, findings = _load_facts(folder)
    versions, more = _load_versions(folder)
    findings += more
    if facts is None:
        return None, in_order(findings)
    annexes, more = _load_annexes(folder, facts, read, limits)
    findings += more
    findings += _unnamed(folder, annex_paths(facts))
    unreadable = frozenset(f"{language}.md" for language in Language if _exists(folder / f"{language}.md"))
    unreadable -= {version.file for version in versions.values()}
    return LetterSource(facts, versions, annexes, unreadable, read), in_order(findings)


def _no_folder(folder: Path) -> str:
    """Why there is no folder to read; empty where there is one."""
    try:
        if folder.is_dir():
            return ""
        return "is a file, and no folder of a letter" if folder.exists() else "is no folder; look at the name"
    except OSError as refusal:
        return f"cannot be a folder: {refusal.strerror}"


def read_facts(text: str, file: str = FACTS_FILE) -> tuple[Facts | None, YamlText, list[Finding]]:
    """The facts that a text in YAML states, with their lines; or the findings that say why there are none."""
    read = read_yaml(text)
    if isinstance(read, YamlProblem):
        return None, YamlText(None), [error("yaml", read.message, file, read.line)]
    if not isinstance(read.tree, dict):
        return (
            None,
            read,
            [error("no-facts", "Names with values are expected: languages, date and so on.", file, 1)],
        )
    try:
        return Facts.model_validate(without_nothing(read.tree)), read, []
    except ValidationError as refusal:
        return None, read, findings_of(refusal, Facts, read, file)


def _load_facts(folder: Path) -> tuple[Facts | None, YamlText, list[Finding]]:
    text = read_text(folder, FACTS_FILE, MAX_FACTS)
    if isinstance(text, Finding):
        return None, YamlText(None), [text]
    return read_facts(text)


def _load_versions(folder: Path) -> tuple[dict[Language, VersionSource], list[Finding]]:
    versions: dict[Language, VersionSource] = {}
    findings = list(_strangers(folder))
    for language in Language:
        if not _exists(folder / f"{language}.md"):
            continue
        version = load_version(folder, language)
        if isinstance(version, VersionSource):
            versions[language] = version
        else:
            findings += version
    return versions, findings


def _exists(path: Path) -> bool:
    """Whether anything of that name is there, a broken link too."""
    return path.exists() or path.is_symlink()


def _strangers(folder: Path) -> Iterable[Finding]:
    """Markdown files that look like a version and are none: `de.md`, `EN.md`, `fr.markdown`."""
    own = {f"{language}.md" for language in Language}
    for name in names_in(folder):
        known = name in own or name.lower() in _SHIPPED_BESIDE
        if known or not name.lower().endswith((".md", ".markdown")):
            continue
        message = (
            f"{name} is not read: the versions are {', '.join(sorted(own))}.{did_you_mean(name.lower(), own)}"
        )
        yield warning("stray-version", message, name)


def load_version(folder: Path, language: Language) -> VersionSource | list[Finding]:
    """One language version of the letter; or what is wrong with its file."""
    name = f"{language}.md"
    text = read_text(folder, name, MAX_VERSION)
    return [text] if isinstance(text, Finding) else read_version(text, language)


def read_version(text: str, language: Language) -> VersionSource | list[Finding]:
    """The version that the text of a language file holds; or what is wrong with it, with the lines."""
    name = f"{language}.md"
    parts = split_version(text)
    if isinstance(parts, YamlProblem):
        return [error("front-matter", parts.message, name, parts.line)]
    read = read_yaml(parts.front, parts.front_line)
    if isinstance(read, YamlProblem):
        return [error("front-matter", read.message, name, read.line)]
    if not isinstance(read.tree, dict | None):
        return [
            error(
                "front-matter", "Between the lines --- stand names with values: subject and so on.", name, 1
            )
        ]
    try:
        front = FrontMatter.model_validate(without_nothing(read.tree or {}))
    except ValidationError as refusal:
        return findings_of(refusal, FrontMatter, read, name)
    lines = {str(keys[0]): line for keys, line in read.lines.items() if len(keys) == 1}
    return VersionSource(
        language=language,
        subject=front.subject or "",
        body=parts.body,
        salutation=front.salutation,
        closing=front.closing,
        closing_in_body=front.closing_in_body,
        heading=front.heading,
        place=front.place,
        body_line=parts.body_line,
        lines=lines,
    )


def _unnamed(folder: Path, named: Mapping[str, object]) -> Iterable[Finding]:
    """Files in the annex folder that the facts do not name: they stay behind."""
    for file in names_in(folder / ANNEX_FOLDER):
        name = f"{ANNEX_FOLDER}/{file}"
        if name not in named and not file.startswith("."):
            yield warning("stray-annex", f"{name} is not named in {FACTS_FILE} and does not go out.", name)


def annex_paths(facts: Facts) -> dict[str, tuple[Keys, frozenset[Language]]]:
    """Each file that the facts name, with where it is named first and the languages it goes out with."""
    found: dict[str, tuple[Keys, frozenset[Language]]] = {}
    for index, annex in enumerate(facts.annexes):
        for language in facts.languages:
            path = annex.file.get(language) if annex.file else None
            if path is None or annex.file is None:
                continue
            keys: Keys = ("annexes", index, "file", *([language.value] if annex.file.languages else []))
            first, languages = found.get(path, (keys, frozenset()))
            found[path] = (first, languages | {language})
    return found


def annexes_left_out(
    letter: LetterSource, language: Language, findings: Iterable[Finding]
) -> Iterable[tuple[str, str]]:
    """Each file that the facts name for a language and that was refused, with why.

    `findings` are what `load_folder` said of the letter.
    """
    said = {one.place.field: one.message for one in findings if one.place.file == FACTS_FILE}
    for path, (keys, languages) in annex_paths(letter.facts).items():
        if language in languages and path not in letter.annexes:
            yield path, said.get(dotted(keys), "It was not read.")


def _load_annexes(
    folder: Path, facts: Facts, read: YamlText, limits: AnnexLimits
) -> tuple[dict[str, AnnexFile], list[Finding]]:
    taken: dict[str, AnnexFile] = {}
    findings: list[Finding] = []
    together = dict.fromkeys(facts.languages, 0)
    for path, (keys, languages) in annex_paths(facts).items():
        annex = take_annex(folder, path, limits)
        if isinstance(annex, Finding):
            findings.append(error(annex.code, annex.message, FACTS_FILE, read.line_of(keys), dotted(keys)))
            continue
        for language in languages:
            together[language] += annex.size
        taken[path] = annex
    line = read.line_of(("annexes",))
    for language, size in together.items():
        if size > limits.together:
            most = megabytes(limits.together)
            message = f"The annexes of {language} are {megabytes(size)} together; at most {most} may go out."
            findings.append(error("annexes-too-large", message, FACTS_FILE, line, "annexes"))
    return taken, findings
