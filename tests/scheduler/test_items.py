"""Campaigns that list each recipient's own items: who gets what, who gets none, what is frozen of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import func, select

from letters.correspondence import find_letter
from mailer.delivery import Delivery
from mailer.errors import Misused, Refused
from recipients.imports.own_rows import read_own_rows
from scheduler.copies import NO_ITEMS
from scheduler.drafting import create
from scheduler.erasing import erase_person
from scheduler.explaining import explain
from scheduler.items import Item, ItemList, begin_items, field_for_items, items_of
from scheduler.jobs import store_items
from scheduler.rebuilding import rebuild
from scheduler.rehearsal import FindingKind
from scheduler.seals import broken_seal
from scheduler.trial import entry_at, send_trial
from scheduler.verification import verify_record
from tests.recipients.factories import write_csv_file, write_xlsx_file
from tests.scheduler.author_update import HEADER, ITEMS, PROMISED, author_campaign, author_letter
from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    DRAFTER,
    OFFICE,
    SETTINGS,
    World,
    furnish,
)

K = FindingKind
UPDATE = "CL-27-0002"
"""The campaign of the letter to authors."""


def approve_update(world: World) -> None:
    """The office, with the letter to authors approved beside the call that promised it."""
    world.approve("author-update", author_letter())


def list_items(world: World) -> None:
    """A draft that lists the items of two authors."""
    with TemporaryDirectory() as folder:
        assert author_campaign(world, Path(folder)) == UPDATE


def send_update(world: World) -> None:
    """Both got theirs."""
    world.release(UPDATE, expected=2)
    world.later(minutes=10)
    world.launch(UPDATE)
    world.send()


authors = beginning(furnish, approve_update)
listed = beginning(furnish, approve_update, list_items)
updated = beginning(furnish, approve_update, list_items, send_update)


def message(world: World, address: str) -> EmailMessage:
    """The message to an address, byte for byte as it was sent."""
    with world.database.reading() as session:
        number = session.scalars(select(Delivery.id).where(Delivery.address == address)).one()
        rebuilt = rebuild(session, world.keyring(), number)
    parsed = message_from_bytes(rebuilt.message, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(found: EmailMessage, kind: str) -> str:
    part = found.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_each_author_reads_the_list_of_their_own_entries_and_of_nobody_elses(updated: World) -> None:
    ann, awa = message(updated, "ann@rivers.example"), message(updated, "awa@ponts.example")
    text, page = text_of(ann, "plain"), text_of(ann, "html")
    assert PROMISED in text
    assert [
        line for line in ("Reading room by the river", "Boats with books <new>") if line not in text
    ] == []
    assert text.index("Reading room") < text.index("Boats with books")
    assert "2026-05-04" in text
    assert "not known" in text
    assert "Boats with books &lt;new&gt;" in page
    assert 'href="https://entries.example/12"' in page
    assert "Salle de lecture" not in text + page
    assert "Salle de lecture du pont (fiche" in text_of(awa, "plain")
    assert "Reading room" not in text_of(awa, "plain") + text_of(awa, "html")


def test_who_has_no_items_gets_no_copy_and_is_counted_with_the_reason(listed: World) -> None:
    rehearsal = listed.rehearse(UPDATE)
    assert (rehearsal.rows, rehearsal.copies) == (5, 2)
    assert dict(rehearsal.counts) == {K.NO_ITEMS: 3}
    listed.release(UPDATE, expected=2)
    rows = {row.address: row for row in listed.rows(UPDATE)}
    assert rows["info@lanterna.example"].none_because == NO_ITEMS
    assert rows["info@lanterna.example"].values == "{}"
    assert listed.status(UPDATE).balanced


def test_a11_an_item_that_lacks_what_the_letter_prints_blocks_the_release(
    authors: World, tmp_path: Path
) -> None:
    name = author_campaign(authors, tmp_path, [*ITEMS, ("ann@rivers.example", "", "https://e.example/1", "")])
    rehearsal = authors.rehearse(name)
    assert rehearsal.counts[K.MISSING_FIELD] == 1
    assert rehearsal.examples[K.MISSING_FIELD][0].field == "entries.title"
    with pytest.raises(Refused, match="missing field"):
        authors.release(name, expected=2)


def test_a13_a_page_of_an_item_that_is_no_safe_address_blocks_the_release(
    authors: World, tmp_path: Path
) -> None:
    name = author_campaign(authors, tmp_path, [("ann@rivers.example", "Trap", "javascript:alert(1)", "")])
    assert authors.rehearse(name).counts[K.NOT_MERGED] == 1


def test_items_are_frozen_with_the_audience_and_lie_under_the_release_seal(listed: World) -> None:
    listed.release(UPDATE, expected=2)
    listed.run('UPDATE item SET cells = \'{"title":"Changed","url":"","updated":""}\'')
    frozen = {row.address: json.loads(row.values) for row in listed.rows(UPDATE)}
    assert frozen["ann@rivers.example"]["entries"][0]["title"] == "Reading room by the river"
    with listed.database.reading() as session:
        assert broken_seal(session, UPDATE, SETTINGS.office) == ""
    listed.run(
        "UPDATE campaign_recipient SET \"values\" = replace(\"values\", 'Boats', 'Goats')"
        " WHERE address = 'ann@rivers.example'"
    )
    with listed.database.reading() as session:
        assert "not what was released" in broken_seal(session, UPDATE, SETTINGS.office)


def test_two_entries_of_one_person_each_get_their_own_items(authors: World, tmp_path: Path) -> None:
    authors.add("Ministry of Rivers, archive", "ann@rivers.example", name="Ann Osei", external_id="ANN-2")
    with authors.database.reading() as session:
        field = field_for_items(find_letter(session, "author-update"))
        rows = [("ANN-2", "The archive", "https://e.example/9", "")]
        path = write_csv_file(tmp_path / "two.csv", ("id", *HEADER[1:]), rows)
        own = read_own_rows(session, path, field.name, field.rows)
    listed = store_items(authors.database, authors.now, field.name, own)
    with authors.database.writing() as session:
        name = create(session, authors.now, DRAFTER, "author-update", item_list=listed).campaign.name
    rehearsal = authors.rehearse(name)
    assert rehearsal.copies == 1, "the entry without items does not take the place of the one with some"


def test_a_test_send_lists_the_items_of_the_recipient_it_stands_for(listed: World) -> None:
    with listed.database.writing() as session:
        ann = entry_at(session, "ann@rivers.example")
        made = send_trial(
            session, listed.now, DRAFTER, OFFICE, "ka", UPDATE, to=["d.drafter"], in_place_of=ann
        )
        values = json.loads(session.get_one(Delivery, made.delivery_ids[0]).values)
    assert len(values["entries"]) == 2
    with listed.database.writing() as session, pytest.raises(Refused, match="no value for entries"):
        send_trial(
            session, listed.now, DRAFTER, OFFICE, "ka", UPDATE,
            to=["d.drafter"], in_place_of=entry_at(session, "post@harbour.example"),
        )  # fmt: skip


def test_the_record_of_the_campaign_names_the_file_by_its_fingerprint(updated: World) -> None:
    with updated.database.reading() as session:
        listed = session.scalars(select(ItemList)).one()
        assert verify_record(session).whole
    assert (listed.field, listed.items, listed.recipients) == ("entries", 3, 2)
    assert len(listed.sha256) == 64


def test_a54_the_items_of_an_erased_person_go_with_them(updated: World) -> None:
    updated.tick()
    with updated.database.writing() as session:
        erase_person(session, updated.now, ADMINISTRATOR, updated.keyring(), "ann@rivers.example", "asked so")
    with updated.database.reading() as session:
        left = session.scalars(select(Item.cells)).all()
        assert len(left) == 1
        assert verify_record(session).whole
    assert "Boats" not in "".join(row.values for row in updated.rows(UPDATE))


def test_a_letter_without_a_field_of_rows_lists_no_items(authors: World) -> None:
    with authors.database.reading() as session:
        with pytest.raises(Refused, match="no field that holds rows"):
            field_for_items(find_letter(session, "reading-rooms"))
        with pytest.raises(Misused, match="“quota” is no field of rows"):
            field_for_items(find_letter(session, "author-update"), "quota")


def test_a_list_that_no_campaign_took_counts_for_nobody_and_is_cleared_away(
    authors: World, tmp_path: Path
) -> None:
    with authors.database.reading() as session:
        path = write_csv_file(tmp_path / "items.csv", HEADER, ITEMS)
        own = read_own_rows(session, path, "entries", HEADER[1:])
    store_items(authors.database, authors.now, "entries", own)
    authors.now += timedelta(days=2)
    listed = store_items(authors.database, authors.now, "entries", own)
    with authors.database.writing() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 3
        create(session, authors.now, DRAFTER, "author-update", item_list=listed)
    with authors.database.writing() as session, pytest.raises(Refused, match="The items are gone meanwhile"):
        create(session, authors.now, DRAFTER, "author-update", name="again", item_list=listed)


def test_a_file_with_rows_to_correct_is_not_stored(authors: World, tmp_path: Path) -> None:
    with authors.database.reading() as session:
        path = write_csv_file(tmp_path / "items.csv", HEADER, [*ITEMS, ("", "Whose?", "", "")])
        own = read_own_rows(session, path, "entries", HEADER[1:])
    with authors.database.writing() as session, pytest.raises(Refused, match="1 rows of items"):
        begin_items(session, authors.now, "entries", own)


def test_somebody_without_items_is_told_so_before_the_release(listed: World) -> None:
    with listed.database.reading() as session:
        [without] = explain(session, UPDATE, "info@lanterna.example")
        [having] = explain(session, UPDATE, "ann@rivers.example")
    assert without.reasons == ("to: category private-sector", NO_ITEMS)
    assert having.reasons == ("to: category governments",)


def test_a_date_in_a_workbook_is_listed_as_a_date(authors: World, tmp_path: Path) -> None:
    row = ("ann@rivers.example", "Reading room", "https://entries.example/11", date(2026, 5, 4))
    path = write_xlsx_file(tmp_path / "items.xlsx", HEADER, [row])
    with authors.database.reading() as session:
        own = read_own_rows(session, path, "entries", HEADER[1:])
    assert [cells for chunk in own.spool.chunks() for _, _, cells in chunk] == [(*row[1:3], "2026-05-04")]


def test_a13_what_an_item_says_is_printed_and_never_read_as_markdown_html_or_a_field(
    authors: World, tmp_path: Path
) -> None:
    hostile = "{{ 7*7 }} <script>x</script> **bold** {% raw %}"
    name = author_campaign(authors, tmp_path, [("ann@rivers.example", hostile, "https://e.example/1", "")])
    authors.release(name, expected=1)
    authors.later(minutes=10)
    authors.launch(name)
    authors.send()
    found = message(authors, "ann@rivers.example")
    assert " ".join(hostile.split()) in " ".join(text_of(found, "plain").split())
    page = text_of(found, "html")
    assert "&lt;script&gt;x&lt;/script&gt; **bold**" in page
    assert "<script" not in page
    assert "49" not in page.partition("inventory of reading rooms")[2].partition("https://e.example")[0]


def test_as_many_items_as_a_letter_lists_still_make_a_letter(authors: World, tmp_path: Path) -> None:
    rows = [("ann@rivers.example", f"Reading room {number}", f"https://e.example/{number}", "2026-05-04")
            for number in range(500)]  # fmt: skip
    rehearsal = authors.rehearse(author_campaign(authors, tmp_path, rows))
    assert rehearsal.copies == 1
    assert not rehearsal.blocks
    assert 50_000 < rehearsal.largest < 500_000


def test_f02_a_kill_while_items_are_stored_leaves_no_campaign_and_nothing_that_counts(
    authors: World, tmp_path: Path
) -> None:
    path = write_csv_file(tmp_path / "items.csv", HEADER, [ITEMS[0]] * 400)
    with authors.database.reading() as session:
        own = read_own_rows(session, path, "entries", HEADER[1:])

    def store(there: World, at_point: Callable[[str], None]) -> None:
        store_items(
            there.database, there.now, "entries", own, on_progress=lambda _: at_point("a chunk was stored")
        )

    authors.dies("a chunk was stored", store)
    name = authors.create("author-update")
    with authors.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 400
        assert items_of(session, authors.campaign(name).id) is None
    authors.now += timedelta(days=2)
    store_items(authors.database, authors.now, "entries", own)
    with authors.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Item)) == 400
