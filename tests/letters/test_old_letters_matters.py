"""What old letters are about: deadlines with wording and time, events, asks, ties to other letters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.letters.plain_old_letter import plain_with, report_on, with_body


def deadline_of(sentence: str) -> tuple[Any, ...]:
    (found,) = report_on(with_body(sentence))["deadlines"]
    return found["date"], found["wording"], found["time"], found["zone"]


@pytest.mark.parametrize(
    ("sentence", "day", "wording"),
    [
        ("Replies should reach us no later than 31 May 2019.", "2019-05-31", "inclusive"),
        ("Replies should reach us before 31 May 2019.", "2019-05-31", "exclusive"),
        ("Kindly reply on or before Friday, 31 May 2019.", "2019-05-31", "inclusive"),
        ("Kindly reply by 31 May 2019 at the latest.", "2019-05-31", "inclusive"),
        ("The closing date for entries is 31 May 2019.", "2019-05-31", "inclusive"),
        ("The deadline has been extended to **31 May 2019**.", "2019-05-31", "inclusive"),
        ("Please answer by the end of May 2019.", "2019-05-31", "inclusive"),
        ("Comments are welcome within 30 days of the date of this letter.", "2019-04-11", "inclusive"),
        ("Comments are welcome within two months of the date of this letter.", "2019-05-12", "inclusive"),
        ("You are invited to answer before 31 May.", "2019-05-31", "exclusive"),
        ("Please reply no later than close of business on Friday 31 May 2019.", "2019-05-31", "inclusive"),
        ("Kindly let us know before the end of May 2019.", "2019-05-31", "inclusive"),
        ("Participants who need a visa should contact us, i.e. by 31 May 2019.", "2019-05-31", "inclusive"),
        ("Delegations should notify the Secretariat by 31 May 2019.", "2019-05-31", "inclusive"),
        ("The deadline is extended from 3 May 2019 to 31 May 2019.", "2019-05-31", "inclusive"),
        (
            "The reports will be sent to the Secretariat by 31 May 2019 at the latest.",
            "2019-05-31",
            "inclusive",
        ),
    ],
)
def test_a_deadline_is_read_with_its_wording(sentence: str, day: str, wording: str) -> None:
    assert deadline_of(sentence)[:2] == (day, wording)


@pytest.mark.parametrize(
    ("sentence", "clock", "zone"),
    [
        ("Replies should reach us by 1600 hours UTC on 31 May 2019.", "16:00", "UTC"),
        ("Replies should reach us by 23:59 CET on 31 May 2019.", "23:59", "Europe/Zurich"),
        ("Applications close on 31 May 2019 at 17:00 (Nairobi time).", "17:00", "Africa/Nairobi"),
        ("Kindly reply by close of business (5 p.m., local time) on 31 May 2019.", "17:00", None),
    ],
)
def test_a_deadline_is_read_with_its_time(sentence: str, clock: str, zone: str | None) -> None:
    assert deadline_of(sentence)[2:] == (clock, zone)


@pytest.mark.parametrize(
    "sentence",
    [
        "The term of the Board ends on 30 June 2019.",
        "Applicants will be informed by 30 June 2019.",
        "By its decision of 3 May 2018 the Council adopted the plan.",
        "You were invited to reply by 15 January 2019.",
        "The report was finished before 31 December 2018.",
    ],
)
def test_a_date_by_which_nothing_is_asked_is_no_deadline(sentence: str) -> None:
    assert report_on(with_body(sentence))["deadlines"] == []


def test_a_deadline_in_a_list_under_a_colon_is_one_of_several() -> None:
    text = with_body(
        "The deadlines of this year are:",
        "- data: 31 May 2019\n- comments: before 28 June 2019",
        "All are to be sent to data@harbour.example.",
    )
    report = report_on(text)
    assert [(one["date"], one["wording"]) for one in report["deadlines"]] == [
        ("2019-05-31", "inclusive"),
        ("2019-06-28", "exclusive"),
    ]
    assert [(ask["to"], ask["deadline"]) for ask in report["asks"]] == [
        ("data@harbour.example", "2019-05-31"),
        ("data@harbour.example", "2019-06-28"),
    ]


def test_openings_and_publications_are_deadlines_of_their_own_kind() -> None:
    text = with_body(
        "Registration will open on 1 July 2019.", "The report will be published on 3 October 2019."
    )
    found = [(one["date"], one["kind"]) for one in report_on(text)["deadlines"]]
    assert found == [("2019-07-01", "registration-opening"), ("2019-10-03", "publication")]


def test_every_printed_date_is_listed_with_what_it_is_for() -> None:
    text = with_body("As decided on 4 December 2018, kindly reply by 31 May 2019.")
    found = [(one["from"], one["role"]) for one in report_on(text)["dates"]]
    assert found == [("2019-03-12", "issue"), ("2018-12-04", "other"), ("2019-05-31", "deadline")]


@pytest.mark.parametrize(
    ("sentence", "start", "end", "place", "country"),
    [
        (
            "The Forum of Lights will be held in Trondheim, Norway, from 9 to 12 September 2019.",
            *("2019-09-09", "2019-09-12", "Trondheim", "Norway"),
        ),
        (
            "The Forum of Lights (Port Said, 6-10 March 2020) is open to all.",
            *("2020-03-06", "2020-03-10", "Port Said", ""),
        ),
        (
            "The Forum of Lights is scheduled to take place on 20-21 May 2020 in Lisbon (Portugal).",
            *("2020-05-20", "2020-05-21", "Lisbon", "Portugal"),
        ),
        (
            "The Board decided to hold the Forum of Lights from 5 to 7 October 2020 in Lisbon.",
            *("2020-10-05", "2020-10-07", "Lisbon", ""),
        ),
    ],
)
def test_an_event_is_read_with_title_place_and_days(
    sentence: str, start: str, end: str, place: str, country: str
) -> None:
    (event,) = report_on(with_body(sentence))["events"]
    assert (event["start"], event["end"], event["place"], event["country"]) == (start, end, place, country)
    assert event["title"] == "Forum of Lights"


def test_a_meeting_that_is_moved_takes_place_on_the_new_days_only() -> None:
    text = with_body(
        "The meeting of keepers, originally planned for 3-4 June 2019, has been rescheduled to 1-2 July 2019."
    )
    assert [event["start"] for event in report_on(text)["events"]] == ["2019-07-01"]


@pytest.mark.parametrize(
    ("sentences", "channel", "to"),
    [
        ("Entries should be sent to a@harbour.example.", "mailbox", "a@harbour.example"),
        ("Kindly register at https://harbour.example/new.", "url", "https://harbour.example/new"),
        (
            "Kindly register on the online platform (https://harbour.example).",
            "platform",
            "https://harbour.example",
        ),
        ("You are requested to complete the form in Annex 2.", "annex", "2"),
        ("Entries should be sent to the e-mail address above.", "mailbox", "lights@harbour.example"),
        (
            "You are invited to send entries. They should be sent to a@harbour.example.",
            "mailbox",
            "a@harbour.example",
        ),
        ("Kindly use the [online form](#).", "platform", "online form"),
    ],
)
def test_an_ask_is_read_with_its_channel(sentences: str, channel: str, to: str) -> None:
    (ask,) = report_on(with_body(sentences))["asks"]
    assert (ask["channel"], ask["to"]) == (channel, to)


@pytest.mark.parametrize(
    "sentence",
    [
        "Please note that the meeting is closed.",
        "For any question please write to a@harbour.example.",
        "In resolution 71/67 the Assembly invites all States to keep lights.",
        "Please accept my apologies.",
    ],
)
def test_a_formula_or_a_cited_resolution_asks_nothing(sentence: str) -> None:
    assert report_on(with_body(sentence))["asks"] == []


@pytest.mark.parametrize(
    ("sentence", "kind", "reference"),
    [
        ("Further to my letter HL/19/2 of 10 January 2019, I write again.", "further-to", "HL/19/2"),
        ("This is in line with resolution 71/67 of the Assembly.", "cites", "71/67"),
        ("It was so decided in document A/70/125 of the Assembly.", "cites", "A/70/125"),
        ("This letter cancels and replaces circular HL/19/7.", "cancels", "HL/19/7"),
    ],
)
def test_other_letters_and_resolutions_are_named(sentence: str, kind: str, reference: str) -> None:
    (relation,) = report_on(with_body(sentence))["relations"]
    assert (relation["kind"], relation["reference"]) == (kind, reference)


@pytest.mark.parametrize(
    ("reference", "subject", "kind", "relation"),
    [
        ("HL/19/12 Corr.1", "Inventory of lights", "corrigendum", "corrigendum-to"),
        ("HL/19/12 Add.2", "Inventory of lights", "addendum", "addendum-to"),
        ("HL/19/12/Rev.1", "Inventory of lights", "revision", "revision-of"),
        ("HL/19/13", "Reminder: inventory of lights", "reminder", ""),
    ],
)
def test_the_kind_is_told_by_reference_or_subject(
    reference: str, subject: str, kind: str, relation: str
) -> None:
    text = plain_with("HL/19/12", reference).replace("Inventory of lights\n", f"{subject}\n", 1)
    report = report_on(text)
    assert report["kind"] == kind
    relations = [(one["kind"], one["reference"]) for one in report["relations"]]
    assert relations == ([(relation, "HL/19/12")] if relation else [])


def test_promises_and_credentials_are_noted() -> None:
    text = with_body(
        "Please use the user name and password issued to the focal points.",
        "The programme will be sent to you by 1 June 2019.",
    )
    report = report_on(text)
    assert [(one["text"], one["due"]) for one in report["promises"]] == [
        ("The programme will be sent to you by 1 June 2019.", "2019-06-01")
    ]
    assert report["credentials"]["issued_to"] == "the focal points"


@pytest.mark.parametrize(
    ("language", "sentence", "day", "wording", "to"),
    [
        (
            "fr",
            "Nous vous saurions gré de bien vouloir répondre avant le 31 mai 2019 (feux@phares.example).",
            *("2019-05-31", "exclusive", "feux@phares.example"),
        ),
        (
            "es",
            "Se ruega a los miembros que respondan a más tardar el 31 de mayo de 2019 a faros@luces.example.",
            *("2019-05-31", "inclusive", "faros@luces.example"),
        ),
    ],
)
def test_the_same_is_read_in_french_and_spanish(
    language: str, sentence: str, day: str, wording: str, to: str
) -> None:
    closing = {"fr": "Cordialement,", "es": "Atentamente,"}[language]
    opening = {"fr": "Madame, Monsieur,", "es": "Estimados señores:"}[language]
    dated = {"fr": "Genève, le 12 mars 2019", "es": "Ginebra, 12 de marzo de 2019"}[language]
    report = report_on(f"{dated}\n\n{opening}\n\n{sentence}\n\n{closing}\n\nIdris Bello\n")
    assert report["language"] == language
    (deadline,) = report["deadlines"]
    (ask,) = report["asks"]
    assert (deadline["date"], deadline["wording"], ask["to"], ask["deadline"]) == (day, wording, to, day)


def test_two_deadlines_in_one_sentence_belong_each_to_its_own_ask() -> None:
    sentence = (
        "I should be grateful if you would let me know before the end of May 2019 whether you will come and"
        " return the enclosed form to forms@harbour.example by 14 June 2019."
    )
    asks = report_on(with_body(sentence))["asks"]
    assert [(one["channel"], one["deadline"]) for one in asks] == [
        (None, "2019-05-31"),
        ("annex", "2019-06-14"),
    ]


@pytest.mark.parametrize("between", [": ", "          ", "\t"])
def test_a_table_of_dates_is_read_row_by_row(between: str) -> None:
    table = f"Submission of papers{between}3 May 2019\nConference, Oslo{between}4-6 June 2019"
    report = report_on(
        with_body("The dates are as follows:", table, "Papers are to be sent to p@harbour.example.")
    )
    assert [one["date"] for one in report["deadlines"]] == ["2019-05-03"]
    assert [(one["start"], one["end"], one["place"]) for one in report["events"]] == [
        ("2019-06-04", "2019-06-06", "Oslo")
    ]


def test_an_event_may_be_told_by_its_first_and_its_last_day() -> None:
    sentence = (
        "The Assembly will open in Oslo on Monday, 3 June 2019 and will close not later than 7 June 2019."
    )
    report = report_on(with_body(sentence, "You are invited to attend."))
    assert [(one["start"], one["end"]) for one in report["events"]] == [("2019-06-03", "2019-06-07")]
    assert report["deadlines"] == []


def test_what_is_asked_beside_does_not_take_the_channel_of_what_was_asked_before() -> None:
    report = report_on(
        with_body(
            "You are invited to send entries to entries@harbour.example.",
            "Furthermore, you are invited to name a candidate. The closing date is 31 May 2019.",
        )
    )
    ways = [(one["channel"], one["deadline"]) for one in report["asks"]]
    assert ways == [("mailbox", None), (None, "2019-05-31")]


def test_an_item_of_a_list_that_asks_is_asked_though_it_names_no_channel() -> None:
    lead, first = "I should be grateful if you would:", "a) send your plans to lights@bureau.example;"
    asks = report_on(with_body(f"{lead}\n{first}\nb) name an officer."))["asks"]
    assert [ask["what"] for ask in asks][-1] == "b) name an officer."
    assert len(asks) == 2
