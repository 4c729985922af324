"""Nouns and what is said of them near by: what no list of phrases foresees, and what must not be hard for all that."""

from __future__ import annotations

import pytest

from mailer.bounces.conclusion import Said, conclude
from mailer.bounces.pairs import Pairs
from mailer.bounces.phrases import plain
from mailer.bounces.vocabulary import Kind
from mailer.bounces.wording import STRONG, VAGUE

PAIRS = Pairs(
    nouns="user; mailbox",
    after="unheard of; not listed; never … seen",
    before="cannot trace",
    whose="sender",
    unless="room",
)

HARD = (
    "User 'clerk' is not defined on this post office",
    "The addressee could not be located in any directory",
    "550 we could not find that person among our staff",
    "550 There is no trace of any such employee",
    "554 recipient is not in our directory",
    "550 that mailbox was withdrawn",
    "550 the account has been deleted",
    "Die Adresse ist uns nicht bekannt",
    "550 Empfaenger unbekannt",
    "Das Konto wurde aufgelöst",
    "Ce correspondant n'est pas connu chez nous",
    "El buzón indicado no figura en el sistema",
    "El usuario no está dado de alta ni registrado",
    "<a@b.example> existiert nicht",
    "Bei uns gibt es dazu kein Postfach",
    "a@b.example n'existe pas",
    "550 <a@b.example>: не существует",
    "a@b.example 不存在",
    "550 <a@b.example> we do not have such an account",
    "Das Postfach ist auf diesem Server nicht mehr eingerichtet",
    "A conta deste destinatário não foi localizada",
    "La casella non risulta attiva: utente non censito",
    "Dit postvak werd opgeheven",
    "Adresat o tej nazwie nie jest znany",
    "příjemce není evidován",
    "a címzett postafiókja megszűnt",
    "Destinatarul este necunoscut",
    "böyle bir kullanıcı yok",
    "Mottagaren existerar inte",
    "Postkassen til brugeren er nedlagt",
    "vastaanottajaa ei tunneta, osoite ei ole voimassa",
    "ο παραλήπτης δεν αναγνωρίζεται",
    "такой сотрудник у нас не числится",
    "отримувача з таким іменем не існує",
    "E-Mailadresse nicht bekannt",
    "550 destinatario no dado de alta",
    "550 user lookup gave no result",
    "هذا الحساب لم يعد قائما",
    "550 Sorry, this recipient is not one of our subscribers",
    "550 addressee not on file",
    "550 La casilla solicitada fue dada de baja",
    "uporabnik ne obstaja",
    "nepoznat korisnik",
    "kasutajat ei leitud",
    "نشانی گیرنده یافت نشد",
    "عنوان المستلم خاطئ",
    "查無此收件者",
    "この宛先は登録されていません",
    "받는사람 주소가 존재하지 않습니다",
    "tài khoản người nhận không tồn tại",
    "alamat penerima tidak terdaftar",
)

