"""Runs every check of a letter and puts the findings in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from letters.annexes import ANNEX_LIMITS, AnnexLimits
from letters.checks.annex_texts import check_annex_texts
from letters.checks.asks import check_annexes, check_asks
from letters.checks.audiences import check_audiences
from letters.checks.bodies import check_bodies
from letters.checks.children import ParentLookup, check_children
from letters.checks.courtesies import check_courtesies
from letters.checks.dates import check_dates
from letters.checks.documents import check_documents
from letters.checks.fields import RESERVED_FIELDS
from letters.checks.house import NO_HOUSE, House
from letters.checks.languages import check_languages
from letters.checks.links import check_links
from letters.checks.mailboxes import check_mailboxes
from letters.checks.parity import check_parity
from letters.checks.parties import check_parties
from letters.checks.printed_dates import check_printed_dates
from letters.checks.terms import check_terms
from letters.checks.unresolved import check_unresolved
from letters.facts import CATEGORIES, Language
from letters.findings import Finding, in_order
from letters.languages import Formulas
from letters.languages.library import shipped_library
from letters.parity.comparing import versions_of
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
    formulas: Mapping[Language, Formulas] | None = None,
    house: House = NO_HOUSE,
    parents: ParentLookup | None = None,
    merger: LimitedMerger | None = None,
) -> list[Finding]:
    """All that is wrong or odd in a letter, errors first, then by file and line.

    A folder is loaded first, and what is wrong with its files stands among the findings; when its facts
    cannot be read, that is all. `today` is the day at the office; `categories` are the codes in use there,
    and its `proofreader` knows whom an audience expression may name; without one, as much of it is looked at
    as shows without a directory; `formulas` and `house` are the office's own where there is one. `parents`
    finds the letter that this one follows on. Templates are read in the limited child process of `merger`,
    or in one of its own.
    """
    findings: list[Finding] = []
    if isinstance(letter, Path):
        loaded, findings = load_folder(letter, limits)
        if loaded is None:
            return findings
        letter = loaded
    findings += check_languages(letter)
    findings += check_parties(letter, categories)
    reader = proofreader or partial(proofread, categories=categories)
    findings += check_audiences(letter, reader, categories, house)
    findings += check_dates(letter, today, house.holidays)
    findings += check_children(letter, today, parents)
    findings += check_asks(letter)
    findings += check_annexes(letter)
    findings += check_terms(letter)
    findings += check_unresolved(letter)
    spoken = formulas or shipped_library().formulas
    versions = versions_of(letter, spoken)
    findings += check_printed_dates(letter, versions)
    findings += check_parity(letter, versions)
    findings += check_mailboxes(letter, versions, house)
    findings += check_links(letter, versions)
    findings += check_annex_texts(letter, versions)
    findings += check_courtesies(letter, versions)
    findings += check_documents(letter)
    if merger:
        findings += check_bodies(letter, categories, merger, spoken)
    else:
        with LimitedMerger() as own:
            findings += check_bodies(letter, categories, own, spoken)
    return in_order(findings)
