"""The document of a letter: the words of the page and the text, set right in every language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from letters.document.emblem import read_emblem
from letters.document.typesetting import House, Side, Typesetter, Unprintable, Window, house_of
from letters.facts import Language
from letters.layout.tree import CopyMark
from letters.source import LetterSource
from mailer.merge import LimitedMerger, Values
from tests.letters.documents import merged_forms, said_by, set_letter, without_blanks
from tests.letters.letter_sources import RECIPIENT, make_facts, make_source
from tests.letters.test_document_emblem import DISC
from tests.rig.paper import Paper

BODIES: Final = {
    "en": ("I have the honour to write", "Harbours", "We ask you to answer."),
    "fr": ("J'ai l'honneur de vous écrire — « à l'œuvre »", "Ports", "Veuillez répondre d'ici au 1er mai."),
    "es": ("Tengo el honor de dirigirme a ustedes: ¿señales?", "Puertos", "Rogamos respuesta."),
    "ru": ("Имею честь обратиться к Вам", "Порты", "Просим ответить."),
    "ar": ("أتشرف بأن أكتب إليكم", "الموانئ", "يرجى الرد على هذه الرسالة."),
    "zh": ("我荣幸地致函贵方", "港口", "请予答复。"),
}
BODY: Final = """{0} {{{{ organisation }}}}, +41 22 555 0101.

# {1}

