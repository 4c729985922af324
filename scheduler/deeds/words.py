"""Every deed of the audit chain in plain words, and what its facts say as a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mailer.canonical import canonical_json

Facts = Mapping[str, Any]
_COUNTED: Final = ("added", "changed", "unchanged", "repeated", "refused", "missing")
"""The counts of an import, in the order of its report."""


@dataclass(frozen=True)
class Words:
    """How a deed is told: what somebody did, and a sentence made of its facts and details."""

    did: str
    says: Callable[[Facts], str] = lambda _: ""


def did(deed: str) -> str:
    """What somebody did, such as `approved a letter`; the deed's own name where it is not known here."""
    return DEEDS[deed].did if deed in DEEDS else deed


def sentence(deed: str, facts: Facts, details: Facts | None) -> str:
    """What the facts of an entry say, and of its details what was not erased.

    A deed or a fact that is not known here stands as it was written down, so that nothing is hidden.
    """
    told = {**facts, **(details or {})}
    try:
        return DEEDS[deed].says(told)
    except (KeyError, TypeError, ValueError, AttributeError):
        return canonical_json(told) if told else ""


def _join(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _quoted(text: object) -> str:
    return f"“{text}”" if text else ""


def _because(facts: Facts) -> str:
    """The reason given, under either of its names."""
    return _quoted(facts.get("reason") or facts.get("why"))


def _roles(facts: Facts) -> str:
    return f"as {', '.join(facts['roles'])}"


def _changed_staff(facts: Facts) -> str:
    return _join(_roles(facts), "" if facts["active"] else "acts no more")


def _imported(facts: Facts) -> str:
    counts = [f"{facts[name]:,} {name}" for name in _COUNTED if facts.get(name)]
    return f"{_count(facts['rows'], 'row')}: {', '.join(counts) or 'nothing new'}"


def _exported(facts: Facts) -> str:
    return _join(_count(facts["rows"], "row"), _quoted(facts.get("expression")))


def _on_list(facts: Facts) -> str:
    return _count(facts["recipients"], "recipient")


def _suppressed(facts: Facts) -> str:
    what = "no mail at all" if facts["scope"] == "all" else f"no mail of the scope {facts['scope']}"
    return _join(what, _because(facts))


def _lifted(facts: Facts) -> str:
    return _join(f"scope {facts['scope']}", _because(facts))


def _defined(facts: Facts) -> str:
    return f"{facts['pattern']}, from {facts['start']}, count begins anew: {facts['reset']}"


def _submitted(facts: Facts) -> str:
    again = "replaces what lay there" if facts["replaced"] else ""
    warned = _count(facts["warnings"], "warning") if facts["warnings"] else ""
    return _join(f"edition {facts['edition']}, in {', '.join(facts['languages'])}", again, warned)


def _sent_back(facts: Facts) -> str:
    return _join(f"edition {facts['edition']}", _because(facts))


def _cleared(facts: Facts) -> str:
    return _join(f"for {facts['office']}, edition {facts['edition']}", _because(facts))


def _stands_in(facts: Facts) -> str:
    return f"from {facts['from']} to {facts['to']}"


def _approved(facts: Facts) -> str:
    numbers = ", ".join(reference["printed"] for reference in facts["references"])
    return _join(
        f"edition {facts['edition']}, dated {facts['issue_date']}",
        f"numbered {numbers}" if numbers else "without a number",
        "by its own drafter" if facts["own_draft"] else "",
        _count(facts["warnings"], "warning") if facts["warnings"] else "",
    )


def _issued(facts: Facts) -> str:
    return ", ".join(reference["printed"] for reference in facts["references"])


def _withdrawn(facts: Facts) -> str:
    return _join(f"void: {', '.join(facts['voided'])}" if facts["voided"] else "", _because(facts))


def _made(facts: Facts) -> str:
    copied = f", and {facts['copied']:,} more in copy groups" if facts["copied"] else ""
    return _join(f"for {_count(facts['addressed'], 'recipient')}{copied}", str(facts.get("expression", "")))


def _tested(facts: Facts) -> str:
    return f"{_count(facts['copies'], 'copy', 'copies')}, in {', '.join(facts['languages'])}"


def _leaves(facts: Facts) -> str:
    moment, wanted, zone = facts["schedule"]
    chosen = f"{wanted} {zone}, " if wanted else ""
    return f"to leave at {chosen}{datetime.fromisoformat(moment):%Y-%m-%d %H:%M} UTC"


def _released(facts: Facts) -> str:
    held = facts["state"] == "paused"
    return _join(
        _count(facts["copies"], "copy", "copies"), "held for a second person" if held else _leaves(facts)
    )


def _scheduled(facts: Facts) -> str:
    return _join(_leaves(facts) if "schedule" in facts else f"now {facts['state']}", _because(facts))


def _opened(facts: Facts) -> str:
    return f"{_count(facts['copies'], 'copy', 'copies')} in the outbox"


def _by_state(counts: Facts) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in sorted(counts.items()))


