"""An office for tests of campaigns: its people, a small directory, an approved letter, and short cuts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, text

from letters.approval import approve, prepare_approval
from letters.facts import Language
from letters.register import ResetPolicy, define_series
from letters.source import LetterSource, VersionSource, read_facts, read_version
from letters.submission import submit
from mailer.audit import Actor, AuditEntry
from mailer.claims import Process, claim_due, register
from mailer.database import Database, open_database
from mailer.dispatch import DeliveryState
from mailer.heads import Lag, lag, noted_in
from mailer.limits import Limits
from mailer.merge import LimitedMerger
from mailer.recording import Mark, Result, mark_started, record_results
from mailer.settings import OfficeSettings, SendingSettings, Settings
from mailer.staff import Role, add_staff
from mailer.token import Keyring, read_keys
from recipients.editing import RecipientFacts, add_organisation, add_recipient
from scheduler.campaign import Campaign, CampaignState, campaign_named
from scheduler.clockwork import Duties, Ticked, tick
from scheduler.drafting import create
from scheduler.frozen import CampaignRecipient
from scheduler.jobs import launch_campaign, release_campaign
from scheduler.planning import Caution, Schedule
from scheduler.rehearsal import Rehearsal
from scheduler.rehearsing import rehearse
from scheduler.status import Status, status
from tests.rig.dying import assert_killed, die
from tests.rig.ledger import anybody

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
ALL = "category governments, private-sector, academia"
DRAFTER = Actor("s0drafter", "d.drafter", "tester", frozenset({Role.DRAFTER}))
APPROVER = Actor("s0approver", "b.approver", "tester", frozenset({Role.APPROVER, Role.RELEASER}))
RELEASER = Actor("s0releaser", "c.releaser", "tester", frozenset({Role.RELEASER}))
SECOND = Actor("s0second", "f.second", "tester", frozenset({Role.RELEASER}))
ADMINISTRATOR = Actor("s0admin", "h.admin", "tester", frozenset({Role.ADMINISTRATOR}))
COORDINATOR = Actor("s0coord", "g.coordinator", "tester", frozenset({Role.COORDINATOR}))
AUDITOR = Actor("s0auditor", "e.auditor", "tester", frozenset({Role.AUDITOR}))
CLOCK = Actor("machine", "machine", "tester")
OFFICE = OfficeSettings(
    name="Union of Libraries",
    domain="libraries.example",
    sender="letters@libraries.example",
    allow=("guest@partner.example", "@friends.example"),
)
PATIENT = SendingSettings(delay_minutes=10, issue_days=365)
"""Tests let days go by without dating their letter anew."""
SETTINGS = Settings(folder=Path("/nowhere"), office=OFFICE, sending=PATIENT)
NO_DELAY = SETTINGS.model_copy(update={"sending": PATIENT.model_copy(update={"delay_minutes": 0})})
FACTS = """
languages: [en, fr]
fallback: {fallback}
{references}
date: 2027-03-01
place: {{en: Geneva, fr: Genève}}
time_zone: Europe/Zurich
addressees:
  heading: {{en: "To all libraries:", fr: "À toutes les bibliothèques:"}}
  categories:
    - category: governments
  audience: {audience}
fields:
  - name: quota
    example: "12"