{{% if category == 'governments' %}}
- {2} **{1}**
- [{1}](https://lights.example/a?b=1&c=2)
{{% endif %}}

| {1} | No |
|:----|---:|
{{% for row in rows %}}
| {{{{ row.name }}}} | {{{{ row.no }}}} |
{{% endfor %}}

{2}
"""
VALUES: Final[Values] = {
    **RECIPIENT,
    "rows": [{"name": "Alpha", "no": "1"}, {"name": "Beta {{ x }}", "no": "2"}],
}
MM: Final = 72 / 25.4
SMALL: Final = 0.93
"""Marks and texts of footnotes are smaller than this share of the letter's own size."""


@pytest.fixture(scope="module")
def typesetter() -> Iterator[Typesetter]:
    with Typesetter() as shared:
        yield shared


def letter(language: str, subject: str = "Lights of the coast") -> LetterSource:
    return make_source(BODY.format(*BODIES[language]), language, subject=subject)


def plain(text: str, typesetter: Typesetter, merger: LimitedMerger, **values: str) -> Paper:
    return set_letter(typesetter, make_source(text), "en", {**VALUES, **values}, merger)


def body_of(paper: Paper) -> str:
    """What leaves ink in the letter itself: neither footnotes nor what pages repeat."""
    found = []
    for page in range(paper.pages):
        signs = [sign for sign in paper.characters(page) if 50 < sign[1].bottom < (790 if page else 842)]
        size = Counter(round(size, 1) for _, _, size in signs).most_common(1)[0][0]
        found += [sign for sign, _, own in signs if own > size * 0.9]
    return without_blanks("".join(found))


@pytest.mark.parametrize("language", list(BODIES))
@pytest.mark.parametrize(("side", "left"), [(Side.LEFT, 25), (Side.RIGHT, 110)])
def test_a_window_stands_at_the_same_place_in_every_language_and_below_every_letterhead(
    language: str, side: Side, left: int, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    source = letter(language)
    lines = merged_forms(source, language, VALUES, merger)[2]
    address = ("Quaye", "Ministry of Quays", "1 Quay Street", "Port Merrow", "Farlandia")
    for emblem in (None, read_emblem(DISC.encode())):
        house = house_of(source.facts, Language(language), emblem)
        paper = Paper(typesetter.typeset(lines, replace(house, window=Window(address, side))))
        first, last = paper.where(address[0]), paper.where(address[-1])
        assert abs(first.left / MM - left) < 1
        assert 52 < (297 - first.top / MM) < 70
        assert (297 - last.bottom / MM) < 92
        reference = paper.where("1004")
        assert (297 - reference.top / MM) > 91


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh"])
def test_text_page_and_document_say_the_same_words(
    language: str, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    source = letter(language)
    text, html, _ = merged_forms(source, language, VALUES, merger)
    paper = set_letter(typesetter, source, language, VALUES, merger)
    assert body_of(paper) == without_blanks(said_by(html))
    words = re.compile(r"[^\W\d]+")
    assert not Counter(words.findall(said_by(html))) - Counter(words.findall(text)), "the text says less"
    assert "https://lights.example/a?b=1&c=2" in paper.text(), "on paper a link says where it leads"


def test_an_arabic_document_says_the_same_words(typesetter: Typesetter, merger: LimitedMerger) -> None:
    source = letter("ar")
    _, html, _ = merged_forms(source, "ar", VALUES, merger)
    paper = set_letter(typesetter, source, "ar", VALUES, merger)
    words = re.compile(r"[\u0620-\u064a]{2,}")
    assert Counter(words.findall(paper.all_text())) == Counter(words.findall(said_by(html)))
    assert len(words.findall(said_by(html))) > 30


@pytest.mark.parametrize(
    "run", ["HL-27/1004", "+41 22 555 0101", "lights@harbour.example", "Ministry of Coasts of Atlantia"]
)
def test_numbers_and_names_keep_their_order_in_a_letter_from_right_to_left(
    run: str, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    paper = set_letter(typesetter, letter("ar"), "ar", VALUES, merger)
    drawn = _drawn(paper)
    wanted = run.replace(" ", "")
    assert any(wanted in line for line in drawn), "\n".join(drawn)


def _drawn(paper: Paper) -> list[str]:
    """Each line of the first page as it is drawn, from left to right."""
    signs = sorted(paper.characters(loose=True), key=lambda sign: -(sign[1].bottom + sign[1].top))
    lines: list[list[tuple[float, str]]] = []
    last = 1e9
    for sign, box, _ in signs:
        middle = (box.bottom + box.top) / 2
        if last - middle > 5 or not lines:
            lines.append([])
            last = middle
        lines[-1].append((box.left, sign))
    return ["".join(sign for _, sign in sorted(line)) for line in lines]


def test_an_arabic_page_begins_on_the_right(typesetter: Typesetter, merger: LimitedMerger) -> None:
    arabic = set_letter(typesetter, letter("ar"), "ar", VALUES, merger)
    english = set_letter(typesetter, letter("en"), "en", VALUES, merger)
    assert english.where("HL-27/1004").left < english.where("Geneva").left
    assert arabic.where("Alpha").left > arabic.where("555").left or arabic.where("Alpha").left > 300
    assert english.where("Alpha").left < 120, "the columns of a table run the other way too"


@pytest.mark.parametrize(
    "name", ["محمد علي", "Ω & <b>x</b>", "#eval(1)", "*bold* _x_ $y$", 'a"b\\c', "{{ x }}"]
)
def test_a_value_is_only_ever_text(name: str, typesetter: Typesetter, merger: LimitedMerger) -> None:
    paper = plain("Dear {{ name }}!\n", typesetter, merger, name=name)
    assert (
        without_blanks(unicodedata.normalize("NFC", name)) in without_blanks(paper.text())
        or name == "محمد علي"
    )
    if name == "محمد علي":
        assert {"محمد", "علي"} <= set(re.findall(r"\w+", paper.text()))


def test_metadata_name_subject_author_and_reference(typesetter: Typesetter, merger: LimitedMerger) -> None:
    source = letter("en", subject="Lights of {{ organisation }}")
    found = set_letter(typesetter, source, "en", VALUES, merger).metadata()
    assert found["Title"] == "Lights of Ministry of Coasts of Atlantia"
    assert found["Author"] == "Bureau of Harbour Lights"
    assert found["Keywords"] == "HL-27/1004"
    assert found["CreationDate"].startswith("D:20270201120000")


def test_the_same_letter_gives_the_same_bytes(merger: LimitedMerger) -> None:
    lines = merged_forms(letter("zh"), "zh", VALUES, merger)[2]
    house = house_of(make_facts(), Language.ZH)
    made = set()
    for _ in range(2):
        with Typesetter() as own:
            made.add(own.typeset(lines, house))
    assert len(made) == 1


def test_pages_after_the_first_repeat_reference_and_date(
    typesetter: Typesetter, merger: LimitedMerger
) -> None:
    paper = plain("A sentence that is long enough to fill a line.\n\n" * 60, typesetter, merger)
    assert paper.pages > 2
    assert paper.where("HL-27/1004", 1).top > 780
    assert paper.where("1 February 2027", 1).right > 500
    assert paper.where(f"2/{paper.pages}", 1).top < 60
    assert paper.text(0).count("1 February 2027") == 1
    assert "1/1" not in plain("Short.\n", typesetter, merger).text()


def test_no_page_holds_the_closing_alone(typesetter: Typesetter, merger: LimitedMerger) -> None:
    for count in range(14, 24):
        paper = plain("One more line of the letter.\n\n" * count, typesetter, merger)
        closing = next(page for page in range(paper.pages) if "Yours" in paper.text(page))
        assert "One more line" in paper.text(closing)
        assert "Idris Bello" in paper.text(closing)


def test_a_letter_of_forty_pages(typesetter: Typesetter, merger: LimitedMerger) -> None:
    paper = plain("Words that fill the page, line by line, to its end. " * 5000, typesetter, merger)
    assert paper.pages > 40
    assert f"40/{paper.pages}" in paper.text(39)


@pytest.mark.parametrize("run", ["x" * 5000, "https://lights.example/" + "a" * 3000, "Ж" * 1000, "港" * 2000])
def test_a_line_without_a_blank_stays_on_the_page(
    run: str, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    paper = plain(f"{run}\n", typesetter, merger)
    assert within_the_margins(paper)
    assert without_blanks(paper.all_text()).count(run[-1]) >= 900


def test_tables_wider_than_the_page_stay_on_it(typesetter: Typesetter, merger: LimitedMerger) -> None:
    for columns in (3, 8, 10, 11, 30):
        heads = "|".join(f"Column{number}" for number in range(columns))
        cells = "|".join("internationalisation" for _ in range(columns))
        paper = plain(f"|{heads}|\n|{'---|' * columns}\n|{cells}|\n", typesetter, merger)
        assert within_the_margins(paper), columns
        assert without_blanks(paper.all_text()).count("internationalisation") == columns


def within_the_margins(paper: Paper) -> bool:
    """Whether every sign stands between the margins of its page, with a hair's breadth."""
    return all(
        box.left > 69 and box.right < 527 and box.bottom > 30 and box.top < 812
        for page in range(paper.pages)
        for _, box, _ in paper.characters(page)
    )


def test_the_heading_of_a_long_table_stands_on_every_page(
    typesetter: Typesetter, merger: LimitedMerger
) -> None:
    rows = [{"name": f"Light {number}", "no": str(number)} for number in range(120)]
    paper = set_letter(typesetter, letter("en"), "en", {**VALUES, "rows": rows}, merger)
    assert paper.pages > 2
    assert all(re.search("Harbours\\s+No", paper.text(page)) for page in range(1, paper.pages - 1))


@pytest.mark.parametrize(("mark", "said"), [(CopyMark.COPY, "COPY"), (CopyMark.TEST, "TEST — not for")])
def test_copies_and_tests_say_so_above_everything(
    mark: CopyMark, said: str, typesetter: Typesetter, merger: LimitedMerger
) -> None:
    paper = set_letter(typesetter, letter("en"), "en", VALUES, merger, mark=mark)
    assert paper.where(said).bottom > paper.where("Bureau").top


def test_a_sign_that_no_font_has_is_named(typesetter: Typesetter, merger: LimitedMerger) -> None:
    with pytest.raises(Unprintable) as refused:
        plain("Tick ☐ or 😀.\n", typesetter, merger)
    assert set(refused.value.signs) == {"☐", "😀"}
    assert "“☐” (U+2610)" in str(refused.value)


def test_a_document_refused_does_not_spoil_the_next(typesetter: Typesetter, merger: LimitedMerger) -> None:
    with pytest.raises(Unprintable):
        plain("😀\n", typesetter, merger)
    assert "Fine." in plain("Fine.\n", typesetter, merger).text()


def test_lines_that_are_no_letter_are_refused(typesetter: Typesetter) -> None:
    for wrong in ("", '["+letter", "en"]\n', '["-"]\n', '["paragraph", []]\n'):
        with pytest.raises((ValueError, LookupError)):
            typesetter.typeset(wrong, House("x", date(2027, 1, 1)))
