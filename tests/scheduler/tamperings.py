"""What somebody may do by SQL to the office of `busy_office`, and how verification names it."""

from __future__ import annotations

from mailer.database import OfficeSession
from scheduler.verification import verify_record
from tests.rig.tampering import lift_guards


def verdict(session: OfficeSession, tampering: str) -> str:
    """What verification says after a tampering, which is then undone."""
    with session.begin_nested() as change:
        lift_guards(session)
        for statement in tampering.split("; "):
            session.connection().exec_driver_sql(statement)
        session.expire_all()
        bad = verify_record(session).bad
        change.rollback()
    session.expire_all()
    return str(bad)


def to(address: str) -> str:
    """The message to an address by the campaign that is finished."""
    return f"SELECT id FROM delivery WHERE address = '{address}' AND dispatch_id = 1"


def message(which: str, change: str) -> str:
    """A change of one message."""
    return f"UPDATE delivery SET {change} WHERE id = ({which})"


def row(change: str) -> str:
    """A change of one frozen row."""
    return f"UPDATE campaign_recipient SET {change} WHERE {ROW}"


def campaign(change: str, number: int = 1) -> str:
    """A change of the campaign that is finished, or of another one."""
    return f"UPDATE campaign SET {change} WHERE id = {number}"


ANN, INFO, LUIS = to("ann@rivers.example"), to("info@lanterna.example"), to("luis@sur.example")
"""Sent at once; settled as sent; sent at the second attempt."""
AWA, POST = to("awa@ponts.example"), to("post@harbour.example")
"""Suppressed; refused."""
LOST, SLOW = to("lost@one.example"), to("slow@one.example")
"""Uncertain by an attempt; uncertain because the worker died."""
CANCELLED = "SELECT max(id) FROM delivery WHERE state = 'cancelled' AND attempts = 0"
ROW = "freeze_id = 1 AND address = 'ann@rivers.example'"

AUDIENCE = "Campaign CL-27-0001: its frozen audience is not the one that was released"
COPY = r"Campaign CL-27-0001, row \d+ \(message \d+\): its message is not the one of the frozen row: another "
ATTEMPTS = r"Entry \d+: the attempts that it vouches for were altered, removed or added to"
EVENTS = r"Entry \d+: the events that it vouches for were altered, removed or added to"
MOMENTS = r"Message \d+: its moments or its reason are others than its record"
UNFIT = "Campaign CL-27-0001: The release seal does not fit"

OF_ATTEMPTS = (
    "delivery_id, claim_id, began_at, ended_at, outcome, stage, code, enhanced, reply, note, server,"
    " queue_id, became, salt"
)
OF_MESSAGES = (
    'dispatch_id, blueprint_id, address, address_key, domain, name, "values", state, reason, attempts,'
    " due_at, ended_at"
)
OF_EVENTS = "delivery_id, at, was, became, why, actor, salt"
ONE_ATTEMPT = f"delivery_attempt WHERE delivery_id = ({ANN})"
ONE_EVENT = f"delivery_event WHERE delivery_id = ({SLOW})"
ONE_MORE = (
    f"INSERT INTO delivery (serial, {OF_MESSAGES}) SELECT 'x', {OF_MESSAGES} FROM delivery"
    f" WHERE id = ({CANCELLED})"
)
"""One message more in a dispatch that was cancelled."""
THERE = "state = 'cancelled' AND dispatch_id = 4"
FIRST = "dispatch WHERE id = 1"
OF_DISPATCHES = "label, why, policy, priority, kind, stream, key_id, created_at"

Table = dict[str, tuple[str, str]]
"""By name: statements, parted by `; `, and a pattern of what verification says."""