SOFT = (
    "550 Sender address unknown at your site",
    "550 The sender of this letter is not known at the office it names",
    "550 Callback to your return address failed: user unknown",
    "Absender unbekannt",
    "Remitente desconocido",
    "554 unknown error, user should contact the helpdesk",
    "554 there is no room in the mailbox of this user",
    "450 domain of the recipient does not resolve at present",
    "554 the directory of users could not be read",
    "554 address not in our allow list",
    "550 unknown reason: mailbox did not answer",
    "Ihr Absender ist uns nicht bekannt",
    "554 The domain in your HELO is unknown",
    "Absenderadresse nicht gefunden",
    "l'adresse de l'expéditeur est inconnue",
    "la dirección del remitente no existe",
    "adres nadawcy nie istnieje",
    "адрес отправителя не существует",
    "发件人地址不存在",
    "送信者のアドレスが存在しません",
    "عنوان المرسل غير موجود",
    "het adres van de afzender bestaat niet",
    "avsändarens adress finns inte",
    "Fehler unbekannt: Postfach derzeit nicht verfügbar",
    "Erreur inconnue lors de la remise au destinataire",
    "неизвестная ошибка: ящик получателя",
    "受信者への配送中に不明なエラー",
    "수신자에게 전달 중 알 수 없는 오류",
    "خطأ غير معروف عند التسليم إلى المستلم",
    "ismeretlen hiba a címzettnek való kézbesítéskor",
    "tuntematon virhe toimitettaessa vastaanottajalle",
    "ukendt fejl ved levering til modtager",
    "Es gibt keinen Platz im Postfach",
    "Il n'y a pas d'espace dans la boîte",
    "El usuario no se encuentra disponible",
    "554 user did not, for lack of space, get what was found",
    "550 We do not have permission to deliver to this group",
    "554 The attachment type is unknown and was not accepted",
    "550 Your certificate does not exist in our store",
    "Der Anhang wurde nicht gefunden",
    "Der Absender ist dem Empfänger nicht bekannt",
    "IP-адрес не найден в списке",
    "عنوان IP غير معروف",
    "Kein Zugriff auf das Postfach",
    "Запись PTR не найдена",
    "附件不存在",
    "Il record PTR non esiste",
    "535 authentication failed: invalid user",
    "550 too many unknown users in this session",
    "550 you are unknown to this recipient; ask to be added",
    "550 <a@b.example>: unable to resolve your address",
    "non c'è spazio nella casella",
    "Nie została dostarczona adresatowi",
    "W skrzynce brak miejsca",
    "posta kutusunda yer yok",
    "в ящике получателя нет места",
    "доставка получателю завершилась с ошибкой",
    "投递到收件人失败，未知错误",
    "発信元が不明です",
    "메일함에 공간이 없습니다",
    "không có quyền gửi cho người nhận",
    "550 <a@b.example>: ticket not found",
    "550 5.7.1 <a@b.example>: group not found in policy",
    "550 <a@b.example>: Gruppe nicht gefunden",
    "550 <a@b.example>: groupe introuvable",
    "550 <a@b.example>: grupo no encontrado",
)

REASONS = {
    "full": (
        "552 there is no room for this letter in the box",
        "recipient has filled the allotted space",
        "mailbox has reached its limit",
        "Das Empfängerpostfach ist ausgeschöpft",
        "schránka příjemce je plná",
        "Modtagerens postkasse er fuld",
        "căsuța poștală este plină",
        "a postafiók megtelt",
        "메일함이 가득 찼습니다",
        "hộp thư đã đầy",
        "sanduče je puno",
        "Das Postfach hat sein Limit erreicht",
        "La bandeja de entrada está saturada",
        "Квота ящика исчерпана",
    ),
    "inactive": (
        "550 this mailbox was switched off",
        "Kontoen til mottakeren er sperret",
        "Das Postfach ist stillgelegt",
        "учетная запись заморожена",
        "휴면 계정입니다: 계정 휴면",
        "550 this mailbox sleeps",
        "ящик закрыт за неиспользованием",
    ),
    "size": (
        "552 24117248 octets is more than this host takes",
        "552 mail bigger than 8 MB not accepted",
    ),
    "policy": (
        "550 only known correspondents may write to this user",
        "554 too many links in the text",
        "530 log in first",
        "554 your range is listed at an outside list",
        "Uw bericht is geweigerd wegens de bijlage",
        "Absender steht auf unserer Sperrliste",
    ),
    "transport": (
        "450 the name could not be looked up; try later",
        "El servidor de destino no está disponible",
        "O servidor de destino não está respondendo",
        "Сервер пока недоступен",
    ),
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The user Clerk is unheard of.", "user … unheard of"),
        ("We cannot trace this mailbox", "cannot trace … mailbox"),
        ("the sender: user unheard of", ""),
        ("The user's sender is unheard of", ""),
        ("554 sender 550 user unheard of", "user … unheard of"),
        ("mailbox has room, unheard of", ""),
        ("unheard of, this user", ""),
        ("user " + "very " * 10 + "unheard of", ""),
        ("this mailbox was never, as they say, seen", "mailbox … never … seen"),
        ("this mailbox was never given any room or seen", ""),
        ("this mailbox was never so much as touched, let alone seen", ""),
        ("A user writes: mailbox not listed", "mailbox … not listed"),
    ],
)
def test_a_noun_and_its_statement_are_found_near_each_other(text: str, found: str) -> None:
    assert PAIRS.first_in(plain(text)) == found