signatory:
  name: Ada Sample
  titles: {{en: Secretary-General, fr: Secrétaire générale}}
{more}
"""
ENGLISH = "---\nsubject: Reading rooms of {{ organisation }}\n---\nPlease answer letter {{ reference }}.\n"
FRENCH = "---\nsubject: Salles de lecture de {{ organisation }}\n---\nRépondez à {{ reference }}.\n"
PARTIES = (
    ("Ministry of Rivers", "governments", "KE", "en", "Ann Osei", "ann@rivers.example"),
    ("Ministère des Ponts", "governments", "SN", "fr,en", "Awa Ndiaye", "awa@ponts.example"),
    ("Lanterna S.A.", "private-sector", "CH", "fr", "", "info@lanterna.example"),
    ("Universidad del Sur", "academia", "AR", "es", "Luis Prado", "luis@sur.example"),
    ("Harbour Board", "governments", "NO", "en", "", "post@harbour.example"),
)


@dataclass
class World:
    """An office, and what tests do with it again and again."""

    database: Database
    now: datetime
    merger: LimitedMerger

    def add(self, organisation: str, *addresses: str, category: str = "governments", **facts: Any) -> int:
        """Enter a party by hand; the recipient's id."""
        country, languages = facts.pop("country", ""), facts.pop("languages", "en")
        with self.database.writing() as session:
            home = add_organisation(
                session, self.now, DRAFTER, organisation, category, country=country, languages=languages
            )
            return add_recipient(
                session, self.now, DRAFTER, home, RecipientFacts(to=list(addresses), **facts)
            )

    def approve(self, handle: str, source: LetterSource) -> None:
        """A letter submitted and approved."""
        with self.database.writing() as session:
            submit(session, self.now, DRAFTER, source, handle, [])
        with self.database.reading() as session:
            ready = prepare_approval(session, self.now, handle, office=SETTINGS.office, merger=self.merger)
        with self.database.writing() as session:
            approve(session, self.now, APPROVER, ready, accepted=len(ready.findings))

    def create(self, letter: str = "reading-rooms", **choices: Any) -> str:
        """A draft campaign; its name."""
        with self.database.writing() as session:
            return create(session, self.now, DRAFTER, letter, **choices).campaign.name

    def rehearse(self, name: str, **choices: Any) -> Rehearsal:
        """A rehearsal now."""
        with self.database.reading() as session:
            settings = choices.pop("settings", SETTINGS)
            return rehearse(session, self.now, settings, self.keyring(), name, **choices)

    def release(self, name: str, by: Actor = RELEASER, **choices: Any) -> None:
        """Release a campaign that goes to everybody, or to as many as `expected`."""
        choices = {"settings": SETTINGS, "expected": len(PARTIES), **choices}
        release_campaign(self.database, self.now, by, keyring=self.keyring(), name=name, **choices)

    def released(
        self,
        schedule: Schedule | None = None,
        caution: Caution | None = None,
        expected: int = len(PARTIES),
        **choices: Any,
    ) -> str:
        """A campaign made and released; its name."""
        name = self.create(**choices)
        self.release(name, schedule=schedule, caution=caution, expected=expected)
        return name

    def launched(self, **choices: Any) -> str:
        """A campaign that runs, its send delay over; its name."""
        name = self.released(**choices)
        self.later(minutes=10)
        self.launch(name)
        return name

    def launch(self, name: str, **choices: Any) -> bool:
        """Launch a due campaign."""
        return launch_campaign(self.database, self.now, CLOCK, SETTINGS, "ka", name, **choices)

    def tick(self, settings: Settings = SETTINGS) -> Ticked:
        """One tick of the clock."""
        return tick(Duties(self.database, settings, self.keyring(), CLOCK), self.now)

    def dies(self, point: str, deed: Callable[[World, Callable[[str], None]], object]) -> None:
        """Do a deed in a process of its own, which is killed when it reaches a point."""
        url = self.database.engine.url.render_as_string(hide_password=False)

        def at_point(reached: str) -> None:
            if reached == point:
                die()

        def in_child() -> None:
            self.database.engine.dispose(close=False)
            there = open_database(url, heads=self.database.heads)
            deed(replace(self, database=there), at_point)

        assert_killed(in_child)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def do(self, deed: Callable[..., Any], by: Actor, *given: Any, **choices: Any) -> Any:
        """One deed of a person in a transaction of its own."""
        with self.database.writing() as session:
            return deed(session, self.now, by, *given, **choices)

    def campaign(self, name: str) -> Campaign:
        """The campaign as it stands, to be looked at."""
        with self.database.reading() as session:
            found = campaign_named(session, name)
            session.expunge(found)
            return found

    def state(self, name: str) -> CampaignState:
        """Its state."""
        return self.campaign(name).state

    def status(self, name: str) -> Status:
        """Its status."""
        with self.database.reading() as session:
            return status(session, self.now, name)

    def rows(self, name: str) -> list[CampaignRecipient]:
        """Its frozen rows in order, to be looked at."""
        with self.database.reading() as session:
            freeze = campaign_named(session, name).freeze_id
            asked = select(CampaignRecipient).where(CampaignRecipient.freeze_id == freeze)
            found = list(session.scalars(asked.order_by(CampaignRecipient.id)))
            session.expunge_all()
            return found

    def run(self, statement: str, **values: Any) -> None:
        """Change rows as somebody with the file in hand would."""
        with self.database.writing() as session:
            session.execute(text(statement), values)

    def deeds(self) -> list[str]:
        """The deeds of the audit chain in order."""
        with self.database.reading() as session:
            return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.number)))

    def keyring(self) -> Keyring:
        """The signing keys."""
        return read_keys("ka " + "5e" * 32)

    def send(
        self,
        outcome: Callable[[str], DeliveryState] = lambda _: DeliveryState.SENT,
        limit: int = 1_000,
        replies: Mapping[str, str] = MappingProxyType({}),
        stage: str = "dot",
    ) -> list[str]:
        """What a worker would do, without a wire: claim what is due and record an outcome; the addresses.

        `replies` are words of the server about single addresses, `stage` is where it spoke.
        """
        with self.database.writing() as session:
            worker = register(session, self.now, Process("here", "boot", 1, "1"))
            batch = claim_due(session, self.now, CLOCK, worker, limit, Limits(), why_not=anybody)
        if batch is None:
            return []
        with self.database.writing() as session:
            marks = [Mark(one.id, batch.claim_id, "0" * 64) for one in batch.deliveries]
            mark_started(session, self.now, marks)
            results = [self.result(one.id, batch.claim_id, outcome(one.address)) for one in batch.deliveries]
            told = [replies.get(one.address) for one in batch.deliveries]
            said = [
                one._replace(reply=reply or one.reply, stage=stage)
                for one, reply in zip(results, told, strict=True)
            ]
            record_results(session, self.now, CLOCK, said)
        return [one.address for one in batch.deliveries]

    def claim(self) -> int:
        """What a worker would do that dies with all of it in hand; how many."""
        with self.database.writing() as session:
            worker = register(session, self.now, Process("here", "boot", 1, "1"))
            batch = claim_due(session, self.now, CLOCK, worker, 1_000, Limits(), why_not=anybody)
        return len(batch.deliveries) if batch else 0

    def lag(self) -> Lag | None:
        """How the records fall short of the head that was noted."""
        noted = noted_in(self.database.heads)
        with self.database.reading() as session:
            return lag(session, noted)

    def result(self, delivery_id: int, claim_id: int, state: DeliveryState) -> Result:
        """How an attempt ended that put a delivery in a state, in words as a server has them."""
        sent = state is DeliveryState.SENT
        refused = state is DeliveryState.FAILED
        return Result(
            delivery_id=delivery_id,
            claim_id=claim_id,
            state=state,
            reason="" if sent else f"{state} by the server",
            due_at=self.now + timedelta(minutes=5),
            began_at=self.now,
            ended_at=self.now,
            outcome=state.value,
            stage="dot",
            code=250 if sent else 550 if refused else None,
            reply="2.0.0 taken" if sent else "5.1.1 unknown" if refused else "",
            server="relay.example",
            queue_id="Q1" if sent else "",
        )


