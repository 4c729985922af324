"""`mailer formulas`: what each language says in a letter, and what the office says otherwise."""

from __future__ import annotations

import click

from console.cli.desk import Desk, InOrder, json_option, pass_desk
from console.cli.letter_findings import plain_finding, say_findings
from console.printing import counted, print_json, say
from console.terminal import print_facts, print_table
from mailer.errors import NotFound

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


@click.group(cls=InOrder)
def command() -> None:
    r"""Labels, dates, deadline phrases, salutations, closings: the set phrases of each language.

    They are shipped for six languages. An office changes them in files of its own, `formulas/fr.toml` in its
    folder, which hold only what differs. What was used is part of the approval seal of a letter.

    \b
    Example:
      $ mailer formulas show fr
    """


@command.command("list")
@json_option
@pass_desk
def list_(desk: Desk, as_json: bool) -> None:
    r"""The languages: how far their formulas can be relied on, and how many are the office's own.

    \b
    Example:
      $ mailer formulas list
    """
    from letters.languages.library import entries_of

    library = desk.library
    rows = []
    for language, formulas in library.formulas.items():
        entries = entries_of(library, language)
        confidence = formulas.confidence
        unverified = sum(entry.unverified for entry in entries)
        own = sum(entry.own_line is not None for entry in entries)
        rows.append(
            [
                language.value,
                formulas.name,
                confidence.labels,
                confidence.closings,
                unverified,
                own,
                confidence.note,
            ]
        )
    headings = ["language", "name", "labels", "closings", "unverified", "own", "note"]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        print_table(headings, rows, spare=("note",))
        say("What is not verified rests on general knowledge: let somebody of the language look at it.")


@command.command("show")
@click.argument("language", type=click.Choice(LANGUAGES))
@click.argument("entry", default="")
@json_option
@pass_desk
def show(desk: Desk, language: str, entry: str, as_json: bool) -> None:
    r"""Every formula of a language with where it comes from, or those whose name begins with ENTRY.

    \b
    Example:
      $ mailer formulas show fr deadlines
    """
    from letters.facts import Language
    from letters.languages.library import FORMULAS_FOLDER, entries_of
    from letters.sentences import did_you_mean

    every = entries_of(desk.library, Language(language))
    found = [one for one in every if one.entry == entry or one.entry.startswith(f"{entry}." if entry else "")]
    if not found:
        known = {one.entry for one in every} | {one.entry.split(".", maxsplit=1)[0] for one in every}
        raise NotFound(f"There is no entry “{entry}”.{did_you_mean(entry, known)}")
    file = f"{FORMULAS_FOLDER}/{language}.toml"
    rows = [
        [
            one.entry,
            f"own: {file}, line {one.own_line}" if one.own_line else "not verified" if one.unverified else "",
            one.value,
        ]
        for one in found
    ]
    headings = ["entry", "whence", "value"]
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
    elif len(rows) == 1:
        print_facts(dict(zip(headings, rows[0], strict=True)))
    else:
        print_table(headings, rows)


@command.command("check")
@click.argument("language", required=False, type=click.Choice(LANGUAGES))
@json_option
@pass_desk
def check(desk: Desk, language: str | None, as_json: bool) -> None:
    r"""Name everything that is wrong with the office's own formulas, by file and line.

    Exit code 1 if there are errors.

    \b
    Example:
      $ mailer formulas check
    """
    from letters.findings import errors_of
    from letters.languages.library import look_through

    library, findings = look_through(desk.folder if desk.has_office else None)
    if language:
        findings = [finding for finding in findings if finding.place.file == f"{language}.toml"]
    errors = errors_of(findings)
    own = sum(len(entries) for code, entries in library.own.items() if language in {None, code.value})
    if as_json:
        print_json([plain_finding(finding) for finding in findings])
    else:
        say_findings(findings)
        warned = len(findings) - len(errors)
        wrong = f"{counted(len(errors), 'error')}, {counted(warned, 'warning')}"
        say(f"{counted(own, 'own entry', 'own entries')}; {wrong}.")
    if errors:
        raise click.exceptions.Exit(1)
