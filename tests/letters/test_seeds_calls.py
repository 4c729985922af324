"""The three real calls for contributions, each held against table 1.1 of letters.md row by row."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from letters.facts import (
    AnnexDisplay,
    AnnexLabel,
    Bullet,
    ChannelKind,
    DeadlineWording,
    DefectKind,
    Language,
    Mailbox,
    Purpose,
)
from letters.languages import closing, format_deadline, format_place_date
from letters.languages.dates import RangeStyle, format_range
from mailer.merge import LimitedMerger
from tests.letters.seed_calls import january_2010, november_2023, september_2022
from tests.letters.seed_letters import (
    FORMULAS,
    FR,
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


def test_seed_000_of_15_january_2010(shared_seeds: Path, tmp_path: Path, merger: LimitedMerger) -> None:
    letter = build(shared_seeds, "000", january_2010, tmp_path, merger)
    facts, body, blocks = letter.facts, letter.body, {one.block: one for one in letter.facts.layout.blocks}
    # Purpose, letterhead
    assert facts.purposes == (Purpose.CALL_FOR_CONTRIBUTIONS,)
    assert facts.letterhead is None
    # Date form and position: article without place, first line
    assert (facts.date_form.place, facts.date_form.article) == (False, True)
    assert format_place_date(facts.date, "", FORMULAS) == "Le 15 janvier 2010" == letter.seed.line(5)
    assert block(facts, B.DATE) == 0
    # Reference
    assert facts.references[0].manual == "DM-1001"
    assert letter.seed.line(7) == f"{FORMULAS.labels.reference}: DM-1001"
    # Contact officer, labels, values
    (contact,) = facts.contacts
    assert given(contact.name) == "Jaroslaw Ponder"
    labels = FORMULAS.labels
    printed = zip((labels.phone, labels.fax, labels.email), contact.channels, strict=True)
    assert [f"{label}: {value}" for label, value in printed] == letter.seed.lines(9, 11).split("\n")
    assert contact.channels == ("+41 22 730 6065", "+41 22 730 6453", "wsis-stocktaking@int.int")
    assert contact.mailbox is Mailbox.FUNCTIONAL
    assert letter.defects(DefectKind.FOREIGN_DOMAIN) == ["int.int"]
    # Addressee and categories: four, in this order, with en dashes
    assert heading(facts) == "A toutes les parties prenantes du SMSI"
    assert categories(facts) == [
        ("governments", "Gouvernements"),
        ("international-organisations", "Organisations internationales"),
        ("civil-society", "Société civile"),
        ("private-sector", "Secteur privé"),
    ]
    assert facts.addressees is not None
    assert facts.addressees.bullet is Bullet.EN_DASH
    # Subject: unlabelled
    assert not blocks[B.SUBJECT].label_shown
    assert letter.version.subject == letter.seed.line(19)
    # Opening; the alternative is left unresolved
    assert body.startswith("J'ai l'honneur de vous inviter à continuer")
    assert body.count("votre gouvernement ou organisation") == 1
    # Links: the same bare one twice
    assert re.findall(r"www\.[\w./-]+\w", body) == ["www.itu.int/wsis/stocktaking"] * 2
    # Bold: the whole phrase of the deadline, inclusive
    deadline = the_deadline(facts)
    assert deadline.wording is DeadlineWording.INCLUSIVE
    assert letter.bold() == [format_deadline(deadline.date, FORMULAS, inclusive=True)]
    assert letter.bold() == ["d'ici au 30 mars 2010"]
    assert facts.lead_days(deadline) == (74, 41)
    # Other dates
    (forum,) = facts.events
    assert days(forum) == ("2010-05-10", "2010-05-14")
    assert (given(forum.place), given(forum.country)) == ("Genève", "Suisse")
    assert f"{format_range(date(2010, 5, 10), date(2010, 5, 14), FORMULAS)} à Genève (Suisse)" in body
    # Asks: new entries, updates by their authors, reply and documents by the deadline
    assert channels(facts) == [ChannelKind.URL, ChannelKind.PLATFORM, ChannelKind.MAILBOX]
    assert given(facts.asks[1].who) == "Auteurs de rubriques"
    assert [ask.deadline for ask in facts.asks] == [None, None, "reply"]
    # Follow-ups promised; no credentials; cross-reference
    assert [promise.event for promise in facts.promises] == [None, "forum"]
    assert facts.credentials is None
    assert [given(relation.reference) for relation in facts.relations] == ["§ 120"]
    # Closing: with its typing error
    assert letter.version.closing is not None
    assert letter.version.closing.split()[0] == "Veillez" == letter.defects(DefectKind.TYPING_ERROR)[0]
    assert "l'expression de ma haute considération" in letter.version.closing
    # Signatory: with honorific; no mark
    assert facts.signatory is not None
    assert given(facts.signatory.honorific) == "Dr"
    assert signs(facts) == ("Hamadoun I. Touré", ("Secrétaire général",), False)
    # Annexes: one, by its title, under another word
    assert facts.annex_form.display is AnnexDisplay.TITLED
    assert facts.annex_form.label is AnnexLabel.ENCLOSURE
    (annex,) = facts.annexes
    assert letter.seed.line(36) == f"{FORMULAS.labels.enclosure}: {given(annex.title)}"
    # Copies: three groups, the last of which overlaps with the addressees
    assert [given(group.label) for group in facts.copies][1:] == [letter.seed.line(39), letter.seed.line(40)]
    assert facts.copies[2].audience == "all except list addressees"
    # Typography: no ligature, no accent on the capitals
    assert "oeuvre" in body
    assert "œ" not in body
    in_order(
        letter,
        [
            "Le 15 janvier 2010",
            "DM-1001",
            *("Contact:", "A. élec.:", "A toutes", "– Gouvernements", "– Secteur privé", SALUTATION),
            *("Veillez", "Dr Hamadoun I. Touré", "Pièce jointe:", "Copie:"),
        ],
    )


def test_seed_001_of_7_september_2022(shared_seeds: Path, tmp_path: Path, merger: LimitedMerger) -> None:
    letter = build(shared_seeds, "001", september_2022, tmp_path, merger)
    facts, body, blocks = letter.facts, letter.body, {one.block: one for one in letter.facts.layout.blocks}
    # Purpose
    assert facts.purposes == (Purpose.CALL_FOR_CONTRIBUTIONS,)
    # Letterhead: the line of the office
    assert facts.letterhead is not None
    assert facts.letterhead.get(FR) == ("Le Secrétaire général",)
    # Date form and position: after the letterhead, before the reference
    assert format_place_date(facts.date, given(facts.place), FORMULAS) == letter.seed.line(7)
    assert facts.layout.order()[:3] == (B.LETTERHEAD, B.DATE, B.REFERENCE)
    # Reference: a slug; its year is not that of the letter
    assert facts.references[0].manual == "WSIS_Stocktaking_2023"
    assert letter.seed.line(9) == f"{FORMULAS.labels.reference}: WSIS_Stocktaking_2023"
    assert facts.date.year == 2022
    # Contact officer, labels, values
    (contact,) = facts.contacts
    assert (given(contact.civility), given(contact.name)) == ("M.", "Vladimir Stankovic")
    labels = FORMULAS.labels
    printed = zip((labels.phone_long, labels.fax_long, labels.email_long), contact.channels, strict=True)
    assert [f"{label}: {value}" for label, value in printed] == letter.seed.lines(11, 13).split("\n")
    assert contact.channels == ("+41 22 730 5877", "+41 22 730 6384", "wsis-stocktaking@itu.int")
    # Addressee and categories: five, in another order than 2010, with hyphens and a colon above
    assert heading(facts) == "À toutes les parties prenantes du SMSI:"
    assert [label for _, label in categories(facts)] == [
        "Gouvernements",
        "Secteur privé",
        "Société civile",
        "Établissements universitaires",
        "Organisations internationales",
    ]
    assert facts.addressees is not None
    assert facts.addressees.bullet is Bullet.HYPHEN
    # Subject: labelled, bold
    assert blocks[B.SUBJECT].label_shown
    assert blocks[B.SUBJECT].bold
    assert letter.seed.line(23) == f"Objet: **{letter.version.subject}**"
    # Opening, words that vary
    assert body.startswith("J'ai l'honneur de vous inviter à contribuer")
    assert body.count("vos projets") == 1
    # Links: eight whose targets were lost, one that holds
    assert letter.codes().count("link-lost") == 8
    assert re.findall(r"<(https?://[^>]+)>", body) == ["https://www.itu.int/net4/wsis/stocktaking"]
    # Bold: the date of the deadline only; exclusive wording
    deadline = the_deadline(facts)
    assert letter.bold() == ["31 janvier 2023"]
    assert deadline.wording is DeadlineWording.EXCLUSIVE
    assert format_deadline(deadline.date, FORMULAS, inclusive=False) in letter.plain_body()
    assert deadline.date.strftime("%A") == "Tuesday"
    assert "deadline-weekend" not in letter.codes()
    assert facts.lead_days(deadline) == (146, 41)
    # Other dates: in brackets, the year implied
    (forum,) = facts.events
    assert days(forum) == ("2023-03-13", "2023-03-17")
    shown = format_range(date(2023, 3, 13), date(2023, 3, 17), FORMULAS, RangeStyle.BRACKETS)
    assert f"({shown})" in body
    assert given(forum.display) == shown == "13-17 mars"
    # Asks: one, on the platform, by the deadline
    assert channels(facts) == [ChannelKind.PLATFORM]
    assert facts.asks[0].deadline == deadline.id
    # Follow-ups, credentials, cross-references
    assert [promise.event for promise in facts.promises] == [None, "forum"]
    assert facts.credentials is None
    assert [given(relation.reference) for relation in facts.relations] == ["A/70/125", "A/70/1", "2022/15"]
    # Closing: the usual formula
    assert letter.version.closing == closing(FORMULAS)
    # Signatory: the title stands in the letterhead only; no mark
    assert signs(facts) == ("Houlin ZHAO", (), False)
    # Neither annexes nor copies
    assert facts.annexes == ()
    assert facts.copies == ()
    # Typography: ligature and accents; a sentence cut by a page break; a slip that is kept
    assert "œuvre" in body
    assert "en faisant faire part" in body
    assert letter.defects(DefectKind.PAGE_BREAK) == ["avant la ligne 35"]
    in_order(
        letter,
        [
            *("Le Secrétaire général", "Genève, le 7 septembre 2022", "WSIS_Stocktaking_2023"),
            *("Contact: M. Vladimir Stankovic", "Courriel:", "- Gouvernements", "Objet:", SALUTATION),
            *("Veuillez agréer", "Houlin ZHAO"),
        ],
    )


def test_seed_004_of_6_november_2023(shared_seeds: Path, tmp_path: Path, merger: LimitedMerger) -> None:
    letter = build(shared_seeds, "004", november_2023, tmp_path, merger)
    facts, body, blocks = letter.facts, letter.body, {one.block: one for one in letter.facts.layout.blocks}
    # Purpose, letterhead
    assert facts.purposes == (Purpose.CALL_FOR_CONTRIBUTIONS,)
    assert facts.letterhead is None
    # Date form and position: after the contact block, the addressee directly under it
    assert format_place_date(facts.date, given(facts.place), FORMULAS) == letter.seed.line(8)
    assert block(facts, B.DATE) == block(facts, B.CONTACT) + 1 == block(facts, B.ADDRESSEES) - 1
    assert blocks[B.ADDRESSEES].close_up
    # Reference: the long label, bold, and an acronym that other languages would not share
    (reference,) = facts.references
    assert letter.seed.line(3) == f"{FORMULAS.labels.reference_long}: **{given(reference.display)}**"
    assert given(reference.display) == "SMSI 2024"
    assert reference.display is not None
    assert reference.display.get(Language.EN) == reference.manual == "WSIS 2024"
    assert reference.bold
    # Contact officer, labels (no fax), values
    (contact,) = facts.contacts
    assert given(contact.name) == "Gitanjali Sah"
    assert letter.seed.line(5) == f"{FORMULAS.labels.phone}: {contact.phone}"
    assert letter.seed.line(6) == f"{given(contact.labels.email)}: {contact.email}"
    assert contact.channels == ("+41 22 730 6240", "wsis-info@itu.int")
    assert contact.fax is None
    # Addressee and categories: as in 2022, one of them relabelled; no colon
    assert heading(facts) == "À toutes les parties prenantes du SMSI"
    assert categories(facts)[3] == ("academia", "Établissements universitaires/milieux techniques")
    assert [code for code, _ in categories(facts)] == [
        *("governments", "private-sector", "civil-society", "academia", "international-organisations")
    ]
    # Subject: unlabelled
    assert not blocks[B.SUBJECT].label_shown
    # Opening, words that vary: none
    assert body.startswith("J'ai l'honneur de vous inviter à contribuer")
    assert not re.search(r"\bvotre (?:pays|gouvernement|organisation)", body, re.IGNORECASE)
    # Links: eight lost, three bare
    assert letter.codes().count("link-lost") == 8
    assert re.findall(r"www\.[\w./]+\w", body) == [
        "www.wsis.org/forum",
        "www.wsis.org/stocktaking",
        "www.wsis.org/prizes",
    ]
    # Bold is not the deadline alone: place and dates of the event are bold too
    assert letter.bold() == ["Genève (Suisse) du 27 au 31 mai 2024", "31 janvier 2024"]
    deadline = the_deadline(facts)
    assert deadline.wording is DeadlineWording.INCLUSIVE
    assert f"{given(deadline.printed)}" in letter.plain_body()
    assert facts.lead_days(deadline) == (86, 117)
    # Other dates
    (forum,) = facts.events
    assert days(forum) == ("2024-05-27", "2024-05-31")
    assert format_range(date(2024, 5, 27), date(2024, 5, 31), FORMULAS) in letter.bold()[0]
    # Asks: four, two of them by the same deadline, each with a channel of its own
    assert channels(facts) == [ChannelKind.PLATFORM] * 4
    assert [ask.deadline for ask in facts.asks] == [None, "submissions", "submissions", None]
    assert len({given(ask.channel.platform) for ask in facts.asks if ask.channel}) == 4
    # No follow-ups, no credentials; an unnumbered cross-reference
    assert facts.promises == ()
    assert facts.credentials is None
    assert facts.relations[0].reference is None
    # Closing: the usual formula, ending with a comma
    assert letter.version.closing == closing(FORMULAS).rstrip(".") + ","
    # Signatory: feminine title; the mark
    assert signs(facts) == ("Doreen Bogdan-Martin", ("Secrétaire générale",), True)
    # Neither annexes nor copies
    assert facts.annexes == ()
    assert facts.copies == ()
    # Typography
    assert "mise en œuvre" in body
    in_order(
        letter,
        [
            *("SMSI 2024", "Contact: Gitanjali Sah", "Courriel:", "Genève, le 6 novembre 2023"),
            *("À toutes les parties", "- Gouvernements", SALUTATION, "considération distinguée,"),
            *("(signé)", "Doreen Bogdan-Martin"),
        ],
    )
