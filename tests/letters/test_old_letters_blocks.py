"""The blocks of old letters in many shapes: found, with their lines, and printed again word for word."""

from __future__ import annotations

import pytest

from tests.letters.plain_old_letter import PLAIN, blocks, is_whole, plain_with, report_on, with_body


def test_a_plain_letter_is_its_blocks_with_their_lines() -> None:
    report = report_on(PLAIN)
    assert blocks(report) == [
        *("letterhead", "reference", "contact", "date", "addressees", "subject"),
        *("salutation", "body", "closing", "signature"),
    ]
    assert [(one["first_line"], one["last_line"]) for one in report["blocks"]][2:4] == [(4, 6), (8, 8)]
    assert report["fidelity"] == {"words": 62, "words_in_place": 62}
    assert report["layout"]["as_printed"] == []


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Our ref.: HL/1", "HL/1"),
        ("Reference No. HL/1", "HL/1"),
        ("Ref HL/1", "HL/1"),
        ("N/Réf : HL/1", "HL/1"),
        ("Nuestra ref.: HL/1", "HL/1"),
        ("Ref. Nº: HL/1", "HL/1"),
        ("In reply please quote: HL/1", "HL/1"),
        ("HL-2019/001", "HL-2019/001"),
        ("C.L.13.2019", "C.L.13.2019"),
        ("Circular letter No. 7 of 2019", "7 of 2019"),
        ("No. 2019/45", "2019/45"),
        ("HL -XX", "HL -XX"),
    ],
)
def test_a_reference_is_known_by_its_label_or_its_looks(label: str, text: str) -> None:
    report = report_on(plain_with("Ref.: HL/19/12", label))
    assert [one["text"] for one in report["references"]] == [text]
    assert is_whole(report)


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("12 March 2019", ""),
        ("March 12, 2019", ""),
        ("Date: 12/03/2019", ""),
        ("2019-03-12", ""),
        ("Geneva, the 12th of March, 2019", "Geneva"),
        ("GENEVA, 12 MARCH 2019", "GENEVA"),
        ("Done at Geneva, 12 March 2019", "Geneva"),
        ("12 March 2019, Geneva", "Geneva"),
    ],
)
def test_the_date_is_read_however_it_is_printed(printed: str, place: str) -> None:
    report = report_on(plain_with("Geneva, 12 March 2019", printed))
    assert (report["date"]["value"], report["date"]["place"]) == ("2019-03-12", place)
    assert is_whole(report)


def test_channels_on_one_line_are_told_apart() -> None:
    lines = "Tel.: +41 22 555 01 44 / Fax: +41 22 555 01 45 / E-mail: lights@harbour.example"
    text = plain_with("Tel.: +41 22 555 01 44\nE-mail: lights@harbour.example", lines)
    (contact,) = report_on(text)["contacts"]
    assert (contact["phone"], contact["fax"], contact["email"]) == (
        "+41 22 555 01 44",
        "+41 22 555 01 45",
        "lights@harbour.example",
    )


def test_two_officers_with_a_shared_stem_of_the_phone_are_two() -> None:
    text = plain_with("Ms Tove Lindqvist", "Saburo Okada / Richard Hollis").replace("01 44", "0144/0150")
    contacts = report_on(text)["contacts"]
    assert [(one["name"], one["phone"]) for one in contacts] == [
        ("Saburo Okada", "+41 22 555 0144"),
        ("Richard Hollis", "+41 22 555 0150"),
    ]


def test_an_officer_named_in_the_text_is_found_there() -> None:
    text = with_body(
        "For any question please contact Mr. Luis Ferreira (tel. +1 212 555 0170, l.f@x.example)."
    )
    contact = report_on(text)["contacts"][-1]
    assert (contact["name"], contact["phone"], contact["in_body"]) == (
        "Luis Ferreira",
        "+1 212 555 0170",
        True,
    )


def test_an_officer_on_lines_of_their_own_in_the_text_is_found_there() -> None:
    report = report_on(
        with_body(
            "Rooms may be booked with:", "Mr. Luis Ferreira\nTel.: +1 212 555 0170\nE-mail: l@x.example"
        )
    )
    contact = report["contacts"][-1]
    assert (contact["name"], contact["email"], contact["in_body"]) == ("Luis Ferreira", "l@x.example", True)


def test_a_postal_address_is_whom_the_letter_is_for() -> None:
    address = "His Excellency\nMr Kwabena Asante\nMinister of Ports\nP.O. Box 217"
    report = report_on(plain_with("To all keepers of lights", address))
    assert report["addressees"]["heading"] == address.split("\n")
    assert is_whole(report)