OF_THE_CHAIN: Table = {
    "an entry": ("UPDATE audit_entry SET facts = '{}' WHERE deed = 'campaign.open'", "Entry .*: its content"),
    "a detail": (
        "UPDATE audit_detail SET details = '{}' WHERE number = 2",
        "Entry 2: its detail was altered",
    ),
}
OF_THE_RELEASE: Table = {
    "a frozen address": (row("address = 'x@evil.example'"), AUDIENCE),
    "a frozen name": (row("name = 'Eve'"), AUDIENCE),
    "a frozen language": (row("language = 'fr'"), AUDIENCE),
    "a frozen thread": (row("headers = '{}'"), AUDIENCE),
    "a frozen reason": (row("capacities = '[]'"), AUDIENCE),
    "frozen values": (row("\"values\" = '{}'"), AUDIENCE),
    "a frozen organisation": (row("organisation_key = 'another'"), AUDIENCE),
    "whose row it is": (row("recipient_id = NULL"), AUDIENCE),
    "a reason why none": (row("none_because = 'quietly'"), AUDIENCE),
    "a row removed": (f"DELETE FROM campaign_recipient WHERE {ROW}", AUDIENCE),
    "a row blanked": (
        row("erased = 'ab', salt = NULL"),
        r"row \d+ of its frozen audience was erased, and no audit entry says so",
    ),
    "the digest": ("UPDATE audience_freeze SET digest = 'ab' WHERE id = 1", AUDIENCE),
    "the count": ("UPDATE audience_freeze SET copies = 6 WHERE id = 1", "the count of its frozen audience"),
    "the blueprints": ("UPDATE audience_freeze SET blueprints = '{}' WHERE id = 1", "its blueprints are not"),
    "the approval seal": (campaign("approval_seal = 'ab'"), "its approval seal is not"),
    "the release seal": (campaign("release_seal = 'ab'"), UNFIT),
    "the time": (campaign("zone = 'UTC'"), UNFIT),
    "the release": (campaign("freeze_id = NULL"), "Campaign CL-27-0001: its frozen audience is gone"),
    "a draft's": (
        campaign("state = 'draft', freeze_id = NULL", 4),
        "it is draft, and the record left it sch",
    ),
}
OF_THE_CAMPAIGN: Table = {
    "its state": (campaign("state = 'running'"), "it is running, and the record left it finished"),
    "its opening": (campaign("launched_at = NULL"), "whether its dispatch was opened"),
    "its dispatch": (campaign("dispatch_id = 2"), "Dispatch 1: it belongs to no campaign"),
    "who released": (
        "UPDATE campaign_event SET actor = 's0drafter' WHERE deed = 'release'",
        "“release” .* stands under no audit entry",
    ),
    "why cancelled": (
        "UPDATE campaign_event SET why = 'x' WHERE deed = 'cancel'",
        "“cancel” .* stands under no audit entry",
    ),
    "an event removed": ("DELETE FROM campaign_event WHERE deed = 'open'", "“open” .* is gone"),
    "a dispatch opened": (
        "UPDATE dispatch SET state = 'open' WHERE id = 1",
        "Dispatch 1: it is open, and the record left it closed",
    ),
    "a dispatch added": (
        f"INSERT INTO dispatch (id, state, {OF_DISPATCHES}) SELECT 77, 'held', {OF_DISPATCHES} FROM {FIRST}",
        "Dispatch 77: it belongs to no campaign and to no test of one",
    ),
}
OF_COPIES: Table = {
    "an address": (message(ANN, "address = 'x@evil.example'"), f"{COPY}address"),
    "an address key": (message(ANN, "address_key = 'x@evil.example'"), f"{COPY}address"),
    "a name": (message(ANN, "name = 'Eve'"), f"{COPY}name"),
    "merge values": (message(ANN, "\"values\" = '{}'"), f"{COPY}merge values"),
    "a header more": (message(ANN, 'headers = \'{"References": "<a@b.example>"}\''), f"{COPY}thread"),
    "a part more": (message(ANN, "extra_parts = '[]'"), f"{COPY}merge values"),
    "a blueprint": (
        message(ANN, f"blueprint_id = (SELECT blueprint_id FROM delivery WHERE id = ({INFO}))"),
        f"{COPY}blueprint",
    ),
    "a message hidden": (
        row("delivery_id = NULL"),
        r"Campaign CL-27-0001, row \d+: it should have a message, and has none",
    ),
    "a message exchanged": (row(f"delivery_id = ({INFO})"), f"{COPY}address"),
    "a message removed": (f"DELETE FROM delivery WHERE id = ({AWA})", EVENTS),
    "a message added": (
        f"{ONE_MORE}; UPDATE dispatch_tally SET count = count + 1 WHERE {THERE}",
        r"Message \d+: no frozen row of the campaign CL-27-0003 names it",
    ),
    "a message too early": (campaign("filled_to = 0", 3), "although the launch had not come so far"),
}
OF_STATES: Table = {
    "refused, now sent": (message(POST, "state = 'sent'"), "as sent, and its last attempt left it failed"),
    "sent, now queued": (
        message(ANN, "state = 'queued', ended_at = NULL"),
        "as queued, and its last attempt left it sent",
    ),
    "never tried, now sent": (
        message(CANCELLED, "state = 'sent'"),
        "as sent, and nothing was ever attempted",
    ),
    "suppressed, now sent": (message(AWA, "state = 'sent'"), "as sent, and its last event says suppressed"),
    "uncertain, now sent": (message(LOST, "state = 'sent'"), "as sent, and its last attempt left it uncer"),
    "lapsed, now sent": (message(SLOW, "state = 'sent'"), "as sent, and its last event says uncertain"),
    "settled, now failed": (message(INFO, "state = 'failed'"), "as failed, and its last event says sent"),
    "attempts counted": (message(LUIS, "attempts = 7"), "it counts 7 attempts, and 2 are recorded"),
    "when it was tried": (message(LUIS, "tried_at = '2026-01-01 00:00:00.000000'"), MOMENTS),
    "when it ended": (message(ANN, "ended_at = NULL"), MOMENTS),
    "why it was settled": (message(INFO, "reason = 'guesswork'"), MOMENTS),
    "a tally": (
        "UPDATE dispatch_tally SET count = 0 WHERE state = 'failed'",
        "Dispatch 1: its tally has 0 deliveries failed, and 1 stand so",
    ),
}
OF_EVIDENCE: Table = {
    "the bytes of one sent": (message(ANN, "bytes_hash = 'ab'"), ATTEMPTS),
    "the bytes of one lapsed": (message(SLOW, "bytes_hash = 'ab'"), EVENTS),
    "an attempt's code": (f"UPDATE delivery_attempt SET code = 250 WHERE delivery_id = ({POST})", ATTEMPTS),
    "a server's reply": (f"UPDATE delivery_attempt SET reply = 'ok' WHERE delivery_id = ({POST})", ATTEMPTS),
    "what it became": (f"UPDATE delivery_attempt SET became = 'sent' WHERE delivery_id = ({POST})", ATTEMPTS),
    "an attempt removed": (f"DELETE FROM delivery_attempt WHERE delivery_id = ({POST})", ATTEMPTS),
    "an attempt added": (
        f"INSERT INTO delivery_attempt (group_id, {OF_ATTEMPTS}) SELECT 7, {OF_ATTEMPTS} FROM {ONE_ATTEMPT}",
        r"Message \d+: one of its attempts stands under no audit entry",
    ),
    "an attempt blanked": (
        f"UPDATE delivery_attempt SET erased = 'ab', salt = NULL WHERE delivery_id = ({POST})",
        r"Message \d+: one of its attempts was erased, and no audit entry says so",
    ),
    "an event's reason": (f"UPDATE delivery_event SET why = 'x' WHERE delivery_id = ({INFO})", EVENTS),
    "an event removed": (f"DELETE FROM delivery_event WHERE delivery_id = ({AWA})", EVENTS),
    "an event added": (
        f"INSERT INTO delivery_event (group_id, {OF_EVENTS}) SELECT 7, {OF_EVENTS} FROM {ONE_EVENT}",
        r"Message \d+: one of its events stands under no audit entry",
    ),
}
TAMPERINGS: Table = {
    f"{of}: {name}": tampering
    for of, table in (
        ("chain", OF_THE_CHAIN),
        ("release", OF_THE_RELEASE),
        ("campaign", OF_THE_CAMPAIGN),
        ("copies", OF_COPIES),
        ("states", OF_STATES),
        ("evidence", OF_EVIDENCE),
    )
    for name, tampering in table.items()
}
