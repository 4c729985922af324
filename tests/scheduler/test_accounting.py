"""Who was contacted, with what, and the proof: pages, rebuilt messages, uncertain copies, exports."""

from __future__ import annotations

import csv
import hashlib
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from mailer.audit import head_of
from mailer.delivery import Delivery
from mailer.dispatch import DeliveryState
from mailer.errors import Misused, NotFound, Refused, Unreachable
from recipients.editing import remove_recipient
from scheduler import export
from scheduler.answers_export import export_contacted
from scheduler.contacted import CONTACTED_COLUMNS, Contacted, Question, all_contacted, contacted
from scheduler.explaining import explain
from scheduler.export import ListFormat, write_list
from scheduler.rebuilding import rebuild
from scheduler.standing import CopyState
from scheduler.uncertain import all_uncertain, settle, settle_many, uncertain
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import AUDITOR, DRAFTER, RELEASER, World

S = DeliveryState


def ask(world: World, **question: object) -> tuple[int, list[Contacted]]:
    with world.database.reading() as session:
        page = contacted(session, Question(**question))  # type: ignore[arg-type]
        return page.total, list(page.rows)


def test_each_question_is_answered_with_its_evidence(running: World) -> None:
    running.send(lambda address: S.FAILED if "ann" in address else S.SENT)
    total, rows = ask(running, letter="CL-27/0001")
    assert (total, len(rows)) == (5, 5)
    refused = rows[0]
    assert (refused.recipient, refused.organisation, refused.state) == (
        "Ann Osei", "Ministry of Rivers", CopyState.REFUSED
    )  # fmt: skip
    assert (refused.code, refused.reply, refused.server) == (550, "5.1.1 unknown", "relay.example")
    sent = rows[1]
    assert (sent.reference, sent.campaign, sent.queue_id) == ("CL-27/0001", FIRST, "Q1")
    assert sent.message_id.endswith("@libraries.example>")
    assert len(sent.cells()) == len(CONTACTED_COLUMNS)
    assert ask(running, organisation="ministère  des PONTS")[0] == 1
    assert ask(running, address="Awa@Ponts.Example")[1][0].language == "fr"
    assert ask(running, campaign=FIRST)[0] == 5
    hour = timedelta(hours=1)
    assert ask(running, since=running.now - hour, until=running.now + hour)[0] == 5
    assert ask(running, since=running.now + hour)[0] == 0
    assert ask(running, until=running.now, letter="reading-rooms")[0] == 0
    with pytest.raises(Misused, match="Ask about"):
        ask(running)
    with pytest.raises(NotFound):
        ask(running, letter="DM-0000")
    with pytest.raises(Misused):
        ask(running, address="nonsense")


def test_pages_go_on_by_a_cursor_and_everything_streams(running: World) -> None:
    with running.database.reading() as session:
        first = contacted(session, Question(letter="reading-rooms"), limit=3)
        second = contacted(session, Question(letter="reading-rooms"), after=first.after or 0, limit=3)
        streamed = [row.address for row in all_contacted(session, Question(letter="reading-rooms"), chunk=2)]
    assert ([len(first.rows), len(second.rows)], second.after) == ([3, 2], None)
    assert streamed == [row.address for row in (*first.rows, *second.rows)]


def test_nobody_was_contacted_by_what_was_never_launched(released: World) -> None:
    assert ask(released, address="ann@rivers.example")[0] == 0


def test_f48_the_answer_outlives_the_person_in_the_directory(sent: World) -> None:
    row = next(row for row in sent.rows("CL-27-0001") if row.address == "ann@rivers.example")
    with sent.database.writing() as session:
        remove_recipient(session, sent.now, DRAFTER, row.recipient_id or 0, "left the ministry")
    assert ask(sent, address="ann@rivers.example")[1][0].recipient == "Ann Osei"


def test_the_message_is_rebuilt_and_its_hash_compared_aloud(running: World) -> None:
    with running.database.reading() as session:
        delivery_id = session.scalars(select(Delivery.id).order_by(Delivery.id)).first() or 0
        with pytest.raises(Refused, match="never tried"):
            rebuild(session, running.keyring(), delivery_id)
    running.send()
    with running.database.reading() as session:
        found = rebuild(session, running.keyring(), delivery_id)
        again = rebuild(session, running.keyring(), delivery_id)
    assert found.message == again.message
    assert b"Reading rooms of Ministry of Rivers" in found.message
    assert not found.matches
    assert str(found).startswith("THE HASH DIFFERS")
    running.run("UPDATE delivery SET bytes_hash = :found", found=hashlib.sha256(found.message).hexdigest())
    with running.database.reading() as session:
        matching = rebuild(session, running.keyring(), delivery_id)
        assert matching.matches
        assert "matches" in str(matching)
        with pytest.raises(NotFound):
            rebuild(session, running.keyring(), 10_000)


