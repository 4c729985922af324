"""The facts of the three real calls for contributions; every sentence is cut from their files."""

from __future__ import annotations

from pathlib import Path

from tests.letters.seed_file import Seed, category, write_folder


def january_2010(seed: Seed, folder: Path) -> Path:
    """000: call for contributions and updates."""
    titles = [seed.after(number, "–") for number in (14, 15, 16, 17)]
    facts = {
        "purposes": ["call-for-contributions"],
        "references": [{"manual": seed.after(7, "Réf.:"), "legacy": "yes"}],
        "layout": [
            "date",
            "reference",
            {"block": "contact", "close_up": "yes"},
            "addressees",
            {"block": "subject", "label_shown": "no"},
            *("salutation", "body", "closing", "signature", "annexes", "copies"),
        ],
        "place": "Genève",
        "date": "2010-01-15",
        "date_form": {"place": "no", "article": "yes"},
        "contacts": [
            {
                "name": seed.after(8, "Contact:"),
                "phone": seed.after(9, "Tél.:"),
                "fax": seed.after(10, "Fax:"),
                "email": seed.after(11, "A. élec.:"),
            }
        ],
        "addressees": {
            "heading": seed.line(13),
            "bullet": "en-dash",
            "categories": [
                category("governments", titles[0]),
                category("international-organisations", titles[1]),
                category("civil-society", titles[2]),
                category("private-sector", titles[3]),
            ],
        },
        "asks": [
            {
                "id": "new-entries",
                "what": "Soumettre de nouvelles rubriques",
                "channel": {"url": "www.itu.int/wsis/stocktaking"},
            },
            {
                "id": "updates",
                "what": "Mettre à jour les rubriques existantes",
                "who": "Auteurs de rubriques",
                "channel": {"platform": "Inventaire", "url": "www.itu.int/wsis/stocktaking"},
            },
            {
                "id": "reply",
                "what": "Faire parvenir réponse et documents",
                "channel": {"mailbox": seed.after(11, "A. élec.:")},
                "deadline": "reply",
            },
        ],
        "deadlines": [{"id": "reply", "date": "2010-03-30", "event": "forum"}],
        "events": [
            {
                "id": "forum",
                "title": "Forum 2010 du SMSI",
                "place": "Genève",
                "country": "Suisse",
                "start": "2010-05-10",
                "end": "2010-05-14",
            }
        ],
        "annexes": [{"number": 1, "title": seed.after(36, "Pièce jointe:")}],
        "annex_form": {"display": "titled", "label": "enclosure"},
        "copies": [
            {"label": seed.after(38, "Copie:")},
            {"label": seed.line(39)},
            {"label": seed.line(40), "audience": "all except list addressees"},
        ],
        "relations": [{"kind": "cites", "reference": "§ 120", "title": "Agenda de Tunis"}],
        "promises": [
            {"text": "Contact direct avec les auteurs des rubriques existantes"},
            {"text": "Publication du rapport", "event": "forum"},
        ],
        "signatory": {
            "honorific": "Dr",
            "name": seed.after(33, "Dr"),
            "titles": [seed.line(34)],
        },
        "defects": [
            {"kind": "typing-error", "what": seed.line(31).split()[0]},
            {"kind": "foreign-domain", "what": seed.line(11).rpartition("@")[2]},
        ],
    }
    front = {"subject": seed.line(19), "closing": seed.line(31)}
    return write_folder(folder, facts, front, seed.lines(23, 29))


