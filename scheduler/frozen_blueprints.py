"""The frozen blueprints: what the copies of a released campaign are made of, kept as they were rehearsed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import select

from letters.facts import Language
from letters.layout.tree import CopyMark
from mailer.canonical import digest
from mailer.database import OfficeSession
from mailer.delivery import StoredBlueprint
from mailer.errors import Refused
from mailer.outbox import keep_blueprint
from scheduler.frozen import AudienceFreeze
from scheduler.merging import Specs

BlueprintIds = Mapping[tuple[Language, CopyMark], int]

GONE: Final = "A blueprint that was frozen at the release is gone, or was altered in the database."
_SETTINGS: Final = {"sender": "the sender", "reply_to": "the reply address", "domain": "the mail domain"}
"""What of a blueprint comes from office.toml, in a clerk's words."""
_PROGRAM: Final = frozenset({"engine", "headers"})
"""What of a blueprint comes from the program alone."""


def keep_rehearsed(session: OfficeSession, specs: Specs) -> dict[str, str]:
    """Keep the blueprints that copies were rehearsed by; their names (`en original`) to their keys."""
    return {_name(key): _kept(session, specs, key) for key in sorted(specs) if key[1] is not CopyMark.TEST}


def frozen_ids(session: OfficeSession, freeze: AudienceFreeze) -> BlueprintIds:
    """The post room's ids of the blueprints that were frozen; Refused if one is gone."""
    asked = select(StoredBlueprint.key, StoredBlueprint.id).where(
        StoredBlueprint.key.in_(freeze.blueprints.values())
    )
    ids = dict(session.execute(asked).all())
    if not ids.keys() >= set(freeze.blueprints.values()):
        raise Refused(GONE)
    return {_read_name(name): ids[key] for name, key in freeze.blueprints.items()}


def changed_since(session: OfficeSession, freeze: AudienceFreeze, specs: Specs) -> str:
    """Why copies made by these blueprints would not be those that were rehearsed, as a sentence; else empty.

    `specs` are those that the letter, the settings and the program give now.
    """
    now = {_name(key): spec for key, spec in specs.items() if key[1] is not CopyMark.TEST}
    if now.keys() != freeze.blueprints.keys():
        return "The letter has not the versions any more that were rehearsed."
    for name, key in sorted(freeze.blueprints.items()):
        stored = session.scalars(select(StoredBlueprint.spec).where(StoredBlueprint.key == key)).first()
        before = json.loads(stored) if stored else None
        if before is None or digest(before) != key:
            return GONE
        if key != now[name].key:
            return _in_words(before, json.loads(now[name].to_json()))
    return ""


def _in_words(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What makes two blueprints differ."""
    differing = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    changed = list(_changed_settings(before, now))
    if changed:
        return f"The office's settings were changed since the release: {'; '.join(changed)}."
    if differing & _PROGRAM:
        return "The program was updated since the release, and would make the copies otherwise now."
    return f"The copies would not be what was rehearsed: {', '.join(sorted(differing))} changed."


def _changed_settings(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, words in _SETTINGS.items():
        was, becomes = _shown(before[name]), _shown(now[name])
        if was != becomes:
            yield f"{words} was {was} and is {becomes}"


def _shown(value: str | Mapping[str, str] | None) -> str:
    """A mailbox, or a domain, as people write it."""
    if not value:
        return "none"
    if isinstance(value, str):
        return value
    return f"{value['name']} <{value['address']}>" if value["name"] else value["address"]


def _kept(session: OfficeSession, specs: Specs, key: tuple[Language, CopyMark]) -> str:
    keep_blueprint(session, specs[key])
    return specs[key].key


def _name(key: tuple[Language, CopyMark]) -> str:
    language, mark = key
    return f"{language.value} {mark.value}"


def _read_name(name: str) -> tuple[Language, CopyMark]:
    language, _, mark = name.partition(" ")
    return Language(language), CopyMark(mark)
