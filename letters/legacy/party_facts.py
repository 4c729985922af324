"""Makes facts of who stands on an old letter: references, contacts, addressees, copies, signatory."""

from __future__ import annotations

import re
from typing import Any, Final

from letters.facts import BlockName, Bullet, LabelForm
from letters.languages.folding import fold
from letters.legacy.contacts import FoundContact
from letters.legacy.fact_texts import line, text, without_nothing
from letters.legacy.letter import OldLetter
from letters.legacy.runs import of_block

Plain = dict[str, Any]
_CHANNELS: Final = ("contact", "phone", "fax", "email")
_MOST_REFERENCES: Final = 2
_UNNAMED: Final = "—"


def party_facts(letter: OldLetter) -> Plain:
    """References, contacts, addressees, copies and signatory as `letter.yaml` says them."""
    copies = letter.parties.copies
    return {
        "references": _references(letter),
        "contacts": [_contact(contact, letter) for contact in letter.parties.contacts],
        "addressees": _addressees(letter),
        "copies": [{"label": text(group)} for group in copies.groups] if copies else [],
        "signatory": _signatory(letter),
    }


def _references(letter: OldLetter) -> list[Plain]:
    labels = letter.tongue.formulas.labels
    found = []
    own = [reference for reference in letter.parties.references if not reference.earlier]
    for reference in own[:_MOST_REFERENCES]:
        entry: Plain = {"manual": line(reference.text), "legacy": "yes"}
        if reference.label == labels.reference_long != labels.reference:
            entry["label"] = LabelForm.LONG.value
        elif reference.label and reference.label != labels.reference:
            entry["label_text"] = line(reference.label)
        entry["bold"] = "yes" if reference.bold else ""
        entry["unit"], _, entry["initials"] = reference.signs.partition("/")
        found.append(without_nothing(entry))
    return found


def _contact(contact: FoundContact, letter: OldLetter) -> Plain:
    head = of_block(letter.blocks.runs, BlockName.LETTERHEAD)
    usual = head[0].first.words if head else contact.email or contact.phone or contact.title
    return without_nothing(
        {
            "civility": line(contact.civility),
            "name": line(contact.name) or line(usual) or _UNNAMED,
            "phone": line(contact.phone),
            "fax": line(contact.fax),
            "email": line(contact.email),
            "mailbox": "personal" if _is_personal(contact) else "",
            "labels": _labels(contact, letter),
        }
    )


def _is_personal(contact: FoundContact) -> bool:
    """Whether the mailbox bears the officer's own name."""
    local = fold(contact.email.partition("@")[0])
    return any(name in local for name in re.findall(r"[^\W\d_]{3,}", fold(contact.name)))


def _labels(contact: FoundContact, letter: OldLetter) -> Plain | str:
    """`long` where all printed labels are the language's long ones; else those that are not its own."""
    labels = letter.tongue.formulas.labels
    printed = {kind: contact.labels[kind] for kind in _CHANNELS if contact.labels.get(kind)}
    short = dict(zip(_CHANNELS, (labels.contact, labels.phone, labels.fax, labels.email), strict=True))
    long = dict(
        zip(_CHANNELS, (labels.contact, labels.phone_long, labels.fax_long, labels.email_long), strict=True)
    )
    own = {kind: line(label) for kind, label in printed.items() if label != short[kind]}
    if own and all(label == long[kind] for kind, label in printed.items()):
        return LabelForm.LONG.value
    return own


def _addressees(letter: OldLetter) -> Plain:
    found = letter.parties.addressees
    if found is None:
        return {}
    rows = [*found.heading]
    if found.label:
        rows = [f"{found.label}: {rows[0]}", *rows[1:]] if rows else [f"{found.label}:"]
    categories = [
        without_nothing({"category": category.code or "", "label": text(category.label)})
        for category in found.categories
    ]
    return without_nothing(
        {
            "heading": text("\n".join(line(row) for row in rows)) or _UNNAMED,
            "bullet": (found.bullet or Bullet.NONE).value if categories else "",
            "categories": categories,
        }
    )


def _signatory(letter: OldLetter) -> Plain:
    found = letter.parties.signatory
    if found is None or not found.name:
        return {}
    return without_nothing(
        {
            "honorific": line(found.honorific),
            "name": line(found.name),
            "titles": [line(title) for title in found.titles],
            "signed": "yes" if found.signed else "",
        }
    )