def _recorded(facts: Facts) -> str:
    counts = _by_state(facts["counts"]) or "none of them counts any more"
    return f"{_count(facts['attempts'], 'attempt')}: {counts}"


def _changed_copies(facts: Facts) -> str:
    return f"{_count(facts['events'], 'copy', 'copies')}: {_by_state(facts['counts'])}"


def _disclosed(facts: Facts) -> str:
    return _count(facts["rows"], "row")


def _erased(facts: Facts) -> str:
    blank = sum(len(ids) for ids in facts["rows"].values())
    return _join(f"{_count(blank, 'row')} of evidence blank", _because(facts))


def _settled(facts: Facts) -> str:
    return _join(f"as {facts['as']}", _because(facts))


def _lapsed(facts: Facts) -> str:
    return _join(_by_state(facts["became"]), "its marks were lost" if facts["marks_lost"] else "")


def _reserved(facts: Facts) -> str:
    return _join(", ".join(facts["references"]), _because(facts))


def _reconciled(facts: Facts) -> str:
    return _join(
        f"{_count(facts['dispatches_held'], 'dispatch', 'dispatches')} held",
        f"{_count(facts['campaigns_paused'], 'campaign')} paused",
        f"{_count(facts['made_uncertain'], 'copy', 'copies')} made uncertain",
        f"{_count(len(facts['reserved']), 'number')} reserved" if facts["reserved"] else "",
        _because(facts),
    )


def _concluded(facts: Facts) -> str:
    followed = ", ".join(f"{count:,} {what}" for what, count in sorted(facts["followed"].items()))
    return _join(_count(facts["news"], "piece of news", "pieces of news"), followed or "nothing followed")


def _ended_task(facts: Facts) -> str:
    return _join(str(facts["kind"]), _because(facts))


def _came(facts: Facts) -> str:
    return _join(
        _count(len(facts["messages"]), "message"), f"from {facts['mailbox']}" if "mailbox" in facts else ""
    )


def _read(facts: Facts) -> str:
    return _join(_by_state(facts["sorts"]), _by_state(facts["states"]))


def _assigned(facts: Facts) -> str:
    return _join(f"to message {facts['delivery']}", _because(facts))


def _closed(facts: Facts) -> str:
    of = f"of the series {facts['series']}, " if facts["series"] else ""
    return f"{of}{_by_state({k: v for k, v in facts['totals'].items() if v})}; list {facts['list'][:12]}…"


def _replied(facts: Facts) -> str:
    ask = f" to “{facts['ask']}”" if facts["ask"] else ""
    corrected = f", in place of reply {facts['corrects']}" if facts.get("corrects") else ""
    came = f"{datetime.fromisoformat(facts['came_at']):%Y-%m-%d %H:%M} UTC"
    told = f"{facts['state']}{ask}, by {facts['channel']}, of {came}{corrected}"
    return _join(told, str(facts.get("remark", "")), _quoted(facts.get("note")))


def _imported_replies(facts: Facts) -> str:
    return _join(_count(len(facts["replies"]), "reply", "replies"), _quoted(facts.get("name")))


