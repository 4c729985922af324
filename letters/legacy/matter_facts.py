"""Makes facts of what an old letter is about: asks, deadlines, events, annexes, relations, promises."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from letters.deadlines import CalendarDate
from letters.facts import AnnexDisplay, AnnexLabel, ChannelKind, DeadlineKind
from letters.legacy.fact_texts import line, text, without_nothing
from letters.legacy.letter import OldLetter
from letters.legacy.matters import FoundAsk, FoundDeadline, FoundEvent

Plain = dict[str, Any]
_STEMS: Final = {
    DeadlineKind.RESPONSE: "reply",
    DeadlineKind.REGISTRATION_OPENING: "opening",
    DeadlineKind.EVENT: "event-day",
    DeadlineKind.PUBLICATION: "publication",
}
_MOST_ANNEXES: Final = 999
_UNNAMED: Final = "—"


def matter_facts(letter: OldLetter) -> Plain:
    """Asks, deadlines, events, annexes, relations, promises and credentials as `letter.yaml` says them."""
    names = _Names(letter)
    matters = letter.matters
    return {
        "asks": [_ask(ask, number, names) for number, ask in enumerate(matters.asks, start=1)],
        "deadlines": [_deadline(one, names) for one in matters.deadlines],
        "events": [_event(one, names) for one in matters.events],
        **_annexes(letter),
        "relations": [
            without_nothing(
                {
                    "kind": one.kind.value,
                    "reference": text(one.reference),
                    "title": text(one.title),
                    "date": str(one.date or ""),
                }
            )
            for one in matters.relations
        ],
        "promises": [
            without_nothing({"text": text(one.text), "due": str(one.due or "")}) for one in matters.promises
        ],
        "credentials": _credentials(letter),
    }


class _Names:
    """Short names for deadlines and events, by which asks and deadlines name them."""

    def __init__(self, letter: OldLetter) -> None:
        self.subject = letter.parties.subject.text if letter.parties.subject else ""
        self.events: dict[tuple[CalendarDate, CalendarDate | None], str] = {
            (one.start, one.end): f"event-{number}"
            for number, one in enumerate(letter.matters.events, start=1)
        }
        self.in_order = sorted(letter.matters.events, key=lambda one: one.start.first_day())
        self.deadlines: dict[tuple[date, DeadlineKind], str] = {}
        for one in letter.matters.deadlines:
            stem = _STEMS[one.kind]
            taken = sum(name.startswith(stem) for name in self.deadlines.values())
            self.deadlines[one.day, one.kind] = f"{stem}-{taken + 1}" if taken else stem
        self.next_event = self.event_after(letter.issued) or next(iter(self.events.values()), "")

    def event_after(self, day: date) -> str:
        """The name of the first event that begins on this day or later; empty where there is none."""
        to_come = [one for one in self.in_order if one.start.last_day() >= day]
        return self.events[to_come[0].start, to_come[0].end] if to_come else ""


def _ask(ask: FoundAsk, number: int, names: _Names) -> Plain:
    deadline = names.deadlines.get((ask.deadline, DeadlineKind.RESPONSE)) if ask.deadline else None
    return without_nothing(
        {
            "id": f"ask-{number}",
            "what": text(ask.what),
            "channel": _channel(ask, names),
            "duty": ask.duty.value,
            "deadline": deadline or "",
        }
    )


def _channel(ask: FoundAsk, names: _Names) -> Plain:
    match ask.channel:
        case ChannelKind.URL:
            return {"url": line(ask.to)}
        case ChannelKind.MAILBOX:
            return {"mailbox": line(ask.to)}
        case ChannelKind.ANNEX:
            return {"annex": int(ask.to)}
        case ChannelKind.PLATFORM:
            return without_nothing({"platform": line(ask.to), "url": line(ask.url)})
        case ChannelKind.EVENT:
            return {"event": names.next_event}
    return {}


def _deadline(one: FoundDeadline, names: _Names) -> Plain:
    return without_nothing(
        {
            "id": names.deadlines[one.day, one.kind],
            "date": one.day.isoformat(),
            "time": one.clock or "",
            "zone": one.zone or "",
            "wording": one.wording.value,
            "kind": one.kind.value,
            "printed": line(one.phrase),
            "event": names.event_after(one.day),
        }
    )


def _event(one: FoundEvent, names: _Names) -> Plain:
    return without_nothing(
        {
            "id": names.events[one.start, one.end],
            "title": text(one.title) or text(names.subject) or text(one.display),
            "place": text(one.place),
            "country": text(one.country),
            "start": str(one.start),
            "end": str(one.end) if one.end and one.end != one.start else "",
            "display": text(one.display),
        }
    )


def _annexes(letter: OldLetter) -> Plain:
    """Annexes as announced, those that stand in the file, and those that an ask names as its form."""
    found = letter.parties.annexes
    forms = {int(ask.to) for ask in letter.matters.asks if ask.channel is ChannelKind.ANNEX}
    inside = {annex.number for annex in letter.zones.annexes}
    count = min(max([found.number if found else 0, *forms, *inside]), _MOST_ANNEXES)
    titles = dict(enumerate(found.titles, start=1)) if found else {}
    entries = [
        without_nothing(
            {
                "number": number,
                "title": text(titles.get(number, "")),
                "file": f"annexes/annex-{number}.txt" if number in inside else "",
                "form": "yes" if number in forms else "",
            }
        )
        for number in range(1, count + 1)
    ]
    return {"annexes": entries, "annex_form": _annex_form(letter, count)} if entries else {}


def _annex_form(letter: OldLetter, count: int) -> Plain:
    found = letter.parties.annexes
    labels = letter.tongue.formulas.labels
    display = AnnexDisplay.TITLED if found and found.titles else AnnexDisplay.COUNT
    form: Plain = {"display": display.value}
    if found is None or not found.label:
        return form
    usual = {
        labels.enclosure if count == 1 else labels.enclosures: AnnexLabel.ENCLOSURE,
        labels.annex if count == 1 else labels.annexes: AnnexLabel.ANNEX,
    }
    if found.label in usual:
        return {**form, "label": usual[found.label].value}
    return {**form, "label_text": line(found.label)}


def _credentials(letter: OldLetter) -> Plain:
    found = letter.matters.credentials
    if found is None:
        return {}
    addressees = letter.parties.addressees
    usual = addressees.heading[0] if addressees and addressees.heading else _UNNAMED
    return {"issued_to": text(found.issued_to) or text(usual), "text": text(found.text)}
