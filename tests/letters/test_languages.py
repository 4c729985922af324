"""Dates, labels, salutations and closings, held against the strings of letters.md §3."""

from __future__ import annotations

from datetime import date

import pytest

from letters.languages import (
    Formulas,
    RangeStyle,
    category_heading,
    category_name,
    closing,
    format_date,
    format_deadline,
    format_place_date,
    format_range,
    format_weekday,
    load_formulas,
    salutation,
    woven_closing,
)
from recipients.courtesy import Courtesy

MAY = (date(2024, 5, 27), date(2024, 5, 31))
TURN_OF_MONTH = (date(2024, 3, 30), date(2024, 4, 2))
TURN_OF_YEAR = (date(2023, 12, 30), date(2024, 1, 2))


def of(language: str) -> Formulas:
    return load_formulas(language)


@pytest.mark.parametrize(
    ("language", "day", "place", "printed"),
    [
        ("en", date(2017, 9, 11), "Geneva", "Geneva, 11 September 2017"),
        ("fr", date(2023, 11, 6), "Genève", "Genève, le 6 novembre 2023"),
        ("es", date(2011, 6, 24), "Ginebra", "Ginebra, 24 de junio de 2011"),
        ("ru", date(2011, 3, 24), "Женева", "Женева, 24 марта 2011 года"),
        ("ar", date(2008, 6, 2), "جنيف", "جنيف، 2 يونيو 2008"),
        ("zh", date(2015, 3, 11), "日内瓦", "2015年3月11日，日内瓦"),
        ("fr", date(2010, 1, 15), "", "Le 15 janvier 2010"),
        ("ar", date(2005, 9, 28), "", "28 سبتمبر 2005"),
    ],
)
def test_place_and_date_stand_as_each_language_writes_them(
    language: str, day: date, place: str, printed: str
) -> None:
    assert format_place_date(day, place, of(language)) == printed


def test_the_article_before_a_date_can_be_left_out() -> None:
    assert format_place_date(date(2002, 10, 14), "", of("fr"), article=False) == "14 octobre 2002"
    assert (
        format_place_date(date(2002, 10, 14), "Genève", of("fr"), article=False) == "Genève, 14 octobre 2002"
    )


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "1 September 2005"),
        ("fr", "1er septembre 2005"),
        ("es", "1 de septiembre de 2005"),
        ("ru", "1 сентября 2005 года"),
        ("ar", "1 سبتمبر 2005"),
        ("zh", "2005年9月1日"),
    ],
)
def test_the_first_of_a_month(language: str, printed: str) -> None:
    assert format_date(date(2005, 9, 1), of(language)) == printed


@pytest.mark.parametrize(
    ("language", "month", "year", "years"),
    [
        (
            "en",
            "from 27 to 31 May 2024",
            "from 30 March to 2 April 2024",
            "from 30 December 2023 to 2 January 2024",
        ),
        ("fr", "du 27 au 31 mai 2024", "du 30 mars au 2 avril 2024", "du 30 décembre 2023 au 2 janvier 2024"),
        (
            "es",
            "del 27 al 31 de mayo de 2024",
            "del 30 de marzo al 2 de abril de 2024",
            "del 30 de diciembre de 2023 al 2 de enero de 2024",
        ),
        (
            "ru",
            "с 27 по 31 мая 2024 года",
            "с 30 марта по 2 апреля 2024 года",
            "с 30 декабря 2023 года по 2 января 2024 года",
        ),
        ("ar", "من 27 إلى 31 مايو 2024", "من 30 مارس إلى 2 أبريل 2024", "من 30 ديسمبر 2023 إلى 2 يناير 2024"),
        ("zh", "2024年5月27-31日", "2024年3月30日至4月2日", "2023年12月30日至2024年1月2日"),
    ],
)
def test_ranges_in_a_sentence(language: str, month: str, year: str, years: str) -> None:
    assert format_range(*MAY, of(language)) == month
    assert format_range(*TURN_OF_MONTH, of(language)) == year
    assert format_range(*TURN_OF_YEAR, of(language)) == years


