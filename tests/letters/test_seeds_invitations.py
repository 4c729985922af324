"""The two real invitations, each a folder held against table 1.1 of letters.md row by row."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from letters.facts import (
    AnnexDisplay,
    ChannelKind,
    DeadlineKind,
    DeadlineWording,
    DefectKind,
    Mailbox,
    Placement,
    Purpose,
    RelationKind,
)
from letters.languages import closing, format_date, format_deadline, format_place_date
from letters.languages.dates import RangeStyle, format_range
from mailer.merge import LimitedMerger
from tests.letters.seed_invitations import july_2005, october_2002
from tests.letters.seed_letters import (
    FORMULAS,
    SALUTATION,
    B,
    block,
    build,
    categories,
    channels,
    days,
    given,
    heading,
    in_order,
    signs,
    the_deadline,
)


def test_seed_003_of_14_october_2002(shared_seeds: Path, tmp_path: Path, merger: LimitedMerger) -> None:
    letter = build(shared_seeds, "003", october_2002, tmp_path, merger)
    facts, body, blocks = letter.facts, letter.body, {one.block: one for one in letter.facts.layout.blocks}
    # Purpose
    assert facts.purposes == (Purpose.INVITATION, Purpose.CALL_FOR_PROPOSALS)
    # Letterhead: stray page number, three lost images, noise of the scanner
    assert facts.letterhead is None
    assert letter.defects(DefectKind.PAGE_NUMBER) == ["- 2 -"]
    assert len(letter.defects(DefectKind.LOST_IMAGE)) == 3
    assert len(letter.defects(DefectKind.SCAN_NOISE)) == 3
    # Date form and position: neither place nor article, above the heading table
    assert not facts.date_form.place
    assert not facts.date_form.article
    assert format_date(facts.date, FORMULAS) == "14 octobre 2002" == letter.seed.line(22)
    assert block(facts, B.DATE) == 0
    # Reference: label, value, in a table with the addressees beside it
    assert facts.references[0].manual == "DM-1276"
    assert f"{FORMULAS.labels.reference}:" == letter.seed.line(24) == "Réf.:"
    assert blocks[B.REFERENCE].placement is Placement.TABLE
    assert blocks[B.ADDRESSEES].beside is B.REFERENCE
    assert not facts.references[0].bold
    # Contact officer, labels, values
    (contact,) = facts.contacts
    assert given(contact.name) == "Charles Geiger"
    assert contact.civility is None
    labels = FORMULAS.labels
    assert [f"{label}:" for label in (labels.contact, labels.phone, labels.fax, labels.email)] == [
        letter.seed.line(number) for number in (28, 32, 36, 40)
    ]
    assert contact.channels == ("+41 22 730 6375", "+41 22 730 6393", "Charles.geiger@itu.int")
    assert contact.mailbox is Mailbox.PERSONAL
    # Addressee: a function in the union of two memberships; no categories
    assert heading(facts).startswith("Aux Ministres des affaires étrangères des Etats Membres")
    assert facts.addressees is not None
    assert facts.addressees.post == "Minister of Foreign Affairs"
    assert facts.addressees.audience == "list itu-member-states, un-member-states"
    assert categories(facts) == []
    # Subject: labelled cell with event, place and dates
    assert blocks[B.SUBJECT].label_shown
    assert blocks[B.SUBJECT].placement is Placement.TABLE
    assert letter.version.subject.endswith("(Genève,\u00a017\u201128\u00a0février\u00a02003)")
    # Opening, words that vary by recipient
    assert body.startswith("C'est un grand honneur")
    assert [body.count(words) for words in ("votre pays", "votre équipe", "votre participation")] == [1, 1, 1]
    assert body.count("vos propositions") == 2
    # Links: one bare www, one mailbox; bold: none survives
    assert re.findall(r"www\.\S+?(?=,? )", body) == ["www.itu.int/wsis"]
    assert re.findall(r"\S+@\S+\w", body) == ["wsis.ap@itu.int"]
    assert letter.bold() == []
    # Deadline: exclusive wording, a Saturday; lead times
    deadline = the_deadline(facts)
    assert deadline.wording is DeadlineWording.EXCLUSIVE
    assert format_deadline(deadline.date, FORMULAS, inclusive=False) == "avant le 7 décembre 2002"
    assert "avant le 7 décembre 2002" in body.replace("\u00a0", " ")
    assert deadline.date.strftime("%A") == "Saturday"
    assert "deadline-weekend" in letter.codes()
    assert facts.lead_days(deadline) == (54, 72)
    # Other dates
    assert {event.id: days(event) for event in facts.events} == {
        "prepcom-2": ("2003-02-17", "2003-02-28"),
        "bureau": ("2002-09-19", "2002-09-19"),
        "prepcom-1": ("2002-07", "2002-07"),
        "informal": ("2002-09", "2002-09"),
        "summit": ("2003-12", "2003-12"),
    }
    # Asks: to a mailbox that is not the contact's, by a form, by doing; one deadline among three
    assert channels(facts) == [ChannelKind.MAILBOX, ChannelKind.ANNEX, None]
    assert facts.asks[0].channel is not None
    assert facts.asks[0].channel.mailbox not in contact.channels
    assert [ask.deadline for ask in facts.asks] == ["proposals", None, None]
    # Follow-ups promised; no credentials
    assert len(facts.promises) == 2
    assert facts.credentials is None
    # Cross-references
    assert [relation.kind for relation in facts.relations] == [
        RelationKind.FURTHER_TO,
        RelationKind.CITES,
        RelationKind.CITES,
    ]
    assert str(facts.relations[0].date) == "2002-02"
    # Closing: woven into the last sentence of the body
    assert letter.version.closing_in_body
    assert letter.version.closing is None
    assert body.endswith(FORMULAS.closings.woven.format(salutation=SALUTATION))
    # Signatory; no mark
    assert signs(facts) == ("Yoshio UTSUMI", ("Secrétaire général",), False)
    # Annexes: a count; the second is the form of the second ask, the first is implied
    assert facts.annex_form.display is AnnexDisplay.COUNT
    assert letter.seed.line(69) == f"{FORMULAS.labels.annexes}: {len(facts.annexes)}"
    assert [(annex.number, annex.form) for annex in facts.annexes] == [(1, False), (2, True)]
    assert facts.asks[1].channel is not None
    assert facts.asks[1].channel.annex == 2
    # Copies: two groups
    assert letter.seed.line(71).startswith(f"{FORMULAS.labels.copy_}:")
    assert [group.tracked for group in facts.copies] == [False, False]
    # Typography is kept
    assert [letter.seed.text.count(sign) for sign in ("\u2011", "\u00a0", "\t")] == [4, 3, 22]
    kept = letter.version.subject + body
    assert [kept.count(sign) for sign in ("\u2011", "\u00a0")] == [4, 3]
    assert "Etats" in heading(facts)
    in_order(
        letter,
        [
            "14 octobre 2002",
            "DM-1276",
            "Contact:",
            "Objet:",
            SALUTATION,
            "Yoshio UTSUMI",
            "Annexes: 2",
            "Copie:",
        ],
    )


def test_seed_002_of_7_july_2005(shared_seeds: Path, tmp_path: Path, merger: LimitedMerger) -> None:
    letter = build(shared_seeds, "002", july_2005, tmp_path, merger)
    facts, body, blocks = letter.facts, letter.body, {one.block: one for one in letter.facts.layout.blocks}
    # Purpose, letterhead
    assert facts.purposes == (Purpose.INVITATION,)
    assert facts.letterhead is None
    # Date form and position: after the reference, indented
    assert format_place_date(facts.date, given(facts.place), FORMULAS) == "Genève, le 7 juillet 2005"
    assert letter.seed.line(2) == "Genève, le 7 juillet 2005"
    assert block(facts, B.DATE) == block(facts, B.REFERENCE) + 1
    assert blocks[B.DATE].indented
    # Reference
    assert facts.references[0].manual == "DM-05/1206"
    assert letter.seed.line(1) == f"{FORMULAS.labels.reference}: DM-05/1206"
    # No contact block
    assert facts.contacts == ()
    assert B.CONTACT not in blocks
    # Addressee: one category, in the heading itself
    assert heading(facts) == FORMULAS.categories["international-organisations"].heading
    assert categories(facts) == []
    assert facts.addressees is not None
    assert facts.addressees.audience == "category international-organisations"
    # Subject: label, and its value on the next line
    assert blocks[B.SUBJECT].placement is Placement.NEXT_LINE
    assert letter.seed.line(6) == "Objet:"
    # Opening, words that vary by recipient: a term, used four times
    assert body.startswith("J'ai l'honneur d'inviter {{ your_body }}")
    assert body.count("{{ your_body }}") == letter.seed.lines(12, 24).count("votre Organisation") == 4
    assert given(facts.terms["your_body"]["governments"]) == "votre pays"
    assert given(facts.terms["your_body"]["others"]) == "votre Organisation"
    assert letter.text.count("votre Organisation") == 4
    # Links: one, glued to a full stop; bold: none
    assert re.findall(r"https?://\S+", body) == ["http://www.itu.int/wsis/tunis/index.html."]
    assert "http://www.itu.int/wsis/tunis/index.html" in letter.text
    assert letter.bold() == []
    # Deadline: none; the date is an opening
    deadline = the_deadline(facts)
    assert deadline.kind is DeadlineKind.REGISTRATION_OPENING
    assert all(ask.deadline is None for ask in facts.asks)
    assert f"débuteront le {format_date(deadline.date, FORMULAS)}" in body
    assert facts.lead_days(deadline) == (56, 76)
    # Other dates
    assert {event.id: days(event) for event in facts.events} == {
        "summit": ("2005-11-16", "2005-11-18"),
        "hammamet": ("2004-06-24", "2004-06-26"),
        "geneva": ("2005-02-17", "2005-02-25"),
    }
    summit = facts.events[0]
    shown = format_range(date(2005, 11, 16), date(2005, 11, 18), FORMULAS, RangeStyle.HEADING)
    assert given(summit.display).replace("\u00a0", " ") == shown.replace("\u00a0", " ")
    # Asks: to be there, to register online
    assert channels(facts) == [ChannelKind.EVENT, ChannelKind.PLATFORM]
    # Follow-ups, credentials: issued before, to the coordinator; never the secret
    assert len(facts.promises) == 1
    assert facts.credentials is not None
    assert given(facts.credentials.issued_to) == "Coordonnateur de l'Organisation"
    # Cross-references
    assert [relation.kind for relation in facts.relations] == [RelationKind.CITES]
    # Closing: the formula of high formality
    assert not letter.version.closing_in_body
    assert letter.version.closing == closing(FORMULAS, high=True)
    # Signatory: two titles; the mark stands before the name
    assert signs(facts) == ("Yoshio Utsumi", (letter.seed.line(31), letter.seed.line(32)), True)
    assert letter.seed.line(28) == FORMULAS.labels.signed
    # Neither annexes nor copies
    assert facts.annexes == ()
    assert facts.copies == ()
    # Typography: a sentence cut by a page break
    kept = letter.version.subject + body
    assert (kept.count("\u2011"), letter.seed.text.count("\u00a0")) == (1, 3)
    assert letter.defects(DefectKind.PAGE_BREAK) == ["avant la ligne 20"]
    in_order(
        letter,
        [
            "DM-05/1206",
            "Genève, le 7 juillet 2005",
            "Aux Organisations",
            "Objet:",
            SALUTATION,
            "(signé)",
            "Utsumi",
        ],
    )
