"""The letter that a call for contributions promised: each author gets the list of their own entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from letters.correspondence import find_letter
from letters.source import LetterSource
from recipients.imports.own_rows import read_own_rows
from scheduler.drafting import create
from scheduler.items import field_for_items
from scheduler.jobs import store_items
from tests.recipients.factories import write_csv_file
from tests.scheduler.campaign_factory import DRAFTER, World, written_letter

PROMISED = "CL-27/0001"
"""The call which said that authors would be written to about the entries there already are."""
FACTS = f"""
languages: [en, fr]
fallback: [en]
references:
  - series: CL
date: 2027-03-01
place: {{en: Geneva, fr: Genève}}
time_zone: Europe/Zurich
addressees:
  heading: {{en: "To the authors of entries:", fr: "Aux auteurs de fiches :"}}
  audience: category governments, private-sector, academia
relations:
  - kind: further-to
    reference: {PROMISED}
    date: 2027-03-01
fields:
  - name: entries
    description: The addressee's own entries in the inventory
    rows: {{title: Its title, url: Its page, updated: When it was last changed}}
asks:
  - id: update
    what: {{en: Update your entries, fr: Mettez à jour vos fiches}}
    deadline: answers
deadlines:
  - id: answers
    date: 2027-03-30
    wording: inclusive
signatory:
  name: Ada Sample
  titles: {{en: Secretary-General, fr: Secrétaire générale}}
"""
ENGLISH = f"""---
subject: Your entries in the inventory of reading rooms
---
In our letter {PROMISED} we said that we would ask the authors of entries to bring them up to date.
Those under your name are listed below. Please send your changes by **30 March 2027**.

| Title | Page | Last changed |
|---|---|---|
{{% for entry in entries %}}
| **{{{{ entry.title }}}}** | [open]({{{{ entry.url }}}}) | {{{{ entry.updated | default('not known') }}}} |
{{% endfor %}}
"""
FRENCH = f"""---
subject: Vos fiches dans l'inventaire des salles de lecture
---
Par notre lettre {PROMISED}, nous annoncions que nous demanderions aux auteurs de mettre leurs fiches à jour.
Voici celles qui sont à votre nom. Merci d'envoyer vos changements **d'ici au 30 mars 2027**.

{{% for entry in entries %}}
- {{{{ entry.title }}}} ([fiche]({{{{ entry.url }}}})), {{{{ entry.updated | default('date inconnue') }}}}
{{% endfor %}}
"""
HEADER = ("email", "title", "url", "updated")
ITEMS = (
    ("ann@rivers.example", "Reading room by the river", "https://entries.example/11", "2026-05-04"),
    ("awa@ponts.example", "Salle de lecture du pont", "https://entries.example/21", "2025-11-30"),
    ("ann@rivers.example", "Boats with books <new>", "https://entries.example/12", ""),
    ("gone@nowhere.example", "Nobody's entry", "https://entries.example/31", "2024-01-01"),
)


def author_letter() -> LetterSource:
    """The letter in English and French, in memory."""
    return written_letter(FACTS, ENGLISH, FRENCH)


def author_campaign(
    world: World, folder: Path, rows: Iterable[Sequence[str]] = ITEMS, letter: str = "author-update"
) -> str:
    """A draft campaign of an approved letter that lists these items; its name."""
    with world.database.reading() as session:
        field = field_for_items(find_letter(session, letter))
        own = read_own_rows(
            session, write_csv_file(folder / "items.csv", HEADER, rows), field.name, field.rows
        )
    listed = store_items(world.database, world.now, field.name, own)
    with world.database.writing() as session:
        return create(session, world.now, DRAFTER, letter, item_list=listed).campaign.name
