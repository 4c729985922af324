"""A letter's blueprints at hand for its copies: which values each one uses, and how large a copy becomes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from letters.facts import Language
from letters.layout.tree import CopyMark
from mailer.blueprint import Blueprint, BlueprintSpec, Filling
from mailer.canonical import canonical_json
from mailer.merge import Values
from scheduler.copies import Copy, merge_values, used_values
from scheduler.frozen import CopyKind
from scheduler.personal import OwnDocuments

Specs = Mapping[tuple[Language, CopyMark], BlueprintSpec]

_SERIAL: Final = "rehearsal2345abc"
_TOKEN: Final = "ka" + "a" * 32
"""As long as a real one (`mailer.token`), so that sizes are true."""


def mark_of(kind: CopyKind) -> CopyMark:
    """What a copy of this kind says it is."""
    return CopyMark.COPY if kind is CopyKind.COPY else CopyMark.ORIGINAL


@dataclass
class MeasuredBlueprint:
    """One blueprint, filled without its annexes; their size is measured once and added.

    `own` sets the documents of each recipient's own, where the copies of `mark` have one.
    """

    spec: BlueprintSpec
    part_bytes: Callable[[str], bytes]
    mark: CopyMark
    own: OwnDocuments | None = None
    _bare: Blueprint = field(init=False, repr=False)
    _annexes: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._bare = Blueprint(replace(self.spec, parts=()), {})
        self._annexes = None if self.spec.parts else 0

    def values_text(self, copy: Copy, language: str) -> str:
        """Canonical text of the merge values that this blueprint uses of a copy's recipient."""
        values = merge_values(copy.entry, copy.address, language, copy.items)
        return canonical_json(used_values(values, self._bare.fields, self._bare.row_fields))

    def missing(self, values: Values) -> tuple[str, ...]:
        """The fields that a copy with these values would lack."""
        return self._bare.missing(values)

    def size_of(self, copy: Copy, values_text: str, now: datetime) -> int:
        """Octets of the whole message for one copy, merged exactly as it would be sent.

        MergeFailed, naming the field, for values that cannot be merged, in the mail or in a document of
        their own.
        """
        own = self.own.of_text(self.spec.language, self.mark, values_text) if self.own else None
        filling = Filling(
            serial=_SERIAL,
            return_token=_TOKEN,
            unsubscribe_token=_TOKEN,
            address=copy.address,
            name=copy.display_name,
            dated_at=now,
            values=json.loads(values_text),
            extra_parts=(own,) if own else (),
            headers=tuple(json.loads(copy.headers).items()) if copy.headers else (),
            reply_token=_TOKEN,
        )
        size = len(self._bare.fill(filling))
        if self._annexes is None:
            parts = {part.sha256: self.part_bytes(part.sha256) for part in self.spec.parts}
            self._annexes = len(Blueprint(self.spec, parts).fill(filling)) - size
        return size + self._annexes


class LetterBlueprints:
    """The blueprints of one approved letter, each compiled when it is first asked for."""

    def __init__(
        self, specs: Specs, part_bytes: Callable[[str], bytes], own: OwnDocuments | None = None
    ) -> None:
        self._specs = specs
        self._part_bytes = part_bytes
        self._own = own
        self._ready: dict[tuple[Language, CopyMark], MeasuredBlueprint] = {}

    def of(self, language: str, mark: CopyMark) -> MeasuredBlueprint:
        """The blueprint of a language and mark; KeyError if the letter has no such version."""
        key = (Language(language), mark)
        if key not in self._ready:
            self._ready[key] = MeasuredBlueprint(self._specs[key], self._part_bytes, mark, self._own)
        return self._ready[key]
