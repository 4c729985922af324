"""The facts of the two real invitations; every sentence is cut from their files."""

from __future__ import annotations

from pathlib import Path

from tests.letters.seed_file import Seed, write_folder


def october_2002(seed: Seed, folder: Path) -> Path:
    """003: invitation to a preparatory meeting, with a call for proposals."""
    facts = {
        "purposes": ["invitation", "call-for-proposals"],
        "references": [{"manual": seed.line(25), "legacy": "yes"}],
        "layout": [
            "date",
            {"block": "reference", "placement": "table"},
            {"block": "addressees", "placement": "table", "beside": "reference"},
            {"block": "contact", "placement": "table"},
            {"block": "subject", "placement": "table"},
            *("salutation", "body", "closing", "signature", "annexes", "copies"),
        ],
        "place": "Genève",
        "date": "2002-10-14",
        "date_form": {"place": "no", "article": "no"},
        "contacts": [
            {
                "name": seed.line(29),
                "phone": seed.line(33),
                "fax": seed.line(37),
                "email": seed.line(41),
                "mailbox": "personal",
            }
        ],
        "addressees": {
            "heading": seed.line(26),
            "post": "Minister of Foreign Affairs",
            "audience": "list itu-member-states, un-member-states",
        },
        "asks": [
            {
                "id": "proposals",
                "what": "Soumettre des propositions",
                "channel": {"mailbox": "wsis.ap@itu.int"},
                "deadline": "proposals",
            },
            {"id": "registration", "what": "Confirmer la participation", "channel": {"annex": 2}},
            {"id": "team", "what": "Intégrer secteur privé et société civile dans l'équipe"},
        ],
        "deadlines": [
            {"id": "proposals", "date": "2002-12-07", "wording": "exclusive", "event": "prepcom-2"},
        ],
        "events": [
            {
                "id": "prepcom-2",
                "title": "PrepCom-2",
                "place": "Genève",
                "start": "2003-02-17",
                "end": "2003-02-28",
                "display": seed.line(45).rpartition(", ")[2].rstrip(")"),
            },
            {"id": "bureau", "title": "Bureau du PrepCom", "start": "2002-09-19"},
            {"id": "prepcom-1", "title": "PrepCom-1", "start": "2002-07"},
            {"id": "informal", "title": "Séance informelle", "place": "Genève", "start": "2002-09"},
            {"id": "summit", "title": "Sommet", "start": "2003-12"},
        ],
        "annexes": [
            {"number": 1, "title": "Conclusions de la séance informelle"},
            {"number": 2, "title": "Formulaire d'inscription", "form": "yes"},
        ],
        "annex_form": {"display": "count"},
        "copies": [
            {"label": seed.after(71, "Copie:"), "audience": "list administrations"},
            {"label": seed.line(72), "audience": "list missions-geneva"},
        ],
        "relations": [
            {"kind": "further-to", "date": "2002-02", "title": "Dernière correspondance"},
            {"kind": "cites", "title": "Résolutions de l'Assemblée générale des Nations Unies"},
            {"kind": "cites", "title": "Résolutions de l'UIT"},
        ],
        "promises": [
            {"text": "Lettre d'invitation séparée au secteur privé et aux autres groupes"},
            {"text": "Autres renseignements sur la réunion", "event": "prepcom-2"},
        ],
        "signatory": {"name": seed.line(66), "titles": [seed.line(67)]},
        "defects": [
            {"kind": "page-number", "what": seed.line(2)},
            *({"kind": "lost-image", "what": seed.line(number)} for number in (5, 15, 19)),
            *({"kind": "scan-noise", "what": seed.line(number)} for number in (7, 8, 9)),
        ],
    }
    front = {"subject": seed.line(45), "closing_in_body": "yes"}
    return write_folder(folder, facts, front, seed.lines(50, 64))


def july_2005(seed: Seed, folder: Path) -> Path:
    """002: invitation to a summit, to organisations only."""
    facts = {
        "purposes": ["invitation"],
        "references": [{"manual": seed.after(1, "Réf.:"), "legacy": "yes"}],
        "layout": [
            {"block": "reference", "indented": "yes"},
            {"block": "date", "indented": "yes", "close_up": "yes"},
            "addressees",
            {"block": "subject", "placement": "next-line", "indented": "yes"},
            *("salutation", "body", "closing", "signature"),
        ],
        "formality": "high",
        "place": "Genève",
        "date": "2005-07-07",
        "addressees": {"heading": seed.line(4), "audience": "category international-organisations"},
        "terms": {
            "your_body": {"governments": "votre pays", "others": "votre Organisation"},
        },
        "asks": [
            {
                "id": "attend",
                "what": "Se faire représenter au plus haut niveau",
                "channel": {"event": "summit"},
            },
            {"id": "register", "what": "S'inscrire", "channel": {"platform": "Inscription électronique"}},
        ],
        "deadlines": [
            {"id": "opening", "date": "2005-09-01", "kind": "registration-opening", "event": "summit"},
        ],
        "events": [
            {
                "id": "summit",
                "title": "Phase de Tunis du Sommet",
                "place": "Tunis",
                "start": "2005-11-16",
                "end": "2005-11-18",
                "display": seed.line(7).rpartition(", ")[2],
            },
            {
                "id": "hammamet",
                "title": "Comité de préparation",
                "place": "Hammamet",
                "country": "Tunisie",
                "start": "2004-06-24",
                "end": "2004-06-26",
            },
            {
                "id": "geneva",
                "title": "Comité de préparation",
                "place": "Genève",
                "start": "2005-02-17",
                "end": "2005-02-25",
            },
        ],
        "relations": [
            {"kind": "cites", "title": "Appel du Secrétaire général de l'Organisation des Nations Unies"},
        ],
        "promises": [{"text": "Renseignements supplémentaires à l'adresse indiquée", "event": "summit"}],
        "credentials": {"issued_to": "Coordonnateur de l'Organisation"},
        "signatory": {"name": seed.line(30), "titles": [seed.line(31), seed.line(32)], "signed": "yes"},
        "defects": [{"kind": "page-break", "what": "avant la ligne 20"}],
    }
    body = seed.lines(12, 24).replace("votre Organisation", "{{ your_body }}")
    return write_folder(folder, facts, {"subject": seed.line(7), "closing": seed.line(26)}, body)
