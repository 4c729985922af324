"""Renders one language of a letter: subject, text, HTML and document as merge templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from letters.document.to_lines import document_lines
from letters.facts import Facts, Language
from letters.findings import Finding, Severity, error, in_order
from letters.languages import Formulas, load_formulas
from letters.layout.building import build_letter
from letters.layout.changing import with_words
from letters.layout.dates import with_whole_dates
from letters.layout.to_html import letter_html
from letters.layout.to_text import letter_text, subject_line
from letters.layout.tree import CopyMark, Letter
from letters.markdown.changing import with_facts
from letters.markdown.reading import read_body, read_line
from letters.source import LetterSource, VersionSource
from letters.terms import printed_facts, without_forms
from mailer.errors import NotFound
from mailer.merge import Escaping, LimitedMerger, compile_template

ENGINE: Final = 3
"""The version of the rendering; it grows when the same source would give other bytes."""
_FRONT: Final = ("subject", "heading", "salutation", "closing")
_LEGACY_MAY: Final = frozenset({"link-lost", "link-refused", "html"})
"""What an old letter that was read in may keep, since it is not sent again."""


@dataclass(frozen=True)
class Rendition:
    """One language of a letter in one mark, ready to be frozen: the sources of four merge templates.

    `subject` is one header line, `document` the lines of data that the PDF is set from, `fields` all merge
    fields that the four use, `rows` the columns of those that hold rows. `findings` name what is wrong with
    file and line; where one is an error, the templates are what could be made of the letter and are not to
    be used.
    """

    language: Language
    mark: CopyMark
    subject: str
    text: str
    html: str
    document: str
    fields: frozenset[str] = frozenset()
    rows: Mapping[str, frozenset[str]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def templates(self) -> tuple[tuple[str, Escaping], ...]:
        """The four templates, each with the escaping it is compiled with."""
        return (
            (self.subject, Escaping.HEADER),
            (self.text, Escaping.TEXT),
            (self.html, Escaping.HTML),
            (self.document, Escaping.JSON),
        )


def render_version(
    source: LetterSource,
    language: Language | str,
    mark: CopyMark = CopyMark.ORIGINAL,
    *,
    merger: LimitedMerger | None = None,
    formulas: Formulas | None = None,
    draft: bool = False,
) -> Rendition:
    """Subject, text, HTML and document of a letter in one language, with `{{ reference }}` and other fields.

    The same source gives the same bytes. The templates are checked in a limited child process: `merger` is
    one to share, else one is started and ended here. `formulas` are the office's own where it has any. A
    `draft` says above everything that it is one.
    NotFound for a language the letter is not written in and for a layout profile that does not exist.
    """
    version = version_in(source, language)
    formulas = formulas or load_formulas(version.language)
    letter, findings = read_letter(source.facts, version, formulas, mark)
    letter = replace(letter, draft=formulas.marks.draft if draft else "")
    rendition = Rendition(
        language=version.language,
        mark=mark,
        subject=subject_line(letter),
        text=letter_text(letter),
        html=letter_html(letter),
        document=document_lines(letter),
    )
    if merger:
        return _checked(rendition, version, source.facts.terms, findings, merger)
    with LimitedMerger() as own:
        return _checked(rendition, version, source.facts.terms, findings, own)


def version_in(source: LetterSource, language: Language | str) -> VersionSource:
    """The letter's version in a language; NotFound when it is not written in it."""
    if language not in set(Language) or Language(language) not in source.versions:
        there = ", ".join(source.versions) or "no language at all"
        raise NotFound(f"The letter is not written in “{language}”. It is in: {there}.")
    return source.versions[Language(language)]


def read_letter(
    facts: Facts, version: VersionSource, formulas: Formulas, mark: CopyMark = CopyMark.ORIGINAL
) -> tuple[Letter, list[Finding]]:
    """The blocks of the letter, its terms and dates put in, and what is wrong with what the author wrote."""
    body = read_body(version.body, version.file, version.body_line)
    printed = printed_facts(facts, version.language, formulas)
    letter = with_words(build_letter(facts, version, body.blocks, formulas, mark), with_facts(printed))
    findings = [*body.findings, *_front_findings(version)]
    letter = with_whole_dates(letter, formulas)
    return letter, [_lenient(finding) if facts.legacy else finding for finding in findings]


def _front_findings(version: VersionSource) -> Iterator[Finding]:
    for name, text in _front(version):
        yield from read_line(text, version.file, version.lines.get(name, 1))[1]


def _front(version: VersionSource) -> Iterator[tuple[str, str]]:
    """What the front matter says in words, by name."""
    for name in _FRONT:
        text = getattr(version, name)
        if text:
            yield name, text


def _lenient(finding: Finding) -> Finding:
    may = finding.code in _LEGACY_MAY
    return Finding(Severity.WARNING, finding.code, finding.message, finding.place) if may else finding


def _checked(
    rendition: Rendition,
    version: VersionSource,
    terms: Collection[str],
    findings: Sequence[Finding],
    merger: LimitedMerger,
) -> Rendition:
    """The rendition with all findings, and with its fields where its templates are sound."""
    problems = list(_problems(rendition, version, terms, merger))
    found = tuple(in_order([*findings, *problems]))
    if problems:
        return replace(rendition, findings=found)
    compiled = [compile_template(source, escaping) for source, escaping in rendition.templates]
    rows: dict[str, frozenset[str]] = {}
    for template in compiled:
        for name, columns in template.row_fields.items():
            rows[name] = rows.get(name, frozenset()) | columns
    fields = frozenset[str]().union(*(template.fields for template in compiled))
    return replace(rendition, fields=fields, rows=rows, findings=found)


def _problems(
    rendition: Rendition, version: VersionSource, terms: Collection[str], merger: LimitedMerger
) -> Iterator[Finding]:
    """What the merge engine refuses at the author's own lines; else what in the templates made of them."""
    at_home = False
    shadow = read_body(version.body, version.file, version.body_line).shadow
    for problem in merger.problems(without_forms(shadow, terms), Escaping.TEXT):
        at_home = True
        yield error("template", problem.message, version.file, problem.line)
    for name, text in _front(version):
        for problem in merger.problems(without_forms(text, terms), Escaping.TEXT):
            at_home = True
            yield error("template", problem.message, version.file, version.lines.get(name, 1))
    if at_home:
        return
    for source, escaping in rendition.templates:
        for problem in merger.problems(source, escaping):
            yield error("template", problem.message, version.file)