@pytest.mark.parametrize("bullet", ["-", "–", "•", "*"])
def test_categories_are_listed_with_the_house_s_codes(bullet: str) -> None:
    listed = f"To all partners:\n\n{bullet} Governments\n{bullet} Keepers\n{bullet} Civil society"
    report = report_on(plain_with("To all keepers of lights", listed))
    found = [(one["label"], one["code"]) for one in report["addressees"]["categories"]]
    assert found == [("Governments", "governments"), ("Keepers", None), ("Civil society", "civil-society")]
    assert is_whole(report)


def test_the_subject_may_stand_under_the_salutation() -> None:
    text = plain_with("Subject: Inventory of lights\n\n", "").replace(
        "Dear Sir/Madam,", "Dear Sir/Madam,\n\nRe: Inventory of lights"
    )
    report = report_on(text)
    assert report["subject"]["text"] == "Inventory of lights"
    assert blocks(report)[5:8] == ["salutation", "subject", "body"]
    assert is_whole(report)


def test_a_letter_without_subject_salutation_and_closing_has_none() -> None:
    text = plain_with("Subject: Inventory of lights\n\nDear Sir/Madam,\n\n", "").replace(
        "Yours faithfully,\n\n", ""
    )
    report = report_on(text)
    assert blocks(report)[4:] == ["addressees", "body", "signature"]
    assert (report["subject"]["text"], report["closing"]["text"]) == ("", "")
    assert is_whole(report)


def test_a_closing_woven_into_the_last_sentence_stays_in_the_body() -> None:
    text = (
        "Genève, le 1er mars 2017\n\nMadame, Monsieur,\n\nLes contributions sont attendues pour le "
        "3 mai 2017.\n\nDans l'attente de vos contributions, je vous prie d'agréer, Madame, Monsieur, "
        "l'assurance de ma haute considération.\n\nAnne Kervella\nDirectrice\n"
    )
    report = report_on(text)
    assert report["closing"] == {"text": "", "lines": [], "woven": True}
    assert report["signatory"]["name"] == "Anne Kervella"


@pytest.mark.parametrize(
    ("printed", "name", "titles", "signed"),
    [
        ("(signed)\n\nIdris Bello\nDirector", "Idris Bello", ["Director"], True),
        ("(Signed) Idris Bello\nDirector", "Idris Bello", ["Director"], True),
        ("[signed]\nIdris Bello\nDirector", "Idris Bello", ["Director"], True),
        ("Signed: Idris Bello\nDirector", "Idris Bello", ["Director"], True),
        ("The Director\n\nDr Idris Bello", "Idris Bello", ["The Director"], False),
        ("Idris Bello, Director", "Idris Bello", ["Director"], False),
        ("IDRIS BELLO\nDirector\nHead of Lights", "IDRIS BELLO", ["Director", "Head of Lights"], False),
    ],
)
def test_the_signatory_is_told_from_titles_and_mark(
    printed: str, name: str, titles: list[str], signed: bool
) -> None:
    report = report_on(plain_with("Idris Bello\nDirector", printed))
    found = report["signatory"]
    assert (found["name"], found["titles"], found["signed"]) == (name, titles, signed)
    assert is_whole(report)


def test_two_who_sign_side_by_side_are_told_apart() -> None:
    printed = "Idris Bello                    Maria Oyelaran\nDirector                       Chair"
    found = report_on(plain_with("Idris Bello\nDirector", printed))["signatory"]
    assert (found["name"], found["titles"], found["others"]) == (
        "Idris Bello",
        ["Director"],
        ["Maria Oyelaran"],
    )


@pytest.mark.parametrize(
    ("printed", "count", "titles"),
    [
        ("Annexes: 2", 2, []),
        ("Enclosure (1)", 1, []),
        ("Encs. 2", 2, []),
        ("Encl.: as stated", 1, []),
        ("Attachment: Form", 1, ["Form"]),
        ("Enclosures:\n1. Agenda\n2. Form", 2, ["Agenda", "Form"]),
        ("Encl. (2): Agenda; Form", 2, ["Agenda", "Form"]),
        ("P.J. : – Agenda\n      – Form", 2, ["Agenda", "Form"]),
    ],
)
def test_annexes_are_counted_or_named(printed: str, count: int, titles: list[str]) -> None:
    report = report_on(f"{PLAIN}\n{printed}\n")
    assert (report["annexes"]["count"], report["annexes"]["titles"]) == (count, titles)
    assert is_whole(report)


