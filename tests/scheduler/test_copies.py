"""Who gets one copy where somebody would get several, and who gets none and why."""

from __future__ import annotations

from recipients.entries import Entry
from recipients.recipient import RecipientKind
from scheduler.copies import NO_ADDRESS, Capacity, Copy, copies_of, merge_values, settle_all, used_values
from scheduler.frozen import CopyKind

TO = Capacity(CopyKind.TO, ("category governments",))
COPY = Capacity(CopyKind.COPY, ("Missions: list Missions",))


def entry(number: int, *to: str, name: str = "", organisation: str = "", cc: tuple[str, ...] = ()) -> Entry:
    return Entry(
        id=number,
        version=1,
        kind=RecipientKind.PERSON if name else RecipientKind.ORGANISATION,
        external_id="",
        name=name,
        post="",
        salutation="",
        own_country="",
        own_languages="",
        fields_text='{"quota": "3", "name": "somebody else", "rows": [{"a": "1", "b": "2"}]}',
        organisation_id=number,
        organisation_external_id="",
        organisation=organisation or f"Body {number}",
        category="governments",
        organisation_country="KE",
        organisation_languages="fr,en",
        to=tuple((address, address) for address in to),
        cc=tuple((address, address) for address in cc),
        lists=(),
    )


def settled(*copies: Copy) -> list[tuple[int, CopyKind, bool]]:
    """Recipient, kind, and whether it gets a copy; as if every mailbox were shared."""
    found = settle_all(copies, lambda _: True)
    return [(copy.entry.id, copy.kind, not copy.none_because) for copy in found]


def test_to_wins_over_cc_and_a_copy_group_and_every_capacity_is_kept() -> None:
    both = list(copies_of(entry(1, "a@one.example", cc=("b@one.example",)), [TO, COPY]))
    assert [(copy.address, copy.kind) for copy in both] == [
        ("a@one.example", CopyKind.TO), ("b@one.example", CopyKind.CC)
    ]  # fmt: skip
    assert [capacity.kind for capacity in both[0].capacities] == [CopyKind.TO, CopyKind.COPY]
    assert [capacity.kind for capacity in both[1].capacities] == [CopyKind.CC, CopyKind.COPY]


def test_a_member_of_a_copy_group_alone_gets_copies_at_all_its_addresses() -> None:
    found = copies_of(entry(1, "a@one.example", cc=("b@one.example",)), [COPY])
    assert [copy.kind for copy in found] == [CopyKind.COPY, CopyKind.COPY]


def test_somebody_without_an_address_is_listed_with_the_reason() -> None:
    (only,) = copies_of(entry(1), [TO])
    assert (only.address, only.none_because) == ("", NO_ADDRESS)


def test_two_people_at_one_mailbox_get_a_copy_each_and_know_of_each_other() -> None:
    one, other = (
        next(copies_of(entry(number, "office@one.example", name=name), [TO]))
        for number, name in ((1, "Ann Osei"), (2, "Luis Prado"))
    )
    assert settled(one, other) == [(1, CopyKind.TO, True), (2, CopyKind.TO, True)]
    shown = list(settle_all([one, other], lambda _: True))
    assert "Luis Prado" in shown[0].shares


def test_a06_one_person_under_two_entries_gets_one_copy_in_the_better_quality() -> None:
    copied = next(copies_of(entry(1, "ann@one.example", name="Ann Osei"), [COPY]))
    addressed = next(copies_of(entry(2, "ann@one.example", name="ann  OSEI"), [TO]))
    assert settled(copied, addressed) == [(2, CopyKind.TO, True), (1, CopyKind.COPY, False)]


def test_a_mailbox_with_a_copy_of_its_own_gets_none_beside() -> None:
    own = next(copies_of(entry(1, "mission@one.example", name="Ann Osei"), [TO]))
    beside = [
        list(copies_of(entry(number, f"m{number}@one.example", cc=("mission@one.example",)), [TO]))[1]
        for number in (2, 3)
    ]
    assert settled(own, *beside) == [
        (1, CopyKind.TO, True), (2, CopyKind.CC, False), (3, CopyKind.CC, False)
    ]  # fmt: skip
    assert settled(*beside) == [(2, CopyKind.CC, True), (3, CopyKind.CC, False)]


def test_mailboxes_that_nobody_shares_pass_through_in_order() -> None:
    copies = [next(copies_of(entry(number, f"p{number}@one.example"), [TO])) for number in (1, 2, 3)]
    assert list(settle_all(copies, lambda _: False)) == copies


def test_own_fields_never_replace_a_reserved_one() -> None:
    values = merge_values(entry(1, "a@one.example", name="Ann Osei"), "a@one.example", "fr")
    assert (values["name"], values["country"], values["quota"]) == ("Ann Osei", "Kenya", "3")
    assert values["category"] == "governments"


def test_only_what_a_template_uses_is_kept() -> None:
    values = merge_values(entry(1, "a@one.example"), "a@one.example", "en")
    used = used_values(values, ["quota", "rows", "absent"], {"rows": frozenset({"a"})})
    assert used == {"quota": "3", "rows": [{"a": "1"}]}
