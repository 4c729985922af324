"""The calendar of a letter, read back by another program than the one that wrote it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.calendar import writing
from letters.calendar.calendar import Calendar, calendar_of, uid
from letters.calendar.entries import Entry, last_good
from letters.deadlines import too_late_from
from letters.facts import Deadline, Facts, Language
from letters.languages import load_formulas

SUBJECT = "Report on public libraries, 2027; second part"
ASK: dict[str, Any] = {
    "id": "questionnaire",
    "what": {"en": "Fill in the questionnaire", "fr": "Remplir le questionnaire", "ar": "ملء الاستبيان"},
    "deadline": "replies",
}


def a_letter(**facts: Any) -> Facts:
    written = {"languages": ["en", "fr", "ar"], "date": "2027-03-01", "time_zone": "Europe/Zurich"}
    return Facts.model_validate({**written, "references": [{"series": "CL"}], **facts})


def drawn(facts: Facts, language: str = "en", subject: str = SUBJECT, **more: Any) -> Calendar | None:
    return calendar_of(
        facts,
        Language(language),
        subject,
        load_formulas(language),
        domain="libraries.example",
        organiser="letters@libraries.example",
        **more,
    )


def file_of(
    facts: Facts, language: str = "en", subject: str = SUBJECT, sequence: int = 0, **more: Any
) -> bytes:
    calendar = drawn(facts, language, subject, **more)
    assert calendar is not None
    return calendar.fill("CL-27-0001", {"reference": "CL-27/0001"}, sequence)


def read(content: bytes) -> list[Any]:
    """The entries as the other program reads them; it must find nothing odd. Their values have many types."""
    calendar = icalendar.Calendar.from_ical(content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    events = calendar.walk("VEVENT")
    assert all(not event.errors for event in [calendar, *events])
    return events


def deadline(**facts: Any) -> dict[str, Any]:
    return {"id": "replies", "date": "2027-05-28", **facts}


def entry(**facts: Any) -> Any:
    """The only entry of a letter with one deadline."""
    (found,) = read(file_of(a_letter(deadlines=[deadline(**facts)])))
    return found


def test_a_deadline_bears_subject_reference_wording_ask_and_channel_in_the_language_of_the_version() -> None:
    facts = a_letter(
        deadlines=[deadline(time="17:00")],
        asks=[{**ASK, "channel": {"url": "https://libraries.example/report?a=1;b=2,3"}}],
    )
    (english,), (french,), (arabic,) = (read(file_of(facts, language)) for language in ("en", "fr", "ar"))
    assert english["SUMMARY"] == f"Deadline: {SUBJECT}"
    assert english["SUMMARY"].params["LANGUAGE"] == "en"
    assert english["DESCRIPTION"].split("\n") == [
        SUBJECT,
        "Ref: CL-27/0001",
        "by 17:00 (Geneva time) on 28 May 2027",
        "",
        "Fill in the questionnaire",
        "https://libraries.example/report?a=1;b=2,3",
    ]
    assert english["ORGANIZER"] == "mailto:letters@libraries.example"
    assert french["SUMMARY"] == f"Date limite: {SUBJECT}"
    assert "d'ici au 28 mai 2027 à 17 h 00 (heure de Genève)" in french["DESCRIPTION"]
    assert "\u2066CL-27/0001\u2069" in arabic["DESCRIPTION"]
    # A line of nothing but an address stays a link: no invisible sign is glued to it.
    assert arabic["DESCRIPTION"].endswith("\nhttps://libraries.example/report?a=1;b=2,3")
    assert len({event["UID"] for event in (english, french, arabic)}) == 1


@pytest.mark.parametrize(
    ("channel", "line"),
    [
        ({"mailbox": "report@libraries.example"}, "report@libraries.example"),
        ({"annex": 1}, "Annex 1 Questionnaire"),
        ({"event": "forum"}, "Forum of Libraries"),
        (
            {"platform": "The portal", "url": "https://libraries.example"},
            "The portal\nhttps://libraries.example",
        ),
    ],
)
def test_each_channel_is_named(channel: dict[str, Any], line: str) -> None:
    facts = a_letter(
        languages=["en"],
        deadlines=[deadline()],
        asks=[{**ASK, "channel": channel}],
        annexes=[{"number": 1, "title": "Questionnaire"}],
        events=[{"id": "forum", "title": "Forum of Libraries", "start": "2027-09"}],
    )
    (found,) = read(file_of(facts))
    assert found["DESCRIPTION"].endswith(f"Fill in the questionnaire\n{line}")


def test_a_day_that_still_counts_is_that_day_and_one_that_does_not_is_the_day_before() -> None:
    by, before = entry(wording="inclusive"), entry(wording="exclusive")
    assert (by["DTSTART"].dt, by["DTEND"].dt) == (date(2027, 5, 28), date(2027, 5, 29))
    assert (before["DTSTART"].dt, before["DTEND"].dt) == (date(2027, 5, 27), date(2027, 5, 28))
    assert "by 28 May 2027" in by["DESCRIPTION"]
    assert "before 28 May 2027" in before["DESCRIPTION"]


@pytest.mark.parametrize(
    ("facts", "moment"),
    [
        ({"time": "17:00"}, "2027-05-28T15:00Z"),
        ({"time": "17:00", "wording": "exclusive"}, "2027-05-28T14:59Z"),
        ({"time": "24:00"}, "2027-05-28T21:59Z"),
        ({"time": "23:59", "zone": "America/New_York"}, "2027-05-29T03:59Z"),
        ({"time": "23:59", "date": "2027-12-31"}, "2027-12-31T22:59Z"),
        # Zurich skips 02:30 on 28 March 2027, and has 02:30 twice on 31 October.
        ({"time": "02:30", "date": "2027-03-28"}, "2027-03-28T01:30Z"),
        ({"time": "02:30", "date": "2027-10-31"}, "2027-10-31T00:30Z"),
        ({"time": "12:00", "date": "2027-03-27"}, "2027-03-27T11:00Z"),
        ({"time": "12:00", "date": "2027-03-29"}, "2027-03-29T10:00Z"),
        ({"time": "12:00", "zone": "Asia/Kathmandu"}, "2027-05-28T06:15Z"),
    ],
)
def test_a_time_is_the_last_minute_that_counts_whatever_the_clocks_of_the_place_do(
    facts: dict[str, Any], moment: str
) -> None:
    found = entry(**facts)
    assert found["DTSTART"].dt == datetime.fromisoformat(moment)
    assert "DTEND" not in found
    assert "TZID" not in found["DTSTART"].params


@given(
    day=st.dates(date(2027, 3, 1), date(2037, 1, 1)),
    clock=st.times().map(lambda time: f"{time:%H:%M}"),
    zone=st.sampled_from(["Europe/Zurich", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "UTC"]),
    wording=st.sampled_from(["inclusive", "exclusive"]),
)
def test_an_answer_in_the_minute_of_the_entry_is_in_time_and_one_a_minute_later_is_late(
    day: date, clock: str, zone: str, wording: str
) -> None:
    facts = {"id": "x", "date": day, "time": clock, "zone": zone, "wording": wording}
    stands = last_good(Deadline.model_validate(facts), "UTC")
    assert isinstance(stands, datetime)
    late = too_late_from(day, clock, zone, inclusive=wording == "inclusive")
    assert stands < late
    assert (late - stands).total_seconds() == 60
    assert stands.astimezone(ZoneInfo(zone)).tzinfo is not None


def test_an_event_runs_from_its_first_day_to_the_one_after_its_last() -> None:
    forum = {"id": "forum", "title": "Forum", "place": "Nairobi", "country": "Kenya"}
    facts = a_letter(
        events=[
            {**forum, "start": "2027-09-06", "end": "2027-09-10"},
            {"id": "day", "title": "Opening", "start": "2027-12-31"},
        ]
    )
    week, opening = read(file_of(facts))
    assert (week["DTSTART"].dt, week["DTEND"].dt) == (date(2027, 9, 6), date(2027, 9, 11))
    assert (opening["DTSTART"].dt, opening["DTEND"].dt) == (date(2027, 12, 31), date(2028, 1, 1))
    assert (week["SUMMARY"], week["LOCATION"]) == ("Forum", "Nairobi, Kenya")
    assert week["DESCRIPTION"] == f"{SUBJECT}\nRef: CL-27/0001"


def test_what_is_over_has_no_day_or_is_not_wanted_stands_in_no_calendar() -> None:
    gone = {"id": "gone", "title": "Gone", "start": "2027-02-01", "end": "2027-02-28"}
    rough = {"id": "rough", "title": "Rough", "start": "2027-09"}
    ending = {"id": "ending", "title": "Ending", "start": "2027-09-01", "end": "2027-10"}
    running = {"id": "running", "title": "Running", "start": "2027-02-01", "end": "2027-03-01"}
    assert drawn(a_letter(events=[gone, rough, ending])) is None
    assert drawn(a_letter(deadlines=[deadline(date="2027-02-28")])) is None
    assert [event["SUMMARY"] for event in read(file_of(a_letter(events=[gone, running])))] == ["Running"]
    assert drawn(a_letter(deadlines=[deadline()], calendar="no")) is None
    assert drawn(a_letter(deadlines=[deadline()], old=True)) is None


def test_a_subject_that_differs_by_recipient_is_replaced_by_what_is_asked() -> None:
    facts = a_letter(deadlines=[deadline()], asks=[ASK])
    (own,) = read(file_of(facts, subject="Report of {{ organisation }}"))
    (shared,) = read(file_of(facts, subject="Report {{ reference }}"))
    (bare,) = read(file_of(a_letter(deadlines=[deadline()]), subject="{{ organisation }}"))
    assert own["SUMMARY"] == "Deadline: Fill in the questionnaire"
    assert shared["SUMMARY"] == "Deadline: Report CL-27/0001"
    assert bare["SUMMARY"] == "Deadline: Ref: CL-27/0001"


def test_the_kind_of_a_deadline_says_what_falls_on_the_day() -> None:
    opening = entry(kind="registration-opening")
    assert opening["SUMMARY"] == f"Registration opens: {SUBJECT}"
    assert "by 28 May" not in opening["DESCRIPTION"]
    forum = {"id": "forum", "title": "Forum", "start": "2027-09"}
    named = a_letter(deadlines=[deadline(kind="event", event="forum")], events=[forum])
    (found,) = read(file_of(named))
    assert found["SUMMARY"] == "Forum"


def test_the_same_entry_has_one_name_in_a_whole_family_and_a_higher_number_once_it_was_moved() -> None:
    first = a_letter(deadlines=[deadline(), deadline(id="photos")])
    moved = a_letter(date="2027-04-01", deadlines=[deadline(date="2027-06-15")])
    replies, photos = read(file_of(first))
    (after,) = read(file_of(moved, root="CL-27-0001", sequence=1))
    assert after["UID"] == replies["UID"] != photos["UID"]
    assert (replies["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == date(2027, 6, 15)
    assert replies["DTSTAMP"].dt < after["DTSTAMP"].dt
    calendar = drawn(first)
    assert calendar is not None
    (other, _) = read(calendar.fill("CL-27-0002", {"reference": "CL-27/0002"}))
    assert other["UID"] != replies["UID"]
    assert uid("libraries.example", "CL-27-0001", "event replies") != uid(
        "libraries.example", "CL-27-0001", "deadline replies"
    )


def test_the_same_letter_gives_the_same_bytes_before_and_after_it_was_stored() -> None:
    facts = a_letter(
        deadlines=[deadline(), deadline(id="talk", time="09:00")],
        events=[{"id": "forum", "title": {"en": "Forum"}, "start": "2027-09-06"}],
    )
    calendar = drawn(facts)
    assert calendar is not None
    again = Calendar.from_json(calendar.to_json())
    assert again == calendar
    assert again.to_json() == calendar.to_json()
    assert file_of(facts) == GOLDEN.replace("\n", "\r\n").encode()


GOLDEN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//secretariat-mailer//letters//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
BEGIN:VEVENT
UID:c7c3c851-d176-5854-b552-bbcbb1453898
DTSTAMP:20270301T000000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20270528
DTEND;VALUE=DATE:20270529
SUMMARY;LANGUAGE=en:Deadline: Report on public libraries\\, 2027\\; second pa
 rt
DESCRIPTION;LANGUAGE=en:Report on public libraries\\, 2027\\; second part\\nRe
 f: CL-27/0001\\nby 28 May 2027
ORGANIZER:mailto:letters@libraries.example
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:10b272c9-859a-569a-8c66-4dc615ab62f9
DTSTAMP:20270301T000000Z
SEQUENCE:0
DTSTART:20270528T070000Z
SUMMARY;LANGUAGE=en:Deadline: Report on public libraries\\, 2027\\; second pa
 rt
DESCRIPTION;LANGUAGE=en:Report on public libraries\\, 2027\\; second part\\nRe
 f: CL-27/0001\\nby 09:00 (Geneva time) on 28 May 2027
ORGANIZER:mailto:letters@libraries.example
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:02f41ccd-c4d3-5819-b087-723ffca05bcc
DTSTAMP:20270301T000000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20270906
DTEND;VALUE=DATE:20270907
SUMMARY;LANGUAGE=en:Forum
DESCRIPTION;LANGUAGE=en:Report on public libraries\\, 2027\\; second part\\nRe
 f: CL-27/0001
ORGANIZER:mailto:letters@libraries.example
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""


def crafted(text: str) -> bytes:
    """A calendar with a text that the facts themselves would refuse, in every place where texts stand."""
    one = Entry("deadline x", datetime(2027, 5, 28, tzinfo=UTC), None, text, text, text, (text, text))
    calendar = Calendar(
        Language.EN, "libraries.example", "letters@libraries.example", "", date(2027, 3, 1), "", "", (one,)
    )
    return calendar.fill(text, {})


@given(st.text())
def test_a51_no_text_adds_a_line_a_property_or_an_attendee(text: str) -> None:
    content = crafted(text + "\r\nATTENDEE:mailto:eve@evil.example\nEND:VEVENT\u2028x\\n;,")
    (found,) = read(content)
    plain = content.replace(b"\r\n ", b"")
    names = [line.split(b":")[0].split(b";")[0] for line in plain.split(b"\r\n")]
    assert names.count(b"ATTENDEE") == 0
    assert names.count(b"END") == 2
    assert "ATTENDEE:mailto:eve@evil.example\nEND:VEVENT" in found["LOCATION"]
    assert found["LOCATION"].endswith("x\\n;,")


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_a51_lines_hold_75_octets_at_most_and_whole_characters(text: str) -> None:
    line = f"SUMMARY:{writing.text(text)}"
    lines = writing.folded(line).removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(one) <= writing.LINE for one in lines)
    assert all(one.startswith(b" ") for one in lines[1:])
    assert (
        "".join(one.decode() if not number else one[1:].decode() for number, one in enumerate(lines)) == line
    )


def test_a51_a_text_of_the_longest_characters_is_folded_between_them() -> None:
    for count in range(60, 90):
        text = "x" * (count % 4) + "😀" * count
        assert read(crafted(text))[0]["LOCATION"] == text
