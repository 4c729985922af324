"""The rehearsal: what it finds, counts and tells, and that it changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailer.dispatch import DeliveryState
from mailer.errors import Refused
from mailer.settings import Environment
from mailer.suppression import suppress
from scheduler.drafting import create
from scheduler.export import ListFormat
from scheduler.rehearsal import (
    FINDING_COLUMNS,
    FindingKind,
    Rehearsal,
    near_empty,
    odd_about,
)
from scheduler.rehearsing import export_findings
from tests.scheduler.campaign_factory import DRAFTER, OFFICE, SETTINGS, World, letter_source

K = FindingKind
QUOTA = "---\nsubject: Quota of {{ organisation }}\n---\nYour quota under {{ reference }} is {{ quota }}.\n"
COPIES = """copies:
  - label: {en: Observers, fr: Observateurs}
    audience: category academia or category governments
"""


def kinds(rehearsal: Rehearsal) -> dict[FindingKind, int]:
    return dict(rehearsal.counts)


def test_a11_a_field_without_a_value_is_named_for_everybody_who_lacks_it(world: World) -> None:
    world.approve("quotas", letter_source(english=QUOTA, audience="all"))
    world.add("Lake Office", "lake@one.example", fields={"quota": "12"})
    world.add("Dune Office", "dune@one.example", fields={"quota": "n/a"})
    rehearsal = world.rehearse(world.create("quotas"))
    found = [one for examples in rehearsal.examples.values() for one in examples]
    assert kinds(rehearsal) == {K.MISSING_FIELD: 3, K.NEAR_EMPTY: 1}
    assert (rehearsal.copies, len(found)) == (7, 4)
    assert rehearsal.blocks == ["3 × missing field: The field “quota” has no value, and the letter uses it."]
    assert len(found[0].cells()) == len(FINDING_COLUMNS)
    assert found[0].cells()[-2:] == ["quota", "The field “quota” has no value, and the letter uses it."]
    assert "campaign.release" not in world.deeds()


def test_the_table_counts_served_fell_back_and_none_by_category_and_language(world: World) -> None:
    world.approve("strict", letter_source(fallback="{es: [fr]}"))
    world.add("Ministry of Tea", "tea@one.example", languages="zh")
    rehearsal = world.rehearse(world.create("strict"))
    assert rehearsal.service == {
        ("governments", "en"): {"served": 2},
        ("governments", "fr"): {"served": 1},
        ("governments", "none"): {"none": 1},
        ("private-sector", "fr"): {"served": 1},
        ("academia", "fr"): {"fell back": 1},
    }
    assert rehearsal.fallbacks == {("es", "fr"): 1}
    assert kinds(rehearsal) == {K.NO_LANGUAGE: 1}
    assert "somebody who reads zh" in rehearsal.blocks[0]


def test_a_copy_group_gets_copies_of_its_own_marked_as_copies_and_to_wins(world: World) -> None:
    source = letter_source(audience="category governments", more=COPIES)
    world.approve("copied", source)
    name = world.create("copied")
    assert world.rehearse(name).copies == 4
    world.release(name, expected=4)
    rows = world.rows(name)
    assert [(row.address, row.kind) for row in rows] == [
        ("ann@rivers.example", "to"), ("awa@ponts.example", "to"), ("luis@sur.example", "copy"),
        ("post@harbour.example", "to"),
    ]  # fmt: skip
    assert rows[0].capacities == [
        {"kind": "to", "because": ["category governments"]},
        {"kind": "copy", "because": ["Observers: category governments"]},
    ]
    assert rows[2].capacities == [{"kind": "copy", "because": ["Observers: category academia"]}]


def test_shared_mailboxes_missing_addresses_and_odd_ones_are_listed(world: World) -> None:
    world.add("Delta Board", "post@harbour.example", name="Mira Holm")
    world.add("Delta Council", "post@harbour.example", name="mira holm")
    world.add("Ministry of Tea", "чай@one.example")
    rehearsal = world.rehearse(world.create())
    assert kinds(rehearsal) == {K.SHARED_MAILBOX: 2, K.ONE_COPY_ONLY: 1, K.ODD_ADDRESS: 1}
    assert (rehearsal.rows, rehearsal.copies, rehearsal.blocks) == (8, 7, [])
    assert "Mira Holm, Delta Board" in rehearsal.examples[K.ONE_COPY_ONLY][0].message


def test_suppressed_addresses_are_listed_and_still_counted(world: World) -> None:
    with world.database.writing() as session:
        suppress(session, world.now, DRAFTER, address_key="ann@rivers.example", scope="all", reason="bounced")
    rehearsal = world.rehearse(world.create())
    assert (kinds(rehearsal), rehearsal.copies) == ({K.SUPPRESSED: 1}, 5)
    assert rehearsal.new_addresses == 5


def test_nobody_gets_the_letter_twice_by_a_second_campaign(world: World) -> None:
    world.launched(expression="category governments", expected=3)
    world.send(lambda address: DeliveryState.FAILED if "ann" in address else DeliveryState.SENT)
    waiting = world.released(expression="category academia", expected=1)
    world.add("New Ministry", "new@one.example")
    again = world.create()
    rehearsal = world.rehearse(again)
    assert (kinds(rehearsal), rehearsal.copies) == ({K.GOT_ALREADY: 3}, 3)
    world.release(again, expected=3)
    assert {row.address: row.none_because for row in world.rows(again)} == {
        "ann@rivers.example": "",
        "awa@ponts.example": "Gets this letter already, by the campaign CL-27-0001.",
        "info@lanterna.example": "",
        "luis@sur.example": f"Gets this letter already, by the campaign {waiting}.",
        "post@harbour.example": "Gets this letter already, by the campaign CL-27-0001.",
        "new@one.example": "",
    }


def test_two_campaigns_of_one_letter_released_at_once_do_not_overlap(world: World) -> None:
    first, second = world.create(), world.create()

    def release_the_other(point: str) -> None:
        if point == "rows written":
            world.release(second)

    with pytest.raises(Refused, match="released meanwhile"):
        world.release(first, at_point=release_the_other)
    assert world.rehearse(first).copies == 0


def test_every_finding_is_exported(world: World, tmp_path: Path) -> None:
    world.add("Delta Board", "post@harbour.example", name="Mira Holm")
    target = tmp_path / "findings.csv"
    with world.database.writing() as session:
        drafted = create(session, world.now, DRAFTER, "reading-rooms").campaign.name
    with world.database.reading() as session:
        found = export_findings(
            session, world.now, SETTINGS, world.keyring(), drafted, ListFormat.CSV, target
        )
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert found.copies == 6
    assert lines[0] == ",".join(FINDING_COLUMNS)
    assert [line.partition(",")[0] for line in lines[1:]] == [
        "shared mailbox", "shared mailbox", "", "total", "as of", "audit head"
    ]  # fmt: skip


def test_a_message_larger_than_what_is_allowed_blocks(world: World) -> None:
    name = world.create()
    rehearsal = world.rehearse(name, relay_limit=1_000)
    assert kinds(rehearsal) == {K.TOO_LARGE: 5}
    assert rehearsal.largest > 1_000
    assert rehearsal.blocks


def test_a48_in_a_test_environment_everybody_outside_the_allow_list_is_listed(world: World) -> None:
    office = OFFICE.model_copy(update={"environment": Environment.TEST, "allow": ("@rivers.example",)})
    rehearsal = world.rehearse(world.create(), settings=SETTINGS.model_copy(update={"office": office}))
    assert kinds(rehearsal) == {K.OUTSIDE: 4}


def test_a01_a_name_that_would_be_a_header_cannot_be_merged(world: World) -> None:
    name = world.create()
    world.run(
        "UPDATE organisation SET name = 'Evil' || :tail WHERE name = 'Harbour Board'", tail="\r\nBcc: x"
    )
    rehearsal = world.rehearse(name)
    assert kinds(rehearsal) == {K.NOT_MERGED: 1}
    assert rehearsal.examples[K.NOT_MERGED][0].address == "post@harbour.example"


@pytest.mark.parametrize(
    ("text", "empty"),
    [
        ("-", True),
        ("N/A", True),
        (" none ", True),
        ("x", True),
        ("7", False),
        ("水", False),
        ("No", False),
    ],
)
def test_values_that_say_nothing(text: str, empty: bool) -> None:
    assert near_empty(text) is empty


def test_an_ordinary_address_is_not_odd() -> None:
    assert odd_about("ann@rivers.example") == []
    assert odd_about("not an address")
