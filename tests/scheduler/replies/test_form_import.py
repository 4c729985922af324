"""Spreadsheets of form submissions: reported on first, stored whole or not at all, and only once."""

from __future__ import annotations

import csv
import io
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from mailer.errors import Misused, Refused
from recipients.imports.faults import FileFault
from recipients.organisation import Organisation
from scheduler.replies.asked import asking
from scheduler.replies.form_import import FormReport, report_on_forms, store_forms
from scheduler.replies.reply import Reply, ReplyChannel, ReplyState
from tests.scheduler.campaign_factory import AUDITOR, DRAFTER, World
from tests.scheduler.replies.answering import (
    HARBOUR,
    LETTER,
    PONTS,
    RIVERS,
    SUR,
    correct,
    in_set,
)

S = ReplyState


def report(world: World, path: Path, ask: str | None = None, letter: str = LETTER) -> FormReport:
    with world.database.reading() as session:
        return report_on_forms(session, world.now, asking(session, letter), path, ask=ask)


def store(world: World, found: FormReport) -> int:
    with world.database.writing() as session:
        return store_forms(session, world.now, DRAFTER, found)


def written(folder: Path, text: str) -> Path:
    path = folder / "form.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_submissions_are_matched_by_id_address_and_name_and_stored_as_replies(
    questioned: World, tmp_path: Path
) -> None:
    questioned.run("UPDATE organisation SET external_id = 'ORG-' || id")
    questioned.run("UPDATE recipient SET external_id = 'REC-' || id")
    path = written(
        tmp_path,
        "Organisation,Email,Organization ID,ask,Status,Submitted at,Note\n"
        ",ANN@Rivers.example,,reply,complete,2027-03-01,first\n"
        "ministère des ponts,,,reply,declined,2027-03-01 09:05,\n"
        ",,ORG-4,name,partial,2027-03-01T08:00:00Z,\n"
        ",,REC-5,name,,,\n",
    )
    found = report(questioned, path)
    assert (len(found.new), found.left_out) == (4, [])
    assert questioned.deeds()[-1] != "reply.import"
    assert store(questioned, found) == 4
    with questioned.database.reading() as session:
        asked = select(Organisation.name, Reply).join(Reply, Reply.organisation_id == Organisation.id)
        told = {name: reply for name, reply in session.execute(asked).all()}  # noqa: C416 - rows are no pairs
    assert {name: (one.ask, one.state) for name, one in told.items()} == {
        RIVERS: ("reply", S.COMPLETE),
        PONTS: ("reply", S.DECLINED),
        SUR: ("name", S.PARTIAL),
        HARBOUR: ("name", S.COMPLETE),
    }
    assert told[RIVERS].came_at == datetime(2027, 2, 28, 23, 0, tzinfo=UTC)
    assert told[PONTS].came_at == datetime(2027, 3, 1, 8, 5, tzinfo=UTC)
    assert told[HARBOUR].came_at == questioned.now
    assert {one.channel for one in told.values()} == {ReplyChannel.FORM}
    assert (told[RIVERS].note, told[RIVERS].sender) == ("first", "ANN@Rivers.example")
    assert questioned.deeds()[-1] == "reply.import"


def test_the_same_file_again_changes_nothing_even_after_a_correction(
    questioned: World, tmp_path: Path
) -> None:
    path = written(tmp_path, "email,date\nann@rivers.example,2027-03-01\n")
    assert store(questioned, report(questioned, path, "reply")) == 1
    with questioned.database.reading() as session:
        number = session.scalars(select(Reply.id)).one()
    correct(questioned, number, state=S.DISREGARDED)
    again = report(questioned, path, "reply")
    assert (len(again.new), again.known) == (0, 1)
    assert store(questioned, again) == 0
    other = report(questioned, path, "name")
    assert len(other.new) == 1


