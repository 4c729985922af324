"""A letter with a deadline that went out, and plans of its reminders: what tests of reminders build on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from letters.approval import prepare_approval
from letters.correspondence import find_letter
from letters.source import LetterSource
from mailer.audit import Actor
from mailer.delivery import Delivery
from mailer.settings import ApprovalSettings, Settings
from mailer.staff import Role
from recipients.organisations_meant import organisation_meant
from scheduler.campaign import Campaign
from scheduler.clockwork import Ticked
from scheduler.frozen import CampaignRecipient
from scheduler.reminders.extensions import extend
from scheduler.reminders.plan import plan_of, rungs_of
from scheduler.reminders.rules import PlanRules
from scheduler.reminders.tables import Outcome, ReminderDue, ReminderPlan, ReminderRung
from scheduler.reminding.approving import approve_plan, letters_to_approve, start
from scheduler.reminding.plan_folder import read_rules
from scheduler.reminding.proposing import PlanSource, propose
from scheduler.reminding.waves import waves_of
from scheduler.replies.asked import asking
from scheduler.replies.recording import Answer, record_reply
from scheduler.replies.reply import ReplyChannel, ReplyState
from tests.scheduler.campaign_factory import APPROVER, PARTIES, SETTINGS, World, letter_source

COORDINATOR = Actor("s0coord", "g.coordinator", "tester", frozenset({Role.COORDINATOR}))
STARTER = Actor("s0starter", "i.starter", "tester", frozenset({Role.RELEASER}))
LETTER = "CL-27/0002"
DEADLINE = "deadlines:\n  - {id: replies, date: 2027-03-31}\n"
ASK = """
asks:
  - {id: reply, what: {en: Answer the questions., fr: Répondez aux questions.}, deadline: replies}
"""
ENGLISH = """---
subject: A reminder
---
We refer to our letter CL-27/0002 of 1 March 2027, due {{ deadline_replies }}.
"""
FRENCH = """---
subject: Un rappel
---
Nous nous référons à notre lettre CL-27/0002 du 1er mars 2027 ({{ deadline_replies }}).
"""
TEXT = "---\nsubject: A survey\n---\nPlease answer. {{ deadline_replies }}\n"
TEXTE = "---\nsubject: Une enquête\n---\nRépondez. {{ deadline_replies }}\n"
ANN, AWA, INFO, LUIS, POST = (party[-1] for party in PARTIES)
RUNGS = "rungs:\n  - {at: 14 days before, letter: first}\n  - {at: 3 days before, letter: last}\n"
ANY_HOUR = f"hours: any\n{RUNGS}"


def moment(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def send_letter(world: World, more: str = DEADLINE + ASK, parties: int = 0) -> None:
    """A letter to everybody, with one ask and a deadline, sent and finished."""
    world.approve("survey", letter_source(more=more, english=TEXT, french=TEXTE))
    name = world.create(letter="survey")
    world.release(name, expected=parties or world.rehearse(name).copies)
    world.later(minutes=10)
    world.launch(name)
    world.send()
    world.tick()


def reminder(english: str = ENGLISH, french: str = FRENCH) -> LetterSource:
    """A reminder as it is written."""
    return letter_source(
        references="", english=english, french=french, more=f"kind: reminder\nparent: {LETTER}\n{DEADLINE}"
    )


def rules(text: str = RUNGS) -> PlanRules:
    """The rules of a plan."""
    found, findings = read_rules(text)
    assert found is not None, findings
    return found


def plan_source(text: str = RUNGS) -> PlanSource:
    """A plan with the same letter for every rung."""
    found = rules(text)
    return PlanSource(found, {rung.letter: reminder() for rung in found.rungs})


def proposed(world: World, text: str = RUNGS, holidays: Sequence[Any] = ()) -> ReminderPlan:
    """A plan that was proposed by the coordinator."""
    with world.database.writing() as session:
        return propose(session, world.now, COORDINATOR, LETTER, plan_source(text), holidays)


def approved(world: World) -> None:
    """The plan approved, its warnings read."""
    with world.database.reading() as session:
        plan = plan_of(session, LETTER)
        ready = [
            prepare_approval(session, world.now, letter.handle, office=SETTINGS.office, merger=world.merger)
            for _, letter in letters_to_approve(session, plan)
        ]
    with world.database.writing() as session:
        plan = plan_of(session, LETTER)
        warnings = sum(len(one.findings) for one in ready)
        approve_plan(session, world.now, APPROVER, plan, ready, accepted=warnings, rules=ApprovalSettings())


def started(world: World, text: str = RUNGS) -> None:
    """A plan that was proposed, approved and started."""
    proposed(world, text)
    approved(world)
    with world.database.writing() as session:
        start(session, world.now, STARTER, plan_of(session, LETTER))


def start_at_any_hour(world: World) -> None:
    """Such a plan that waits for nobody's office hours."""
    started(world, ANY_HOUR)