def september_2022(seed: Seed, folder: Path) -> Path:
    """001: call for contributions."""
    codes = ("governments", "private-sector", "civil-society", "academia", "international-organisations")
    labels = [seed.after(number, "-") for number in range(17, 22)]
    facts = {
        "purposes": ["call-for-contributions"],
        "references": [{"manual": seed.after(9, "Réf.:"), "legacy": "yes"}],
        "layout": [
            "letterhead",
            "date",
            "reference",
            {"block": "contact", "close_up": "yes"},
            "addressees",
            {"block": "subject", "bold": "yes"},
            *("salutation", "body", "closing", "signature"),
        ],
        "letterhead": seed.line(5),
        "place": "Genève",
        "date": "2022-09-07",
        "contacts": [
            {
                "civility": "M.",
                "name": seed.after(10, "Contact: M."),
                "phone": seed.after(11, "Téléphone:"),
                "fax": seed.after(12, "Télécopie:"),
                "email": seed.after(13, "Courriel:"),
                "labels": "long",
            }
        ],
        "addressees": {
            "heading": seed.line(15),
            "categories": [category(code, label) for code, label in zip(codes, labels, strict=True)],
        },
        "asks": [
            {
                "id": "entries",
                "what": "Soumettre de nouvelles rubriques",
                "channel": {"platform": "Inventaire", "url": "https://www.itu.int/net4/wsis/stocktaking"},
                "deadline": "entries",
            }
        ],
        "deadlines": [{"id": "entries", "date": "2023-01-31", "wording": "exclusive", "event": "forum"}],
        "events": [
            {
                "id": "forum",
                "title": "Forum 2023 du SMSI",
                "start": "2023-03-13",
                "end": "2023-03-17",
                "display": "13-17 mars",
            }
        ],
        "relations": [
            {"kind": "cites", "reference": "A/70/125"},
            {"kind": "cites", "reference": "A/70/1"},
            {"kind": "cites", "reference": "2022/15", "title": "ECOSOC"},
        ],
        "promises": [
            {"text": "Inclusion dans la 15e édition du rapport"},
            {"text": "Présentation des contributions", "event": "forum"},
        ],
        "signatory": {"name": seed.line(41)},
        "defects": [{"kind": "page-break", "what": "avant la ligne 35"}],
    }
    front = {"subject": seed.after(23, "Objet:").strip("*"), "closing": seed.line(39)}
    return write_folder(folder, facts, front, seed.lines(27, 37))


def november_2023(seed: Seed, folder: Path) -> Path:
    """004: call for contributions in four strands."""
    codes = ("governments", "private-sector", "civil-society", "academia", "international-organisations")
    labels = [seed.after(number, "-") for number in range(11, 16)]
    facts = {
        "purposes": ["call-for-contributions"],
        "references": [
            {
                "manual": "WSIS 2024",
                "display": {"fr": seed.after(3, "Référence:").strip("*"), "en": "WSIS 2024"},
                "legacy": "yes",
                "label": "long",
                "bold": "yes",
            }
        ],
        "layout": [
            {"block": "reference", "bold": "yes"},
            {"block": "contact", "close_up": "yes"},
            "date",
            {"block": "addressees", "close_up": "yes"},
            {"block": "subject", "label_shown": "no"},
            *("salutation", "body", "closing", "signature"),
        ],
        "place": "Genève",
        "date": "2023-11-06",
        "contacts": [
            {
                "name": seed.after(4, "Contact:"),
                "phone": seed.after(5, "Tél.:"),
                "email": seed.after(6, "Courriel:"),
                "labels": {"form": "short", "email": "Courriel"},
            }
        ],
        "addressees": {
            "heading": seed.line(9),
            "categories": [category(code, label) for code, label in zip(codes, labels, strict=True)],
        },
        "asks": [
            {
                "id": "consultation",
                "what": "Contribuer au processus de consultation ouvert",
                "channel": {"platform": "Formulaire de soumission officielle"},
            },
            {
                "id": "stocktaking",
                "what": "Contribuer à l'inventaire",
                "channel": {"platform": "Inventaire", "url": "www.wsis.org/stocktaking"},
                "deadline": "submissions",
            },
            {
                "id": "prizes",
                "what": "Proposer des projets pour les prix",
                "channel": {"platform": "Prix 2024", "url": "www.wsis.org/prizes"},
                "deadline": "submissions",
            },
            {
                "id": "trust-fund",
                "what": "Contribuer au fonds d'affectation spéciale",
                "channel": {"platform": "Fonds d'affectation spéciale"},
            },
        ],
        "deadlines": [
            {
                "id": "submissions",
                "date": "2024-01-31",
                "printed": "fixée au 31 janvier 2024",
                "event": "forum",
            }
        ],
        "events": [
            {
                "id": "forum",
                "title": "Forum SMSI+20",
                "place": "Genève",
                "country": "Suisse",
                "start": "2024-05-27",
                "end": "2024-05-31",
            }
        ],
        "relations": [{"kind": "cites", "title": "Plan d'action de Genève"}],
        "signatory": {"name": seed.line(35), "titles": [seed.line(36)], "signed": "yes"},
        "defects": [{"kind": "typing-error", "what": "une virgule après la formule de politesse"}],
    }
    front = {"subject": seed.line(17), "closing": seed.line(31)}
    return write_folder(folder, facts, front, seed.lines(21, 29))