def test_f14_two_who_accept_the_same_file_at_once_store_it_once(questioned: World, tmp_path: Path) -> None:
    path = written(tmp_path, "email\nann@rivers.example\nawa@ponts.example\n")
    found = report(questioned, path, "reply")
    stored: list[int] = []
    threads = [threading.Thread(target=lambda: stored.append(store(questioned, found))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(stored) == [0, 0, 2]


def test_rows_that_are_nobodys_or_may_be_several_are_told_with_their_reason_and_exported(
    questioned: World, tmp_path: Path
) -> None:
    questioned.add("Harbour Board", "other@harbour.example", country="GB")
    path = written(
        tmp_path,
        "email,organisation,state,date\n"
        "nobody@nowhere.example,,,\n"
        ",Harbour Board,,\n"
        "ann@rivers.example,Ministère des Ponts,,\n"
        ",,,2027-03-01\n"
        "ann@rivers.example,,perhaps,\n"
        "ann@rivers.example,,,29/03/2027\n"
        "ann@rivers.example,,,2028-01-01\n"
        "ann@rivers.example,,,0001-01-01\n"
        "ann@rivers.example,,,2027-02-28\n"
        "ann@rivers.example,,,\n"
        "ann@rivers.example,,,\n"
        "post@harbour.example,Harbour Board,,\n",
    )
    found = report(questioned, path, "reply")
    told = {one.number: one.reason for one in found.left_out}
    assert told[2] == "Nobody in the directory is meant by email “nobody@nowhere.example”."
    assert told[3] == "Its organisation may mean 2 organisations: write the organisation id."
    assert told[4] == "Its email and organisation mean different organisations."
    assert told[5] == "It does not say whose it is."
    assert told[6].startswith("state: “perhaps” is no state. Write one of: acknowledged, complete")
    assert told[7] == "date: “29/03/2027” is no date. Write it like 2027-03-29, or 2027-03-29 14:30."
    assert told[8] == "date: 2028-01-01 is still ahead."
    assert told[9].startswith("date: “0001-01-01” is no date")
    assert told[10] == f"date: {LETTER} went out on 2027-03-01, and this came on 2027-02-28."
    assert (len(found.new), found.repeated) == (2, 1)
    stream = io.StringIO()
    assert found.write_left_out(stream) == 9
    rows = list(csv.reader(stream.getvalue().splitlines()))
    assert rows[0] == ["reason refused", "email", "organisation", "state", "date"]
    corrected = "\n".join(",".join(row) for row in [rows[0], ["why", "awa@ponts.example", "", "", ""]])
    assert len(report(questioned, written(tmp_path, corrected), "reply").new) == 1


def test_a_workbook_of_a_form_is_read_with_its_dates(questioned: World, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Timestamp", "Email address", "Your favourite colour"])
    sheet.append([datetime(2027, 3, 1, 9, 30), "ann@rivers.example", "blue"])  # noqa: DTZ001 - as in a sheet
    sheet.append([date(2027, 3, 1), "awa@ponts.example", "red"])
    book.save(tmp_path / "form.xlsx")
    found = report(questioned, tmp_path / "form.xlsx", "reply")
    assert [row.came_at.astimezone(UTC).hour for row, _ in found.new] == [8, 23]


def test_who_was_not_written_to_is_named_and_recorded_with_a_remark(
    questioned: World, tmp_path: Path
) -> None:
    questioned.add("Board of Canals", "new@canals.example")
    found = report(questioned, written(tmp_path, "email\nnew@canals.example\n"), "reply")
    assert found.outside == ["Board of Canals"]
    store(questioned, found)
    with questioned.database.reading() as session:
        assert session.scalars(select(Reply.remark)).one() == "The letter was not sent to them."
    assert in_set(questioned, f"answered {LETTER}/reply") == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("colour,state\nblue,yes\n", "has to say whose each row is.*The columns are: colour, state"),
        ("email,E-mail\na@b.example,\n", "2 columns mean “email”"),
        ("", "empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(
    questioned: World, tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(FileFault, match=fault):
        report(questioned, written(tmp_path, text), "reply")


def test_several_asks_have_to_be_told_apart(questioned: World, tmp_path: Path) -> None:
    found = report(
        questioned, written(tmp_path, "email,ask\nann@rivers.example,\nann@rivers.example,money\n")
    )
    with pytest.raises(Misused, match="Say to which ask"):
        report(questioned, written(tmp_path, "email\nann@rivers.example\n"))
    assert [one.reason.partition(".")[0] for one in found.left_out] == [
        "ask: Say to which ask, with --ask",
        "ask: CL-27/0002 does not ask “money”",
    ]


def test_nothing_is_imported_for_a_letter_that_has_not_gone_out_or_by_who_only_reads(
    questioned: World, tmp_path: Path
) -> None:
    path = written(tmp_path, "email\nann@rivers.example\n")
    with pytest.raises(Refused, match="has not gone out"):
        report(questioned, path, letter="reading-rooms")
    found = report(questioned, path, "reply")
    with pytest.raises(Refused, match="may not import replies"), questioned.database.writing() as session:
        store_forms(session, questioned.now, AUDITOR, found)
