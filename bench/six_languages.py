"""A measured process: letters checked and rendered in six languages, every tenth of them set."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.documents import DAY, demo_letter, recipients
from bench.stopwatch import Stopwatch
from letters.checks import check
from letters.document.typesetting import Typesetter, house_of
from letters.facts import Language
from letters.rendering import render_version
from letters.source import LetterSource
from mailer.merge import Escaping, LimitedMerger, compile_template


def main(letters: int) -> None:
    """Take so many letters through all of it, each with a subject of its own; print two readings."""
    with TemporaryDirectory(prefix="bench-") as name, LimitedMerger() as merger, Typesetter() as typesetter:
        source = demo_letter(Path(name))
        watch = Stopwatch()
        for number, values in enumerate(recipients(letters)):
            own = _with_own_subjects(source, number)
            assert not [finding for finding in check(own, DAY, merger=merger) if finding.severity == "error"]
            for language in Language:
                rendition = render_version(own, language, merger=merger)
                if number % 10 == 0:
                    lines = compile_template(rendition.document, Escaping.JSON).merge(values)
                    typesetter.typeset(lines, house_of(own.facts, language))
            if number + 1 in {letters // 10, letters}:
                watch.print_reading(number + 1)


def _with_own_subjects(source: LetterSource, number: int) -> LetterSource:
    versions = {
        language: replace(version, subject=f"{version.subject} ({number})")
        for language, version in source.versions.items()
    }
    return replace(source, versions=versions)


if __name__ == "__main__":
    main(int(sys.argv[1]))
