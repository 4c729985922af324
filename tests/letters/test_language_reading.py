"""Dates and times read out of running text, in six languages as offices have written them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.facts import Language
from letters.languages import RangeStyle, format_date, format_range, load_formulas
from letters.languages.clock_reading import read_times, zone_of_place
from letters.languages.reading import near, read_dates

DATES = [
    ("en", "Geneva, 7 July 2005", "2005-07-07"),
    ("en", "on July 7, 2005, and thank you", "2005-07-07"),
    ("en", "the 5th of May, 1992", "1992-05-05"),
    ("en", "before the 1st of July 1992", "1992-07-01"),
    ("en", "by Friday, 29 August 2014", "2014-08-29"),
    ("en", "30 Apr. 2012", "2012-04-30"),
    ("en", "not later than27 April 2005", "2005-04-27"),
    ("en", "dated 2018-04-23", "2018-04-23"),
    ("en", "on 18/09/2006", "2006-09-18"),
    ("en", "on 09/18/2006", "2006-09-18"),
    ("en", "in March 2004", "2004-03"),
    ("en", "16–18 November 2005", "2005-11-16/2005-11-18"),
    ("en", "from 27 to 31 May 2024", "2024-05-27/2024-05-31"),
    ("en", "14 and 15 May 2014", "2014-05-14/2014-05-15"),
    ("en", "from 7 May to 29 June 2018", "2018-05-07/2018-06-29"),
    ("en", "May 3-5, 2004", "2004-05-03/2004-05-05"),
    ("en", "April 30 to May 4, 2004", "2004-04-30/2004-05-04"),
    ("en", "from Monday 3 to Friday 7 May 2004", "2004-05-03/2004-05-07"),
    ("en", "11 (afternoon) – 13 May 2005", "2005-05-11/2005-05-13"),
    ("en", "between 3 May and 5 June 2004", "2004-05-03/2004-06-05"),
    ("en", "from 28 December to 3 January 2005", "2004-12-28/2005-01-03"),
    ("fr", "Genève, le 1er mars 2017", "2017-03-01"),
    ("fr", "le 1 er septembre 2005", "2005-09-01"),
    ("fr", "LE 27 FEVRIER 1986", "1986-02-27"),
    ("fr", "16‑18\u00a0novembre\u00a02005", "2005-11-16/2005-11-18"),
    ("fr", "du 28 février au 3 mars 2011", "2011-02-28/2011-03-03"),
    ("fr", "les 24 et 25 octobre 2013", "2013-10-24/2013-10-25"),
    ("fr", "du lundi 3 au vendredi 7 mai 2004", "2004-05-03/2004-05-07"),
    ("fr", "en décembre 2003", "2003-12"),
    ("es", "24 de junio de 2011", "2011-06-24"),
    ("es", "1.º de marzo de 2016", "2016-03-01"),
    ("es", "3 de setiembre del 2001", "2001-09-03"),
    ("es", "del 17 al 21 de octubre de 2011", "2011-10-17/2011-10-21"),
    ("es", "los días 9, 10 y 11 de septiembre de 2020", "2020-09-09/2020-09-11"),
    ("es", "entre el 15 de noviembre y el 17 de diciembre de 2021", "2021-11-15/2021-12-17"),
    ("ru", "24 марта 2011 года", "2011-03-24"),
    ("ru", "с 12 по 14 сентября 2011 г.", "2011-09-12/2011-09-14"),
    ("ru", "в декабре 2003 года", "2003-12"),
    ("ar", "جنيف، 2 يونيو 2008", "2008-06-02"),
    ("ar", "٢ يونيو ٢٠٠٨", "2008-06-02"),
    ("ar", "28 أيلول/سبتمبر 2005", "2005-09-28"),
    ("ar", "من 20 إلى 22 أكتوبر 2008", "2008-10-20/2008-10-22"),
    ("zh", "2015年3月11日，日内瓦", "2015-03-11"),
    ("zh", "2015年9月14日至18日", "2015-09-14/2015-09-18"),
    ("zh", "2015年12月30日至2016年1月2日", "2015-12-30/2016-01-02"),
]


def read(text: str, language: str) -> list[str]:
    """Each date or range as ISO days."""
    found = []
    for span in read_dates(text, load_formulas(language)):
        assert text[span.start : span.end] == span.text
        dates = span.dates(2000)
        assert dates is not None
        found.append(f"{dates[0]}/{dates[1]}" if dates[1] else str(dates[0]))
    return found


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_a_date_or_range_is_read_as_offices_print_it(language: str, text: str, expected: str) -> None:
    assert read(text, language) == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Annex 3 may be sent"),
        ("en", "31 June 2004"),
        ("en", "+41 22 730 6065"),
        ("en", "resolution 56/183 of the Assembly"),
        ("fr", "45 mars 2010"),
        ("es", "los artículos 3 y 4"),
        ("zh", "13月45日"),
    ],
)
def test_what_is_no_day_of_the_calendar_is_no_date(language: str, text: str) -> None:
    assert read(text, language) == []


def test_two_dates_joined_by_and_are_two() -> None:
    assert read("letters of 20 December 2016 and 3 January 2017", "en") == ["2016-12-20", "2017-01-03"]


def test_a_date_without_a_year_says_so_and_takes_the_soonest() -> None:
    (span,) = read_dates("(13-17 mars)", load_formulas("fr"))
    assert (span.first.year, span.whole) == (None, False)
    soonest = near(span, date(2022, 9, 7))
    assert (soonest.first.year, soonest.last and soonest.last.year) == (2023, 2023)
    assert near(span, date(2022, 9, 7), past=True).first.year == 2022


def test_a_range_over_new_year_without_years_ends_in_the_next_one() -> None:
    (span,) = read_dates("from 28 December to 3 January", load_formulas("en"))
    dates = near(span, date(2004, 3, 1)).dates(2004)
    assert [str(one) for one in dates or ()] == ["2004-12-28", "2005-01-03"]


def test_the_weekday_printed_beside_a_date_is_told() -> None:
    (span,) = read_dates("le mercredi 22 novembre 2006", load_formulas("fr"))
    assert span.weekday == 2


@given(st.sampled_from(list(Language)), st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.integers(1, 60))
@settings(max_examples=150, deadline=None)
def test_what_the_formulas_print_is_read_back(language: Language, day: date, length: int) -> None:
    formulas = load_formulas(language)
    assert read(f"({format_date(day, formulas)})", language) == [day.isoformat()]
    end = day + timedelta(days=length)
    for style in (RangeStyle.PROSE, RangeStyle.HEADING):
        printed = format_range(day, end, formulas, style)
        assert read(printed, language) == [f"{day}/{end}"], printed


@pytest.mark.parametrize(
    ("language", "text", "clock", "zone"),
    [
        ("en", "not later than 2400 hours UTC on 30 June", "24:00", "UTC"),
        ("en", "by 23:59 CET on 31 March", "23:59", "Europe/Zurich"),
        ("en", "at 17:00 (Nairobi time).", "17:00", "Africa/Nairobi"),
        ("en", "by 5 p.m. on Friday", "17:00", None),
        ("en", "by noon (Rome time)", "12:00", "Europe/Rome"),
        ("en", "16:00, Geneva time, on", "16:00", "Europe/Zurich"),
        ("fr", "à 17 h 30 (heure de Genève)", "17:30", "Europe/Zurich"),
        ("fr", "avant 17 heures (heure de Bruxelles)", "17:00", "Europe/Brussels"),
        ("fr", "à minuit", "24:00", None),
        ("es", "a las 23:59 (hora de Madrid)", "23:59", "Europe/Madrid"),
        ("ru", "23:59 (по женевскому времени)", "23:59", "Europe/Zurich"),
        ("zh", "17:00（日内瓦时间）", "17:00", "Europe/Zurich"),
    ],
)
def test_a_time_is_read_with_the_zone_beside_it(
    language: str, text: str, clock: str, zone: str | None
) -> None:
    (found,) = read_times(text, load_formulas(language))
    assert (found.clock, found.zone) == (clock, zone)


@pytest.mark.parametrize("text", ["within 24 hours of receipt", "room 17", "+41 22 555 01 00"])
def test_a_duration_or_number_is_no_time(text: str) -> None:
    assert read_times(text, load_formulas("en")) == ()


def test_a_city_has_the_zone_that_the_letters_language_knows_it_by() -> None:
    assert zone_of_place("Genève", Language.FR) == "Europe/Zurich"
    assert zone_of_place("GENEVA", Language.EN) == "Europe/Zurich"
    assert zone_of_place("Montevideo (Uruguay)", Language.ES) == "America/Montevideo"
    assert zone_of_place("Port Vell", Language.EN) is None
