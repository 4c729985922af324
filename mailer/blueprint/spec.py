"""The specification of a blueprint: frozen facts with their canonical text and key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from mailer.blueprint.mailbox import Mailbox
from mailer.blueprint.parts import PartRef
from mailer.canonical import canonical_json, digest
from mailer.dispatch import MailKind
from mailer.errors import Refused

ENGINE: Final = 1
"""The version of the rules by which a filling becomes bytes; another one needs golden files of its own."""


@dataclass(frozen=True, kw_only=True)
class BlueprintSpec:
    """All that the copies of one version of a letter have in common.

    `subject`, `text` and `html` are merge templates; `fixed` are merge values that no recipient may override.
    `headers` are further headers, the same in every copy. `domain` is the office's, in A-labels, for
    Message-ID, return path, unsubscribe and reply address. With `signed_replies` answers go to an address
    that names the copy, and not to `reply_to`. `list_id` is the id alone, without angles (RFC 2919).
    `own_part` names the file that each copy must bring along for itself, before all parts; empty where none.
    """

    language: str
    sender: Mailbox
    subject: str
    text: str
    html: str
    domain: str
    kind: MailKind
    reply_to: Mailbox | None = None
    fixed: Mapping[str, str] = field(default_factory=dict, hash=False)
    headers: tuple[tuple[str, str], ...] = ()
    parts: tuple[PartRef, ...] = ()
    list_id: str | None = None
    signed_replies: bool = False
    engine: int = ENGINE
    own_part: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fixed", MappingProxyType(dict(self.fixed)))

    @cached_property
    def key(self) -> str:
        """SHA-256 of the canonical text, engine version included, as 64 hexadecimal digits."""
        return digest(self._facts())

    def message_id(self, serial: str) -> str:
        """The Message-ID of the copy of this serial, in angles (RFC 5322 section 3.6.4)."""
        return f"<{serial}@{self.domain}>"

    def to_json(self) -> str:
        """The canonical text: equal specifications give equal text."""
        return canonical_json(self._facts())

    def _facts(self) -> dict[str, Any]:
        facts = {item.name: getattr(self, item.name) for item in fields(self)}
        facts["sender"] = _mailbox_facts(self.sender)
        facts["reply_to"] = _mailbox_facts(self.reply_to) if self.reply_to else None
        facts["fixed"] = dict(self.fixed)
        facts["parts"] = [[part.sha256, part.media_type, part.filename, part.size] for part in self.parts]
        for later in ("own_part", "signed_replies"):
            if not facts[later]:
                del facts[later]  # those kept before there was such a thing have the keys they had
        return facts

    @classmethod
    def from_json(cls, text: str) -> BlueprintSpec:
        """The specification that gave this text; Refused if it is none, or of another engine version."""
        try:
            facts = json.loads(text)
            engine = facts["engine"]
            if engine != ENGINE:
                raise Refused(f"It needs engine {engine}; the program has {ENGINE}.")
            facts["sender"] = Mailbox(**facts["sender"])
            facts["reply_to"] = Mailbox(**facts["reply_to"]) if facts["reply_to"] else None
            facts["headers"] = tuple((name, value) for name, value in facts["headers"])
            facts["parts"] = tuple(PartRef(*part) for part in facts["parts"])
            facts["kind"] = MailKind(facts["kind"])
            return cls(**facts)
        except (ValueError, TypeError, KeyError) as error:
            raise Refused("The stored blueprint cannot be read; the database may be damaged.") from error


def _mailbox_facts(mailbox: Mailbox) -> dict[str, str]:
    return {"name": mailbox.name, "address": mailbox.address}
