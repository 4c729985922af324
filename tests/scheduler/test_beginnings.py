"""Offices that tests begin with: laid out once for what is done with what, and copied whole."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from mailer.database import Database
from mailer.heads import noted_in
from mailer.staff import EVERY_ROLE, add_staff, machine, names_of
from tests.rig.stages import KINDS, Begin, Stages, With

ENTERED: Counter[tuple[str, str]] = Counter()


def enter(database: Database, now: datetime, name: str) -> None:
    """An office with somebody in it."""
    ENTERED[database.engine.dialect.name, name] += 1
    with database.writing() as session:
        add_staff(session, now, machine("tester"), name=name, roles=EVERY_ROLE)


def staff_in(database: Database) -> list[str]:
    with database.reading() as session:
        return [name for name in names_of(session).values() if name.endswith("sample")]


def test_a_test_of_campaigns_may_begin_with_a_bare_office_whose_head_is_noted(
    begin: Begin, now: datetime, tmp_path: Path
) -> None:
    database = begin(enter, now, "ada.sample")
    assert staff_in(database) == ["ada.sample"]
    assert database.heads == tmp_path / "heads.log"
    assert noted_in(database.heads) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_done_with_something_else_is_another_office_and_each_is_laid_out_once(
    stages: Stages[Database], kind: str, now: datetime, tmp_path: Path
) -> None:
    for number, name in enumerate(("ada.sample", "ben.sample", "ada.sample")):
        folder = tmp_path / str(number)
        folder.mkdir()
        with stages.copied(kind, folder, With(enter, (now, name))) as database:
            assert staff_in(database) == [name]
            assert ENTERED[database.engine.dialect.name, name] == 1
