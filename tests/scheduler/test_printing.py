"""Letters to be printed and posted: those without e-mail, or all, from the frozen audience alone."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from sqlalchemy import select

from letters.document.typesetting import Side
from mailer.audit import AuditEntry
from mailer.errors import Refused
from scheduler.posting import Whom
from scheduler.printing import Printed, print_letters
from scheduler.verification import verify_record
from tests.rig.paper import Paper
from tests.scheduler.beginnings import FIRST
from tests.scheduler.campaign_factory import AUDITOR, PARTIES, RELEASER, World

MM = 72 / 25.4
PAGE = 297 * MM
ADDRESS = "1 Quay Street\nPort Merrow\nAtlantia"


def without_email(world: World, organisation: str = "Ministry of Quays") -> int:
    """A party that can only be written to on paper."""
    fields = {"postal_address": ADDRESS}
    return world.add(organisation, country="SN", languages="fr", name="Ama Quaye", fields=fields)


def printed(world: World, name: str, folder: Path, whom: Whom = Whom.WITHOUT_EMAIL) -> Printed:
    return print_letters(world.database, world.now, RELEASER, name, folder, whom)


def index_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"index-{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def entries(world: World) -> list[dict[str, list[object]]]:
    with world.database.reading() as session:
        asked = select(AuditEntry.facts).where(AuditEntry.deed == "campaign.print")
        return list(session.scalars(asked.order_by(AuditEntry.number)))


def test_who_has_no_email_gets_a_letter_on_paper(world: World, tmp_path: Path) -> None:
    without_email(world)
    name = world.released()
    done = printed(world, name, tmp_path / "post")
    assert (done.written, done.without) == (1, 0)
    (line,) = index_of(tmp_path / "post", name)
    assert (line["name"], line["language"], line["postal address"]) == ("Ama Quaye", "fr", ADDRESS)
    assert line["file"] == f"{int(line['number']):06d}-CL-27-0001-fr.pdf"
    content = (tmp_path / "post" / line["file"]).read_bytes()
    text = Paper(content).text()
    assert "Salles de lecture de Ministry of Quays" in text
    assert "CL-27/0001" in text
    (facts,) = entries(world)
    assert facts["sha256"] == [hashlib.sha256(content).hexdigest()]
    assert "Quaye" not in str(facts), "the chain names nobody but by number"


def test_all_means_those_with_email_too(world: World, tmp_path: Path) -> None:
    without_email(world)
    name = world.released()
    done = printed(world, name, tmp_path / "post", Whom.ALL)
    assert done.written == len(PARTIES) + 1
    lines = index_of(tmp_path / "post", name)
    assert len({line["number"] for line in lines}) == len(PARTIES) + 1
    remarks = [line["remark"] for line in lines if line["remark"]]
    assert remarks == ["The directory has no postal address for them."] * len(PARTIES)
    assert sorted(path.name for path in (tmp_path / "post").glob("*.pdf")) == sorted(
        line["file"] for line in lines
    )


def test_the_record_is_whole_after_letters_were_printed(released: World, tmp_path: Path) -> None:
    printed(released, FIRST, tmp_path / "post", Whom.ALL)
    with released.database.reading() as session:
        found = verify_record(session)
    assert (found.whole, found.campaigns) == (True, 1), str(found.bad)


def test_what_was_cut_short_goes_on_where_it_stopped(released: World, tmp_path: Path) -> None:
    folder = tmp_path / "post"
    printed(released, FIRST, folder, Whom.ALL)
    first, *_ = sorted(folder.glob("*.pdf"))
    before = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    first.unlink()
    (folder / f"index-{FIRST}.csv").write_text("")
    again = printed(released, FIRST, folder, Whom.ALL)
    assert (again.written, again.there_before) == (1, len(PARTIES) - 1)
    assert {path.name: path.read_bytes() for path in folder.glob("*.pdf")} == before
    assert len(index_of(folder, FIRST)) == len(PARTIES)
    assert [len(facts["rows"]) for facts in entries(released)] == [len(PARTIES), 1]


def test_the_frozen_audience_counts_and_not_the_directory_of_today(released: World, tmp_path: Path) -> None:
    without_email(released)
    assert printed(released, FIRST, tmp_path / "post").written == 0


def test_what_is_not_released_or_not_what_was_released_is_not_printed(world: World, tmp_path: Path) -> None:
    draft = world.create()
    with pytest.raises(Refused, match="is draft; only what is released"):
        printed(world, draft, tmp_path / "post")
    world.release(draft)
    world.run("UPDATE campaign SET release_seal = 'another'")
    with pytest.raises(Refused, match="Nothing is printed"):
        printed(world, draft, tmp_path / "post")
    assert not (tmp_path / "post").exists()


def test_a_folder_with_something_else_in_it_stays_as_it_is(world: World, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="is not empty"):
        printed(world, world.released(), tmp_path)
    assert [path.name for path in tmp_path.glob("*.txt")] == ["mine.txt"]


def test_an_auditor_prints_nothing(released: World, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="may not print letters"):
        print_letters(released.database, released.now, AUDITOR, FIRST, tmp_path / "post", Whom.ALL)


def test_a_name_that_no_font_can_show_is_a_remark_and_not_the_end(world: World, tmp_path: Path) -> None:
    without_email(world, "Ministry of גשרים")
    without_email(world)
    name = world.released()
    done = printed(world, name, tmp_path / "post")
    assert (done.written, done.without) == (1, 1)
    remarks = [line["remark"] for line in index_of(tmp_path / "post", name) if not line["file"]]
    assert len(remarks) == 1
    assert "No font of the document has these signs" in remarks[0]


@pytest.mark.parametrize(("side", "left"), [(Side.LEFT, 25), (Side.RIGHT, 110)])
def test_the_postal_address_stands_where_an_envelope_has_its_window(
    world: World, tmp_path: Path, side: Side, left: int
) -> None:
    without_email(world)
    name = world.released()
    print_letters(world.database, world.now, RELEASER, name, tmp_path / "post", Whom.ALL, side=side)
    with_address, without = 0, 0
    for line in index_of(tmp_path / "post", name):
        paper = Paper((tmp_path / "post" / line["file"]).read_bytes())
        if not line["postal address"]:
            assert "Quay Street" not in paper.text()
            without += 1
            continue
        assert "Ama Quaye\nMinistry of Quays\n1 Quay Street\nPort Merrow\nAtlantia" in paper.text()
        street, subject = paper.where("1 Quay Street"), paper.where("Salles de lecture")
        assert abs(street.left / MM - left) < 1
        assert 55 < (PAGE - street.top) / MM < 90
        assert (PAGE - subject.top) / MM > 90
        with_address += 1
    assert (with_address, without) == (1, len(PARTIES))


def test_what_an_address_says_itself_is_not_said_twice(world: World, tmp_path: Path) -> None:
    fields = {"postal_address": "MINISTRY OF QUAYS\n1 Quay Street"}
    world.add("Ministry of Quays", languages="fr", fields=fields)
    name = world.released()
    print_letters(
        world.database, world.now, RELEASER, name, tmp_path / "post", Whom.WITHOUT_EMAIL, side=Side.LEFT
    )
    (line,) = index_of(tmp_path / "post", name)
    text = Paper((tmp_path / "post" / line["file"]).read_bytes()).text()
    assert text.startswith("MINISTRY OF QUAYS\n1 Quay Street\n")