@pytest.mark.parametrize("reply", HARD)
def test_an_address_that_leads_to_nobody_is_hard(reply: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", diagnostic=reply))
    assert (str(verdict.kind), str(verdict.reason)) == ("hard", "address"), verdict.rule
    assert verdict.line == reply


@pytest.mark.parametrize("reply", SOFT)
def test_what_says_nothing_against_the_address_is_soft(reply: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", diagnostic=reply))
    assert verdict.kind is Kind.SOFT, verdict.rule


@pytest.mark.parametrize(
    ("reason", "reply"), [(reason, reply) for reason, replies in REASONS.items() for reply in replies]
)
def test_other_reasons_are_told_by_pairs_too(reason: str, reply: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", diagnostic=reply))
    assert str(verdict.reason) == reason, verdict.rule


@pytest.mark.parametrize(
    ("recipient", "reply", "reason"),
    [
        ("help-desk@b.example", "550 help-desk ticket not found", "other"),
        ("help-desk@b.example", "550 <help-desk> ticket not found", "other"),
        ("help-desk@b.example", "550 our help-desk was not found open", "other"),
        ("a.clerk@b.example", "550 5.7.1 <a.clerk@b.example>: group not found in policy", "policy"),
        ("1001", "550 ticket 1001 does not exist", "other"),
        ("1001@b.example", "451 ticket 1001 does not exist", "transport"),
    ],
)
def test_words_that_look_like_the_recipients_name_say_nothing_against_it(
    recipient: str, reply: str, reason: str
) -> None:
    verdict = conclude(Said(recipient=recipient, diagnostic=reply))
    assert (str(verdict.kind), str(verdict.reason)) == ("soft", reason), verdict.rule


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("a.clerk が b.example に見つかりませんでした。", "hard"),
        ("550 'a.clerk' was not found here", "hard"),
        (" a.clerk was not found here", "hard"),
        ("550 5.0.0 a.clerk was not found here", "hard"),
        ("لم يتم العثور على a.clerk في b.example.", "hard"),
        ("We looked at b.example and could not find a.clerk.", "hard"),
        ("a.clerk: no room found", "soft"),
    ],
)
def test_a_recipient_is_known_by_the_local_part_alone(reply: str, kind: str) -> None:
    assert str(conclude(Said(recipient="a.clerk@b.example", diagnostic=reply)).kind) == kind


@pytest.mark.parametrize(
    "reply", ["550 Il dominio del destinatario non esiste", "550 the host of b.example was not found"]
)
def test_a_domain_that_leads_nowhere_is_told_by_pairs_too(reply: str) -> None:
    verdict = conclude(Said(recipient="a@b.example", diagnostic=reply))
    assert (str(verdict.kind), str(verdict.reason)) == ("hard", "domain"), verdict.rule


def test_words_of_both_kinds_are_not_taken_for_an_unknown_address() -> None:
    """A server that does not say which of the two it is leaves the address in doubt."""
    verdict = conclude(Said(recipient="a@b.example", diagnostic="550 Destinatario desconocido o buzón lleno"))
    assert (str(verdict.kind), str(verdict.reason)) == ("soft", "full")


def test_no_word_of_a_pair_is_empty() -> None:
    words = [word for rule in (*STRONG, *VAGUE) for pair in rule.pairs for word in pair.written]
    assert words
    assert all(plain(word).strip() for word in words)
