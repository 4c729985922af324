"""Short cuts for tests of replies: a letter that asks three things was sent to five parties."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from mailer.audit import Actor
from recipients.organisation import Organisation
from recipients.organisations_meant import organisation_meant
from scheduler.addressing import named_sets
from scheduler.frozen import CampaignRecipient
from scheduler.replies.asked import Asking, asking
from scheduler.replies.correcting import correct_reply
from scheduler.replies.recording import Answer, record_reply
from scheduler.replies.reply import ReplyChannel, ReplyState
from tests.scheduler.campaign_factory import DRAFTER, World, letter_source

ASKS = """
deadlines:
  - id: by
    date: 2027-03-31
  - id: form-by
    date: 2027-03-15
asks:
  - id: reply
    what: {en: Fill in the questionnaire, fr: Remplir le questionnaire}
    duty: mandatory
    deadline: by
  - id: name
    what: {en: Name a focal point, fr: Désigner un point focal}
    duty: mandatory
    deadline: form-by
  - id: photo
    what: {en: Send a photograph, fr: Envoyer une photographie}
"""
ENGLISH = (
    "---\nsubject: Reading rooms of {{ organisation }}\n---\n"
    "Please answer letter {{ reference }} by 31 March 2027, and name a focal point by 15 March 2027.\n"
)
FRENCH = (
    "---\nsubject: Salles de lecture de {{ organisation }}\n---\n"
    "Répondez à {{ reference }} au plus tard le 31 mars 2027.\n"
    "Nommez un point focal au plus tard le 15 mars 2027.\n"
)
LETTER = "CL-27/0002"
RIVERS, PONTS, LANTERNA = "Ministry of Rivers", "Ministère des Ponts", "Lanterna S.A."
SUR, HARBOUR = "Universidad del Sur", "Harbour Board"


def ask_everybody(world: World, more: str = ASKS) -> str:
    """A letter that asks something, approved, launched and sent; its reference."""
    world.approve("questions", letter_source(more=more, english=ENGLISH, french=FRENCH))
    world.launched(letter="questions", expected=5)
    world.send()
    return LETTER


def answer(
    world: World,
    whose: str,
    state: ReplyState = ReplyState.COMPLETE,
    ask: str = "reply",
    *,
    came_at: datetime | None = None,
    by: Actor = DRAFTER,
    letter: str = LETTER,
    **facts: Any,
) -> int:
    """What an organisation answered, recorded now; the number of the reply."""
    channel = facts.pop("channel", ReplyChannel.POST)
    with world.database.writing() as session:
        given = Answer(ask, state, came_at or world.now, channel, **facts)
        home = organisation_meant(session, whose)
        return record_reply(session, world.now, by, asking(session, letter), home, given).id


def correct(world: World, number: int, by: Actor = DRAFTER, **changes: Any) -> int:
    """A reply put right; the number of the further one."""
    with world.database.writing() as session:
        return correct_reply(session, world.now, by, number, **changes).id


def asked(world: World, letter: str = LETTER) -> Asking:
    """What the letter asks."""
    with world.database.reading() as session:
        return asking(session, letter)


def in_set(world: World, name: str) -> set[str]:
    """The organisations whose people are in a set that audience expressions name."""
    with world.database.reading() as session:
        (ids,) = named_sets(session, f'set "{name}"').values()
        rows = select(CampaignRecipient.organisation).where(CampaignRecipient.recipient_id.in_(list(ids)))
        return set(session.scalars(rows))


def organisation(world: World, name: str) -> Organisation:
    """An organisation of the directory."""
    with world.database.reading() as session:
        return organisation_meant(session, name)
