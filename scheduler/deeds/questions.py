"""Who did what: entries of the audit chain by person, letter, campaign, period and deed, told in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, exists, func, or_, select

from letters.correspondence import find_letter
from letters.register import references_of
from mailer.audit import AuditDetail, AuditEntry
from mailer.canonical import canonical_json
from mailer.clock import iso
from mailer.database import OfficeSession
from mailer.delivery import Delivery, DeliveryAttempt, DeliveryEvent
from mailer.errors import NotFound
from mailer.evidence import ATTEMPTS, EVENTS, GROUP
from mailer.staff import MACHINE, names_of
from recipients.names import did_you_mean, listed
from recipients.spreadsheet import Cell
from scheduler.campaign import Campaign, campaign_named
from scheduler.deeds.subjects import names_of_subjects
from scheduler.deeds.words import DEEDS, did, sentence
from scheduler.replies.reply import Reply

PAGE: Final = 50
CHUNK: Final = 1_000
TESTED: Final = "campaign.test"
SETTLED: Final = "delivery.settle"


@dataclass(frozen=True)
class DeedQuestion:
    """What an auditor asks of the chain; whatever is given narrows it down.

    `until` is the first moment beyond. `by` is a name of the staff list, or `machine`; `people` leaves out
    what the program did by itself, and what it wrote down of copies beside the deed of a person. `letter` is
    a reference or a handle, and means its campaigns and their copies too. `deed` is one as it is told
    (`approved a letter`, or `approved`), or as it is stored (`letter.approve`, or `approve`). `subject` is
    one as it is stored.
    """

    by: str = ""
    people: bool = False
    letter: str = ""
    campaign: str = ""
    deed: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Told:
    """One entry as it is told to people, beside the entry itself.

    `who` is a name, or a pseudonym where no name is known (any more). `details` are None where there are
    none, or they were erased.
    """

    entry: AuditEntry
    who: str
    did: str
    what: str
    says: str
    details: dict[str, Any] | None = None

    def cells(self) -> list[Cell]:
        """As a row of an export, in the order of DEED_COLUMNS."""
        entry = self.entry
        details = canonical_json(self.details) if self.details is not None else ""
        return [
            entry.number, iso(entry.at), self.who, self.did, self.what, self.says,
            entry.deed, entry.subject, canonical_json(entry.facts), details,
            entry.actor, entry.ran_as, entry.commitment or "", entry.previous, entry.hash,
        ]  # fmt: skip


DEED_COLUMNS: Final = (
    "number", "when", "who", "did", "what", "says", "deed", "subject", "facts", "details", "actor", "ran as",
    "commitment", "previous", "hash",
)  # fmt: skip
ERASED: Final = "what else it said is erased"


@dataclass(frozen=True)
class DeedPage:
    """Some entries, how many there are in all, and the number to ask for the next page with."""

    rows: tuple[Told, ...]
    total: int
    after: int | None


def deeds(session: OfficeSession, question: DeedQuestion, *, after: int = 0, limit: int = PAGE) -> DeedPage:
    """The entries that answer a question, in their order.

    NotFound for a person, letter, campaign or deed that there is none of.
    """
    chosen = _chosen(session, question)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    found = _some(session, chosen, after, limit + 1)
    rows = tuple(_told(session, found[:limit]))
    return DeedPage(rows, total, found[limit - 1].number if len(found) > limit else None)


def all_deeds(session: OfficeSession, question: DeedQuestion) -> Iterator[Told]:
    """Every entry that answers a question, streamed."""
    chosen, after = _chosen(session, question), 0
    while found := _some(session, chosen, after, CHUNK):
        yield from _told(session, found)
        after = found[-1].number


def _some(session: OfficeSession, chosen: Select[AuditEntry], after: int, limit: int) -> Sequence[AuditEntry]:
    asked = chosen.where(AuditEntry.number > after).order_by(AuditEntry.number).limit(limit)
    return session.scalars(asked).all()


def _told(session: OfficeSession, entries: Sequence[AuditEntry]) -> Iterator[Told]:
    numbers = [entry.number for entry in entries]
    kept = session.scalars(select(AuditDetail).where(AuditDetail.number.in_(numbers)))
    details = {detail.number: detail for detail in kept}
    people, subjects = names_of(session), names_of_subjects(session, entries)
    for entry in entries:
        detail = details.get(entry.number)
        known = detail.details if detail else None
        erased = ERASED if detail is not None and detail.erased_at is not None else ""
        yield Told(
            entry=entry,
            who=people.get(entry.actor) or entry.actor,
            did=did(entry.deed),
            what=subjects.get(entry.subject, entry.subject),
            says="; ".join(filter(None, (sentence(entry.deed, entry.facts, known), erased))),
            details=known,
        )


def _chosen(session: OfficeSession, question: DeedQuestion) -> Select[AuditEntry]:
    chosen = select(AuditEntry)
    if question.by:
        chosen = chosen.where(AuditEntry.actor == _pseudonym(session, question.by))
    if question.people:
        chosen = chosen.where(AuditEntry.actor != MACHINE, AuditEntry.deed != EVENTS)
    if question.letter:
        chosen = chosen.where(_about_letter(session, question.letter))
    if question.campaign:
        chosen = chosen.where(_about_campaigns(session, [campaign_named(session, question.campaign)]))
    if question.deed:
        chosen = chosen.where(AuditEntry.deed.in_(_deeds_called(question.deed)))
    if question.subject:
        chosen = chosen.where(AuditEntry.subject == question.subject)
    if question.since is not None:
        chosen = chosen.where(AuditEntry.at >= question.since)
    return chosen if question.until is None else chosen.where(AuditEntry.at < question.until)


def _pseudonym(session: OfficeSession, name: str) -> str:
    people = {known: pseudonym for pseudonym, known in names_of(session).items()}
    if name not in people:
        raise NotFound(
            f"Nobody called “{name}” is or was among the staff.{did_you_mean(name, list(people))}"
            " `mailer staff list` names them; the program itself is “machine”."
        )
    return people[name]


def _deeds_called(word: str) -> list[str]:
    """The deeds of which a word is the whole name, the verb, or what is told; NotFound if none is."""
    wanted = " ".join(word.lower().replace("_", " ").split())
    found = [
        deed
        for deed, words in DEEDS.items()
        for name in (deed, deed.partition(".")[2], words.did, words.did.split()[0])
        if name.replace("_", " ") == wanted
    ]
    if not found:
        told = [words.did for words in DEEDS.values()]
        verbs = list(dict.fromkeys(words.split()[0] for words in told))
        hint = did_you_mean(word, [*told, *verbs]) or f" There are, in a word: {listed(verbs, len(verbs))}."
        raise NotFound(f"No deed is called “{word}”.{hint}")
    return found


def _about_letter(session: OfficeSession, name: str) -> ColumnElement[bool]:
    letter = find_letter(session, name)
    campaigns = session.scalars(select(Campaign).where(Campaign.letter_id == letter.id)).all()
    references = references_of(session, letter.id, void=True)
    own = [f"letter:{letter.id}", *(f"reference:{entry.key}" for entry in references)]
    replies = select(Reply.id).where(Reply.letter_id == letter.id)
    own += [f"reply:{number}" for number in session.scalars(replies)]
    return or_(AuditEntry.subject.in_(own), _about_campaigns(session, campaigns))


def _about_campaigns(session: OfficeSession, campaigns: Sequence[Campaign]) -> ColumnElement[bool]:
    """What was done to campaigns, to their dispatches and tests, and to the copies in these."""
    own = [f"campaign:{campaign.id}" for campaign in campaigns]
    tests = select(AuditEntry.facts).where(AuditEntry.subject.in_(own), AuditEntry.deed == TESTED)
    dispatches = [campaign.dispatch_id for campaign in campaigns if campaign.dispatch_id is not None]
    dispatches += [facts["dispatch"] for facts in session.scalars(tests)]
    settled = exists().where(Delivery.id == _number_of(SETTLED), Delivery.dispatch_id.in_(dispatches))
    return or_(
        AuditEntry.subject.in_([*own, *(f"dispatch:{number}" for number in dispatches)]),
        and_(AuditEntry.deed == SETTLED, settled),
        *(
            and_(AuditEntry.deed == deed, _of_group(deed, table, dispatches))
            for deed, table in ((ATTEMPTS, DeliveryAttempt), (EVENTS, DeliveryEvent))
        ),
    )


def _of_group(
    deed: str, table: type[DeliveryAttempt | DeliveryEvent], dispatches: Sequence[int]
) -> ColumnElement[bool]:
    """Whether the group of evidence that an entry vouches for has to do with one of these dispatches."""
    return exists().where(
        table.group_id == _number_of(deed),
        Delivery.id == table.delivery_id,
        Delivery.dispatch_id.in_(dispatches),
    )


def _number_of(deed: str) -> ColumnElement[int | None]:
    """The number in the subject of such a deed; nothing for another one, whose subject may hold none."""
    number = func.substr(AuditEntry.subject, func.length(_KINDS[deed]) + 1)
    return case((AuditEntry.deed == deed, cast(number, BigInteger)), else_=None)


_KINDS: Final = {SETTLED: "delivery:", ATTEMPTS: GROUP, EVENTS: GROUP}