def letter_source(
    *,
    audience: str = ALL,
    fallback: str = "[en]",
    english: str = ENGLISH,
    french: str = FRENCH,
    more: str = "",
    references: str = "references:\n  - series: CL",
) -> LetterSource:
    """A letter in English and French, in memory."""
    written = FACTS.format(audience=audience, fallback=fallback, more=more, references=references)
    return written_letter(written, english, french)


@lru_cache
def written_letter(written: str, english: str, french: str) -> LetterSource:
    """A letter of these facts and texts, in memory; tests write the same ones again and again."""
    facts, read, findings = read_facts(written)
    assert facts is not None, findings
    versions: dict[Language, VersionSource] = {}
    for language, text_of_it in ((Language.EN, english), (Language.FR, french)):
        version = read_version(text_of_it, language)
        assert isinstance(version, VersionSource), version
        versions[language] = version
    return LetterSource(facts, versions, {}, read=read)


def furnish(world: World) -> None:
    """Staff, five parties, and the letter “reading-rooms” approved."""
    with world.database.writing() as session:
        define_series(session, NOW, ADMINISTRATOR, "CL", "{series}-{yy}/{seq:04d}", 1, ResetPolicy.YEAR)
        for actor in (DRAFTER, APPROVER, RELEASER):
            person = add_staff(
                session,
                NOW,
                CLOCK,
                name=actor.name,
                email=f"{actor.name}@libraries.example",
                roles=frozenset(map(Role, actor.roles)),
            )
            person.pseudonym = actor.pseudonym
    for organisation, category, country, languages, name, address in PARTIES:
        world.add(organisation, address, category=category, country=country, languages=languages, name=name)
    world.approve("reading-rooms", letter_source())
