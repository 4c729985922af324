"""Who did what, in words: the audit chain by person, letter, campaign, period and deed."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from letters.correspondence import find_letter
from letters.submission import send_back, submit
from mailer.audit import Actor, AuditEntry, erase_details, record, verify
from mailer.dispatch import DeliveryState, DispatchState
from mailer.erasure import record_erasure
from mailer.errors import NotFound
from mailer.inbox.queue import dismiss
from mailer.staff import Role, add_staff, change_staff
from mailer.suppression import suppress
from recipients.lists import add_members, create_list
from scheduler.answers_export import export_deeds
from scheduler.deeds import DEED_COLUMNS, DEEDS, DeedQuestion, Told, all_deeds, deeds
from scheduler.deeds.words import sentence
from scheduler.disclosing import note_disclosure
from scheduler.erasing import erase_person
from scheduler.export import ListFormat
from scheduler.jobs import cancel_campaign
from scheduler.person import person_meant
from scheduler.running import pause, resume
from scheduler.trial import entry_at, send_trial
from scheduler.uncertain import settle
from tests.rig.inbound import answer, read_mail
from tests.scheduler.beginnings import FIRST, beginning
from tests.scheduler.campaign_factory import (
    ADMINISTRATOR,
    ALL,
    APPROVER,
    DRAFTER,
    OFFICE,
    RELEASER,
    SETTINGS,
    World,
    furnish,
    letter_source,
)

ROOT = Path(__file__).parents[2]
S = DeliveryState
GONE = Actor("s9gone", "gone", "tester")
COORDINATOR = Actor("s9coord", "c.coordinator", "tester", frozenset({Role.COORDINATOR}))
APPROVED = "edition 1, dated 2027-03-01; numbered CL-27/0001; 3 warnings"


def told(world: World, **question: object) -> list[Told]:
    with world.database.reading() as session:
        page = deeds(session, DeedQuestion(**question), limit=1_000)  # type: ignore[arg-type]
        assert page.total == len(page.rows)
        session.expunge_all()
        return list(page.rows)


def lines(world: World, **question: object) -> list[str]:
    return [f"{one.who} {one.did}: {one.what}: {one.says}" for one in told(world, **question)]


def tell_story(world: World) -> None:
    """Two letters: one sent with one copy left uncertain and settled, after a test; one sent back."""
    name = world.create()
    with world.database.writing() as session:
        send_trial(
            session, world.now, DRAFTER, OFFICE, "ka", name, to=["d.drafter"],
            in_place_of=entry_at(session, "ann@rivers.example"),
        )  # fmt: skip
    world.later(days=1)
    world.release(name)
    world.later(minutes=10)
    world.launch(name)
    world.send(lambda address: S.UNCERTAIN if "ann" in address else S.SENT)
    world.do(settle, RELEASER, name, S.SENT, "their registry has it", addresses=["ann@rivers.example"])
    world.later(days=1)
    with world.database.writing() as session:
        submit(session, world.now, DRAFTER, letter_source(), "second", [])
    with world.database.writing() as session:
        send_back(session, world.now, APPROVER, find_letter(session, "second"), "the annex is missing")


story = beginning(furnish, tell_story)


def test_a_letters_deeds_are_told_in_words_from_the_first_to_the_last(story: World) -> None:
    assert lines(story, letter="CL-27/0001", people=True) == [
        "d.drafter submitted a letter: letter CL-27/0001 (reading-rooms): edition 1, in en, fr",
        "b.approver approved a letter: letter CL-27/0001 (reading-rooms): " + APPROVED,
        "d.drafter made a campaign: campaign CL-27-0001: for 5 recipients; " + ALL,
        "d.drafter opened a dispatch: dispatch test of CL-27-0001: ",
        "d.drafter sent a test: campaign CL-27-0001: 1 copy, in en",
        "c.releaser released a campaign: campaign CL-27-0001: 5 copies; to leave at 2027-03-02 09:10 UTC",
        "c.releaser settled a copy: message 2 of CL-27-0001: as sent; “their registry has it”",
    ]
    by_machine = lines(story, letter="reading-rooms", by="machine")
    assert "machine launched a campaign: campaign CL-27-0001: 5 copies in the outbox" in by_machine
    assert "c.releaser wrote down what became of copies: copies of CL-27-0001: 1 copy: 1 sent" in lines(
        story, campaign="CL-27-0001"
    )
    assert any(
        line.startswith("machine recorded attempts: copies of CL-27-0001, test of CL-27-0001: 6 attempts:")
        for line in by_machine
    )


def test_one_letter_has_nothing_of_another(story: World) -> None:
    assert lines(story, letter="second") == [
        "d.drafter submitted a letter: letter second: edition 1, in en, fr",
        "b.approver sent a letter back: letter second: edition 1; “the annex is missing”",
    ]
    assert not [line for line in lines(story, letter="reading-rooms") if "second" in line]


def test_a_campaign_is_told_without_its_letter(story: World) -> None:
    dids = [one.did for one in told(story, campaign="CL-27-0001", people=True)]
    assert dids == [
        "made a campaign", "opened a dispatch", "sent a test", "released a campaign", "settled a copy",
    ]  # fmt: skip


@pytest.mark.parametrize("deed", ["letter.approve", "approve", "approved", "Approved a Letter"])
def test_a_deed_is_asked_for_by_any_of_its_names(story: World, deed: str) -> None:
    assert {one.entry.deed for one in told(story, deed=deed) if deed} <= {"letter.approve"}
    assert told(story, deed="letter.approve")


def test_people_periods_and_subjects_narrow_the_question(story: World) -> None:
    assert {one.who for one in told(story, by="c.releaser")} == {"c.releaser"}
    assert [one.did for one in told(story, by="c.releaser")] == [
        "released a campaign", "settled a copy", "wrote down what became of copies"
    ]  # fmt: skip
    day = timedelta(days=1)
    start = story.now - 2 * day
    assert {one.did for one in told(story, since=story.now - timedelta(hours=1))} == {
        "submitted a letter", "sent a letter back"
    }  # fmt: skip
    everything = len(told(story))
    assert len(told(story, until=start + day)) + len(told(story, since=start + day)) == everything
    assert [one.entry.number for one in told(story, subject="letter:1")] == [
        one.entry.number for one in told(story) if one.entry.subject == "letter:1"
    ]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"by": "c.relaser"}, "Did you mean “c.releaser”?"),
        ({"letter": "CL-99/1"}, "CL-99/1"),
        ({"campaign": "none"}, "There is no campaign “none”"),
        ({"deed": "aproved"}, "No deed is called “aproved”. Did you mean “approved”?"),
        ({"deed": "qqqqqqqq"}, "There are, in a word: entered, changed, imported"),
    ],
)
def test_what_is_not_there_is_told_with_what_comes_near(
    world: World, question: dict[str, str], message: str
) -> None:
    with pytest.raises(NotFound) as missing:
        told(world, **question)
    assert message in str(missing.value)


def test_pages_go_on_by_number_and_everything_streams(story: World) -> None:
    seen: list[int] = []
    after: int | None = 0
    with story.database.reading() as session:
        while after is not None:
            page = deeds(session, DeedQuestion(letter="reading-rooms"), after=after, limit=4)
            seen += [one.entry.number for one in page.rows]
            after = page.after
        streamed = [one.entry.number for one in all_deeds(session, DeedQuestion(letter="reading-rooms"))]
    assert seen == streamed == sorted(set(seen))
    assert len(seen) == page.total > 8


def test_who_is_not_known_by_name_stands_by_pseudonym_and_who_left_by_name(world: World) -> None:
    with world.database.writing() as session:
        record(session, world.now, GONE, "letter.issue", "letter:77", {"references": []})
        change_staff(session, world.now, ADMINISTRATOR, "d.drafter", active=False)
    assert told(world)[-2].who == "s9gone"
    assert told(world)[-2].what == "letter 77", "a subject that is not there keeps its number"
    assert told(world, by="d.drafter")


def test_erased_details_are_not_told_and_leave_the_chain_whole(world: World) -> None:
    with world.database.writing() as session:
        suppress(
            session,
            world.now,
            DRAFTER,
            address_key="ann@rivers.example",
            scope="all",
            reason="wrote from Bern",
        )
    (before,) = told(world, deed="suppressed")
    assert before.says == "no mail at all; “wrote from Bern”"
    with world.database.writing() as session:
        erase_details(session, world.now, [before.entry.number])
        record_erasure(
            session, world.now, ADMINISTRATOR, "recipient:1", {"audit_detail": [before.entry.number]}, "asked"
        )
    (after,) = told(world, deed="suppressed")
    assert after.says == "no mail at all; what else it said is erased"
    assert after.details is None
    with world.database.reading() as session:
        assert verify(session).sound


def test_a54_who_was_disclosed_and_erased_is_told_without_a_name(story: World) -> None:
    world, keyring = story, story.keyring()
    world.tick()
    with world.database.reading() as session:
        person = person_meant(session, "ann@rivers.example")
    (number,) = person.recipients
    with world.database.writing() as session:
        note_disclosure(session, world.now, ADMINISTRATOR, person, 6)
        suppress(
            session, world.now, DRAFTER, address_key="ann@rivers.example", scope="all", reason="Ann asked"
        )
    with world.database.writing() as session:
        erase_person(session, world.now, ADMINISTRATOR, keyring, "ann@rivers.example", "request 12")
    found = lines(world, subject=f"recipient:{number}")
    assert (
        found[-2] == "s0admin disclosed what is held of a person: recipient Ministry of Rivers (KE): 6 rows"
    )
    erased, _, says = found[-1].rpartition(": ")
    assert erased == "s0admin erased a person: recipient Ministry of Rivers (KE)"
    assert re.fullmatch(r"\d+ rows of evidence blank; “request 12”", says)
    (suppressed, *_) = lines(world, deed="suppressed")
    assert suppressed.startswith("d.drafter suppressed an address: address (erased): ")
    everything = "\n".join(lines(world))
    assert "ann@rivers" not in everything
    assert "Ann asked" not in everything


def test_facts_that_are_not_understood_stand_as_they_were_written() -> None:
    assert sentence("letter.approve", {"edition": "x"}, None) == '{"edition":"x"}'
    assert sentence("letter.sing", {"verse": 2}, {"by": "heart"}) == '{"by":"heart","verse":2}'
    assert sentence("campaign.finish", {"state": "finished"}, None) == ""


def test_deeds_of_every_floor_are_told(running: World) -> None:
    with running.database.writing() as session:
        create_list(session, running.now, DRAFTER, "Drafting group")
        add_members(session, running.now, DRAFTER, "Drafting group", [1, 2])
        add_staff(session, running.now, ADMINISTRATOR, name="x.new", roles=frozenset({Role.AUDITOR}))
    running.do(pause, DRAFTER, FIRST, "a question")
    running.do(resume, RELEASER, SETTINGS.sending, FIRST)
    cancel_campaign(running.database, running.now, RELEASER, FIRST, "overtaken")
    found = lines(running)
    for line in (
        "d.drafter began a list: list “Drafting group”: ",
        "d.drafter put on a list: list “Drafting group”: 2 recipients",
        "s0admin entered staff: staff x.new: as auditor",
        "s0admin defined a series: series CL: {series}-{yy}/{seq:04d}, from 1, count begins anew: year",
        "d.drafter paused a campaign: campaign CL-27-0001: “a question”",
        "d.drafter held a dispatch: dispatch CL-27-0001: “a question”",
        "c.releaser resumed a campaign: campaign CL-27-0001: now running",
        "c.releaser cancelled a campaign: campaign CL-27-0001: “overtaken”",
        "c.releaser cancelled what waited: dispatch CL-27-0001: 5 queued",
        "d.drafter entered an organisation: organisation Ministry of Rivers: ",
    ):
        assert line in found


def test_what_came_and_what_was_done_about_it_is_told(world: World) -> None:
    raw = answer("eve@elsewhere.example", "letters@office.example", body="Hello")
    [message] = read_mail(world.database, world.now, raw)
    with world.database.writing() as session:
        dismiss(session, world.now, COORDINATOR, message.id, "advertising")
    subject = f"inbox:{message.id}"
    assert [one.says for one in told(world, subject=subject)] == [
        "1 message; from standard input",
        "1 reply; 1 waiting",
        "“advertising”",
    ]


def test_an_export_holds_every_entry_with_its_hashes_and_the_head(story: World, tmp_path: Path) -> None:
    with story.database.reading() as session:
        question = DeedQuestion(letter="second")
        count = export_deeds(session, story.now, question, ListFormat.CSV, tmp_path / "deeds.csv")
        entries = {entry.number: entry.hash for entry in session.scalars(select(AuditEntry))}
    with (tmp_path / "deeds.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert count == 2
    assert list(rows[0]) == list(DEED_COLUMNS)
    assert [entries[int(row["number"])] for row in rows[:2]] == [row["hash"] for row in rows[:2]]
    assert (rows[-3]["number"], rows[-3]["when"]) == ("total", "2")


DEED = re.compile(
    r'"((?:staff|recipients?|person|records|organisation|list|suppression|series|register|letter|campaign|dispatch'
    r'|deliver(?:y|ies)|claim|inbox)\.[a-z_]+)"'
)
FILES_AND_KEYS = re.compile(r".*\.(?:id|yaml|css|md|code)")


def test_every_deed_of_the_code_has_words() -> None:
    found = {f"dispatch.{state}" for state in DispatchState}
    for floor in ("mailer", "recipients", "letters", "scheduler"):
        for path in (ROOT / floor).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if path.parts[-2:] == ("deeds", "words.py"):
                continue
            found |= {deed for deed in DEED.findall(text) if not FILES_AND_KEYS.fullmatch(deed)}
            if floor == "scheduler":
                found |= {f"campaign.{deed}" for deed in re.findall(r'\bdeed="([a-z]+)"', text)}
                found |= {f"campaign.{deed}" for deed in re.findall(r'campaign, "([a-z]+)", facts=', text)}
    assert len(found) > 30
    assert found - set(DEEDS) == set()
