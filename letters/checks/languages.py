"""Checks that every language the letter promises is there, whole, and that fallbacks lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from letters.checks.places import fact_error, fact_warning, front_place, new_letters_only
from letters.facts.walking import texts_by_language
from letters.findings import Finding, Severity, error, warning
from letters.source import FACTS_FILE, LetterSource


def check_languages(letter: LetterSource) -> Iterator[Finding]:
    """Missing and unlisted versions, empty ones, facts not given in a language served, dead fallbacks."""
    yield from _files(letter)
    yield from _fallback(letter)
    yield from _facts(letter)
    yield from _contents(letter)


def _files(letter: LetterSource) -> Iterator[Finding]:
    for index, language in enumerate(letter.facts.languages):
        file = f"{language}.md"
        if language not in letter.versions and file not in letter.unreadable:
            message = f"The letter is to go out in {language}, but there is no file {file}."
            yield fact_error(letter, "missing-language", message, "languages", index)
    for language, version in letter.versions.items():
        if language not in letter.facts.languages:
            message = f"{version.file} goes to nobody: {language} is not among the languages in {FACTS_FILE}."
            yield warning("unlisted-language", message, version.file)


def _fallback(letter: LetterSource) -> Iterator[Finding]:
    served = letter.facts.languages
    fallback = letter.facts.fallback
    orders = [(("fallback", code.value), order) for code, order in fallback.by_language.items()]
    for keys, order in [*orders, (("fallback", "others"), fallback.others)]:
        for language in order:
            if language not in served:
                message = f"The letter cannot fall back on {language}: it is not among its languages."
                yield fact_error(letter, "fallback-missing", message, *keys)
    for language in fallback.by_language:
        if language in served:
            message = f"A fallback for {language} is never used: the letter is in {language} itself."
            yield fact_warning(letter, "fallback-unused", message, "fallback", language.value)


def _facts(letter: LetterSource) -> Iterator[Finding]:
    for keys, languages in texts_by_language(letter.facts):
        lacking = [language for language in letter.facts.languages if language not in languages]
        if lacking:
            message = f"This is not given in {', '.join(lacking)}, where the letter goes out too."
            yield fact_error(letter, "text-missing", message, *keys)


def _contents(letter: LetterSource) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for version in letter.versions.values():
        if not version.subject:
            place = front_place(version, "subject")
            message = "The letter has no subject in this language."
            yield new_letters_only(letter, Finding(Severity.ERROR, "no-subject", message, place))
        if not version.body.strip():
            yield error(
                "empty-body", "The letter has no text in this language.", version.file, version.body_line
            )
        elif version.body in seen:
            message = f"{version.file} has the same text as {seen[version.body]}. Is it translated?"
            yield warning("same-body", message, version.file, version.body_line)
        seen.setdefault(version.body, version.file)
        if version.closing and version.closing_in_body:
            message = "The closing stands here, and the body is said to hold it. Keep one."
            yield Finding(Severity.ERROR, "closing-twice", message, front_place(version, "closing"))
