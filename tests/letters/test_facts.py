"""Facts: what can be written, how it comes back, and who is served in which language."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from letters.facts import (
    BlockName,
    ChannelKind,
    Facts,
    Fallback,
    Language,
    Lines,
    Reference,
    ServedIn,
    Text,
    facts_from_json,
    facts_json,
)
from letters.facts.walking import plain_texts, texts_by_language
from tests.letters.letter_folders import FACTS, facts_with

EN, FR, ES, RU = Language.EN, Language.FR, Language.ES, Language.RU


def facts(**changes: object) -> Facts:
    return Facts.model_validate(facts_with(**changes))


def test_text_is_one_for_all_or_one_for_each_language() -> None:
    assert Text("Geneva").get(FR) == "Geneva"
    assert Text("Geneva").languages is None
    place = Text.model_validate({"en": "Geneva", "fr": "Genève"})
    assert (place.get(FR), place.get(RU)) == ("Genève", None)
    assert place.languages == frozenset({EN, FR})


def test_one_line_needs_no_list() -> None:
    assert Lines.model_validate("Director").get(EN) == ("Director",)
    titles = Lines.model_validate({"en": ["Director", "Chair"], "fr": "Directeur"})
    assert (titles.get(EN), titles.get(FR), titles.get(ES)) == (("Director", "Chair"), ("Directeur",), ())


def test_facts_come_back_from_json_as_they_were() -> None:
    before = facts(events=[{"id": "fair", "title": "Fair", "start": "2027-05", "end": "2027-06-02"}])
    text = facts_json(before)
    assert facts_from_json(text) == before
    assert facts_json(facts_from_json(text)) == text


def test_the_order_in_which_names_are_written_does_not_change_the_json() -> None:
    turned = dict(reversed(list(FACTS.items())))
    assert facts_json(Facts.model_validate(turned)) == facts_json(facts())


def test_defaults_are_written_out_so_that_an_old_letter_keeps_them() -> None:
    stored = json.loads(facts_json(facts()))
    assert stored["format"] == 1
    assert stored["facts"]["formality"] == "circular"
    assert stored["facts"]["annex_form"]["display"] == "list"


@pytest.mark.parametrize("text", ["{}", '{"format": 2, "facts": {}}', "[]"])
def test_json_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not facts of a letter"):
        facts_from_json(text)


def test_facts_are_frozen() -> None:
    with pytest.raises(ValidationError):
        facts().kind = "reminder"  # type: ignore[misc, assignment]


def test_layout_is_a_name_or_blocks_in_order() -> None:
    assert facts().layout.profile == "standard"
    assert facts(layout="letterhead-first").layout.profile == "letterhead-first"
    own = facts(layout=["date", {"block": "subject", "bold": "yes"}, "body"]).layout
    assert own.order() == (BlockName.DATE, BlockName.SUBJECT, BlockName.BODY)
    assert own.blocks[1].bold


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        ({"url": "https://lights.example"}, ChannelKind.URL),
        ({"mailbox": "ana@lights.example"}, ChannelKind.MAILBOX),
        ({"annex": "2"}, ChannelKind.ANNEX),
        ({"platform": "Register", "url": "https://lights.example"}, ChannelKind.PLATFORM),
        ({"event": "fair"}, ChannelKind.EVENT),
    ],
)
def test_channel_knows_its_kind(channel: dict[str, str], kind: ChannelKind) -> None:
    found = facts(asks=[{"id": "a", "what": "Answer", "channel": channel}]).asks[0].channel
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"asks": [{"id": "a", "what": "x", "channel": {"url": "x", "mailbox": "y"}}]}, "Name one channel"),
        ({"asks": [{"id": "a", "what": "x", "channel": {}}]}, "Name one channel"),
        ({"asks": [{"id": "a", "what": "x"}, {"id": "a", "what": "y"}]}, "The ask a stands here twice"),
        ({"languages": ["en", "en"]}, "The language en stands here twice"),
        ({"references": [{"series": "CL", "manual": "X"}]}, "either a series"),
        ({"references": [{}]}, "either a series"),
        ({"references": [{"series": "CL", "legacy": "yes"}]}, "not allocated here"),
        ({"references": [{"series": "CL", "display": "X"}]}, "display is for manual only"),
        ({"events": [{"id": "e", "title": "x", "start": "2027-05-02", "end": "2027-05-01"}]}, "ends before"),
        ({"layout": ["body", "body"]}, "The block body stands in the layout twice"),
        ({"annexes": [{"number": 1, "file": "../secret.pdf"}]}, "leads out of the letter's folder"),
        ({"annexes": [{"number": 1, "file": "/etc/passwd"}]}, "leads out of the letter's folder"),
        ({"annexes": [{"number": 1, "file": {"en": "C:\\x.pdf"}}]}, "leads out of the letter's folder"),
        ({"annexes": [{"number": 0}]}, "greater than or equal to 1"),
        ({"signatory": {"name": "x", "signed": "perhaps"}}, "neither yes nor no"),
        ({"place": "Gene\u202eva"}, r"invisible character \(U\+202E\)"),
        ({"place": "Gene\x07va"}, "invisible character U\\+0007"),
        ({"place": "\ud800"}, "unicode"),
        ({"references": [{"manual": "A\nBcc: x"}]}, "one line"),
        ({"time_zone": "CET"}, "not the name of a time zone"),
        ({"date": "15 January 2027"}, "not a date"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        facts(**changes)


def test_at_most_two_references() -> None:
    two = [{"manual": "4/LCCE/71"}, {"manual": "6/LCCE/15", "unit": "SPU", "initials": "RS"}]
    assert [reference.manual for reference in facts(references=two).references] == ["4/LCCE/71", "6/LCCE/15"]
    with pytest.raises(ValidationError):
        facts(references=[*two, {"manual": "third"}])


def test_old_letters_are_known_by_their_reference() -> None:
    assert not facts().legacy
    assert facts(references=[{"manual": "DM-1001", "legacy": "true"}]).legacy
    assert Reference(manual="DM-1001", legacy=True).series is None


def test_who_is_served_in_which_language() -> None:
    letter = facts(fallback={"es": ["fr", "en"], "others": ["en"]})
    assert letter.served_in(["fr", "en"]) == ServedIn(FR, fell_back=False)
    assert letter.served_in(["ru", "fr"]) == ServedIn(FR, fell_back=False)
    assert letter.served_in(["es"]) == ServedIn(FR, fell_back=True)
    assert letter.served_in(["ru"]) == ServedIn(EN, fell_back=True)
    assert letter.served_in([]) == ServedIn(EN, fell_back=True)
    assert letter.served_in(["pt"]) == ServedIn(EN, fell_back=True)


@pytest.mark.parametrize("written", ["none", None])
def test_without_fallback_nobody_is_served_in_a_language_they_did_not_choose(written: str | None) -> None:
    letter = facts(fallback=written)
    assert letter.fallback == Fallback()
    assert letter.served_in(["es"]) is None
    assert letter.served_in([]) is None


def test_walking_finds_every_text_with_its_keys() -> None:
    found = dict(plain_texts(facts()))
    assert found["addressees", "heading", "fr"] == "À tous les gardiens"
    assert found["contacts", 0, "phone"] == "+41 22 555 01 00"
    assert "Europe/Zurich" not in found.values()
    assert ("place",) in dict(texts_by_language(facts()))
    assert ("contacts", 0, "name") not in dict(texts_by_language(facts()))


def test_lead_days_count_from_letter_to_deadline_to_event() -> None:
    letter = facts(
        deadlines=[{"id": "answers", "date": "2027-03-31", "event": "fair"}],
        events=[{"id": "fair", "title": "Fair", "start": "2027-05-10"}],
    )
    assert letter.lead_days(letter.deadlines[0]) == (75, 40)
    assert facts().lead_days(facts().deadlines[0]) == (75, None)


@settings(max_examples=100, deadline=None)
@given(
    day=st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)),
    place=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), min_size=1, max_size=40),
)
def test_any_facts_survive_json(day: date, place: str) -> None:
    if not place.strip() or any(sign in place for sign in "\u2028\u2029"):
        return
    before = facts(date=day.isoformat(), place={"en": place, "fr": place})
    assert facts_from_json(facts_json(before)) == before
