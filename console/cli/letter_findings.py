"""What the checks say of a letter's folder, by the directory of the office where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from console.cli.desk import Desk
from console.printing import say

if TYPE_CHECKING:
    from letters.checks.house import House
    from letters.findings import Finding
    from mailer.database import OfficeSession
    from recipients.proofreading import Proofreader


def findings_in(desk: Desk, folder: Path) -> list[Finding]:
    """What is wrong or odd in the letter of a folder, on this day at its office.

    Whom it is for, and which letter it follows on, is looked up in the office where there is one.
    """
    from letters.checks import check
    from letters.family import parent_in

    today, formulas = _today(desk, folder), desk.library.formulas
    if not desk.has_office:
        return check(folder, today, formulas=formulas)
    with desk.database.reading() as session:
        return check(
            folder,
            today,
            categories=categories_in(session, today),
            proofreader=proofreader_in(session),
            formulas=formulas,
            house=house_in(desk, session),
            parents=partial(parent_in, session),
        )


def categories_in(session: OfficeSession, day: date) -> list[str]:
    """The codes of the office's categories on a day."""
    from recipients.category import categories_on

    return [category.code for category in categories_on(session, day)]


def house_in(desk: Desk, session: OfficeSession) -> House:
    """What the checks ask of this office: its domains, its holidays, and who is in an audience."""
    from letters.checks.house import House
    from scheduler.addressing import overlap_at

    office = desk.office.settings.office
    return House(
        domains=frozenset({office.domain, *office.own_domains}),
        holidays=frozenset(office.holidays),
        overlap=partial(overlap_at, session),
    )


def categories_at(desk: Desk) -> list[str]:
    """The codes of the office's categories today; those that an office begins with where there is none."""
    from letters.facts import CATEGORIES

    if not desk.has_office:
        return list(CATEGORIES)
    with desk.database.reading() as session:
        return categories_in(session, desk.now.date())


def proofreader_in(session: OfficeSession) -> Proofreader:
    """Who knows all that an audience expression may name in this office."""
    from scheduler.addressing import proofread_at

    return partial(proofread_at, session)


def say_findings(findings: Iterable[Finding]) -> None:
    """One finding a line, as it prints itself."""
    for finding in findings:
        say(str(finding))


def plain_finding(finding: Finding) -> dict[str, object]:
    """A finding for programs."""
    place = finding.place
    return {
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "file": place.file,
        "line": place.line,
        "field": place.field,
    }


def _today(desk: Desk, folder: Path) -> date:
    """The day at the letter's office, by the time zone in its facts; in UTC while they cannot be read."""
    from zoneinfo import ZoneInfo

    from letters.source import load_folder

    source, _ = load_folder(folder)
    return desk.now.astimezone(ZoneInfo(source.facts.time_zone) if source else UTC).date()
