"""What coordinators read of the replies: the printed report, and how answers came in day by day."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from console.picture import WIDTH, picture
from console.plot import key_of, plot
from console.report_page import write_report_text
from mailer.errors import Refused
from recipients.regions import read_regions
from scheduler.export import ListFormat
from scheduler.replies.asked import asking
from scheduler.replies.burndown import Burndown, Mark, burndown
from scheduler.replies.reply import ReplyChannel, ReplyState
from scheduler.replies.report import write_report_list
from tests.scheduler.beginnings import beginning
from tests.scheduler.campaign_factory import World, furnish, letter_source
from tests.scheduler.replies.answering import (
    ASKS,
    ENGLISH,
    FRENCH,
    LETTER,
    PONTS,
    RIVERS,
    SUR,
    answer,
    ask_everybody,
    correct,
)

S = ReplyState


def answer_some(world: World) -> None:
    """Two organisations answered one of the asks on the fourth day, one of them later the other ask too."""
    world.later(days=3)
    answer(world, RIVERS, ask="name")
    answer(world, PONTS, S.PARTIAL, ask="name", channel=ReplyChannel.MEETING)
    world.later(days=20)
    answer(world, RIVERS, ask="reply", channel=ReplyChannel.MAIL)
    answer(world, SUR, S.DECLINED, ask="name")


answered = beginning(furnish, ask_everybody, answer_some)


def chart(world: World, ask: str | None = None) -> Burndown:
    with world.database.reading() as session:
        return burndown(session, world.now, asking(session, LETTER), ask=ask)


def test_the_report_names_every_organisation_with_when_and_how_it_replied(
    answered: World, tmp_path: Path
) -> None:
    target = tmp_path / "report.csv"
    with answered.database.reading() as session:
        letter, regions = asking(session, LETTER), read_regions(None)
        count = write_report_list(session, answered.now, letter, regions, None, ListFormat.CSV, target)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert count == 5
    told = {row["organisation"]: row for row in rows[:5]}
    rivers = told[RIVERS]
    assert (rivers["replied on"], rivers["how"], rivers["complete"]) == ("2027-03-24", "post, mail", "yes")
    assert told[PONTS]["complete"] == "in part"
    assert told[PONTS]["how"] == "meeting"
    assert told[SUR]["late"] == "late"
    assert told["Harbour Board"]["replied on"] == ""
    assert told["Harbour Board"]["counted as"] == "silent"


def test_the_report_is_printed_by_category_with_the_rates_and_the_head_of_the_record(
    answered: World, tmp_path: Path
) -> None:
    target = tmp_path / "report.txt"
    with answered.database.reading() as session:
        letter, regions = asking(session, LETTER), read_regions(None)
        assert write_report_text(session, answered.now, letter, regions, "name", target) == 5
    page = target.read_text(encoding="utf-8")
    assert page.startswith(f"REPLIES TO {LETTER}, “name”\nAs of 2027-03-24; answers were due by 2027-03-15\n")
    assert "Ministry of Rivers (KE)                               2027-03-04  post            yes\n" in page
    assert (
        "Universidad del Sur (AR)                              2027-03-24  post            declined, late\n"
        in page
    )
    assert "African States                                  2        2     100\n" in page
    assert "\naudit head " in page


def test_the_burn_down_begins_with_all_and_ends_with_who_still_owes_an_answer(answered: World) -> None:
    by_name = chart(answered, "name")
    owing = dict(by_name.open_on())
    assert owing[date(2027, 3, 1)] == 5
    assert owing[date(2027, 3, 4)] == 4
    assert owing[date(2027, 3, 24)] == 3
    assert max(owing) == by_name.today == date(2027, 3, 24)
    assert [mark.day for mark in by_name.deadlines] == [date(2027, 3, 15)]
    assert chart(answered).answered == {date(2027, 3, 24): 1}
    assert chart(answered).last == date(2027, 3, 31)


def test_a_reply_that_was_corrected_is_no_longer_on_its_day(answered: World) -> None:
    number = answer(answered, "Harbour Board", ask="name")
    assert chart(answered, "name").answered[date(2027, 3, 24)] == 2
    correct(answered, number, state=S.DISREGARDED)
    assert chart(answered, "name").answered[date(2027, 3, 24)] == 1


def test_a_letter_that_nobody_sent_has_no_burn_down(world: World) -> None:
    world.approve("questions", letter_source(more=ASKS, english=ENGLISH, french=FRENCH))
    with pytest.raises(Refused, match="No campaign has sent CL-27/0002 yet"):
        chart(world)


def test_the_plot_fits_eighty_columns_and_shows_today_and_the_deadline(answered: World) -> None:
    found = chart(answered)
    lines = plot(found)
    assert all(len(line) <= 80 for line in lines)
    assert lines[0].startswith("5 ┤█")
    assert "│" in lines[-2]
    assert lines[-2].rstrip().endswith("┆")
    assert lines[-1].split() == ["2027-03-01", "2027-03-31"]
    assert "┆ deadline, 2027-03-31" in list(key_of(found))


def drawn(*, days: int = 30, letter: str = "CL-1", organisations: int = 5) -> Burndown:
    """A chart of so many days, on the last of which it is looked at."""
    first = date(2027, 3, 1)
    last = first + timedelta(days=days)
    marks = Mark(first, "deadline"), Mark(last, "deadline, moved by CL-1 Add.1"), Mark(last, "CL-1 Rem.1")
    return Burndown(letter, None, organisations, first, last, last, Counter({last: 2}), marks[:2], marks[2:])


@pytest.mark.parametrize("width", [34, 40, 80])
@pytest.mark.parametrize("days", [0, 1, 400])
@pytest.mark.parametrize("organisations", [0, 2, 123_456])
def test_a_plot_of_any_span_keeps_to_its_width(width: int, days: int, organisations: int) -> None:
    lines = plot(drawn(days=days, organisations=organisations), width)
    assert len(lines) == 15
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("days", [0, 30, 400])
def test_the_picture_is_one_sound_document_without_anything_from_outside(days: int) -> None:
    written = picture(drawn(days=days, letter='CL <&"\x0b 27'))
    root = ElementTree.fromstring(written)
    words = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert 'Answers to CL <&"  27' in words
    assert "2 of 5 organisations answered by" in str(root.findtext("{http://www.w3.org/2000/svg}desc"))
    assert {"today", "CL-1 Rem.1"} <= set(words)
    assert sum(str(word).startswith("deadline") for word in words) == 2
    assert not {"script", "image", "a"} & {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "http" not in written.replace("http://www.w3.org/2000/svg", "")


def test_the_words_of_reminders_stay_within_the_picture_and_apart() -> None:
    chart, day = drawn(), date(2027, 3, 31)
    marks = tuple(Mark(day - timedelta(days=ago), f"CL-1000 Rem.{4 - ago}") for ago in (3, 0))
    root = ElementTree.fromstring(picture(replace(chart, reminders=marks)))
    words = [one for one in root.iter() if one.tag.endswith("text") and "Rem." in str(one.text)]
    assert len({element.get("y") for element in words}) == 2
    assert all(float(element.get("x", "")) + 48 <= WIDTH for element in words)


def test_the_picture_counts_no_answer_of_a_day_that_is_still_ahead() -> None:
    chart = drawn()
    ahead = Counter({chart.today: 2, chart.today + timedelta(days=1): 1})
    assert "2 of 5 organisations answered by" in picture(replace(chart, answered=ahead))
