"""Copies: who gets one where somebody would get several, in which quality, and who gets none and why."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from letters.facts import Facts
from mailer.merge import Value, Values
from recipients.countries import country_name
from recipients.courtesy import courtesy_code
from recipients.entries import Entry
from recipients.names import name_key
from scheduler.frozen import CopyKind

NO_ADDRESS: Final = "The directory has no address for them."
NO_ITEMS: Final = "The campaign lists each recipient's own items, and its file has none of theirs."
ERASED: Final = "Was erased from the records, and is not written to again until that is lifted."
_RANK: Final = {kind: place for place, kind in enumerate(CopyKind)}


@dataclass(frozen=True, slots=True)
class Capacity:
    """One quality in which somebody is in an audience: as addressee or copy, and by which reasons."""

    kind: CopyKind
    because: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """As it is stored."""
        return {"kind": self.kind.value, "because": list(self.because)}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy for one address of one entry of the directory; or none, with the reason."""

    entry: Entry
    kind: CopyKind
    address: str
    address_key: str
    beside: bool
    """Whether this is an address beside the one that the entry is written to itself."""
    capacities: tuple[Capacity, ...]
    none_because: str = ""
    shares: str = ""
    """Who else gets a copy at this mailbox; empty where nobody does."""
    headers: str = ""
    """Canonical text of the headers that tie it to earlier letters (`scheduler.threading`)."""
    items: Values | None = None
    """The recipient's own items by the letter's field, where the campaign lists them."""

    @property
    def display_name(self) -> str:
        """The name beside the address in the message: the person, the post, or the organisation."""
        return self.entry.addressed_as or self.entry.organisation

    @property
    def domain(self) -> str:
        """The domain of the address, as an A-label."""
        return self.address.rpartition("@")[2]

    @property
    def person(self) -> str:
        """What makes two entries at one mailbox one person: the name, else post and organisation.

        Entries with items of their own are two, lest somebody's items be listed nowhere.
        """
        if self.items:
            return f"\0{self.entry.id}"
        if self.entry.name:
            return name_key(self.entry.name)
        return f"\0{self.entry.organisation_id}\0{name_key(self.entry.post)}"

    def without(self, why: str, other: Entry | None = None) -> Copy:
        """The same, getting none; `other` is who gets one instead, whom what is stored names by number."""
        if other is None:
            return replace(self, none_because=why)
        return replace(self, none_because=f"{why}, as recipient {other.id}.", shares=other.label)


def copies_of(entry: Entry, capacities: Sequence[Capacity], items: Values | None = None) -> Iterator[Copy]:
    """A copy for each address of one entry, before it is known who else reads at that mailbox.

    To wins over Cc, and both over a copy group; every capacity is kept. Without an address, one that gets
    none. `items` are the entry's own, listed in each of them.
    """
    as_copy = [capacity for capacity in capacities if capacity.kind is CopyKind.COPY]
    own = [capacity for capacity in capacities if capacity.kind is CopyKind.TO]
    beside = [replace(capacity, kind=CopyKind.CC) for capacity in own]
    for addresses, held, is_beside in ((entry.to, own, False), (entry.cc, beside, True)):
        counted = (*held, *as_copy)
        for address, key in addresses if counted else ():
            yield Copy(entry, counted[0].kind, address, key, is_beside, counted, items=items)
    if capacities and not entry.to and not entry.cc:
        counted = (*own, *as_copy)
        yield Copy(entry, counted[0].kind, "", "", False, counted, NO_ADDRESS, items=items)


def settle_mailbox(copies: Iterable[Copy]) -> list[Copy]:
    """Who of all that read at one mailbox gets a copy; the same copies, some with the reason why none.

    One person under several entries gets one, in the best quality. Two people at one mailbox get one each. A
    mailbox that has a copy of its own gets none on behalf of others beside, and never two of those.
    """
    ordered = sorted(copies, key=lambda copy: (copy.beside, _RANK[copy.kind], copy.entry.id))
    served: dict[str, Copy] = {}
    without: list[Copy] = []
    for copy in ordered:
        if copy.beside and served:
            first = next(iter(served.values()))
            without.append(copy.without("This mailbox gets its own copy", first.entry))
        elif copy.person in served:
            without.append(copy.without("The same person gets a copy already", served[copy.person].entry))
        else:
            served[copy.person] = copy
    return [*_noting_each_other(list(served.values())), *without]


def without_erased(copy: Copy, erased: Container[str]) -> Copy:
    """The copy, or none where its address is that of a person who was erased."""
    return copy if copy.none_because or copy.address_key not in erased else copy.without(ERASED)


def _noting_each_other(copies: list[Copy]) -> Iterator[Copy]:
    for copy in copies:
        others = [other.entry.label for other in copies if other is not copy]
        yield replace(copy, shares="; ".join(others[:3])) if others else copy


def settle_all(copies: Iterable[Copy], shared: Callable[[str], bool]) -> Iterator[Copy]:
    """Every copy settled; what stands at a mailbox that the directory has more than once comes last.

    Only those wait in memory, so that half a million stream through.
    """
    waiting: dict[str, list[Copy]] = {}
    for copy in copies:
        if not copy.none_because and shared(copy.address_key):
            waiting.setdefault(copy.address_key, []).append(copy)
        else:
            yield copy
    for _, together in sorted(waiting.items()):
        yield from settle_mailbox(together)


@dataclass(frozen=True, slots=True)
class Service:
    """The language somebody is served in: none where the letter has no version for them."""

    language: str
    fell_back: bool

    @property
    def wanting(self) -> bool:
        """Whether the letter has nothing for them."""
        return not self.language


def service_for(entry: Entry, facts: Facts) -> Service:
    """The language of a copy, by the letter's own rule of fallback."""
    served = facts.served_in(entry.languages)
    return Service(served.language.value, served.fell_back) if served else Service("", fell_back=False)


def merge_values(entry: Entry, address: str, language: str, items: Values | None = None) -> dict[str, Value]:
    """Everything that a letter may say of a recipient: the reserved fields, the recipient's own, its items.

    `category` and `courtesy` are codes, which conditions compare; `country` is the name in the letter's
    language. Own fields never replace a reserved one, and items take the place of a field of the directory.
    """
    own = entry.fields
    return {
        **own,
        **(items or {}),
        "salutation": entry.salutation,
        "courtesy": courtesy_code(entry, own),
        "name": entry.addressed_as,
        "organisation": entry.organisation,
        "category": entry.category,
        "country": country_name(entry.country, language) if entry.country else "",
        "language": language,
        "address": address,
    }


def used_values(
    values: Values, fields: Iterable[str], row_fields: Mapping[str, frozenset[str]]
) -> dict[str, Value]:
    """The values that a template uses and no others, tables with the columns it uses; absent ones absent."""
    found: dict[str, Value] = {}
    for name in fields:
        value = values.get(name)
        if value is None:
            continue
        columns = row_fields.get(name)
        if columns is None or isinstance(value, str):
            found[name] = value
        else:
            found[name] = [{key: cell for key, cell in row.items() if key in columns} for row in value]
    return found
