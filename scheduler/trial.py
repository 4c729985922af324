"""Test sends: a letter to named colleagues only, filled with somebody's values and marked as a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from letters.compile import KINDS
from letters.facts import Language
from letters.family import why_not_to_send
from letters.layout.tree import CopyMark
from mailer.address import Address, is_listed, parse
from mailer.audit import Actor
from mailer.blueprint import Blueprint, BlueprintSpec
from mailer.database import OfficeSession
from mailer.dispatch import Dispatch, DispatchState, new_dispatch, unfinished
from mailer.errors import NotFound, Refused
from mailer.merge import Value
from mailer.outbox import Outgoing, close_dispatch, fill, keep_blueprint, keep_part, open_dispatch
from mailer.settings import OfficeSettings
from mailer.staff import Staff
from recipients.entries import Entry, load_entries
from recipients.recipient import AddressRole, Recipient, RecipientAddress, in_directory
from scheduler.attaching import specs_of
from scheduler.campaign import Campaign, campaign_named, letter_of_campaign, note
from scheduler.contacted import key_of
from scheduler.copies import merge_values, service_for, used_values
from scheduler.items import items_of
from scheduler.personal import OwnPart
from scheduler.rights import require_acting

FIRST: Final = 100
"""The priority of tests: somebody sits and waits for them."""


@dataclass(frozen=True)
class Colleague:
    """Somebody a test may go to."""

    name: str
    address: Address


@dataclass(frozen=True)
class Trial:
    """A test that was put into the outbox: to whom, in whose place, in which languages."""

    dispatch_id: int
    delivery_ids: tuple[int, ...]
    colleagues: tuple[Colleague, ...]
    in_place_of: Entry
    languages: tuple[str, ...]


def send_trial(
    session: OfficeSession,
    now: datetime,
    by: Actor,
    office: OfficeSettings,
    key_id: str,
    name: str,
    *,
    to: Sequence[str],
    in_place_of: Entry,
    languages: Sequence[str] = (),
    own: Mapping[str, OwnPart] = MappingProxyType({}),
) -> Trial:
    """Put a test of a campaign's letter into the outbox for these colleagues; the worker sends it next.

    `to` are names of staff, or addresses of staff or of the office's allow-list: Refused for anybody else.
    The dispatch itself names who it may reach, which the worker enforces immediately before MAIL (A48).
    It is filled with the values of `in_place_of`, in that entry's language or in all those asked for; `own`
    are the documents that `try_campaign` set for them, by language. Refused if the letter has no version in
    one of them, or a value is missing.
    """
    require_acting(by, "send a test")
    campaign = campaign_named(session, name)
    if campaign.state.ended:
        raise Refused(f"The campaign “{name}” is {campaign.state}; it is tested no more.")
    if why := why_not_to_send(session, letter_of_campaign(session, campaign)):
        raise Refused(why)
    allowed = allowed_for_tests(session, office)
    colleagues = tuple(_colleague(session, text, allowed, office) for text in to)
    if not colleagues:
        raise Refused("Name the colleagues that the test goes to.")
    specs = filled_specs(session, campaign, office, in_place_of, languages)
    keys = {colleague.address.key for colleague in colleagues}
    dispatch_id = _dispatch(session, now, campaign, key_id, sorted(keys | allowed.keys()))
    for _, content in own.values():
        keep_part(session, content)
    outgoing = [
        _outgoing(colleague, keep_blueprint(session, spec), values, own.get(spec.language))
        for spec, values in specs
        for colleague in colleagues
    ]
    ids = fill(session, now, dispatch_id, outgoing)
    open_dispatch(session, now, dispatch_id, by)
    tried = tuple(spec.language for spec, _ in specs)
    facts = {
        "dispatch": dispatch_id,
        "copies": len(ids),
        "languages": list(tried),
        "in_place_of": in_place_of.id,
    }
    note(session, now, by, campaign, "test", facts=facts)
    return Trial(dispatch_id, tuple(ids), colleagues, in_place_of, tried)


def allowed_for_tests(session: OfficeSession, office: OfficeSettings) -> dict[str, str]:
    """The address keys that a test may reach, with the name: active staff, and the office's allow-list."""
    found: dict[str, str] = {}
    for text in office.allow:
        parsed = parse(text)
        if isinstance(parsed, Address):
            found[parsed.key] = ""
    for person in session.scalars(select(Staff).where(Staff.active).order_by(Staff.name)):
        parsed = parse(person.email)
        if isinstance(parsed, Address):
            found[parsed.key] = person.full_name
    return found