def test_uncertain_copies_are_listed_and_settled_with_evidence(world: World) -> None:
    name, other = world.launched(), world.create()
    world.send(lambda address: S.UNCERTAIN if "a@" in address or "info" in address else S.SENT)
    with world.database.reading() as session:
        total, copies = uncertain(session, name)
        assert uncertain(session, other) == (0, [])
    assert total == 2
    assert [copy.address for copy in copies] == ["awa@ponts.example", "info@lanterna.example"]
    assert copies[0].message_id.endswith("@libraries.example>")
    settled = {"addresses": ["Awa@ponts.example"]}
    assert world.do(settle, RELEASER, name, S.SENT, "she answered by telephone", **settled) == 1
    assert world.status(name).counts == {CopyState.SENT: 4, CopyState.UNCERTAIN: 1}
    for by, why, addresses in (
        (RELEASER, "again", ["awa@ponts.example"]),
        (RELEASER, "  ", ["info@lanterna.example"]),
        (RELEASER, "none named", []),
        (AUDITOR, "not mine to say", ["info@lanterna.example"]),
    ):
        with pytest.raises(Refused):
            world.do(settle, by, name, S.FAILED, why, addresses=addresses)
    assert world.send() == []


def test_many_uncertain_copies_are_settled_some_at_a_time_or_none_for_a_slip(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.uncertain.CHUNK", 2)
    name = world.launched()
    world.send(lambda _: S.UNCERTAIN)
    given = (world.database, world.now, RELEASER, name, S.SENT, "the relay's log has it")
    with world.database.reading() as session:
        addresses = all_uncertain(session, name)
    with pytest.raises(NotFound, match=r"no uncertain copy to who@else\.example"):
        settle_many(*given, [*addresses, "who@else.example"])
    assert world.status(name).counts == {CopyState.UNCERTAIN: 5}
    steps: list[int] = []
    assert settle_many(*given, [*addresses, addresses[0]], on_progress=steps.append) == 5
    assert steps == [2, 2, 1]
    assert world.status(name).counts == {CopyState.SENT: 5}


def test_why_somebody_is_in_or_out(world: World) -> None:
    name = world.create(expression="category governments except country KE")
    with world.database.reading() as session:
        out = explain(session, name, "Ministry of Rivers")[0]
        inside = explain(session, name, "awa@ponts.example")[0]
        with pytest.raises(NotFound):
            explain(session, name, "Nobody Ltd")
    assert (out.is_in, out.reasons) == (False, ("category governments, but excepted by country KE",))
    assert (inside.is_in, inside.frozen) == (True, False)
    world.release(name, expected=2)
    world.add("Late Ministry", "late@one.example")
    with world.database.reading() as session:
        frozen = explain(session, name, "awa@ponts.example")[0]
        late = explain(session, name, "late@one.example")[0]
    assert (frozen.frozen, frozen.state) == (True, CopyState.WAITING)
    assert frozen.reasons == ("to: category governments",)
    assert (late.is_in, late.why) == (False, "They were not in the audience when it was frozen.")


@pytest.mark.parametrize("form", list(ListFormat))
def test_a16_an_export_is_disarmed_and_carries_total_and_audit_head(
    world: World, tmp_path: Path, form: ListFormat
) -> None:
    world.add("=HYPERLINK(1)", "evil@one.example", name="+Ann")
    world.launched(expected=6)
    target = tmp_path / f"contacted.{form}"
    with world.database.reading() as session:
        question = Question(letter="reading-rooms")
        assert export_contacted(session, world.now, question, form, target) == 6
        head = str(head_of(session))
    if form is ListFormat.CSV:
        with target.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row]
    else:
        sheet = openpyxl.load_workbook(target).active
        assert sheet is not None
        rows = [[str(cell or "") for cell in row] for row in sheet.values if any(row)]
    assert rows[0] == list(CONTACTED_COLUMNS)
    assert rows[6][2:4] == ["'=HYPERLINK(1)", "'+Ann"]
    assert rows[7][:2] == ["total", "6"]
    assert rows[9][:2] == ["audit head", head]
    assert not list(tmp_path.glob(".*.part"))


def test_a_list_that_cannot_be_finished_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "SHEET_CAP", 12)
    with pytest.raises(Refused, match="Choose CSV"):
        write_list(ListFormat.XLSX, tmp_path / "long.xlsx", ["a"], [["1"]] * 3)
    with pytest.raises(Unreachable, match="cannot be written"):
        write_list(ListFormat.CSV, tmp_path / "nowhere" / "list.csv", ["a"], [["1"]])
    assert write_list(ListFormat.CSV, tmp_path / "list.csv", ["a"], [["1"]] * 3) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
