"""Sets of ids as rows of bits: half a million recipients in 64 kilobytes, combined in microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any, Final

_BITS: Final = [[bit for bit in range(8) if octet >> bit & 1] for octet in range(256)]


class IdSet(Set[int]):
    """An unchangeable set of ids (whole numbers from 0 on, drawn close together), in order."""

    __slots__ = ("_octets",)

    def __init__(self, ids: Iterable[int] = ()) -> None:
        octets = bytearray()
        for number in ids:
            if number < 0:
                raise ValueError(f"{number} is no id")
            place = number >> 3
            if place >= len(octets):
                octets.extend(bytes(place + 1 - len(octets) + len(octets) // 2))
            octets[place] |= 1 << (number & 7)
        self._octets = bytes(octets.rstrip(b"\0"))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int) or number < 0 or number >> 3 >= len(self._octets):
            return False
        return bool(self._octets[number >> 3] >> (number & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        for place, octet in enumerate(self._octets):
            if octet:
                for bit in _BITS[octet]:
                    yield place * 8 + bit

    def __len__(self) -> int:
        return self._as_number().bit_count()

    def __and__(self, other: Set[Any]) -> IdSet:
        return _from_number(self._as_number() & _as_idset(other)._as_number())

    def __or__(self, other: Set[Any]) -> IdSet:
        return _from_number(self._as_number() | _as_idset(other)._as_number())

    def __sub__(self, other: Set[Any]) -> IdSet:
        return _from_number(self._as_number() & ~_as_idset(other)._as_number())

    def __repr__(self) -> str:
        return f"IdSet of {len(self)}"

    def _as_number(self) -> int:
        return int.from_bytes(self._octets, "little")

    @classmethod
    def _from_octets(cls, octets: bytes) -> IdSet:
        made = cls()
        made._octets = octets
        return made


def _from_number(number: int) -> IdSet:
    return IdSet._from_octets(number.to_bytes((number.bit_length() + 7) // 8, "little"))


def _as_idset(ids: Set[Any]) -> IdSet:
    return ids if isinstance(ids, IdSet) else IdSet(ids)
