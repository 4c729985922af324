"""What is wrong with an old letter is listed with its line, and nothing of it is mended."""

from __future__ import annotations

import pytest

from tests.letters.plain_old_letter import PLAIN, is_whole, kinds, plain_with, report_on, with_body


def test_a_sound_letter_has_no_defect() -> None:
    assert report_on(PLAIN)["defects"] == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "what"),
    [
        ("Yours faithfully,", "Yours faithfuly,", "typing-error", "Yours faithfuly"),
        ("12 March 2019", "12 Marhc 2019", "typing-error", "Marhc"),
        ("Subject:", "Subjcet:", "typing-error", "Subjcet"),
        ("Dear Sir/Madam,", "Dear Sir/Madma,", "typing-error", "Madma"),
        ("HL/19/12", "HL-XX", "unresolved", "HL-XX"),
        ("To all keepers of lights", "To [...]", "unresolved", "[...]"),
        ("Idris Bello", "[name]", "unresolved", "[name]"),
        ("Inventory of Lights.", "Inventory of ____.", "unresolved", "____"),
        ("the Inventory of Lights", "the [Inventory](#) of Lights", "lost-link", "Inventory"),
        ("by 31 May 2019", "by Monday, 31 May 2019", "wrong-weekday", "Monday, 31 May 2019"),
        ("by 31 May 2019", "by 1 June 2019", "deadline-weekend", "by 1 June 2019"),
        ("by 31 May 2019", "by 31 May 2018", "deadline-before-letter", "by 31 May 2018"),
        (
            "E-mail: lights@harbour.example",
            "E-mail: lights@int.int",
            *("foreign-domain", "int.int"),
        ),
    ],
)
def test_a_defect_of_one_line_is_named(old: str, new: str, kind: str, what: str) -> None:
    report = report_on(plain_with(old, new))
    found = [one for one in report["defects"] if one["kind"] == kind]
    assert [one["what"] for one in found] == [what]
    line = found[0]["line"]
    assert what.split()[-1] in PLAIN.replace(old, new).split("\n")[line - 1]
    # Kept, and printed as it was.
    assert is_whole(report)


def test_a_contact_whose_domain_is_not_that_of_the_letters_other_addresses_is_named() -> None:
    text = plain_with("E-mail: lights@harbour.example", "E-mail: lights@harbours.example")
    report = report_on(text.replace("contribute to", "look at www.harbour.example and contribute to"))
    assert [one["what"] for one in report["defects"]] == ["harbours.example"]


def test_a_deadline_after_the_event_is_named() -> None:
    text = with_body(
        "The Forum of Lights will be held in Lisbon from 4 to 6 June 2019.",
        "Kindly register before 14 June 2019.",
    )
    assert kinds(report_on(text)) == {"deadline-after-event"}


def test_counted_annexes_that_are_not_there_and_copies_to_addressees_are_named() -> None:
    report = report_on(f"{PLAIN}\nAnnexes: 2\n\ncc: Other keepers of lights\n")
    assert kinds(report) == {"annexes-missing", "copy-overlap"}


@pytest.mark.parametrize("number", ["- 2 -", "-2-", "Page 2 of 3", "2/3", ".../2", "2"])
def test_page_numbers_are_taken_out_and_the_cut_sentence_is_named(number: str) -> None:
    text = plain_with(
        "Entries should be sent to\n", f"Entries on every single light should be sent to\n\n{number}\n\n"
    )
    report = report_on(text)
    assert kinds(report) == {"page-number", "page-break"}
    assert is_whole(report)
    assert [ask["to"] for ask in report["asks"]] == ["lights@harbour.example"]


@pytest.mark.parametrize("image", ["[image: image1.png]\\", "![](emblem.png)", "[logo]", "\t[image: x.wmf]"])
def test_places_of_lost_pictures_are_taken_out(image: str) -> None:
    report = report_on(f"{image}\n\n{PLAIN}")
    assert kinds(report) == {"lost-image"}
    assert report["letterhead"]["text"] == ["Bureau of Harbour Lights"]


def test_noise_of_a_scan_is_kept_and_named() -> None:
    noisy = "BUREAU 0F HARB0UR ~ L1GHTS\n§ecretariat g€neral"
    report = report_on(plain_with("Bureau of Harbour Lights", noisy))
    assert kinds(report) == {"scan-noise"}
    assert is_whole(report)


def test_a_letter_without_a_date_gets_one_that_is_said_to_be_assumed() -> None:
    report = report_on(plain_with("Geneva, 12 March 2019\n\n", "March 2019\n\n"))
    assert report["date"] == {
        "value": "2019-03-01", "assumed": True, "printed": "", "label": "", "place": "", "lines": [],
    }  # fmt: skip
    assert "undated" in kinds(report)
    assert is_whole(report)


def test_characters_that_no_letter_can_hold_are_named() -> None:
    report = report_on(plain_with("Inventory of Lights", "Inven\x07tory of Lights\u202e \uf0b7"))
    found = [one["message"] for one in report["defects"] if one["kind"] == "damaged-characters"]
    assert found == [
        "2 invisible characters (U+0007, U+202E) were taken out.",
        "1 symbols of a private font stand as “•”, “–” or “�”.",
    ]