def test_a_range_that_begins_on_the_first_or_the_second() -> None:
    assert format_range(date(2024, 3, 1), date(2024, 3, 3), of("fr")) == "du 1er au 3 mars 2024"
    assert format_range(date(2024, 3, 2), date(2024, 3, 5), of("ru")) == "со 2 по 5 марта 2024 года"


def test_ranges_in_headings_do_not_break_and_those_in_brackets_have_no_year() -> None:
    days = date(2005, 11, 16), date(2005, 11, 18)
    french = format_range(*days, of("fr"), RangeStyle.HEADING)
    assert french == "16\u201118\u00a0novembre\u00a02005"
    assert french.replace("\u00a0", " ") == "16‑18 novembre 2005", "as the table of the conventions prints it"
    assert format_range(*days, of("en"), RangeStyle.HEADING) == "16\u201118\u00a0November\u00a02005"
    spring = date(2023, 3, 13), date(2023, 3, 17)
    assert format_range(*spring, of("fr"), RangeStyle.BRACKETS) == "13-17 mars"
    june = date(2015, 6, 10), date(2015, 6, 17)
    assert format_range(*june, of("zh"), RangeStyle.HEADING) == "2015年6月10-17日"


def test_a_range_of_one_day_is_that_day() -> None:
    day = date(2024, 5, 27)
    assert format_range(day, day, of("fr")) == "le 27 mai 2024"
    assert format_range(day, day, of("zh")) == "2024年5月27日"


def test_a_range_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="back to"):
        format_range(date(2024, 5, 2), date(2024, 5, 1), of("en"))


@pytest.mark.parametrize(
    ("language", "inclusive", "exclusive"),
    [
        ("en", "by 30 March 2010", "before 30 March 2010"),
        ("fr", "d'ici au 30 mars 2010", "avant le 30 mars 2010"),
        ("es", "a más tardar el 30 de marzo de 2010", "antes del 30 de marzo de 2010"),
        ("ru", "не позднее 30 марта 2010 года", "до 30 марта 2010 года"),
        ("ar", "في موعد أقصاه 30 مارس 2010", "قبل 30 مارس 2010"),
        ("zh", "不迟于2010年3月30日", "在2010年3月30日之前"),
    ],
)
def test_a_deadline_says_whether_its_day_counts(language: str, inclusive: str, exclusive: str) -> None:
    day = date(2010, 3, 30)
    assert format_deadline(day, of(language), inclusive=True) == inclusive
    assert format_deadline(day, of(language), inclusive=False) == exclusive


def test_a_deadline_with_a_time_names_the_zone() -> None:
    day = date(2027, 3, 30)
    at = format_deadline(day, of("en"), inclusive=True, clock="24:00")
    assert at == "by 24:00 (UTC) on 30 March 2027"
    assert (
        format_deadline(day, of("fr"), inclusive=True, clock="23:59", zone="Europe/Zurich")
        == "d'ici au 30 mars 2027 à 23 h 59 (heure de Genève)"
    )
    # A zone the office has no name for takes that of the locale data, summer time where it holds.
    assert "heure d’été d’Europe centrale" in format_deadline(
        day, of("fr"), inclusive=True, clock="12:00", zone="Europe/Paris"
    )


def test_arabic_may_print_both_sets_of_months(tmp_path: object) -> None:
    formulas = of("ar")
    both = formulas.dates.model_copy(update={"month_names": "alternative"})
    assert format_date(date(2027, 3, 29), formulas.model_copy(update={"dates": both})) == "29 آذار/مارس 2027"


