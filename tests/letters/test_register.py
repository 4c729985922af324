"""The register: numbers taken once, in order, with every gap explained, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from letters.facts import Language, Reference
from letters.register import (
    EntryState,
    RegisterEntry,
    ResetPolicy,
    define_series,
    entry_of,
    history_of,
    list_entries,
    open_period,
    strike_out_next,
    take_references,
    texts_of,
    unexplained_gaps,
    void_entry,
)
from mailer.audit import Actor
from mailer.database import Database, OfficeSession
from mailer.errors import Misused, NotFound, Refused
from tests.rig.tampering import lift_guards

NEW_YEAR = date(2027, 1, 1)
DAY = date(2027, 3, 1)


def take(
    session: OfficeSession, now: datetime, clerk: Actor, *references: Reference, day: date = DAY
) -> list[RegisterEntry]:
    return take_references(session, now, clerk, references, issue_date=day)


def printed(entries: Sequence[Any]) -> list[str]:
    return [entry.printed for entry in entries]


@pytest.fixture
def yearly(session: OfficeSession, now: datetime, clerk: Actor) -> Reference:
    """A reference of a series that begins with 1001 every year."""
    define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}", 1001, ResetPolicy.YEAR)
    return Reference(series="DM")


def test_numbers_are_taken_in_order_and_begin_again_with_the_year_of_the_issue_date(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    last = date(2026, 12, 31)
    days = [last, last, NEW_YEAR, last, NEW_YEAR]
    taken = [take(session, now, clerk, yearly, day=day)[0].printed for day in days]
    assert taken == ["DM-26/1001", "DM-26/1002", "DM-27/1001", "DM-26/1003", "DM-27/1002"]


def test_a_counter_may_run_on_through_the_years(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}", 1108)
    days = [date(2026, 12, 31), NEW_YEAR]
    taken = [take(session, now, clerk, Reference(series="DM"), day=day)[0].printed for day in days]
    assert taken == ["DM-26/1108", "DM-27/1109"]


def test_each_scope_counts_for_itself(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    define_series(session, now, clerk, "TSB", "{seq}/{scope}")
    scopes = ["9", "TSAG", "9"]
    taken = [take(session, now, clerk, Reference(series="TSB", scope=scope))[0].printed for scope in scopes]
    assert taken == ["1/9", "1/TSAG", "2/9"]


def test_a_scope_that_the_pattern_does_not_print_has_no_counter_of_its_own(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    take(session, now, clerk, yearly)
    assert take(session, now, clerk, Reference(series="DM", scope="9"))[0].printed == "DM-27/1002"


def test_a_period_counts_from_its_start(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    define_series(session, now, clerk, "TSB", "{series} {seq} ({period})", 1, ResetPolicy.PERIOD)
    circular = Reference(series="TSB")
    with pytest.raises(Refused, match="none is open"):
        take(session, now, clerk, circular)
    open_period(session, now, clerk, "TSB", "2022-2026", date(2022, 1, 1))
    open_period(session, now, clerk, "TSB", "2027-2030", NEW_YEAR)
    open_period(session, now, clerk, "TSB", "2027-2030", NEW_YEAR)
    days = [date(2026, 12, 31), NEW_YEAR]
    taken = [take(session, now, clerk, circular, day=day)[0].printed for day in days]
    assert taken == ["TSB 1 (2022-2026)", "TSB 1 (2027-2030)"]
    with pytest.raises(Refused, match="already began"):
        open_period(session, now, clerk, "TSB", "late", date(2025, 1, 1))


def test_defining_a_series_again_opens_an_epoch_only_where_something_differs(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    same = define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}", 1001, ResetPolicy.YEAR)
    assert same.number == 1
    take(session, now, clerk, yearly)
    other = define_series(session, now, clerk, "DM", "{series}/{yyyy}/{seq}", 1, ResetPolicy.YEAR)
    assert (other.number, other.valid_from) == (2, now.date())
    assert take(session, now, clerk, yearly)[0].printed == "DM/2027/1"
    before = now.date().replace(month=2)
    assert take(session, now, clerk, yearly, day=before)[0].printed == "DM-27/1002"
    with pytest.raises(Refused, match="later day"):
        define_series(session, now, clerk, "DM", "X{seq}", valid_from=date(2020, 1, 1))


def test_a_series_needs_an_administrator_and_a_name(session: OfficeSession, now: datetime) -> None:
    drafter = Actor("s1", "b.draft", "tester", frozenset({"drafter"}))
    with pytest.raises(Refused, match="administrator"):
        define_series(session, now, drafter, "DM", "{seq}")


def test_a_start_below_nothing_is_misuse(session: OfficeSession, now: datetime, clerk: Actor) -> None:
    with pytest.raises(Misused):
        define_series(session, now, clerk, "DM", "{seq}", -1)


def test_an_unknown_series_is_named_with_those_there_are(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    with pytest.raises(NotFound, match=r"“dm”.*There are: DM"):
        take(session, now, clerk, Reference(series="dm"))


def test_a_letter_may_have_two_references_the_first_one_primary(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    shown = Reference.model_validate({"manual": "SMSI 2024", "display": {"en": "WSIS 2024"}})
    entries = take(session, now, clerk, shown, yearly)
    assert [(entry.position, entry.printed, entry.seq) for entry in entries] == [
        (0, "SMSI 2024", None),
        (1, "DM-27/1001", 1001),
    ]
    assert texts_of(session, entries[0]) == {Language.EN: "WSIS 2024"}


def test_a_reference_given_by_hand_is_unique_but_old_ones_may_recur(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    old = Reference(manual="DM-1108", legacy=True)
    keys = [take(session, now, clerk, old)[0].key for _ in range(2)]
    assert keys == ["DM-1108", "DM-1108~2"]
    take(session, now, clerk, Reference(manual="WSIS Stocktaking"))
    with pytest.raises(Refused, match="given before"):
        take(session, now, clerk, Reference(manual="wsis  stocktaking"))
    with pytest.raises(NotFound, match=r"DM-1108, DM-1108~2|by its key"):
        entry_of(session, "dm-1108")
    assert entry_of(session, "DM-1108~2").key == "DM-1108~2"


def test_two_references_that_file_alike_are_told_apart(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    keys = [take(session, now, clerk, Reference(manual=name))[0].key for name in ("DM 1", "DM/1")]
    assert keys == ["DM-1", "DM-1~2"]


def test_a_pattern_changed_so_that_a_reference_would_recur_is_refused(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    define_series(session, now, clerk, "DM", "{series}-{seq}", 1001)
    take(session, now, clerk, Reference(series="DM"))
    with pytest.raises(Refused, match="DM-1001, which was given before"):
        define_series(session, now, clerk, "DM", "{series}-{seq}", 1001, ResetPolicy.MANUAL)
    define_series(session, now, clerk, "DM", "{series}-{seq}", 1000, ResetPolicy.MANUAL)
    take(session, now, clerk, Reference(series="DM"))
    with pytest.raises(Refused, match="never used twice"):
        take(session, now, clerk, Reference(series="DM"))


def test_two_series_that_would_print_the_same_references_are_refused(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    define_series(session, now, clerk, "DM", "{series}-{yy}/{seq}", 1, ResetPolicy.YEAR)
    with pytest.raises(Refused, match="references of the series DM again"):
        define_series(session, now, clerk, "Office", "dm-{yy}/{seq:04d}", 500, ResetPolicy.YEAR)


def test_a_number_that_was_given_by_hand_or_long_ago_is_not_given_again(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    take(session, now, clerk, Reference(manual="DM-2"))
    take(session, now, clerk, Reference(manual="DM-3", legacy=True))
    define_series(session, now, clerk, "DM", "{series}-{seq}", 1)
    assert take(session, now, clerk, Reference(series="DM"))[0].printed == "DM-1"
    for _ in range(2):
        with pytest.raises(Refused, match="given before"), session.begin_nested():
            take(session, now, clerk, Reference(series="DM"))


def test_an_entry_is_found_by_what_any_language_prints(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    shown = {"manual": "SMSI 2024", "display": {"en": "WSIS 2024", "zh": "信息社会 2024"}}
    entry = take(session, now, clerk, Reference.model_validate(shown))[0]
    for name in ("smsi  2024", "WSIS 2024", "信息社会 ２０２４", "SMSI-2024"):
        assert entry_of(session, name).id == entry.id
    for part in ("信息", "wsis", "SMSI"):
        assert printed(list_entries(session, search=part).lines) == ["SMSI 2024"]
    assert not list_entries(session, search="100%").lines


def test_a_void_number_stays_and_is_never_given_again(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    first = take(session, now, clerk, yearly)[0]
    void_entry(session, now, clerk, first, "  Written on\n paper. ")
    void_entry(session, now, clerk, first, "again")
    assert (first.state, first.reason, first.ended_at) == (EntryState.VOID, "Written on paper.", now)
    struck = strike_out_next(session, now, clerk, "DM", "Used by hand.", issue_date=DAY)
    assert (struck.printed, struck.state) == ("DM-27/1002", EntryState.VOID)
    assert take(session, now, clerk, yearly)[0].printed == "DM-27/1003"
    assert unexplained_gaps(session) == ()
    steps = [(event.was, event.became, event.why) for event in history_of(session, first)]
    assert steps == [
        (None, EntryState.RESERVED, ""),
        (EntryState.RESERVED, EntryState.VOID, "Written on paper."),
    ]


def test_a_number_is_not_voided_without_a_reason_or_after_it_went_out(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    entry = take(session, now, clerk, yearly)[0]
    with pytest.raises(Refused, match="Say why"):
        void_entry(session, now, clerk, entry, "  ")
    entry.move_to(EntryState.ISSUED)
    with pytest.raises(Refused, match="is issued and cannot become void"):
        void_entry(session, now, clerk, entry, "Too late.")


def test_a_transaction_that_fails_leaves_no_gap(database: Database, now: datetime, clerk: Actor) -> None:
    def take_one(*, fail: bool) -> str:
        with database.writing() as session:
            define_series(session, now, clerk, "DM", "{series}-{seq}")
            number = take(session, now, clerk, Reference(series="DM"))[0].printed
            if fail:
                raise RuntimeError
        return number

    assert take_one(fail=False) == "DM-1"
    with pytest.raises(RuntimeError):
        take_one(fail=True)
    assert take_one(fail=False) == "DM-2"


def test_an_entry_cut_out_of_the_table_shows_as_a_gap_and_its_number_is_not_given_again(
    session: OfficeSession, now: datetime, clerk: Actor, yearly: Reference
) -> None:
    for _ in range(3):
        take(session, now, clerk, yearly)
    lift_guards(session)
    session.execute(text("DELETE FROM register_event"))
    session.execute(text("DELETE FROM register_entry WHERE seq IN (1002, 1003)"))
    session.expire_all()
    (gap,) = unexplained_gaps(session)
    assert (gap.series, gap.period, gap.numbers) == ("DM", "2027", (1002, 1003))
    assert take(session, now, clerk, yearly)[0].printed == "DM-27/1004"


def test_the_register_lists_naturally_by_pages_and_by_what_is_asked(
    session: OfficeSession, now: datetime, clerk: Actor
) -> None:
    define_series(session, now, clerk, "DM", "{series}-{seq}", 8)
    for _ in range(4):
        take(session, now, clerk, Reference(series="DM"))
    take(session, now, clerk, Reference(manual="A list"), day=date(2026, 5, 5))
    void_entry(session, now, clerk, entry_of(session, "DM-9"), "Skipped.")

    everything = list_entries(session)
    assert printed(everything.lines) == ["A list", "DM-8", "DM-9", "DM-10", "DM-11"]
    assert (everything.total, everything.after) == (5, None)
    first = list_entries(session, limit=2)
    second = list_entries(session, limit=2, after=first.after)
    third = list_entries(session, limit=2, after=second.after)
    assert [printed(page.lines) for page in (first, second, third)] == [
        ["A list", "DM-8"],
        ["DM-9", "DM-10"],
        ["DM-11"],
    ]
    assert third.after is None
    assert printed(list_entries(session, year=2026).lines) == ["A list"]
    assert printed(list_entries(session, series="DM", state=EntryState.VOID).lines) == ["DM-9"]
    (void,) = list_entries(session, state=EntryState.VOID).lines
    assert (void.reason, void.series, void.handle) == ("Skipped.", "DM", "")
