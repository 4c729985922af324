"""Who was contacted, and whether the record is whole, on the command line."""

from __future__ import annotations

import csv
import email
import hashlib
import re
import sqlite3
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.rig.command_line import Run
from tests.rig.offices import CAMPAIGN, COPIES, UNCERTAIN


def test_everybody_one_letter_went_to_page_by_page(sent_office: Path, run: Run) -> None:
    seen: list[int] = []
    after: int | None = 0
    while after is not None:
        page = run("audit", "letter", CAMPAIGN, "--limit", 2, "--after", after, "--json").done().json
        seen += [one["message"] for one in page["items"]]
        after = page["after"]
    assert len(set(seen)) == len(seen) == page["total"] == COPIES
    assert run("audit", "letter", "coastal-report", "--json").json["total"] == COPIES
    assert (
        f"{COPIES} copies, 2 shown; the next page: --after"
        in run("audit", "letter", CAMPAIGN, "--limit", 2).out
    )


def test_the_same_copy_is_found_by_organisation_address_and_period(sent_office: Path, run: Run) -> None:
    by_address = run("audit", "address", UNCERTAIN.upper(), "--json").done().json["items"]
    assert [one["state"] for one in by_address] == ["uncertain"]
    name = by_address[0]["organisation"]
    assert run("audit", "organisation", name, "--json").done().json["items"] == by_address
    assert run("audit", "period", "2020-01-01", "2099-12-31", "--json").done().json["total"] == COPIES
    assert run("audit", "period", "2020-01-01", "2020-12-31", "--json").done().json["total"] == 0
    assert "cut after the final dot" in run("audit", "address", UNCERTAIN).done().out


@pytest.mark.parametrize("name", ["contacted.csv", "contacted.xlsx"])
def test_an_answer_is_written_whole_and_noted(sent_office: Path, run: Run, name: str) -> None:
    run("audit", "letter", CAMPAIGN, "--export", name, "--actor", "e.auditor").done()
    if name.endswith(".csv"):
        with Path(name).open(encoding="utf-8-sig", newline="") as stream:
            rows = [tuple(row) for row in csv.reader(stream)]
    else:
        rows = [tuple(map(str, row)) for row in load_workbook(name).worksheets[0].values]
    assert len([row for row in rows if "@" in " ".join(row)]) >= COPIES
    entries = run("audit", "entries", "--limit", 1000, "--json").done().json["items"]
    assert entries[-1]["who"] == "e.auditor"
    assert "export" in entries[-1]["deed"]


def test_a_message_is_rebuilt_and_compared(sent_office: Path, run: Run) -> None:
    said = run("audit", "message", 2, "--eml", "two.eml").done().out
    octets = Path("two.eml").read_bytes()
    assert f"The hash matches: {hashlib.sha256(octets).hexdigest()}" in said
    assert email.message_from_bytes(octets)["Message-ID"]


def test_an_altered_message_is_told_aloud(sent_office: Path, run: Run) -> None:
    _alter("UPDATE delivery SET name = 'Somebody Else' WHERE id = 2")
    result = run("audit", "message", 2)
    assert result.code == 1
    assert "THE HASH DIFFERS" in result.out


def test_a38_an_altered_entry_is_named(sent_office: Path, run: Run) -> None:
    run("audit", "verify").done()
    _alter("DROP TRIGGER audit_entry_update", "UPDATE audit_entry SET deed = 'letter.read' WHERE number = 7")
    result = run("audit", "verify")
    assert result.code == 1
    assert "THE RECORD IS NOT WHOLE. Entry 7:" in result.out
    assert run("audit", "verify", "--json").json["bad"] == 7


def test_a38_a_chain_that_was_cut_shows_against_an_earlier_head(sent_office: Path, run: Run) -> None:
    heads = (sent_office / "audit-heads.log").read_text().split()
    for head in heads:
        run("audit", "verify", "--against", head).done()
    number = int(heads[-1].partition(":")[0])
    before = heads[-2].partition(":")
    _alter(
        "DROP TRIGGER audit_entry_delete",
        "DROP TRIGGER audit_detail_delete",
        f"DELETE FROM audit_detail WHERE number >= {number}",
        f"DELETE FROM audit_entry WHERE number = {number}",
        f"UPDATE audit_head SET number = {before[0]}, hash = '{before[2]}'",
    )
    result = run("audit", "verify", "--against", heads[-1])
    assert result.code == 1


def test_a38_what_contradicts_the_record_is_named_with_its_place(sent_office: Path, run: Run) -> None:
    said = run("audit", "verify").done().out
    assert f"Held against the chain: 2 letters, 1 campaign with {COPIES} messages. All of it agrees." in said
    assert f"the campaign “{CAMPAIGN}”" in run("audit", "verify", CAMPAIGN).done().out
    _alter("UPDATE delivery SET name = 'Somebody Else' WHERE id = 2")
    for arguments in ((), (CAMPAIGN,)):
        result = run("audit", "verify", *arguments)
        assert result.code == 1
        assert (
            f"THE RECORD IS NOT WHOLE. Campaign {CAMPAIGN}, row 2 (message 2): its message is" in result.out
        )
    found = run("audit", "verify", "--json").json
    assert (found["sound"], found["place"]) == (False, f"Campaign {CAMPAIGN}, row 2 (message 2)")
    assert found["why"].endswith("another name")


