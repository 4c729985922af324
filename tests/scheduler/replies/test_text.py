"""What somebody wrote is told apart from what they quoted and from their signature, in six languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.replies.text import Piece, pieces_of, pieces_of_mail

ATTRIBUTIONS = {
    "en": "On Mon, 1 Mar 2027 at 10:00, Union of Libraries <letters@libraries.example> wrote:",
    "en, over two lines": "On Mon, 1 Mar 2027 at 10:00, Union\n<letters@libraries.example> wrote:",
    "fr": "Le lun. 1 mars 2027 à 10:00, Union des bibliothèques <letters@libraries.example> a écrit :",
    "es": "El lun, 1 mar 2027 a las 10:00, Unión de Bibliotecas (<letters@libraries.example>) escribió:",
    "ru": "пн, 1 мар. 2027 г. в 10:00, Союз библиотек <letters@libraries.example>:",
    "ru, words": "1 марта 2027 г., 10:00, Союз библиотек <letters@libraries.example> пишет:",
    "ar": "في الاثنين، 1 مارس 2027 في 10:00 ص تمت كتابة ما يلي بواسطة <letters@libraries.example>:",
    "zh": "图书馆联盟 <letters@libraries.example> 于2027年3月1日周一 10:00写道：",
}
HEADS = {
    "en": "From: Union of Libraries\nSent: Monday, 1 March 2027 10:00\nTo: Ann Osei\nSubject: Reading rooms",
    "en, bold": "*From:* Union of Libraries\n*Sent:* Monday, 1 March 2027\n*To:* Ann Osei\n*Subject:* Rooms",
    "fr": "De : Union\nEnvoyé : lundi 1 mars 2027 10:00\nÀ : Ann Osei\nObjet : Salles de lecture",
    "es": "De: Unión\nEnviado el: lunes, 1 de marzo de 2027\nPara: Ann Osei\nAsunto: Salas",
    "ru": "От: Союз\nОтправлено: 1 марта 2027 г. 10:00\nКому: Ann Osei\nТема: Читальные залы",
    "ar": "من: اتحاد المكتبات\nتاريخ الإرسال: 1 مارس 2027\nإلى: Ann Osei\nالموضوع: قاعات القراءة",
    "zh": "发件人: 联盟\n发送时间: 2027年3月1日 10:00\n收件人: Ann Osei\n主题: 阅览室",
}
SEPARATORS = {
    "en": "-----Original Message-----",
    "en, forwarded": "-------- Forwarded Message --------",
    "fr": "-----Message d'origine-----",
    "es": "-----Mensaje original-----",
    "ru": "-----Исходное сообщение-----",
    "ar": "-----الرسالة الأصلية-----",
    "zh": "------------------ 原始邮件 ------------------",
}
SIGNATURES = {
    "a delimiter": "-- \nAnn Osei\nMinistry of Rivers",
    "a delimiter that lost its blank": "--\nAnn Osei",
    "en": "Kind regards,\nAnn Osei\nMinistry of Rivers\n+254 20 555 0100",
    "fr": "Cordialement,\nAwa Ndiaye",
    "es": "Atentamente,\nLuis Prado",
    "ru": "С уважением,\nАнна",
    "ar": "مع التحية،\nآمنة",
    "zh": "此致\n敬礼\n王小明",
    "a telephone": "Sent from my telephone",
}
SAID = "We have eleven reading rooms.\n\nTwo of them are new."


@pytest.mark.parametrize("attribution", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
@pytest.mark.parametrize("mark", ["> ", ""])
def test_what_follows_the_words_above_a_quotation_is_quoted(attribution: str, mark: str) -> None:
    found = pieces_of(f"{SAID}\n\n{attribution}\n\n{mark}Please answer.\n{mark}By 31 March.\n")
    assert found.answer.startswith(SAID)
    assert "Please answer." not in found.answer


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("rule", ["", "________________________________\n"])
def test_the_fields_of_a_quoted_mail_begin_a_quotation(head: str, rule: str) -> None:
    found = pieces_of(f"{SAID}\n\n{rule}{head}\n\nPlease answer.\n")
    assert found.answer == SAID
    assert "Please answer." in found.text(Piece.QUOTED)


@pytest.mark.parametrize("separator", SEPARATORS.values(), ids=SEPARATORS)
def test_a_separator_begins_a_quotation(separator: str) -> None:
    assert pieces_of(f"{SAID}\n\n{separator}\nFrom: us\n\nPlease answer.").answer == SAID


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_a_signature_is_told_apart(signature: str) -> None:
    quoted = f"{ATTRIBUTIONS['en']}\n> Please answer."
    for text in (f"{SAID}\n\n{signature}", f"{SAID}\n\n{signature}\n\n{quoted}"):
        found = pieces_of(text)
        assert found.answer == SAID
        assert found.text(Piece.SIGNATURE) == signature.strip()


def test_answers_between_quoted_lines_are_kept() -> None:
    found = pieces_of(f"{ATTRIBUTIONS['en']}\n> How many rooms?\nEleven.\n> How many are new?\nTwo.\n")
    assert found.answer == "Eleven.\nTwo."


@pytest.mark.parametrize(
    "said",
    [
        "The minister wrote:\nWe agree.",
        "From: the north\nwe hear nothing.",
        "We paid 3 times -- twice by hand.\n- one\n- two",
        "Regards were sent to us.\nWe thank you.",
    ],
)
def test_sentences_are_not_taken_for_quotations(said: str) -> None:
    assert pieces_of(said).answer == said


def html_mail(page: str) -> bytes:
    return b"Subject: Re\nContent-Type: text/html; charset=utf-8\n\n" + page.encode()


@pytest.mark.parametrize(
    "page",
    [
        "<p>We agree.</p><div id='divRplyFwdMsg'><b>From:</b> us</div><p>Please answer.</p>",
        'We agree.<div style="border:none;border-top:solid #E1E1E1 1.0pt">From: us</div>Please answer.',
        "We agree.<div>On 1 March, we wrote:<blockquote>Please<blockquote>Old</blockquote></blockquote>",
        '<p>We agree.</p><blockquote type="cite">Please answer.</blockquote>',
        "<p>We agree.</p><div class='yahoo_quoted'>Please answer.</div>",
    ],
)
def test_quotations_of_pages_are_told_apart(page: str) -> None:
    assert pieces_of_mail(html_mail(page)).answer == "We agree."


def test_an_answer_below_a_quoted_block_of_a_page_is_kept() -> None:
    page = "<blockquote>How many?</blockquote><p>Eleven.</p>"
    assert pieces_of_mail(html_mail(page)).answer == "Eleven."


def test_the_text_comes_before_the_page_and_a_file_is_no_text() -> None:
    parts = (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n'
        'Content-Disposition: attachment; filename="a.txt"\n\nA file.\n--b\nContent-Type: text/plain\n\n'
        "We agree.\n--b--\n"
    )
    assert pieces_of_mail(parts.encode()).answer == "We agree."
    assert pieces_of_mail(b"Content-Type: application/pdf\n\n%PDF").lines == ()
    assert pieces_of_mail(b"").lines in ((), ((Piece.ANSWER, ""),))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_characters="\r\n"), max_size=40),
            st.sampled_from(
                ["", "> quoted", "-- ", "Regards,", *SEPARATORS.values(), *ATTRIBUTIONS.values()]
            ),
        ),
        max_size=20,
    )
)
def test_every_line_is_in_exactly_one_piece(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "\n".join(line for _, line in pieces_of(text).lines) == text


@given(st.binary(max_size=300))
def test_any_bytes_can_be_taken_apart(raw: bytes) -> None:
    pieces_of_mail(raw)


def test_a_long_mail_costs_no_more_than_its_length() -> None:
    """Half a million characters that begin a quotation again and again and end none."""
    for hostile in ("On 1 " * 100_000, "في 1 كتب " * 50_000, "<blockquote>" * 40_000, "From:\n" * 80_000):
        pieces_of(hostile)
        pieces_of_mail(html_mail(hostile))