def test_weekdays_begin_with_monday() -> None:
    days = {
        language: format_weekday(date(2027, 3, 29), of(language)) for language in ("en", "fr", "ru", "zh")
    }
    assert days == {"en": "Monday", "fr": "lundi", "ru": "понедельник", "zh": "星期一"}


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["Ref:", "Contact:", "Tel:", "Fax:", "E-mail:", "Subject:", "Copy:", "(signed)"]),
        ("fr", ["Réf.:", "Contact:", "Tél.:", "Fax:", "A. élec.:", "Objet:", "Copie:", "(signé)"]),
        ("es", ["Ref.:", "Contacto:", "Tel.:", "Fax:", "Correo-e:", "Asunto:", "Copia:", "(firmado)"]),
        (
            "ru",
            ["Осн.:", "Для контактов:", "Тел.:", "Факс:", "Эл. почта:", "Предмет:", "Копии:", "(подпись)"],
        ),
        (
            "ar",
            [
                "المرجع:",
                "للاتصال:",
                "الهاتف:",
                "الفاكس:",
                "البريد الإلكتروني:",
                "الموضوع:",
                "نسخة إلى:",
                "(توقيع)",
            ],
        ),
        ("zh", ["文号:", "联系人:", "电话:", "传真:", "电子邮件:", "事由:", "抄送:", "（签名）"]),
    ],
)
def test_labels_with_their_colon(language: str, labels: list[str]) -> None:
    formulas = of(language)
    words = formulas.labels
    named = [words.reference, words.contact, words.phone, words.fax, words.email, words.subject, words.copy_]
    assert [formulas.label(word).rstrip() for word in named] + [words.signed] == labels


def test_french_has_long_labels_too_and_no_space_before_the_colon() -> None:
    words = of("fr").labels
    long = [words.reference_long, words.phone_long, words.fax_long, words.email_long]
    assert [of("fr").label(word) for word in long] == [
        "Référence: ",
        "Téléphone: ",
        "Télécopie: ",
        "Courriel: ",
    ]


@pytest.mark.parametrize(
    ("language", "addressee", "earlier", "enclosure"),
    [
        ("en", "To:", "Further to:", "Enclosure:"),
        ("fr", "À:", "Réf.:", "Pièce jointe:"),
        ("es", "A:", "Ref.:", "Documento adjunto:"),
        ("ru", "Кому:", "Осн.:", "Приложение:"),
        ("ar", "إلى:", "المراجع:", "المرفق:"),
        ("zh", "致:", "参考:", "附件:"),
    ],
)
def test_labels_of_addressees_earlier_letters_and_a_single_enclosure(
    language: str, addressee: str, earlier: str, enclosure: str
) -> None:
    formulas, words = of(language), of(language).labels
    named = [words.addressee, words.earlier, words.enclosure]
    assert [formulas.label(word).rstrip() for word in named] == [addressee, earlier, enclosure]
    assert of("en").labels.enclosures == "Enclosures"


@pytest.mark.parametrize(
    ("language", "annexes", "corrigendum", "addendum"),
    [
        ("en", "Annexes", "Corrigendum 1", "Addendum 1"),
        ("fr", "Annexes", "Corrigendum 1", "Addendum 1"),
        ("es", "Anexos", "Corrigéndum 1", "Addéndum 1"),
        ("ru", "Приложения", "Исправление 1", "Добавление 1"),
        ("ar", "الملحقات", "التصويب 1", "الإضافة 1"),
        ("zh", "附件", "勘误1", "补遗1"),
    ],
)
def test_annexes_and_children(language: str, annexes: str, corrigendum: str, addendum: str) -> None:
    labels = of(language).labels
    assert labels.annexes == annexes
    assert labels.corrigendum.format(number=1) == corrigendum
    assert labels.addendum.format(number=1) == addendum