def answered(world: World, organisation: str, state: ReplyState = ReplyState.COMPLETE) -> None:
    """A reply recorded now."""
    with world.database.writing() as session:
        asked = asking(session, LETTER)
        answer = Answer("reply", state, world.now, ReplyChannel.MAIL)
        record_reply(
            session, world.now, COORDINATOR, asked, organisation_meant(session, organisation), answer
        )


def extended(world: World, organisation: str, until: datetime, ask: str | None = None) -> None:
    """More time granted."""
    with world.database.writing() as session:
        asked = asking(session, LETTER)
        whose = organisation_meant(session, organisation)
        extend(session, world.now, COORDINATOR, asked, whose, until.date(), "asked by telephone", ask)


def at(world: World, *parts: int, settings: Settings = SETTINGS) -> Ticked:
    """A tick at a moment; what the worker then sends is sent."""
    world.now = moment(*parts)
    ticked = world.tick(settings)
    world.send()
    return ticked


def plan(world: World, version: int | None = None) -> ReminderPlan:
    """The plan as it stands, to be looked at."""
    with world.database.reading() as session:
        return plan_of(session, LETTER, version=version)


def rungs(world: World, version: int | None = None) -> list[ReminderRung]:
    """Its rungs, to be looked at."""
    with world.database.reading() as session:
        return list(rungs_of(session, plan_of(session, LETTER, version=version)))


def sent_by(world: World, number: int, version: int | None = None) -> dict[str, str]:
    """To whom a rung's copies went, by address, and how each stands."""
    with world.database.reading() as session:
        rung = rungs_of(session, plan_of(session, LETTER, version=version))[number - 1]
        freezes = [wave.freeze_id for wave in waves_of(session, rung)]
        asked = (
            select(CampaignRecipient.address, Delivery.state)
            .join(Delivery, Delivery.id == CampaignRecipient.delivery_id)
            .where(CampaignRecipient.freeze_id.in_([one for one in freezes if one is not None]))
        )
        return {address: state.value for address, state in session.execute(asked)}


def outcomes(world: World, number: int, version: int | None = None) -> dict[str, str]:
    """What became of each organisation's first recipient at a rung, by country."""
    with world.database.reading() as session:
        rung = rungs_of(session, plan_of(session, LETTER, version=version))[number - 1]
        parent = find_letter(session, LETTER)
        asked = (
            select(CampaignRecipient.address, ReminderDue.outcome)
            .join(CampaignRecipient, CampaignRecipient.recipient_id == ReminderDue.recipient_id)
            .join(Campaign, Campaign.freeze_id == CampaignRecipient.freeze_id)
            .where(ReminderDue.rung_id == rung.id, Campaign.letter_id == parent.id)
        )
        return {address: Outcome(outcome).value for address, outcome in session.execute(asked)}


@contextmanager
def unchanged(world: World) -> Iterator[None]:
    """Nothing is written into the audit chain within the block."""
    before = len(world.deeds())
    yield
    assert len(world.deeds()) == before