@pytest.mark.parametrize("label", ["cc:", "Copy:", "c.c.", "Copy to:", "Copie à :", "Con copia a:"])
def test_copy_groups_stand_one_under_the_other(label: str) -> None:
    report = report_on(f"{PLAIN}\n{label} Permanent missions\nRegional offices\n")
    assert report["copies"]["groups"] == ["Permanent missions", "Regional offices"]
    assert is_whole(report)


def test_a_brace_beside_copy_groups_is_no_part_of_them() -> None:
    tail = "cc: Permanent missions )\n    Regional offices   ) (for information)\n"
    report = report_on(f"{PLAIN}\n{tail}")
    assert report["copies"]["groups"] == ["Permanent missions", "Regional offices"]
    assert is_whole(report)


@pytest.mark.parametrize("printed", ["Attachment", "1 enclosure", "Enclosure (1)"])
def test_annexes_without_a_title_are_counted(printed: str) -> None:
    foot = "Harbour House, 1 Quay Street\nTel.: +41 22 555 01 40    lights@harbour.example"
    report = report_on(f"{PLAIN}\n{printed}\n\n{foot}\n")
    assert report["annexes"]["count"] in {1, None}
    assert "annexes-missing" in {defect["kind"] for defect in report["defects"]}
    assert report["annexes"]["in_file"] == []


def test_a_corrigendum_may_bear_the_number_of_what_it_corrects() -> None:
    report = report_on(plain_with("Ref.: HL/19/12", "Corrigendum 1 to\nCircular Letter\nHL/19/12"))
    assert report["kind"] == "corrigendum"
    assert [one["text"] for one in report["references"]] == ["HL/19/12"]


def test_an_annex_in_the_same_file_becomes_a_file_of_its_own() -> None:
    report = report_on(f"{PLAIN}\nAnnex: Form\n\nANNEX 1\n\nName of light: ____\nKeeper: ____\n")
    assert report["annexes"]["in_file"] == [{"number": 1, "first_line": 26, "last_line": 29}]
    assert "unresolved" not in {defect["kind"] for defect in report["defects"]}


def test_a_note_verbale_addresses_those_it_presents_compliments_to() -> None:
    text = (
        "NV/2015/33\n\nThe Secretariat of the Convention on Shores presents its compliments to the "
        "Permanent Missions and has the honour to recall decision VII/12.\n\nReports should reach it not "
        "later than 2400 hours UTC on 30 June 2015.\n\nThe Secretariat of the Convention on Shores avails "
        "itself of this opportunity to renew to the Permanent Missions the assurances of its highest "
        "consideration.\n\nGeneva, 9 March 2015\n\nK.M.\n"
    )
    report = report_on(text)
    assert (report["kind"], report["date"]["value"]) == ("note-verbale", "2015-03-09")
    assert report["addressees"]["heading"] == ["the Permanent Missions"]
    assert report["addressees"]["in_body"]
    assert blocks(report) == ["reference", "body", "closing", "date", "notice"]
    (deadline,) = report["deadlines"]
    assert (deadline["time"], deadline["zone"]) == ("24:00", "UTC")
    assert is_whole(report)


def test_cells_of_two_columns_stay_in_their_rows() -> None:
    head = "Ref.: HL/19/12            To: All keepers\nTel.: +41 22 555 01 44    Geneva, 12 March 2019\n\n"
    report = report_on(head + PLAIN.partition("To all keepers of lights\n\n")[2])
    assert report["addressees"]["heading"] == ["All keepers"]
    assert report["date"]["value"] == "2019-03-12"
    assert is_whole(report)


def test_what_belongs_to_no_block_is_a_notice_in_its_place() -> None:
    text = f"URGENT\n\n{PLAIN}\n1 Quay Street, Port Amsel, Tel. +41 22 555 01 00\n"
    report = report_on(text)
    assert [block for block in blocks(report) if block == "notice"] == ["notice", "notice"]
    assert is_whole(report)


def test_bold_print_lists_and_odd_signs_of_the_text_come_back() -> None:
    body = (
        "Please send **by 31 May 2019** the following *three* things:",
        "- the form;\n- the list;\n- a picture.",
        "1) Numbers, 2 * 3 = 6, a_b_c, C#, x < y, 100 % & more.",
        "# 5 lights; > 3 keepers; {{ not a field }}; [sic].",
        "4. Fourth.",
        "7. Seventh.",
    )
    report = report_on(with_body(*body))
    assert is_whole(report)