@pytest.mark.parametrize(
    ("language", "circular"),
    [
        ("en", "Dear Sir/Madam,"),
        ("fr", "Madame, Monsieur,"),
        ("es", "Muy Señor mío/Muy Señora mía:"),
        ("ru", "Уважаемая госпожа, уважаемый господин,"),
        ("ar", "حضرات السادة والسيدات،"),
        ("zh", "尊敬的先生/女士，"),
    ],
)
def test_the_salutation_of_a_circular(language: str, circular: str) -> None:
    assert salutation(of(language)) == circular


def test_arabic_greets_on_a_line_of_its_own_and_spanish_ends_with_a_colon() -> None:
    assert of("ar").salutations.greeting == "تحية طيبة وبعد،"
    assert salutation(of("es"), Courtesy.ORGANISATION) == "Estimado/a Señor(a):"


def test_salutations_by_kind_of_addressee() -> None:
    english, french = of("en"), of("fr")
    assert salutation(english, Courtesy.EXCELLENCY, name="Ada Lovell") == "Excellency,"
    assert salutation(english, Courtesy.NAMED, name="Ada Lovell") == "Dear Ada Lovell,"
    assert salutation(english, Courtesy.TITLED, name="Lovell", title="Professor") == "Dear Professor Lovell,"
    assert salutation(english, Courtesy.HONORIFIC, title="Minister") == "Dear Minister,"
    assert salutation(english, Courtesy.NAMED) == "Dear Sir/Madam,"
    # In French the office or the civility is named, never the surname.
    named = salutation(french, Courtesy.TITLED, name="Diallo", title="Madame la Ministre")
    assert named == "Madame la Ministre,"


@pytest.mark.parametrize(
    ("language", "circular", "high"),
    [
        ("en", "Yours faithfully,", "Accept, Sir/Madam, the assurances of my highest consideration."),
        (
            "fr",
            "Veuillez agréer, Madame, Monsieur, l'assurance de ma considération distinguée.",
            "Veuillez agréer, Madame, Monsieur, l'assurance de ma haute considération.",
        ),
        (
            "es",
            "Le saluda atentamente,",
            "Aprovecho esta oportunidad para reiterarle las seguridades de mi consideración más distinguida.",
        ),
        ("ru", "С уважением,", "Примите, госпожа/господин, уверения в моём весьма высоком уважении."),
        ("ar", "وتفضلوا بقبول فائق التقدير والاحترام", "وتفضلوا بقبول أسمى آيات التقدير"),
        ("zh", "顺致敬意！", "顺致最崇高的敬意。"),
    ],
)
def test_closings_by_formality(language: str, circular: str, high: str) -> None:
    assert closing(of(language)) == circular
    assert closing(of(language), high=True) == high


def test_the_french_closing_repeats_the_salutation() -> None:
    written = closing(of("fr"), salutation="Madame la Ministre,")
    assert written == "Veuillez agréer, Madame la Ministre, l'assurance de ma considération distinguée."


def test_a_closing_woven_into_a_sentence() -> None:
    assert woven_closing(of("fr"), "Dans l'attente de vous lire,") == (
        "Dans l'attente de vous lire, je vous prie d'agréer, Madame, Monsieur,"
        " l'assurance de ma haute considération."
    )


def test_an_excellency_gets_a_closing_of_her_own() -> None:
    written = closing(of("en"), Courtesy.EXCELLENCY)
    assert written == "Accept, Excellency, the assurances of my highest consideration."


def test_categories_are_listed_in_one_case_and_addressed_in_another() -> None:
    assert category_name("governments", of("ru")) == "Правительства"
    assert category_heading("governments", of("ru")) == "Правительствам"
    assert category_heading("international-organisations", of("fr")) == "Aux Organisations internationales"
    assert category_heading("civil-society", of("fr")) == "À la Société civile"
    assert category_name("academia", of("fr")) == "Établissements universitaires"
    assert category_heading("governments", of("ar")) == "إلى الحكومات"
    assert category_name("robots", of("en")) is None
    assert category_heading("robots", of("en")) is None
