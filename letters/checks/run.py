"""Runs every check of a letter and puts the findings in order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial
from pathlib import Path

from letters.annexes import ANNEX_LIMITS, AnnexLimits
from letters.checks.asks import check_annexes, check_asks
from letters.checks.audiences import check_audiences
from letters.checks.bodies import check_bodies
from letters.checks.children import ParentLookup, check_children
from letters.checks.dates import check_dates
from letters.checks.documents import check_documents
from letters.checks.fields import RESERVED_FIELDS
from letters.checks.languages import check_languages
from letters.checks.parties import check_parties
from letters.checks.unresolved import check_unresolved
from letters.facts import CATEGORIES
from letters.findings import Finding, in_order
from letters.source import LetterSource, load_folder
from mailer.merge import LimitedMerger
from recipients.proofreading import Proofreader, proofread

__all__ = ["RESERVED_FIELDS", "check"]


def check(
    letter: LetterSource | Path,
    today: date,
    *,
    categories: Collection[str] = CATEGORIES,
    proofreader: Proofreader | None = None,
    limits: AnnexLimits = ANNEX_LIMITS,
    parents: ParentLookup | None = None,
    merger: LimitedMerger | None = None,
) -> list[Finding]:
    """All that is wrong or odd in a letter, errors first, then by file and line.

    A folder is loaded first, and what is wrong with its files stands among the findings; when its facts
    cannot be read, that is all. `today` is the day at the office; `categories` are the codes in use there,
    and its `proofreader` knows whom an audience expression may name; without one, as much of it is looked at
    as shows without a directory. `parents` finds the letter that this one follows on. Templates are read in
    the limited child process of `merger`, or in one of its own.
    """
    findings: list[Finding] = []
    if isinstance(letter, Path):
        loaded, findings = load_folder(letter, limits)
        if loaded is None:
            return findings
        letter = loaded
    findings += check_languages(letter)
    findings += check_parties(letter, categories)
    findings += check_audiences(letter, proofreader or partial(proofread, categories=categories))
    findings += check_dates(letter, today)
    findings += check_children(letter, today, parents)
    findings += check_asks(letter)
    findings += check_annexes(letter)
    findings += check_unresolved(letter)
    findings += check_documents(letter)
    if merger:
        findings += check_bodies(letter, categories, merger)
    else:
        with LimitedMerger() as own:
            findings += check_bodies(letter, categories, own)
    return in_order(findings)