def test_entries_tell_who_did_what_in_words(sent_office: Path, run: Run) -> None:
    said = run("audit", "entries", "--letter", CAMPAIGN, "--people").done().out
    assert "number  when (UTC)" in said
    assert re.search(rf"a\.osei +approved a letter +letter {CAMPAIGN} \(coastal-report\) +edition 1, ", said)
    assert re.search(rf"m\.duarte +released a campaign +campaign {CAMPAIGN} +4 copies; to leave at ", said)
    assert "machine" not in said
    assert (
        "stopped a campaign"
        in run("audit", "entries", "--campaign", CAMPAIGN, "--deed", "stopped").done().out
    )
    mine = run("audit", "entries", "--by", "m.duarte", "--json").done().json
    assert {one["who"] for one in mine["items"]} == {"m.duarte"}
    assert run("audit", "entries", "--since", "2099-01-01").done().out == "0 entries\n"
    assert "the next page: --after 3" in run("audit", "entries", "--limit", 3).done().out


def test_an_entry_is_had_as_it_was_written_down(sent_office: Path, run: Run) -> None:
    page = run("audit", "entries", "--limit", 1000, "--json").done().json
    assert page["total"] == len(page["items"])
    assert page["after"] is None
    *_, approved = (one for one in page["items"] if one["deed"] == "letter.approve")
    assert (approved["who"], approved["subject"]) == ("a.osei", "letter:2")
    assert len(approved["facts"]["seal"]) == 64
    before = page["items"][approved["number"] - 2]
    assert approved["previous"] == before["hash"]
    full = run("audit", "entries", "--deed", "approve", "--letter", CAMPAIGN, "--full").done().out
    assert approved["hash"] in full
    assert approved["facts"]["seal"] in full
    assert "1 entry" in full


def test_entries_are_written_whole_into_a_file_and_that_is_an_entry_too(sent_office: Path, run: Run) -> None:
    total = run("audit", "entries", "--json").done().json["total"]
    said = run("audit", "entries", "--export", "deeds.xlsx", "--actor", "e.auditor").done().out
    assert said == f"wrote deeds.xlsx: {total} entries, their total, and the head of the audit chain\n"
    rows = [tuple(map(str, row)) for row in load_workbook("deeds.xlsx").worksheets[0].values]
    assert rows[0][:6] == ("number", "when", "who", "did", "what", "says")
    assert rows[total + 2][:2] == ("total", str(total))
    last = run("audit", "entries", "--deed", "exported", "--json").done().json["items"][-1]
    assert (last["who"], last["what"], last["says"]) == ("e.auditor", "these entries", f"{total} rows")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["letter", "DM-9999"], 1, "There is no letter “DM-9999”"),
        (["message", "9999"], 1, "There is no delivery 9999"),
        (["message", "one"], 2, "“one” is no whole number"),
        (["message", "2", "--eml", "no/where.eml"], 3, "cannot be written"),
        (["period", "2027-13-01", "2027-12-31"], 2, "“2027-13-01” is no day"),
        (["period", "2027-02-01", "2027-01-01"], 2, "before it begins"),
        (["verify", "--against", "3:abc"], 1, "is not a head of the chain"),
        (["verify", "IOCO-9999"], 1, "There is no campaign “IOCO-9999”"),
        (["entries", "--by", "nobody"], 1, "Nobody called “nobody”"),
        (["entries", "--letter", "DM-9999"], 1, "There is no letter “DM-9999”"),
        (["entries", "--deed", "sang"], 1, "No deed is called “sang”"),
        (["entries", "--since", "yesterday"], 2, "“yesterday” is no day"),
        (["entries", "--since", "2027-02-01", "--until", "2027-01-01"], 2, "before it begins"),
        (["entries", "--export", "list.pdf"], 1, "should end in .csv or .xlsx"),
        (["letter", CAMPAIGN, "--export", "list.pdf"], 1, "should end in .csv or .xlsx"),
        (["letter", CAMPAIGN, "--export", "no/where.csv"], 3, "cannot be written"),
        (["letter", CAMPAIGN, "--export", "list.csv", "--actor", "nobody"], 1, "“nobody”"),
    ],
)
def test_questions_that_have_no_answer(
    sent_office: Path, run: Run, arguments: list[str], code: int, message: str
) -> None:
    before = run("audit", "entries", "--json").json["total"]
    result = run("audit", *arguments)
    assert result.code == code, result.said
    assert message in result.said
    assert run("audit", "entries", "--json").json["total"] == before
    assert not list(sent_office.glob("list.*"))


def _alter(*statements: str) -> None:
    """Change the records behind the program's back."""
    connection = sqlite3.connect("office.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