def close_tests(session: OfficeSession, now: datetime, by: Actor) -> int:
    """Close the dispatches of tests that are through, so that the worker need not look at them; how many."""
    opened = select(Dispatch.id).where(Dispatch.state == DispatchState.OPEN, Dispatch.allowed.is_not(None))
    through = [number for number in session.scalars(opened) if not unfinished(session, number)]
    for number in through:
        close_dispatch(session, now, number, by, "the test is through")
    return len(through)


def entry_at(session: OfficeSession, address: str) -> Entry:
    """The entry of the directory that is written to at an address; NotFound if there is none."""
    asked = (
        select(RecipientAddress.recipient_id)
        .join(Recipient, Recipient.id == RecipientAddress.recipient_id)
        .where(RecipientAddress.address_key == key_of(address), in_directory())
        .order_by(RecipientAddress.role == AddressRole.CC, RecipientAddress.recipient_id)
    )
    for entry in load_entries(session, list(session.scalars(asked.limit(1)))):
        return entry
    raise NotFound(f"Nobody in the directory is written to at {address}.")


def _colleague(
    session: OfficeSession, text: str, allowed: Mapping[str, str], office: OfficeSettings
) -> Colleague:
    """The colleague named, by staff name or address; Refused for anybody a test may not reach."""
    person = session.scalars(select(Staff).where(Staff.name == text.strip(), Staff.active)).first()
    parsed = parse(person.email if person else text)
    if not isinstance(parsed, Address):
        what = f"{text} has no address in the staff list" if person else parsed.message.rstrip(".")
        raise Refused(f"{what}. A test goes to staff, by name or address.")
    if not is_listed(parsed.key, parsed.domain, {*allowed, *office.allow}):
        raise Refused(
            f"A test may not go to {parsed}: only to active staff, and to who stands under `allow` in the"
            " settings of the office."
        )
    return Colleague(allowed.get(parsed.key, ""), parsed)


def filled_specs(
    session: OfficeSession,
    campaign: Campaign,
    office: OfficeSettings,
    entry: Entry,
    languages: Sequence[str],
) -> list[tuple[BlueprintSpec, dict[str, Value]]]:
    """The blueprint of a test in each language asked for, with the entry's values; Refused if one lacks."""
    letter = letter_of_campaign(session, campaign)
    wanted = list(languages) or [service_for(entry, letter.read_facts()).language]
    specs, found = specs_of(session, campaign, office), []
    items = items_of(session, campaign.id)
    own = items.of(session, [entry.id]) if items else {}
    for language in wanted:
        spec = specs.get((Language(language), CopyMark.TEST)) if language in set(Language) else None
        if spec is None:
            raise Refused(f"The letter “{letter.handle}” has no version in “{language or 'their language'}”.")
        bare = Blueprint(replace(spec, parts=()), {})
        values = merge_values(entry, entry.to[0][0] if entry.to else "", language, own.get(entry.id))
        missing = bare.missing(values)
        if missing:
            listed = ", ".join(missing)
            raise Refused(f"{entry.label} has no value for {listed}, which the {language} version uses.")
        found.append((spec, used_values(values, bare.fields, bare.row_fields)))
    return found


def _dispatch(
    session: OfficeSession, now: datetime, campaign: Campaign, key_id: str, allowed: list[str]
) -> int:
    facts = letter_of_campaign(session, campaign).read_facts()
    dispatch = new_dispatch(
        session,
        now,
        label=f"test of {campaign.name}",
        key_id=key_id,
        kind=KINDS[facts.mail],
        stream=facts.stream or "",
        priority=FIRST,
        allowed=allowed,
    )
    return dispatch.id


def _outgoing(
    colleague: Colleague, blueprint_id: int, values: Mapping[str, Value], own: OwnPart | None
) -> Outgoing:
    return Outgoing(
        blueprint_id=blueprint_id,
        address=colleague.address.wire,
        address_key=colleague.address.key,
        domain=colleague.address.domain,
        name=colleague.name,
        values=values,
        extra_parts=(own[0],) if own else (),
    )