DEEDS: Final[Mapping[str, Words]] = {
    "staff.add": Words("entered staff", _roles),
    "staff.change": Words("changed staff", _changed_staff),
    "staff.stand_in": Words("entered a stand-in", _stands_in),
    "recipients.import": Words("imported recipients", _imported),
    "organisation.add": Words("entered an organisation"),
    "recipient.add": Words("entered a recipient"),
    "recipient.change": Words("changed a recipient", lambda facts: ", ".join(facts["fields"])),
    "recipient.remove": Words("removed a recipient", _because),
    "person.disclose": Words("disclosed what is held of a person", _disclosed),
    "person.erase": Words("erased a person", _erased),
    "list.create": Words("began a list"),
    "list.add": Words("put on a list", _on_list),
    "list.remove": Words("took off a list", _on_list),
    "list.export": Words("exported a list", _exported),
    "suppression.add": Words("suppressed an address", _suppressed),
    "suppression.lift": Words("lifted a suppression", _lifted),
    "series.define": Words("defined a series", _defined),
    "series.open_period": Words("opened a period", lambda facts: f"{facts['period']}, from {facts['from']}"),
    "register.reserve": Words("reserved numbers", _reserved),
    "register.void": Words("voided a reference", _because),
    "register.close": Words("closed a year of the register", _closed),
    "register.cancel": Words("cancelled a reference", _because),
    "register.supersede": Words("superseded a reference", _because),
    "register.strike_out": Words("struck out a reference", _because),
    "letter.submit": Words("submitted a letter", _submitted),
    "letter.send_back": Words("sent a letter back", _sent_back),
    "letter.clear": Words("cleared a letter", _cleared),
    "letter.object": Words("objected to a letter", _cleared),
    "letter.approve": Words("approved a letter", _approved),
    "letter.document": Words("kept a document", lambda facts: f"{facts['name']}, {facts['sha256']}"),
    "letter.issue": Words("issued a letter", _issued),
    "letter.withdraw": Words("withdrew a letter", _withdrawn),
    "campaign.create": Words("made a campaign", _made),
    "campaign.test": Words("sent a test", _tested),
    "campaign.release": Words("released a campaign", _released),
    "campaign.stop": Words("stopped a campaign", _because),
    "campaign.schedule": Words("rescheduled a campaign", _scheduled),
    "campaign.start": Words("started a campaign", _scheduled),
    "campaign.confirm": Words("confirmed a campaign", _scheduled),
    "campaign.pause": Words("paused a campaign", _because),
    "campaign.resume": Words("resumed a campaign", _scheduled),
    "campaign.miss": Words("held a missed campaign", _because),
    "campaign.break": Words("found a broken seal", _because),
    "campaign.print": Words("printed letters", lambda facts: _count(len(facts["sha256"]), "letter")),
    "campaign.attach": Words(
        "set recipients' documents", lambda facts: _count(facts["documents"], "document")
    ),
    "campaign.launch": Words("began a launch"),
    "campaign.open": Words("launched a campaign", _opened),
    "campaign.finish": Words("finished a campaign"),
    "campaign.cancel": Words("cancelled a campaign", _because),
    "reply.record": Words("recorded a reply", _replied),
    "reply.receive": Words("received replies", lambda facts: _count(len(facts["replies"]), "mail")),
    "reply.import": Words("imported replies", _imported_replies),
    "reply.assess": Words("assessed a reply", _replied),
    "reply.correct": Words("corrected a reply", _replied),
    "campaign.remind": Words("made a campaign of a reminder", lambda facts: f"rung {facts['rung']}"),
    "reminders.propose": Words("proposed reminders", lambda facts: ", ".join(facts["rungs"])),
    "reminders.approve": Words("approved reminders", lambda facts: f"seal {facts['seal'][:16]}…"),
    "reminders.start": Words("started reminders"),
    "reminders.pause": Words("paused reminders", _because),
    "reminders.break": Words("found a plan of reminders changed", _because),
    "reminders.resume": Words("let reminders go on"),
    "reminders.rung": Words(
        "moved a reminder", lambda facts: _join(f"rung {facts['rung']}: {facts['became']}", _because(facts))
    ),
    "reminders.finished": Words("finished reminders"),
    "reminders.stopped": Words("stopped reminders", _because),
    "reminders.superseded": Words("superseded reminders", _because),
    "reminders.extend": Words("granted more time", lambda facts: _join(facts["until"], _because(facts))),
    "dispatch.open": Words("opened a dispatch", _because),
    "dispatch.held": Words("held a dispatch", _because),
    "dispatch.closed": Words("closed a dispatch", _because),
    "dispatch.cancel": Words("cancelled what waited", _by_state),
    "deliveries.record": Words("recorded attempts", _recorded),
    "deliveries.change": Words("wrote down what became of copies", _changed_copies),
    "delivery.settle": Words("settled a copy", _settled),
    "outcomes.conclude": Words("drew conclusions", _concluded),
    "task.done": Words("did a task", _ended_task),
    "task.dismissed": Words("dismissed a task", _ended_task),
    "inbox.store": Words("stored what came", _came),
    "inbox.read": Words("read what came", _read),
    "inbox.take": Words("recognised a message that came", _because),
    "inbox.assign": Words("assigned a message that came", _assigned),
    "inbox.dismiss": Words("dismissed a message that came", _because),
    "inbox.reread": Words("had a message that came read again"),
    "records.reconcile": Words("reconciled the records", _reconciled),
    "claim.lapse": Words("took back from a worker", _lapsed),
}
"""What is told of each deed. A house test sees to it that every deed of the code stands here."""
